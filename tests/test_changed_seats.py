"""What somebody says of whom they represent: guessed, taken back, decided, and the decision taken back at once."""

from typing import Any

import pytest
from sqlalchemy import update

from handlers.call import Reply
from storage.bodies import Seat
from storage.people import Person
from tests.conftest import both
from tests.scenes import COLLEAGUE, NILS, OFFICIALS, POLITICIANS, SECRETARY, answer, ask, buttons, form_in, to
from tests.test_wrong_region import AMINA, ERIK, empty_the_seat, history, holder
from tests.world import World

VARMLAND, OREBRO = "region-varmland", "region-orebro-lan"
ASKS = "Vilken region företräder du?"


def says(world: World, question: int, organisation: str = VARMLAND) -> Reply:
    """Erik says that he represents another than Örebro."""
    organ, wrong = world.organisation(organisation).id, world.organisation(OREBRO).county_id
    return world.does(ERIK, "question.represent", question=question, respondent=wrong, organisation=organ)


def decides(world: World, action: str, question: int, who: str = SECRETARY) -> Reply:
    """Somebody of the secretariat presses one of the buttons on what Erik said."""
    values: dict[str, Any] = {
        "person": world.person(ERIK).id,
        "respondent": world.organisation(OREBRO).county_id,
        "organisation": world.organisation(VARMLAND).id,
    }
    return world.does(who, action, question=question, **values)


def sits_also(world: World, who: str, place: str, organisation: str, group: str = OFFICIALS, **values: Any) -> None:
    """Somebody has, or had, a place in another seat."""
    person, body, organ = world.person(who).id, world.body(group).id, world.organisation(organisation).id
    there = update(Seat).where(Seat.organisation_id == organ, Seat.body_id == body)
    world.write(lambda db: db.execute(there.values({place: person, **values})))


def has_mail(world: World, **addresses: str | None) -> None:
    for who, address in addresses.items():
        key = who.replace("_", "-")
        world.write(lambda db, k=key, a=address: db.execute(update(Person).where(Person.key == k).values(email=a)))


# The guess


@both
@pytest.mark.parametrize("place", ["deputy_id", "assistant_id"])
def test_the_region_that_one_has_another_seat_for_is_a_button(world: World, place: str):
    sits_also(world, ERIK, place, VARMLAND)
    question, wrong = ask(world), world.organisation(OREBRO).county_id
    asks = world.does(ERIK, "question.withdraw", question=question, respondent=wrong)
    assert asks.text().splitlines() == [
        "Region Örebro län har inget svar.",
        ASKS,
        "[Region Värmland] [En annan] [Jag tryckte fel]",
    ]
    assert asks.form is None
    another = form_in(world.presses(ERIK, asks, "En annan"))
    assert (another.title, len(another.fields[0].options), another.fields[0].value) == (ASKS, 21, "")
    told = world.presses(ERIK, asks, "Region Värmland").text()
    assert told.startswith("Tack. Kansliet bekräftar, sedan kan du svara för Region Värmland.")


def test_a_seat_that_one_had_is_remembered(world: World):
    sits_also(world, ERIK, "deputy_id", VARMLAND, POLITICIANS, until=world.time.date().replace(year=2026))
    asks = world.does(ERIK, "question.withdraw", question=ask(world))
    assert buttons(asks) == ["Region Värmland", "En annan", "Jag tryckte fel"]


def test_the_region_that_ones_mail_comes_from_is_a_button(world: World):
    has_mail(world, erik_sand="erik.sand@varmland.example", amina_warsame="amina@Varmland.example")
    asks = world.does(ERIK, "question.withdraw", question=ask(world))
    assert buttons(asks) == ["Region Värmland", "En annan", "Jag tryckte fel"]


def test_without_exactly_one_likely_region_the_list_comes_at_once(world: World):
    question = ask(world)
    has_mail(world, erik_sand=None)
    assert form_in(world.does(ERIK, "question.withdraw", question=question)).title == ASKS
    has_mail(world, erik_sand="e@mail.example", amina_warsame="a@mail.example", karin_lind="k@mail.example")
    assert form_in(world.does(ERIK, "question.withdraw", question=question)).title == ASKS
    for organisation in (VARMLAND, "region-halland"):
        sits_also(world, ERIK, "assistant_id", organisation)
    wrong = world.organisation(OREBRO).county_id
    assert form_in(world.does(ERIK, "question.withdraw", question=question, respondent=wrong)).title == ASKS


