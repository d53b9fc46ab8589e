"""What the composition root hands to the browser, and where its routes find it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aiohttp import web

from bot.browser.live import Hub
from handlers.call import Ask, Capabilities, Reply
from storage.database import Database


class Inbound(Protocol):
    """How what people do reaches the handlers (`bot.inbound`). What is refused or fails comes back as a reply too."""

    async def do(self, ask: Ask) -> Reply: ...

    async def say(self, text: str, person: int, event: str, language: str | None, body: int | None) -> Reply: ...

    async def suggest(
        self, text: str, person: int, language: str | None, body: int | None
    ) -> Sequence[tuple[str, str]]: ...


class DemoClock(Protocol):
    """The forum's time, which a demo may move on: to the «next» post, by «1h» or by «1d»."""

    async def move(self, to: str) -> None: ...


@dataclass(frozen=True)
class Parts:
    """`demo` is there in demo mode only: then anybody may be anybody, and move the clock."""

    database: Database
    capabilities: Capabilities
    inbound: Inbound
    hub: Hub
    now: Callable[[], datetime]
    demo: DemoClock | None = None


PARTS = web.AppKey("parts", Parts)
