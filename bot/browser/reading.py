"""The pages, and the pieces of them that are fetched again when something has changed."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from aiohttp import web

from bot.browser import rooms
from bot.browser.frame import frame_of
from bot.browser.home import home
from bot.browser.pages import page
from bot.browser.parts import PARTS
from bot.browser.rooms import Log, drawn_head, room
from bot.browser.visit import Visit, place_of, visiting
from handlers.forms import number
from storage import messages
from storage.database import NotSaved


async def home_page(request: web.Request) -> web.Response:
    return await home_piece(request, asked_for(request, "reply"))


async def home_piece(request: web.Request, reply: int | None) -> web.Response:
    """The whole page: htmx picks the part of it that changes."""
    found = await visiting(request, partial(home, reply))
    return page("home.j2", found.frame.language, frame=found.frame, home=found, reply=reply)


async def body_room(request: web.Request) -> web.Response:
    key = request.match_info["key"]
    return await _room(request, lambda visit: next((place_of(it) for it in visit.bodies if it.key == key), None))


async def my_room(request: web.Request) -> web.Response:
    return await _room(request, lambda visit: visit.mine)


async def _room(request: web.Request, place: Callable[[Visit], str | None]) -> web.Response:
    before = asked_for(request, "before")
    found = await visiting(request, lambda visit: room(visit, at, before) if (at := place(visit)) else None)
    if found is None:
        raise web.HTTPNotFound
    await _see(request, found.log)
    return page("room.j2", found.frame.language, frame=found.frame, room=found)


async def head_piece(request: web.Request, place: str) -> web.Response:
    """What stands above a log."""
    language, head = await visiting(request, lambda visit: (visit.language, drawn_head(visit, place)))
    return page("head.j2", language, head=head)


async def news(request: web.Request) -> web.Response:
    """What came in a place `after` the last message on the page."""

    def find(visit: Visit) -> tuple[str, Log | None]:
        place = request.query.get("place", "")
        return visit.language, rooms.log(
            visit, place, asked_for(request, "after") or 0
        ) if place in visit.places else None

    language, log = await visiting(request, find)
    if log is None:
        raise web.HTTPNotFound
    await _see(request, log)
    return page("news.j2", language, log=log) if log.entries else web.Response(status=204)


async def message(request: web.Request) -> web.Response:
    """One message, without what stands under it."""
    asked = number(request.match_info["message"])

    def find(visit: Visit) -> tuple[str, rooms.Shown | None]:
        found = rooms.readable(visit, asked)
        return visit.language, rooms.shown(visit, found) if found else None

    language, found = await visiting(request, find)
    if found is None:
        raise web.HTTPNotFound
    return page("message.j2", language, it=found)


async def thread_piece(request: web.Request, top: int) -> web.Response:
    """A message of the log with what stands under it, or nothing if it is gone."""

    def find(visit: Visit) -> tuple[str, rooms.Shown | None]:
        found = rooms.readable(visit, top)
        return visit.language, rooms.thread(visit, found) if found else None

    language, found = await visiting(request, find)
    return page("thread.j2", language, it=found) if found else web.Response(content_type="text/html")


async def navigation(request: web.Request) -> web.Response:
    """The links to all pages, as seen from the page of a place, and the button that opens them where it is narrow."""
    place = request.query.get("place", "")
    frame = await visiting(request, lambda visit: frame_of(visit, place))
    return page("navigation_piece.j2", frame.language, frame=frame)


async def suggestions(request: web.Request) -> web.Response:
    """Words that complete what stands in the command box."""
    text, place = request.query.get("text", ""), request.query.get("place", "")
    person, language = await visiting(request, lambda visit: (visit.person.id, visit.language))
    kind, _, body = place.partition(":")
    found = await request.app[PARTS].inbound.suggest(text, person, language, number(body) if kind == "body" else None)
    return page("suggestions.j2", language, suggestions=found)


async def _see(request: web.Request, log: Log) -> None:
    """Note how far the reader has come. Not being able to is no reason not to show what there is to read."""
    if log.unseen:
        with suppress(NotSaved):
            await request.app[PARTS].database.write(lambda db: messages.see(db, log.reader, log.place, log.last))


def asked_for(request: web.Request, name: str) -> int | None:
    """The number of a message in the address."""
    return number(request.query.get(name)) or None
