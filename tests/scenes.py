"""Who acts in the tests of today's forum, what they often do, and what then stands where."""

from handlers.call import Reply
from handlers.cards import Card, Form
from storage import questions
from tests.world import World

SECRETARY, COLLEAGUE = "sara-holmqvist", "melker-strid"
OFFICIALS, POLITICIANS = "tjanstepersonsforum", "politikerforum"
ASTRID, HENNING = "astrid-sellberg", "henning-akerlund"
"""The chairs of the officials and of the politicians."""
KARIN, NILS = "karin-lind", "nils-berg"
"""The director of Dalarna, who sits in two more groups, and her deputy."""
MATS, CECILIA, SAMIR = "mats-ohlin", "cecilia-modig", "samir-haddad"
"""The directors of Kalmar, Västra Götaland and Skåne."""
IVAR = "ivar-brandt"
"""Deputy for Halland, whose seat nobody holds."""
KERSTIN = "kerstin-moren"
"""A politician of Dalarna."""


def ask(world: World, text: str = "Bör utlysningarna samordnas?", **values: object) -> int:
    """The secretariat asks all regions in the officials' forum, to be answered by Friday noon."""
    given = {"text": text, "closes": "fredag 12:00", "body": OFFICIALS, "sure": True} | values
    reply = world.does(SECRETARY, "question.ask", **given)
    assert reply.outcome == "done", reply
    return world.read(lambda db: questions.recent(db, 1)[0].id)


def answer(world: World, who: str, question: int, choice: int, **values: object) -> str:
    """Somebody answers; what they are told."""
    return world.does(who, "question.answer", question=question, choice=choice, **values).text()


def in_room(world: World, body: str) -> list[str]:
    """The messages in a body's room, as all see them."""
    return [sent.card.text() for sent in world.messages(f"body:{world.body(body).id}")]


def to(world: World, who: str) -> list[str]:
    """The personal messages to somebody, as they stand now."""
    return [sent.card.text() for sent in world.messages(f"person:{world.person(who).id}")]


def form_in(reply: Reply) -> Form:
    """The form that came back."""
    assert reply.form is not None, reply
    return reply.form


def typed(reply: Reply) -> dict[str, object]:
    """What stands in the fields of the form that came back."""
    return {field.name: field.value for field in form_in(reply).fields if field.value}


def wrong(reply: Reply) -> dict[str, str]:
    """What is said beside the fields of the form that came back."""
    return {field.name: field.error for field in form_in(reply).fields if field.error}


def buttons(shown: Card | Reply) -> list[str]:
    """The labels of all buttons on a card, those in its rows too."""
    text = shown.text()
    return [part.partition("]")[0] for part in text.split("[")[1:]]
