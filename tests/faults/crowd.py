"""Three bots over one PostgreSQL, killed and stopped at random, with their database restarted in the midst."""

import asyncio
import math
from collections import Counter
from functools import partial
from pathlib import Path
from time import monotonic

from storage.database import Database
from tests.faults import stock
from tests.faults.counting import Counting, counting
from tests.faults.databases import Server, postgresql
from tests.faults.frame import Scale
from tests.faults.stock import Found
from tests.faults.worker import Maker, Worker, maker
from tests.figures import Figure

WORKERS, ROOMS = 3, 400
LEASE = 4.0
DISTURBANCES = ("kill",) * 6 + ("stop",) * 3 + ("restart",)
PATIENCE = 60
"""Seconds in which nothing more gets done; what has not come by then never will."""


def figures(scale: Scale, folder: Path) -> list[Figure]:
    return [*figures_of(scale, folder, looks_up=True), *figures_of(scale, folder, looks_up=False)]


def figures_of(scale: Scale, folder: Path, looks_up: bool) -> list[Figure]:
    with postgresql() as server, counting(looks_up=looks_up) as platform:
        url = server.forum()
        with maker(url, platform, LEASE, str(folder / "workers.log")) as made:
            crowd = Crowd(Database(url), server, made, platform)
            found = asyncio.run(crowd.run(scale, f"crowd, look-up {looks_up}"))
    return told(crowd, found, looks_up)


class Crowd:
    """The bots and who disturbs them. `in_hand`: posts that were in somebody's hands when something was disturbed."""

    def __init__(self, database: Database, server: Server, made: Maker, platform: Counting) -> None:
        self._database, self._server, self._made, self._platform = database, server, made, platform
        self._workers: list[Worker] = []
        self._stopped: dict[int, float] = {}
        self.disturbed: Counter[str] = Counter()
        self.in_hand = self.posts = self.answers = 0

    async def run(self, scale: Scale, name: str) -> Found:
        """Half of the posts are there at the start, the others come in between; so do answers, which change cards."""
        self._chance, self.posts, steps = scale.chance(name), scale.of(1_000, 20_000), scale.of(14, 200)
        self._stock = await stock.written(self._database, lambda db: stock.stocked(db, ROOMS, self._platform.speaks))
        half = self.posts // 2
        await self._want(range(half))
        self._workers = [self._made.worker() for _ in range(WORKERS)]
        for step in range(steps):
            await self._want(range(half + half * step // steps, half + half * (step + 1) // steps))
            self.answers += await stock.answers(self._database, self._stock, self._chance)
            await asyncio.sleep(self._chance.uniform(0.3, 1.5))
            await self._disturb("restart" if step == steps // 2 else self._chance.choice(DISTURBANCES))
        await self._end()
        found = await stock.read(self._database, lambda db: stock.found(db, self._stock, self._platform))
        await self._database.aclose()
        return found

    def doubts(self) -> int:
        """How often a bot was in doubt whether a post had been sent, and asked the platform before anything else."""
        return sum(asked.what == "find" for asked in self._platform.asked)

    async def _want(self, numbers: range) -> None:
        for part in (numbers[at : at + 250] for at in range(0, len(numbers), 250)):
            await stock.written(self._database, partial(stock.want, stock=self._stock, numbers=part))

    async def _disturb(self, how: str) -> None:
        number = self._chance.randrange(WORKERS)
        self.disturbed[how] += 1
        match how:
            case "kill":
                self._workers[number].kill()
            case "stop":
                self._workers[number].stop()
                self._stopped.setdefault(number, monotonic() + LEASE + self._chance.uniform(0.3, 2))
            case _:
                self._server.stop(self._chance.choice(["immediate", "fast"]))
                await asyncio.sleep(self._chance.uniform(0, 1))
                self._server.start()
        self.in_hand += await stock.read(self._database, stock.in_flight)
        self._restore(monotonic())

    def _restore(self, now: float) -> None:
        """Have those go on that were stopped for long enough, and others in place of the dead."""
        for number in [number for number, until in self._stopped.items() if until <= now]:
            del self._stopped[number]
            self._workers[number].go_on()
        self._workers = [worker if worker.lives else self._made.worker() for worker in self._workers]

    async def _end(self) -> None:
        """Leave the bots in peace until nothing is left to do."""
        least, end = math.inf, monotonic() + PATIENCE
        while (left := await self._left()) and monotonic() < end:
            if left < least:
                least, end = left, monotonic() + PATIENCE
            await asyncio.sleep(0.5)
            self._restore(monotonic())
        for worker in self._workers:
            worker.kill()

    async def _left(self) -> int:
        """Bots that stand still, and what is to be done."""
        return len(self._stopped) + await stock.read(self._database, stock.remaining)


def told(crowd: Crowd, found: Found, looks_up: bool) -> list[Figure]:
    name = "three bots, look-up" if looks_up else "three bots, no look-up"
    kills, stops, restarts = (crowd.disturbed[how] for how in ("kill", "stop", "restart"))
    common = [
        Figure(f"{name}: posts", crowd.posts, ""),
        Figure(f"{name}: kills, stops beyond the lease, restarts of the database", kills + stops + restarts, ""),
        Figure(f"{name}: answers that changed cards", crowd.answers, ""),
        Figure(f"{name}: edits", found.edits, ""),
        Figure(f"{name}: lost", found.lost, "", at_most=0),
        Figure(f"{name}: stale at the end", found.stale, "", at_most=0),
    ]
    if looks_up:
        return [
            *common,
            Figure(f"{name}: sent twice", found.again, "", at_most=0),
            Figure(f"{name}: left unknown", found.unknown, "", at_most=0),
        ]
    return [
        *common,
        Figure(f"{name}: in somebody's hands when something was disturbed", crowd.in_hand, ""),
        Figure(f"{name}: sent twice or unknown", found.again + found.unknown, "", at_most=crowd.doubts()),
        Figure(f"{name}: results sent twice", found.results, "", at_most=0),
        Figure(f"{name}: others left unknown", found.wrongly_unknown, "", at_most=0),
    ]
