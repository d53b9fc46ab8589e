"""Dialogue 10: answered for the wrong region. Taken back at once, nobody blamed in public, the seat put right."""

from typing import Any

import pytest
from sqlalchemy import update

from storage import questions
from storage.bodies import Seat
from storage.questions import Answer
from tests.conftest import both
from tests.scenes import (
    CECILIA,
    COLLEAGUE,
    KARIN,
    KERSTIN,
    NILS,
    OFFICIALS,
    POLITICIANS,
    SECRETARY,
    answer,
    ask,
    buttons,
    form_in,
    in_room,
    to,
)
from tests.world import World

ERIK, AMINA = "erik-sand", "amina-warsame"
"""The directors of Örebro and Värmland."""


def history(world: World, question: int, organisation: str) -> list[Answer]:
    county = world.organisation(organisation).county_id
    assert county is not None
    return list(world.read(lambda db: questions.history(db, question, county)))


def empty_the_seat(world: World, organisation: str) -> None:
    """The seat among the officials becomes free."""
    body, organ = world.body(OFFICIALS).id, world.organisation(organisation).id
    free = update(Seat).where(Seat.organisation_id == organ, Seat.body_id == body).values(person_id=None)
    world.write(lambda db: db.execute(free))


def says(world: World, question: int, organisation: str) -> str:
    """Erik has answered for Örebro, and says that he represents another."""
    organ, wrong = world.organisation(organisation).id, world.organisation("region-orebro-lan").county_id
    return world.does(ERIK, "question.represent", question=question, respondent=wrong, organisation=organ).text()


def pressed(world: World, who: str, label: str) -> str:
    """Somebody presses a button on the last message to them."""
    card = world.messages(f"person:{world.person(who).id}")[-1].card
    found = [b for part in card.parts if part.part == "buttons" for b in part.buttons if b.label == label]
    assert found, card.text()
    return world.does(who, found[0].action, **found[0].values).text()


def holder(world: World, organisation: str) -> str | None:
    organ = world.organisation(organisation).id
    [seat] = [seat for seat in world.seats(OFFICIALS) if seat.organisation_id == organ]
    return seat.person.key if seat.person else None


@both
def test_an_answer_for_the_wrong_region_and_the_seat_is_put_right(world: World):
    question = ask(world)
    empty_the_seat(world, "region-varmland")
    reply = world.does(ERIK, "question.answer", question=question, choice=1)
    assert "1 av 21 regioner" in in_room(world, OFFICIALS)[0]

    asks = world.presses(ERIK, reply, "Fel region")
    assert asks.text().splitlines() == [
        "Svaret är borttaget. Region Örebro län har nu inget svar.",
        "Vilken region företräder du?",
        "[Region Halland] [En annan] [Jag tryckte fel]",
    ]
    another = form_in(world.presses(ERIK, asks, "En annan"))
    assert (another.title, another.final) == ("Vilken region företräder du?", True)
    [select] = another.fields
    assert (select.options[0].label, len(select.options)) == ("Välj", 21)
    assert "0 av 21 regioner" in in_room(world, OFFICIALS)[0]

    told = says(world, question, "region-varmland")
    assert told == (
        "Tack. Kansliet bekräftar, sedan kan du svara för Region Värmland. "
        "Frågan är öppen till fredag 5 februari kl. 12.00.\n[Ångra]"
    )
    for one in (SECRETARY, COLLEAGUE):
        assert to(world, one)[-1].splitlines() == [
            "Bör utlysningarna samordnas?",
            "Erik Sand säger att hen nu företräder Region Värmland. Region Örebro län har nu inget svar.",
            "[Bekräfta bytet] [Stämmer inte]",
        ]

    told = pressed(world, SECRETARY, "Bekräfta bytet")
    assert told.startswith("Erik Sand företräder nu Region Värmland i Tjänstepersonsforum.")
    assert (holder(world, "region-orebro-lan"), holder(world, "region-varmland")) == (None, ERIK)
    [message] = [text for text in to(world, ERIK) if "bekräftat" in text]
    assert "du företräder nu Region Värmland.\n[Ja] [Delvis] [Nej] [Vi avstår]" in message
    assert "Region Värmland: ja" in answer(world, ERIK, question, 1)
    assert to(world, COLLEAGUE)[-1].endswith("Platsen är ändrad. Sara Holmqvist")
    assert "Erik" not in "".join(in_room(world, OFFICIALS))
    world.passes(minutes=20)
    assert not any("jag svarar inte" in text for text in to(world, SECRETARY))


