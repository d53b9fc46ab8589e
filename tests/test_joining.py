"""Joining another's answer: nothing of it is told until all may see it; who changes is no longer followed unseen."""

from io import BytesIO

import docx
import pytest

from storage import questions
from tests.conftest import both
from tests.scenes import (
    CECILIA,
    KARIN,
    MATS,
    NILS,
    OFFICIALS,
    SAMIR,
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
from tests.test_handover import fetched
from tests.world import World


def county(world: World, organisation: str) -> int:
    number = world.organisation(organisation).county_id
    assert number is not None
    return number


def joins(world: World, who: str, question: int, organisation: str) -> str:
    return world.does(who, "question.join", question=question, joins=county(world, organisation)).text()


def given(world: World, question: int, organisation: str) -> questions.Given | None:
    number = county(world, organisation)
    return world.read(lambda db: questions.standing(db, question, number))


@both
def test_one_joins_without_seeing_what_the_other_says(world: World):
    question = ask(world)
    answer(world, KARIN, question, 2)
    world.does(KARIN, "question.reason", question=question, text="Vi vill börja i norr.")
    assert "Instäm i …" in buttons(world.looks(MATS, "question.card", question=question))
    opened = world.does(MATS, "question.join", question=question, edit=True)
    assert [option.label for option in form_in(opened).fields[0].options] == ["Region Dalarna"]
    told = joins(world, MATS, question, "region-dalarna")
    assert told.startswith("Tack. Region Kalmar län: instämmer i Region Dalarna.")
    standing = given(world, question, "region-kalmar-lan")
    assert standing is not None
    assert (standing.choice, standing.text, standing.joins_id) == (2, None, county(world, "region-dalarna"))

    shown = world.looks(MATS, "question.card", question=question).text()
    assert "Region Kalmar län svarar: instämmer i Region Dalarna" in shown
    changed = world.does(MATS, "question.change", question=question)
    assert changed.card is not None
    [choice] = [part for part in changed.card.parts if part.part == "choice"]
    assert not any(option.chosen for option in choice.options)
    for text in (told, shown, str(opened), *to(world, MATS), *in_room(world, OFFICIALS)):
        assert "delvis" not in text
        assert "norr" not in text
    world.goes_to("2027-02-05 12:00")
    assert "0 ja, 2 delvis, 0 nej" in in_room(world, OFFICIALS)[1]


@pytest.mark.parametrize("kind", ["text", "several"])
def test_no_form_is_filled_with_what_another_answered(world: World, kind: str):
    question = ask(world, kind=kind, **({"choices": "norr\nsöder"} if kind == "several" else {}))
    if kind == "text":
        world.does(KARIN, "question.tell", question=question, text="Vi börjar i norr.")
    else:
        world.does(KARIN, "question.pick", question=question, picks=["1"])
    assert "instämmer i Region Dalarna" in joins(world, MATS, question, "region-dalarna")
    action, values = ("question.change", {}) if kind == "text" else ("question.pick", {"edit": True})
    assert typed(world.does(MATS, action, question=question, **values)) == {}
    assert typed(world.does(KARIN, action, question=question, **values)) != {}
    answer_given = given(world, question, "region-kalmar-lan")
    assert answer_given is not None
    assert answer_given.text == "Vi börjar i norr." or answer_given.picks == [1]


def test_what_is_answered_by_oneself_says_the_same_whether_or_not_it_is_what_was_joined(world: World):
    question = ask(world)
    answer(world, KARIN, question, 2)
    joins(world, MATS, question, "region-dalarna")
    world.does(MATS, "question.anchor", question=question, anchoring="political")
    assert "Region Kalmar län: delvis.\nHur förankrat" in answer(world, MATS, question, 2)


def test_if_the_other_changes_the_one_who_joined_is_told_once(world: World):
    question = ask(world)
    answer(world, KARIN, question, 2)
    joins(world, MATS, question, "region-dalarna")
    world.does(KARIN, "question.anchor", question=question, anchoring="political")
    world.does(KARIN, "question.reason", question=question, text="Därför")
    assert to(world, MATS) == []
    answer(world, KARIN, question, 3)
    answer(world, KARIN, question, 1)
    [message] = to(world, MATS)
    assert message.splitlines() == [
        "Bör utlysningarna samordnas?",
        "Region Dalarna har ändrat svaret som du instämde i. Ditt svar för Region Kalmar län står kvar som det var.",
        "[Instäm igen] [Ändra]",
    ]
    standing = given(world, question, "region-kalmar-lan")
    assert standing is not None
    assert standing.choice == 2
    joins(world, MATS, question, "region-dalarna")
    standing = given(world, question, "region-kalmar-lan")
    assert standing is not None
    assert standing.choice == 1


def test_if_the_other_takes_the_answer_back_there_is_nothing_to_join_again(world: World):
    question = ask(world)
    answer(world, KARIN, question, 2)
    joins(world, MATS, question, "region-dalarna")
    world.does(KARIN, "question.withdraw", question=question)
    [message] = to(world, MATS)
    assert "Region Dalarna har tagit tillbaka svaret som du instämde i." in message
    assert message.endswith("[Ändra]")
    assert "Instäm igen" not in message


def test_who_has_answered_by_themselves_since_is_not_told(world: World):
    question = ask(world)
    answer(world, KARIN, question, 2)
    joins(world, MATS, question, "region-dalarna")
    answer(world, MATS, question, 1)
    answer(world, KARIN, question, 3)
    assert to(world, MATS) == []


def test_nobody_joins_themselves_nor_a_chain_nor_nothing(world: World):
    question = ask(world)
    refused = world.does(MATS, "question.join", question=question, edit=True)
    assert refused.text() == "Ingen som du kan instämma i har svarat än. Inget är sparat."
    answer(world, KARIN, question, 2)
    joins(world, MATS, question, "region-dalarna")
    own = world.does(KARIN, "question.join", question=question, joins=county(world, "region-dalarna"))
    assert own.outcome == "refused"
    answer(world, CECILIA, question, 1)
    own = world.does(KARIN, "question.join", question=question, joins=county(world, "region-dalarna"))
    assert wrong(own) == {"joins": "Det är ditt eget svar. Välj någon annans."}
    chain = world.does(SAMIR, "question.join", question=question, joins=county(world, "region-kalmar-lan"))
    assert wrong(chain) == {"joins": "De instämmer själva i någon annans svar. Välj det i stället."}
    silent = world.does(SAMIR, "question.join", question=question, joins=county(world, "region-gotland"))
    assert wrong(silent) == {"joins": "De har inget svar att instämma i. Inget är sparat."}
    assert world.does(SECRETARY, "question.join", question=question, joins=county(world, "region-dalarna")).outcome == (
        "refused"
    )
    assert given(world, question, "region-skane") is None


def test_a_deputy_may_join_and_the_member_is_told_of_it(world: World):
    question = ask(world)
    answer(world, CECILIA, question, 3)
    answer(world, KARIN, question, 1)
    joins(world, NILS, question, "vastra-gotalandsregionen")
    [message] = to(world, KARIN)
    assert "Nils Berg har svarat för Region Dalarna efter dig: instämmer i Västra Götalandsregionen." in message


def test_no_form_for_reasons_shows_the_words_that_were_joined(world: World):
    question = ask(world, kind="text")
    world.does(KARIN, "question.tell", question=question, text="Vi börjar i norr.")
    joins(world, MATS, question, "region-dalarna")
    shown = world.does(MATS, "question.reason", question=question, edit=True)
    assert shown.outcome == "refused"
    assert "norr" not in str(shown)


@both
def test_two_who_join_each_other_at_once_make_no_ring(world: World):
    question = ask(world)
    answer(world, KARIN, question, 1)
    answer(world, MATS, question, 2)
    pairs = {KARIN: "region-kalmar-lan", MATS: "region-dalarna"}
    replies = world.at_once(
        *(
            world.asks(who, "question.join", question=question, joins=county(world, organ))
            for who, organ in pairs.items()
        )
    )
    assert sorted(reply.outcome for reply in replies) == ["done", "refused"]
    there = world.read(lambda db: questions.answers(db, question))
    assert sum(one.joins_id is not None for one in there) == 1


@both
def test_one_who_changes_takes_nobody_along_and_the_result_says_so(world: World):
    question = ask(world)
    answer(world, KARIN, question, 1)
    joins(world, MATS, question, "region-dalarna")
    joins(world, SAMIR, question, "region-dalarna")
    answer(world, KARIN, question, 3)
    joins(world, SAMIR, question, "region-dalarna")
    world.goes_to("2027-02-05 12:00")
    handed = fetched(world, question, "markdown").content.decode()
    assert "| Region Kalmar län | ja |  | instämde i ett tidigare svar från Region Dalarna |" in handed
    assert "| Region Skåne | nej |  | instämmer i Region Dalarna |" in handed
    assert "| Region Dalarna | nej |  |  |" in handed
    word = docx.Document(BytesIO(fetched(world, question, "word").content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert "instämde i ett tidigare svar från Region Dalarna" in cells


def test_the_card_says_that_an_earlier_answer_was_joined(world: World):
    question = ask(world, bars="at once")
    answer(world, KARIN, question, 1)
    joins(world, MATS, question, "region-dalarna")
    answer(world, KARIN, question, 3)
    shown = world.looks(MATS, "question.card", question=question).text()
    assert "Region Kalmar län svarar: ja, instämde i ett tidigare svar från Region Dalarna" in shown
    world.does(KARIN, "question.withdraw", question=question)
    shown = world.looks(MATS, "question.card", question=question).text()
    assert "ja, instämde i ett svar som Region Dalarna har tagit tillbaka" in shown
