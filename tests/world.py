"""A forum to test in: a real database, a clock that stands still until time passes, and platforms that behave.

Tests speak to it in the domain's words: `world.does("dalarna-director", "question.answer", …)`, `world.passes(days=4)`,
`world.seen_by("kalmar-director")`.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.courier import Courier
from bot.inbound import Inbound
from bot.platform import Gone, Letter, Ref
from handlers import CAPABILITIES
from handlers.call import Ask, Look, Nothing, Reply
from handlers.cards import Card
from handlers.preview import Planned, preview
from storage import bodies, people, posts
from storage.bodies import Body
from storage.database import Database
from storage.organisations import Organisation
from storage.people import Person

T = TypeVar("T")
STOCKHOLM = ZoneInfo("Europe/Stockholm")


@dataclass
class Sent:
    """A message on the fake platform, and how often it was edited."""

    address: str
    letter: Letter
    edits: int = 0

    @property
    def card(self) -> Card:
        return self.letter.cards["sv"]


@dataclass
class Chat:
    """A platform that keeps its messages in memory and counts what was asked of it. `fails` is raised before sending,
    `fails_after` after it: the message is there, but the sender does not learn so."""

    name: str = "browser"
    languages: tuple[str, ...] = ("sv",)
    sent: dict[str, Sent] = field(default_factory=dict)
    puts: int = 0
    fails: list[Exception] = field(default_factory=list)
    fails_after: list[Exception] = field(default_factory=list)
    meanwhile: Callable[[], Any] | None = None

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def put(self, address: str, letter: Letter, ref: Ref | None) -> Ref:
        self.puts += 1
        if self.meanwhile:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()
        if self.fails:
            raise self.fails.pop(0)
        if ref is None:
            number = str(len(self.sent) + 1)
            self.sent[number] = Sent(address, letter)
        else:
            number = ref["number"]
            if number not in self.sent:
                raise Gone("message_not_found")
            self.sent[number] = Sent(address, letter, self.sent[number].edits + 1)
        if self.fails_after:
            raise self.fails_after.pop(0)
        return {"number": number}

    async def find(self, address: str, key: str) -> Ref | None:
        found = [number for number, sent in self.sent.items() if sent.letter.key == key and sent.address == address]
        return {"number": found[0]} if found else None


class World:
    """A forum at a moment. `at` is local time, «2016-02-11 09:00»."""

    def __init__(self, runner: asyncio.Runner, url: str, at: str, *chats: Chat) -> None:
        self._runner, self._events = runner, 0
        self.time = local(at)
        self.database = runner.run(_open(url))
        self.chats = chats or (Chat(),)
        self.inbound = Inbound(self.database, CAPABILITIES, lambda: self.time)
        self.courier = Courier(self.database, CAPABILITIES, self.chats, lambda: self.time)

    @property
    def chat(self) -> Chat:
        return self.chats[0]

    # What people do

    def does(
        self, who: str, action: str, /, event: str | None = None, room: str | None = None, **values: Any
    ) -> Reply:
        """Somebody presses a button or sends a form. Everything that is due by then is delivered afterwards."""
        self._events += 1
        person, body = self.person(who).id, self.body(room).id if room else None
        ask = Ask(action, values, person, event or f"event-{self._events}", "sv", body)
        reply = self.run(self.inbound.do(ask))
        self.delivers()
        return reply

    def says(self, who: str, text: str, room: str | None = None) -> Reply:
        """Somebody types."""
        return self.does(who, "say", room=room, text=text)

    def presses(self, who: str, reply: Reply, label: str) -> Reply:
        """Somebody presses the button with that label in the reply."""
        assert reply.card is not None, reply
        found = [b for part in reply.card.parts if part.part == "buttons" for b in part.buttons if b.label == label]
        assert found, f"no [{label}] in: {reply.card.text()}"
        return self.does(who, found[0].action, **found[0].values)

    # Time

    def passes(self, **span: float) -> None:
        """Time passes; what is due on the way is delivered at its moment."""
        self.goes_to(self.time + timedelta(**span))

    def goes_to(self, moment: datetime | str) -> None:
        target = local(moment) if isinstance(moment, str) else moment
        while (due := self.read(lambda db: posts.next_due(db, self.time))) and due <= target:
            self.time = due
            self.delivers()
        self.time = target
        self.delivers()

    def sleeps_through(self, **span: float) -> None:
        """The bot is down meanwhile."""
        self.time += timedelta(**span)
        self.delivers()

    def delivers(self) -> None:
        self.run(self.courier.deliver())

    # What is seen

    def seen_by(self, who: str) -> list[str]:
        """The titles of the personal messages to somebody, in their order."""
        return [sent.card.title for sent in self.messages(f"person:{self.person(who).id}")]

    def seen_in(self, room: str) -> list[str]:
        """The titles of the messages in a body's room."""
        return [sent.card.title for sent in self.messages(f"body:{self.body(room).id}")]

    def messages(self, address: str) -> list[Sent]:
        return [sent for chat in self.chats for sent in chat.sent.values() if sent.address == address]

    def looks(self, who: str, view: str, **args: Any) -> Card:
        """What somebody sees where cards are drawn for each reader."""

        person = self.person(who).id

        def show(db: Session) -> Card | Nothing:
            return CAPABILITIES.show(view, args, Look(db, self.time, people.get(db, person), "sv"))

        shown = self.read(show)
        assert isinstance(shown, Card), shown
        return shown

    def preview(self, since: str, until: str) -> list[Planned]:
        return self.read(lambda db: preview(db, CAPABILITIES, local(since), local(until)))

    # The state

    def read(self, fn: Callable[[Session], T]) -> T:
        return self.run(self.database.read(fn))

    def write(self, fn: Callable[[Session], T]) -> T:
        return self.run(self.database.write(fn))

    def run(self, awaitable: Any) -> Any:
        return self._runner.run(awaitable)

    def person(self, key: str) -> Person:
        return self.read(lambda db: db.scalars(select(Person).where(Person.key == key)).one())

    def body(self, key: str) -> Body:
        return self.read(lambda db: next(body for body in bodies.all_bodies(db) if body.key == key))

    def organisation(self, key: str) -> Organisation:
        return self.read(lambda db: db.scalars(select(Organisation).where(Organisation.key == key)).one())

    def close(self) -> None:
        self.run(self.database.aclose())


async def _open(url: str) -> Database:
    return Database(url)


def local(moment: str) -> datetime:
    """«2016-02-11 09:00» in Stockholm, as an aware datetime."""
    return datetime.fromisoformat(moment).replace(tzinfo=STOCKHOLM)
