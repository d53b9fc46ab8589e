"""Open pages are told what has changed, and only what concerns them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientResponse
from sqlalchemy import text
from structlog.testing import capture_logs

from tests.browser.conftest import Site
from tests.browser.test_pages import KARIN, MATS, POLITICIAN, ROOM, SECRETARY, asked, in_the_room

SOON = 5
"""Seconds within which a page is told."""


class Stream:
    """The events that one open page gets."""

    def __init__(self, response: ClientResponse) -> None:
        self._response = response
        self.last = ""

    async def until(self, name: str) -> list[str]:
        """The names of the events up to and with `name`."""
        seen: list[str] = []
        async with asyncio.timeout(SOON):
            while name not in seen:
                line = (await self._response.content.readline()).decode().strip()
                assert not self._response.content.at_eof(), seen
                if line.startswith("event: "):
                    seen.append(line.removeprefix("event: "))
                if line.startswith("id: "):
                    self.last = line.removeprefix("id: ")
        return seen


@asynccontextmanager
async def page_of(site: Site, key: str, place: str, **headers: str) -> AsyncIterator[Stream]:
    cookie = {"Cookie": f"person={await site.person(key)}"}
    async with site.client.get(f"/events?place={place}", headers=cookie | headers) as response:
        assert response.content_type == "text/event-stream"
        yield Stream(response)


async def test_a_new_message_is_told_as_news_and_a_changed_one_by_its_number(site: Site):
    place = await site.place("tjanstepersonsforum")
    async with page_of(site, KARIN, place) as page:
        await asked(site)
        await page.until("news")
        mats = await in_the_room(site, MATS)
        await mats.presses("Ja")
        message = mats.button("Ändra").form
        number = dict(message.fields)["message"]
        assert "news" not in await page.until(f"message-{number}")


async def test_a_new_message_elsewhere_changes_the_navigation_only(site: Site):
    async with page_of(site, MATS, f"person:{await site.person(MATS)}") as page:
        await asked(site)
        assert await page.until("rooms") == ["rooms"]


async def test_home_follows_everything(site: Site):
    async with page_of(site, MATS, "") as page:
        await asked(site)
        await page.until("home")


async def test_home_looks_once_more_for_what_was_done_while_it_was_on_its_way(site: Site):
    async with page_of(site, KARIN, "") as home:
        assert "home" in await home.until("home")


async def test_home_is_not_told_who_has_read_what(site: Site):
    await asked(site)
    await asyncio.sleep(SOON / 5)
    async with page_of(site, MATS, "") as page:
        await page.until("home")
        karin = await in_the_room(site, KARIN)
        await karin.writes("hjälp")
        await asyncio.sleep(SOON / 5)
        site.bot.hub.tell("clock")
        assert "home" not in await page.until("clock")
        await karin.presses("Ja")
        await page.until("home")


async def test_an_error_that_nobody_foresaw_is_logged_and_pages_are_told_again(site: Site):
    async with page_of(site, MATS, await site.place("tjanstepersonsforum")) as page:
        with capture_logs() as log:
            await site.bot.database.write(lambda db: db.execute(text("ALTER TABLE audit RENAME TO away")))
            async with asyncio.timeout(SOON):
                while not log:
                    await asyncio.sleep(0.01)
        assert log[0]["event"] == "unexpected"
        await site.bot.database.write(lambda db: db.execute(text("ALTER TABLE away RENAME TO audit")))
        await asked(site)
        await page.until("news")


async def test_what_only_one_sees_is_told_to_nobody_else(site: Site):
    place = await site.place("tjanstepersonsforum")
    async with page_of(site, MATS, place) as page:
        karin = await in_the_room(site, KARIN)
        await karin.writes("nästa")
        await asked(site)
        assert await page.until("news") in (["rooms", "news"], ["news"])


async def test_a_stranger_to_the_room_learns_nothing_of_it(site: Site):
    async with page_of(site, POLITICIAN, await site.place("tjanstepersonsforum")) as page:
        await asked(site)
        await (await site.reader(SECRETARY)).presses("+1 tim")
        assert "news" not in await page.until("clock")


async def test_what_was_missed_while_away_is_told_on_return(site: Site):
    place = await site.place("tjanstepersonsforum")
    async with page_of(site, KARIN, place) as page:
        await (await in_the_room(site, SECRETARY)).presses("+1 tim", path=ROOM)
        await page.until("clock")
    await asked(site)
    async with page_of(site, KARIN, place, **{"Last-Event-ID": page.last}) as again:
        await again.until("news")


async def test_open_pages_do_not_hold_up_the_end(site: Site):
    async with page_of(site, KARIN, "") as page, asyncio.timeout(SOON):
        await site.bot.browser.stop()
        await page._response.content.read()
