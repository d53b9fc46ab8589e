"""The composition root: the only place where things are put together, started and stopped."""

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from aiohttp import web

from bot.browser.app import build
from bot.browser.client import Browser
from bot.browser.live import Hub
from bot.browser.parts import Door, Parts
from bot.clock import Clock, ForumTime
from bot.courier import Courier
from bot.inbound import Inbound
from bot.platform import Platform
from bot.settings import Settings
from handlers import CAPABILITIES
from storage.database import Database

if TYPE_CHECKING:
    from bot.slack.app import SlackApp

LARGEST = 1024 * 1024
"""Bytes of a request: far above the longest text that is accepted, far below what would hurt."""


class Forumbot:
    """All parts of a running bot, over one database."""

    def __init__(self, settings: Settings, time: ForumTime | None = None) -> None:
        self.database = Database(settings.database_url)
        self.time = time or ForumTime()
        self.inbound = Inbound(self.database, CAPABILITIES, self.time.now)
        self.hub = Hub(self.database)
        self.browser = Browser(self.database, self.hub, self.time.now)
        self.slack = self._slack(settings)
        self.courier = Courier(self.database, CAPABILITIES, self._platforms(), self.time.now)
        self.clock = Clock(self.database, self.time, self.courier, self.inbound.forget)
        self._door = Door(settings.address, settings.entrance, settings.behind_proxy)
        self._demo = settings.demo

    def _slack(self, settings: Settings) -> "SlackApp | None":
        """Slack, where it is set; else nothing of its libraries is loaded, which would cost memory."""
        if not settings.slack:
            return None
        from bot.slack.app import SlackApp  # needed where it is set

        return SlackApp(settings, self.database, CAPABILITIES, self.inbound, self.time.now)

    def _platforms(self) -> Sequence[Platform]:
        return [self.browser, self.slack.platform] if self.slack else [self.browser]

    def application(self) -> web.Application:
        """The HTTP application; everything starts and stops with it."""
        app = web.Application(client_max_size=LARGEST)
        demo = self.clock if self._demo else None
        parts = (self.database, CAPABILITIES, self.inbound, self.hub, self.time.now, self.is_alive, self._door, demo)
        build(app, Parts(*parts))
        if self.slack:
            self.slack.mount(app)
        app.cleanup_ctx.append(self._life)
        return app

    async def _life(self, app: web.Application) -> AsyncIterator[None]:
        await self.start()
        yield
        await self.stop()

    async def start(self) -> None:
        """Begin to deliver what is due."""
        await self.browser.start()
        if self.slack:
            await self.slack.start()
        await self.clock.start()

    def is_alive(self) -> bool:
        """Whether what is due is brought, and open pages are told."""
        return self.clock.alive and self.hub.alive

    async def stop(self) -> None:
        """Stop delivering, then let what was asked for be stored."""
        await self.clock.stop()
        if self.slack:
            await self.slack.stop()
        await self.browser.stop()
        await self.inbound.finish()
        await self.database.aclose()
