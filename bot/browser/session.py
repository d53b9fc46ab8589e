"""The session of a browser in which somebody has entered: its cookie, and the seal that each of its forms carries.

The seal follows from the session's token, which no other site can read: a post without it was not made on a page that
this person was shown.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from aiohttp import web

from bot.browser.parts import PARTS, Door
from storage import doors
from storage.database import real_time

SEAL = "seal"
"""The hidden field of a form."""
RENEWED = timedelta(days=1)
"""How often a session in use is prolonged."""


@dataclass(frozen=True)
class Guest:
    """The person who has entered, the token that says so, and whether the session is due to be prolonged."""

    person: int
    token: str
    ageing: bool = False

    @property
    def seal(self) -> str:
        return hmac.digest(self.token.encode(errors="surrogatepass"), b"a form of the forum", sha256).hex()

    def sealed(self, seal: str) -> bool:
        """Whether a form bears this session's seal."""
        return hmac.compare_digest(self.seal.encode(), seal.encode(errors="surrogatepass"))


GUEST = web.RequestKey("guest", Guest)


async def guest_of(request: web.Request) -> Guest | None:
    """Who has entered in the browser that asks. Raises Unavailable."""
    parts = request.app[PARTS]
    token = request.cookies.get(cookie(parts.door))
    if not token:
        return None

    def find(db) -> tuple[tuple[int, datetime] | None, datetime]:
        real = real_time(db)
        return doors.who(db, token, real), real

    found, real = await parts.database.read(find)
    return Guest(found[0], token, real - found[1] > RENEWED) if found else None


async def prolong(request: web.Request, guest: Guest, answer: web.StreamResponse) -> None:
    """Let a session in use last from today. Raises NotSaved."""
    await request.app[PARTS].database.write(lambda db: doors.stay(db, guest.token, real_time(db)))
    give(request, answer, guest.token)


def cookie(door: Door) -> str:
    """The cookie's name. With the prefix a browser takes it only from this very site, and only over TLS."""
    return "__Host-session" if door.secure else "session"


def give(request: web.Request, answer: web.StreamResponse, token: str) -> None:
    """Have the browser keep the session."""
    door, age = request.app[PARTS].door, int(doors.STAY.total_seconds())
    answer.set_cookie(cookie(door), token, max_age=age, path="/", httponly=True, samesite="Lax", secure=door.secure)


def take(request: web.Request, answer: web.StreamResponse) -> None:
    """Have the browser forget it."""
    door = request.app[PARTS].door
    answer.del_cookie(cookie(door), path="/", httponly=True, samesite="Lax", secure=door.secure)
