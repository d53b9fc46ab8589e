"""Materials for the items: who owes them, the presenters reminded by one button, handed in by themselves."""

import pytest

from tests.conftest import both
from tests.scenes import (
    ASTRID,
    CECILIA,
    KARIN,
    KERSTIN,
    OFFICIALS,
    SECRETARY,
    form_in,
    in_room,
    to,
    wrong,
)
from tests.world import World


@pytest.fixture
def meeting(world: World) -> int:
    """The officials' next meeting; the materials for items 3 and 4 are missing."""
    return world.meeting("tjanstepersonsforum-next").id


def item(world: World, title: str) -> int:
    return next(item.id for item in world.meeting("tjanstepersonsforum-next").items if item.title == title)


def test_what_there_is_and_who_owes(world: World, meeting: int):
    shown = world.says(SECRETARY, "underlag").text().splitlines()
    assert shown == [
        "Underlag, Tjänstepersonsforum tisdag 9 februari",
        "– Aktuellt från Tillväxtverket · Punkt 2, Greta Palm, Tillväxtverket: Underlag",
        "– Lägesbild · Punkt 3, Per Norén, departementet: saknas",
        "[Lämna underlag] [Behövs inte]",
        "– Bredband · Punkt 4, Cecilia Modig, Västra Götalandsregionen: saknas",
        "[Lämna underlag] [Behövs inte]",
        "– Matchning på arbetsmarknaden · Punkt 5, Erik Sand, Region Örebro län, Greta Palm, Tillväxtverket: Underlag",
        "[Påminn föredragande]",
    ]
    assert "[" not in world.says(KARIN, "underlag").text()
    assert world.says(KERSTIN, "underlag tjänstepersonsforum").outcome == "refused"


@both
def test_presenters_are_reminded_once_a_day_and_a_letter_is_proposed_for_the_others(world: World, meeting: int):
    reply = world.presses(SECRETARY, world.says(SECRETARY, "underlag"), "Påminn föredragande")
    letter = [
        "Forumet kan inte nå Per Norén, departementet. Text att skicka med e-post:",
        "Hej. Du föredrar Lägesbild på Tjänstepersonsforum tisdag 9 februari. "
        "Skicka gärna ditt underlag, eller säg att det inte blir något.",
    ]
    assert reply.text().splitlines() == ["Cecilia Modig påminns nu.", *letter]
    [wanted] = to(world, CECILIA)
    assert wanted.splitlines() == [
        "Underlag, Tjänstepersonsforum tisdag 9 februari",
        "Mötet är tisdag 9 februari. Ditt underlag saknas till:",
        "– Bredband · Punkt 4",
        "[Lämna underlag] [Behövs inte]",
    ]
    again = world.does(SECRETARY, "materials.chase", meeting=meeting)
    assert again.text().splitlines() == ["De är redan påminda i dag.", *letter]
    assert len(to(world, CECILIA)) == 1
    world.passes(days=1)
    world.does(SECRETARY, "materials.chase", meeting=meeting)
    assert len(to(world, CECILIA)) == 2


def test_a_presenter_hands_in_and_it_stands_on_the_agenda_and_in_the_call(world: World, meeting: int):
    world.does(SECRETARY, "meeting.call", meeting=meeting, sure=True)
    world.does(SECRETARY, "materials.chase", meeting=meeting)
    form = form_in(world.does(CECILIA, "materials.give", item=item(world, "Bredband")))
    assert (form.title, form.intro) == (
        "Underlag till Bredband",
        "Till Tjänstepersonsforum tisdag 9 februari, punkt 4.",
    )
    told = world.does(CECILIA, form.action, **form.values, link="https://exempel.se/bredband.pdf")
    assert told.text() == "Tack. Underlaget till punkt 4, Bredband, står nu på dagordningen.\n[Ångra]"
    assert "transporter Underlag" in world.says(KARIN, "dagordning").text()
    assert "4. Bredband · 11.00. Cecilia Modig, Västra Götalandsregionen Underlag" in in_room(world, OFFICIALS)[0]
    assert to(world, CECILIA)[-1] == "Underlag, Tjänstepersonsforum tisdag 9 februari\nKlart. Tack."
    world.passes(minutes=1)
    assert "Ändrat. nytt underlag: Bredband" in world.says(SECRETARY, "kallelse").text()


