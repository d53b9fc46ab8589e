"""Changing a meeting: confirm it with time and place, or cancel it. Those concerned are told once.

Moving and taking back have files of their own: handlers/meetings/moving.py, handlers/meetings/restoring.py.
"""

from datetime import time
from typing import Annotated

from pydantic import BaseModel

from handlers import quiet
from handlers.call import Call, Look, Nothing, Refusal, Reply, on, shows
from handlers.cards import Button, Buttons, Card, Form, Note, Text, card, strong, words
from handlers.fields import Blank, Clock, Line, Link, Number, Tick
from handlers.forms import Filled
from handlers.inputs import input_news
from handlers.meetings.meeting_changes import kept, replan, undo
from handlers.meetings.meeting_words import changeable, day, facts, starts_at, title_when
from handlers.words import N_
from storage import meetings
from storage.meetings import Meeting


class Confirming(BaseModel):
    meeting: Number
    start: Clock
    end: Annotated[Clock | None, Blank] = None
    place: Annotated[Line | None, Blank] = None
    link: Annotated[Link | None, Blank] = None


class Cancelling(BaseModel):
    meeting: Number
    sure: Tick = False


def _tell(call: Call, meeting: Meeting, view: str, key: str, **args: object) -> None:
    call.post(f"body:{meeting.body_id}", view, key, None, f"meeting:{meeting.id}", meeting=meeting.id, **args)


def confirming_form(call: Call, filled: Filled) -> Form:
    _ = call._
    meeting = changeable(call, filled.number("meeting"))
    known = {
        "start": f"{meeting.start:%H:%M}" if meeting.start else "",
        "end": f"{meeting.end:%H:%M}" if meeting.end else "",
        "place": meeting.place or "",
        "link": meeting.link or "",
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
            typed.line("place", _("Place")),
            typed.line("link", _("Link for those who are not in the room"), _("Begins with https://")),
        ),
    )


@on("meeting.confirm", Confirming, form=confirming_form)
def confirm(call: Call, given: Confirming) -> Reply:
    """Set time, place and link; a preliminary meeting is then confirmed, and its room is told. The link is only for
    those who come by it, so the room is not told of that alone."""
    meeting = changeable(call, given.meeting)
    _must_fit(call, meeting, given.start, given.end)
    was, before = kept(meeting, "confirmed"), (meeting.start, meeting.end, meeting.place, meeting.status)
    meeting.start, meeting.end, meeting.place, meeting.status = given.start, given.end, given.place, "confirmed"
    meeting.link = given.link
    told = (given.start, given.end, given.place, "confirmed") != before or was["link"] == given.link
    replan(call, meeting)
    key = f"meeting:{meeting.id}:confirmed:{meeting.day}:{call.now:%Y%m%d%H%M%S}"
    if told:
        _tell(call, meeting, "meeting.confirmed", key)
    call.record(f"meeting:{meeting.id}", status="confirmed", start=given.start.isoformat())
    undone = undo(call, meeting, was, key if told else None)
    text = call._("{meeting} is confirmed. The room is told.") if told else call._("The link to {meeting} is saved.")
    shown = Text(words=words(text, meeting=strong(title_when(call, meeting))))
    return Reply(card=card("", shown, Buttons(buttons=(*_call_button(call, meeting), undone))))


def _must_fit(call: Call, meeting: Meeting, start: time, end: time | None) -> None:
    """Raises Refusal for hours that can not be."""
    if end and end <= start:
        raise Refusal(N_("It would end before it starts. Write a later time."), field="end")
    if quiet.local(meeting.day, start, call.zone) <= call.now:
        raise Refusal(N_("That hour is past. Write a later time."), field="start")


def _call_button(look: Look, meeting: Meeting) -> tuple[Button, ...]:
    """What comes next: the call, where it is not out yet."""
    if meeting.called_at:
        return ()
    return (Button(label=look._("Call to the meeting"), action="meeting.call", values={"meeting": meeting.id}),)


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
    """Cancel a meeting; asks once more, since many are told."""
    meeting = changeable(call, given.meeting)
    if not given.sure:
        return _ask_once_more(call, meeting)
    was = kept(meeting, "cancelled")
    meeting.status = "cancelled"
    replan(call, meeting)
    key = f"meeting:{meeting.id}:cancelled:{call.now:%Y%m%d%H%M%S}"
    _tell(call, meeting, "meeting.cancelled", key)
    personal = {"meeting": meeting.id}
    call.post(f"coming:{meeting.id}", "meeting.cancelled", f"{key}:coming", None, f"meeting:{meeting.id}", **personal)
    input_news.meeting_cancelled(call, meeting)
    call.record(f"meeting:{meeting.id}", status="cancelled")
    text = words(call._("{meeting} is cancelled. The room is told."), meeting=strong(title_when(call, meeting)))
    return Reply(card=card("", Text(words=text), Buttons(buttons=(undo(call, meeting, was, key),))))


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
    if found is None or found.status != "cancelled" or look.shown:
        return Nothing("no longer so, or stands as it was sent")
    if look.viewer and look.now < (later := quiet.after_quiet(look.forum, look.now)) < starts_at(look.forum, found):
        return Nothing("quiet time", again=later)
    title = look._("Cancelled: {meeting}").format(meeting=title_when(look, found))
    after = meetings.next_of(look.db, found.body_id, look.today)
    next_one = look._("The next meeting is {day}.").format(day=day(look, after)) if after else ""
    text = look._("{body} does not meet on {day}.").format(body=found.body.name, day=look.speech.day(found.day))
    return card(title, Note(state="stop", word=look._("Cancelled")), Text(words=words("{a} {b}", a=text, b=next_one)))
