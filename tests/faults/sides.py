"""A forum on one database, to which the events of tests/faults/events.py come."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.call import Ask, Reply
from storage import actions, questions
from storage.actions import Action
from storage.organisations import County
from storage.people import Person
from tests.conftest import TODAY
from tests.faults.databases import forum
from tests.faults.model import ANSWERS_FOR, Event
from tests.scenes import OFFICIALS, ask, in_room
from tests.world import World, local

OPENS, CLOSES = TODAY[1], "2027-02-01 12:00"


class Side:
    """One of the databases, with a question and action points of its own for each history."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.question = 0
        self.points: list[int] = []
        self.replies: dict[str, Reply] = {}

    def begins(self) -> None:
        self.world.time = local(OPENS)
        self.question, self.points, self.replies = ask(self.world, closes=CLOSES), [], {}

    def asked(self, event: Event) -> Ask:
        """The event as a platform hands it over. Names of events are used again in the next history."""
        values: dict[str, Any] = {
            "question.answer": {"question": self.question, "choice": event.choice},
            "question.withdraw": {"question": self.question},
            "action.log": {"text": event.text} | ({"due": "fredag"} if event.alone else {"body": OFFICIALS}),
        }.get(event.action) or {"action": self.points[event.point], "text": event.text}
        return Ask(event.action, values, self.person(event.who), f"{self.question}:{event.name}", "sv")

    @cache  # noqa: B019  (as long as the family runs)
    def person(self, key: str) -> int:
        return self.world.person(key).id

    def takes(self, event: Event, twins: int) -> None:
        """So many copies of an event at once. All get the same reply, and the same as those before."""
        replies = self.world.at_once(*[self.asked(event)] * twins)
        first = self.replies.setdefault(event.name, replies[0])
        assert all(reply == first for reply in replies), [reply.text() for reply in (first, *replies)]

    def finds_the_new_point(self) -> None:
        new = self.world.read(lambda db: db.scalars(select(Action.id).order_by(Action.id.desc()).limit(1)).one())
        if new not in self.points:
            self.points.append(new)

    def holds(self) -> dict[str, Any]:
        """The answers and action points of this history, in the model's words."""
        return self.world.read(self._holds)

    def _holds(self, db: Session) -> dict[str, Any]:
        names: dict[int | None, str | None] = {None: None, **{p.id: p.key for p in db.scalars(select(Person))}}
        counties = {key: db.scalars(select(County.id).where(County.key == key)).one() for key in ANSWERS_FOR.values()}
        return {
            "answers": {
                county: [(a.choice, names[a.by_id]) for a in questions.history(db, self.question, number)]
                for county, number in counties.items()
            },
            "points": [
                {
                    "text": point.text,
                    "done_by": names[point.done_by_id],
                    "changes": [(names[change.by_id], change.what) for change in actions.changes(db, point.id)],
                }
                for point in map(db.get_one, [Action] * len(self.points), self.points)
            ],
        }

    def shows(self) -> list[str]:
        """The cards in the room, once all is delivered."""
        self.world.delivers()
        return in_room(self.world, OFFICIALS)


@contextmanager
def side(runner: asyncio.Runner, kind: str, folder: Path) -> Iterator[Side]:
    with forum(kind, folder) as url:
        world = World(runner, url, OPENS)
        yield Side(world)
        world.close()
