"""The stream of server-sent events of one open page."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime

from aiohttp import web

from bot.browser.live import OVERLAP, Listener, changes_since
from bot.browser.parts import PARTS
from bot.browser.visit import visiting

RETRY = 2000
"""Milliseconds after which a browser that lost the stream asks for it again."""

LASTS = 600
"""Seconds after which a stream ends, so that whoever asks for it again is still let in: a session may have ended."""


async def events(request: web.Request) -> web.StreamResponse:
    """Names of what has changed since the page was drawn, then of what changes. What was missed comes after a break."""
    place = request.query.get("place", "")
    since = moment(request.headers.get("Last-Event-ID") or request.query.get("since", ""))
    listener, missed = await visiting(
        request,
        lambda visit: (Listener(visit.person.id, place, visit.places), changes_since(visit.db, since - OVERLAP)),
    )
    for change in missed:
        listener.learn(change, new=True)
        listener.learn(change, new=False)
    if not place:
        listener.tell("home")  # what was done while the page was on its way leaves no message: look once more
    stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    parts = request.app[PARTS]
    with parts.hub.listening(listener), suppress(ConnectionResetError, TimeoutError):
        async with asyncio.timeout(None if parts.demo else LASTS):
            await stream.prepare(request)
            await stream.write(f"retry: {RETRY}\n\n".encode())
            await _send(stream, listener)
    return stream


async def _send(stream: web.StreamResponse, listener: Listener) -> None:
    async for bundle in listener.bundles():
        mark = datetime.now(UTC).isoformat()
        await stream.write("".join(f"id: {mark}\nevent: {name}\ndata:\n\n" for name in bundle).encode())


def moment(text: str) -> datetime:
    """The instant a page bears; now for a page that bears none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return datetime.now(UTC)
    return found if found.tzinfo else datetime.now(UTC)
