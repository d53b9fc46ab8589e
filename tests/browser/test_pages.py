"""The browser room as somebody without script meets it: every page, every button, and what goes wrong."""

import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.app import Forumbot
from bot.settings import Settings
from storage import messages
from tests.browser.conftest import Site
from tests.browser.reader import Reader

SECRETARY, KARIN, NILS, MATS, POLITICIAN = "sara-holmqvist", "karin-lind", "nils-berg", "mats-ohlin", "kerstin-moren"
ROOM = "/room/tjanstepersonsforum"
QUESTION = "Bör utlysningarna samordnas?"


async def asked(site: Site, bars: str = "at once") -> None:
    """The secretariat asks all regions in the officials' forum, to be answered by Friday noon."""
    sara = await site.reader(SECRETARY)
    await sara.opens(ROOM)
    await sara.writes("fråga")
    await sara.presses("Läs igenom", text=QUESTION, closes="fredag 12:00", bars=bars)
    await sara.presses("Skicka")
    assert "Frågan är skickad" in sara.reads
    await site.delivered()


async def in_the_room(site: Site, key: str) -> Reader:
    return await (await site.reader(key)).opens(ROOM)


async def test_home_shows_what_waits_the_meetings_and_the_seat(site: Site):
    await asked(site)
    karin = await site.reader(KARIN)
    assert "En sak väntar på dig" in karin.reads
    assert f"{QUESTION} Du svarar för Region Dalarna" in karin.reads
    assert "Dina nästa möten 9 feb Tjänstepersonsforum" in karin.reads
    assert "Ersättare: Nils Berg" in karin.reads


async def test_an_answer_at_home_is_acknowledged_there(site: Site):
    await asked(site)
    karin = await site.reader(KARIN)
    await karin.presses("Delvis")
    assert karin.path.startswith("/?reply=")
    assert "Tack. Region Dalarna : delvis." in karin.reads
    assert "Inget väntar på dig" in karin.reads


async def test_an_answer_in_the_room_stands_in_the_card_and_is_acknowledged_under_it(site: Site):
    await asked(site)
    karin = await in_the_room(site, KARIN)
    await karin.presses("Delvis")
    assert re.fullmatch(rf"{ROOM}(#m\d+)?", karin.path)
    assert "Region Dalarna svarar: delvis" in karin.reads
    assert "1 av 21 regioner har svarat" in karin.reads
    assert "Tack. Region Dalarna : delvis." in karin.reads


async def test_the_others_see_the_number_and_not_the_receipt(site: Site):
    await asked(site)
    await (await in_the_room(site, KARIN)).presses("Delvis")
    mats = await in_the_room(site, MATS)
    assert "1 av 21 regioner har svarat" in mats.reads
    assert "Tack." not in mats.reads
    assert "Du svarar för Region Kalmar län" in mats.reads


async def test_a_double_click_is_one_press(site: Site):
    await asked(site)
    karin = await in_the_room(site, KARIN)
    await karin.presses("Ja", times=2)
    assert karin.reads.count("Tack. Region Dalarna : ja.") == 1


async def test_a_double_click_at_home_has_one_receipt(site: Site):
    await asked(site)
    karin = await site.reader(KARIN)
    drawn = karin.page
    for _ in range(2):
        karin.page = drawn
        await karin.presses("Ja")
    await karin.opens("/me")
    assert karin.reads.count("Tack. Region Dalarna : ja.") == 1


async def test_another_button_of_the_same_drawing_is_another_press(site: Site):
    await asked(site)
    karin = await in_the_room(site, KARIN)
    drawn = karin.page
    await karin.presses("Ja")
    karin.page = drawn
    await karin.presses("Nej")
    assert "Region Dalarna svarar: nej" in karin.reads
    assert "Tack. Region Dalarna : ja." not in karin.reads


async def test_what_one_writes_in_a_room_nobody_else_sees(site: Site):
    karin = await in_the_room(site, KARIN)
    await karin.writes("nästa")
    assert "Karin Lind Region Dalarna" in karin.reads
    assert "Bara du ser det här" in karin.reads
    assert "Dina nästa möten" in karin.reads
    assert "Dina nästa möten" not in (await in_the_room(site, MATS)).reads


async def test_a_form_keeps_what_was_typed_and_says_what_is_wrong(site: Site):
    sara = await in_the_room(site, SECRETARY)
    await sara.writes("fråga")
    await sara.presses("Läs igenom", text=QUESTION, closes="i går 12:00")
    assert "Frågan är inte skickad" in sara.reads
    assert f'value="{QUESTION}"' in sara.html
    assert 'value="i går 12:00"' in sara.html
    assert 'aria-invalid="true"' in sara.html
    await sara.opens(ROOM)
    assert 'value="i går 12:00"' in sara.html


async def test_a_form_can_be_put_away(site: Site):
    sara = await in_the_room(site, SECRETARY)
    await sara.writes("fråga")
    await sara.presses("Avbryt")
    assert not sara.sees_button("Läs igenom")


async def test_a_room_is_closed_to_those_who_have_no_seat_there(site: Site):
    politician = await in_the_room(site, POLITICIAN)
    assert politician.status == 404
    assert "Här finns inget" in politician.reads
    place = await site.place("tjanstepersonsforum")
    for path in (f"/news?place={place}", "/message/1"):
        assert (await politician.opens(path)).status == 404


async def test_nobody_can_write_into_a_room_they_are_not_in(site: Site):
    politician = await (await site.reader(POLITICIAN)).opens("/me")
    form = next(form for form in politician.page.forms if form.action == "/say")
    await politician.sends(form, {"text": "hjälp", "place": await site.place("tjanstepersonsforum")})
    assert politician.status == 404


