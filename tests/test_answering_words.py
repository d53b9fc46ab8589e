"""An answer that is written: read back with its question, saved by one press, never by the word alone."""

import pytest

from handlers.call import Reply
from handlers.cards import Button
from storage import questions
from tests.conftest import both
from tests.scenes import IVAR, KARIN, KERSTIN, MATS, NILS, SECRETARY, answer, ask, buttons, form_in, to, typed
from tests.test_proposals import TOVE, prepared
from tests.world import World

NOT_YET = "Inget är sparat än. Tryck för att spara."


def given(world: World, question: int) -> list[tuple[int | None, str | None]]:
    return [(one.choice, one.anchoring) for one in world.read(lambda db: questions.answers(db, question))]


@both
def test_no_is_read_back_with_its_question_and_a_press_saves_it(world: World):
    question = ask(world)
    reply = world.says(KARIN, "nej")
    assert reply.text().splitlines() == [
        "Är det här ditt svar?",
        NOT_YET,
        "– Bör utlysningarna samordnas? · Region Dalarna: nej.",
        "[Svara nej]",
    ]
    assert given(world, question) == []
    [button] = reply_buttons(reply)
    told = world.does(KARIN, button.action, **button.values).text()
    assert told.startswith("Tack. Region Dalarna: nej.")
    assert given(world, question) == [(3, None)]


def reply_buttons(reply: Reply) -> list[Button]:
    """The buttons in the rows of what is read back."""
    assert reply.card is not None, reply
    rows = [row for part in reply.card.parts if part.part == "rows" for row in part.rows]
    return [button for row in rows for does in row.does if does.part == "buttons" for button in does.buttons]


def saves(world: World, who: str, line: str, at: int = 0) -> str:
    """Somebody writes, and presses the button of one of the questions that are read back."""
    button = reply_buttons(world.says(who, line))[at]
    return world.does(who, button.action, **button.values).text()


@pytest.mark.parametrize(
    ("line", "saved"),
    [
        ("ja", (1, None)),
        ("Ja!", (1, None)),
        ("Ja tack.", (1, None)),
        ("yes", (1, None)),
        ("vi avstår", (4, None)),
        ("delvis", (2, None)),
        ("delvis, politiskt förankrat", (2, "political")),
        ("Delvis. Förankrat i ledningen", (2, "management")),
        ("nej, min bedömning", (3, "own")),
        ("svara delvis", (2, None)),
        ("svara: nej", (3, None)),
        ("/forum svara ja, ledningen", (1, "management")),
        ("answer partly, politically anchored", (2, "political")),
        ("jag svarar nej", (3, None)),
        ("Vårt svar är delvis, politiskt", (2, "political")),
        ("svara att vi avstår", (4, None)),
        ("svara ja på frågan om utlysningarna", (1, None)),
        ("svara ja för region dalarna", (1, None)),
        ("svara delvis eftersom vi är oense", (2, None)),
    ],
)
def test_what_people_write_is_understood(world: World, line: str, saved: tuple[int, str | None]):
    question = ask(world)
    assert "Tack. Region Dalarna: " in saves(world, KARIN, line)
    assert given(world, question) == [saved]


def test_what_is_written_beside_the_answer_is_not_lost_unseen(world: World):
    ask(world)
    told = world.says(KARIN, "svara delvis eftersom vi är oense").text()
    assert "Bara själva svaret sparas. Du kan skriva varför när du har svarat." in told


@both
def test_of_several_open_questions_one_is_chosen_by_a_press_that_carries_the_answer(world: World):
    first, second = ask(world), ask(world, "Räcker stödet till bredband?")
    reply = world.says(KARIN, "delvis, politiskt förankrat")
    assert reply.text().splitlines() == [
        "Vilken fråga svarar du på?",
        NOT_YET,
        "– Bör utlysningarna samordnas? · Region Dalarna: delvis, politiskt förankrat.",
        "[Svara delvis]",
        "– Räcker stödet till bredband? · Region Dalarna: delvis, politiskt förankrat.",
        "[Svara delvis]",
    ]
    saves(world, KARIN, "delvis, politiskt förankrat", at=1)
    assert (given(world, first), given(world, second)) == ([], [(2, "political")])
    assert world.says(KARIN, "svara nej på bredband").text().count("[") == 1


def test_one_who_has_answered_is_offered_the_change(world: World):
    question = ask(world)
    answer(world, KARIN, question, 1)
    assert world.says(KARIN, "svara delvis").text().splitlines()[2:] == [
        "– Bör utlysningarna samordnas? · Region Dalarna svarar nu: ja. Nytt svar: delvis.",
        "[Ändra till delvis]",
    ]
    saves(world, KARIN, "ändra mitt svar till delvis, politiskt")
    assert given(world, question) == [(2, "political")]
    assert buttons(world.says(KARIN, "svara delvis")) == ["Ändra"]
    saves(world, KARIN, "delvis, ledningen")
    assert given(world, question) == [(2, "management")]
    assert world.says(KARIN, "svara").text().splitlines() == [
        "Inget väntar på dig",
        "Du kan ändra det som är besvarat.",
        "– Bör utlysningarna samordnas? · Region Dalarna svarar nu: delvis, förankrat i ledningen.",
        "[Ändra]",
    ]


