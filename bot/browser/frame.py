"""What stands around every page: navigation with what waits and what is unread, and the demo bar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from babel.dates import format_date

from bot.browser import arrivals
from bot.browser.demo import Someone, everybody
from bot.browser.visit import CALENDAR, Visit, path_of, place_of
from handlers.cards import Card, Rows
from handlers.words import LANGUAGES
from storage import messages
from storage.bodies import Body

NAMES = {"sv": "Svenska", "en": "English"}
"""What each language calls itself."""


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
    seal: str = ""
    """What its forms carry; a demo has none."""
    groups: Sequence[tuple[str, Sequence[Someone]]] = ()
    came: str = ""
    """What the last move of a demo's clock brought."""

    @property
    def unread(self) -> int:
        return sum(link.count for link in (*self.links, *self.rooms) if not link.waits)

    @property
    def other(self) -> tuple[str, str]:
        """The other language: its code, and what it calls itself."""
        return other_language(self.language)


def other_language(language: str) -> tuple[str, str]:
    return next((code, NAMES[code]) for code in LANGUAGES if code != language)


def frame_of(visit: Visit, place: str | None) -> Frame:
    """What stands around the page of `place`; «» is home, None a page that is nobody's."""
    unread = messages.unread(visit.db, visit.person.id, [it for it in visit.places if it != place])
    waiting = waiting_count(visit.waiting)
    home = visit._("Secretariat") if visit.person.secretariat else visit._("Waiting for you")
    me = visit._("Forumbot and me")
    now = visit.speech.now
    asked = urlencode({"place": place or "", "since": datetime.now(UTC).isoformat()})
    return Frame(
        language=visit.language,
        path=visit.path_to(place) if place else "/",
        name=visit.person.name,
        role=visit.role,
        links=(
            Link("nav-home", "/", home, place == "", waiting, waits=True),
            Link("nav-me", "/me", me, place == visit.mine, unread.get(visit.mine, 0)),
            Link("nav-calendar", CALENDAR, visit._("Calendar"), place == CALENDAR),
        ),
        rooms=[_room_link(body, place, unread) for body in visit.bodies],
        now=now,
        day=full_day(now.date(), visit.language),
        clock=visit.speech.clock(now.time()),
        place=place or "",
        events=f"/events?{asked}",
        seal=visit.caller.seal,
        groups=everybody(visit) if visit.parts.demo else (),
        came=arrivals.told(visit.look, visit.parts.last_move.came),
    )


def _room_link(body: Body, place: str | None, unread: Mapping[str, int]) -> Link:
    own = place_of(body)
    return Link(f"nav-{body.key}", path_of(body), body.name, place == own, unread.get(own, 0))


def waiting_count(waiting: Card | None) -> int:
    """How many things wait: the rows of the card that lists them."""
    return sum(len(part.rows) for part in (waiting.parts if waiting else ()) if isinstance(part, Rows))


def full_day(day: date, language: str) -> str:
    """«måndag 8 februari 2027»: with the year, since a demo's clock may stand anywhere."""
    return format_date(day, "EEEE d MMMM y", locale=language)
