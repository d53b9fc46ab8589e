"""The words for an answer that stands: what it says, how far it is anchored, how it came."""

from handlers.call import Look
from handlers.cards import Text, Words, words
from handlers.questions import respondents
from handlers.questions.question_words import agrees, in_words, is_hidden
from handlers.words import N_
from storage import people, questions
from storage.questions import Anchoring, Given, Question, Said

LEVELS: dict[Anchoring, str] = {
    "own": N_("My own view"),
    "management": N_("The management"),
    "political": N_("Politically"),
}
"""How far an answer is anchored, as on a button. From the nearest to the widest."""

WAYS = {"mail": N_("A mail"), "phone": N_("A call"), "meeting": N_("A meeting")}
"""How an answer came that the secretariat records."""


def anchored(look: Look, level: str) -> str:
    """«politiskt förankrat»: within a sentence."""
    match level:
        case "own":
            return look._("own view")
        case "management":
            return look._("anchored with the management")
        case _:
            return look._("politically anchored")


def in_full(look: Look, question: Question, said: Said) -> str:
    """«delvis, politiskt förankrat»; whom it joins, where that is not all that may be shown."""
    joins = said.joins_id if said.joins_id is not None and not is_hidden(look, question) else None
    parts = (
        in_words(look, question, said),
        agrees(look, question, said, joins) if joins else "",
        anchored(look, said.anchoring) if said.anchoring else "",
    )
    return ", ".join(filter(None, parts))


def about_which(look: Look, question: Question) -> Text | None:
    """On a receipt, which question it was, where others are open for the viewer as well. Where the question's card
    stands above it, the receipt does without."""
    others = (one for one in questions.open_questions(look.db, look.now) if one.id != question.id)
    if not any(_is_put_to_viewer(look, one) for one in others):
        return None
    return the_question(look, question).model_copy(update={"repeated": True})


def the_question(look: Look, question: Question) -> Text:
    """«Frågan: Bör utlysningarna samordnas?»"""
    return Text(words=words(look._("The question: {text}"), text=question.text), quiet=True)


def _is_put_to_viewer(look: Look, question: Question) -> bool:
    """Whether the viewer answers it, for whomever, or prepares an answer for another."""
    whose = (*respondents.mine(look, question), *respondents.assisted(look, question))
    return any(questions.is_asked(look.db, question.id, one) for one in whose)


def to_fill_in(look: Look, question: Question, standing: Given | None) -> Given | None:
    """What may stand in the fields when an answer is changed: nothing of another's that was joined unseen."""
    return None if standing and standing.joins_id is not None and is_hidden(look, question) else standing


def given_by(look: Look, given: Given) -> Words:
    """«Karin Lind, måndag 1 februari kl. 9.00»: who answered, and when; how it came where it was recorded."""
    if given.recorded:
        return words("{how}", how=how_it_came(look, given))
    return words("{name}, {when}", name=people.get(look.db, given.by_id).name, when=look.speech.lasting(given.at))


def how_it_came(look: Look, given: Given) -> str:
    """«inskrivet av kansliet efter samtal 21 januari»: of an answer that was recorded."""
    day = look.speech.day(given.at.astimezone(look.zone).date(), weekday=False)
    match given.recorded:
        case "mail":
            return look._("recorded by the secretariat from a mail {day}").format(day=day)
        case "phone":
            return look._("recorded by the secretariat after a call {day}").format(day=day)
        case _:
            return look._("recorded by the secretariat at a meeting {day}").format(day=day)
