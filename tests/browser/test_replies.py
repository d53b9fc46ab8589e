"""Replies stand where one pressed: what they offer still works, and what they told stays in sight."""

import pytest

from tests.browser.reader import Reader
from tests.browser.sites import Site
from tests.browser.test_pages import KARIN, ROOM, asked, in_the_room


async def answering(site: Site) -> Reader:
    await asked(site)
    return await (await site.reader(KARIN)).presses("Ja")


async def test_undo_is_offered_until_its_time_is_over(site: Site):
    karin = await answering(site)
    assert karin.sees_button("Ångra")
    await (await karin.opens("/me")).presses("+1 tim")
    assert "Tack. Region Dalarna : ja." in karin.reads
    assert not karin.sees_button("Ångra")
    assert karin.sees_button("Ändra")


async def test_what_is_undone_in_another_place_is_not_offered_again(site: Site):
    karin = await answering(site)
    await karin.opens(ROOM)
    await karin.writes("ångra")
    [undo] = [it for it in karin.page.buttons if it.label == "Ångra" and "primary" in it.attributes.get("class", "")]
    await karin.sends(undo.form, {"press": undo.attributes["value"]})
    await karin.opens("/me")
    assert "Tack. Region Dalarna : ja." in karin.reads
    assert not karin.sees_button("Ångra")


@pytest.mark.parametrize("place", ["/", ROOM])
async def test_the_way_back_stands_beside_a_form_that_was_not_filled_in(site: Site, place: str):
    await asked(site)
    karin = await (await site.reader(KARIN)).opens(place)
    await karin.presses("Ja")
    await karin.presses("Fel region")
    if karin.sees_button("En annan"):
        await karin.presses("En annan")
    for _ in range(2):
        await karin.presses("Säg till kansliet")
        assert karin.reads.count("Svaret är borttaget.") == 1
        assert "Välj en av dem i listan" in karin.reads
        assert len([it for it in karin.page.buttons if it.label == "Säg till kansliet"]) == 1
    await karin.presses("Jag tryckte fel")
    assert "gäller igen, som det var" in karin.reads
    assert not karin.sees_button("Säg till kansliet")


async def test_a_form_sent_in_vain_stands_alone_where_nothing_was_told_before(site: Site):
    karin = await in_the_room(site, KARIN)
    await karin.writes("inspel")
    for _ in range(2):
        await karin.presses("Skicka")
        assert "Inget är skickat än" in karin.reads
    assert karin.html.count('class="form"') == 1
