"""Closing a question at another time than was first said, and taking that back."""

from datetime import datetime

from handlers import rights
from handlers.call import Call, Refusal, Reply, on, undoes
from handlers.cards import Button, Buttons, Form, Text, card, words
from handlers.fields import END_OF_DAY, When
from handlers.forms import Filled
from handlers.questions import respondents
from handlers.questions.answer_words import the_question
from handlers.questions.asking import plan
from handlers.questions.drafting import must_be_ahead
from handlers.questions.question_words import ENOUGH, Which, the
from handlers.questions.results import reasons_are_shown
from handlers.words import N_
from storage import anonymous, posts, questions
from storage.questions import Question


class Rescheduling(Which):
    closes: When


class Closed(Which):
    """`was` is when it was to close before, `closes` what that became."""

    was: datetime
    closes: datetime


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
    undo = _close_at(call, question, closes)
    told = words(call._("The question now closes {when}."), when=call.speech.moment(closes))
    return Reply(card=card("", Text(words=told), the_question(call, question), Buttons(buttons=(undo,))))


@on("question.close", Which)
def close(call: Call, given: Which) -> Reply:
    """Close at once; the result is posted. A question that has not gone out yet is taken back, and nobody sees it."""
    question = open_question(call, given.question)
    unseen = call.now < question.opens_at
    undo = _close_at(call, question, call.now)
    told = call._("The question is closed. The result is on its way.")
    if unseen:
        posts.supersede(call.db, f"question:{question.id}")
        told = call._("The question is taken back before anybody has seen it.")
    buttons = None if _would_tell_too_much(call, question) else Buttons(buttons=(undo,))
    return Reply(card=card("", Text(words=words(told)), the_question(call, question), buttons))


def open_question(call: Call, number: int) -> Question:
    """The question, for the secretariat to change while it is open."""
    rights.must_run_the_forum(call)
    question = questions.locked(call.db, the(call, number))
    if question.taken_back or question.closes_at <= call.now:
        raise Refusal(N_("The question is already closed. Ask a new one if more is needed."))
    return question


def _close_at(call: Call, question: Question, closes: datetime) -> Button:
    """Have it close then, and whatever hangs on that. The button undoes it."""
    was = {"was": question.closes_at.isoformat(), "closes": closes.isoformat()}
    _follow(call, question, closes)
    return call.undo("question.close", question=question.id, **was)


def _follow(call: Call, question: Question, closes: datetime) -> None:
    question.closes_at = closes
    call.db.flush()
    subject = f"question:{question.id}"
    asked_in = posts.by_key(call.db, subject)
    assert asked_in is not None, "a question has its card from the start"
    posts.unplan(call.db, subject, call.now)
    plan(call, question, asked_in.to)
    waits_for = respondents.people_for(call, question, respondents.missing(call, question))
    call.show_again(subject, *(f"person:{person.id}" for person in waits_for))
    call.record(subject, closes_at=closes.isoformat())


@undoes("question.close", Closed)
def undo(call: Call, given: Closed) -> Reply:
    """Close when it was to close before. A result that is out then says that the question is open again; one that is
    not will not come. Raises Refusal where something was built on it since, or that time is past as well."""
    rights.must_run_the_forum(call)
    question = _as_it_became(call, given)
    was_closed, unseen = question.closes_at <= call.now, question.taken_back
    _must_be_possible(call, question, given)
    _follow(call, question, given.was)
    told = call._("Undone. The question closes {when}, as before.")
    if unseen:
        told = call._("Undone. The question stands, and closes {when}.")
    elif was_closed:
        told = call._("The question is open again until {when}. Where the result was shown, it now says so.")
    when = call.speech.moment(given.was)
    return Reply(card=card("", Text(words=words(told, when=when)), the_question(call, question)))


def _as_it_became(call: Call, given: Closed) -> Question:
    found = questions.get(call.db, given.question)
    question = questions.locked(call.db, found) if found else None
    if question is None or question.closes_at != given.closes:
        raise Refusal(N_("It has been changed since. Nothing is undone."))
    return question


def _must_be_possible(call: Call, question: Question, given: Closed) -> None:
    if given.was <= call.now:
        when = call.speech.moment(given.was)
        raise Refusal(N_("It would then have closed already, {when}. Nothing is undone."), when=when)
    if question.corrected_at or reasons_are_shown(call, question):
        raise Refusal(N_("An answer was corrected or the reasons were shown since it closed. Nothing is undone."))
    if question.closes_at <= call.now and _would_tell_too_much(call, question):
        raise Refusal(N_("The result of an anonymous question has been shown, so it is not opened again."))


def _would_tell_too_much(call: Call, question: Question) -> bool:
    """Whether an anonymous result is shown: of who answered after that, the difference would tell how."""
    return question.anonymous and len(anonymous.participated(call.db, question.id)) >= ENOUGH
