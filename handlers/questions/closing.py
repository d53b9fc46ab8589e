"""Closing a question at another time than was first said."""

from datetime import datetime

from pydantic import BaseModel

from handlers import rights
from handlers.call import Call, Refusal, Reply, on, said
from handlers.cards import Form, words
from handlers.fields import END_OF_DAY, Number, When
from handlers.forms import Filled
from handlers.questions.asking import must_be_ahead, plan
from handlers.questions.question_words import the
from handlers.words import N_
from storage import posts, questions
from storage.questions import Question


class Closing(BaseModel):
    question: Number


class Rescheduling(BaseModel):
    question: Number
    closes: When


def rescheduling_form(call: Call, filled: Filled) -> Form:
    _ = call._
    question = open_question(call, filled.number("question"))
    return Form(
        title=_("Change the closing time"),
        action="question.reschedule",
        values={"question": question.id},
        submit=_("Save"),
        fields=(filled.when("closes", _("Closes"), _("For example «Friday 12:00»."), required=True),),
    )


@on("question.reschedule", Rescheduling, form=rescheduling_form)
def reschedule(call: Call, given: Rescheduling) -> Reply:
    """Close at another time; the answers stay, the reminders and the result follow."""
    question, closes = open_question(call, given.question), given.closes.at(call.zone, END_OF_DAY)
    must_be_ahead(call, closes, question.opens_at)
    _close_at(call, question, closes)
    return Reply(card=said(words(call._("The question now closes {when}."), when=call.speech.moment(closes))))


@on("question.close", Closing)
def close(call: Call, given: Closing) -> Reply:
    """Close at once; the result is posted. A question that has not gone out yet is taken back, and nobody sees it."""
    question = open_question(call, given.question)
    unseen = call.now < question.opens_at
    _close_at(call, question, call.now)
    if unseen:
        posts.supersede(call.db, f"question:{question.id}")
        return Reply(card=said(call._("The question is taken back before anybody has seen it.")))
    return Reply(card=said(call._("The question is closed. The result is on its way.")))


def open_question(call: Call, number: int) -> Question:
    """The question, for the secretariat to change while it is open."""
    rights.must_run_the_forum(call)
    question = questions.locked(call.db, the(call, number))
    if question.taken_back or question.closes_at <= call.now:
        raise Refusal(N_("The question is already closed. Ask a new one if more is needed."))
    return question


def _close_at(call: Call, question: Question, closes: datetime) -> None:
    question.closes_at = closes
    call.db.flush()
    subject = f"question:{question.id}"
    asked_in = posts.by_key(call.db, subject)
    assert asked_in is not None, "a question has its card from the start"
    posts.supersede(call.db, subject)
    plan(call, question, asked_in.to)
    call.show_again(subject)
    call.record(f"question:{question.id}", closes_at=closes.isoformat())
