"""An assistant prepares an answer, the member approves it: until then it counts for nobody."""

from typing import Any

from sqlalchemy import update

from storage import questions
from storage.bodies import Seat
from tests.conftest import both
from tests.scenes import KARIN, KERSTIN, MATS, NILS, OFFICIALS, POLITICIANS, answer, ask, buttons, in_room, to, typed
from tests.test_wrong_region import pressed
from tests.world import World

TOVE = "tove-alm"
"""Prepares answers for Karin Lind in the officials' forum."""


def prepared(world: World, question: int, choice: int = 1) -> str:
    return world.does(TOVE, "question.answer", question=question, choice=choice).text()


@both
def test_the_assistant_prepares_and_the_member_approves(world: World):
    question = ask(world)
    told = prepared(world, question)
    assert told == (
        "Tack. Ditt förslag för Region Dalarna: ja. Det gäller när Karin Lind har godkänt det.\n"
        "[Min bedömning] [Ledningen] [Politiskt] [Skriv varför]\n"
        "Du kan ändra fram till fredag 5 februari kl. 12.00.\n[Ändra] [Ångra]"
    )
    assert "0 av 21 regioner har svarat" in in_room(world, OFFICIALS)[0]
    assert to(world, KARIN)[-1].splitlines() == [
        "Bör utlysningarna samordnas?",
        "Tove Alm har förberett ett svar för Region Dalarna: ja.",
        "Stänger fredag 5 februari kl. 12.00.",
        "[Godkänn] [Ändra] [Nej tack]",
    ]
    assert pressed(world, KARIN, "Godkänn").startswith("Tack. Region Dalarna: ja.")
    [given] = world.read(lambda db: questions.answers(db, question))
    assert given.by_id == world.person(KARIN).id
    assert "1 av 21 regioner har svarat" in in_room(world, OFFICIALS)[0]
    assert to(world, KARIN)[-1].endswith("Godkänt")
    assert to(world, TOVE)[-1].splitlines() == [
        "Bör utlysningarna samordnas?",
        "Karin Lind har godkänt ditt förslag för Region Dalarna: ja.",
    ]


def test_the_assistant_sees_what_to_prepare_with_the_morning_message(world: World):
    question = ask(world)
    waits = world.looks(TOVE, "home.waiting").text()
    assert "Du förbereder svar åt Karin Lind, som svarar för Region Dalarna." in waits
    assert "[Ja] [Delvis] [Nej] [Vi avstår]" in waits
    shown = world.looks(TOVE, "question.card", question=question).text()
    assert "Du förbereder svar åt Karin Lind" in shown
    assert to(world, TOVE) == []
    world.goes_to("2027-02-02 08:00")
    [message] = to(world, TOVE)
    assert "Du förbereder svar åt Karin Lind" in message
    prepared(world, question)
    assert "Inget väntar på dig" in world.looks(TOVE, "home.waiting").text()


def test_the_assistants_copy_comes_the_morning_after_the_question(world: World):
    ask(world, closes="fredag 26 februari 12:00")
    world.goes_to("2027-02-02 07:59")
    assert to(world, TOVE) == []
    world.goes_to("2027-02-02 08:00")
    assert len(to(world, TOVE)) == 1


def test_what_the_member_has_answered_waits_for_no_assistant(world: World):
    question = ask(world)
    answer(world, KARIN, question, 2)
    assert "förbereder" not in world.looks(TOVE, "home.waiting").text()
    assert prepared(world, question).startswith("Region Dalarna har redan svarat. Ditt förslag är inte sparat")
    world.goes_to("2027-02-05 11:00")
    assert to(world, TOVE) == []


def test_a_newer_proposal_replaces_the_one_that_waits(world: World):
    question = ask(world)
    prepared(world, question, 1)
    reply = world.does(TOVE, "question.change", question=question)
    assert reply.card is not None
    [choice] = [part for part in reply.card.parts if part.part == "choice"]
    assert [option.label for option in choice.options if option.chosen] == ["Ja"]
    prepared(world, question, 3)
    old, new = to(world, KARIN)
    assert old.endswith("Ett nyare förslag har kommit")
    assert "för Region Dalarna: nej." in new
    refused = world.does(KARIN, "question.approve", proposal=1)
    assert refused.text() == "Förslaget är redan avgjort, eller så har ett nyare kommit. Inget är ändrat."


