"""Answers: how many a second while sixteen wait, and how long one takes, beside other ways to the same file."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.figures import Figure
from tests.performance.figures import in_turn, ratio
from tests.performance.forum import Forum, copied, loaded
from tests.performance.sides import Bare, Ours, OverAiosqlite, Side, statements_of

WAITING = 16
ROUNDS = 25
ANSWERS = 48
"""In each round, on each side. Many short rounds: what else runs on the machine then meets both sides alike."""


def figures(runner: asyncio.Runner, folder: Path) -> list[Figure]:
    with three_sides(runner, folder) as (forum, ours, aiosqlite, bare):

        def rate(side: Side) -> float:
            return ANSWERS / runner.run(seconds(forum, side))

        def one(side: Side) -> float:
            return runner.run(seconds_of_one(forum, side))

        rates = in_turn(ROUNDS, partial(rate, ours), partial(rate, aiosqlite), partial(rate, bare))
        times = in_turn(ROUNDS, partial(one, ours), partial(one, bare))
    return [
        Figure("answers a second, 16 waiting", median(given[0] for given in rates), "1/s"),
        Figure("answers a second, 16 waiting ÷ same handler over aiosqlite", ratio(rates, 0, 1), "×", at_least=2.5),
        Figure("answers a second, 16 waiting ÷ raw sqlite3", ratio(rates, 0, 2), "×"),
        Figure("one answer, p50", median(given[0] for given in times) * 1000, "ms"),
        Figure("one answer, p50 ÷ raw sqlite3", ratio(times, 0, 1), "×", at_most=30),
    ]


@contextmanager
def three_sides(runner: asyncio.Runner, folder: Path) -> Iterator[tuple[Forum, Ours, OverAiosqlite, Bare]]:
    """Each on a file of its own, equal at the start."""
    path = loaded(runner, folder / "ours.db")
    forum = Forum(runner, path)
    [recorded] = forum.answers(1)
    statements = statements_of(forum, recorded)
    aiosqlite = OverAiosqlite(forum, copied(path, folder / "aiosqlite.db"))
    bare = Bare(statements, recorded, copied(path, folder / "bare.db"))
    yield forum, Ours(forum), aiosqlite, bare
    bare.close()
    runner.run(aiosqlite.close())
    forum.close()


async def seconds(forum: Forum, side: Side) -> float:
    """How long the answers of a round take while so many wait."""
    asks = forum.answers(ANSWERS)

    async def caller() -> None:
        for ask in asks:
            await side.do(ask)

    began = perf_counter()
    await asyncio.gather(*(caller() for _ in range(WAITING)))
    return perf_counter() - began


async def seconds_of_one(forum: Forum, side: Side) -> float:
    """The median time of an answer, one after the other."""
    times = []
    for ask in forum.answers(ANSWERS):
        began = perf_counter()
        await side.do(ask)
        times.append(perf_counter() - began)
    return median(times)
