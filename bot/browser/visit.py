"""Who is looking, in which language, and what stands around every page: navigation, unread messages, the demo bar."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TypeVar
from urllib.parse import urlencode

from aiohttp import web
from babel.dates import format_date
from sqlalchemy.orm import Session

from bot.browser.parts import PARTS, Parts
from handlers import rights
from handlers.call import Look
from handlers.cards import Card, Rows
from handlers.words import LANGUAGES
from storage import bodies, messages, people
from storage.bodies import Body
from storage.people import Person

T = TypeVar("T")

NAMES = {"sv": "Svenska", "en": "English"}
"""What each language calls itself."""


@dataclass(frozen=True)
class Caller:
    """What a request says about who sent it. Nothing of it is checked yet."""

    person: int | None
    language: str | None
    path: str

    @classmethod
    def of(cls, request: web.Request) -> "Caller":
        person = request.cookies.get("person", "")
        language = request.cookies.get("language")
        return cls(
            person=int(person) if person.isdecimal() else None,
            language=language if language in LANGUAGES else None,
            path=request.path,
        )


@dataclass(frozen=True)
class Link:
    """A line of the navigation. `count` is what waits there (`waits`) or is unread."""

    id: str
    href: str
    label: str
    here: bool
    count: int = 0
    waits: bool = False


@dataclass(frozen=True)
class Someone:
    """A person one can be in the demo."""

    id: int
    name: str
    role: str
    chosen: bool


@dataclass(frozen=True)
class Frame:
    """What stands around a page."""

    language: str
    path: str
    name: str
    role: str
    links: Sequence[Link]
    rooms: Sequence[Link]
    now: datetime
    day: str
    clock: str
    place: str
    """«» is home."""
    events: str
    """Where the page listens for changes."""
    groups: Sequence[tuple[str, Sequence[Someone]]] = ()

    @property
    def unread(self) -> int:
        return sum(link.count for link in (*self.links, *self.rooms) if not link.waits)

    @property
    def other(self) -> tuple[str, str]:
        """The other language: its code, and what it calls itself."""
        return next((code, NAMES[code]) for code in LANGUAGES if code != self.language)


class Visit:
    """One person looking, at one moment, on one snapshot of the database."""

    def __init__(self, db: Session, caller: Caller, parts: Parts) -> None:
        self.db, self.caller, self.parts = db, caller, parts
        self.person = _person(db, caller)
        self.look = Look(db, parts.now(), self.person, caller.language)
        self.speech, self._ = self.look.speech, self.look._
        self.language = self.speech.language
        self.bodies = rights.my_bodies(self.look)

    @property
    def mine(self) -> str:
        """The place of the person's own conversation with the bot."""
        return f"person:{self.person.id}"

    @property
    def places(self) -> list[str]:
        return [self.mine, *map(place_of, self.bodies)]

    @cached_property
    def waiting(self) -> Card | None:
        """What waits for the person: counted in the navigation, shown at home."""
        return self.show("home.waiting")

    def show(self, view: str, **args: object) -> Card | None:
        """Draw a view for this reader, or None where it has nothing to show."""
        drawn = self.parts.capabilities.show(view, args, self.look)
        return drawn if isinstance(drawn, Card) else None

    @cached_property
    def role(self) -> str:
        """For whom the person is here: the secretariat, the chair, or an organisation."""
        if self.person.secretariat:
            return self._("Secretariat")
        if rights.chairs(self.look):
            return self._("Chair")
        seats = bodies.seats_of(self.db, self.person.id, self.look.today)
        return seats[0].organisation.named(self.look.today).name if seats else ""

    def frame(self, place: str | None) -> Frame:
        """What stands around the page of `place`; «» is home, None a page that is nobody's."""
        unread = messages.unread(self.db, self.person.id, [it for it in self.places if it != place])
        waiting = waiting_count(self.waiting)
        home = self._("Secretariat") if self.person.secretariat else self._("Waiting for you")
        me = self._("Forumbot and me")
        now = self.speech.now
        asked = urlencode({"place": place or "", "since": datetime.now(UTC).isoformat()})
        return Frame(
            language=self.language,
            path=self.caller.path,
            name=self.person.name,
            role=self.role,
            links=(
                Link("nav-home", "/", home, place == "", waiting, waits=True),
                Link("nav-me", "/me", me, place == self.mine, unread.get(self.mine, 0)),
            ),
            rooms=[_room_link(body, place, unread) for body in self.bodies],
            now=now,
            day=full_day(now.date(), self.language),
            clock=self.speech.clock(now.time()),
            place=place or "",
            events=f"/events?{asked}",
            groups=_groups(self) if self.parts.demo else (),
        )


def _room_link(body: Body, place: str | None, unread: Mapping[str, int]) -> Link:
    own = place_of(body)
    return Link(f"nav-{body.key}", path_of(body), body.name, place == own, unread.get(own, 0))


def place_of(body: Body) -> str:
    """The place of a body's room."""
    return f"body:{body.id}"


def path_of(body: Body) -> str:
    """The page of a body's room."""
    return f"/room/{body.key}"


def _person(db: Session, caller: Caller) -> Person:
    """The one who looks; in a demo where nobody was chosen, the first of the secretariat."""
    chosen = db.get(Person, caller.person) if caller.person is not None else None
    return chosen or (*people.secretariat(db), *people.everyone(db))[0]


def _groups(visit: Visit) -> list[tuple[str, list[Someone]]]:
    """Everybody one can be: the secretariat, then the members of each body, the chair first."""
    secretariat = visit._("Secretariat")
    found = {person.id: (secretariat, person, "") for person in people.secretariat(visit.db)}
    for body in bodies.all_bodies(visit.db):
        if body.chair:
            found.setdefault(body.chair.id, (body.name, body.chair, visit._("Chair")))
        for seat in bodies.seats(visit.db, body.id, visit.look.today):
            name = seat.organisation.named(visit.look.today).name
            for person in filter(None, (seat.person, seat.deputy)):
                found.setdefault(person.id, (body.name, person, name))
    groups: dict[str, list[Someone]] = {}
    for group, person, role in found.values():
        groups.setdefault(group, []).append(Someone(person.id, person.name, role, person.id == visit.person.id))
    return list(groups.items())


def waiting_count(waiting: Card | None) -> int:
    """How many things wait: the rows of the card that lists them."""
    return sum(len(part.rows) for part in (waiting.parts if waiting else ()) if isinstance(part, Rows))


def full_day(day: date, language: str) -> str:
    """«måndag 8 februari 2027»: with the year, since a demo's clock may stand anywhere."""
    return format_date(day, "EEEE d MMMM y", locale=language)


async def visiting(request: web.Request, fn: Callable[[Visit], T]) -> T:
    """What `fn` finds for the one who sent the request. Raises Unavailable."""
    parts, caller = request.app[PARTS], Caller.of(request)
    return await parts.database.read(lambda db: fn(Visit(db, caller, parts)))
