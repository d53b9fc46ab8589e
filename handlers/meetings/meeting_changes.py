"""What every change of a meeting does: what it was before is kept for undoing, and its posts follow."""

from datetime import date, time
from typing import Any, Literal

from pydantic import BaseModel

from handlers.call import Call
from handlers.cards import Button
from handlers.meetings import attendance, reminders
from storage import actions, inputs
from storage.meetings import Meeting, Status

FIELDS = ("day", "day_text", "start", "end", "place", "link", "status", "moved_from")


class Was(BaseModel):
    """What a meeting was before it was `done`. `changed` is its sequence after that, `called` whether the call was out,
    `told` the key of the notice that went out."""

    done: Literal["moved", "confirmed", "cancelled"]
    meeting: int
    day: date
    day_text: str | None
    start: time | None
    end: time | None
    place: str | None
    link: str | None
    status: Status
    moved_from: date | None
    called: bool
    changed: int = 0
    told: str | None = None


def kept(meeting: Meeting, done: str) -> dict[str, Any]:
    """What a meeting is now, to be kept for undoing what is about to be done."""
    values = {name: getattr(meeting, name) for name in FIELDS}
    plain = {name: value.isoformat() if isinstance(value, (date, time)) else value for name, value in values.items()}
    return plain | {"done": done, "meeting": meeting.id, "called": meeting.called_at is not None}


def undo(call: Call, meeting: Meeting, was: dict[str, Any], told: str | None) -> Button:
    """[Undo] for a change that is saved."""
    return call.undo("meeting.restore", **was, changed=meeting.sequence, told=told)


def replan(call: Call, meeting: Meeting) -> None:
    """Have its posts follow a change, and what shows it drawn anew."""
    reminders.replan(call.db, call.forum, meeting, call.now)
    attendance.follows(call, meeting)
    for input in inputs.of_meeting(call.db, meeting.id):
        call.show_again(f"input:{input.id}")
    for action in actions.open_actions(call.db, meeting.body_id):
        if action.next_meeting:
            call.show_again(f"action:{action.id}")
