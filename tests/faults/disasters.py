"""The database full, locked by another process, or gone: whoever waits is told within two seconds, nobody is told
«saved» falsely, and all is well afterwards without a restart.

The bot is the real one (Database, Inbound, Courier, Clock) in real time; only its platform is a chat in memory. How
real each disaster is stands with it, in tests/faults/breaking.py.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

from structlog.testing import capture_logs

from bot.courier import LEASE
from bot.inbound import SILENCE
from tests.faults import breaking
from tests.faults.databases import Server, new_forum, postgresql
from tests.faults.frame import Scale, silence
from tests.faults.people import Bot, Crowd, bot_over, prepared, reminders_for, stored
from tests.figures import Figure

BEFORE, AFTER = 1.0, 1.0
"""Seconds of ordinary work on both sides of a disaster."""
IN_TIME = 2.0
"""Seconds within which each is told."""
WELL = 14.0
"""Seconds within which an answer of each is saved again: the clock and the pools look again every few."""
NEVER = 60.0
"""Seconds after which what has not become well never will."""

Disaster = AbstractContextManager[None]


@dataclass(frozen=True)
class Again:
    """How it was afterwards: how many people stayed without an answer, and the seconds until all had one, and until all
    posts were there."""

    silent: int
    well: float
    posts: float


@dataclass(frozen=True)
class Outcome:
    """What came of one disaster."""

    told: int
    unsaved: int
    slowest: float
    slowest_page: float
    broken: int
    lost: int
    twice: int
    again: Again
    posts_lost: int
    posts_twice: int


def figures(scale: Scale, folder: Path) -> list[Figure]:
    seconds = scale.of(3, 30)
    lease = timedelta(seconds=4) if scale.short else LEASE
    found: list[Figure] = []
    with postgresql() as server, asyncio.Runner() as runner, capture_logs():
        for name, (kind, disaster) in DISASTERS.items():
            url = new_forum(kind, folder)
            question, persons = prepared(runner, url)
            come = disaster(url, server)
            with silence(SILENCE):
                found += told_of(name, runner.run(through(url, question, persons, come, seconds, lease)))
    return found


async def through(
    url: str, question: int, persons: list[int], disaster: Disaster, seconds: float, lease: timedelta
) -> Outcome:
    async with bot_over(url, lease) as bot:
        crowd = Crowd(bot, question, persons)
        wanted = await reminders_for(bot, BEFORE + seconds + AFTER)
        async with crowd.at_work():
            await asyncio.sleep(BEFORE)
            await asyncio.to_thread(disaster.__enter__)
            await asyncio.sleep(seconds)
            await asyncio.to_thread(disaster.__exit__, None, None, None)
            ended = monotonic()
            well = await until(lambda: not crowd.silent_since(ended), NEVER)
            silent = len(crowd.silent_since(ended))
            await asyncio.sleep(AFTER)
        wanted_by_then = {key for key, due in wanted.items() if due <= datetime.now(UTC)}
        posts = await until(lambda: wanted_by_then <= bot.came().keys(), 2 * lease.total_seconds() + NEVER)
        there = await bot.database.read(stored)
        again = Again(silent, well, posts + AFTER + well)
        return outcome(bot, crowd, there, wanted_by_then, again)


def outcome(bot: Bot, crowd: Crowd, there: Counter[int], wanted: set[str], again: Again) -> Outcome:
    saved = {told.number for told in crowd.told if told.outcome == "done"}
    last = {told.number: told.outcome for told in crowd.told}
    came = bot.came()
    return Outcome(
        told=len(crowd.told),
        unsaved=sum(told.outcome != "done" for told in crowd.told),
        slowest=max(told.waited for told in crowd.told),
        slowest_page=max(crowd.read),
        broken=crowd.broken,
        lost=len(saved - there.keys()),
        twice=sum(count > 1 or (last[number] == "unsaved" and number not in saved) for number, count in there.items()),
        again=again,
        posts_lost=len(wanted - came.keys()),
        posts_twice=sum(count > 1 for count in came.values()),
    )


async def until(holds: Callable[[], bool], longest: float) -> float:
    """Seconds until it holds, or `longest`."""
    began = monotonic()
    while not holds() and monotonic() - began < longest:
        await asyncio.sleep(0.02)
    return monotonic() - began


def told_of(name: str, came: Outcome) -> list[Figure]:
    return [
        Figure(f"{name}: told «not saved» or «not certain»", came.unsaved, f"of {came.told}"),
        Figure(f"{name}: the slowest to be told", came.slowest, "s", at_most=IN_TIME),
        Figure(f"{name}: the slowest page", came.slowest_page, "s"),
        Figure(f"{name}: pages with an error that nobody foresaw", came.broken, "", at_most=0),
        Figure(f"{name}: told «saved» and not there", came.lost, "", at_most=0),
        Figure(f"{name}: told «not saved» and there", came.twice, "", at_most=0),
        Figure(f"{name}: posts lost", came.posts_lost, "", at_most=0),
        Figure(f"{name}: posts sent twice", came.posts_twice, "", at_most=0),
        Figure(f"{name}: people who never came through again", came.again.silent, "", at_most=0),
        Figure(f"{name}: all answer again after", came.again.well, "s", at_most=WELL),
        Figure(f"{name}: all posts there after", came.again.posts, "s"),
    ]


DISASTERS: dict[str, tuple[str, Callable[[str, Server], Disaster]]] = {
    "SQLite full": ("sqlite", lambda url, _: breaking.sqlite_full()),
    "SQLite refused room": ("sqlite", lambda url, _: breaking.no_larger_files()),
    "SQLite locked": ("sqlite", lambda url, _: breaking.sqlite_locked(breaking.file_of(url))),
    "SQLite gone": ("sqlite", lambda url, _: breaking.sqlite_gone(breaking.file_of(url))),
    "SQLite gone, same files back": ("sqlite", lambda url, _: breaking.sqlite_gone(breaking.file_of(url), same=True)),
    "PostgreSQL full": ("postgresql", lambda url, _: breaking.postgresql_full(url)),
    "PostgreSQL locked": ("postgresql", lambda url, _: breaking.postgresql_locked(url)),
    "PostgreSQL stopped": ("postgresql", lambda _, server: breaking.postgresql_stopped(server)),
    "PostgreSQL frozen": ("postgresql", lambda _, server: breaking.postgresql_frozen(server)),
}
