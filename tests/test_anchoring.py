"""How far an answer is anchored, and why it was given: said afterwards, kept with the answer."""

from storage import questions
from tests.scenes import KARIN, MATS, NILS, OFFICIALS, SECRETARY, answer, ask, buttons, form_in, in_room, typed
from tests.world import World

LEVELS = ["Min bedömning", "Ledningen", "Politiskt", "Skriv varför"]


def card(world: World, who: str, question: int) -> str:
    return world.looks(who, "question.card", question=question).text()


def test_after_the_answer_one_is_asked_how_well_anchored_it_is(world: World):
    reply = world.does(MATS, "question.answer", question=ask(world), choice=2)
    assert reply.text().splitlines() == [
        "Tack. Region Kalmar län: delvis.",
        "Hur förankrat är svaret?",
        "[Min bedömning] [Ledningen] [Politiskt] [Skriv varför]",
        "Du kan ändra fram till fredag 5 februari kl. 12.00.",
        "[Ändra] [Fel region]",
        "[Ångra]",
    ]
    told = world.presses(MATS, reply, "Politiskt")
    assert told.text().startswith("Tack. Region Kalmar län: delvis, politiskt förankrat.")
    assert buttons(told) == ["Skriv varför", "Ändra", "Fel region", "Ångra"]
    why = world.does(MATS, "question.reason", question=1, text="Vi har provat.")
    assert buttons(why) == ["Ändra", "Fel region", "Ångra"]


def test_the_card_asks_until_it_is_said(world: World):
    question = ask(world)
    answer(world, MATS, question, 2)
    assert "Hur förankrat är svaret?\n[Min bedömning] [Ledningen] [Politiskt] [Skriv varför]" in card(
        world, MATS, question
    )
    world.does(MATS, "question.anchor", question=question, anchoring="management")
    shown = card(world, MATS, question)
    assert "Region Kalmar län svarar: delvis, förankrat i ledningen" in shown
    assert "Hur förankrat" not in shown
    assert "Hur förankrat" not in "".join(in_room(world, OFFICIALS))


def test_each_adds_an_answer_that_copies_the_one_that_stands(world: World):
    question = ask(world)
    answer(world, KARIN, question, 2)
    world.does(KARIN, "question.reason", question=question, text="Vi vill\nbörja i norr.")
    world.does(KARIN, "question.anchor", question=question, anchoring="political")
    county = world.organisation("region-dalarna").county_id
    assert county
    kept = world.read(lambda db: questions.history(db, question, county))
    assert [(one.choice, one.text, one.anchoring) for one in kept] == [
        (2, None, None),
        (2, "Vi vill\nbörja i norr.", None),
        (2, "Vi vill\nbörja i norr.", "political"),
    ]
    assert "1 av 21 regioner har svarat" in in_room(world, OFFICIALS)[0]


def test_the_reasons_are_written_in_a_form_where_they_stand(world: World):
    question = ask(world)
    reply = world.does(KARIN, "question.answer", question=question, choice=2)
    opened = world.presses(KARIN, reply, "Skriv varför")
    assert form_in(opened).intro == (
        "Bör utlysningarna samordnas? Kansliet läser det, och kan visa det för alla när frågan har stängt, "
        "under namnet Region Dalarna."
    )
    world.does(KARIN, "question.reason", question=question, text="Vi vill börja i norr.")
    again = world.does(KARIN, "question.reason", question=question, edit=True)
    assert typed(again) == {"text": "Vi vill börja i norr."}
    world.does(KARIN, "question.reason", question=question, text="")
    [given] = world.read(lambda db: questions.answers(db, question))
    assert given.text is None


def test_a_new_answer_is_to_be_anchored_anew_but_what_was_written_is_not_lost(world: World):
    question = ask(world)
    answer(world, KARIN, question, 2)
    world.does(KARIN, "question.reason", question=question, text="Vi vill börja i norr.")
    world.does(KARIN, "question.anchor", question=question, anchoring="political")
    answer(world, KARIN, question, 2)
    assert "delvis, politiskt förankrat" in card(world, KARIN, question)
    answer(world, KARIN, question, 3)
    [given] = world.read(lambda db: questions.answers(db, question))
    assert (given.text, given.anchoring) == (None, None)
    opened = world.does(KARIN, "question.reason", question=question, edit=True)
    assert typed(opened) == {"text": "Vi vill börja i norr."}


def test_an_answer_in_words_is_anchored_but_has_its_reasons_in_it(world: World):
    question = ask(world, kind="text")
    reply = world.does(KARIN, "question.tell", question=question, text="Vi vill börja i norr.")
    assert [*LEVELS[:3], "Ändra", "Fel region", "Ångra"] == buttons(reply)
    told = world.presses(KARIN, reply, "Min bedömning").text()
    assert told.startswith("Tack. Region Dalarna: Vi vill börja i norr, egen bedömning.")
    refused = world.does(KARIN, "question.reason", question=question, text="Därför")
    assert refused.text().startswith("Den här frågan besvaras med egna ord")


def test_without_an_answer_there_is_nothing_to_anchor(world: World):
    question = ask(world)
    for action, values in (("question.anchor", {"anchoring": "own"}), ("question.reason", {"text": "Därför"})):
        told = world.does(NILS, action, question=question, **values).text()
        assert told.startswith("Region Dalarna har inget svar än, så inget är sparat. Svara först.")
        assert world.does(SECRETARY, action, question=question, **values).outcome == "refused"


def test_it_is_said_again_when_one_changes_the_answer(world: World):
    question = ask(world)
    answer(world, KARIN, question, 2)
    world.does(KARIN, "question.anchor", question=question, anchoring="own")
    changed = world.does(KARIN, "question.change", question=question)
    assert {*LEVELS} <= {*buttons(changed)}
