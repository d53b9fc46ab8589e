"""Closing and moving the closing taken back at once: no false result stands, and late answers are possible again."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import questions
from tests.conftest import both
from tests.scenes import COLLEAGUE, KARIN, MATS, OFFICIALS, SECRETARY, answer, ask, in_room, to
from tests.test_anonymous import officials
from tests.world import World

CLOSING = "2027-02-05 12:00"


def results(world: World) -> list[str]:
    """The messages in the officials' room besides the question's card."""
    return [text for text in in_room(world, OFFICIALS) if "utlysningarna" in text][1:]


@both
def test_closed_too_early_it_is_opened_again_and_has_one_result(world: World):
    question = ask(world)
    answer(world, KARIN, question, 1)
    closed = world.does(SECRETARY, "question.close", question=question)
    assert "1 av 21 regioner svarade" in results(world)[0]

    told = world.presses(SECRETARY, closed, "Ångra").text()
    assert told == (
        "Frågan är öppen igen till fredag 5 februari kl. 12.00. Där resultatet har visats står det nu så.\n"
        "Frågan: Bör utlysningarna samordnas?"
    )
    early = [
        "Bör utlysningarna samordnas?",
        "Öppnad igen",
        "Frågan stängdes för tidigt. Resultatet kommer fredag 5 februari kl. 12.00.",
    ]
    assert [text.splitlines() for text in results(world)] == [early]
    assert [text.splitlines() for text in to(world, COLLEAGUE)] == [early]
    assert "Stänger fredag 5 februari kl. 12.00." in in_room(world, OFFICIALS)[0]
    assert "Region Kalmar län: nej" in answer(world, MATS, question, 3)

    world.goes_to(CLOSING)
    opened, result = results(world)
    assert opened.endswith("Frågan stängdes för tidigt och öppnades igen. Resultatet kom fredag 5 februari kl. 12.00.")
    assert "1 ja, 0 delvis, 1 nej, 0 avstår" in result
    assert "2 av 21 regioner svarade" in to(world, COLLEAGUE)[-1]


def test_a_result_that_is_not_out_yet_does_not_come(world: World):
    question = ask(world)
    world.does(KARIN, "question.answer", question=question, choice=1)
    [closed] = world.at_once(world.asks(SECRETARY, "question.close", question=question))
    assert closed.card
    *_, buttons = closed.card.parts
    assert buttons.part == "buttons"
    world.does(SECRETARY, "undo.do", **buttons.buttons[0].values)
    assert (results(world), to(world, COLLEAGUE)) == ([], [])
    world.goes_to(CLOSING)
    assert len(results(world)) == 1


def test_the_missing_are_reminded_of_a_question_that_is_open_again(world: World):
    question = ask(world)
    world.presses(SECRETARY, world.does(SECRETARY, "question.close", question=question), "Ångra")
    world.goes_to("2027-02-02 08:00")
    assert "Bör utlysningarna samordnas?" in to(world, MATS)[-1]


def test_closed_twice_the_last_result_stands(world: World):
    question = ask(world)
    answer(world, KARIN, question, 1)
    world.presses(SECRETARY, world.does(SECRETARY, "question.close", question=question), "Ångra")
    world.passes(minutes=2)
    world.does(SECRETARY, "question.close", question=question)
    assert [("1 av 21 regioner svarade" in text) for text in results(world)] == [False, True]
    world.goes_to("2027-02-05 17:00")
    assert len(results(world)) == 2


def test_a_closing_time_goes_back_to_what_it_was(world: World):
    question = ask(world)
    moved = world.does(SECRETARY, "question.reschedule", question=question, closes="måndag 8 februari kl. 16")
    told = world.presses(SECRETARY, moved, "Ångra").text()
    assert (
        told == "Ångrat. Frågan stänger fredag 5 februari kl. 12.00, som förut.\nFrågan: Bör utlysningarna samordnas?"
    )
    world.goes_to("2027-02-08 17:00")
    assert len(results(world)) == 1
    assert "fredag 5 februari kl. 12.00" in results(world)[0]


def test_not_if_it_was_changed_since_or_would_be_closed_by_now(world: World):
    question = ask(world)
    moved = world.does(SECRETARY, "question.reschedule", question=question, closes="måndag 8 februari kl. 16")
    world.does(COLLEAGUE, "question.reschedule", question=question, closes="tisdag 9 februari kl. 16")
    assert world.presses(SECRETARY, moved, "Ångra").text() == "Det är ändrat sedan dess. Inget är ångrat."
    soon = ask(world, closes="i dag 9:05")
    moved = world.does(SECRETARY, "question.reschedule", question=soon, closes="i dag 16:00")
    world.passes(minutes=6)
    told = world.presses(SECRETARY, moved, "Ångra").text()
    assert told == "Då skulle den redan ha stängt, i dag kl. 9.05. Inget är ångrat."


def test_not_once_the_result_was_corrected_but_when_that_is_undone(world: World):
    question, dalarna = ask(world), world.organisation("region-dalarna").county_id
    answer(world, KARIN, question, 1)
    closed = world.does(SECRETARY, "question.close", question=question)
    corrected = world.does(SECRETARY, "question.correct", question=question, respondent=dalarna, choice=3, how="phone")
    told = world.presses(SECRETARY, closed, "Ångra").text()
    assert told == "Sedan frågan stängde har ett svar rättats eller motiveringarna visats. Inget är ångrat."
    world.presses(SECRETARY, corrected, "Ångra")
    assert world.presses(SECRETARY, closed, "Ångra").text().startswith("Frågan är öppen igen")


def test_an_anonymous_result_that_was_shown_is_not_opened_again(world: World):
    """Of who answers after that, the difference would tell how."""
    few, many = (ask(world, anonymous=True, respondent="person") for _ in range(2))
    for who in officials(world)[:5]:
        world.does(who, "question.answer_anonymously", question=many, choice=1)
    assert "Ångra" not in world.does(SECRETARY, "question.close", question=many).text()
    closed = world.does(SECRETARY, "question.close", question=few)
    assert world.presses(SECRETARY, closed, "Ångra").text().startswith("Frågan är öppen igen")


def test_taken_back_before_it_goes_out_it_goes_out_after_all(world: World):
    question = ask(world, opens="tisdag 2 februari kl. 9", closes="fredag 12:00")
    stopped = world.does(SECRETARY, "question.close", question=question)
    assert stopped.text().startswith("Frågan är återtagen innan någon har sett den.")
    told = world.presses(SECRETARY, stopped, "Ångra").text()
    assert (
        told
        == "Ångrat. Frågan står kvar och stänger fredag 5 februari kl. 12.00.\nFrågan: Bör utlysningarna samordnas?"
    )
    world.goes_to("2027-02-02 09:00")
    assert "Bör utlysningarna samordnas?" in in_room(world, OFFICIALS)[-1]
    assert "Region Dalarna: ja" in answer(world, KARIN, question, 1)
    world.goes_to(CLOSING)
    assert len(results(world)) == 1


def test_what_waits_for_the_morning_survives_another_closing_time(world: World):
    """Only what hangs on the closing is planned anew."""
    question, dalarna = ask(world), world.organisation("region-dalarna").county_id
    values = {"respondent": dalarna, "choice": 1, "how": "phone"}
    world.does(SECRETARY, "question.record", question=question, **values)
    world.does(SECRETARY, "question.reschedule", question=question, closes="måndag 8 februari kl. 16")
    world.goes_to("2027-02-02 08:00")
    assert "Kansliet har skrivit in ett svar för Region Dalarna" in to(world, KARIN)[-1]


def test_shown_reasons_are_taken_back_and_shown_again(world: World):
    question = ask(world)
    answer(world, KARIN, question, 1)
    world.does(KARIN, "question.reason", question=question, text="Norr först")
    world.does(SECRETARY, "question.close", question=question)
    shown = world.does(SECRETARY, "question.publish", question=question)
    assert "Norr först" in in_room(world, OFFICIALS)[-1]
    told = world.presses(SECRETARY, shown, "Ångra").text()
    assert told == "Motiveringarna visas inte längre. Några kan redan ha läst dem."
    assert in_room(world, OFFICIALS)[-1] == "Bör utlysningarna samordnas?\nMotiveringarna visas inte längre."
    world.does(COLLEAGUE, "question.publish", question=question)
    about = [text for text in in_room(world, OFFICIALS) if "utlysningarna" in text]
    assert (len(about), "Norr först" in about[-1]) == (3, True)


STEPS = st.lists(st.sampled_from(["close", "later", "undo", "wait"]), max_size=7)


@given(STEPS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_closed_and_undone_one_result_stands_in_the_end(world: World, steps: list[str]):
    world.passes(minutes=11)  # what was done in the last example is no longer undone
    near, far = (f"{world.time + timedelta(days=days):%Y-%m-%d} 12:00" for days in (2, 4))
    before, question = len(in_room(world, OFFICIALS)), ask(world, closes=near)
    for step in steps:
        match step:
            case "close":
                world.does(SECRETARY, "question.close", question=question)
            case "later":
                world.does(SECRETARY, "question.reschedule", question=question, closes=far)
            case "undo":
                world.undoes(SECRETARY)
            case _:
                world.passes(seconds=70)
    found = world.read(lambda db: questions.get(db, question))
    assert found
    if not found.taken_back:
        world.goes_to(max(found.closes_at, world.time))
        about = in_room(world, OFFICIALS)[before + 1 :]
        assert sum("regioner svarade" in text for text in about) == 1
