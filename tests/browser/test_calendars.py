"""The feed of one's meetings: a secret address, shown once, that a calendar fetches without entering."""

import re
from datetime import UTC, datetime

import icalendar
import pytest
from aiohttp import DummyCookieJar
from aiohttp.test_utils import TestClient, TestServer

from bot.app import Forumbot
from bot.settings import Settings
from storage import doors
from tests.browser.conftest import Site, set_clock
from tests.browser.reader import Reader
from tests.conftest import TODAY
from tests.scenes import KARIN, KERSTIN

ADDRESS = re.compile(r">https://forum\.example(/calendar/[0-9a-f]+\.ics)</textarea>")


@pytest.fixture
async def site(forum_url: str):
    """The bot as it runs for real, behind TLS."""
    await set_clock(forum_url, TODAY[1])
    bot = Forumbot(Settings(database_url=forum_url, public_url="https://forum.example"))
    async with TestClient(TestServer(bot.application()), cookie_jar=DummyCookieJar()) as client:
        yield Site(bot, client)


async def entered(site: Site, key: str) -> Reader:
    """Somebody who has come in by their link, at the page of their calendar."""
    person, real = await site.person(key), datetime.now(UTC)
    link = await site.bot.database.write(lambda db: doors.issue(db, person, "enter", real, None))
    begun = await site.bot.database.write(lambda db: doors.enter(db, link, real))
    assert begun
    reader = Reader(site.client, person)
    reader._cookies["__Host-session"] = begun[1]
    return await reader.opens("/calendar")


async def address(site: Site, reader: Reader, label: str) -> str:
    found = ADDRESS.search((await reader.presses(label)).html)
    assert found
    return found[1]


async def test_the_address_is_shown_once_and_gives_the_meetings_without_entering(site: Site):
    karin = await entered(site, KARIN)
    path = await address(site, karin, "Skaffa en adress")
    assert f"webcal://forum.example{path}" in karin.html
    async with site.client.get(path) as answer:
        assert (answer.status, answer.content_type) == (200, "text/calendar")
        feed = icalendar.Calendar.from_ical(await answer.read())
    assert "Tjänstepersonsforum" in {str(event["summary"]) for event in feed.walk("VEVENT")}
    assert path not in (await karin.opens("/calendar")).html


async def test_a_new_address_ends_the_old_one_and_none_ends_all(site: Site):
    karin, kerstin = await entered(site, KARIN), await entered(site, KERSTIN)
    others = await address(site, kerstin, "Skaffa en adress")
    old = await address(site, karin, "Skaffa en adress")
    new = await address(site, karin, "Skaffa en ny adress")
    assert [(await site.client.get(path)).status for path in (old, new, others)] == [404, 200, 200]
    await karin.presses("Stäng av")
    assert [(await site.client.get(path)).status for path in (new, others)] == [404, 200]


async def test_an_address_that_is_none_answers_as_one_that_was_turned_off(site: Site):
    karin = await entered(site, KARIN)
    off = await address(site, karin, "Skaffa en adress")
    await karin.presses("Stäng av")
    never = f"/calendar/{'0' * 40}.ics"
    first, second = await site.client.get(off), await site.client.get(never)
    assert (first.status, await first.text()) == (second.status, await second.text())