def test_a_deputy_may_answer_though_it_waits_for_another(world: World):
    question = ask(world)
    assert world.says(NILS, "svara").text().splitlines() == [
        "Du får svara",
        "Det väntar på den som har platsen, men du får också svara.",
        "– Bör utlysningarna samordnas? · Du svarar för Region Dalarna.",
        "[Ja] [Delvis] [Nej] [Vi avstår]",
    ]
    assert saves(world, NILS, "nej").startswith("Tack. Region Dalarna: nej.")
    assert given(world, question) == [(3, None)]


def test_an_assistant_proposes_in_words(world: World):
    ask(world)
    told = saves(world, TOVE, "svara delvis, politiskt")
    assert told.startswith("Tack. Ditt förslag för Region Dalarna: delvis, politiskt förankrat.")
    assert buttons(world.says(TOVE, "svara nej")) == ["Föreslå nej"]


def test_the_choices_of_a_question_are_understood_by_their_names(world: World):
    question = ask(world, "Var ska vi börja?", kind="choice", choices="norr\nvid kusten, i söder")
    assert "Region Dalarna: vid kusten, i söder." in saves(world, KARIN, "Vid kusten, i söder")
    assert given(world, question) == [(2, None)]
    assert world.says(KARIN, "väster").outcome == "refused"


def test_a_step_of_a_scale_is_an_answer(world: World):
    question = ask(world, "Hur nöjda är ni?", kind="scale", choices="")
    saves(world, KARIN, "4")
    assert given(world, question) == [(4, None)]


def test_an_answer_in_words_stands_in_the_form(world: World):
    ask(world, "Vad saknas?", kind="text")
    reply = world.says(KARIN, "svara mer stöd till små kommuner")
    assert form_in(reply).title == "Vad saknas?"
    assert typed(reply) == {"text": "mer stöd till små kommuner"}


def test_what_is_no_answer_shows_what_waits(world: World):
    ask(world)
    told = world.says(KARIN, "svara kanske").text().splitlines()
    assert told[1] == "Inget är besvarat än. Tryck på knapparna för att svara."
    assert told[-1] == "[Ja] [Delvis] [Nej] [Vi avstår]"


@pytest.mark.parametrize("who", [KERSTIN, SECRETARY, MATS])
def test_with_nothing_open_nothing_is_answered(world: World, who: str):
    for line in ("ja", "svara ja"):
        assert "Inget är sparat" not in world.says(who, line).text()


def test_an_anonymous_answer_is_never_read_back(world: World):
    ask(world, anonymous=True, respondent="person")
    reply = world.says(KARIN, "svara nej")
    assert buttons(reply) == ["Svara"]
    assert "nej" not in reply.text()


def test_a_proposal_that_waits_stands_beside_what_is_read_back(world: World):
    ask(world)
    prepared(world, 1, 2)
    reply = world.says(KARIN, "nej")
    assert "Tove Alm föreslår: delvis." in reply.text()
    assert buttons(reply) == ["Svara nej", "Godkänn"]


def test_the_deputy_of_an_empty_seat_answers_in_words(world: World):
    ask(world)
    assert saves(world, IVAR, "ja").startswith("Tack. Region Halland: ja.")


# What an assistant has prepared


@both
def test_a_proposal_stands_beside_the_buttons_wherever_the_member_answers(world: World):
    question = ask(world)
    world.goes_to("2027-02-05 08:00")
    assert "föreslår" not in to(world, KARIN)[-1]
    prepared(world, question, 2)
    waits = world.looks(KARIN, "home.waiting").text()
    assert waits.splitlines()[1:4] == [
        "– Stänger i dag kl. 12.00 · Bör utlysningarna samordnas? · Du svarar för Region Dalarna. "
        "Tove Alm föreslår: delvis.",
        "[Godkänn]",
        "[Ja] [Delvis] [Nej] [Vi avstår]",
    ]
    assert any("Tove Alm föreslår: delvis." in text for text in to(world, KARIN))
    for shown in (world.looks(KARIN, "question.card", question=question), world.says(KARIN, "svara")):
        assert "Tove Alm föreslår: delvis." in shown.text()
    for who in (MATS, TOVE):
        assert "föreslår" not in world.looks(who, "question.card", question=question).text()
    [approve] = reply_buttons(world.says(KARIN, "svara"))
    assert "Tack. Region Dalarna: delvis." in world.does(KARIN, approve.action, **approve.values).text()
    assert "föreslår" not in world.looks(KARIN, "question.card", question=question).text()
