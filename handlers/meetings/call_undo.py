"""Taking a call back: for ten minutes, unless somebody has registered meanwhile. Then the meeting is as before it, and
those who have seen the call see that it no longer holds."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from handlers.call import Call, Refusal, Reply, said, undoes
from handlers.cards import Button, Values, words
from handlers.meetings import attendance, call_changes, reminders
from handlers.meetings.meeting_words import changeable, named
from handlers.words import N_
from storage import posts, registrations
from storage.meetings import Meeting

FIELDS = ("register_by", "link")


class Was(BaseModel):
    """What `was` before the call and what it was `then`, after it; `called_at` is when the one before went out, and
    `registered` the latest registration there was, by number."""

    meeting: int
    stamp: str
    was: dict[str, str | None]
    then: dict[str, str | None]
    called_at: datetime | None
    registered: int


def kept(call: Call, meeting: Meeting) -> Values:
    """What a call is about to change."""
    called = meeting.called_at.isoformat() if meeting.called_at else None
    return {"was": _fields(meeting), "called_at": called, "registered": _registered(call, meeting)}


def button(call: Call, meeting: Meeting, was: Values) -> Button:
    """[Undo] for the call that was sent just now."""
    assert meeting.called_at is not None, "it was called to just now"
    this = call_changes.stamp(meeting.called_at)
    return call.undo("meeting.recall", meeting=meeting.id, stamp=this, then=_fields(meeting), **was)


def _fields(meeting: Meeting) -> dict[str, Any]:
    return {name: getattr(meeting, name) for name in FIELDS}


def _registered(call: Call, meeting: Meeting) -> int:
    return max((one.id for one in registrations.of_all_days(call.db, meeting.id)), default=0)


@undoes("meeting.recall", Was)
def undo(call: Call, given: Was) -> Reply:
    """Take the call back. What somebody has changed since, the last day or the link, stays as they have it."""
    meeting = changeable(call, given.meeting)
    if meeting.called_at is None or call_changes.stamp(meeting.called_at) != given.stamp:
        raise Refusal(N_("A newer call has been sent since, so this one is not taken back. Nothing is changed."))
    if _registered(call, meeting) > given.registered:
        raise Refusal(
            N_("Somebody has registered by now, so the call stands. If something is wrong, change it and call again.")
        )
    for name in FIELDS:
        if getattr(meeting, name) == given.then[name]:
            setattr(meeting, name, given.was[name])
    meeting.called_at = given.called_at
    call.db.flush()
    _tell(call, meeting, given.stamp)
    return Reply(card=said(words(call._("The call to {meeting} is taken back."), meeting=named(call, meeting))))


def _tell(call: Call, meeting: Meeting, stamp: str) -> None:
    """What nobody has seen yet is not sent; what is there says that the call is taken back."""
    own = [call_changes.own_key_of(meeting, stamp, person) for person in attendance.asked(call, meeting)]
    posts.supersede_keys(call.db, [call_changes.key_of(meeting, stamp), *own])
    reminders.replan(call.db, call.forum, meeting, call.now)
    attendance.follows(call, meeting)
    call.record(f"meeting:{meeting.id}", day=meeting.day.isoformat())
