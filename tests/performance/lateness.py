"""How late a reminder is, beside a bare sleep to the same moment in the same event loop."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import Clock, ForumTime
from bot.courier import Courier
from bot.inbound import Inbound
from bot.platform import Letter, Ref
from handlers import CAPABILITIES
from handlers.words import LANGUAGES
from storage import forums, meetings, posts
from storage.database import Database
from storage.places import Place
from storage.posts import Wish
from tests.conftest import TODAY
from tests.figures import Figure
from tests.performance.figures import percentile
from tests.performance.forum import loaded, url_of
from tests.world import local

ROUNDS = 3
REMINDERS = 100
"""In each round."""
APART = timedelta(milliseconds=100)
SOON = timedelta(seconds=1)


@dataclass
class Stopwatch:
    """A platform that only notes when each letter came."""

    name: str = "browser"
    languages: tuple[str, ...] = LANGUAGES
    for_each_reader: bool = True
    came: dict[str, datetime] = field(default_factory=dict)

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def put(self, address: str, letter: Letter, ref: Ref | None) -> Ref:
        self.came[letter.key] = datetime.now(UTC)
        return {"key": letter.key}

    async def find(self, address: str, key: str, since: datetime) -> Ref | None:
        return {"key": key} if key in self.came else None

    async def workspace(self, address: str) -> str | None:
        return None


def figures(runner: asyncio.Runner, folder: Path) -> list[Figure]:
    path = loaded(runner, folder / "lateness.db")
    rounds = [runner.run(lateness(url_of(path))) for _ in range(ROUNDS)]
    p50, p99 = (median(percentile(late, percent) for late in rounds) for percent in (50, 99))
    return [
        Figure("reminder later than a bare sleep, p50", p50, "ms"),
        Figure("reminder later than a bare sleep, p99", p99, "ms", at_most=50),
    ]


async def lateness(url: str) -> list[float]:
    """For each reminder, the milliseconds by which it came after a sleeper who was to wake at its moment."""
    database, time, stopwatch = Database(url), ForumTime(), Stopwatch()
    courier = Courier(database, CAPABILITIES, [stopwatch], time.now)
    clock = Clock(database, time, courier, Inbound(database, CAPABILITIES, time.now).forget)
    await database.write(a_monday_morning)
    await clock.start()
    try:
        moments = [datetime.now(UTC) + SOON + APART * number for number in range(REMINDERS)]
        await database.write(lambda db: remind(db, moments, time.ahead))
        woken = await asyncio.gather(*(sleep_until(moment) for moment in moments))
        await asyncio.sleep(SOON.total_seconds())
    finally:
        await clock.stop()
        await database.aclose()
    came = [stopwatch.came[key_of(moment)] for moment in moments]
    return [(late - slept).total_seconds() * 1000 for late, slept in zip(came, woken, strict=True)]


def a_monday_morning(db: Session) -> None:
    """Have the forum's clock show working hours, or reminders would wait for them."""
    ahead = local(TODAY[1]) - datetime.now(UTC)
    forums.set_clock(db, ahead // timedelta(seconds=1))


def remind(db: Session, moments: list[datetime], ahead: timedelta) -> None:
    """Want a reminder of the next meeting at each moment of real time, in every room in turn."""
    now = moments[0] + ahead
    meeting = meetings.ahead(db, now.date())[0]
    args = {"meeting": meeting.id, "day": meeting.day.isoformat()}
    rooms = cycle(db.scalars(select(Place.id)).all())
    for moment, room in zip(moments, rooms, strict=False):
        posts.want(db, Wish(f"place:{room}", "meeting.reminder", key_of(moment), moment + ahead, "", args), now)


def key_of(moment: datetime) -> str:
    return f"measured:{moment.isoformat()}"


async def sleep_until(moment: datetime) -> datetime:
    """When one wakes who wants to wake at `moment`."""
    await asyncio.sleep((moment - datetime.now(UTC)).total_seconds())
    return datetime.now(UTC)
