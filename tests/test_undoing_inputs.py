"""Taking back what was just done with an input: it is what it was before, its history says so, who was told hears."""

from typing import Any

import pytest

from tests.conftest import both
from tests.scenes import KARIN, MATS, POLITICIANS, SAMIR, SECRETARY, in_room, to
from tests.sending_in import AMINA, LATER, POSTS, handed_on, sent, shown, steps, stored
from tests.world import World

SINCE = "Något har hänt med det sedan dess. Inget är ångrat."


def place(world: World, number: int, meeting: str = "politikerforum-next"):
    return world.does(SECRETARY, "input.place", input=number, at=f"meeting:{world.meeting(meeting).id}")


@both
def test_a_meeting_that_was_chosen_by_mistake(world: World):
    number = sent(world)
    world.does(SECRETARY, "meeting.show", meeting=world.meeting("politikerforum-next").id)
    world.passes(minutes=1)
    placed = place(world, number)
    assert placed.text() == "Frågan tas upp på Politikerforum 23 februari.\n[Ångra]"
    assert POSTS in in_room(world, POLITICIANS)[0]
    assert world.presses(SECRETARY, placed, "Ångra").text() == f"Ångrat: {POSTS}\nDet ligger hos kansliet."
    assert POSTS not in in_room(world, POLITICIANS)[0]
    assert shown(world, AMINA, number)[3:5] == [
        "1 feb: mottaget. 1 feb: ska tas upp på Politikerforum. 1 feb: det ångrades. Svar saknas.",
        "Det ligger hos kansliet.",
    ]
    world.goes_to("2027-02-02 08:00")
    assert to(world, AMINA) == []


def test_one_after_the_other_the_last_first(world: World):
    number = sent(world)
    first, second = place(world, number), place(world, number, "politikerforum-later")
    assert world.presses(SECRETARY, first, "Ångra").text() == SINCE
    assert "23 februari" in world.presses(SECRETARY, second, "Ångra").text()
    assert world.presses(SECRETARY, first, "Ångra").outcome == "done"
    assert [one.meeting_id for one in stored(world)] == [None]


def test_what_the_sender_has_read_of_by_then_is_told_once_more(world: World):
    number = sent(world)
    world.goes_to("2027-02-02 07:55")
    placed = place(world, number)
    world.passes(minutes=5)
    assert "2 feb: ska tas upp på Politikerforum" in to(world, AMINA)[0]
    world.presses(SECRETARY, placed, "Ångra")
    world.goes_to("2027-02-03 08:00")
    assert f"Mottaget · {POSTS} · 1 feb: mottaget" in to(world, AMINA)[-1]


def test_the_owner_before_is_the_owner_again(world: World):
    number = handed_on(world)
    again = world.does(SECRETARY, "input.forward", input=number, to="Samir Haddad", due="19 februari")
    told = world.presses(SECRETARY, again, "Ångra").text()
    assert told == f"Ångrat: {POSTS}\nSvaret väntas senast 12 februari."
    assert to(world, SAMIR) == [f"{POSTS}\nKansliet har tagit tillbaka det här."]
    assert "[Svara] [Fel person]" in to(world, MATS)[0]


def test_asking_again_by_mistake(world: World):
    number = handed_on(world)
    world.goes_to(LATER)
    again = world.does(SECRETARY, "input.ask_again", input=number, due="26 februari", text="Hur går det?")
    assert world.presses(SECRETARY, again, "Ångra").outcome == "done"
    told = "Kansliet har tagit tillbaka det här. Det som kansliet bad dig om tidigare gäller fortfarande."
    assert to(world, MATS)[-1] == f"{POSTS}\n{told}"
    assert "Kansliet ber dig svara senast fredag 12 februari." in to(world, MATS)[0]
    assert shown(world, AMINA, number)[1] == "Försenat. Mats Ohlin"


