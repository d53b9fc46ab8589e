"""What the composition root hands to the browser, and where its routes find it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.browser.live import Hub
from bot.clock import Clock
from bot.inbound import Inbound
from handlers.capabilities import Capabilities
from storage.database import Database


@dataclass(frozen=True)
class Parts:
    """`alive` tells whether all that runs beside the requests still does. `demo` is there in demo mode only: then
    anybody may be anybody, and move the clock."""

    database: Database
    capabilities: Capabilities
    inbound: Inbound
    hub: Hub
    now: Callable[[], datetime]
    alive: Callable[[], bool]
    demo: Clock | None = None


PARTS = web.AppKey("parts", Parts)
