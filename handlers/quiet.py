"""When the forum may be disturbed: not at night, at weekends, on holidays, or in its quiet months.

What falls in a quiet time is moved to 15:00 of the working day before (docs/the-forum.md), never to later: a
reminder that comes after its matter is of no use.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.call import Look, Nothing
from handlers.dates import local
from storage import absences
from storage.forums import Forum
from storage.free_days import free_days

EARLIER = time(15)
"""The hour of the working day before to which things are moved."""

HORIZON = timedelta(days=366)
"""How far back a working day is looked for; further only where the whole year is quiet."""


def is_working_day(forum: Forum, day: date) -> bool:
    """Whether people are at work that day, as far as the forum's quiet times tell."""
    quiet = forum.quiet
    if quiet.get("weekends", True) and day.weekday() >= 5:
        return False
    if quiet.get("holidays", True) and day in free_days(forum.country, day.year):
        return False
    return day.month not in quiet.get("months", ())


def is_quiet(forum: Forum, at: datetime) -> bool:
    """Whether the instant falls in a quiet time."""
    local = at.astimezone(zone_of(forum))
    evening, morning = time.fromisoformat(forum.quiet["from"]), time.fromisoformat(forum.quiet["to"])
    early, late = local.time() < morning, local.time() >= evening
    night = early or late if morning < evening else early and late
    return night or not is_working_day(forum, local.date())


def out_of_quiet(forum: Forum, at: datetime) -> datetime:
    """The instant itself, or 15:00 of the working day before if it is in a quiet time."""
    if not is_quiet(forum, at):
        return at
    zone = zone_of(forum)
    for day in _backwards(at.astimezone(zone).date()):
        earlier = local(day, EARLIER, zone)
        if earlier < at and is_working_day(forum, day):
            return earlier
    return at


def last_working_day(forum: Forum, day: date) -> date:
    """The day itself if it is a working day, else the nearest one before it."""
    return next((earlier for earlier in _backwards(day) if is_working_day(forum, earlier)), day)


def days_of(offset: str) -> int:
    """How many days «3d» is."""
    return int(offset.removesuffix("d"))


def mornings_before(forum: Forum, day: date, offsets: Iterable[str]) -> list[datetime]:
    """The working mornings that come the offsets («3d») before a day, the earliest first."""
    days = {last_working_day(forum, day - timedelta(days=days_of(offset))) for offset in offsets}
    return [local(morning, forum.morning, zone_of(forum)) for morning in sorted(days)]


def after_quiet(forum: Forum, at: datetime) -> datetime:
    """The instant itself, or the next working morning if it is in a quiet time: for what could not be said in time."""
    return next_morning(forum, at) if is_quiet(forum, at) else at


def not_yet(look: Look) -> Nothing | None:
    """Why a personal message waits: it is a quiet time, or the one who is to get it is away. What they have already
    follows its matter at any hour."""
    if look.shown:
        return None
    later = after_quiet(look.forum, look.now)
    if later > look.now:
        return Nothing("quiet time", again=later)
    if look.viewer is None or look.viewer.id not in look.away:
        return None
    until = max(one.until for one in absences.of(look.db, look.viewer.id, look.today) if one.since <= look.today)
    back = local(until + timedelta(days=1), look.forum.morning, look.zone)
    return Nothing("away", again=after_quiet(look.forum, back))


def next_morning(forum: Forum, after: datetime) -> datetime:
    """The first working morning after the instant."""
    zone = zone_of(forum)
    day = after.astimezone(zone).date()
    for ahead in range(HORIZON.days):
        morning = local(day + timedelta(days=ahead), forum.morning, zone)
        if morning > after and is_working_day(forum, morning.astimezone(zone).date()):
            return morning
    return after


def zone_of(forum: Forum) -> ZoneInfo:
    """The forum's time zone."""
    return ZoneInfo(forum.zone)


def day_of(forum: Forum, at: datetime) -> date:
    """The local day of an instant."""
    return at.astimezone(zone_of(forum)).date()


def _backwards(day: date) -> Iterator[date]:
    return (day - timedelta(days=back) for back in range(HORIZON.days))