def test_what_is_asked_at_night_and_taken_back_comes_never(world: World):
    world.goes_to("2027-02-01 22:00")
    number = sent(world)
    reply = world.does(SECRETARY, "input.forward", input=number, to="Mats Ohlin", due="12 februari")
    world.presses(SECRETARY, reply, "Ångra")
    world.goes_to("2027-02-03 12:00")
    assert to(world, MATS) == []


@both
def test_the_right_person_after_all(world: World):
    number = handed_on(world)
    reply = world.does(MATS, "input.return", input=number)
    assert world.presses(MATS, reply, "Ångra").text() == f"Ångrat: {POSTS}\nSvaret väntas senast 12 februari."
    assert "[Svara] [Fel person]" in to(world, MATS)[0]
    assert world.does(MATS, "input.answer", input=number, text="Ja.").outcome == "done"


def test_what_was_sent_back_and_handed_to_another_stays_there(world: World):
    number = handed_on(world)
    reply = world.does(MATS, "input.return", input=number)
    world.does(SECRETARY, "input.forward", input=number, to="Samir Haddad", due="19 februari")
    assert world.presses(MATS, reply, "Ångra").text() == SINCE


def test_what_was_added_by_mistake_is_taken_out_where_it_was_read(world: World):
    number = handed_on(world)
    reply = world.does(AMINA, "input.add", input=number, text="Även vid E18.")
    world.presses(AMINA, reply, "Ångra")
    assert to(world, SECRETARY)[-1].splitlines() == [
        f"Tillagt: {POSTS}", "Amina Warsame har tagit tillbaka tillägget.", "[Visa]",
    ]  # fmt: skip
    assert "Även vid E18." not in "".join([*to(world, MATS), *shown(world, SECRETARY, number)])


@both
def test_what_was_entered_for_the_wrong_one_is_taken_back(world: World):
    given = {"came": "phone", "title": POSTS, "text": "Stolpar saknas."}
    reply = world.does(SECRETARY, "input.enter", who="Karin Lind", **given)
    world.presses(SECRETARY, reply, "Ångra")
    assert stored(world) == []
    assert "Kansliet har tagit tillbaka det här." in to(world, KARIN)[0]
    assert "[Ja]" not in to(world, KARIN)[0]
    reply = world.does(SECRETARY, "input.enter", who="Amina Warsame", **given)
    world.does(AMINA, "input.confirm", input=stored(world)[0].id)
    assert world.presses(SECRETARY, reply, "Ångra").text() == SINCE


@pytest.mark.parametrize(("does", "values"), [("confirm", {}), ("change", {"title": "Stolpar", "text": "Få."})])
def test_what_one_said_of_what_was_entered(world: World, does: str, values: dict[str, Any]):
    world.does(SECRETARY, "input.enter", who="Amina Warsame", came="phone", title=POSTS, text="Stolpar saknas.")
    number = stored(world)[0].id
    reply = world.does(AMINA, f"input.{does}", input=number, **values)
    assert world.presses(AMINA, reply, "Ångra").outcome == "done"
    [asked] = to(world, AMINA)
    assert asked.splitlines()[0] == POSTS
    assert asked.endswith("Stolpar saknas.\n[Ja] [Ändra]")
    assert steps(world, number)[-1].what == "undone"


def test_what_was_sent_is_not_taken_back_when_the_secretariat_has_placed_it(world: World):
    reply = world.says(AMINA, f'inspel "{POSTS}" Text')
    place(world, stored(world)[0].id)
    assert world.presses(AMINA, reply, "Ångra").text() == SINCE


def test_a_new_answer_after_one_was_taken_back_is_a_message_of_its_own(world: World):
    number = handed_on(world)
    first = world.does(MATS, "input.answer", input=number, text="Ja.")
    second = world.does(MATS, "input.answer", input=number, text="Ja, i vår.")
    world.presses(MATS, second, "Ångra")
    world.does(MATS, "input.answer", input=number, text="Ja, i höst.")
    assert [text.splitlines()[2] for text in to(world, AMINA)] == ["Ja, i höst."]
    assert world.presses(MATS, first, "Ångra").text() == SINCE
