"""Changing a meeting: confirm, move, cancel. What follows with it is shown first, and those concerned are told once."""

from datetime import date, datetime, time
from typing import Annotated

from pydantic import BaseModel

from handlers import quiet, reminders, rights
from handlers.call import Call, Look, Nothing, Refusal, Reply, on, said, shows
from handlers.cards import Button, Buttons, Card, Fact, Facts, Form, Note, Run, Text, card, strong, words
from handlers.fields import Blank, Clock, Line, Number, Tick, When
from handlers.forms import Filled
from handlers.meeting_words import day, facts, hours, is_ahead, the, title_when
from handlers.words import N_
from storage import actions, meetings, posts, questions
from storage.meetings import Meeting


class Moving(BaseModel):
    meeting: Number
    to: When
    sure: Tick = False


class Confirming(BaseModel):
    meeting: Number
    start: Clock
    end: Annotated[Clock | None, Blank] = None
    place: Annotated[Line | None, Blank] = None


class Cancelling(BaseModel):
    meeting: Number
    sure: Tick = False


def moving_form(call: Call, filled: Filled) -> Form:
    _ = call._
    meeting = _mine_and_ahead(call, filled.number("meeting"))
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
    meeting = _mine_and_ahead(call, given.meeting)
    _must_be_free(call, meeting, given.to.day, given.to.time or meeting.start)
    if not given.sure:
        return _what_moves(call, meeting, given)
    before, start, old = meeting.day, meeting.start, _when(call, meeting)
    meeting.moved_from, meeting.day, meeting.day_text = before, given.to.day, None
    meeting.start, meeting.end = _hours(meeting, given.to.time)
    _replan(call, meeting)
    key = f"meeting:{meeting.id}:moved:{before}:{meeting.day}:{call.now:%Y%m%d%H%M%S}"
    was = {"before": before.isoformat(), "start": start.isoformat() if start else None}
    _tell(call, meeting, "meeting.moved", key, day=meeting.day.isoformat(), **was)
    call.record(f"meeting:{meeting.id}", day=meeting.day.isoformat(), moved_from=before.isoformat())
    text = call._("{body} is moved to {new}, earlier {old}. The room is told.")
    return Reply(card=said(words(text, body=meeting.body.name, new=strong(_when(call, meeting)), old=old)))


def _hours(meeting: Meeting, start: time | None) -> tuple[time | None, time | None]:
    """From when until when it is held after the move: from the hour that was said or the same, and as long as
    before."""
    if start is None or meeting.start is None or meeting.end is None:
        return start or meeting.start, meeting.end
    length = datetime.combine(meeting.day, meeting.end) - datetime.combine(meeting.day, meeting.start)
    end = datetime.combine(meeting.day, start) + length
    return start, end.time() if end.date() == meeting.day else None


def _mine_and_ahead(call: Call, number: int) -> Meeting:
    """The meeting, for those who may change it; nobody else changes it meanwhile. Raises Refusal."""
    meeting = meetings.locked(call.db, the(call, number))
    rights.must_run_meetings_of(call, meeting.body)
    if meeting.status == "cancelled":
        raise Refusal(N_("The meeting is cancelled. Nothing is changed."))
    if not is_ahead(call, meeting):
        raise Refusal(N_("The meeting has already been held. Nothing is changed."))
    return meeting


def _must_be_free(call: Call, meeting: Meeting, to: date, start: time | None) -> None:
    """Raises Refusal for a day that is past, the same, or taken by another meeting of the body."""
    if quiet.local(to, start or time(23, 59), call.zone) <= call.now:
        raise Refusal(N_("{day} is past. Write a day to come."), field="to", day=call.speech.day(to))
    if to == meeting.day and start == meeting.start and not meeting.day_text:
        raise Refusal(N_("The meeting is already on {day}."), field="to", day=call.speech.day(to))
    ahead = meetings.ahead(call.db, to, [meeting.body_id])
    if any(other.day == to and other.id != meeting.id for other in ahead):
        raise Refusal(N_("{body} already meets on {day}."), field="to", body=meeting.body.name, day=call.speech.day(to))


