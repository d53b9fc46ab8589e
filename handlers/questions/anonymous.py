"""Answering anonymously: once, in a form that says what is kept, and never told back.

What is chosen or written stands in no reply, no draft, no form that comes back, and not in the audit: platforms keep
what they show. So it is not read back either, and what does not fit must be filled in again. Source: docs/the-forum.md.
"""

from typing import Annotated

from handlers.call import Call, Look, Refusal, Reply, on, paragraph
from handlers.cards import Form, Input, Text, card, strong, words
from handlers.fields import Blank, Number, Prose, Untraced
from handlers.forms import Filled
from handlers.questions import respondents
from handlers.questions.answer_words import about_which
from handlers.questions.answering import may_answer, show_to_all
from handlers.questions.picking import Picks, fields, picked
from handlers.questions.question_words import PICKED, anonymity, labels, one_for_each, the
from handlers.questions.tallies import marks
from handlers.words import N_
from storage import anonymous
from storage.questions import Question, Said


class Unnamed(Picks, Untraced):
    """An anonymous answer."""

    question: Number
    respondent: Annotated[Number | None, Blank] = None
    choice: Number = 0
    words: Annotated[Prose | None, Blank] = None


def unnamed_form(call: Call, filled: Filled) -> Form:
    """An empty form, whatever was filled in before."""
    question = _the(call, filled.number("question"))
    wanted = filled.number("respondent") if filled.text("respondent") else None
    respondent = _answering_for(call, question, wanted)
    again = call._("Nothing is counted yet. What you filled in is not kept, since the answer is anonymous.")
    return Form(
        title=question.text,
        action="question.answer_anonymously",
        values={"question": question.id, "respondent": respondent},
        intro=f"{one_for_each(call, question.respondent)}. {anonymity(call)}",
        submit=call._("Answer, once and for all"),
        fields=_fields(call, question, Filled({}, filled.errors)),
        error=again if filled.errors else "",
    )


def _fields(look: Look, question: Question, filled: Filled) -> tuple[Input, ...]:
    if question.kind in PICKED:
        return fields(look, question, filled)
    if question.kind == "text":
        return (filled.lines("words", look._("Your answer"), look._("At most 2,000 characters."), required=True),)
    options = [(str(number), label) for number, label in labels(look, question).items()]
    return (filled.one("choice", look._("Your answer"), options),)


@on("question.answer_anonymously", Unnamed, form=unnamed_form)
def answer(call: Call, given: Unnamed) -> Reply:
    """Count an answer, and note apart from it that the respondent has answered."""
    question = _the(call, given.question)
    respondent = _answering_for(call, question, given.respondent)
    what = _said(call, question, given)
    if not anonymous.give(call.db, question.id, respondent, marks(question.kind, what), what.text):
        raise _answered_already()
    call.record(f"question:{question.id}", respondent=respondent)
    show_to_all(call, question, respondent)
    told = words(call._("Thank you. {who} has answered."), who=strong(respondents.name(call, question, respondent)))
    kept = paragraph(call._("What was answered is kept without name and can not be changed."))
    return Reply(card=card("", Text(words=told), about_which(call, question), kept))


def _the(call: Call, number: int) -> Question:
    question = the(call, number)
    if not question.anonymous:
        raise Refusal(N_("This question is not anonymous. Answer it on its card."))
    return question


def _answering_for(call: Call, question: Question, wanted: int | None) -> int:
    respondent = may_answer(call, question, wanted)
    if respondents.has_answered(call, question, respondent):
        raise _answered_already()
    return respondent


def _answered_already() -> Refusal:
    return Refusal(N_("An answer is already counted. It is anonymous, so it can not be changed."))


def _said(call: Call, question: Question, given: Unnamed) -> Said:
    """What is answered. Raises Refusal beside the field that is empty or does not fit."""
    if question.kind in PICKED:
        return Said(picks=picked(call, question, given))
    if question.kind == "text":
        if given.words is None:
            raise Refusal(N_("Fill this in."), field="words")
        return Said(text=given.words)
    if given.choice not in labels(call, question):
        raise Refusal(N_("Choose one of them."), field="choice")
    return Said(choice=given.choice)
