"""Answers that the secretariat enters: marked, shown to the one concerned, and never over what they said themselves."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from storage import questions
from storage.bodies import Seat
from tests.conftest import both
from tests.scenes import (
    COLLEAGUE,
    IVAR,
    KARIN,
    MATS,
    NILS,
    OFFICIALS,
    SECRETARY,
    answer,
    ask,
    form_in,
    in_room,
    to,
    wrong,
)
from tests.test_wrong_region import pressed
from tests.world import World

CLOSING = "2027-02-05 12:00"


def county(world: World, organisation: str) -> int:
    number = world.organisation(organisation).county_id
    assert number is not None
    return number


def records(world: World, question: int, organisation: str, choice: int = 1, **values: Any) -> str:
    entered: dict[str, Any] = {"respondent": county(world, organisation), "choice": choice, "how": "phone"} | values
    return world.does(SECRETARY, "question.record", question=question, **entered).text()


def confirms(world: World, who: str, question: int) -> str:
    """[Ja] in the row of what waits."""
    return world.does(who, "question.confirm", question=question).text()


def test_for_whom_is_chosen_and_never_guessed(world: World):
    question = ask(world)
    form = form_in(world.does(SECRETARY, "question.record", question=question, edit=True))
    whom = form.fields[0]
    assert (whom.value, [option.label for option in whom.options][:2]) == ("", ["Välj", "Region Stockholm"])
    refused = world.does(SECRETARY, "question.record", question=question, respondent="", choice=1, how="phone")
    assert wrong(refused) == {"respondent": "Välj en av dem i listan. Inget är ändrat."}
    assert form_in(refused).fields[0].value == ""


@both
def test_an_answer_by_telephone_is_recorded_and_confirmed(world: World):
    question = ask(world)
    told = records(world, question, "region-dalarna", 2, text="Norr först", anchoring="management")
    assert told.splitlines() == [
        "Sparat. Region Dalarna: delvis, förankrat i ledningen, inskrivet av kansliet efter samtal 1 februari.",
        "Karin Lind får veta det.",
        "[Ångra]",
    ]
    assert "1 av 21 regioner har svarat" in in_room(world, OFFICIALS)[0]
    shown = world.looks(NILS, "question.card", question=question).text()
    assert "Besvarad. inskrivet av kansliet efter samtal 1 februari" in shown
    assert to(world, KARIN) == []
    world.goes_to("2027-02-02 08:00")
    [morning] = to(world, KARIN)
    assert morning.splitlines()[:3] == [
        "En sak väntar på dig",
        "– Stänger fredag 5 februari kl. 12.00 · Bör utlysningarna samordnas? · Kansliet har skrivit in ett svar för "
        "Region Dalarna: delvis, förankrat i ledningen, inskrivet av kansliet efter samtal 1 februari. Stämmer det?",
        "[Ja] [Ändra]",
    ]
    assert confirms(world, KARIN, question).startswith("Tack. Region Dalarna: delvis, förankrat i ledningen.")
    [given] = world.read(lambda db: questions.answers(db, question))
    assert (given.choice, given.text, given.recorded, given.by_id) == (2, "Norr först", None, world.person(KARIN).id)
    assert to(world, SECRETARY) == []
    [morning] = to(world, KARIN)
    assert "Inget väntar på dig" in morning


def test_what_is_recorded_shortly_before_closing_comes_at_once(world: World):
    question = ask(world)
    world.goes_to("2027-02-04 14:00")
    before = len(to(world, KARIN))
    records(world, question, "region-dalarna", 2)
    world.goes_to("2027-02-05 09:00")
    records(world, question, "region-kalmar-lan", 2)
    assert "Stämmer det?" in to(world, KARIN)[-1]
    assert len(to(world, KARIN)) == before + 1
    assert to(world, MATS)[-1].splitlines() == [
        "Bör utlysningarna samordnas?",
        "Kansliet har skrivit in ett svar för Region Kalmar län: delvis, inskrivet av kansliet efter samtal "
        "5 februari.",
        "Stämmer det?",
        "[Ja] [Ändra]",
    ]
    assert pressed(world, MATS, "Ja").startswith("Tack. Region Kalmar län: delvis.")
    assert "Besvarad" in to(world, MATS)[-1]


def test_nobody_is_spoken_for_without_knowing_where_it_closes_before_the_morning(world: World):
    question = ask(world)
    records(world, question, "region-dalarna", 2)
    world.does(SECRETARY, "question.close", question=question)
    world.goes_to("2027-02-02 08:00")
    [message] = to(world, KARIN)
    assert "Kansliet har skrivit in ett svar för Region Dalarna: delvis" in message
    assert "[" not in message


def test_the_deputy_is_not_asked_what_the_member_is(world: World):
    question = ask(world)
    records(world, question, "region-dalarna", 2)
    assert "Stämmer det?" in world.looks(KARIN, "home.waiting").text()
    assert "Stämmer det?" not in world.looks(NILS, "home.waiting").text()


def test_ones_own_answer_goes_before_what_was_recorded(world: World):
    question = ask(world)
    records(world, question, "region-dalarna", 2)
    told = answer(world, KARIN, question, 3)
    assert "hade svarat före dig" not in told
    values = {"respondent": county(world, "region-dalarna"), "choice": 1, "how": "phone"}
    refused = world.does(SECRETARY, "question.record", question=question, **values)
    assert wrong(refused) == {
        "respondent": "Region Dalarna har själv svarat. Det svaret gäller, och inget är inskrivet."
    }
    [given] = world.read(lambda db: questions.answers(db, question))
    assert (given.choice, given.recorded) == (3, None)


@both
def test_recorded_at_the_very_moment_of_ones_own_answer_ones_own_stands(world: World):
    question = ask(world)
    values = {"respondent": county(world, "region-dalarna"), "choice": 1, "how": "phone"}
    world.at_once(
        world.asks(SECRETARY, "question.record", question=question, **values),
        world.asks(KARIN, "question.answer", question=question, choice=3),
        world.asks(COLLEAGUE, "question.record", question=question, **values),
    )
    [given] = world.read(lambda db: questions.answers(db, question))
    assert (given.choice, given.recorded) == (3, None)


def test_the_form_offers_those_who_have_not_answered_themselves(world: World):
    question = ask(world, chosen=["county:w", "county:h", "county:n"])
    answer(world, KARIN, question, 2)
    records(world, question, "region-kalmar-lan", 1)
    form = form_in(world.does(SECRETARY, "question.record", question=question, edit=True))
    assert [option.label for option in form.fields[0].options] == ["Välj", "Region Kalmar län", "Region Halland"]
    for who in (MATS, IVAR):
        answer(world, who, question, 1)
    told = world.does(SECRETARY, "question.record", question=question, edit=True).text()
    assert told == "Alla har svarat själva, så det finns inget att skriva in."


def test_what_does_not_fit_comes_back_in_the_form(world: World):
    question, text = ask(world), ask(world, kind="text")
    values = {"respondent": county(world, "region-dalarna"), "how": "mail"}
    assert wrong(world.does(SECRETARY, "question.record", question=question, **values)) == {
        "choice": "Välj ett av dem."
    }
    assert wrong(world.does(SECRETARY, "question.record", question=text, **values)) == {"text": "Fyll i det här."}
    values["respondent"] = 999
    told = wrong(world.does(SECRETARY, "question.record", question=question, choice=1, **values))
    assert told == {"respondent": "Frågan går inte till dem. Välj en i listan."}


def test_several_choices_are_recorded_as_well(world: World):
    question = ask(world, kind="several", choices="norr\nsöder\nöster")
    told = records(world, question, "region-dalarna", 0, picks=["1", "3"])
    assert told.startswith("Sparat. Region Dalarna: norr och öster, inskrivet av kansliet efter samtal 1 februari.")


def test_what_was_recorded_is_undone(world: World):
    question = ask(world)
    values = {"respondent": county(world, "region-dalarna"), "choice": 1, "how": "meeting"}
    reply = world.does(SECRETARY, "question.record", question=question, **values)
    assert world.presses(SECRETARY, reply, "Ångra").text() == "Det som var inskrivet för Region Dalarna är borttaget."
    assert "0 av 21 regioner har svarat" in in_room(world, OFFICIALS)[0]
    assert "Kansliet har skrivit in" not in world.looks(KARIN, "home.waiting").text()
    reply = world.does(SECRETARY, "question.record", question=question, **values)
    answer(world, KARIN, question, 2)
    assert "Karin Lind har svarat för Region Dalarna efter det" in world.presses(SECRETARY, reply, "Ångra").text()


@pytest.mark.parametrize("action", ["question.record", "question.correct"])
def test_only_the_secretariat_enters_answers(world: World, action: str):
    question = ask(world)
    values = {"respondent": county(world, "region-kalmar-lan"), "choice": 1, "how": "phone"}
    for who in (KARIN, MATS):
        assert world.does(who, action, question=question, edit=True).outcome == "refused"
        assert world.does(who, action, question=question, **values).outcome == "refused"
    assert world.read(lambda db: questions.answers(db, question)) == []


def test_what_was_recorded_before_counts_again(world: World):
    question = ask(world)
    records(world, question, "region-dalarna", 1)
    values = {"respondent": county(world, "region-dalarna"), "choice": 3, "how": "meeting"}
    reply = world.does(SECRETARY, "question.record", question=question, **values)
    told = world.presses(SECRETARY, reply, "Ångra").text()
    assert told == "Ångrat. Region Dalarna svarar som förut: ja."


def test_of_what_is_undone_who_was_told_sees_it(world: World):
    question = ask(world, closes="i dag 16:00")
    values = {"respondent": county(world, "region-dalarna"), "choice": 1, "how": "meeting"}
    reply = world.does(SECRETARY, "question.record", question=question, **values)
    assert "Stämmer det?" in to(world, KARIN)[-1]
    world.presses(SECRETARY, reply, "Ångra")
    assert to(world, KARIN)[-1].endswith("Det som var inskrivet för Region Dalarna är borttaget.")


def test_who_has_left_the_seat_is_not_shown_what_is_answered_later(world: World):
    question = ask(world, closes="i dag 16:00")
    records(world, question, "region-dalarna", 1)
    [seat] = [one for one in world.seats(OFFICIALS) if one.person and one.person.key == KARIN]
    other = world.person(MATS).id
    world.write(lambda db: db.execute(update(Seat).where(Seat.id == seat.id).values(person_id=other)))
    world.does(MATS, "question.answer", question=question, respondent=county(world, "region-dalarna"), choice=3)
    assert "ja, inskrivet av kansliet" in to(world, KARIN)[0]
    assert "nej" not in to(world, KARIN)[0]


STEPS = st.lists(
    st.tuples(st.sampled_from(["answers", "records", "withdraws", "confirms"]), st.integers(1, 4)), max_size=6
)


@given(STEPS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_nothing_recorded_stands_over_ones_own_answer(world: World, steps: list[tuple[str, int]]):
    question, region, own = ask(world), "region-dalarna", None
    for step, choice in steps:
        match step:
            case "answers":
                answer(world, KARIN, question, choice)
                own = choice
            case "records":
                records(world, question, region, choice)
            case "confirms":
                if world.does(KARIN, "question.confirm", question=question).outcome == "done":
                    number = county(world, region)
                    standing = world.read(lambda db, number=number: questions.standing(db, question, number))
                    own = standing.choice if standing else None
            case _:
                world.does(KARIN, "question.withdraw", question=question)
                own = None
        there = world.read(lambda db: questions.answers(db, question))
        if own is not None:
            assert [(one.choice, one.recorded) for one in there] == [(own, None)]
        else:
            assert all(one.recorded for one in there)
