"""The whole bot behind its own web server, in today's forum on Monday 1 February 2027 at 9: the demo, where anybody may
be anybody (`site`), and for real (`house`)."""

from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import DummyCookieJar
from aiohttp.test_utils import TestClient, TestServer

from bot.app import Forumbot
from bot.settings import Settings
from tests.browser.house import House
from tests.browser.sites import Site, set_clock
from tests.conftest import TODAY


@pytest.fixture
async def site(forum_url: str) -> AsyncIterator[Site]:
    await set_clock(forum_url, TODAY[1])
    bot = Forumbot(Settings(database_url=forum_url, demo=True))
    async with TestClient(TestServer(bot.application())) as client:
        yield Site(bot, client)


@pytest.fixture
async def open_house(forum_url: str) -> AsyncIterator[Callable]:
    """Runs the bot with settings of one's own choice."""
    await set_clock(forum_url, TODAY[1])
    clients: list[TestClient] = []

    async def run(**settings) -> House:
        bot = Forumbot(Settings(database_url=forum_url, **settings))
        client = TestClient(TestServer(bot.application()), cookie_jar=DummyCookieJar())
        clients.append(client)
        await client.start_server()
        return House(bot, client)

    yield run
    for client in clients:
        await client.close()


@pytest.fixture
async def house(open_house: Callable) -> House:
    return await open_house()
