"""Answering: changed as often as one likes, taken back, given twice for one region; every answer is kept."""

from datetime import timedelta

import pytest

from storage import absences, audit, questions
from storage.absences import Absence
from storage.questions import Answer
from tests.conftest import both
from tests.scenes import (
    IVAR,
    KARIN,
    MATS,
    NILS,
    OFFICIALS,
    SECRETARY,
    answer,
    ask,
    buttons,
    form_in,
    in_room,
    to,
    typed,
    wrong,
)
from tests.world import World


def history(world: World, question: int, respondent: str) -> list[Answer]:
    """Every answer given for a county, by its key."""
    county = world.organisation(respondent).county_id
    assert county is not None
    return list(world.read(lambda db: questions.history(db, question, county)))


def test_an_answer_is_confirmed_for_whom_it_counts_and_until_when_it_can_be_changed(world: World):
    reply = world.does(KARIN, "question.answer", question=ask(world), choice=2)
    assert reply.text().splitlines() == [
        "Tack. Region Dalarna: delvis.",
        "Hur förankrat är svaret?",
        "[Min bedömning] [Ledningen] [Politiskt] [Skriv varför]",
        "Du kan ändra fram till fredag 5 februari kl. 12.00.",
        "[Ändra] [Fel region]",
        "[Ångra]",
    ]


def test_one_sees_how_one_has_answered(world: World):
    question = ask(world)
    answer(world, KARIN, question, 2)
    shown = world.looks(KARIN, "question.card", question=question).text()
    assert "Besvarad. Karin Lind, måndag 1 februari kl. 9.00" in shown
    assert "Region Dalarna svarar: delvis" in shown
    assert (
        "Svar saknas. Du svarar för Region Kalmar län" in world.looks(MATS, "question.card", question=question).text()
    )


@both
def test_an_answer_is_changed_and_both_are_kept(world: World):
    question = ask(world)
    reply = world.does(KARIN, "question.answer", question=question, choice=2)
    again = world.presses(KARIN, reply, "Ändra")
    assert "Ändra. Region Dalarna\n[Ja] [Delvis] [Nej] [Vi avstår]" in again.text()
    assert "Region Dalarna: nej" in answer(world, KARIN, question, 3)
    kept = history(world, question, "region-dalarna")
    assert [given.choice for given in kept] == [2, 3]
    assert "1 av 21 regioner har svarat" in in_room(world, OFFICIALS)[0]
    assert len(world.read(lambda db: audit.of(db, f"question:{question}"))) == 3


def test_the_choice_that_stands_is_marked(world: World):
    question = ask(world)
    answer(world, KARIN, question, 2)
    shown = world.does(KARIN, "question.change", question=question).card
    assert shown is not None
    [choice] = [part for part in shown.parts if part.part == "choice"]
    assert [option.label for option in choice.options if option.chosen] == ["Delvis"]


def test_an_answer_in_words_is_changed_in_the_form_where_it_stands(world: World):
    question = ask(world, kind="text")
    opened = world.does(KARIN, "question.tell", question=question)
    assert opened.outcome == "done"
    assert wrong(opened) == {}
    assert form_in(opened).intro == (
        "Ett svar för varje region. När frågan stänger visas svaret för alla, under namnet Region Dalarna."
    )
    world.does(KARIN, "question.tell", question=question, text="Vi vill börja i norr.")
    assert typed(world.does(KARIN, "question.change", question=question)) == {"text": "Vi vill börja i norr."}


def test_choices_of_ones_own_and_words_stand_as_they_were_written(world: World):
    choices = ask(world, kind="choice", choices="EU:s fonder\nNorr")
    assert "Region Dalarna: EU:s fonder." in answer(world, KARIN, choices, 1)
    reply = world.does(KARIN, "question.tell", question=ask(world, kind="text"), text="EU, tack.")
    assert reply.text().startswith("Tack. Region Dalarna: EU, tack.\n")


