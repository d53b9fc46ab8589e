"""Who is looking, at what moment, in which language, and where they have any business."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from secrets import token_urlsafe
from typing import Any, TypeVar

from aiohttp import web
from sqlalchemy.orm import Session

from bot.browser.cards import Spot
from bot.browser.parts import PARTS, Parts
from bot.browser.session import GUEST
from handlers import rights
from handlers.call import Look, Nothing
from handlers.cards import Card
from handlers.forms import number
from handlers.words import LANGUAGES
from storage import bodies, people
from storage.bodies import Body
from storage.people import Person

T = TypeVar("T")

CALENDAR = "/calendar"
"""The page of one's feed of meetings: no place with messages."""


@dataclass(frozen=True)
class Caller:
    """What a request says about who sent it: the person whose session it is, with the `seal` of their forms. In a demo
    the person that the browser names, which nobody checks."""

    person: int | None
    language: str | None
    seal: str = ""

    @classmethod
    def of(cls, request: web.Request) -> "Caller":
        language = request.cookies.get("language")
        guest = request.get(GUEST)
        named = number(request.cookies.get("person")) or None if request.app[PARTS].demo else None
        return cls(
            person=guest.person if guest else named,
            language=language if language in LANGUAGES else None,
            seal=guest.seal if guest else "",
        )


class Visit:
    """One person looking, at one moment, on one snapshot of the database."""

    def __init__(self, db: Session, caller: Caller, parts: Parts) -> None:
        self.db, self.caller, self.parts = db, caller, parts
        self.person = _person(db, caller, parts)
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

    def redraw(self, view: str, args: Mapping[str, Any], shown_at: datetime) -> Card | Nothing:
        """Draw a view again for this reader, where it has stood for a while."""
        look = copy(self.look)
        look.due, look.shown = shown_at, True
        return self.parts.capabilities.show(view, args, look)

    @cached_property
    def role(self) -> str:
        """For whom the person is here: the secretariat, an organisation, or as a chair."""
        if self.person.secretariat:
            return self._("Secretariat")
        if seats := bodies.seats_of(self.db, self.person.id, self.look.today) or self.look.assisted:
            return seats[0].organisation.named(self.look.today).name
        return self._("Chair") if rights.chairs(self.look) else ""

    def spot(self, place: str, id: str, message: int | None = None, private: bool = False) -> Spot:
        """Where a card stands in this drawing of a page."""
        return Spot(place, id, token_urlsafe(9), message, private, self.caller.seal)

    @property
    def pages(self) -> list[str]:
        """All that the person can open."""
        return ["/", "/me", CALENDAR, *map(path_of, self.bodies)]

    def path_to(self, place: str) -> str:
        """The page of a place."""
        if place == CALENDAR:
            return place
        return next((path_of(body) for body in self.bodies if place_of(body) == place), "/me")


def place_of(body: Body) -> str:
    """The place of a body's room."""
    return f"body:{body.id}"


def path_of(body: Body) -> str:
    """The page of a body's room."""
    return f"/room/{body.key}"


def _person(db: Session, caller: Caller, parts: Parts) -> Person:
    """The one who looks; in a demo where nobody was chosen, the first of the secretariat. Raises HTTPUnauthorized."""
    known = db.get(Person, caller.person) if caller.person is not None else None
    if known is None and parts.demo is None:
        raise web.HTTPUnauthorized
    return known or (*people.secretariat(db), *people.everyone(db))[0]


async def visiting(request: web.Request, fn: Callable[[Visit], T]) -> T:
    """What `fn` finds for the one who sent the request. Raises Unavailable, and HTTPUnauthorized for a stranger."""
    parts, caller = request.app[PARTS], Caller.of(request)
    return await parts.database.read(lambda db: fn(Visit(db, caller, parts)))
