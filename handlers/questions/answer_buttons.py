"""What one can do with an answer: change it, take it back, say how far it is anchored and why, join another's."""

from handlers.call import Look
from handlers.cards import Button, Buttons, Element, Text, words
from handlers.questions import respondents
from handlers.questions.answer_words import LEVELS
from handlers.questions.question_words import PICKED
from storage import questions
from storage.questions import Given, Question


def mend(look: Look, question: Question, respondent: int) -> Buttons:
    """[Change] and [Wrong region]: mistakes are cheap."""
    form = question.kind in PICKED
    change = Button(
        label=look._("Change"),
        action="question.pick" if form else "question.change",
        values=_of(question, respondent) | ({"edit": True} if form else {}),
        about=question.text,
    )
    return Buttons(buttons=(change, wrong_button(look, question, respondent)), repeated=True)


def wrong_button(look: Look, question: Question, respondent: int) -> Button:
    match question.respondent:
        case "person":
            label = look._("Take back")
        case "organisation":
            label = look._("Wrong organisation")
        case "seat":
            label = look._("Wrong seat")
        case _ if respondents.by_regions(look):
            label = look._("Wrong region")
        case _:
            label = look._("Wrong county")
    values = _of(question, respondent)
    return Button(label=label, action="question.withdraw", values=values, style="plain", about=question.text)


def anchoring(look: Look, question: Question, respondent: int, standing: Given) -> list[Element]:
    """«Hur förankrat är svaret?» with its buttons, for an answer of which that is not said; [Skriv varför] until that
    is said."""
    if question.anonymous:
        return []
    if standing.anchoring:
        writes = not standing.text and question.kind != "text"
        return [Buttons(buttons=(_why(look, question, respondent),), repeated=True)] if writes else []
    asks = look._("How well anchored is the answer?")
    levels = anchoring_buttons(look, question, respondent)
    return [Text(words=words(asks), repeated=True), levels.model_copy(update={"label": asks})]


def anchoring_buttons(look: Look, question: Question, respondent: int) -> Buttons:
    """[Min bedömning] [Ledningen] [Politiskt] [Skriv varför]. An answer in words has its reasons in it."""
    values = _of(question, respondent)
    levels = tuple(
        Button(
            label=look._(label),
            action="question.anchor",
            values=values | {"anchoring": level},
            about=question.text,
        )
        for level, label in LEVELS.items()
    )
    why = () if question.kind == "text" else (_why(look, question, respondent),)
    return Buttons(buttons=(*levels, *why), repeated=True)


def _why(look: Look, question: Question, respondent: int) -> Button:
    values = _of(question, respondent) | {"edit": True}
    return Button(label=look._("Write why"), action="question.reason", values=values, about=question.text)


def joining(look: Look, question: Question, respondent: int) -> list[Element]:
    """[Instäm i …], where somebody has answered whom one can join."""
    if question.anonymous or not joinable(look, question, respondent):
        return []
    values = _of(question, respondent) | {"edit": True}
    join = Button(
        label=look._("Agree with …"), action="question.join", values=values, style="plain", about=question.text
    )
    return [Buttons(buttons=(join,))]


def joinable(look: Look, question: Question, respondent: int) -> list[int]:
    """Those whose answer can be joined: others who have answered for themselves. No chains."""
    given = questions.answers(look.db, question.id)
    return [one.respondent_id for one in given if one.respondent_id != respondent and one.joins_id is None]


def _of(question: Question, respondent: int) -> dict[str, int]:
    return {"question": question.id, "respondent": respondent}
