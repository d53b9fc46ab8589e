"""The call to a meeting: read back, sent to the room and to each member, and sent again with what has changed."""

from datetime import date, timedelta
from typing import Annotated

from pydantic import BaseModel

from handlers import quiet
from handlers.call import Call, Look, Nothing, Refusal, Reply, on, shows
from handlers.cards import (
    Button,
    Buttons,
    Card,
    Element,
    Fact,
    Facts,
    Form,
    Note,
    Row,
    Rows,
    Run,
    Text,
    card,
    strong,
    words,
)
from handlers.fields import Blank, Link, Number, Tick, When
from handlers.forms import Filled
from handlers.inputs import open_forum
from handlers.meetings import attendance, call_changes, call_undo, materials, reminders, timetable
from handlers.meetings.attendance import about, choice_of, last_day
from handlers.meetings.call_changes import Said, changes, key_of, told
from handlers.meetings.meeting_words import changeable, is_ahead, title_when, when
from handlers.meetings.registrations import in_words
from handlers.words import N_
from storage import meetings, posts
from storage.meetings import Item, Meeting
from storage.people import Person


class Calling(BaseModel):
    """`register_by` is the last day to register, where it is another than the body has."""

    meeting: Number
    register_by: Annotated[When | None, Blank] = None
    link: Annotated[Link | None, Blank] = None
    sure: Tick = False


def calling_form(call: Call, filled: Filled) -> Form:
    _ = call._
    meeting = _to_call(call, filled.number("meeting"))
    known = {"register_by": _proposed(call, meeting).isoformat(), "link": meeting.link or ""}
    typed = Filled(known | filled.values, filled.errors)
    return Form(
        title=_("Call to {meeting}").format(meeting=title_when(call, meeting)),
        action="meeting.call",
        values={"meeting": meeting.id},
        intro=_("Nothing is sent until you have seen how it reads."),
        submit=_("Read through"),
        fields=(
            typed.when("register_by", _("Last day to register"), _("For example «3 March».")),
            typed.line("link", _("Link for those who are not in the room"), _("Begins with https://")),
        ),
    )


@on("meeting.call", Calling, form=calling_form)
def send(call: Call, given: Calling) -> Reply:
    """Call the members to a meeting, after reading it back; again, if something has changed since."""
    meeting = _to_call(call, given.meeting)
    last, link = _last_day(call, meeting, given), given.link or meeting.link
    before, said = told(call.db, meeting), _snapshot(meeting, last, link)
    if before and before == said:
        raise Refusal(
            N_(
                "The call went out {when}, and nothing has changed since. Remind those who have not registered instead."
            ),
            offers=lambda look: (_remind(look, meeting),),
            when=call.speech.day(meeting.called_at.astimezone(call.zone).date()) if meeting.called_at else "",
        )
    if not given.sure:
        return _read_back(call, meeting, given, said, before)
    was = call_undo.kept(call, meeting)
    meeting.register_by, meeting.link = f"{(meeting.day - last).days}d", link
    meeting.called_at = call_changes.free(call.db, meeting, call.now)
    call.db.flush()
    asked = attendance.asked(call, meeting)
    _post(call, meeting, asked, before, said)
    many = call.count("{count} member", "{count} members", len(asked))
    text = call._("The call to {meeting} is sent to {members} and to the room. The last day to register is {day}.")
    name = strong(title_when(call, meeting))
    sent = Text(words=words(text, meeting=name, members=many, day=call.speech.day(last)))
    return Reply(card=card("", sent, Buttons(buttons=(call_undo.button(call, meeting, was),))))


def _remind(look: Look, meeting: Meeting) -> Button:
    return Button(label=look._("Remind them"), action="registration.remind", values={"meeting": meeting.id})


def _to_call(call: Call, number: int) -> Meeting:
    """The meeting, for those who may call to it; nobody else changes it meanwhile. Raises Refusal."""
    meeting = changeable(call, number)
    if meeting.status == "preliminary":
        values = {"meeting": meeting.id, "edit": True}
        raise Refusal(
            N_("{meeting} is preliminary. Confirm it with time and place first, then call to it."),
            offers=lambda look: (Button(label=look._("Confirm"), action="meeting.confirm", values=values),),
            meeting=title_when(call, meeting),
        )
    return meeting


