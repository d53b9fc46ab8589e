"""Moving a meeting to another day. What moves with it is shown first; then the room is told, at once or when the
secretariat says so, and those who had registered are asked again."""

from datetime import date, datetime, time, timedelta

from pydantic import BaseModel

from handlers import quiet
from handlers.call import Call, Look, Refusal, Reply, on, said
from handlers.cards import Button, Buttons, Fact, Facts, Form, Run, Text, card, strong, words
from handlers.fields import Number, Tick, When
from handlers.forms import Filled
from handlers.inputs import open_forum
from handlers.meetings import attendance
from handlers.meetings.attendance import last_day
from handlers.meetings.meeting_changes import kept, replan, undo
from handlers.meetings.meeting_words import changeable, day, day_and_hour, hours, the, title_when
from handlers.meetings.telling_moves import tell, tell_button, untold
from handlers.words import N_
from storage import actions, bodies, meetings, questions
from storage.bodies import Body
from storage.meetings import Meeting

WEEK = timedelta(days=7)
"""How near another meeting is worth a word."""


class Moving(BaseModel):
    """`later`: the room and those who have registered are told when the secretariat says so."""

    meeting: Number
    to: When
    sure: Tick = False
    later: Tick = False


class Which(BaseModel):
    meeting: Number


def moving_form(call: Call, filled: Filled) -> Form:
    _ = call._
    meeting = changeable(call, filled.number("meeting"))
    return Form(
        title=_("Move {meeting}").format(meeting=title_when(call, meeting)),
        action="meeting.move",
        values={"meeting": meeting.id},
        intro=_("You see what moves with it before anything is saved."),
        submit=_("Read through"),
        fields=(
            filled.when("to", _("New day"), _("For example «3 March» or «Tuesday 3 March 10:00»."), required=True),
        ),
    )


@on("meeting.move", Moving, form=moving_form)
def move(call: Call, given: Moving) -> Reply:
    """Move a meeting to another day (and hour), after showing what moves with it."""
    meeting = changeable(call, given.meeting)
    _must_be_free(call, meeting, given.to.day, given.to.time or meeting.start)
    if not given.sure:
        return _what_moves(call, meeting, given)
    old, was, known = day_and_hour(call, meeting), kept(meeting, "moved"), _known_day(call, meeting)
    before = meeting.day
    meeting.start, meeting.end = _hours(meeting, given.to.time)
    meeting.moved_from, meeting.day, meeting.day_text = before, given.to.day, None
    replan(call, meeting)
    told = _tell_or_wait(call, meeting, known, given.later)
    call.record(f"meeting:{meeting.id}", day=meeting.day.isoformat(), moved_from=before.isoformat())
    template = (
        call._("{body} is moved to {new}, earlier {old}. Nobody is told yet.")
        if given.later
        else call._("{body} is moved to {new}, earlier {old}. The room is told.")
    )
    text = words(template, body=meeting.body.name, new=strong(day_and_hour(call, meeting)), old=old)
    tell_it = [tell_button(call, meeting)] if untold(call, meeting) else []
    return Reply(card=card("", Text(words=text), Buttons(buttons=(*tell_it, undo(call, meeting, was, told)))))


class Known(BaseModel):
    """When the room believes that the meeting is."""

    before: str
    start: str | None


def _known_day(look: Look, meeting: Meeting) -> Known:
    """The day that was last told: that of before a move which nobody has heard of."""
    if earlier := untold(look, meeting):
        return Known(before=earlier["before"], start=earlier["start"])
    return Known(before=meeting.day.isoformat(), start=meeting.start.isoformat() if meeting.start else None)


def _tell_or_wait(call: Call, meeting: Meeting, known: Known, later: bool) -> str | None:
    """Tell of the move now, or leave [Tell now] with the secretariat. Gives the key of the notice, whenever it goes
    out; None where there is nothing to tell."""
    key = f"meeting:{meeting.id}:moved:{known.before}:{meeting.day}:{meeting.sequence}"
    start = meeting.start.isoformat() if meeting.start else None
    args = {"meeting": meeting.id, "day": meeting.day.isoformat(), **known.model_dump()}
    if known == Known(before=meeting.day.isoformat(), start=start):
        return None  # moved back before anybody had heard of it
    if not later:
        tell(call, meeting, key, args)
        return key
    subject = f"meeting:{meeting.id}:untold"
    call.post("secretariat", "meeting.untold", f"{key}:untold", None, subject, **args, notice=key, to_start=start)
    return key


