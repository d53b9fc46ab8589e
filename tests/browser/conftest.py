"""The whole bot behind its own web server, in today's forum on Monday 1 February 2027 at 9."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from math import ceil

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from bot.app import Forumbot
from bot.settings import Settings
from storage import forums
from storage.bodies import Body
from storage.database import Database
from storage.people import Person
from tests.browser.reader import Reader
from tests.conftest import TODAY
from tests.world import local


class Site:
    """The bot as its readers meet it."""

    def __init__(self, bot: Forumbot, client: TestClient) -> None:
        self.bot, self.client = bot, client

    async def reader(self, key: str, language: str = "sv") -> Reader:
        """Somebody by their key in the forum file, at the home page."""
        person = await self.person(key)
        return await Reader(self.client, person, language).opens("/")

    async def delivered(self) -> None:
        """Everything that is due has reached the rooms."""
        await self.bot.clock.deliver()

    async def person(self, key: str) -> int:
        return await self.bot.database.read(lambda db: db.scalars(select(Person.id).where(Person.key == key)).one())

    async def place(self, key: str) -> str:
        body = await self.bot.database.read(lambda db: db.scalars(select(Body.id).where(Body.key == key)).one())
        return f"body:{body}"


async def set_clock(url: str, at: str) -> None:
    database = Database(url)
    ahead = ceil((local(at) - datetime.now(UTC)).total_seconds())
    await database.write(lambda db: forums.set_clock(db, ahead))
    await database.aclose()


@pytest.fixture
async def site(forum_url: str) -> AsyncIterator[Site]:
    await set_clock(forum_url, TODAY[1])
    bot = Forumbot(Settings(database_url=forum_url, demo=True))
    async with TestClient(TestServer(bot.application())) as client:
        yield Site(bot, client)
