"""Hostile strings in every field, on both databases: answered and stored alike."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.call import Ask
from storage import bodies
from storage.actions import Action
from storage.meetings import Item, Meeting
from storage.questions import Answer, Question
from tests.conftest import TODAY
from tests.faults.databases import KINDS, drop, new_forum, postgresql
from tests.faults.frame import Scale
from tests.faults.hostile_texts import hostile
from tests.faults.sharing import shared
from tests.figures import Figure
from tests.scenes import KARIN, MATS, OFFICIALS, SECRETARY, ask
from tests.world import World

AT_A_TIME = 500
"""Strings in one forum."""
OF_ONE_MEETING = 20
"""Strings on one agenda: each makes it longer, and it is drawn with the next."""


@dataclass(frozen=True)
class Batch:
    """Some of the strings, and a new forum on each database."""

    texts: Sequence[str]
    urls: Sequence[str]


@dataclass(frozen=True)
class Compared:
    """Of one batch. `kept`: texts that were stored; `apart`: those that were on one database only."""

    errors: int
    differ: int
    kept: int
    apart: int


def figures(scale: Scale, folder: Path) -> list[Figure]:
    dice = scale.chance("hostile strings")
    texts = [hostile(dice) for _ in range(scale.of(150, 10_000))]
    found: list[Compared] = []
    with postgresql():
        for batch, one in shared(compared, batches(texts, folder)):
            found.append(one)
            for url in batch.urls:
                drop(url)
    return [
        Figure("hostile strings, each in five fields", len(texts), "strings"),
        Figure("hostile strings answered by an error", sum(one.errors for one in found), "strings", at_most=0),
        Figure(
            "hostile strings answered otherwise on the other database",
            sum(one.differ for one in found),
            "strings",
            at_most=0,
        ),
        Figure("texts stored otherwise on the other database", sum(one.apart for one in found), "texts", at_most=0),
        Figure("texts stored", sum(one.kept for one in found), "texts"),
    ]


def batches(texts: Sequence[str], folder: Path) -> Iterator[Batch]:
    for at in range(0, len(texts), AT_A_TIME):
        yield Batch(texts[at : at + AT_A_TIME], [new_forum(kind, folder) for kind in KINDS])


def compared(batch: Batch) -> Compared:
    with asyncio.Runner() as runner:
        here, there = (told_and_kept(World(runner, url, TODAY[1]), batch.texts) for url in batch.urls)
    return Compared(
        errors=here.errors + there.errors,
        differ=sum(a != b for a, b in zip(here.outcomes, there.outcomes, strict=True)),
        kept=here.kept.total(),
        apart=apart(here.kept, there.kept),
    )


def apart(one: Counter[str], other: Counter[str]) -> int:
    return ((one - other) + (other - one)).total()


class Told:
    """What became of the strings in one database: the outcome of each, and how often each text was kept."""

    def __init__(self, outcomes: list[str], kept: Counter[str]) -> None:
        self.outcomes, self.kept = outcomes, kept
        self.errors = outcomes.count("unsaved") + outcomes.count("unsure")


def told_and_kept(world: World, texts: Sequence[str]) -> Told:
    """Say each string in five fields: an answer, an action point, an item, a question that is drafted, a command."""
    question, meetings = (
        ask(world, kind="text"),
        world.write(lambda db: empty_meetings(db, world.time.date(), len(texts))),
    )
    outcomes: list[str] = []
    for place, text in enumerate(texts):
        meeting = meetings[place // OF_ONE_MEETING]
        outcomes += [reply.outcome for reply in world.at_once(*asks(world, question, meeting, text))]
    kept = world.read(kept_in)
    world.close()
    return Told(outcomes, kept)


def empty_meetings(db: Session, today: date, texts: int) -> list[int]:
    """As many as it takes for so many texts."""
    body = next(body for body in bodies.all_bodies(db) if body.key == OFFICIALS)
    days = [today + timedelta(days=30 + number) for number in range(-(-texts // OF_ONE_MEETING))]
    made = [Meeting(key=f"hostile {day}", body=body, day=day, start=time(10), status="confirmed") for day in days]
    db.add_all(made)
    db.flush()
    return [meeting.id for meeting in made]


def asks(world: World, question: int, meeting: int, text: str) -> Iterator[Ask]:
    yield world.asks(KARIN, "question.tell", question=question, text=text)
    yield world.asks(KARIN, "action.log", text=text, due="fredag")
    yield world.asks(SECRETARY, "item.save", meeting=meeting, title=text, link="https://example.org/" + text[:100])
    yield world.asks(SECRETARY, "question.ask", text=text, closes="fredag 12:00", body=OFFICIALS)
    yield world.asks(MATS, "say", text=text)


def kept_in(db: Session) -> Counter[str]:
    columns = (Answer.text, Action.text, Item.title, Item.link, Question.text)
    return Counter(text for column in columns for text in db.scalars(select(column)) if text)
