"""Demo mode: be anybody, and move the clock."""

from dataclasses import replace

from aiohttp import web

from bot.browser.parts import PARTS
from bot.browser.posted import read
from bot.browser.rooms import pages_of
from bot.browser.visit import Caller, Visit

STEPS = ("next", "1h", "1d")


async def be(request: web.Request) -> web.Response:
    """Be another person. The page stays the same, if that person has it."""
    posted = await read(request)
    person = posted.get("person", "")
    caller = replace(Caller.of(request), person=int(person) if person.isdecimal() else None)
    parts = request.app[PARTS]
    pages = await parts.database.read(lambda db: pages_of(Visit(db, caller, parts)))
    answer = go(posted.get("path", "") if posted.get("path") in pages else "/")
    answer.set_cookie("person", person, httponly=True, samesite="Lax")
    return answer


async def move(request: web.Request) -> web.Response:
    """Move the clock on, and tell the open pages."""
    posted = await read(request)
    parts = request.app[PARTS]
    if parts.demo is None or posted.get("to") not in STEPS:
        raise web.HTTPBadRequest
    await parts.demo.move(posted["to"])
    parts.hub.tell("clock", "home")
    return go(local(posted.get("path", "/")))


def go(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path})


def local(path: str) -> str:
    """The path, if it is one of this site; another site's address could be smuggled in."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
