"""A button pressed in Slack: how soon the answer is saved for good and acknowledged, beside what only acknowledges.

Each side is a process of its own, spoken to over the network by requests that Slack could have signed.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.browser.sites import set_clock
from tests.conftest import TODAY
from tests.faults.ways import InSlack, Sent, in_slack
from tests.faults.worker import maker_of_hearing
from tests.figures import Figure
from tests.performance.figures import in_turn, ratio
from tests.performance.forum import Forum, loaded, url_of

CLIENTS = 16
ROUNDS = 15
PRESSES = 48
"""In each round, on each side."""
NAME = "a button pressed in Slack"


def figures(runner: asyncio.Runner, folder: Path) -> list[Figure]:
    path = loaded(runner, folder / "pressing.db")
    forum = Forum(runner, path)
    with entered(runner, folder, forum) as pressing:
        times = in_turn(ROUNDS, *(partial(pressing.one, side) for side in pressing.sides))
        rates = in_turn(ROUNDS, *(partial(pressing.rate, side) for side in pressing.sides))
    return [
        Figure(f"{NAME}, saved and acknowledged, p50", median(given[0] for given in times) * 1000, "ms"),
        Figure(f"{NAME}, p50 ÷ Bolt's bare acknowledgement", ratio(times, 0, 1), "×", at_most=0.4),
        Figure(f"{NAME}, p50 ÷ a bare check of the signature", ratio(times, 0, 2), "×", at_most=10),
        Figure(f"{NAME}, a second, {CLIENTS} clients", median(given[0] for given in rates), "1/s"),
        Figure(f"{NAME}, a second ÷ a bare check of the signature", ratio(rates, 0, 2), "×", at_least=0.1),
    ]


@contextmanager
def entered(runner: asyncio.Runner, folder: Path, forum: Forum) -> Iterator["Pressing"]:
    """The bot, Bolt and the bare check, in this order, with the directors as people in Slack."""
    stack = AsyncExitStack()
    way = runner.run(stack.enter_async_context(in_slack()))
    people = forum.people()
    forum.world.write(lambda db: way.link(db, people, forum.world.time))
    forum.close()
    url = url_of(folder / "pressing.db")
    runner.run(set_clock(url, TODAY[1]))
    with (
        maker_of_hearing("slack", url, way.outside, str(folder / "pressing.log")) as made,
        bare("bolt", way.outside) as bolt,
        bare("signature", way.outside) as signature,
    ):
        worker = runner.run(asyncio.to_thread(made.worker))
        sides = [f"http://127.0.0.1:{port}" for port in (worker.port, bolt, signature)]
        yield Pressing(runner, way, forum.question, list(people), sides)
    runner.run(stack.aclose())


@contextmanager
def bare(kind: str, api_url: str) -> Iterator[int]:
    """The port of one that only acknowledges."""
    command = [sys.executable, "-m", "tests.performance.bare", kind, api_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


class Pressing:
    """Presses the same way on each side; every answer is another than the same person's before."""

    def __init__(
        self, runner: asyncio.Runner, way: InSlack, question: int, people: list[str], sides: list[str]
    ) -> None:
        self._runner, self._way, self._question, self.sides = runner, way, question, sides
        self._people, self._choices = cycle(people), cycle([n for n in (1, 2, 3, 4) for _ in people])

    def one(self, side: str) -> float:
        """The median time of a press, one after the other, in seconds."""
        return self._runner.run(self._one(side, self._presses()))

    def rate(self, side: str) -> float:
        """How many a second while so many press."""
        return PRESSES / self._runner.run(self._together(side, iter(self._presses())))

    def _presses(self) -> list[Sent]:
        deeds = islice(zip(self._people, self._choices, strict=False), PRESSES)
        values = {"question": self._question}
        return [self._way.press(who, "question.answer", values | {"choice": choice}) for who, choice in deeds]

    async def _one(self, side: str, presses: list[Sent]) -> float:
        times = []
        for press in presses:
            began = perf_counter()
            await self._press(side, press)
            times.append(perf_counter() - began)
        return median(times)

    async def _together(self, side: str, presses: Iterator[Sent]) -> float:
        async def client() -> None:
            for press in presses:
                await self._press(side, press)

        began = perf_counter()
        await asyncio.gather(*(client() for _ in range(CLIENTS)))
        return perf_counter() - began

    async def _press(self, side: str, press: Sent) -> None:
        status = await self._way.send(side, press)
        assert status == 200, status
