"""The agenda: items with kind, presenters and questions, put in order by the secretariat and the chair."""

import pytest

from tests.conftest import both
from tests.scenes import (
    ASTRID,
    KARIN,
    KERSTIN,
    OFFICIALS,
    POLITICIANS,
    SECRETARY,
    buttons,
    in_room,
    typed,
    wrong,
)
from tests.world import World


@pytest.fixture
def meeting(world: World) -> int:
    """The officials' next meeting, with five items."""
    return world.meeting("tjanstepersonsforum-next").id


def items(world: World) -> list[str]:
    """The titles of the items, in their order."""
    return [item.title for item in world.meeting("tjanstepersonsforum-next").items]


def number(world: World, title: str) -> int:
    return next(item.id for item in world.meeting("tjanstepersonsforum-next").items if item.title == title)


def test_an_agenda_shows_kind_presenters_priority_and_the_mix(world: World):
    assert world.says(KARIN, "dagordning").text().splitlines() == [
        "Dagordning, Tjänstepersonsforum tisdag 9 februari",
        "När: tisdag 9 februari kl. 9.30–15.00",
        "Var: Mälarsalen",
        "Teman: Bredband, Matchning på arbetsmarknaden",
        "1. Mötet öppnas · 9.30. Astrid Sellberg",
        "2. Aktuellt från Tillväxtverket · 9.40. Information. Greta Palm, Tillväxtverket Underlag",
        "3. Lägesbild · 10.15. Information. Per Norén, departementet",
        "4. Bredband · 11.00. Dialog. Cecilia Modig, Västra Götalandsregionen. Digital kommunikation och transporter",
        "5. Matchning på arbetsmarknaden · 12.30. Information och dialog. "
        "Erik Sand, Region Örebro län, Greta Palm, Tillväxtverket. Kompetensförsörjning Underlag",
        "Dialog i 2 av 5 punkter.",
    ]


@both
def test_an_item_is_added_last(world: World, meeting: int):
    given = {
        "title": "Öppet forum",
        "kind": "dialogue",
        "presenters": "Karin Lind\nMats Ohlin",
        "priority": "innovation",
    }
    reply = world.does(SECRETARY, "item.save", meeting=meeting, link="https://exempel.se/underlag", **given)
    assert "6. Öppet forum · 14.00. Dialog. Karin Lind, Mats Ohlin. Innovation och företagande" in reply.text()
    assert items(world)[-1] == "Öppet forum"


def test_an_item_is_added_in_words_to_the_next_meeting_of_the_room(world: World):
    world.says(SECRETARY, "punkt Bredband", room=POLITICIANS)
    assert [item.title for item in world.meeting("politikerforum-next").items] == ["Öppet forum", "Bredband"]


def test_an_item_is_changed_in_a_form_that_holds_what_it_is(world: World, meeting: int):
    item = number(world, "Bredband")
    form = world.does(SECRETARY, "item.save", meeting=meeting, item=item, edit=True)
    assert typed(form) == {
        "title": "Bredband",
        "kind": "dialogue",
        "presenters": "Cecilia Modig, Västra Götalandsregionen",
        "priority": "tillganglighet",
        "minutes": "90",
    }
    reply = world.does(SECRETARY, "item.save", meeting=meeting, item=item, title="Bredband och mast", kind="both")
    assert "4. Bredband och mast · 11.00. Information och dialog" in reply.text()
    assert len(items(world)) == 5


def test_items_are_put_in_order(world: World, meeting: int):
    world.does(SECRETARY, "item.place", item=number(world, "Bredband"), to="up")
    assert items(world)[2:] == ["Bredband", "Lägesbild", "Matchning på arbetsmarknaden"]
    world.does(SECRETARY, "item.place", item=number(world, "Bredband"), to="down")
    assert items(world)[2:] == ["Lägesbild", "Bredband", "Matchning på arbetsmarknaden"]
    reply = world.does(SECRETARY, "item.place", item=number(world, "Mötet öppnas"), to="up")
    assert "1. Mötet öppnas" in reply.text()


