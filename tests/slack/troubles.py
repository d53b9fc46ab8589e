"""What can go wrong between the bot and Slack, in turn: before Slack has done what it was asked, or after."""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web


@dataclass(frozen=True)
class Trouble:
    """`kind`: refused (an `error` of Slack's, and what is `told` of it), wait (429 for `seconds`), broken (500), odd
    (`told` by somebody in between, with a `status`), silent (for `seconds`), reset.

    `after`: Slack has done it when that happens."""

    kind: Literal["fine", "refused", "wait", "broken", "odd", "silent", "reset"]
    after: bool = False
    error: str = ""
    seconds: float = 0
    told: str = ""
    status: int = 200

    async def happen(self, request: web.Request) -> web.Response:
        match self.kind:
            case "refused":
                more = {"response_metadata": {"messages": [self.told]}} if self.told else {}
                return web.json_response({"ok": False, "error": self.error} | more)
            case "wait":
                refusal = {"ok": False, "error": "ratelimited"}
                return web.json_response(refusal, status=429, headers={"Retry-After": f"{self.seconds:.0f}"})
            case "broken":
                return web.Response(status=500, text="<html>oops</html>", content_type="text/html")
            case "odd":
                kind = "text/html" if self.told.startswith("<") else "application/json"
                return web.Response(status=self.status, text=self.told, content_type=kind)
            case "silent":
                await asyncio.sleep(self.seconds)
                return web.Response(status=504)
            case _:
                assert request.transport is not None
                request.transport.abort()
                raise asyncio.CancelledError


FINE = Trouble("fine")
BROKEN, BROKEN_AFTER = Trouble("broken"), Trouble("broken", after=True)
RESET, RESET_AFTER = Trouble("reset"), Trouble("reset", after=True)


def refused(error: str, told: str = "") -> Trouble:
    return Trouble("refused", error=error, told=told)


def odd(told: str, status: int = 200) -> Trouble:
    return Trouble("odd", told=told, status=status)


def wait(seconds: float) -> Trouble:
    return Trouble("wait", seconds=seconds)


def silent(seconds: float = 3600, after: bool = False) -> Trouble:
    return Trouble("silent", after=after, seconds=seconds)


@dataclass
class Troubles:
    """Those to come, by method («chat.postMessage», or «response_url», «upload»)."""

    coming: dict[str, deque[Trouble]] = field(default_factory=lambda: defaultdict(deque))
    lasting: dict[str, Trouble] = field(default_factory=dict)

    def expect(self, method: str, *troubles: Trouble) -> None:
        """The next calls of the method meet these, in turn."""
        self.coming[method].extend(troubles)

    def always(self, method: str, trouble: Trouble) -> None:
        self.lasting[method] = trouble

    def end(self) -> None:
        self.coming.clear()
        self.lasting.clear()

    def next(self, method: str) -> Trouble:
        coming = self.coming[method]
        return coming.popleft() if coming else self.lasting.get(method, FINE)
