"""Forms at work for real: each carries the seal of its session, and what was written is kept where it is of no use."""

from sqlalchemy import delete

from storage.doors import Stay
from tests.browser.house import House
from tests.browser.reader import Form
from tests.scenes import KARIN, MATS, OFFICIALS, SECRETARY

ROOM = f"/room/{OFFICIALS}"


async def test_everything_is_done_as_in_the_demo(house: House):
    sara = await (await house.entrant(SECRETARY)).opens(ROOM)
    await sara.writes("fråga")
    await sara.presses("Läs igenom", text="Bör utlysningarna samordnas?", closes="fredag 12:00")
    await sara.presses("Skicka")
    assert "Frågan är skickad" in sara.reads
    await house.delivered()
    karin = await house.entrant(KARIN)
    await karin.presses("Delvis")
    assert "Tack. Region Dalarna : delvis." in karin.reads


async def test_every_form_carries_the_seal(house: House):
    sara = await (await house.entrant(SECRETARY)).opens(ROOM)
    await sara.writes("fråga")
    for path in ("/", ROOM, "/me"):
        await sara.opens(path)
        assert sara.page.forms
        for form in sara.page.forms:
            assert len(dict(form.fields)["seal"]) == 64, form


async def test_a_form_of_another_session_does_nothing_and_what_was_written_is_kept(house: House):
    karin, mats = await house.entrant(KARIN), await house.entrant(MATS)
    await karin.opens("/me")
    [form] = [form for form in karin.page.forms if form.action == "/say"]
    await mats.sends(form, {"text": "att göra Ring Nils"})
    assert mats.status == 403
    assert "Inget är gjort" in mats.reads
    assert "att göra Ring Nils" in mats.reads
    assert "Mats Ohlin" in mats.reads
    assert "Ring Nils" not in (await mats.opens("/me")).reads


async def test_what_was_written_when_the_session_had_ended_is_shown_again(house: House):
    karin = await (await house.entrant(KARIN)).opens("/me")
    [form] = [form for form in karin.page.forms if form.action == "/say"]
    await house.bot.database.write(lambda db: db.execute(delete(Stay)))
    data = dict(form.fields) | {"text": "att göra Ring Nils"}
    answer = await house.client.post("/say", data=data, headers=karin._headers | {"HX-Request": "true"})
    assert answer.status == 401
    assert answer.headers["HX-Retarget"] == "#main"
    said = await answer.text()
    assert "Det du skrev är inte skickat" in said
    assert "att göra Ring Nils" in said


async def test_a_reply_that_is_posted_too_large_is_told_to_who_is_known(house: House):
    karin = await (await house.entrant(KARIN)).opens("/me")
    await karin.sends(Form("/say"), {"text": "å" * 1_000_000})
    assert karin.status == 413
    assert "Karin Lind" in karin.reads
