"""The whole bot with Slack, in today's forum on Monday 1 February 2027 at 9, and a server that stands for Slack."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr
from sqlalchemy import select

from bot.app import Forumbot
from bot.settings import Settings
from bot.slack.client import Slack
from storage import accounts, places
from storage.bodies import Body
from storage.people import Person
from tests.browser.sites import set_clock
from tests.conftest import TODAY
from tests.scenes import CECILIA, KARIN, MATS, OFFICIALS, SECRETARY
from tests.slack.driver import SECRET, Driver, User
from tests.slack.sending import at_once, slack_over
from tests.slack.server import APP_TOKEN, BOT_TOKEN, TEAM, Shown, SlackServer, View

SARA, KARINS, MATSS, CECILIAS = User("U0SARA"), User("U0KARIN", "T02"), User("U0MATS", "T03"), User("U0CILLA", "T04")
"""The secretariat in the workspace where the app is, and three directors in those of their regions."""
STRANGER = User("U0NOBODY", "T09")
KNOWN = {SARA: SECRETARY, KARINS: KARIN, MATSS: MATS, CECILIAS: CECILIA}
CHANNEL = "C01"
"""The officials' channel."""


@dataclass
class Office:
    """The bot, the Slack that it speaks to, and those who use it."""

    bot: Forumbot
    server: SlackServer
    people: Driver

    async def settle(self) -> None:
        """Wait until those are told who are still to be told, and the room knows."""
        assert self.bot.slack is not None
        await self.bot.slack.ties.errands.finish()
        await self.bot.clock.deliver()

    @property
    def last(self) -> Shown:
        """What somebody was told last, for them alone."""
        return self.server.privately[-1]

    @property
    def modal(self) -> View:
        return self.server.modals[-1]

    async def read(self, fn: Callable[[Any], Any]) -> Any:
        return await self.bot.database.read(fn)


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer().running() as server:
        for user in (*KNOWN, STRANGER):
            server.users[user.id] = {"team_id": user.home, "real_name": "Namn", "locale": "sv-SE", "profile": {}}
        yield server


@pytest.fixture
async def slack(server: SlackServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Slack]:
    """The platform alone. It keeps no pace: Slack here takes what comes."""
    at_once(monkeypatch)
    async with slack_over(server) as slack:
        yield slack


@pytest.fixture
async def open_office(forum_url: str, server: SlackServer) -> AsyncIterator[Callable]:
    """Runs the bot with settings of one's own choice."""
    await set_clock(forum_url, TODAY[1])
    clients: list[TestClient] = []

    async def run(**settings: Any) -> Office:
        given: dict[str, Any] = {"slack_signing_secret": SecretStr(SECRET), "slack_bot_token": SecretStr(BOT_TOKEN)}
        bot = Forumbot(Settings.model_construct(**_complete(forum_url, server, given | settings)))
        await _introduce(bot)
        client = TestClient(TestServer(bot.application()))
        clients.append(client)
        await client.start_server()
        return Office(bot, server, Driver(client, server))

    yield run
    for client in clients:
        await client.close()


@pytest.fixture
async def office(open_office: Callable) -> Office:
    return await open_office()


@pytest.fixture
async def socket_office(open_office: Callable, server: SlackServer) -> Office:
    """The same by Socket Mode."""
    office = await open_office(slack_signing_secret=None, slack_app_token=SecretStr(APP_TOKEN))
    async with asyncio.timeout(10):
        while server.socket is None:
            await asyncio.sleep(0.01)
    return office


def _complete(url: str, server: SlackServer, given: dict[str, Any]) -> dict[str, Any]:
    usual = Settings(database_url=url).model_dump()
    return usual | {"slack_api_url": server.api_url} | given


async def _introduce(bot: Forumbot) -> None:
    """Have the accounts be those of people in the forum, and the channel the officials'."""

    def link(db: Any) -> None:
        now = bot.time.now()
        for turn, (user, key) in enumerate(KNOWN.items()):
            person = db.scalars(select(Person).where(Person.key == key)).one()
            accounts.link(db, person.id, "slack", user.address, now + timedelta(seconds=turn), user.home, person.name)
        body = db.scalars(select(Body).where(Body.key == OFFICIALS)).one()
        places.make(db, "slack", f"{TEAM}/{CHANNEL}", body.id)

    await bot.database.write(link)
