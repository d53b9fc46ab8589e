"""Names as they are typed: misspelt, a part of one, too long, with signs that nobody sees."""

import pytest

from tests.scenes import MATS, OFFICIALS, SECRETARY, buttons, to, typed, wrong
from tests.sending_in import sent, steps
from tests.world import World


def test_a_name_that_is_almost_right_is_asked_about(world: World):
    number = sent(world)
    reply = world.does(SECRETARY, "input.forward", input=number, to="Mats Ohlinn", due="12 februari")
    assert reply.text().splitlines() == [
        "Ingen i forumet heter «Mats Ohlinn». Menar du Mats Ohlin?",
        "[Mats Ohlin] [Nej, «Mats Ohlinn» utanför forumet] [Ändra]",
    ]
    assert len(steps(world, number)) == 1
    change = world.presses(SECRETARY, reply, "Ändra")
    assert typed(change) == {"to": "Mats Ohlinn", "due": "2027-02-12"}
    assert world.presses(SECRETARY, reply, "Mats Ohlin").text().startswith("Lämnat till Mats Ohlin, svar senast fredag")
    assert [text.splitlines()[1] for text in to(world, MATS)] == ["Lämnat vidare. Mats Ohlin"]


def test_a_name_outside_the_forum_may_be_like_one_in_it(world: World):
    number = sent(world)
    reply = world.does(SECRETARY, "input.forward", input=number, to="Mats Ohlén, Tillväxtverket", due="12 februari")
    told = world.presses(SECRETARY, reply, "Nej, «Mats Ohlén, Tillväxtverket» utanför forumet").text()
    assert told.startswith("Lämnat till Mats Ohlén, Tillväxtverket, svar senast fredag 12 februari.")
    assert to(world, MATS) == []


@pytest.mark.parametrize(("to_whom", "near"), [("Ohlin", ["Mats Ohlin"]), ("Sara", ["Sara Holmqvist", "Sara Vinka"])])
def test_a_part_of_a_name_is_asked_about_too(world: World, to_whom: str, near: list[str]):
    reply = world.does(SECRETARY, "input.forward", input=sent(world), to=to_whom, due="12 februari")
    assert buttons(reply) == [*near, f"Nej, «{to_whom}» utanför forumet", "Ändra"]


@pytest.mark.parametrize(
    ("action", "field"),
    [("action.log", "who"), ("action.log", "body"), ("question.ask", "body"), ("item.save", "priority")],
)
def test_a_name_is_one_line_of_a_title_at_most(world: World, action: str, field: str):
    meeting = world.meeting("tjanstepersonsforum-next").id
    given = {"text": "Ring Bo", "title": "Bredband", "closes": "fredag", "meeting": meeting, field: "x" * 151}
    reply = world.does(SECRETARY, action, **given)
    assert wrong(reply) == {field: "Högst 150 tecken får plats. Din text har 151."}


def test_a_name_is_read_without_its_invisible_characters(world: World):
    reply = world.does(SECRETARY, "action.log", text="Ring Bo", who="Karin\u202e\n Lind", body=f"{OFFICIALS}\u200b")
    assert "Ring Bo (Karin Lind" in reply.text()
