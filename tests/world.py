"""A forum to test in: a real database, a clock that stands still until time passes, and platforms that behave.

Tests speak to it in the domain's words: `world.does("dalarna-director", "question.answer", …)`, `world.passes(days=4)`,
`world.seen_by("kalmar-director")`.
"""

import asyncio
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.courier import LEASE, Courier
from bot.inbound import Inbound
from bot.platform import Gone, Letter, Ref, Unsure
from handlers import CAPABILITIES
from handlers.call import Ask, Look, Nothing, Reply
from handlers.cards import Card
from handlers.preview import Planned, preview
from storage import bodies, people, places, posts
from storage.bodies import Body, Seat
from storage.database import Database
from storage.meetings import Meeting
from storage.organisations import Organisation
from storage.people import Person
from storage.posts import Post

T = TypeVar("T")
STOCKHOLM = ZoneInfo("Europe/Stockholm")
EVENTS = itertools.count(1)
"""Each is another, in all worlds over one database."""


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
    """A platform that keeps its messages in memory and notes what was asked of it.

    `fails` are errors in turn, by address or view, raised instead of sending; those of `fails_after` come when the
    message is already there, but the sender does not learn so. `meanwhile` happens while a message is on its way;
    it `takes` seconds. `under_way` holds, for each, the addresses of all that were then; `log` the keys of all in turn;
    `looked_since` since when messages were looked for.
    """

    name: str = "browser"
    languages: tuple[str, ...] = ("sv",)
    for_each_reader: bool = False
    sent: dict[str, Sent] = field(default_factory=dict)
    fails: dict[str, Iterator[BaseException]] = field(default_factory=dict)
    fails_after: dict[str, Iterator[BaseException]] = field(default_factory=dict)
    meanwhile: Callable[[], Any] | None = None
    looks_up: bool = True
    takes: float = 0
    log: list[str] = field(default_factory=list)
    under_way: list[tuple[str, ...]] = field(default_factory=list)
    looked_since: list[datetime] = field(default_factory=list)
    _going: list[str] = field(default_factory=list)

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def put(self, address: str, letter: Letter, ref: Ref | None) -> Ref:
        self._going.append(address)
        self.under_way.append(tuple(self._going))
        try:
            await asyncio.sleep(self.takes)
            return await self._put(address, letter, ref)
        finally:
            self._going.remove(address)

    async def _put(self, address: str, letter: Letter, ref: Ref | None) -> Ref:
        if self.meanwhile:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()
        _fail(self.fails, address, letter)
        self.log.append(f"{letter.key} edited" if ref else letter.key)
        if ref is None:
            number = str(len(self.log))
            self.sent[number] = Sent(address, letter)
        else:
            number = ref["number"]
            if number not in self.sent:
                raise Gone("message_not_found")
            self.sent[number] = Sent(address, letter, self.sent[number].edits + 1)
        _fail(self.fails_after, address, letter)
        return {"number": number}

    async def find(self, address: str, key: str, since: datetime) -> Ref | None:
        self.looked_since.append(since)
        if not self.looks_up:
            raise Unsure("this platform can not look up")
        found = [number for number, sent in self.sent.items() if sent.letter.key == key and sent.address == address]
        return {"number": found[0]} if found else None

    async def workspace(self, address: str) -> str | None:
        return address.partition("/")[0]


def _fail(errors: dict[str, Iterator[BaseException]], address: str, letter: Letter) -> None:
    for name in {address, letter.view} & errors.keys():
        if error := next(errors[name], None):
            raise error


