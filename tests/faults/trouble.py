"""A platform that asks for patience, fails, fails after all was done, goes silent or cuts the line."""

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from time import monotonic

from bot.courier import LEASE
from storage.database import Database
from tests.faults import stock
from tests.faults.counting import Asked, Counting, Trouble, counting
from tests.faults.databases import forum
from tests.faults.dialects import DIALECTS, Dialect, Own, pairs
from tests.faults.frame import Scale
from tests.faults.stock import Found, Stock
from tests.faults.worker import maker
from tests.figures import Figure

ROOMS = 300
KINDS_OF_TROUBLE = ("wait", "error", "error after acceptance", "silence", "reset")
EACH = 0.02
"""How often a request meets each kind of trouble."""
BURST, LENGTH = 0.005, 15
"""How often a request begins a burst, and how many requests meet the same trouble then."""
TOLD_TO_WAIT, SILENT = 0, 1
"""Rooms."""
CLEARS = 2
"""Requests for each post after which the weather is fine: who waits an hour for the twentieth try shows nothing new."""
PATIENCE = 300
"""Seconds; what has not come by then never will."""


def figures(scale: Scale, folder: Path) -> list[Figure]:
    found: list[Figure] = []
    for name, speaks, kind in pairs(scale, "sqlite"):
        with forum(kind, folder) as url:
            found += in_trouble(scale, name, speaks, url, folder)
    for speaks in DIALECTS.values():
        with forum("sqlite", folder) as url:
            found += beside_those_that_wait(speaks, url, folder)
    return found


def in_trouble(scale: Scale, over: str, speaks: Dialect, url: str, folder: Path) -> list[Figure]:
    number, name = scale.of(400, 5_000), f"trouble, {over}"
    chance = scale.chance(name)
    with counting(speaks=speaks, trouble=Weather(chance, CLEARS * number)) as platform:
        found = asyncio.run(delivered(url, number, platform, folder, chance))
    return [
        Figure(f"{name}: posts", number, ""),
        *(Figure(f"{name}: {what}", times, "") for what, times in sorted(platform.troubles.items())),
        Figure(f"{name}: lost", found.lost, "", at_most=0),
        Figure(f"{name}: sent twice", found.again, "", at_most=0),
        Figure(f"{name}: left unknown", found.unknown, "", at_most=0),
        Figure(f"{name}: stale at the end", found.stale, "", at_most=0),
        Figure(f"{name}: came sooner than told to", platform.undercut, "", at_most=0),
    ]


class Weather:
    """Each kind of trouble now and then, by itself and in bursts, for so many requests."""

    def __init__(self, chance: Random, clears: int) -> None:
        self._chance, self._clears = chance, clears
        self._burst: deque[Trouble] = deque()

    def __call__(self, asked: Asked) -> Trouble | None:
        if asked.number > self._clears:
            return None
        if self._chance.random() < BURST:
            self._burst.extend([self._trouble(self._chance.choice(KINDS_OF_TROUBLE))] * LENGTH)
        if self._burst:
            return self._burst.popleft()
        place = int(self._chance.random() / EACH)
        return self._trouble(KINDS_OF_TROUBLE[place]) if place < len(KINDS_OF_TROUBLE) else None

    def _trouble(self, kind: str) -> Trouble:
        """Whether silence or a cut line hides that all was done is left to chance."""
        done = self._chance.random() < 0.5
        match kind:
            case "wait":
                return Trouble("wait", after=self._chance.randint(1, 3))
            case "error":
                return Trouble("error")
            case "error after acceptance":
                return Trouble("error", accepted=True)
            case "silence":
                return Trouble("silence", accepted=done)
        return Trouble("reset", accepted=done)


async def delivered(url: str, number: int, platform: Counting, folder: Path, chance: Random) -> Found:
    """What comes of so many posts, some of whose cards change meanwhile."""

    async def beginning(database: Database, stocked: Stock) -> None:
        for at in range(0, number, 100):
            some = range(at, min(at + 100, number))
            await stock.written(database, partial(stock.want, stock=stocked, numbers=some))
            await stock.answers(database, stocked, chance)
            await asyncio.sleep(0.3)

    return await with_one_bot(url, platform, folder, beginning)


async def with_one_bot(url: str, platform: Counting, folder: Path, beginning: Callable) -> Found:
    database = Database(url)
    stocked = await stock.written(database, lambda db: stock.stocked(db, ROOMS, platform.speaks))
    with maker(url, platform, LEASE.total_seconds(), str(folder / "workers.log")) as made:
        made.worker()
        await beginning(database, stocked)
        end = monotonic() + PATIENCE
        while await stock.read(database, stock.remaining) and monotonic() < end:
            await asyncio.sleep(0.3)
    found = await stock.read(database, lambda db: stock.found(db, stocked, platform))
    await database.aclose()
    return found


def beside_those_that_wait(speaks: Dialect, url: str, folder: Path) -> list[Figure]:
    """One place is told to wait, another meets silence, until all that is for the others has arrived there."""
    elsewhere = ROOMS - 2
    told, silent = speaks.address(TOLD_TO_WAIT), speaks.address(SILENT)

    def arrived() -> int:
        return sum(message.address not in (told, silent) for message in list(platform.messages.values()))

    def trouble(asked: Asked) -> Trouble | None:
        if asked.address in (told, silent) and arrived() < elsewhere:
            return Trouble("wait", after=1) if asked.address == told else Trouble("silence")
        return None

    async def beginning(database: Database, stocked: Stock) -> None:
        await stock.written(database, partial(stock.want, stock=stocked, numbers=range(ROOMS)))

    with counting(speaks=speaks, trouble=trouble) as platform:
        found = asyncio.run(with_one_bot(url, platform, folder, beginning))
    order = [message.address for message in platform.messages.values()]
    first = min(map(order.index, {told, silent} & set(order)), default=len(order))
    name = "two places held up" if speaks.name == Own.name else f"two places held up, {speaks.name}"
    return [
        Figure(f"{name}: times told to wait, or met with silence", sum(platform.troubles.values()), "", at_least=2),
        Figure(f"{name}: arrived elsewhere meanwhile", first, "", at_least=elsewhere),
        Figure(f"{name}: lost", found.lost, "", at_most=0),
        Figure(f"{name}: came sooner than told to", platform.undercut, "", at_most=0),
    ]