def _what_moves(call: Call, meeting: Meeting, given: Moving) -> Reply:
    """What follows with a meeting, before it is moved."""
    _ = call._
    draft = call.draft(given.model_dump(mode="json"))
    new = call.speech.day(given.to.day)
    clock = hours(call, *_hours(meeting, given.to.time))
    text = words(_("From {old} to {new}."), old=_when(call, meeting), new=strong(new + clock))
    rows = [Fact(label=_("Moves too"), words=words("{all}", all=call.speech.joined(_followers(call, meeting))))]
    if not quiet.is_working_day(call.forum, given.to.day):
        rows.append(Fact(label=_("Note"), words=words(_("{day} is not a working day."), day=new)))
    sure = Button(
        label=_("Move and tell"), action="meeting.move", values={"draft": draft, "sure": True}, style="primary"
    )
    change = Button(label=_("Change"), action="meeting.move", values={"draft": draft, "edit": True})
    return Reply(
        card=card(
            _("Move {meeting}").format(meeting=title_when(call, meeting)),
            Text(words=text),
            Facts(facts=tuple(rows)),
            Buttons(buttons=(sure, change)),
            Text(words=words(_("Nothing is moved yet.")), quiet=True),
        )
    )


def _followers(call: Call, meeting: Meeting) -> list[str]:
    due = [action for action in actions.open_actions(call.db, meeting.body_id) if action.next_meeting]
    asked = [question for question in questions.of_meeting(call.db, meeting.id) if question.closes_at > call.now]
    follows = [call._("the reminders"), call._("the agenda")]
    if due:
        follows.append(call.count("{count} action point", "{count} action points", len(due)))
    if asked:
        keep = "{count} open question (closes as before)", "{count} open questions (close as before)"
        follows.append(call.count(*keep, len(asked)))
    return follows


def _replan(call: Call, meeting: Meeting) -> None:
    call.db.flush()
    posts.supersede(call.db, f"meeting:{meeting.id}")
    reminders.plan(call.db, call.forum, meeting, call.now)
    call.show_again(f"meeting:{meeting.id}")
    for action in actions.open_actions(call.db, meeting.body_id):
        if action.next_meeting:
            call.show_again(f"action:{action.id}")


def _tell(call: Call, meeting: Meeting, view: str, key: str, **args: object) -> None:
    call.post(f"body:{meeting.body_id}", view, key, None, f"meeting:{meeting.id}", meeting=meeting.id, **args)


@shows("meeting.moved")
def moved(look: Look, meeting: int, before: str, day: str, start: str | None = None) -> Card | Nothing:
    """The old date stands in the message, so that nobody wonders which meeting it was."""
    found, old = meetings.get(look.db, meeting), date.fromisoformat(before)
    if found is None or found.day.isoformat() != day or found.status == "cancelled" or look.shown:
        return Nothing("no longer so, or stands as it was sent")
    earlier = hours(look, time.fromisoformat(start) if start else None, None)
    text = words(
        look._("{body} is moved to {new}, earlier {old}."),
        body=found.body.name,
        new=Run(text=_when(look, found), style="new", at=found.day),
        old=Run(text=look.speech.day(old) + earlier, style="old"),
    )
    new = look._("New time: {day}") if before == day else look._("New date: {day}")
    title = new.format(day=_when(look, found))
    return card(title, Note(state="wait", word=look._("Moved")), Text(words=text), facts(look, found))


def _when(look: Look, meeting: Meeting) -> str:
    return day(look, meeting) + hours(look, meeting.start, None)