def test_a_region_that_is_not_asked_is_not_guessed(world: World):
    sits_also(world, ERIK, "assistant_id", VARMLAND)
    question = ask(world, chosen=["county:t", "county:w"])
    [select] = form_in(world.does(ERIK, "question.withdraw", question=question)).fields
    assert [option.label for option in select.options] == ["Välj", "Region Dalarna"]


# What was said, taken back


@both
def test_what_was_said_is_taken_back_and_can_be_said_anew(world: World):
    question = ask(world)
    answer(world, ERIK, question, 2)
    world.does(ERIK, "question.withdraw", question=question)
    said = says(world, question)
    undone = world.presses(ERIK, said, "Ångra")
    assert undone.text().splitlines() == [
        "Ångrat. Kansliet ändrar inte din plats.",
        ASKS,
        "[Region Halland] [En annan] [Jag tryckte fel]",
    ]
    for one in (SECRETARY, COLLEAGUE):
        assert to(world, one)[-1].endswith("Återtaget av den som sa det")
    assert decides(world, "question.move_seat", question).text() == (
        "Det är redan avgjort, eller återtaget. Inget är ändrat."
    )
    assert holder(world, OREBRO) == ERIK

    told = world.presses(ERIK, undone, "Jag tryckte fel").text()
    assert told == "Svaret för Region Örebro län gäller igen, som det var."
    assert [given.choice for given in history(world, question, OREBRO)] == [2, None, 2]
    world.passes(minutes=20)
    assert not any("jag svarar inte" in text for text in to(world, SECRETARY))


def test_who_says_no_more_after_that_is_heard_of_after_ten_minutes(world: World):
    question = ask(world)
    world.does(ERIK, "question.withdraw", question=question)
    world.presses(ERIK, says(world, question), "Ångra")
    world.passes(minutes=10)
    assert "Erik Sand säger: jag svarar inte för Region Örebro län." in to(world, SECRETARY)[-1]


def test_said_of_another_instead_only_that_waits(world: World):
    question = ask(world)
    world.does(ERIK, "question.withdraw", question=question)
    says(world, question)
    says(world, question, "region-halland")
    first, second = to(world, SECRETARY)
    assert ("Värmland" in first, first.endswith("Återtaget av den som sa det")) == (True, True)
    assert ("Halland" in second, second.endswith("[Bekräfta bytet] [Stämmer inte]")) == (True, True)
    says(world, question, "region-halland")
    assert len(to(world, SECRETARY)) == 2


def test_not_once_the_secretariat_has_decided(world: World):
    question = ask(world)
    empty_the_seat(world, VARMLAND)
    for action, stands in (("question.keep_seat", ERIK), ("question.move_seat", None)):
        said = says(world, question)
        decides(world, action, question)
        told = world.presses(ERIK, said, "Ångra").text()
        assert told == "Kansliet har redan tagit ställning, så inget är ångrat. Skriv till kansliet."
        assert holder(world, OREBRO) == stands


def test_each_answer_that_was_taken_back_is_heard_of(world: World):
    question = ask(world)
    for count in (1, 2):
        answer(world, ERIK, question, 2)
        world.does(ERIK, "question.withdraw", question=question)
        world.passes(minutes=10)
        assert len(to(world, SECRETARY)) == count


# What was decided


@both
def test_the_card_says_what_was_decided_without_buttons_that_no_longer_hold(world: World):
    question = ask(world)
    says(world, question)
    kept = decides(world, "question.keep_seat", question)
    for one in (SECRETARY, COLLEAGUE):
        assert to(world, one)[-1].splitlines()[2:] == ["Stämde inte: platsen står kvar. Sara Holmqvist"]
    assert decides(world, "question.move_seat", question, COLLEAGUE).outcome == "refused"
    assert "du fortfarande företräder Region Örebro län" in to(world, ERIK)[-1]

    told = world.presses(SECRETARY, kept, "Ångra").text()
    assert told == "Ångrat. Erik Sand företräder Region Örebro län som förut, och uppgiften om bytet väntar på dig."
    assert to(world, COLLEAGUE)[-1].endswith("[Bekräfta bytet] [Stämmer inte]")
    assert to(world, ERIK)[-1].splitlines()[1:] == [
        "Kansliet har tagit tillbaka beskedet om din plats. Tills kansliet har bestämt sig företräder du Region "
        "Örebro län."
    ]
    world.passes(minutes=1)
    decides(world, "question.keep_seat", question)
    assert "du fortfarande företräder Region Örebro län" in to(world, ERIK)[-1]