def test_the_member_may_decline_or_answer_otherwise(world: World):
    question = ask(world)
    prepared(world, question)
    told = pressed(world, KARIN, "Nej tack")
    assert told == "Förslaget är lagt åt sidan. Frågan väntar fortfarande på ditt svar.\n[Ångra]"
    assert world.read(lambda db: questions.answers(db, question)) == []
    assert "förbereder" not in world.looks(TOVE, "home.waiting").text()
    prepared(world, question, 2)
    answer(world, NILS, question, 3)
    assert to(world, KARIN)[-1].endswith("Besvarad")
    assert "har fått ett svar under tiden" in world.does(KARIN, "question.approve", proposal=2).text()


def test_an_assistant_prepares_in_words_and_the_member_changes_it(world: World):
    question = ask(world, kind="text")
    world.does(TOVE, "question.tell", question=question, text="Vi vill börja i norr.")
    assert "för Region Dalarna: Vi vill börja i norr." in to(world, KARIN)[-1]
    assert typed(world.does(TOVE, "question.change", question=question)) == {"text": "Vi vill börja i norr."}
    assert buttons(world.does(KARIN, "question.approve", proposal=1))[-1] == "Ångra"


def test_an_assistant_answers_for_nobody(world: World):
    question, politicians = ask(world), ask(world, body=POLITICIANS)
    asked: tuple[tuple[str, dict[str, Any]], ...] = (
        ("question.anchor", {"anchoring": "own"}),
        ("question.reason", {"text": "Därför"}),
        ("question.join", {"joins": 1}),
        ("question.withdraw", {}),
        ("question.confirm", {}),
    )
    for action, values in asked:
        assert world.does(TOVE, action, question=question, **values).outcome == "refused"
    assert prepared(world, politicians).startswith("Den här frågan går till andra")
    prepared(world, question)
    for who in (TOVE, MATS, KERSTIN):
        assert world.does(who, "question.approve", proposal=1).outcome == "refused"
        assert world.does(who, "question.decline", proposal=1).outcome == "refused"
    for who in (KARIN, MATS):
        assert world.does(who, "question.propose_anchored", proposal=1, anchoring="own").outcome == "refused"
    assert world.read(lambda db: questions.answers(db, question)) == []


def test_an_assistant_enters_the_room_of_the_member_and_no_other(world: World):
    own, other = world.meeting("tjanstepersonsforum-next").id, world.meeting("politikerforum-next").id
    assert world.does(TOVE, "meeting.agenda", meeting=own).outcome == "done"
    assert world.does(TOVE, "meeting.agenda", meeting=other).outcome == "refused"


def test_after_closing_a_proposal_can_no_longer_be_approved(world: World):
    question = ask(world)
    prepared(world, question)
    world.goes_to("2027-02-05 12:00")
    assert any(text.endswith("Frågan stängde utan det här svaret") for text in to(world, KARIN))
    assert world.does(KARIN, "question.approve", proposal=1).text().startswith("Frågan stängde")


@both
def test_an_approval_is_undone_and_the_card_says_so(world: World):
    question = ask(world)
    prepared(world, question)
    pressed(world, KARIN, "Godkänn")
    assert world.undoes(KARIN).text() == "Godkännandet är återtaget. Förslaget väntar på dig igen."
    assert world.read(lambda db: questions.answers(db, question)) == []
    assert to(world, KARIN)[-1].endswith("[Godkänn] [Ändra] [Nej tack]")
    assert to(world, TOVE)[-1].endswith("Ditt förslag för Region Dalarna väntar på godkännande igen: ja.")
    assert pressed(world, KARIN, "Godkänn").startswith("Tack. Region Dalarna: ja.")
    assert to(world, TOVE)[-1].endswith("Karin Lind har godkänt ditt förslag för Region Dalarna: ja.")
    assert len(to(world, TOVE)) == 1


def test_an_answer_that_was_approved_and_then_taken_back_is_not_called_approved(world: World):
    question = ask(world)
    prepared(world, question)
    pressed(world, KARIN, "Godkänn")
    world.does(KARIN, "question.withdraw", question=question)
    assert any(text.endswith("Godkänt och sedan återtaget") for text in to(world, KARIN))
    assert "har sedan tagit tillbaka svaret" in to(world, TOVE)[-1]


