"""Hostile strings and mutated requests: no error of ours, the same stored on both databases, nothing run in a page."""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import structlog
from aiohttp.test_utils import TestServer
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import Forumbot
from bot.settings import Settings
from handlers.call import Ask
from storage.actions import Action
from storage.meetings import Item
from storage.questions import Answer, Question
from tests.browser.conftest import set_clock
from tests.conftest import TODAY
from tests.faults import hostile_pages
from tests.faults.databases import forum
from tests.faults.frame import Scale
from tests.faults.hostile_pages import CONTROL, Where
from tests.faults.hostile_requests import Request, mutated, routes, status
from tests.faults.hostile_texts import hostile
from tests.figures import Figure
from tests.scenes import KARIN, MATS, OFFICIALS, SECRETARY, ask
from tests.world import World

log = structlog.get_logger()

LATE = -1
"""The status of a whole request that got no answer in time."""


def figures(scale: Scale, folder: Path) -> list[Figure]:
    return [*stored_alike(scale, folder), *requests(scale, folder), *pages(scale, folder)]


# What is stored


def stored_alike(scale: Scale, folder: Path) -> list[Figure]:
    dice = scale.chance("hostile strings")
    texts = [hostile(dice) for _ in range(scale.of(150, 10_000))]
    with asyncio.Runner() as runner, forum("sqlite", folder) as one, forum("postgresql", folder) as other:
        here, there = (told_and_kept(World(runner, url, TODAY[1]), texts) for url in (one, other))
    differ = sum(a != b for a, b in zip(here.outcomes, there.outcomes, strict=True))
    return [
        Figure("hostile strings, each in five fields", len(texts), "strings"),
        Figure("hostile strings answered by an error", here.errors + there.errors, "strings", at_most=0),
        Figure("hostile strings answered otherwise on the other database", differ, "strings", at_most=0),
        Figure("texts stored otherwise on the other database", apart(here.kept, there.kept), "texts", at_most=0),
        Figure("texts stored", here.kept.total(), "texts"),
    ]


def apart(one: Counter[str], other: Counter[str]) -> int:
    return ((one - other) + (other - one)).total()


class Told:
    """What became of the strings in one database: the outcome of each, and how often each text was kept."""

    def __init__(self, outcomes: list[str], kept: Counter[str]) -> None:
        self.outcomes, self.kept = outcomes, kept
        self.errors = outcomes.count("unsaved") + outcomes.count("unsure")


def told_and_kept(world: World, texts: list[str]) -> Told:
    """Say each string in five fields: an answer, an action point, an item, a question that is drafted, a command."""
    question = ask(world, kind="text")
    meeting = world.meeting("tjanstepersonsforum-next").id
    outcomes: list[str] = []
    for text in texts:
        outcomes += [reply.outcome for reply in world.at_once(*asks(world, question, meeting, text))]
    kept = world.read(kept_in)
    world.close()
    return Told(outcomes, kept)


def asks(world: World, question: int, meeting: int, text: str) -> Iterator[Ask]:
    yield world.asks(KARIN, "question.tell", question=question, text=text)
    yield world.asks(KARIN, "action.log", text=text, due="fredag")
    yield world.asks(SECRETARY, "item.save", meeting=meeting, title=text, link="https://example.org/" + text[:100])
    yield world.asks(SECRETARY, "question.ask", text=text, closes="fredag 12:00", body=OFFICIALS)
    yield world.asks(MATS, "say", text=text)


def kept_in(db: Session) -> Counter[str]:
    columns = (Answer.text, Action.text, Item.title, Item.link, Question.text)
    return Counter(text for column in columns for text in db.scalars(select(column)) if text)


# What is asked of the server


def requests(scale: Scale, folder: Path) -> list[Figure]:
    outside, demo = scale.of(60, 10_000), scale.of(30, 10_000)
    with asyncio.Runner() as runner, quiet("aiohttp"):
        with forum("sqlite", folder) as url:
            entering = runner.run(asked(url, False, scale.chance("requests"), outside))
        with forum("sqlite", folder) as url:
            runner.run(set_clock(url, TODAY[1]))
            open_to_all = runner.run(asked(url, True, scale.chance("requests of a demo"), demo))
    return [
        *told(f"mutated requests to strangers' doors, {outside:,} a route", entering),
        *told(f"mutated requests to a demo, {demo:,} a route", open_to_all),
    ]


def told(name: str, found: Counter[int]) -> list[Figure]:
    errors = sum(count for status, count in found.items() if status >= 500)
    return [
        Figure(name, found.total(), "requests"),
        Figure("of them answered by 5xx", errors, "requests", at_most=0),
        Figure("of them left without an answer, though whole", found[LATE], "requests", at_most=0),
    ]


async def asked(url: str, demo: bool, dice: Random, each: int) -> Counter[int]:
    """How often each status came, over all routes of the application."""
    app = Forumbot(Settings(database_url=url, demo=demo)).application()
    found: Counter[int] = Counter()
    async with TestServer(app) as server:
        assert server.port is not None
        for method, route in routes(app):
            for _ in range(each):
                request = mutated(dice, method, route)
                found[given := await answered(server.host, server.port, request)] += 1
                if given >= 500 or given == LATE:
                    log.error("hostile", status=given, request=request)
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


# What is shown


def pages(scale: Scale, folder: Path) -> list[Figure]:
    with forum("sqlite", folder) as url:
        with asyncio.Runner() as runner:
            runner.run(set_clock(url, TODAY[1]))
            world = World(runner, url, TODAY[1])
            room = world.room(OFFICIALS)
            where = Where(room, f"/room/{OFFICIALS}", world.meeting("tjanstepersonsforum-next").id)
            world.close()
        found = hostile_pages.shown(url, where, scale.chance("hostile pages"), scale.of(72, 10_000))
    return [
        Figure("hostile strings on pages in Chromium, without the security policy", found["strings"], "strings"),
        Figure("pages looked at", found["pages"], "pages", at_least=3),
        Figure("pages on which a script did run, not noticed", len(CONTROL) - found["control"], "pages", at_most=0),
        Figure("pages on which a script of theirs ran", found["executed"], "pages", at_most=0),
        Figure("elements on them that no template draws", found["foreign"], "elements", at_most=0),
        Figure("scripts of theirs that stood there to be read", found["stands"], "scripts", at_least=1),
    ]
