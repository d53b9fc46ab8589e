"""What the secretariat fills in to enter an answer on behalf of somebody: for whom, what, and how it came."""

from typing import Annotated, Literal

from handlers.call import Call, Look, Refusal
from handlers.cards import Input
from handlers.fields import Blank, Number, Prose
from handlers.forms import Filled
from handlers.questions import respondents
from handlers.questions.answer_words import LEVELS, WAYS
from handlers.questions.picking import Picks, fields, picked
from handlers.questions.question_words import PICKED, labels
from handlers.words import N_
from storage import questions
from storage.questions import Anchoring, Given, Question, Said


class Entering(Picks):
    """An answer on behalf of `respondent`, and `how` it came. `text` is the answer in words, or the reasons."""

    question: Number
    respondent: Number
    choice: Number = 0
    text: Annotated[Prose | None, Blank] = None
    anchoring: Annotated[Anchoring | None, Blank] = None
    how: Literal["mail", "phone", "meeting"]


def whom(look: Look, question: Question, there: list[int], filled: Filled) -> Input:
    names = [(str(one), respondents.name(look, question, one)) for one in there]
    return filled.one("respondent", look._("For whom?"), [("", look._("Choose")), *names])


def what(look: Look, question: Question, filled: Filled) -> tuple[Input, ...]:
    _ = look._
    ways = [(way, _(label)) for way, label in WAYS.items()]
    levels = [("", _("Not said")), *((level, _(label)) for level, label in LEVELS.items())]
    written = _("The answer") if question.kind == "text" else _("The reasons")
    return (
        *_answer(look, question, filled),
        filled.one("how", _("How did it come?"), ways, "phone"),
        filled.lines("text", written, _("At most 2,000 characters."), required=question.kind == "text"),
        filled.one("anchoring", _("How well anchored is it?"), levels),
    )


def _answer(look: Look, question: Question, filled: Filled) -> tuple[Input, ...]:
    if question.kind in PICKED:
        return fields(look, question, filled)
    if question.kind == "text":
        return ()
    options = [(str(number), label) for number, label in labels(look, question).items()]
    return (filled.one("choice", look._("The answer"), options),)


def held(call: Call, question: Question, respondent: int) -> Given | None:
    """What stands for one who is asked; until the transaction ends nobody else answers for them."""
    if not respondent:
        raise Refusal(N_("Choose one of those in the list. Nothing is changed."), "respondent")
    if not questions.is_asked(call.db, question.id, respondent):
        raise Refusal(N_("The question is not put to them. Choose one of those in the list."), "respondent")
    return questions.standing(call.db, question.id, respondent)


def entered(call: Call, question: Question, given: Entering) -> Said:
    """What is entered. Raises Refusal beside the field that is empty or does not fit."""
    beside = Said(text=given.text, anchoring=given.anchoring, recorded=given.how)
    if question.kind in PICKED:
        return beside.but(picks=picked(call, question, given))
    if question.kind == "text":
        if given.text is None:
            raise Refusal(N_("Fill this in."), field="text")
        return beside
    if given.choice not in labels(call, question):
        raise Refusal(N_("Choose one of them."), field="choice")
    return beside.but(choice=given.choice)