@both
def test_a_seat_that_was_moved_is_moved_back(world: World):
    question = ask(world)
    empty_the_seat(world, VARMLAND)
    says(world, question)
    moved = decides(world, "question.move_seat", question)
    assert (holder(world, OREBRO), holder(world, VARMLAND)) == (None, ERIK)
    world.presses(SECRETARY, moved, "Ångra")
    assert (holder(world, OREBRO), holder(world, VARMLAND)) == (ERIK, None)
    assert "Kansliet har tagit tillbaka beskedet om din plats." in to(world, ERIK)[-1]
    assert to(world, COLLEAGUE)[-1].endswith("[Bekräfta bytet] [Stämmer inte]")
    assert "Region Örebro län: ja" in answer(world, ERIK, question, 1)
    decides(world, "question.move_seat", question)
    assert (holder(world, OREBRO), holder(world, VARMLAND)) == (None, ERIK)


def test_of_a_decision_undone_before_the_morning_nobody_hears(world: World):
    question = ask(world)
    says(world, question)
    world.goes_to("2027-02-01 21:00")
    world.presses(SECRETARY, decides(world, "question.keep_seat", question), "Ångra")
    world.goes_to("2027-02-02 09:00")
    assert not any("Kansliet" in text for text in to(world, ERIK))


def test_not_once_somebody_has_answered_for_the_new_one_or_got_the_old(world: World):
    question = ask(world)
    empty_the_seat(world, VARMLAND)
    says(world, question)
    moved = decides(world, "question.move_seat", question)
    answer(world, ERIK, question, 1)
    told = world.presses(SECRETARY, moved, "Ångra").text()
    assert told == "Erik Sand har hunnit svara för Region Värmland. Inget är ångrat."
    world.undoes(ERIK)
    sits_also(world, AMINA, "person_id", OREBRO)
    assert world.presses(SECRETARY, moved, "Ångra").text() == "Det är ändrat sedan dess. Inget är ångrat."
    assert (holder(world, OREBRO), holder(world, VARMLAND)) == (AMINA, ERIK)


def test_a_deputy_is_moved_back_to_the_place_of_a_deputy(world: World):
    question, dalarna = ask(world), world.organisation("region-dalarna")
    values = {"respondent": dalarna.county_id, "organisation": world.organisation(VARMLAND).id}
    world.does(NILS, "question.represent", question=question, **values)
    nils = world.person(NILS).id
    moved = world.does(SECRETARY, "question.move_seat", question=question, person=nils, **values)
    world.presses(SECRETARY, moved, "Ångra")
    seats = {seat.organisation.key: (seat.person_id, seat.deputy_id) for seat in world.seats(OFFICIALS)}
    assert seats["region-dalarna"][1] == nils
    assert seats[VARMLAND] == (world.person(AMINA).id, None)


@both
def test_of_two_who_decide_at_once_one_does(world: World):
    question = ask(world)
    empty_the_seat(world, VARMLAND)
    says(world, question)
    values: dict[str, Any] = {
        "question": question,
        "person": world.person(ERIK).id,
        "respondent": world.organisation(OREBRO).county_id,
        "organisation": world.organisation(VARMLAND).id,
    }
    asks = [
        world.asks(SECRETARY, "question.keep_seat", **values),
        world.asks(COLLEAGUE, "question.move_seat", **values),
    ]
    replies = world.at_once(*asks)
    assert sorted(reply.outcome for reply in replies) == ["done", "refused"]
    moved = replies[1].outcome == "done"
    assert holder(world, VARMLAND) == (ERIK if moved else None)


def test_a_seat_that_the_question_is_not_about_is_not_moved(world: World):
    question = ask(world)
    free = world.organisation("region-varmland").id
    for action in ("question.move_seat", "question.keep_seat"):
        values: dict[str, Any] = {"person": world.person(ERIK).id, "organisation": free, "respondent": 0}
        assert world.does(SECRETARY, action, question=question, **values).outcome == "refused"
