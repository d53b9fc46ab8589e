"""The forum that is measured: today's, with a question to the regions that is open, and directors who answer it."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count, cycle
from pathlib import Path

from sqlalchemy import select

from handlers.call import Ask
from storage import bodies, questions
from storage.people import Person
from tests.conftest import TODAY, load
from tests.world import World

SECRETARY, BODY = "sara-holmqvist", "tjanstepersonsforum"


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


def loaded(runner: asyncio.Runner, path: Path) -> Path:
    """A database with today's forum."""
    runner.run(load(url_of(path), *TODAY))
    return path


def copied(path: Path, to: Path) -> Path:
    """A copy of a database that may be in use."""
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(to)) as copy:
        source.backup(copy)
    return to


class Forum:
    """A world on a loaded database, with a question that every director has answered once."""

    def __init__(self, runner: asyncio.Runner, path: Path) -> None:
        self.world = World(runner, url_of(path), TODAY[1])
        asked = {"text": "Bör utlysningarna samordnas?", "closes": "12/2 12:00", "body": BODY, "sure": True}
        reply = self.world.does(SECRETARY, "question.ask", **asked)
        assert reply.outcome == "done", reply
        self.question = self.world.read(lambda db: questions.recent(db, 1)[0].id)
        body = self.world.body(BODY).id
        seats = self.world.read(lambda db: bodies.seats(db, body, self.world.time.date()))
        self.directors = [seat.person_id for seat in seats if seat.person_id]
        for ask in self.answers(len(self.directors)):
            self.world.run(self.world.inbound.do(ask))
        self.world.delivers()

    def answers(self, number: int) -> Iterator[Ask]:
        """So many answers, each director's in turn; every one is another than the same director's before."""
        for _, person, event in zip(range(number), cycle(self.directors), EVENTS, strict=False):
            values = {"question": self.question, "choice": event // len(self.directors) % 4 + 1}
            yield Ask("question.answer", values, person, f"answer-{event}", "sv")

    def people(self) -> dict[str, Person]:
        """The directors by their keys."""
        found = self.world.read(lambda db: db.scalars(select(Person).where(Person.id.in_(self.directors))).all())
        return {person.key: person for person in found}

    def close(self) -> None:
        self.world.close()


EVENTS = count()
"""Every answer is an event of its own, in all databases."""
