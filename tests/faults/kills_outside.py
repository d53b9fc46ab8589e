"""kill -9 in the midst of answers that come from a platform: the whole bot, as it is met over the network."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import aiohttp
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import ForumTime
from storage.database import Database
from storage.events import Event
from storage.people import Person
from storage.questions import Answer
from tests.browser.conftest import set_clock
from tests.conftest import TODAY
from tests.faults.databases import KINDS, forum
from tests.faults.frame import Scale
from tests.faults.ways import WAYS, Sent, Way
from tests.faults.worker import Worker, maker_of_hearing
from tests.figures import Figure
from tests.test_questions import ask
from tests.world import World

ANSWERING = 8
"""Persons who answer at the same time."""
UNSAVED = ("Inte sparat", "inte säkert")
LONGEST = 0.4
"""Seconds from the first acknowledgement to the kill, at most."""


def figures(scale: Scale, folder: Path) -> list[Figure]:
    """In the short form over PostgreSQL only."""
    return [
        figure
        for way in WAYS
        for kind in KINDS
        if kind == "postgresql" or not scale.short
        for figure in figures_of(scale, way, kind, folder)
    ]


def figures_of(scale: Scale, way: str, kind: str, folder: Path) -> list[Figure]:
    """What was acknowledged is there, once; and what was not, and came again, is there once as well."""
    rounds, name = scale.of(10, 200), f"killed during answers, {way}, {kind}"
    with forum(kind, folder) as url:
        question, people = asked(url)
        log, chance = str(folder / "hearing.log"), scale.chance(f"answers, {way}, {kind}")
        answering, stored, kept = asyncio.run(kills(url, way, question, people, rounds, chance, log))
    surely = answering.surely()
    return [
        Figure(f"{name}: kills", rounds, ""),
        Figure(f"{name}: acknowledged", len(surely), "", at_least=rounds),
        Figure(f"{name}: acknowledged and lost", len(surely - stored.keys()), "", at_most=0),
        Figure(f"{name}: sent again after a kill", answering.repeated, "", at_least=1),
        Figure(f"{name}: there twice", sum(times > 1 for times in stored.values()), "", at_most=0),
        Figure(f"{name}: there by half", len(stored.keys() ^ kept), "", at_most=0),
        Figure(f"{name}: never answered at all", len(answering.sent.keys() - answering.acknowledged), "", at_most=0),
    ]


def asked(url: str) -> tuple[int, list[str]]:
    """A question in words, and the keys of those who answer it."""
    with asyncio.Runner() as runner:
        world = World(runner, url, TODAY[1])
        question = ask(world, kind="text")
        people = [seat.person.key for seat in world.seats("tjanstepersonsforum") if seat.person][:ANSWERING]
        world.close()
        runner.run(set_clock(url, TODAY[1]))
    return question, people


async def kills(
    url: str, name: str, question: int, people: list[str], rounds: int, chance: Random, log: str
) -> tuple["Answering", Counter[int], set[int]]:
    database, time = Database(url), ForumTime()
    async with WAYS[name]() as way:
        await database.write(lambda db: way.link(db, _known(db, people), time.now()))
        answering = Answering(way, question, people)
        with maker_of_hearing(name, url, way.outside, log) as made:
            for _ in range(rounds):
                await answering.until_killed(made.worker(), chance.uniform(0, LONGEST))
            await answering.finish(made.worker())
        stored = await database.read(_answers)
        events = await database.read(_events)
    await database.aclose()
    return answering, stored, {number for number, sent in answering.sent.items() if sent.event in events}


def _known(db: Session, keys: list[str]) -> dict[str, Person]:
    return {person.key: person for person in db.scalars(select(Person).where(Person.key.in_(keys)))}


def _answers(db: Session) -> Counter[int]:
    """How often each answer is there."""
    return Counter(int(told) for told in db.scalars(select(Answer.text)) if told)


def _events(db: Session) -> set[str]:
    """The events whose reply is kept."""
    return set(db.scalars(select(Event.id).where(Event.reply.is_not(None))))


@dataclass
class Answering:
    """What was sent, by its number; what of it was acknowledged; what got no answer and is to come again."""

    way: Way
    question: int
    people: list[str]
    sent: dict[int, Sent] = field(default_factory=dict)
    acknowledged: set[int] = field(default_factory=set)
    repeated: int = 0
    pending: list[int] = field(default_factory=list)

    async def until_killed(self, worker: Worker, after: float) -> None:
        """All answer as fast as they can; what the one before it left unanswered comes first."""
        again, self.pending = self.pending, []
        before, numbers = len(self.acknowledged), itertools.count(len(self.sent))
        tasks = [asyncio.create_task(self._repeat(worker, again))]
        tasks += [asyncio.create_task(self._answer(worker, who, numbers)) for who in self.people]
        while len(self.acknowledged) == before and worker.lives:
            await asyncio.sleep(0.002)
        await asyncio.sleep(after)
        worker.kill()
        await asyncio.gather(*tasks)

    async def _answer(self, worker: Worker, who: str, numbers: Iterator[int]) -> None:
        while True:
            number = next(numbers)
            values = {"question": self.question, "text": str(number)}
            self.sent[number] = self.way.press(who, "question.tell", values)
            if not await self._sent(worker, number, 0):
                return

    async def _repeat(self, worker: Worker, numbers: list[int]) -> None:
        self.repeated += len(numbers)
        await asyncio.gather(*(self._sent(worker, number, 1) for number in numbers))

    async def finish(self, worker: Worker) -> None:
        again, self.pending = self.pending, []
        await self._repeat(worker, again)

    async def _sent(self, worker: Worker, number: int, again: int) -> bool:
        """Whether there was an answer at all."""
        try:
            status = await self.way.send(f"http://127.0.0.1:{worker.port}", self.sent[number], again)
        except aiohttp.ClientError:
            self.pending.append(number)
            return False
        self.acknowledged |= {number} if status == 200 else set()
        return True

    def surely(self) -> set[int]:
        """What was acknowledged, but for what they were told is not saved."""
        return {number for number in self.acknowledged if not self._unsaved(number)}

    def _unsaved(self, number: int) -> bool:
        return any(word in told for told in self.way.told(self.sent[number]) for word in UNSAVED)