def _hours(meeting: Meeting, start: time | None) -> tuple[time | None, time | None]:
    """From when until when it is held after the move: from the hour that was said or the same, and as long as
    before."""
    if start is None or meeting.start is None or meeting.end is None:
        return start or meeting.start, meeting.end
    length = datetime.combine(meeting.day, meeting.end) - datetime.combine(meeting.day, meeting.start)
    end = datetime.combine(meeting.day, start) + length
    return start, end.time() if end.date() == meeting.day else None


def _must_be_free(call: Call, meeting: Meeting, to: date, start: time | None) -> None:
    """Raises Refusal for a day that is past, the same, or taken by another meeting of the body."""
    if quiet.local(to, start or time(23, 59), call.zone) <= call.now:
        raise Refusal(N_("{day} is past. Write a day to come."), field="to", day=call.speech.day(to))
    if to == meeting.day and start == meeting.start and not meeting.day_text:
        raise Refusal(N_("The meeting is already on {day}."), field="to", day=call.speech.day(to))
    ahead = meetings.ahead(call.db, to, [meeting.body_id])
    if any(other.day == to and other.id != meeting.id for other in ahead):
        raise Refusal(N_("{body} already meets on {day}."), field="to", body=meeting.body.name, day=call.speech.day(to))


# What is shown before


def _what_moves(call: Call, meeting: Meeting, given: Moving) -> Reply:
    """What follows with a meeting, before it is moved."""
    _ = call._
    draft = call.draft(given.model_dump(mode="json"))
    text = words(_("From {old} to {new}."), **_from_to(call, meeting, given))
    follows = call.speech.joined(_followers(call, meeting, given.to.day))
    rows = [Fact(label=_("Moves too"), words=words("{all}", all=follows)), *_kept(call, meeting, given)]
    if warnings := _warnings(call, meeting, given.to.day):
        rows.append(Fact(label=_("Note"), words=words("{all}", all=" ".join(warnings))))
    values = {"draft": draft, "sure": True}
    sure = Button(label=_("Move and tell"), action="meeting.move", values=values, style="primary")
    later = Button(label=_("Move, tell later"), action="meeting.move", values=values | {"later": True})
    leave = Button(label=_("Leave it"), action="meeting.keep", values={"meeting": meeting.id})
    return Reply(
        card=card(
            _("Move {meeting}").format(meeting=title_when(call, meeting)),
            Text(words=text),
            Facts(facts=tuple(rows)),
            _asked_again(call, meeting, given.to.day),
            Buttons(buttons=(sure, later, leave)),
            Text(words=words(_("Nothing is moved yet.")), quiet=True),
        )
    )


def _from_to(look: Look, meeting: Meeting, given: Moving) -> dict[str, Run]:
    """The old and the new day; with the hours where those change too."""
    new = look.speech.day(given.to.day)
    if _keeps_hours(meeting, given):
        return {"old": Run(text=day(look, meeting)), "new": strong(new + _same(look, meeting))}
    clock = hours(look, *_hours(meeting, given.to.time))
    return {"old": Run(text=day_and_hour(look, meeting)), "new": strong(new + clock)}


def _keeps_hours(meeting: Meeting, given: Moving) -> bool:
    return given.to.time in (None, meeting.start)


def _same(look: Look, meeting: Meeting) -> str:
    """«, samma tid och plats», of what is known."""
    if meeting.start and meeting.place:
        return look._(", same time and place")
    return look._(", same time") if meeting.start else look._(", same place") if meeting.place else ""


def _kept(look: Look, meeting: Meeting, given: Moving) -> list[Fact]:
    """Which time and place stay as they are."""
    clock = hours(look, meeting.start, meeting.end).strip() if _keeps_hours(meeting, given) else ""
    kept = ", ".join(filter(None, [clock, meeting.place]))
    return [Fact(label=look._("Keeps"), words=words("{kept}", kept=kept))] if kept else []