def test_pressed_by_mistake_the_answer_counts_again_and_nobody_hears_of_it(world: World):
    question = ask(world)
    answer(world, ERIK, question, 2)
    world.does(ERIK, "question.anchor", question=question, anchoring="political")
    asks = world.does(ERIK, "question.withdraw", question=question)
    told = world.presses(ERIK, asks, "Jag tryckte fel").text()
    assert told == "Svaret för Region Örebro län gäller igen, som det var."
    assert "delvis, politiskt förankrat" in world.looks(ERIK, "question.card", question=question).text()
    world.passes(minutes=20)
    assert to(world, SECRETARY) == []
    again = world.presses(ERIK, asks, "Jag tryckte fel")
    assert again.outcome == "refused"
    assert [given.choice for given in history(world, question, "region-orebro-lan")] == [2, 2, None, 2]


def test_without_a_choice_nothing_is_told_and_the_list_comes_again(world: World):
    question = ask(world)
    wrong = world.organisation("region-orebro-lan").county_id
    again = world.does(ERIK, "question.represent", question=question, respondent=wrong, organisation="")
    assert again.outcome == "refused"
    assert [field.error for field in form_in(again).fields] == ["Välj en av dem i listan. Inget är ändrat."]
    assert to(world, SECRETARY) == []


def test_pressed_by_mistake_before_any_answer_nothing_is_changed(world: World):
    asks = world.does(ERIK, "question.withdraw", question=ask(world))
    assert asks.text().startswith("Region Örebro län har inget svar.")
    assert world.presses(ERIK, asks, "Jag tryckte fel").text() == "Bra. Inget är ändrat för Region Örebro län."
    world.passes(minutes=20)
    assert to(world, SECRETARY) == []


def test_the_secretariat_hears_after_ten_minutes_of_one_who_says_no_more(world: World):
    question = ask(world)
    answer(world, CECILIA, question, 1)
    world.does(CECILIA, "question.withdraw", question=question)
    assert [given.choice for given in history(world, question, "vastra-gotalandsregionen")] == [1, None]
    assert to(world, SECRETARY) == []
    world.passes(minutes=10)
    for one in (SECRETARY, COLLEAGUE):
        assert to(world, one)[-1].splitlines()[1:] == [
            "Cecilia Modig säger: jag svarar inte för Västra Götalandsregionen. Den har nu inget svar.",
            "Be personen trycka på [Fel region] vid frågan och välja. Sedan kan du ändra platsen med en knapp.",
        ]
    assert "Cecilia" not in "".join(in_room(world, OFFICIALS))


def test_who_answers_again_pressed_by_mistake(world: World):
    question = ask(world)
    answer(world, CECILIA, question, 1)
    world.does(CECILIA, "question.withdraw", question=question)
    answer(world, CECILIA, question, 2)
    world.passes(minutes=20)
    assert "1 av 21 regioner har svarat" in in_room(world, OFFICIALS)[0]
    assert to(world, SECRETARY) == []


@both
def test_wrong_region_takes_back_no_answer_that_a_colleague_gave(world: World):
    question = ask(world)
    answer(world, KARIN, question, 2)
    told = world.does(NILS, "question.withdraw", question=question).text()
    assert told.startswith("Det som Karin Lind har svarat för Region Dalarna står kvar.")
    assert [given.choice for given in history(world, question, "region-dalarna")] == [2]
    world.passes(minutes=10)
    [message] = to(world, SECRETARY)
    assert "Nils Berg säger: jag svarar inte för Region Dalarna. Det som Karin Lind har svarat står kvar." in message


def test_the_secretariat_is_told_of_each_wrong_region(world: World):
    question, kalmar = ask(world), world.organisation("region-kalmar-lan")
    dalarna, karin = world.organisation("region-dalarna"), world.person(KARIN).id
    also = update(Seat).where(Seat.organisation_id == kalmar.id).values(deputy_id=karin)
    world.write(lambda db: db.execute(also))
    for region in (dalarna, kalmar):
        world.does(KARIN, "question.withdraw", question=question, respondent=region.county_id)
    world.passes(minutes=10)
    assert [name in text for name, text in zip(("Dalarna", "Kalmar"), to(world, SECRETARY), strict=True)] == [True] * 2


def test_a_seat_that_is_taken_is_not_given_away(world: World):
    question = ask(world)
    world.does(ERIK, "question.withdraw", question=question)
    says(world, question, "region-varmland")
    told = pressed(world, SECRETARY, "Bekräfta bytet")
    assert told == (
        "Amina Warsame har platsen för Region Värmland i Tjänstepersonsforum. Inget är ändrat. "
        "Töm den i forumfilen först."
    )
    assert (holder(world, "region-orebro-lan"), holder(world, "region-varmland")) == (ERIK, AMINA)


def test_where_there_is_no_seat_the_secretariat_is_told_to_add_one(world: World):
    question = ask(world)
    world.does(ERIK, "question.withdraw", question=question)
    says(world, question, "skr")
    told = pressed(world, SECRETARY, "Bekräfta bytet")
    assert told.endswith(
        "har ingen plats i Tjänstepersonsforum. Inget är ändrat. Lägg till platsen i forumfilen först."
    )


