"""Demo mode: be anybody, and move the clock."""

import re
from dataclasses import dataclass, replace

from aiohttp import web

from bot.browser import arrivals
from bot.browser.parts import PARTS
from bot.browser.posted import read
from bot.browser.visit import Caller, Visit
from handlers.forms import number
from storage import bodies, people

LOCAL = re.compile(r"/(?![/\\])[^\s\x00-\x1f\x7f\ud800-\udfff]*")
STEPS = ("next", "1h", "1d")


@dataclass(frozen=True)
class Someone:
    """A person one can be in the demo."""

    id: int
    name: str
    role: str
    chosen: bool


def everybody(visit: Visit) -> list[tuple[str, list[Someone]]]:
    """Everybody one can be: the secretariat, then the members of each body with deputies and assistants, the chair
    first."""
    secretariat = visit._("Secretariat")
    found = {person.id: (secretariat, person, "") for person in people.secretariat(visit.db)}
    for body in bodies.all_bodies(visit.db):
        if body.chair:
            found.setdefault(body.chair.id, (body.name, body.chair, visit._("Chair")))
        for seat in bodies.seats(visit.db, body.id, visit.look.today):
            name = seat.organisation.named(visit.look.today).name
            for person in filter(None, (seat.person, seat.deputy, seat.assistant)):
                found.setdefault(person.id, (body.name, person, name))
    groups: dict[str, list[Someone]] = {}
    for group, person, role in found.values():
        groups.setdefault(group, []).append(Someone(person.id, person.name, role, person.id == visit.person.id))
    return list(groups.items())


async def be(request: web.Request) -> web.Response:
    """Be another person. The page stays the same, if that person has it."""
    posted = await read(request)
    person = number(posted.get("person"))
    caller = replace(Caller.of(request), person=person or None)
    parts = request.app[PARTS]
    pages = await parts.database.read(lambda db: Visit(db, caller, parts).pages)
    answer = go(posted.get("path", "") if posted.get("path") in pages else "/")
    answer.set_cookie("person", str(person), httponly=True, samesite="Lax")
    return answer


async def move(request: web.Request) -> web.Response:
    """Move the clock on, note what came of it, and tell the open pages."""
    posted = await read(request)
    parts = request.app[PARTS]
    if parts.demo is None or posted.get("to") not in STEPS:
        raise web.HTTPBadRequest
    before = parts.now()
    await parts.demo.move(posted["to"])
    after = parts.now()
    parts.last_move.came = await parts.database.read(lambda db: arrivals.between(db, before, after))
    parts.hub.tell("clock", "home")
    return go(local(posted.get("path", "/")))


def go(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path})


def local(path: str) -> str:
    """The path, if it is one of this site; another site's address could be smuggled in, or a header after a line
    break."""
    return path if LOCAL.fullmatch(path) else "/"