def _asked_again(look: Look, meeting: Meeting, to: date) -> Text | None:
    count = len(attendance.asked_again(look, meeting, to)) if to != meeting.day else 0
    told = look.count(
        "{count} who has registered is asked again.", "{count} who have registered are asked again.", count
    )
    return Text(words=words(told)) if count else None


def _followers(call: Call, meeting: Meeting, to: date) -> list[str]:
    due = [action for action in actions.open_actions(call.db, meeting.body_id) if action.next_meeting]
    asked = [question for question in questions.of_meeting(call.db, meeting.id) if question.closes_at > call.now]
    follows = [call._("the reminders")]
    if meeting.called_at:
        last = last_day(call.forum, Meeting(day=to, register_by=meeting.register_by, body=meeting.body))
        follows.append(call._("the last day to register ({day})").format(day=call.speech.day(last, weekday=False)))
    for item in meeting.items:
        if until := open_forum.cutoff(call, item, to):
            day = call.speech.day(until.astimezone(call.zone).date(), weekday=False)
            follows.append(call._("the open forum ({day})").format(day=day))
    follows.append(call._("the agenda"))
    if due:
        follows.append(call.count("{count} action point", "{count} action points", len(due)))
    if asked:
        follows.append(
            call.count(
                "{count} open question (closes as before)", "{count} open questions (close as before)", len(asked)
            )
        )
    return follows


def _warnings(call: Call, meeting: Meeting, to: date) -> list[str]:
    """What speaks against the day: nobody works, it changes places with the meeting that it prepares, or that prepares
    it, or one of these bodies meets within a week of it."""
    found, wrong = [], list[Meeting]()
    if not quiet.is_working_day(call.forum, to):
        found.append(call._("{day} is not a working day.").format(day=call.speech.day(to)))
    for earlier, later in _pairs(call, meeting):
        first, second = to if earlier is meeting else earlier.day, to if later is meeting else later.day
        if first >= second:
            text = call._("{earlier} prepares {later} and would then not come before it.")
            found.append(text.format(earlier=_other(call, meeting, earlier), later=_other(call, meeting, later)))
            wrong += [earlier, later]
    if near := [title_when(call, one) for one in _near(call, meeting, to) if one not in wrong]:
        found.append(call._("Within a week of it: {meetings}.").format(meetings=call.speech.joined(near)))
    return found


def _near(call: Call, meeting: Meeting, to: date) -> list[Meeting]:
    """The other meetings within a week of the new day: of its body, of the one that it prepares, of those that prepare
    it."""
    concerned = {meeting.body_id, meeting.body.prepares_id} - {None}
    concerned |= {body.id for body in bodies.all_bodies(call.db) if body.prepares_id == meeting.body_id}
    ahead = meetings.ahead(call.db, max(to - WEEK, call.today), sorted(filter(None, concerned)))
    return [one for one in ahead if one.id != meeting.id and one.day <= to + WEEK]


def _other(look: Look, meeting: Meeting, one: Meeting) -> str:
    """The meeting that stays with its day, the one that moves without."""
    return one.body.name if one is meeting else title_when(look, one)


def _pairs(call: Call, meeting: Meeting) -> list[tuple[Meeting, Meeting]]:
    """The meeting with the one that it prepares, and with those that prepare it."""

    def prepares(body: Body) -> Meeting | None:
        ahead = meetings.ahead(call.db, call.today, [body.id])
        return next((one for one in reversed(ahead) if one.day <= meeting.day), None)

    preparing = [prepares(body) for body in bodies.all_bodies(call.db) if body.prepares_id == meeting.body_id]
    prepared = meetings.next_of(call.db, meeting.body.prepares_id, meeting.day) if meeting.body.prepares_id else None
    return [*((one, meeting) for one in preparing if one), *([(meeting, prepared)] if prepared else [])]


@on("meeting.keep", Which)
def keep(call: Call, given: Which) -> Reply:
    """Leave the meeting where it is."""
    meeting = the(call, given.meeting)
    return Reply(card=said(words(call._("Nothing is changed: {meeting}."), meeting=title_when(call, meeting))))
