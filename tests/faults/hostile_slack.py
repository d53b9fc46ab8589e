"""Hostile strings in all that people write, press and are called in Slack: stored as anywhere else, and text for all
who see them there."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from aiohttp.test_utils import TestServer
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.slack.cards import MESSAGE, fallback
from bot.slack.press import Press, TooLong
from bot.slack.turning import blocks
from handlers.cards import Values
from storage.people import Person
from tests.conftest import TODAY
from tests.faults.databases import drop, new_forum
from tests.faults.frame import Scale
from tests.faults.hostile_strings import apart, kept_in
from tests.faults.hostile_texts import hostile
from tests.faults.sharing import shared
from tests.faults.slack_markup import CONTROL, in_markup, marked, refused
from tests.faults.ways import InSlack, Sent, in_slack
from tests.figures import Figure
from tests.scenes import KARIN, MATS, OFFICIALS, SECRETARY, ask
from tests.world import World

log = structlog.get_logger()

AT_A_TIME = 25
"""Strings in one forum."""
OURS = "http://localhost"
"""What links of ours begin with."""


@dataclass(frozen=True)
class Batch:
    """Some of the strings, and two forums: one that is told of them by Slack, one that is not."""

    texts: Sequence[str]
    urls: Sequence[str]


def figures(scale: Scale, folder: Path) -> list[Figure]:
    dice, found = scale.chance("hostile strings in slack"), Counter[str]()
    texts = [hostile(dice) for _ in range(scale.of(75, 1_000))]
    for batch, counted in shared(tried, batches(texts, folder)):
        found += counted
        for url in batch.urls:
            drop(url)
    noticed = sum(any(marked(one, OURS)) for one in CONTROL)
    return [
        Figure("hostile strings in slack, each in eight places", len(texts), "strings"),
        Figure("requests of slack with them not answered by 200", found["status"], "requests", at_most=0),
        Figure("texts stored otherwise than without slack", found["apart"], "texts", at_most=0),
        Figure("texts stored from slack", found["kept"], "texts", at_least=1),
        Figure("messages and modals in slack looked at", found["drawn"], "", at_least=1),
        Figure("of them with something of theirs that is more than text", found["marked"], "", at_most=0),
        Figure("of them that slack would refuse", found["refused"], "", at_most=0),
        Figure("ways to be more than text, not noticed", len(CONTROL) - noticed, "", at_most=0),
    ]


def batches(texts: Sequence[str], folder: Path) -> Iterator[Batch]:
    for at in range(0, len(texts), AT_A_TIME):
        yield Batch(texts[at : at + AT_A_TIME], [new_forum("sqlite", folder) for _ in range(2)])


def tried(batch: Batch) -> Counter[str]:
    texts = [sendable(text) for text in batch.texts]
    with asyncio.Runner() as runner:
        there, here = (World(runner, url, TODAY[1]) for url in batch.urls)
        counted, kept = through_slack(there, texts)
        counted["apart"] = apart(kept, without_slack(here, texts))
        counted["kept"] = kept.total()
    return counted


def sendable(text: str) -> str:
    """As a platform can send it: what is no character has become one that says so."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def deeds(question: int, text: str) -> Iterator[tuple[str, str, Values]]:
    """What is written in forms, as they hand it on."""
    yield KARIN, "question.tell", {"question": question, "text": text}
    yield MATS, "action.log", {"text": text, "due": "fredag"}
    yield SECRETARY, "question.ask", {"text": text, "closes": "fredag 12:00", "body": OFFICIALS}


def without_slack(world: World, texts: Sequence[str]) -> Counter[str]:
    question = ask(world, kind="text")
    for text in texts:
        for who, action, values in deeds(question, text):
            world.at_once(world.asks(who, action, **values))
        if on_a_button(question, text):
            world.at_once(world.asks(MATS, "question.tell", question=question, text=text))
        for who in (KARIN, MATS):
            world.at_once(world.asks(who, "say", text=text))
    kept = world.read(kept_in)
    world.close()
    return kept


def on_a_button(question: int, text: str) -> bool:
    try:
        Press("question.tell", {"question": question, "text": text}).packed()
    except TooLong:
        return False
    return True


def through_slack(world: World, texts: Sequence[str]) -> tuple[Counter[str], Counter[str]]:
    """What was seen there, and what is stored."""
    question, counted = ask(world, kind="text"), Counter[str]()
    stack = AsyncExitStack()
    way = world.run(stack.enter_async_context(in_slack()))
    world.write(lambda db: way.link(db, _known(db), world.time))
    doorway = way.at(world)
    server = TestServer(doorway.application)
    world.run(stack.enter_async_context(server))
    for text in texts:
        for sent in said(way, question, text):
            counted["status"] += world.run(way.send(f"http://127.0.0.1:{server.port}", sent)) != 200
    world.run(doorway.finish())
    world.delivers()
    for one in drawn(way, world):
        counted["drawn"] += 1
        found = [*marked(one, OURS), *in_markup(one.get("text", ""), OURS)] if "blocks" in one else []
        counted["marked"] += bool(found)
        counted["refused"] += (no := refused(one))
        if found or no:
            log.error("hostile in slack", more=found, drawn=one)
    kept = world.read(kept_in)
    world.run(stack.aclose())
    world.close()
    return counted, kept


def said(way: InSlack, question: int, text: str) -> Iterator[Sent]:
    """In three forms, on a button, after a command, in words to the bot; and a stranger of that name asks to be let in,
    and marks a message that says it."""
    for who, action, values in deeds(question, text):
        typed = {name: value for name, value in values.items() if name in ("text", "due", "closes")}
        carried = {name: value for name, value in values.items() if name not in typed}
        yield way.fill(who, action, carried, typed)
    if on_a_button(question, text):
        yield way.press(MATS, "question.tell", {"question": question, "text": text})
    yield way.command(KARIN, text)
    yield way.write(MATS, text)
    yield way.mark(KARIN, text)
    yield way.knock(text)


def drawn(way: InSlack, world: World) -> Iterator[Any]:
    """All that stands in Slack, and what was sent elsewhere as it would stand there."""
    yield from (shown.body for shown in (*way.server.messages.values(), *way.server.privately))
    yield from (view.body for view in way.server.modals)
    for ack in way.acks:
        if ack.get("blocks") or ack.get("view"):
            yield ack.get("view") or ack
    for sent in world.chat.sent.values():
        again = {"view": sent.letter.view, "args": sent.letter.args}
        yield {"text": fallback(sent.card), "blocks": blocks(sent.card, again, "sv", 1, MESSAGE)}


def _known(db: Session) -> dict[str, Person]:
    keys = (KARIN, MATS, SECRETARY)
    return {person.key: person for person in db.scalars(select(Person).where(Person.key.in_(keys)))}
