"""The bot behind its own web server, as its readers meet it."""

from datetime import UTC, datetime
from math import ceil

from aiohttp.test_utils import TestClient
from sqlalchemy import select

from bot.app import Forumbot
from storage import forums
from storage.bodies import Body
from storage.database import Database
from storage.people import Person
from tests.browser.reader import Reader
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
