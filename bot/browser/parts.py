"""What the composition root hands to the browser, and where its routes find it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web

from bot.browser.arrivals import Arrival
from bot.browser.live import Hub
from bot.browser.tries import Tries
from bot.clock import Clock
from bot.inbound import Inbound
from handlers.capabilities import Capabilities
from storage.database import Database


@dataclass(frozen=True)
class Door:
    """Where people come in: the `address` they reach the bot by, what personal links begin with (`entrance`), whether a
    proxy of ours stands before it, and who has failed to open it lately."""

    address: str
    entrance: str
    behind_proxy: bool = False
    tries: Tries = field(default_factory=Tries)

    @property
    def secure(self) -> bool:
        """Whether what is sent can not be read on the way."""
        return self.address.startswith("https:")


@dataclass
class LastMove:
    """What came when a demo's clock was last moved; None until it is."""

    came: Sequence[Arrival] | None = None


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
    door: Door
    demo: Clock | None = None
    last_move: LastMove = field(default_factory=LastMove)


PARTS = web.AppKey("parts", Parts)