def _proposed(look: Look, meeting: Meeting) -> date:
    """The last day to register as the body has it; where that is past, the last working day before the meeting."""
    usual = last_day(look.forum, meeting)
    if usual >= look.today:
        return usual
    return max(quiet.last_working_day(look.forum, meeting.day - timedelta(days=1)), look.today)


def _last_day(call: Call, meeting: Meeting, given: Calling) -> date:
    if given.register_by is None:
        return _proposed(call, meeting)
    chosen = given.register_by.day
    if chosen < call.today:
        raise Refusal(N_("{day} is past. Write a day to come."), field="register_by", day=call.speech.day(chosen))
    if chosen > meeting.day:
        late = N_("The meeting is on {day}. Write a day before it.")
        raise Refusal(late, field="register_by", day=call.speech.day(meeting.day))
    return quiet.last_working_day(call.forum, chosen)


def _snapshot(meeting: Meeting, last: date, link: str | None) -> Said:
    """What the call says, to tell later what has changed."""
    return {
        "day": meeting.day.isoformat(),
        "start": meeting.start.isoformat() if meeting.start else None,
        "end": meeting.end.isoformat() if meeting.end else None,
        "place": meeting.place,
        "link": link,
        "register_by": last.isoformat(),
        "items": [[item.title, item.minutes, item.link] for item in meeting.items],
    }


def _post(call: Call, meeting: Meeting, asked: list[Person], before: Said | None, said: Said) -> None:
    """To the room, and to each member one message of their own."""
    reminders.replan(call.db, call.forum, meeting, call.now)
    assert meeting.called_at is not None, "it was called to just now"
    subject, this = f"meeting:{meeting.id}", call_changes.stamp(meeting.called_at)
    args, key = {"meeting": meeting.id, "stamp": this}, key_of(meeting, this)
    call.post(f"body:{meeting.body_id}", "meeting.call", key, None, f"{subject}:call", **args, said=said, before=before)
    for person in asked:
        personal = args | {"day": meeting.day.isoformat()}
        to, own = f"person:{person.id}", about(meeting, person.id)
        call.post(to, "meeting.called", call_changes.own_key_of(meeting, this, person), None, own, **personal)
    attendance.follows(call, meeting)
    call.record(subject, day=meeting.day.isoformat())


def _read_back(call: Call, meeting: Meeting, given: Calling, said: Said, before: Said | None) -> Reply:
    """The call as it will go out, to be sent or changed."""
    _ = call._
    draft = call.draft(given.model_dump(mode="json", exclude_none=True))
    members = call.count("{count} member", "{count} members", len(attendance.asked(call, meeting)))
    goes = Fact(label=_("Goes to"), words=words(_("{members} and the room"), members=strong(members)))
    shown = _facts(call, meeting, date.fromisoformat(said["register_by"]))
    send = Button(label=_("Send"), action="meeting.call", values={"draft": draft, "sure": True}, style="primary")
    change = Button(label=_("Change"), action="meeting.call", values={"draft": draft, "edit": True})
    return Reply(
        card=card(
            _("Call to {meeting}").format(meeting=title_when(call, meeting)),
            _changed(call, before, said),
            Facts(facts=(goes, *shown.facts)),
            *_agenda(call, meeting, who_owes=True),
            _problems(call, meeting, said["link"]),
            Buttons(buttons=(send, change)),
            Text(words=words(_("Nothing is sent yet.")), quiet=True),
        )
    )


def _changed(look: Look, before: Said | None, said: Said) -> Note | None:
    """What is new since the last call."""
    if not before:
        return None
    return Note(state="wait", word=look._("Changed"), text=words("{all}", all=", ".join(changes(look, before, said))))


def _facts(look: Look, meeting: Meeting, last: date) -> Facts:
    rows = [Fact(label=look._("When"), words=when(look, meeting))]
    if meeting.place:
        rows.append(Fact(label=look._("Where"), words=words("{place}", place=meeting.place)))
    until = Run(text=look.speech.day(last), style="strong", at=last)
    return Facts(facts=(*rows, Fact(label=look._("Register by"), words=(until,))))


