"""Asking and answering: one answer for each member, organisation or county."""

from storage import questions
from tests.conftest import both
from tests.world import World

SECRETARY, KARIN, NILS, MATS, POLITICIAN = "sara-holmqvist", "karin-lind", "nils-berg", "mats-ohlin", "kerstin-moren"


def ask(world: World, text: str = "Bör utlysningarna samordnas?", **values: object) -> int:
    """The secretariat asks all regions in the officials' forum, to be answered by Friday noon."""
    given = {"text": text, "closes": "fredag 12:00", "body": "tjanstepersonsforum", "sure": True} | values
    reply = world.does(SECRETARY, "question.ask", **given)
    assert reply.outcome == "done", reply
    return world.read(lambda db: questions.recent(db, 1)[0].id)


@both
def test_a_question_reaches_the_room_and_counts_the_regions(world: World):
    question = ask(world)
    reply = world.does(KARIN, "question.answer", question=question, choice=2)
    assert "Region Dalarna: delvis" in reply.text()
    world.does(MATS, "question.answer", question=question, choice=1)
    [message] = world.messages(f"body:{world.body('tjanstepersonsforum').id}")
    assert "2 av 21 regioner har svarat" in message.card.text()
    assert message.edits == 2