def test_a_deputy_moves_to_the_place_of_a_deputy(world: World):
    question, halland = ask(world), world.organisation("region-halland")
    world.does(NILS, "question.withdraw", question=question)
    values = {"question": question, "organisation": world.organisation("region-varmland").id}
    respondent = world.organisation("region-dalarna").county_id
    world.does(NILS, "question.represent", respondent=respondent, **values)
    assert "Nils Berg företräder nu Region Värmland" in pressed(world, SECRETARY, "Bekräfta bytet")
    seats = {seat.organisation.key: seat for seat in world.seats(OFFICIALS)}
    assert seats["region-varmland"].deputy_id == world.person(NILS).id
    assert seats["region-varmland"].person_id == world.person(AMINA).id
    assert seats["region-dalarna"].deputy_id is None
    assert seats[halland.key].deputy_id is not None


def test_what_is_not_right_is_told_to_the_one_who_said_it(world: World):
    question = ask(world)
    world.does(ERIK, "question.withdraw", question=question)
    says(world, question, "region-varmland")
    told = pressed(world, SECRETARY, "Stämmer inte")
    assert told == "Erik Sand får veta att platsen står kvar, och kan svara igen.\n[Ångra]"
    message = to(world, ERIK)[-1]
    assert "Kansliet säger att du fortfarande företräder Region Örebro län." in message
    assert "[Ja] [Delvis] [Nej] [Vi avstår]" in message


@pytest.mark.parametrize("action", ["question.move_seat", "question.keep_seat"])
@pytest.mark.parametrize("who", [ERIK, KERSTIN])
def test_only_the_secretariat_decides_on_seats(world: World, who: str, action: str):
    question, organ = ask(world), world.organisation("region-varmland").id
    respondent = world.organisation("region-orebro-lan").county_id
    values = {"question": question, "respondent": respondent, "person": world.person(ERIK).id, "organisation": organ}
    told = world.does(who, action, **values).text()
    assert told == "Bara kansliet kan göra det här. Skriv till kansliet om du vill få det gjort."
    assert holder(world, "region-orebro-lan") == ERIK
    for wrong in ({"person": 9999}, {"organisation": 9999}):
        assert world.does(SECRETARY, action, **values | wrong).outcome == "refused"


def test_a_region_that_is_not_in_the_list_is_refused(world: World):
    question = ask(world)
    world.does(ERIK, "question.withdraw", question=question)
    respondent = world.organisation("region-orebro-lan").county_id
    for organ in (9999, world.organisation("region-orebro-lan").id):
        values = {"question": question, "respondent": respondent, "organisation": organ}
        assert world.does(ERIK, "question.represent", **values).outcome == "refused"
    assert to(world, SECRETARY) == []


def test_somebody_else_can_not_speak_of_a_seat(world: World):
    question = ask(world, body=POLITICIANS)
    respondent = world.organisation("region-orebro-lan").county_id
    values = {"question": question, "respondent": respondent, "organisation": world.organisation("skr").id}
    assert world.does(KERSTIN, "question.represent", **values).outcome == "refused"
    assert buttons(world.does(KERSTIN, "question.withdraw", question=question)) == ["Jag tryckte fel"]


def test_an_answer_of_a_colleague_is_not_taken_back_as_a_mistake(world: World):
    question = ask(world)
    answer(world, KARIN, question, 2)
    [theirs] = history(world, question, "region-dalarna")
    told = world.does(NILS, "question.mistaken", question=question, respondent=theirs.respondent_id, given=theirs.id)
    assert told.outcome == "refused"
    assert len(history(world, question, "region-dalarna")) == 1


@both
def test_two_who_change_at_once_do_not_get_the_same_seat(world: World):
    question = ask(world)
    empty_the_seat(world, "region-varmland")
    free = world.organisation("region-varmland").id
    claims = {ERIK: "region-orebro-lan", KARIN: "region-dalarna"}
    asks = []
    for who, wrong in claims.items():
        respondent = world.organisation(wrong).county_id
        values: dict[str, Any] = {"question": question, "respondent": respondent, "organisation": free}
        world.does(who, "question.represent", **values)
        asks += [
            world.asks(secretary, "question.move_seat", person=world.person(who).id, **values)
            for secretary in (SECRETARY, COLLEAGUE)
        ]
    outcomes = [reply.outcome for reply in world.at_once(*asks)]
    assert sorted(outcomes) == ["done", "refused", "refused", "refused"]
    world.delivers()
    [moved] = [who for who in claims if any("du företräder nu" in text for text in to(world, who))]
    assert holder(world, "region-varmland") == moved
    [stays] = claims.keys() - {moved}
    assert holder(world, claims[stays]) == stays
