"""What comes from elsewhere than our own pages: strangers, odd addresses, odd numbers. None of it is our error."""

from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from bot.app import Forumbot
from bot.settings import Settings
from tests.browser.conftest import Site
from tests.browser.test_pages import KARIN, ROOM, in_the_room

HUGE = "9" * 40


@pytest.fixture
async def real(forum_url: str) -> AsyncIterator[TestClient]:
    """The bot as it runs for real: nobody is known without a link of their own."""
    bot = Forumbot(Settings(database_url=forum_url))
    async with TestClient(TestServer(bot.application())) as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/static/x/y", 404),
        ("GET", "/static/x", 404),
        ("POST", "/static/x/y", 405),
        ("POST", "/health", 405),
        ("GET", "/health/x", 404),
        ("GET", "/", 401),
        ("GET", "/nowhere", 401),
        ("POST", "/do", 401),
        ("POST", "/demo/person", 401),
    ],
)
async def test_without_a_demo_no_page_tells_a_stranger_who_is_in_the_forum(
    real: TestClient, method: str, path: str, status: int
):
    answer = await real.request(method, path, headers={"Cookie": "person=1"})
    assert answer.status == status
    assert "<nav" not in await answer.text()


@pytest.mark.parametrize("path", [f"/message/{HUGE}", "/message/²", f"/?reply={HUGE}", f"{ROOM}?before={HUGE}"])
async def test_a_number_that_no_message_has_is_not_there(site: Site, path: str):
    karin = await (await site.reader(KARIN)).opens(path)
    assert karin.status == (404 if path.startswith("/message") else 200)


async def test_a_post_about_a_message_that_can_not_be_is_about_none(site: Site):
    karin = await in_the_room(site, KARIN)
    form = next(form for form in karin.page.forms if form.action == "/say")
    assert (await karin.sends(form, {"text": "hjälp", "message": HUGE})).status == 200


async def test_a_cookie_that_names_nobody_is_nobodys(site: Site):
    for person in (HUGE, "²", "-1"):
        answer = await site.client.get("/", headers={"Cookie": f"person={person}"})
        assert answer.status == 200
    answer = await site.client.post("/demo/person", data={"person": HUGE}, allow_redirects=False)
    assert answer.status == 303


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"Origin": "http://[bad"}, 403), ({"Host": "[bad"}, 421), ({"Referer": "http://[bad", "Origin": "null"}, 403)],
)
async def test_an_address_that_is_none_is_not_ours(site: Site, headers: dict[str, str], status: int):
    assert (await site.client.post("/demo/clock", data={"to": "1h"}, headers=headers)).status == status


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/\\evil.example", "/\t/evil.example", "/me\r\nSet-Cookie: person=1", "/\x00", ""],
)
async def test_one_is_led_nowhere_else(site: Site, path: str):
    sent = quote(path, errors="surrogatepass")
    answer = await site.client.get(URL(f"/language/en?path={sent}", encoded=True), allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    answer = await site.client.post(
        "/demo/clock",
        data=f"to=1h&path={sent}",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        allow_redirects=False,
    )
    assert (answer.status, answer.headers["Location"]) == (303, "/")


async def test_the_bot_is_alive_only_while_it_both_delivers_and_tells(forum_url: str):
    bot = Forumbot(Settings(database_url=forum_url))
    await bot.browser.start()
    assert not bot.is_alive()
    await bot.clock.start()
    assert bot.is_alive()
    await bot.stop()
    assert not bot.is_alive()


async def test_whoever_asks_is_told_when_it_is_not(site: Site):
    await site.bot.hub.stop()
    answer = await site.client.get("/health")
    assert answer.status == 503
    assert await answer.json() == {"status": "not ready"}
