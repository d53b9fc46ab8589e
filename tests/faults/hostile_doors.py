"""Mutated requests on every route of the application, as strangers meet it, as a demo, and where platforms send to it;
there also what they have not signed, and what is signed and none of theirs."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import structlog
from aiohttp.test_utils import TestServer
from sqlalchemy import func, select

from bot.app import Forumbot
from bot.settings import Settings
from handlers.cards import Values
from storage.actions import Action
from storage.database import Database
from storage.events import Event
from storage.questions import Answer, Question
from tests.browser.conftest import set_clock
from tests.conftest import TODAY
from tests.faults import hostile_signed
from tests.faults.databases import drop, new_forum
from tests.faults.frame import Scale
from tests.faults.hostile_requests import NONE, Request, mutated, routes, status
from tests.faults.sharing import shared
from tests.figures import Figure

log = structlog.get_logger()

LATE = -1
"""The status of a whole request that got no answer in time."""
AT_ONCE = 16
"""Requests that are under way at a time."""


PARTS = 4
"""Into which the requests to one route are parted."""

Kind = Callable[[Random, str, str], Request]
"""Makes requests to a route."""

SHARED: dict[str, Values] = {"slack": hostile_signed.SETTINGS}
"""Platforms, set so that each route of theirs is there."""
EVENTS = {"slack": "/slack/events"}
FORGED: dict[str, Kind] = {"slack": hostile_signed.forged}
SIGNED: dict[str, Kind] = {"slack": hostile_signed.signed}


@dataclass(frozen=True)
class Door:
    """A route of an application over a forum of its own, and how many requests of which kind it gets."""

    method: str
    route: str
    settings: Settings
    each: int
    dice: Random
    kind: Kind = mutated


def figures(scale: Scale, folder: Path) -> list[Figure]:
    outside, demo = scale.of(60, 10_000), scale.of(30, 1_000)
    return [
        *told(
            f"mutated requests to strangers' doors, {outside:,} a route", _asked("", "requests", outside, scale, folder)
        ),
        *told(
            f"mutated requests to a demo, {demo:,} a route",
            _asked("", "requests of a demo", demo, scale, folder, demo=True),
        ),
        *(figure for way in SHARED for figure in of_a_platform(way, outside, scale, folder)),
    ]


def of_a_platform(way: str, each: int, scale: Scale, folder: Path) -> list[Figure]:
    """On all its routes; and where it sends, what is not signed as it signs, and what it would never send."""
    more, prefix = SHARED[way], f"/{way}"
    everywhere = _asked(prefix, f"requests, {way}", each, scale, folder, **more)
    forged, done = Counter[int](), 0
    for door, came in shared(knocked, _sending(way, FORGED[way], each, scale, folder)):
        forged += came
        done += asyncio.run(_done(door.settings.database_url))
        drop(door.settings.database_url)
    let_in = sum(count for status, count in forged.items() if status != NONE and not 400 <= status < 500)
    signed = _counted(_sending(way, SIGNED[way], each, scale, folder))
    return [
        *told(f"mutated requests to {way}'s doors, {each:,} a route", everywhere),
        Figure(f"requests that {way} has not signed", forged.total(), "requests"),
        Figure("of them not refused by 4xx", let_in, "requests", at_most=0),
        Figure("done because of them", done, "", at_most=0),
        *told(f"requests that are signed, and none of {way}'s", signed),
    ]


def told(name: str, found: Counter[int]) -> list[Figure]:
    errors = sum(count for status, count in found.items() if status >= 500)
    return [
        Figure(name, found.total(), "requests"),
        Figure("of them answered by 5xx", errors, "requests", at_most=0),
        Figure("of them left without an answer, though whole", found[LATE], "requests", at_most=0),
    ]


def _asked(prefix: str, name: str, each: int, scale: Scale, folder: Path, **more: Any) -> Counter[int]:
    """How often each status came, over all routes that begin so."""
    return _counted(_doors(prefix, name, each, scale, folder, more))


def _counted(doors: Iterator[Door]) -> Counter[int]:
    found: Counter[int] = Counter()
    for door, came in shared(knocked, doors):
        found += came
        drop(door.settings.database_url)
    return found


def _doors(prefix: str, name: str, each: int, scale: Scale, folder: Path, more: Values) -> Iterator[Door]:
    for method, route in routes(Forumbot(_settings(folder, more)).application()):
        if route.startswith(prefix):
            yield Door(method, route, _settings(folder, more), each, scale.chance(f"{name}, {method} {route}"))


def _sending(way: str, kind: Kind, each: int, scale: Scale, folder: Path) -> Iterator[Door]:
    """Where the platform sends, for each of the processes a share."""
    for part in range(PARTS):
        dice = scale.chance(f"{way}, {kind.__name__}, {part}")
        yield Door("POST", EVENTS[way], _settings(folder, SHARED[way]), each // PARTS, dice, kind)


def _settings(folder: Path, more: Values) -> Settings:
    """Of a bot over a new forum."""
    url = new_forum("sqlite", folder)
    asyncio.run(set_clock(url, TODAY[1]))
    return Settings.model_construct(**Settings(database_url=url).model_dump() | more)


async def _done(url: str) -> int:
    """What there is that was not when the forum was new."""
    database = Database(url)
    counted = await database.read(lambda db: sum(db.scalar(select(func.count()).select_from(it)) or 0 for it in MADE))
    await database.aclose()
    return counted


MADE = (Event, Answer, Action, Question)


def knocked(door: Door) -> Counter[int]:
    with quiet("aiohttp"):
        return asyncio.run(answers_at(door))


async def answers_at(door: Door) -> Counter[int]:
    app = Forumbot(door.settings).application()
    requests = (door.kind(door.dice, door.method, door.route) for _ in range(door.each))
    found: Counter[int] = Counter()
    async with TestServer(app) as server:
        assert server.port is not None

        async def ask() -> None:
            for request in requests:
                found[given := await answered(server.host, server.port or 0, request)] += 1
                if given >= 500 or given == LATE:
                    log.error("hostile", status=given, request=request)

        await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
    return found


async def answered(host: str, port: int, request: Request) -> int:
    try:
        return await status(host, port, request)
    except TimeoutError:
        return LATE


@contextmanager
def quiet(name: str) -> Iterator[None]:
    """Have a logger say nothing: the server of the tests notes each request that is none."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)
