"""Meetings in people's own calendars: a file for one meeting, and a feed that follows moves and cancellations.

A meeting is the same event for ever (its UID), and each change of day, time, place or status raises its SEQUENCE: by
these a calendar tells a moved meeting from a new one (RFC 5545, 3.8.4.7 and 3.8.7.4). A cancelled one stays in the feed
as such, or a calendar that has it would not know.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import BaseModel

from handlers import rights
from handlers.call import Call, File, Look, gives
from handlers.cards import Download, Files, plain
from handlers.fields import Number
from handlers.meetings import attendance
from handlers.meetings.meeting_words import readable, starts_at, themes, when
from handlers.people_words import folded
from storage import doors, meetings, registrations
from storage.database import real_time
from storage.meetings import Meeting

if TYPE_CHECKING:
    from icalendar import Event  # takes 4 MB, which a bot whose calendars nobody fetches does without

KIND = "text/calendar"
HISTORY = timedelta(days=365)
"""How far back a feed goes: long enough to look up last year's meetings."""
REFRESH = timedelta(hours=6)
"""How often a calendar is asked to look again. Most look when they please."""

STATUS = {"preliminary": "TENTATIVE", "confirmed": "CONFIRMED", "held": "CONFIRMED", "cancelled": "CANCELLED"}


class Which(BaseModel):
    meeting: Number


def files_of(look: Look, meeting: Meeting) -> Files:
    """[Add to calendar], to stand on a card about the meeting."""
    values = {"meeting": meeting.id}
    return Files(files=(Download(label=look._("Add to calendar"), file="meeting.calendar", values=values),))


@gives("meeting.calendar", Which)
def one(look: Look, given: Which) -> File:
    """The meeting as a file that a calendar opens; only for those who have a part in its body."""
    meeting = readable(look, given.meeting)
    name = f"{folded(meeting.body.name).replace(' ', '-')}-{meeting.day}.ics"
    return File(name, KIND, calendar(look, [meeting]))


def feed(look: Look) -> File:
    """All meetings of the viewer's bodies, ahead and of the last year, with those that were cancelled."""
    mine = {body.id for body in rights.my_bodies(look)}
    since = look.today - HISTORY
    found = [meeting for meeting in meetings.every(look.db) if meeting.body_id in mine and meeting.day >= since]
    return File(f"{look._('meetings')}.ics", KIND, calendar(look, found))


def calendar(look: Look, found: Sequence[Meeting]) -> bytes:
    """The meetings in iCalendar, with the rules of the forum's time zone."""
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//Forumbot//Meetings//SV")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", look.forum.name)
    made.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    made.add("x-published-ttl", REFRESH)
    for meeting in found:
        made.add_component(_event(look, meeting))
    made.add_missing_timezones()
    return made.to_ical()


def _event(look: Look, meeting: Meeting) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", f"meeting-{meeting.id}.{folded(look.forum.name).replace(' ', '-')}@forumbot")
    event.add("dtstamp", look.now)
    event.add("sequence", meeting.sequence)
    event.add("status", STATUS[meeting.status])
    event.add("summary", _summary(look, meeting))
    _span(look, meeting, event)
    event.add("transp", "OPAQUE" if _is_busy(look, meeting) else "TRANSPARENT")
    if meeting.place:
        event.add("location", meeting.place)
    if meeting.link:
        event.add("url", meeting.link)
    event.add("description", _description(look, meeting))
    return event


def _summary(look: Look, meeting: Meeting) -> str:
    if meeting.status == "preliminary":
        return look._("{body} (preliminary)").format(body=meeting.body.name)
    if meeting.status == "cancelled":
        return look._("{body} (cancelled)").format(body=meeting.body.name)
    return meeting.body.name


def _span(look: Look, meeting: Meeting, event: "Event") -> None:
    """From when until when: whole days where no time is known."""
    if meeting.start is None:
        event.add("dtstart", meeting.day)
        event.add("dtend", meeting.day + timedelta(days=1))
        return
    event.add("dtstart", starts_at(look.forum, meeting).astimezone(look.zone))
    if meeting.end:
        event.add("dtend", datetime.combine(meeting.day, meeting.end, look.zone))


def _is_busy(look: Look, meeting: Meeting) -> bool:
    """Whether the time is taken: by a meeting that is held, unless the viewer has said that they do not come."""
    said = registrations.standing(look.db, meeting.id, meeting.day, look.viewer.id) if look.viewer else None
    return meeting.status != "cancelled" and not (said and said.how in ("no", "deputy"))


def _description(look: Look, meeting: Meeting) -> str:
    """When it is, with the old day of a moved one; what it is about; where to take part by link; the agenda."""
    lines = [plain(when(look, meeting))]
    if meeting.moved_from and meeting.status != "cancelled":
        lines.append(look._("Moved from {day}.").format(day=look.speech.day(meeting.moved_from)))
    if meeting.link:
        lines.append(look._("By link: {link}").format(link=meeting.link))
    if meeting.items:
        lines += [f"{item.position}. {item.title}" for item in meeting.items]
    elif themes(meeting):
        lines.append(look._("Themes: {themes}").format(themes=themes(meeting)))
    if meeting.called_at:
        last = attendance.last_day(look.forum, meeting)
        lines.append(look._("Last day to register: {day}.").format(day=look.speech.day(last, weekday=False)))
    return "\n".join(lines)


def subscribe(call: Call) -> str:
    """Give the caller a new secret for their feed: the one before stops working. It is told this once."""
    unsubscribe(call)
    return doors.issue(call.db, call.person.id, "calendar", real_time(call.db), None)


def unsubscribe(call: Call) -> None:
    """Let no calendar fetch the caller's feed any more."""
    doors.revoke(call.db, call.person.id, "calendar", real_time(call.db))
    call.record(f"person:{call.person.id}")
