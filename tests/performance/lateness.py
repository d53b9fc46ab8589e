"""How late a reminder is, beside a bare sleep to the same moment in the same event loop."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

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
from tests.performance.figures import Figure, percentile
from tests.performance.forum import loaded, url_of
from tests.world import local

REMINDERS = 120
APART = timedelta(milliseconds=100)
SOON = timedelta(seconds=1)


@dataclass
class Stopwatch:
    """A platform that only notes when each letter came."""

    name: str = "browser"
    languages: tuple[str, ...] = LANGUAGES
    came: dict[str, datetime] = field(default_factory=dict)

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def put(self, address: str, letter: Letter, ref: Ref | None) -> Ref:
        self.came[letter.key] = datetime.now(UTC)
        return {"key": letter.key}

    async def find(self, address: str, key: str) -> Ref | None:
        return {"key": key} if key in self.came else None


def figures(runner: asyncio.Runner, folder: Path) -> list[Figure]:
    path = loaded(runner, folder / "lateness.db")
    late = runner.run(lateness(url_of(path)))
    return [
        Figure("reminder later than a bare sleep, p50", percentile(late, 50), "ms"),
        Figure("reminder later than a bare sleep, p99", percentile(late, 99), "ms", at_most=50),
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
        await database.write(lambda db: remind(db, [moment + time.ahead for moment in moments]))
        woken = await asyncio.gather(*(sleep_until(moment) for moment in moments))
        await asyncio.sleep(SOON.total_seconds())
    finally:
        await clock.stop()
        await database.aclose()
    return [(stopwatch.came[key_of(number)] - slept).total_seconds() * 1000 for number, slept in enumerate(woken)]


def a_monday_morning(db: Session) -> None:
    """Have the forum's clock show working hours, or reminders would wait for them."""
    ahead = local(TODAY[1]) - datetime.now(UTC)
    forums.set_clock(db, ahead // timedelta(seconds=1))


def remind(db: Session, dues: list[datetime]) -> None:
    """Want a reminder of the next meeting at each moment, in every room in turn."""
    meeting = meetings.ahead(db, dues[0].date())[0]
    args = {"meeting": meeting.id, "day": meeting.day.isoformat()}
    rooms = cycle(db.scalars(select(Place.id)).all())
    for number, (due, room) in enumerate(zip(dues, rooms, strict=False)):
        posts.want(db, Wish(f"place:{room}", "meeting.reminder", key_of(number), due, "", args), dues[0])


def key_of(number: int) -> str:
    return f"measured:{number}"


async def sleep_until(moment: datetime) -> datetime:
    """When one wakes who wants to wake at `moment`."""
    await asyncio.sleep((moment - datetime.now(UTC)).total_seconds())
    return datetime.now(UTC)
