"""What is new in a call that is sent again: told in a few words, from what the last one said."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from handlers.call import Look
from storage import posts
from storage.meetings import Meeting
from storage.people import Person

Said = dict[str, Any]
"""What a call said: day, hours, place, link, last day to register, and the items (title, minutes, materials)."""


def told(db: Session, meeting: Meeting) -> Said | None:
    """What the last call to the meeting said; None if there was none."""
    if meeting.called_at is None:
        return None
    sent = posts.by_key(db, key_of(meeting, stamp(meeting.called_at)))
    return sent.args["said"] if sent else None


def stamp(at: datetime) -> str:
    """What tells a call from the ones before it."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%S}"


def free(db: Session, meeting: Meeting, at: datetime) -> datetime:
    """When a call that is sent now counts as sent: its stamp may not be that of one that was taken back."""
    while posts.by_key(db, key_of(meeting, stamp(at))):
        at += timedelta(seconds=1)
    return at


def is_taken_back(meeting: Meeting, stamp_of_call: str) -> bool:
    """Whether the call was undone: the meeting counts as not called to, or as called to earlier."""
    return meeting.called_at is None or stamp(meeting.called_at) < stamp_of_call


def key_of(meeting: Meeting, stamp: str) -> str:
    """The key of the call's message to the room, which holds what it said."""
    return f"meeting:{meeting.id}:call:{stamp}"


def own_key_of(meeting: Meeting, stamp: str, person: Person) -> str:
    """The key of the call's message to a member."""
    return f"meeting:{meeting.id}:called:{stamp}:person:{person.id}"


def changes(look: Look, before: Said, now: Said) -> list[str]:
    """«ny tid kl. 10.00, ny punkt: Bredband»."""
    return [*_when_and_where(look, before, now), *_items(look, before["items"], now["items"])]


def _when_and_where(look: Look, before: Said, now: Said) -> list[str]:
    _, found = look._, []
    if before["day"] != now["day"]:
        found.append(_("earlier {day}").format(day=look.speech.day(date.fromisoformat(before["day"]))))
    if (before["start"], before["end"]) != (now["start"], now["end"]) and now["start"]:
        found.append(_("new time {time}").format(time=look.speech.clock(time.fromisoformat(now["start"]))))
    if before["place"] != now["place"] and now["place"]:
        found.append(_("new place {place}").format(place=now["place"]))
    if before["link"] != now["link"]:
        found.append(_("new link"))
    if before["register_by"] != now["register_by"]:
        found.append(_("register by {day}").format(day=look.speech.day(date.fromisoformat(now["register_by"]))))
    return found


def _items(look: Look, before: list[list[Any]], now: list[list[Any]]) -> list[str]:
    _ = look._
    were, are = [title for title, _minutes, _link in before], [title for title, _minutes, _link in now]
    links = {title: link for title, _minutes, link in before}
    found = [_("new item: {title}").format(title=title) for title in are if title not in were]
    found += [_("removed: {title}").format(title=title) for title in were if title not in are]
    found += [
        _("new materials: {title}").format(title=title)
        for title, _minutes, link in now
        if link and title in links and link != links[title]
    ]
    kept = [title for title in are if title in were]
    times = [minutes for _title, minutes, _link in before] != [minutes for _title, minutes, _link in now]
    if kept != [title for title in were if title in are] or (times and are == were):
        found.append(_("new order or times"))
    return found