def test_an_approval_that_was_built_on_is_not_undone(world: World):
    question = ask(world)
    prepared(world, question)
    approved = world.does(KARIN, "question.approve", proposal=1)
    answer(world, NILS, question, 3)
    assert "Nils Berg har svarat för Region Dalarna" in world.presses(KARIN, approved, "Ångra").text()
    assert world.read(lambda db: questions.answers(db, question))[0].choice == 3


def test_putting_aside_is_told_and_undone(world: World):
    question = ask(world)
    prepared(world, question)
    declined = world.does(KARIN, "question.decline", proposal=1)
    assert to(world, TOVE)[-1].endswith("Karin Lind har lagt ditt förslag för Region Dalarna åt sidan: ja.")
    assert world.presses(KARIN, declined, "Ångra").text() == "Ångrat. Förslaget väntar på dig igen."
    assert to(world, KARIN)[-1].endswith("[Godkänn] [Ändra] [Nej tack]")
    declined = world.does(KARIN, "question.decline", proposal=1)
    prepared(world, question, 2)
    assert world.presses(KARIN, declined, "Ångra").outcome == "refused"


def test_the_assistant_is_not_told_at_night_nor_of_what_is_undone_by_then(world: World):
    question = ask(world)
    prepared(world, question)
    world.goes_to("2027-02-01 21:00")
    world.does(KARIN, "question.decline", proposal=1)
    world.undoes(KARIN)
    world.goes_to("2027-02-02 12:00")
    assert not any("åt sidan" in text or "igen" in text for text in to(world, TOVE))


def test_the_assistant_takes_a_proposal_back_and_the_one_before_waits_again(world: World):
    question = ask(world)
    prepared(world, question, 1)
    prepared(world, question, 3)
    assert world.undoes(TOVE).text() == "Ditt förslag är återtaget. Det förra väntar på godkännande igen."
    old, new = to(world, KARIN)
    assert old.endswith("[Godkänn] [Ändra] [Nej tack]")
    assert new.endswith("Förslaget är återtaget")
    assert world.undoes(TOVE).text() == "Ditt förslag är återtaget."
    assert "Du förbereder svar åt Karin Lind" in world.looks(TOVE, "home.waiting").text()


def test_what_is_decided_is_not_taken_back_by_the_assistant(world: World):
    question = ask(world)
    prepared(world, question)
    pressed(world, KARIN, "Godkänn")
    assert world.undoes(TOVE).text() == "Förslaget är redan avgjort, eller så har ett nyare kommit. Inget är ändrat."


def test_the_room_shows_the_assistant_where_the_proposal_has_come(world: World):
    question = ask(world)
    prepared(world, question)
    shown = world.looks(TOVE, "question.card", question=question).text()
    assert "Väntar på godkännande\nDitt förslag för Region Dalarna: ja." in shown
    pressed(world, KARIN, "Godkänn")
    shown = world.looks(TOVE, "question.card", question=question).text()
    assert "Godkänt\nDitt förslag för Region Dalarna: ja." in shown


def test_an_assistant_with_a_seat_of_their_own_answers_and_prepares_on_one_card(world: World):
    dalarna, mats = world.organisation("region-dalarna").id, world.person(MATS).id
    theirs = Seat.organisation_id == dalarna, Seat.body_id == world.body(OFFICIALS).id
    world.write(lambda db: db.execute(update(Seat).where(*theirs).values(assistant_id=mats)))
    question = ask(world)
    shown = world.looks(MATS, "question.card", question=question).text()
    assert "Du svarar för Region Kalmar län" in shown
    assert "Du förbereder svar åt Karin Lind, som svarar för Region Dalarna." in shown
    answer(world, MATS, question, 1)
    county = world.organisation("region-dalarna").county_id
    assert answer(world, MATS, question, 2, respondent=county).startswith("Tack. Ditt förslag för Region Dalarna")
    shown = world.looks(MATS, "question.card", question=question).text()
    assert "Region Kalmar län svarar: ja" in shown
    assert "Väntar på godkännande\nDitt förslag för Region Dalarna: delvis." in shown
