"""kill -9 in the midst of answers, and in the midst of sends: on SQLite and on PostgreSQL."""

import asyncio
from functools import partial
from pathlib import Path
from random import Random
from time import monotonic

from sqlalchemy import text
from sqlalchemy.orm import Session

from storage.database import Database
from tests.conftest import TODAY
from tests.faults import kills_outside, stock
from tests.faults.counting import Counting, counting
from tests.faults.databases import KINDS, forum
from tests.faults.dialects import Dialect, pairs
from tests.faults.frame import Scale
from tests.faults.stock import Found
from tests.faults.worker import Maker, maker
from tests.figures import Figure
from tests.test_kill import MOST, answering, answers_in, events_in, killed_in_the_midst
from tests.test_questions import ask
from tests.world import World

ANSWERING = 8
"""Persons who answer at the same time."""
ROOMS, POSTS = 200, 20
"""Posts that come in each round."""
LEASE = 1.0
PATIENCE = 120
"""Seconds after the last kill; what has not come by then never will."""


def figures(scale: Scale, folder: Path) -> list[Figure]:
    found: list[Figure] = []
    for kind in KINDS:
        with forum(kind, folder) as url:
            found += answers(scale, kind, url)
    found += kills_outside.figures(scale, folder)
    for name, speaks, kind in pairs(scale, "postgresql"):
        with forum(kind, folder) as url:
            found += sends(scale, name, speaks, url, folder)
    return found


def answers(scale: Scale, kind: str, url: str) -> list[Figure]:
    """What was acknowledged is there; an answer and the reply to it are both there, or neither."""
    rounds, chance, acknowledged = scale.of(15, 200), scale.chance(f"answers, {kind}"), set[int]()
    with asyncio.Runner() as runner:
        world = World(runner, url, TODAY[1])
        question = ask(world, kind="text")
        people = [seat.person.id for seat in world.seats("tjanstepersonsforum") if seat.person][:ANSWERING]
        with answering(url, world.time.isoformat(), question, *people) as process:
            for number in range(rounds):
                acknowledged.update(killed_in_the_midst(process, number * MOST, chance.uniform(0, 0.2)))
        stored, kept, corrupt = world.read(answers_in), world.read(events_in), world.read(corruption)
        world.close()
    name = f"killed during answers, {kind}"
    return [
        Figure(f"{name}: kills", rounds, ""),
        Figure(f"{name}: acknowledged", len(acknowledged), "", at_least=rounds),
        Figure(f"{name}: acknowledged and lost", len(acknowledged - stored), "", at_most=0),
        Figure(f"{name}: there by half", len(stored ^ kept), "", at_most=0),
        *intact(name, corrupt),
    ]


def corruption(db: Session) -> int | None:
    """What SQLite finds wrong with its file. PostgreSQL has no such check: there only what is missing tells."""
    if db.get_bind().dialect.name == "postgresql":
        return None
    return sum(said != "ok" for said in db.scalars(text("PRAGMA integrity_check")))


def intact(name: str, corrupt: int | None) -> list[Figure]:
    return [] if corrupt is None else [Figure(f"{name}: corrupt pages or rows", corrupt, "", at_most=0)]


def sends(scale: Scale, over: str, speaks: Dialect, url: str, folder: Path) -> list[Figure]:
    rounds = scale.of(10, 200)
    log = str(folder / "workers.log")
    name = f"killed during sends, {over}"
    with counting(speaks=speaks) as platform, maker(url, platform, LEASE, log) as made:
        found, corrupt = asyncio.run(kills(scale.chance(f"sends, {over}"), url, rounds, platform, made))
    return [
        Figure(f"{name}: kills", rounds, ""),
        Figure(f"{name}: posts", rounds * POSTS, ""),
        Figure(f"{name}: looked up", sum(asked.what == "find" for asked in platform.asked), "", at_least=1),
        Figure(f"{name}: lost", found.lost, "", at_most=0),
        Figure(f"{name}: sent twice", found.again, "", at_most=0),
        Figure(f"{name}: left unknown", found.unknown, "", at_most=0),
        Figure(f"{name}: stale at the end", found.stale, "", at_most=0),
        *intact(name, corrupt),
    ]


async def kills(chance: Random, url: str, rounds: int, platform: Counting, made: Maker) -> tuple[Found, int | None]:
    """In each round new posts come, somebody answers, and a bot is killed as it begins to send, or soon after."""
    database = Database(url)
    stocked = await stock.written(database, lambda db: stock.stocked(db, ROOMS, platform.speaks))
    for number in range(rounds):
        before, numbers = len(platform.asked), range(number * POSTS, (number + 1) * POSTS)
        await stock.written(database, partial(stock.want, stock=stocked, numbers=numbers))
        await stock.answers(database, stocked, chance)
        worker = made.worker()
        while len(platform.asked) == before:
            await asyncio.sleep(0.002)
        await asyncio.sleep(chance.choice((0, chance.uniform(0, 0.15))))
        worker.kill()
    worker, end = made.worker(), monotonic() + PATIENCE
    while await stock.read(database, stock.remaining) and monotonic() < end:
        await asyncio.sleep(0.2)
    worker.kill()
    found = await stock.read(database, lambda db: stock.found(db, stocked, platform))
    corrupt = await stock.read(database, corruption)
    await database.aclose()
    return found, corrupt
