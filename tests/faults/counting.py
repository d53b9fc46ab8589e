"""The platform that counts: it lives in this process, is reached over loopback, and outlives whoever sends to it.

It keeps every message, notes the requests in their order, and fails as `trouble` says.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from time import monotonic
from typing import Any, Literal

from aiohttp import web

from tests.faults.dialects import Dialect, Given, Message, Own


@dataclass(frozen=True)
class Asked:
    """A request: its number, to `put` or to `find`, and where; `new` if it would make a message."""

    number: int
    what: Literal["put", "find"]
    address: str
    new: bool


@dataclass(frozen=True)
class Trouble:
    """What comes instead of an answer. `wait`: 429 with Retry-After; `error`: 500; `silence`: nothing, for long;
    `reset`: the line is cut. `accepted`: it was carried out all the same."""

    kind: Literal["wait", "error", "silence", "reset"]
    accepted: bool = False
    after: int = 0


SILENCE = 3.0
"""Seconds: well above the patience of those who ask."""


@dataclass
class Counting:
    """`speaks`: as it is spoken to. `undercut` counts requests that came sooner than those of their kind had been told
    to wait."""

    speaks: Dialect = field(default_factory=Own)
    looks_up: bool = True
    trouble: Callable[[Asked], Trouble | None] = lambda asked: None
    messages: dict[str, Message] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    troubles: Counter[str] = field(default_factory=Counter)
    undercut: int = 0
    port: int = 0
    _patience: dict[str, float] = field(default_factory=dict)
    _begun: int = 0

    def keys(self) -> Counter[str]:
        """How often each post was sent."""
        return Counter(message.key for message in list(self.messages.values()))

    async def answer(self, request: web.Request) -> web.StreamResponse:
        given = await self.speaks.heard(request)
        asked = self._note(given)
        trouble = self.trouble(asked)
        reply = self._carry_out(asked, given) if trouble is None or trouble.accepted else None
        if trouble:
            return await self._fail(request, given, trouble)
        return reply or self.speaks.gone()

    def _note(self, given: Given) -> Asked:
        self._begun += 1
        asked = Asked(self._begun, given.what, given.address, given.what == "put" and given.edits is None)
        self.asked.append(asked)
        self.undercut += monotonic() < self._patience.get(given.limit, 0)
        return asked

    def _carry_out(self, asked: Asked, given: Given) -> web.Response | None:
        """None for an edit of what is not there."""
        if asked.what == "find":
            return self._find(given)
        number = given.edits or self.speaks.numbered(asked.number)
        if asked.new:
            self.messages[number] = Message(given.key, given.address, given.shown)
        elif number not in self.messages:
            return None
        else:
            self.messages[number].shown = given.shown
            self.messages[number].edits += 1
        return self.speaks.standing(given, number)

    def _find(self, given: Given) -> web.Response:
        if not self.looks_up:
            return self.speaks.not_looked_up()
        here = [one for one in reversed(self.messages.items()) if one[1].address == given.address]
        return self.speaks.found(given, here)

    async def _fail(self, request: web.Request, given: Given, trouble: Trouble) -> web.StreamResponse:
        self.troubles[trouble.kind + (" after acceptance" if trouble.accepted else "")] += 1
        match trouble.kind:
            case "wait":
                self._patience[given.limit] = monotonic() + trouble.after
                return web.Response(status=429, headers={"Retry-After": str(trouble.after)})
            case "error":
                return web.Response(status=500)
            case "silence":
                await asyncio.sleep(SILENCE)
            case "reset":
                pass
        if request.transport:
            request.transport.abort()
        return web.Response()


@contextmanager
def counting(**how: Any) -> Iterator[Counting]:
    """The platform, in a thread of its own, so that nothing here holds it up."""
    platform, loop = Counting(**how), asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="platform", daemon=True)
    thread.start()
    runner = asyncio.run_coroutine_threadsafe(_serve(platform), loop).result()
    try:
        yield platform
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _serve(platform: Counting) -> web.AppRunner:
    application = web.Application()
    application.router.add_post("/{path:.*}", platform.answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
    await site.start()
    platform.port = runner.addresses[0][1]
    return runner
