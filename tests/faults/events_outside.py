"""The events of tests/faults/events.py as a platform sends them: signed, over the network, to two bots that share a
database; each copy to one of them, and some of them late."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from random import Random

from aiohttp.test_utils import TestServer
from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.call import Reply
from storage import events
from storage.people import Person
from tests.faults.databases import forum
from tests.faults.model import ANSWERS_FOR, MAY_CHANGE, Event
from tests.faults.sides import OPENS, Side
from tests.faults.ways import WAYS, Doorway, Sent, Way
from tests.world import World

BOTS = 2
LATEST = 280
"""Seconds; Slack's signatures are good for 300."""
MOST = 4
"""Copies of one event."""


class OutsideSide(Side):
    """`name` is that of the way in."""

    def __init__(self, world: World, name: str, dice: Random) -> None:
        super().__init__(world)
        self.dice, self._stack = dice, AsyncExitStack()
        self.sent: dict[str, Sent] = {}
        self.copies: dict[str, int] = {}
        self.way: Way = world.run(self._stack.enter_async_context(WAYS[name]()))
        world.write(lambda db: self.way.link(db, _people(db), world.time))
        self.bots = [world.run(self._open(self.way.at(world))) for _ in range(BOTS)]

    async def _open(self, doorway: Doorway) -> tuple[TestServer, Doorway]:
        server = TestServer(doorway.application)
        await self._stack.enter_async_context(server)
        return server, doorway

    def ends(self) -> None:
        self.world.run(self._stack.aclose())

    def begins(self) -> None:
        super().begins()
        self.sent, self.copies = {}, {}

    def takes(self, event: Event, twins: int) -> None:
        """As there; what was replied is read where the bots keep it, and what was told where people saw it."""
        sent = self.sent.get(event.name) or self._said(event)
        self.sent[event.name] = sent
        self.world.run(self._arrive(event.name, sent, twins))
        reply = self._kept(sent)
        first = self.replies.setdefault(event.name, reply)
        assert reply == first, [one.text() for one in (first, reply)]
        told = set(self.way.told(sent))
        assert len(told) <= 1, told

    def _said(self, event: Event) -> Sent:
        """What is told to the bot alone is written in words, the rest are buttons."""
        if event.alone:
            return self.way.write(event.who, f"åtgärd ”{event.text}” fredag")
        ask = self.asked(event)
        return self.way.press(event.who, ask.action, ask.values)

    async def _arrive(self, name: str, sent: Sent, twins: int) -> None:
        """All at once. Each has another time in its signature: the same request to the letter is refused."""
        before = self.copies.get(name, 0)
        self.copies[name] = before + twins
        for status in await asyncio.gather(*(self._arrives(sent, before + copy) for copy in range(twins))):
            assert status == 200, status
        for _, doorway in self.bots:
            await doorway.finish()

    async def _arrives(self, sent: Sent, copy: int) -> int:
        server, _ = self.dice.choice(self.bots)
        age = LATEST // MOST * copy + self.dice.randrange(LATEST // MOST // 2)
        return await self.way.send(f"http://127.0.0.1:{server.port}", sent, copy, age)

    def _kept(self, sent: Sent) -> Reply:
        stored = self.world.read(lambda db: events.reply(db, sent.event))
        assert stored is not None, sent
        return Reply.model_validate_json(stored)


def _people(db: Session) -> dict[str, Person]:
    keys = {*ANSWERS_FOR, *MAY_CHANGE}
    return {person.key: person for person in db.scalars(select(Person).where(Person.key.in_(keys)))}


@contextmanager
def side_outside(runner: asyncio.Runner, way: str, kind: str, folder: Path, dice: Random) -> Iterator[Side]:
    with forum(kind, folder) as url:
        world = World(runner, url, OPENS)
        side = OutsideSide(world, way, dice)
        yield side
        side.ends()
        world.close()
