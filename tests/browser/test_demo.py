"""The demo: being anybody, and moving the clock."""

import re

from storage import posts
from tests.browser.sites import Site
from tests.browser.test_pages import KARIN, MATS, POLITICIAN, QUESTION, ROOM, SECRETARY, asked, in_the_room
from tests.world import local


async def test_an_assistant_can_be_chosen_and_is_there_for_an_organisation(site: Site):
    tove = await site.reader("tove-alm")
    [choice] = [form for form in tove.page.forms if form.action == "/demo/person"]
    assert dict(choice.fields)["person"] == str(await site.person("tove-alm"))
    assert "Tove Alm Region Dalarna" in tove.reads


async def test_one_can_be_somebody_else(site: Site):
    sara = await in_the_room(site, SECRETARY)
    form = dict(next(form for form in sara.page.forms if form.action == "/demo/person").fields)
    for key, page in ((MATS, ROOM), (POLITICIAN, "/")):  # a politician has no seat in the officials' forum
        person = str(await site.person(key))
        answer = await site.client.post("/demo/person", data=form | {"person": person}, allow_redirects=False)
        assert answer.cookies["person"].value == person
        assert answer.headers["Location"] == page


async def test_the_clock_can_be_moved_to_the_next_post(site: Site):
    sara = await in_the_room(site, SECRETARY)
    before = site.bot.time.now()
    await sara.presses("Nästa utskick", path=ROOM)
    assert site.bot.time.now() > before
    await sara.presses("+1 dygn")
    assert sara.path == ROOM


async def test_whoever_moves_the_clock_sees_what_came_and_to_whom(site: Site):
    await asked(site)
    sara = await site.reader(SECRETARY)
    assert "Skickat:" not in sara.reads
    while site.bot.time.now() < local("2027-02-05 12:00"):
        await sara.presses("Nästa utskick")
    assert f"Skickat: «{QUESTION}» till Tjänstepersonsforum" in sara.reads


async def test_of_many_who_got_the_same_some_are_named(site: Site):
    await asked(site)
    sara = await (await site.reader(SECRETARY)).presses("+1 dygn")
    assert re.search(r"Skickat: .*«[^»]+» till [\w-]+ \w+, [\w-]+ \w+ och \d+ till[.;]", sara.reads)


async def test_where_nothing_was_sent_that_is_said(site: Site):
    sara = await site.reader(SECRETARY)
    await site.bot.database.write(lambda db: db.query(posts.Post).delete())
    await sara.presses("Nästa utskick")
    assert "Inget skickades." in sara.reads


async def test_each_reads_in_their_own_language_what_came(site: Site):
    await asked(site)
    await (await site.reader(SECRETARY)).presses("+1 dygn")
    assert "Skickat: «" in (await site.reader(KARIN)).reads
    assert "Sent: «" in (await site.reader(KARIN, "en")).reads