def test_a_presenter_says_that_none_are_needed(world: World, meeting: int):
    told = world.does(CECILIA, "materials.none", item=item(world, "Bredband")).text()
    assert told == "Noterat: punkt 4, Bredband, behöver inget underlag.\n[Ångra]"
    assert "Bredband" not in world.says(SECRETARY, "underlag").text()
    world.does(ASTRID, "materials.none", item=item(world, "Lägesbild"))
    assert world.does(SECRETARY, "materials.chase", meeting=meeting).text() == "Inget underlag saknas."


@both
def test_what_was_handed_in_or_said_is_undone(world: World, meeting: int):
    world.does(SECRETARY, "meeting.call", meeting=meeting, sure=True)
    given = {"item": item(world, "Bredband"), "link": "https://exempel.se/fel.pdf"}
    wrong_one = world.does(CECILIA, "materials.give", **given)
    assert world.presses(CECILIA, wrong_one, "Ångra").text() == "Ångrat: punkt 4, Bredband, är som förut."
    missing = "Bredband · Punkt 4, Cecilia Modig, Västra Götalandsregionen: saknas"
    assert missing in world.says(SECRETARY, "underlag").text()
    assert "Cecilia Modig, Västra Götalandsregionen Underlag" not in in_room(world, OFFICIALS)[0]
    none = world.does(CECILIA, "materials.none", item=item(world, "Bredband"))
    world.presses(CECILIA, none, "Ångra")
    assert missing in world.says(SECRETARY, "underlag").text()


def test_materials_that_others_have_changed_since_are_not_undone(world: World, meeting: int):
    given = {"item": item(world, "Bredband"), "link": "https://exempel.se/ett.pdf"}
    mine = world.does(CECILIA, "materials.give", **given)
    world.does(SECRETARY, "materials.give", **given | {"link": "https://exempel.se/två.pdf"})
    told = world.presses(CECILIA, mine, "Ångra").text()
    assert told == "Underlaget är ändrat sedan dess. Inget är ångrat."


@pytest.mark.parametrize("link", ["javascript:alert(1)", "bredband.pdf", ""])
def test_a_link_that_is_none_is_refused(world: World, link: str):
    reply = world.does(CECILIA, "materials.give", item=item(world, "Bredband"), link=link)
    assert list(wrong(reply)) == ["link"]
    assert "4. Bredband · 11.00. Dialog. Cecilia Modig, Västra Götalandsregionen. Digital kommunikation" in (
        world.says(KARIN, "dagordning").text()
    )


def test_others_hand_in_nothing(world: World, meeting: int):
    told = "Bara den som föredrar punkten och kansliet kan göra det här. Fråga kansliet."
    for action, given in (("give", {"link": "https://exempel.se"}), ("none", {})):
        assert world.does(KARIN, f"materials.{action}", item=item(world, "Bredband"), **given).text() == told
    assert world.does(KARIN, "materials.chase", meeting=meeting).outcome == "refused"


def test_nobody_is_reminded_of_materials_at_night(world: World, meeting: int):
    world.goes_to("2027-02-01 20:00")
    reply = world.does(SECRETARY, "materials.chase", meeting=meeting)
    assert reply.text().splitlines()[0] == "Cecilia Modig påminns i morgon kl. 8.00."
    world.presses(SECRETARY, reply, "Ångra")
    world.does(SECRETARY, "materials.chase", meeting=meeting)
    assert to(world, CECILIA) == []
    world.goes_to("2027-02-02 08:00")
    assert len(to(world, CECILIA)) == 1


def test_the_secretariat_says_in_the_item_that_none_are_needed(world: World, meeting: int):
    given = {"title": "Bredband", "kind": "dialogue", "presenters": "Cecilia Modig", "minutes": "60"}
    world.does(SECRETARY, "item.save", meeting=meeting, item=item(world, "Bredband"), no_materials="on", **given)
    assert "Bredband" not in world.says(SECRETARY, "underlag").text()
    assert "5. Matchning på arbetsmarknaden · 12.00." in world.says(KARIN, "dagordning").text()
