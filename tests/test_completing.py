"""What an assistant says beside an answer that they have prepared: how far it is anchored, and why."""

from storage import questions
from tests.conftest import both
from tests.scenes import KARIN, MATS, NILS, OFFICIALS, ask, buttons, form_in, in_room, to, typed
from tests.test_proposals import TOVE, prepared
from tests.test_wrong_region import pressed
from tests.world import World


def test_the_assistant_says_how_anchored_it_is_and_the_member_approves_that(world: World):
    question = ask(world)
    reply = world.does(TOVE, "question.answer", question=question, choice=1)
    told = world.presses(TOVE, reply, "Politiskt").text()
    assert told.startswith("Tack. Ditt förslag för Region Dalarna: ja, politiskt förankrat.")
    assert "för Region Dalarna: ja, politiskt förankrat." in to(world, KARIN)[-1]
    prepared(world, question, 1)
    assert "för Region Dalarna: ja, politiskt förankrat." in to(world, KARIN)[-1]
    pressed(world, KARIN, "Godkänn")
    [given] = world.read(lambda db: questions.answers(db, question))
    assert given.anchoring == "political"
    assert world.presses(TOVE, reply, "Ledningen").outcome == "refused"


@both
def test_the_assistant_writes_why_and_the_member_approves_that(world: World):
    question = ask(world)
    reply = world.does(TOVE, "question.answer", question=question, choice=1)
    form = form_in(world.presses(TOVE, reply, "Skriv varför"))
    assert form.intro.startswith("Bör utlysningarna samordnas? Kansliet läser det")
    told = world.does(TOVE, form.action, **form.values, text="Vi delar flygplats.")
    assert told.text().splitlines()[:2] == [
        "Tack. Ditt förslag för Region Dalarna: ja. Det gäller när Karin Lind har godkänt det.",
        "Vi delar flygplats.",
    ]
    assert typed(world.presses(TOVE, told, "Skriv varför")) == {"text": "Vi delar flygplats."}
    assert world.presses(TOVE, told, "Politiskt").text().splitlines()[1] == "Vi delar flygplats."
    prepared(world, question, 1)
    assert to(world, KARIN)[-1].splitlines()[1:3] == [
        "Tove Alm har förberett ett svar för Region Dalarna: ja, politiskt förankrat.",
        "Vi delar flygplats.",
    ]
    assert "Vi delar flygplats." not in "".join(to(world, NILS) + in_room(world, OFFICIALS))
    pressed(world, KARIN, "Godkänn")
    [given] = world.read(lambda db: questions.answers(db, question))
    assert (given.text, given.anchoring, given.by_id) == ("Vi delar flygplats.", "political", world.person(KARIN).id)
    assert typed(world.does(KARIN, "question.reason", question=question, edit=True)) == {"text": "Vi delar flygplats."}
    assert world.does(TOVE, "question.propose_reason", proposal=2, text="Mer").outcome == "refused"


def test_what_the_assistant_said_beside_a_proposal_is_undone(world: World):
    question = ask(world)
    prepared(world, question)
    first = world.does(TOVE, "question.propose_reason", proposal=1, text="Vi delar flygplats.")
    second = world.does(TOVE, "question.propose_anchored", proposal=1, anchoring="own")
    assert world.presses(TOVE, first, "Ångra").text() == "Det är ändrat sedan dess. Inget är ångrat."
    assert ": ja. Det gäller" in world.presses(TOVE, second, "Ångra").text()
    assert "flygplats" in to(world, KARIN)[-1]
    third = world.does(TOVE, "question.propose_reason", proposal=1)
    assert "flygplats" not in to(world, KARIN)[-1]
    world.presses(TOVE, third, "Ångra")
    assert "flygplats" in to(world, KARIN)[-1]


def test_reasons_stand_where_the_question_has_any(world: World):
    question = ask(world, kind="text")
    reply = world.does(TOVE, "question.tell", question=question, text="Vi vill börja i norr.")
    assert "Skriv varför" not in buttons(reply)
    refused = world.does(TOVE, "question.propose_reason", proposal=1, text="Därför")
    assert refused.outcome == "refused"
    assert "för Region Dalarna: Vi vill börja i norr." in to(world, KARIN)[-1]
    for who in (KARIN, MATS):
        assert world.does(who, "question.propose_reason", proposal=1, text="Därför").outcome == "refused"
