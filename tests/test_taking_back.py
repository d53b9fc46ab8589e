"""A question that was just sent is taken back: who has not seen it never will, elsewhere it says so."""

from typing import Any

from storage import questions
from tests.conftest import both
from tests.scenes import KARIN, MATS, OFFICIALS, SECRETARY, answer, buttons, in_room, to
from tests.world import World

GIVEN: dict[str, Any] = {"text": "Bör vi?", "closes": "fredag 12:00", "body": OFFICIALS, "sure": True}


def number(world: World) -> int:
    return world.read(lambda db: questions.recent(db, 1)[0].id)


@both
def test_the_card_says_that_the_question_was_taken_back_and_takes_no_answers(world: World):
    sent = world.does(SECRETARY, "question.ask", **GIVEN)
    assert buttons(sent) == ["Ångra"]
    answer(world, KARIN, number(world), 1)
    told = world.presses(SECRETARY, sent, "Ångra").text()
    assert told.splitlines() == [
        "Frågan är återtagen.",
        "Där den har synts står det nu så. Svar som har kommit sparas men visas inte.",
    ]
    [message] = in_room(world, OFFICIALS)
    assert message.splitlines() == [
        "Bör vi?",
        "Återtagen av kansliet",
        "Frågan ska inte besvaras. Svar som har kommit visas inte.",
    ]
    assert answer(world, MATS, number(world), 1) == "Kansliet har tagit tillbaka frågan, så inget är sparat."
    question = number(world)
    assert len(world.read(lambda db: questions.answers(db, question))) == 1


def test_nothing_more_comes_of_it(world: World):
    world.presses(SECRETARY, world.does(SECRETARY, "question.ask", **GIVEN), "Ångra")
    assert world.looks(KARIN, "home.waiting").title == "Inget väntar på dig"
    assert "Bör vi?" not in world.looks(SECRETARY, "home.todo").text()
    world.goes_to("2027-02-05 13:00")
    assert len(in_room(world, OFFICIALS)) == 1
    assert not any("Bör vi?" in text for who in (KARIN, MATS, SECRETARY) for text in to(world, who))


def test_those_who_have_not_seen_it_never_will(world: World):
    world.does(SECRETARY, "question.ask", **GIVEN, opens="onsdag 10:00")
    told = world.undoes(SECRETARY).text()
    assert told == "Frågan är återtagen innan någon har sett den."
    world.goes_to("2027-02-05 13:00")
    assert in_room(world, OFFICIALS) == []


def test_who_was_asked_personally_reads_it_too(world: World):
    sent = world.does(SECRETARY, "question.ask", **GIVEN, chosen=["county:w"])
    assert "Svar saknas" in world.looks(KARIN, "question.card", question=number(world)).text()
    world.presses(SECRETARY, sent, "Ångra")
    [message] = to(world, KARIN)
    assert "Återtagen" in message


def test_after_ten_minutes_it_is_closed_instead(world: World):
    sent = world.does(SECRETARY, "question.ask", **GIVEN)
    world.passes(minutes=11)
    told = world.presses(SECRETARY, sent, "Ångra").text()
    assert told == "Det är mer än tio minuter sedan, så det går inte längre att ångra. Ändra det i stället."
    assert "Svar saknas" in world.looks(KARIN, "question.card", question=number(world)).text()


def test_nobody_else_takes_it_back(world: World):
    sent = world.does(SECRETARY, "question.ask", **GIVEN)
    assert world.presses(KARIN, sent, "Ångra").outcome == "refused"
    assert world.says(KARIN, "ångra").outcome == "refused"


def test_what_was_taken_back_leaves_the_agenda(world: World):
    item = world.meeting("tjanstepersonsforum-next").items[3].id
    sent = world.does(SECRETARY, "question.ask", **GIVEN, item=item)
    assert "Fråga: Bör vi?" in world.says(KARIN, "dagordning tjänstepersonsforum").text()
    world.presses(SECRETARY, sent, "Ångra")
    assert "Bör vi?" not in world.says(KARIN, "dagordning tjänstepersonsforum").text()


def test_nothing_can_be_done_with_it_any_more(world: World):
    world.presses(SECRETARY, world.does(SECRETARY, "question.ask", **GIVEN), "Ångra")
    for action in ("question.close", "question.reschedule", "question.remind"):
        told = world.does(SECRETARY, action, question=number(world), closes="måndag").text()
        assert told == "Kansliet har tagit tillbaka frågan, så inget är sparat."