class World:
    """A forum at a moment. `at` is local time, «2016-02-11 09:00»."""

    def __init__(self, runner: asyncio.Runner, url: str, at: str, *chats: Chat) -> None:
        self._runner = runner
        self.time = local(at)
        self.database = runner.run(_open(url))
        self.chats = chats or (Chat(),)
        self.inbound = Inbound(self.database, CAPABILITIES, lambda: self.time)
        self.courier = Courier(self.database, CAPABILITIES, self.chats, lambda: self.time)

    @property
    def chat(self) -> Chat:
        return self.chats[0]

    # What people do

    def does(self, who: str, action: str, /, event: str | None = None, room: str | None = None, **values: Any) -> Reply:
        """Somebody presses a button or sends a form. Everything that is due by then is delivered afterwards."""
        [reply] = self.at_once(self.asks(who, action, event, room, **values))
        self.delivers()
        return reply

    def asks(
        self,
        who: str,
        action: str,
        /,
        event: str | None = None,
        room: str | None = None,
        channel: str | None = None,
        **values: Any,
    ) -> Ask:
        """What somebody asks for, not carried out yet; in a `channel` («slack:T1/C2») of a platform."""
        person, body = self.person(who).id, self.body(room).id if room else None
        return Ask(action, values, person, event or f"event-{next(EVENTS)}", "sv", body, place=channel)

    def at_once(self, *asks: Ask) -> list[Reply]:
        """Several people act at the same moment. Nothing is delivered yet."""

        async def act() -> list[Reply]:
            return await asyncio.gather(*map(self.inbound.do, asks))

        return self.run(act())

    def says(self, who: str, text: str, room: str | None = None) -> Reply:
        """Somebody types."""
        return self.does(who, "say", room=room, text=text)

    def presses(self, who: str, reply: Reply, label: str) -> Reply:
        """Somebody presses the button with that label in the reply."""
        assert reply.card is not None, reply
        found = [b for part in reply.card.parts if part.part == "buttons" for b in part.buttons if b.label == label]
        assert found, f"no [{label}] in: {reply.card.text()}"
        return self.does(who, found[0].action, **found[0].values)

    def undoes(self, who: str) -> Reply:
        """Somebody writes «ångra», and presses [Ångra] under what is then named."""
        named = self.says(who, "ångra")
        return named if named.outcome == "refused" else self.presses(who, named, "Ångra")

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

    def leases_run(self, **span: float) -> None:
        """Real time passes for what is in somebody's hands: by the database's clock, which no test can move."""
        self.write(lambda db: run_leases(db, timedelta(**span)))

    def delivers(self) -> None:
        self.run(self.courier.deliver())

    def another_courier(self, lease: timedelta = LEASE) -> Courier:
        """As of a second process. One with no lease is always too late."""
        return Courier(self.database, CAPABILITIES, self.chats, lambda: self.time, lease)

    # What is seen

    def seen_by(self, who: str) -> list[str]:
        """The titles of the personal messages to somebody, in their order."""
        return [sent.card.title for sent in self.messages(f"person:{self.person(who).id}")]

    def seen_in(self, room: str) -> list[str]:
        """The titles of the messages in a body's room."""
        return [sent.card.title for sent in self.messages(self.room(room))]

    def room(self, body: str) -> str:
        """The address of a body's room in the browser."""
        return f"body:{self.body(body).id}"

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

    def seats(self, body: str) -> Sequence[Seat]:
        number, day = self.body(body).id, self.time.date()
        return self.read(lambda db: bodies.seats(db, number, day))

    def meeting(self, key: str) -> Meeting:
        return self.read(lambda db: db.scalars(select(Meeting).where(Meeting.key == key)).one())

    def place(self, body: str) -> int:
        """A body's room as the database knows it."""
        number = self.body(body).id
        return self.read(lambda db: places.of(db, number)[0].id)

    def post(self, key: str) -> Post:
        found = self.read(lambda db: posts.by_key(db, key))
        assert found, f"no post {key}"
        return found

    def organisation(self, key: str) -> Organisation:
        return self.read(lambda db: db.scalars(select(Organisation).where(Organisation.key == key)).one())

    def close(self) -> None:
        self.run(self.database.aclose())


def run_leases(db: Session, span: timedelta) -> None:
    for post in db.scalars(select(Post).where(Post.leased_until.is_not(None))):
        assert post.leased_until is not None
        post.leased_until -= span


async def _open(url: str) -> Database:
    return Database(url)


def local(moment: str) -> datetime:
    """«2016-02-11 09:00» in Stockholm, as an aware datetime."""
    return datetime.fromisoformat(moment).replace(tzinfo=STOCKHOLM)
