"""How far an answer is anchored, and why it was given: said after it, as often as one likes until the question closes.

Each adds an answer that copies the one that stands. What the secretariat recorded becomes the member's own thereby.
"""

from typing import Annotated

from pydantic import BaseModel

from handlers.call import Call, Refusal, Reply, on
from handlers.cards import Form, Input, Values
from handlers.fields import Blank, Number, Prose
from handlers.forms import Filled
from handlers.questions import respondents
from handlers.questions.answering import answering_for, count
from handlers.questions.question_words import the
from handlers.words import N_
from storage import questions
from storage.questions import Anchoring, Given, Question


class Level(BaseModel):
    question: Number
    anchoring: Anchoring
    respondent: Annotated[Number | None, Blank] = None


class Reasons(BaseModel):
    """Why the answer is as it is; empty takes the reasons away."""

    question: Number
    text: Annotated[Prose | None, Blank] = None
    respondent: Annotated[Number | None, Blank] = None


@on("question.anchor", Level)
def anchor(call: Call, given: Level) -> Reply:
    """Say how far the answer that stands is anchored."""
    question = the(call, given.question)
    standing = _standing(call, question, given.respondent)
    return count(
        call, question, standing.respondent_id, standing.but(anchoring=given.anchoring, recorded=None), standing
    )


def reasons_form(call: Call, filled: Filled) -> Form:
    """The reasons as they stand, or as they last stood under an answer that was changed since."""
    question = with_reasons(the(call, filled.number("question")))
    wanted = filled.number("respondent") if filled.text("respondent") else None
    standing = _standing(call, question, wanted)
    written = filled.text("text", standing.text or _last_written(call, standing, question))
    values: Values = {"question": question.id, "respondent": standing.respondent_id}
    asked = filled.lines("text", call._("The reasons"), call._("At most 2,000 characters."))
    field = asked.model_copy(update={"value": written})
    return form_of(call, question, standing.respondent_id, "question.reason", values, field)


def form_of(call: Call, question: Question, respondent: int, action: str, values: Values, field: Input) -> Form:
    """What asks for reasons: who will read them, and under what name."""
    _ = call._
    name = respondents.name(call, question, respondent)
    shown = _("The secretariat reads it, and may show it to all when the question has closed, under the name {who}.")
    return Form(
        title=_("Why?"),
        action=action,
        values=values,
        intro=f"{question.text} {shown.format(who=name)}",
        submit=_("Save"),
        fields=(field,),
        error=_("The reasons are not saved yet. All that you wrote is still here.") if field.error else "",
    )


@on("question.reason", Reasons, form=reasons_form)
def reason(call: Call, given: Reasons) -> Reply:
    """Say why the answer that stands is as it is."""
    question = with_reasons(the(call, given.question))
    standing = _standing(call, question, given.respondent)
    return count(call, question, standing.respondent_id, standing.but(text=given.text, recorded=None), standing)


def with_reasons(question: Question) -> Question:
    """The question, if reasons stand beside its answers: in one that is answered in words they could be another's, who
    was joined unseen. Raises Refusal."""
    if question.kind == "text":
        raise Refusal(N_("This question is answered in words, and the reasons are part of the answer. Change it."))
    return question


def _standing(call: Call, question: Question, wanted: int | None) -> Given:
    """The answer that is to be completed. Raises Refusal where there is none."""
    respondent = answering_for(call, question, wanted)
    if standing := questions.standing(call.db, question.id, respondent):
        return standing
    who = respondents.name(call, question, respondent)
    raise Refusal(N_("{who} has no answer yet, so nothing is saved. Answer first."), who=who)


def _last_written(call: Call, standing: Given, question: Question) -> str:
    there = questions.history(call.db, question.id, standing.respondent_id)
    return next((answer.text for answer in reversed(there) if answer.text), "")