def _agenda(look: Look, meeting: Meeting, who_owes: bool = False) -> list[Element]:
    starts = timetable.starts(meeting)

    def row(item: Item) -> Row:
        parts = [look.speech.hour(starts[item.id])] if item.id in starts else []
        parts += [", ".join(item.presenters)] if item.presenters else []
        parts += [look._("Materials are missing")] if who_owes and materials.owed(item) else []
        parts += open_forum.on_agenda(look, item, meeting)
        register = None if who_owes else open_forum.register_button(look, item, meeting)
        link = words(" {link}", link=Run(text=look._("Materials"), href=item.link)) if item.link else ()
        detail = (*words("{all}", all=". ".join(parts)), *link)
        return Row(words=(strong(item.title),), detail=detail, does=(Buttons(buttons=(register,)),) if register else ())

    return [Rows(numbered=True, rows=tuple(map(row, meeting.items)))] if meeting.items else []


def _problems(look: Look, meeting: Meeting, link: str | None) -> Text | None:
    """What the secretariat may want to mend before it sends."""
    found = []
    if not meeting.items:
        found.append(look._("The agenda is empty."))
    if not link:
        found.append(look._("No link for those who are not in the room."))
    if over := timetable.too_long(meeting):
        found.append(look._("The items take {count} minutes more than the meeting.").format(count=over))
    return Text(words=words(" ".join(found)), quiet=True) if found else None


@shows("meeting.call", live=True)
def call_card(look: Look, meeting: int, stamp: str, said: Said, before: Said | None) -> Card | Nothing:
    """The call in the room: when, where, the agenda with times and materials, how many have registered."""
    found = meetings.get(look.db, meeting)
    if found is None:
        return Nothing("removed")
    if not look.shown and call_changes.is_taken_back(found, stamp):
        return Nothing("the call is taken back")
    title = look._("Call to {meeting}").format(meeting=title_when(look, found))
    if over := _no_longer(look, found, stamp):
        return card(title, over)
    asks = choice_of(look, found) if is_ahead(look, found) else None
    counted = Text(words=words(attendance.how_many(look, found)), quiet=True)
    until = last_day(look.forum, found)
    return card(title, _changed(look, before, said), _facts(look, found, until), *_agenda(look, found), asks, counted)


@shows("meeting.called", live=True)
def called_card(look: Look, meeting: int, stamp: str, day: str) -> Card | Nothing:
    """The call to one member: when, where, until when, and the four ways to register."""
    found = meetings.get(look.db, meeting)
    if found is None:
        return Nothing("removed")
    if not look.shown and (silent := _not_now(look, found, stamp, day)):
        return silent
    if not is_ahead(look, found):
        return Nothing("the meeting has begun", over=True)
    title = look._("Call to {meeting}").format(meeting=title_when(look, found))
    if over := _no_longer(look, found, stamp):
        return card(title, over)
    if found.day.isoformat() != day:
        text = look._("Earlier {old}.").format(old=look.speech.day(date.fromisoformat(day)))
        return card(title, Note(state="wait", word=look._("Moved"), text=words(text)))
    sent = posts.by_key(look.db, key_of(found, stamp))
    news = _changed(look, sent.args["before"], sent.args["said"]) if sent else None
    facts = _facts(look, found, last_day(look.forum, found))
    return card(title, news, facts, *(_said_already(look, found) or [choice_of(look, found)]))


def _said_already(look: Look, meeting: Meeting) -> list[Element]:
    """Who had registered before the call went out is not asked: it stands, and can be changed."""
    mine = attendance.mine_for(look, meeting)
    if mine is None or meeting.called_at is None or mine.at >= meeting.called_at:
        return []
    text = words(look._("You have said already: {how}."), how=strong(in_words(look, mine)))
    change = Button(label=look._("Change"), action="registration.ask", values={"meeting": meeting.id})
    return [Text(words=text), Buttons(buttons=(change,))]


def _not_now(look: Look, meeting: Meeting, stamp: str, day: str) -> Nothing | None:
    """Why a member's message is not sent, or not yet: whoever registers meanwhile needs none."""
    if meeting.day.isoformat() != day or _no_longer(look, meeting, stamp) or not is_ahead(look, meeting):
        return Nothing("the call no longer holds")
    return quiet.not_yet(look)


def _no_longer(look: Look, meeting: Meeting, stamp: str) -> Note | None:
    """What stands where the call was, when it does not hold any more."""
    if meeting.status == "cancelled":
        return Note(state="stop", word=look._("Cancelled"))
    if call_changes.is_taken_back(meeting, stamp):
        return Note(state="stop", word=look._("The call is taken back"))
    if meeting.called_at and call_changes.stamp(meeting.called_at) != stamp:
        return Note(word=look._("Replaced"), text=words(look._("A newer call has been sent.")))
    return None