def confirming_form(call: Call, filled: Filled) -> Form:
    _ = call._
    meeting = _mine_and_ahead(call, filled.number("meeting"))
    known = {
        "start": f"{meeting.start:%H:%M}" if meeting.start else "",
        "end": f"{meeting.end:%H:%M}" if meeting.end else "",
        "place": meeting.place or "",
    }
    typed = Filled(known | filled.values, filled.errors)
    return Form(
        title=_("Confirm {meeting}").format(meeting=title_when(call, meeting)),
        action="meeting.confirm",
        values={"meeting": meeting.id},
        intro=_("The room is told that time and place are set."),
        submit=_("Confirm"),
        fields=(
            typed.line("start", _("Starts"), _("For example 9:30."), required=True),
            typed.line("end", _("Ends"), _("For example 15:00.")),
            typed.line("place", _("Place or link")),
        ),
    )


@on("meeting.confirm", Confirming, form=confirming_form)
def confirm(call: Call, given: Confirming) -> Reply:
    """Set time and place; a preliminary meeting is then confirmed, and its room is told."""
    meeting = _mine_and_ahead(call, given.meeting)
    if given.end and given.end <= given.start:
        raise Refusal(N_("It would end before it starts. Write a later time."), field="end")
    if quiet.local(meeting.day, given.start, call.zone) <= call.now:
        raise Refusal(N_("That hour is past. Write a later time."), field="start")
    meeting.start, meeting.end, meeting.place, meeting.status = given.start, given.end, given.place, "confirmed"
    _replan(call, meeting)
    key = f"meeting:{meeting.id}:confirmed:{meeting.day}:{call.now:%Y%m%d%H%M%S}"
    _tell(call, meeting, "meeting.confirmed", key)
    call.record(f"meeting:{meeting.id}", status="confirmed", start=given.start.isoformat())
    return Reply(
        card=said(words(call._("{meeting} is confirmed. The room is told."), meeting=strong(title_when(call, meeting))))
    )


@shows("meeting.confirmed")
def confirmed(look: Look, meeting: int) -> Card | Nothing:
    """Time and place are set."""
    found = meetings.get(look.db, meeting)
    if found is None or found.status != "confirmed" or look.shown:
        return Nothing("no longer so, or stands as it was sent")
    title = look._("Time and place are set: {meeting}").format(meeting=title_when(look, found))
    return card(title, Note(state="done", word=look._("Confirmed")), facts(look, found))


@on("meeting.cancel", Cancelling)
def cancel(call: Call, given: Cancelling) -> Reply:
    """Cancel a meeting; asks once more, since it can not be undone."""
    meeting = _mine_and_ahead(call, given.meeting)
    if not given.sure:
        return _ask_once_more(call, meeting)
    meeting.status = "cancelled"
    _replan(call, meeting)
    _tell(call, meeting, "meeting.cancelled", f"meeting:{meeting.id}:cancelled")
    call.record(f"meeting:{meeting.id}", status="cancelled")
    return Reply(
        card=said(words(call._("{meeting} is cancelled. The room is told."), meeting=strong(title_when(call, meeting))))
    )


def _ask_once_more(call: Call, meeting: Meeting) -> Reply:
    values = {"meeting": meeting.id, "sure": True}
    sure = Button(label=call._("Cancel the meeting"), action="meeting.cancel", values=values, style="danger")
    move_it = Button(label=call._("Move it instead"), action="meeting.move", values={"meeting": meeting.id})
    title = call._("Cancel {meeting}?").format(meeting=title_when(call, meeting))
    text = call._("The reminders stop and the room is told. Open action points come up at the next meeting instead.")
    return Reply(card=card(title, Text(words=words(text)), Buttons(buttons=(sure, move_it))))


@shows("meeting.cancelled")
def cancelled(look: Look, meeting: int) -> Card | Nothing:
    """The meeting is not held."""
    found = meetings.get(look.db, meeting)
    if found is None or look.shown:
        return Nothing("stands as it was sent")
    title = look._("Cancelled: {meeting}").format(meeting=title_when(look, found))
    after = meetings.next_of(look.db, found.body_id, look.today)
    next_one = look._("The next meeting is {day}.").format(day=day(look, after)) if after else ""
    text = look._("{body} does not meet on {day}.").format(body=found.body.name, day=look.speech.day(found.day))
    return card(title, Note(state="stop", word=look._("Cancelled")), Text(words=words("{a} {b}", a=text, b=next_one)))
