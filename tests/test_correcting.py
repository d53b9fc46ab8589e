"""Corrections after closing: the result says so. Taken back at once it is what it was, and who had heard is told."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.call import Reply
from storage import questions
from tests.conftest import both
from tests.scenes import COLLEAGUE, KARIN, MATS, OFFICIALS, SECRETARY, answer, ask, buttons, in_room, to, wrong
from tests.test_recording import CLOSING, county, records
from tests.world import World


def corrected(world: World, question: int, organisation: str = "region-dalarna", **values: Any) -> Reply:
    entered: dict[str, Any] = {"respondent": county(world, organisation), "choice": 3, "how": "mail"} | values
    return world.does(SECRETARY, "question.correct", question=question, **entered)


def result(world: World) -> str:
    [shown] = [text for text in in_room(world, OFFICIALS) if "Resultat" in text]
    return shown


def closed(world: World) -> int:
    """Karin has answered yes, nobody else has; it is closed."""
    question = ask(world)
    answer(world, KARIN, question, 1)
    world.does(KARIN, "question.anchor", question=question, anchoring="political")
    world.goes_to(CLOSING)
    return question


def test_after_closing_an_answer_is_corrected_and_the_result_says_so(world: World):
    question = ask(world)
    answer(world, KARIN, question, 1)
    answer(world, MATS, question, 1)
    assert corrected(world, question).text().startswith("Frågan är öppen")
    world.goes_to(CLOSING)
    assert records(world, question, "region-gotland").startswith("Frågan är stängd, så inget är inskrivet.")
    assert "Rätta ett svar" in to(world, COLLEAGUE)[-1]
    world.goes_to("2027-02-08 09:00")
    told = corrected(world, question).text()
    assert told.splitlines()[0] == "Rättat. Region Dalarna: nej. Det står i resultatet."
    counted = "1 ja, 0 delvis, 1 nej, 0 avstår"
    assert result(world).splitlines()[2:] == ["2 av 21 regioner svarade", counted, "Rättat 8 februari."]
    assert "1 ja, 0 delvis, 1 nej" in [text for text in to(world, COLLEAGUE) if "Stängd" in text][-1]
    assert "Kansliet har rättat svaret för Region Dalarna: nej." in to(world, KARIN)[-1]
    assert not buttons(world.messages(f"person:{world.person(KARIN).id}")[-1].card)


def test_after_closing_an_answer_for_the_wrong_region_is_taken_away(world: World):
    question = ask(world)
    answer(world, KARIN, question, 1)
    world.goes_to(CLOSING)
    told = corrected(world, question, which="none").text()
    assert told.startswith("Rättat. Region Dalarna: inget svar.")
    assert "0 av 21 regioner svarade" in in_room(world, OFFICIALS)[1]
    assert wrong(corrected(world, question, which="none")) == {
        "respondent": "Det finns inget svar att ta bort. Inget är ändrat."
    }


def test_a_correction_of_the_anchoring_keeps_the_reasons(world: World):
    question = ask(world)
    answer(world, KARIN, question, 1)
    world.does(KARIN, "question.reason", question=question, text="Därför")
    world.goes_to(CLOSING)
    corrected(world, question, choice=1, anchoring="political")
    [given] = world.read(lambda db: questions.answers(db, question))
    assert (given.choice, given.text, given.anchoring) == (1, "Därför", "political")


def test_what_is_corrected_in_the_evening_is_told_in_the_morning(world: World):
    question = ask(world)
    answer(world, KARIN, question, 1)
    world.goes_to("2027-02-08 21:00")
    before = len(to(world, KARIN))
    corrected(world, question)
    assert len(to(world, KARIN)) == before
    world.goes_to("2027-02-09 08:00")
    assert "Kansliet har rättat svaret för Region Dalarna: nej." in "".join(to(world, KARIN)[before:])


@both
def test_a_correction_is_undone_and_the_result_is_what_it_was(world: World):
    question = closed(world)
    before, there = result(world), world.read(lambda db: questions.answers(db, question))
    reply = corrected(world, question)
    assert "Rättat 5 februari." in result(world)
    told = world.presses(SECRETARY, reply, "Ångra").text()
    assert told == "Ångrat. Region Dalarna svarar som förut: ja, politiskt förankrat."
    assert result(world) == before
    again = world.read(lambda db: questions.answers(db, question))
    assert [(one.by_id, one.at, one.choice) for one in again] == [(one.by_id, one.at, one.choice) for one in there]
    assert [text.splitlines()[1] for text in to(world, KARIN)[-2:]] == [
        "Kansliet har rättat svaret för Region Dalarna: nej. Skriv till kansliet om det inte stämmer.",
        "Kansliet har tagit tillbaka sin rättning. Svaret för Region Dalarna är som förut: ja, politiskt förankrat.",
    ]


def test_an_answer_that_was_entered_for_one_who_had_none_is_gone(world: World):
    question = closed(world)
    reply = corrected(world, question, "region-kalmar-lan")
    assert world.presses(SECRETARY, reply, "Ångra").text() == "Ångrat. Region Kalmar län har inget svar, som förut."
    assert "1 av 21 regioner svarade" in result(world)
    assert "är som förut: inget svar." in to(world, MATS)[-1]


def test_of_what_is_undone_before_the_morning_nobody_hears(world: World):
    question = closed(world)
    world.goes_to("2027-02-08 21:00")
    before = len(to(world, KARIN))
    world.presses(SECRETARY, corrected(world, question), "Ångra")
    world.goes_to("2027-02-09 08:00")
    assert not any("rätt" in text for text in to(world, KARIN)[before:])


def test_corrected_twice_before_the_morning_only_what_is_right_is_told(world: World):
    question = closed(world)
    world.goes_to("2027-02-08 21:00")
    corrected(world, question)
    corrected(world, question, choice=2)
    world.goes_to("2027-02-09 08:00")
    told = [text for text in to(world, KARIN) if "rättat" in text]
    assert [("delvis" in text) for text in told] == [True]


def test_not_behind_a_later_correction(world: World):
    question = closed(world)
    reply = corrected(world, question)
    values = {"respondent": county(world, "region-dalarna"), "choice": 2, "how": "mail"}
    world.does(COLLEAGUE, "question.correct", question=question, **values)
    assert world.presses(SECRETARY, reply, "Ångra").outcome == "refused"
    assert "0 ja, 1 delvis, 0 nej" in result(world)


def test_shown_reasons_follow_what_is_corrected_and_undone(world: World):
    question = ask(world)
    answer(world, KARIN, question, 1)
    world.does(KARIN, "question.reason", question=question, text="Norr först")
    world.goes_to(CLOSING)
    world.does(SECRETARY, "question.publish", question=question)
    before = in_room(world, OFFICIALS)
    reply = corrected(world, question, which="none")
    assert "Norr först" not in "".join(in_room(world, OFFICIALS))
    world.presses(SECRETARY, reply, "Ångra")
    assert in_room(world, OFFICIALS) == before


STEPS = st.lists(st.tuples(st.sampled_from(["region-dalarna", "region-kalmar-lan"]), st.integers(0, 4)), max_size=4)


@given(STEPS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undone_one_after_the_other_nothing_is_corrected(world: World, steps: list[tuple[str, int]]):
    question = ask(world, closes="i dag 16:00")
    answer(world, KARIN, question, 1)
    world.does(SECRETARY, "question.close", question=question)
    before, done = in_room(world, OFFICIALS), 0
    for region, choice in steps:
        values = {"choice": choice} if choice else {"which": "none"}
        done += corrected(world, question, region, **values).outcome == "done"
    assert ("Rättat" in in_room(world, OFFICIALS)[-1]) == bool(done)
    for _ in range(done):
        assert world.undoes(SECRETARY).outcome == "done"
    assert in_room(world, OFFICIALS) == before