async def test_unread_messages_are_counted_until_the_room_is_opened(site: Site):
    await asked(site)
    mats = await site.reader(MATS)
    assert "Tjänstepersonsforum 1 nya" in mats.reads
    await mats.opens(ROOM)
    assert "1 nya" not in (await mats.opens("/")).reads


async def test_the_room_speaks_english_to_those_who_want_it(site: Site):
    await asked(site)
    karin = await site.reader(KARIN, "en")
    await karin.opens(ROOM)
    assert 'lang="en"' in karin.html
    assert "Yes" in [button.label for button in karin.page.buttons]
    assert "0 of 21 regions have answered" in karin.reads


async def test_the_language_is_kept_and_leads_back(site: Site):
    answer = await site.client.get(f"/language/en?path={ROOM}", allow_redirects=False)
    assert answer.headers["Location"] == ROOM
    assert answer.cookies["language"].value == "en"
    elsewhere = await site.client.get("/language/en?path=//evil.example", allow_redirects=False)
    assert elsewhere.headers["Location"] == "/"


async def test_text_of_people_stays_text(site: Site):
    karin = await (await site.reader(KARIN)).opens("/me")
    await karin.writes("<script>alert(1)</script><b>hej</b> \u202e\x07")
    assert "<script>alert" not in karin.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in karin.html


async def test_text_that_no_database_holds_is_refused_and_shown_as_far_as_it_goes(site: Site):
    karin = await (await site.reader(KARIN)).opens("/me")
    await karin.writes("att göra hej\x00då @Region Dalarna")
    assert karin.status == 200
    assert "hej\N{REPLACEMENT CHARACTER}då" in karin.reads


async def test_ten_thousand_characters_are_refused_and_kept(site: Site):
    karin = await (await site.reader(KARIN)).opens("/me")
    await karin.writes("att göra " + "å" * 10_000)
    assert karin.status == 200
    assert "å" * 10_000 in karin.html


async def test_pages_run_nothing_inline_and_say_so(site: Site):
    await asked(site)
    karin = await site.reader(KARIN)
    for path in ("/", ROOM, "/me", "/nowhere"):
        await karin.opens(path)
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", karin.html), path
    answer = await site.client.get("/")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self';")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("header", "value"), [("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example"), ("Origin", "null")]
)
async def test_another_sites_page_can_not_post(site: Site, header: str, value: str):
    answer = await site.client.post("/demo/clock", data={"to": "1d"}, headers={header: value})
    assert answer.status == 403


async def test_the_demo_answers_under_no_other_name(site: Site):
    assert (await site.client.get("/", headers={"Host": "evil.example"})).status == 421


async def test_without_a_demo_one_needs_a_link(forum_url: str):
    bot = Forumbot(Settings(database_url=forum_url))
    async with TestClient(TestServer(bot.application())) as client:
        stranger = await Reader(client, 1).opens("/")
        assert stranger.status == 401
        assert "Du behöver din egen länk" in stranger.reads
        assert (await client.post("/do", data={})).status == 401
        assert (await client.get("/health")).status == 200
        css = re.search(r'href="(/static/\w+/forumbot.css)"', stranger.html)
        assert css is not None
        assert (await client.get(css[1])).status == 200


async def test_what_pages_link_to_can_be_kept_for_good(site: Site):
    page = (await site.reader(KARIN)).html
    for address in set(re.findall(r'"(/static/[^"]+)"', page)):
        answer = await site.client.get(address)
        assert answer.status == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert (await site.client.get(address.replace("/static/", "/static/0"))).status == 404


async def test_what_can_not_be_stored_is_never_called_saved_and_can_be_sent_again(site: Site, tmp_path: Path):
    await asked(site)
    karin = await in_the_room(site, KARIN)
    holder = sqlite3.connect(tmp_path / "forum.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    await karin.presses("Ja")
    assert karin.status == 503
    assert "Inte sparat" in karin.reads
    holder.execute("ROLLBACK")
    await karin.presses("Skicka igen")
    assert "Region Dalarna svarar: ja" in karin.reads


async def test_what_was_written_is_kept_when_it_can_not_be_stored(site: Site, tmp_path: Path):
    karin = await (await site.reader(KARIN)).opens("/me")
    holder = sqlite3.connect(tmp_path / "forum.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    await karin.writes("att göra Ring Nils @Region Dalarna fredag")
    assert karin.status == 503
    assert "att göra Ring Nils @Region Dalarna fredag</textarea>" in karin.html
    holder.execute("ROLLBACK")
    await karin.presses("Skicka igen")
    assert "Ring Nils (Region Dalarna" in karin.reads
    assert karin.sees_button("Klart")


async def test_a_page_that_can_not_be_drawn_gives_a_reference(site: Site):
    place, now = await site.place("tjanstepersonsforum"), datetime.now(UTC)
    await site.bot.database.write(lambda db: messages.put(db, place, "broken", "no.view", {}, {}, now, now))
    karin = await in_the_room(site, KARIN)
    assert karin.status == 500
    assert re.search(r"uppge referensen [0-9a-f]{8} \.", karin.reads)
    assert "Traceback" not in karin.html


async def test_a_post_that_no_button_of_ours_sends_is_turned_away(site: Site):
    karin = await in_the_room(site, KARIN)
    form = next(form for form in karin.page.forms if form.action == "/do")
    assert (await karin.sends(form, {"press": "{]"})).status == 400


async def test_the_bot_says_when_it_is_ready(site: Site):
    assert await (await site.client.get("/health")).json() == {"status": "ready"}