def test_an_item_is_taken_off_and_the_rest_numbered_anew(world: World, meeting: int):
    gone = number(world, "Lägesbild")
    reply = world.does(SECRETARY, "item.remove", item=gone)
    assert "3. Bredband" in reply.text()
    assert [item.position for item in world.meeting("tjanstepersonsforum-next").items] == [1, 2, 3, 4]
    for action, given in (
        ("place", {"to": "up"}),
        ("remove", {}),
        ("save", {"meeting": meeting, "title": "Lägesbild"}),
    ):
        told = world.does(SECRETARY, f"item.{action}", item=gone, **given).text()
        assert told == "Punkten står inte kvar på dagordningen."
    assert len(items(world)) == 4


@both
def test_a_change_of_the_agenda_is_undone_with_what_hung_on_an_item(world: World, meeting: int):
    before, gone = items(world), number(world, "Bredband")
    world.does(KARIN, "input.send", title="Stolpar", text="Var?", item=gone)
    reply = world.does(SECRETARY, "item.remove", item=gone)
    assert "utan punkt: Stolpar" in reply.text()
    assert "11.00. Dialog. Cecilia Modig" in (back := world.presses(SECRETARY, reply, "Ångra").text())
    assert "Inspel: Stolpar" in back
    assert items(world) == before
    added = world.does(SECRETARY, "item.save", meeting=meeting, title="Öppet forum")
    world.presses(SECRETARY, added, "Ångra")
    moved = world.does(SECRETARY, "item.place", item=number(world, "Bredband"), to="up")
    world.presses(SECRETARY, moved, "Ångra")
    assert items(world) == before


def test_an_agenda_that_others_have_changed_since_is_not_put_back(world: World, meeting: int):
    reply = world.does(SECRETARY, "item.remove", item=number(world, "Bredband"))
    world.does(ASTRID, "item.save", meeting=meeting, title="Öppet forum")
    told = world.presses(SECRETARY, reply, "Ångra").text()
    assert told == "Dagordningen är ändrad sedan dess. Inget är ångrat."
    assert "Öppet forum" in items(world)


def test_the_agenda_in_the_room_follows_what_is_changed(world: World, meeting: int):
    world.does(ASTRID, "meeting.show", meeting=meeting)
    world.does(ASTRID, "item.save", meeting=meeting, title="Öppet forum")
    [shown] = in_room(world, OFFICIALS)
    assert "6. Öppet forum" in shown
    assert "[Upp]" not in shown


def test_only_the_secretariat_and_the_chair_edit(world: World, meeting: int):
    edits = {"Upp", "Ned", "Ta bort", "Lägg till punkt"}
    assert edits <= set(buttons(world.says(ASTRID, "dagordning tjänstepersonsforum")))
    assert not edits & set(buttons(world.says(KARIN, "dagordning tjänstepersonsforum")))
    item = number(world, "Bredband")
    asks = {"item.save": {"title": "Nytt"}, "item.place": {"item": item, "to": "up"}, "item.remove": {"item": item}}
    for action, given in asks.items():
        told = world.does(KARIN, action, meeting=meeting, **given).text()
        assert told == "Bara kansliet och ordföranden kan ändra ett möte. Inget är ändrat. Fråga kansliet."
    assert items(world)[3] == "Bredband"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://exempel.se", "exempel.se"])
def test_a_link_that_is_none_is_refused_and_all_is_kept(world: World, meeting: int, link: str):
    reply = world.does(SECRETARY, "item.save", meeting=meeting, title="Underlag", link=link)
    assert wrong(reply)["link"].startswith("En länk börjar med https://")
    assert typed(reply).items() >= {"title": "Underlag", "link": link}.items()
    assert len(items(world)) == 5


def test_the_agenda_of_a_meeting_that_is_over_stands(world: World, meeting: int):
    world.goes_to("2027-02-10 09:00")
    told = world.does(SECRETARY, "item.save", meeting=meeting, title="Efteråt").text()
    assert told == "Mötet är över eller inställt, så dagordningen kan inte ändras."
    assert "Upp" not in buttons(world.does(SECRETARY, "meeting.agenda", meeting=meeting))


def test_an_agenda_without_items_says_so(world: World):
    [item] = world.meeting("politikerforum-next").items
    world.does(SECRETARY, "item.remove", item=item.id)
    assert "Inga punkter än. Temana är ett förslag." in world.says(KERSTIN, "dagordning politikerforum").text()
