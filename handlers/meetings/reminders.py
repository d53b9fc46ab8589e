"""Reminders of meetings: when they come, and what they say.

Each body has its offsets («14d», «2h»). They are counted in local time from the meeting's start, or from the forum's
reminder hour where no start is known; then hours do not apply. What falls in a quiet time comes earlier, and what lands
on the same day becomes one message. A reminder's key holds the occurrence, so that a meeting moved away and back again
revives the very same posts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zlib import crc32

from sqlalchemy.orm import Session

from handlers import quiet
from handlers.call import Look, Nothing, shows
from handlers.cards import Button, Buttons, Card, Note, Text, card, strong, words
from handlers.inputs import open_forum
from handlers.meetings import attendance
from handlers.meetings.meeting_words import facts, is_ahead, starts_at, title_when
from storage import meetings, posts
from storage.forums import Forum
from storage.meetings import Meeting

LINK_BEFORE = timedelta(minutes=15)
"""How long before the start those who take part by link get it."""


@dataclass(frozen=True)
class Reminder:
    """When a meeting is reminded of, and by which offset."""

    offset: str
    due: datetime


def times(forum: Forum, meeting: Meeting, offsets: list[str]) -> list[Reminder]:
    """The reminders of a meeting, the earliest first: out of quiet times, at most one a day, all before it starts."""
    start = starts_at(forum, meeting)
    found = [_at(forum, meeting, offset) for offset in offsets]
    ahead = sorted((r for r in found if r and r.due < start), key=lambda reminder: reminder.due)
    by_day = {quiet.day_of(forum, reminder.due): reminder for reminder in reversed(ahead)}
    return sorted(by_day.values(), key=lambda reminder: reminder.due)


def _at(forum: Forum, meeting: Meeting, offset: str) -> Reminder | None:
    count, unit = int(offset[:-1]), offset[-1]
    if unit == "d":
        hour = meeting.start or forum.reminder_hour
        due = quiet.local(meeting.day - timedelta(days=count), hour, quiet.zone_of(forum))
    elif meeting.start:
        due = starts_at(forum, meeting) - timedelta(hours=count)
    else:
        return None
    return Reminder(offset, quiet.out_of_quiet(forum, due))


def plan(db: Session, forum: Forum, meeting: Meeting, now: datetime) -> None:
    """Want every post that a meeting lives by: reminders in the body's rooms, and the mornings on which the members and
    the secretariat hear what waits for them."""
    subject, occurrence = f"meeting:{meeting.id}", f"meeting:{meeting.id}:{meeting.day}"
    args = {"meeting": meeting.id, "day": meeting.day.isoformat()}

    def want(to: str, view: str, name: str, due: datetime, args: dict[str, object]) -> None:
        posts.want(db, posts.Wish(to, view, f"{occurrence}:{name}", due, subject, args), now)

    if meeting.status not in ("preliminary", "confirmed"):
        return
    for reminder in times(forum, meeting, meeting.body.reminders):
        want(f"body:{meeting.body_id}", "meeting.reminder", reminder.offset, reminder.due, args)
    for morning in of_secretariat(forum, meeting):
        day = quiet.day_of(forum, morning).isoformat()
        want("secretariat", "home.morning", f"secretariat:{day}", morning, {"day": day})
    for morning in mornings(forum, meeting):
        day = quiet.day_of(forum, morning).isoformat()
        want(f"members:{meeting.body_id}", "home.morning", f"morning:{day}", morning, {"day": day})
    if meeting.called_at:
        _plan_called(forum, meeting, want, args, now)


Want = Callable[[str, str, str, datetime, dict[str, object]], None]


def _plan_called(forum: Forum, meeting: Meeting, want: Want, args: dict[str, object], now: datetime) -> None:
    """Once the call is out: those who have not registered hear of it on the working morning before the last day; who
    takes part by link gets it just before the start, and anew where it is another."""
    last = attendance.last_day(forum, meeting)
    for morning in quiet.mornings_before(forum, last, ["1d"]):
        day = quiet.day_of(forum, morning).isoformat()
        want(f"unregistered:{meeting.id}", "home.morning", f"register:{day}", morning, {"day": day})
    if meeting.link and meeting.start:
        which, start = crc32(f"{meeting.link} {meeting.start}".encode()), starts_at(forum, meeting)
        due = max(start - LINK_BEFORE, now) if now < start else start - LINK_BEFORE
        want(f"by-link:{meeting.id}", "meeting.link", f"link:{which}", due, args)


def replan(db: Session, forum: Forum, meeting: Meeting, now: datetime) -> None:
    """Give up what nobody has seen yet and want what the meeting lives by now."""
    db.flush()
    posts.supersede(db, f"meeting:{meeting.id}")
    plan(db, forum, meeting, now)


def mornings(forum: Forum, meeting: Meeting) -> list[datetime]:
    """The working mornings before a meeting on which its members hear what waits for them: as for action points, since
    what was promised for the next meeting is due then, and always the last one."""
    before = [offset for offset in forum.action_reminders if quiet.days_of(offset)]
    return quiet.mornings_before(forum, meeting.day, [*before, "1d"])


def of_secretariat(forum: Forum, meeting: Meeting) -> list[datetime]:
    """The working mornings on which the secretariat hears of a meeting in its message of the day: that nobody has
    confirmed it, what is registered for its open forum; once the call is out, on the eve, who and what is missing."""
    confirm = forum.confirm if meeting.status == "preliminary" else []
    eve = ["1d"] if meeting.called_at else []
    return [*quiet.mornings_before(forum, meeting.day, [*confirm, *eve]), *open_forum.mornings(forum, meeting)]


def plan_all(db: Session, forum: Forum, now: datetime) -> None:
    """Want the posts of the whole programme, as it stands after a load; what lies ahead by other times is given up."""
    for meeting in meetings.every(db):
        posts.unplan(db, f"meeting:{meeting.id}", now)
        plan(db, forum, meeting, now)
    for morning in posts.ahead(db, "home.morning", now):  # of questions and action points, whose days do not change
        morning.due = quiet.local(date.fromisoformat(morning.args["day"]), forum.morning, quiet.zone_of(forum))


@shows("meeting.reminder")
def reminder(look: Look, meeting: int, day: str) -> Card | Nothing:
    """What, when, where and about what, true until it begins; nothing if it is past, moved or cancelled by then."""
    found = _current(look, meeting, day)
    if isinstance(found, Nothing):
        return _corrected(look, meeting, day) if look.shown else found
    if not look.shown and (silent := _not_now(look, found)):
        return silent
    note = Note(state="wait", word=look._("Preliminary")) if found.status == "preliminary" else None
    agenda = Button(label=look._("Agenda"), action="meeting.agenda", values={"meeting": found.id})
    return card(title_when(look, found), note, facts(look, found), _more(look, found), Buttons(buttons=(agenda,)))


def _not_now(look: Look, meeting: Meeting) -> Nothing | None:
    """Why it is not the time for a reminder: another comes today, or it is a quiet time and not too late afterwards."""
    later = quiet.after_quiet(look.forum, look.now)
    # In a quiet time only what is due already counts: that to another room or person may wait for the morning by now.
    until = look.now if look.now < later else quiet.local(look.today, time(23, 59), look.zone)
    if posts.overtaken(look.db, f"meeting:{meeting.id}", "meeting.reminder", look.due, until):
        return Nothing("a later reminder says the same")
    if look.now < later < starts_at(look.forum, meeting):
        return Nothing("quiet time", again=later)
    return None


def _more(look: Look, meeting: Meeting) -> Text | None:
    if meeting.status != "preliminary":
        return None
    return Text(words=words(look._("Time and place are confirmed later by the secretariat.")), quiet=True)


def _current(look: Look, number: int, day: str) -> Meeting | Nothing:
    meeting = meetings.get(look.db, number)
    if meeting is None:
        return Nothing("the meeting is no longer there")
    if meeting.day != date.fromisoformat(day):
        return Nothing("the meeting was moved")
    if meeting.status == "cancelled":
        return Nothing("the meeting is cancelled")
    if not is_ahead(look, meeting):
        return Nothing("the meeting has begun")
    return meeting


def _corrected(look: Look, number: int, day: str) -> Card | Nothing:
    """A reminder that became false before the event: it says so instead of misleading."""
    meeting, then = meetings.get(look.db, number), date.fromisoformat(day)
    if meeting is None or look.today > then or (meeting.day == then and meeting.status != "cancelled"):
        return Nothing("stands as it was sent")
    if meeting.status == "cancelled":
        return card(
            look._("{body} {day} is cancelled").format(
                body=meeting.body.name, day=look.speech.day(then, weekday=False)
            ),
            Note(state="stop", word=look._("Cancelled")),
        )
    moved = words(
        look._("This reminder was about {old}. The meeting is now on {new}."),
        old=look.speech.day(then),
        new=strong(look.speech.day(meeting.day)),
    )
    return card(title_when(look, meeting), Note(state="wait", word=look._("Moved")), Text(words=moved))