def test_a_question_with_choices_is_not_answered_in_words_nor_the_other_way(world: World):
    choices, text = ask(world), ask(world, kind="text")
    told = world.does(KARIN, "question.tell", question=choices, text="Ja, gärna").text()
    assert told.splitlines()[0] == "Den här frågan besvaras med ett av alternativen på kortet."
    assert answer(world, KARIN, text, 1) == "Det är inget av alternativen. Välj ett av dem på kortet."
    assert answer(world, KARIN, choices, 5) == "Det är inget av alternativen. Välj ett av dem på kortet."


def test_an_answer_of_ones_own_is_taken_back_without_telling_anybody(world: World):
    question = ask(world, respondent="person")
    reply = world.does(KARIN, "question.answer", question=question, choice=1)
    assert buttons(reply)[-3:] == ["Ändra", "Ta tillbaka", "Ångra"]
    told = world.presses(KARIN, reply, "Ta tillbaka").text()
    assert told == "Ditt svar är borttaget. Du kan svara igen tills frågan stänger."
    assert to(world, SECRETARY) == []


@both
def test_two_answer_for_one_region_the_later_counts_both_are_kept_and_both_told(world: World):
    question = ask(world)
    answer(world, KARIN, question, 2)
    told = answer(world, NILS, question, 1)
    assert "Karin Lind hade svarat före dig. Nu gäller ditt svar, båda finns kvar." in told
    [message] = to(world, KARIN)
    assert (
        "Nils Berg har svarat för Region Dalarna efter dig: ja. Det senare svaret gäller, båda finns kvar." in message
    )
    assert [given.choice for given in history(world, question, "region-dalarna")] == [2, 1]
    assert "1 av 21 regioner har svarat" in in_room(world, OFFICIALS)[0]


@both
def test_two_answer_for_one_region_at_the_very_same_time(world: World):
    question = ask(world)
    asks = [world.asks(who, "question.answer", question=question, choice=n) for n, who in enumerate((KARIN, NILS), 1)]
    replies = world.at_once(*asks)
    world.delivers()
    assert [reply.outcome for reply in replies] == ["done", "done"]
    assert sum("hade svarat före dig" in reply.text() for reply in replies) == 1
    assert len(to(world, KARIN)) + len(to(world, NILS)) == 1
    assert len(history(world, question, "region-dalarna")) == 2


@both
def test_the_same_press_sent_twice_is_one_answer(world: World):
    question = ask(world)
    first = world.does(KARIN, "question.answer", event="twice", question=question, choice=2)
    second = world.does(KARIN, "question.answer", event="twice", question=question, choice=2)
    assert first == second
    assert len(history(world, question, "region-dalarna")) == 1


def test_the_deputy_of_one_who_is_away_sees_that_it_is_answered(world: World):
    since, karin = world.time.date(), world.person(KARIN).id
    away = Absence(person_id=karin, since=since, until=since + timedelta(days=9), at=world.time)
    world.write(lambda db: absences.add(db, away))
    question = ask(world)
    world.goes_to("2027-02-02 08:00")
    assert "En sak väntar på dig" in to(world, NILS)[-1]
    answer(world, KARIN, question, 1)
    assert "Inget väntar på dig" in to(world, NILS)[-1]


def test_a_deputy_answers_where_nobody_holds_the_seat(world: World):
    assert "Region Halland: ja" in answer(world, IVAR, ask(world), 1)


@pytest.mark.parametrize("action", ["question.answer", "question.tell", "question.change", "question.withdraw"])
def test_a_closed_question_takes_no_answers_and_says_what_to_do(world: World, action: str):
    question = ask(world)
    world.does(SECRETARY, "question.close", question=question)
    told = world.does(KARIN, action, question=question, choice=1).text()
    assert told == (
        "Frågan stängde i dag kl. 9.00, så svaret är inte sparat. Skriv till kansliet om det ändå är viktigt."
    )
    assert history(world, question, "region-dalarna") == []


def test_what_was_written_to_a_question_that_closed_meanwhile_is_not_lost(world: World):
    question = ask(world, kind="text")
    world.does(SECRETARY, "question.close", question=question)
    reply = world.does(KARIN, "question.tell", question=question, text="Vi vill börja i norr.")
    assert reply.outcome == "refused"
    assert reply.text().splitlines()[-1] == "Vi vill börja i norr."
