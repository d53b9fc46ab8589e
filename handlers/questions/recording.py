"""What the secretariat enters on behalf of somebody: an answer that came by mail, telephone or at a meeting, and after
closing the correction of one.

The one concerned sees it, and their own answer goes before it: what is recorded never replaces what they said
themselves.
"""

from typing import Annotated, Literal

from handlers import rights
from handlers.call import Call, Look, Nothing, Refusal, Reply, on, said, shows, undoes
from handlers.cards import Button, Buttons, Card, Element, Form, Input, Note, Text, card, strong, words
from handlers.fields import Blank, Number, Prose
from handlers.forms import Filled
from handlers.questions import respondents
from handlers.questions.answer_words import LEVELS, WAYS, how_it_came, in_full
from handlers.questions.answering import (
    answering_for,
    count,
    enter,
    give_back,
    in_time,
    is_same,
    must_be_by_name,
    must_be_open,
)
from handlers.questions.answers import About, Undoing
from handlers.questions.picking import Picks, fields, picked
from handlers.questions.question_words import PICKED, labels, the
from handlers.words import N_
from storage import questions
from storage.questions import TAKEN_BACK, Anchoring, Given, Question, Said


class Recording(Picks):
    """An answer on behalf of `respondent`, and `how` it came. `text` is the answer in words, or the reasons."""

    question: Number
    respondent: Number
    choice: Number = 0
    text: Annotated[Prose | None, Blank] = None
    anchoring: Annotated[Anchoring | None, Blank] = None
    how: Literal["mail", "phone", "meeting"]


class Correcting(Recording):
    """`which`: whether there is an answer, or the one that stands is taken away."""

    which: Literal["answer", "none"] = "answer"


def recording_form(call: Call, filled: Filled) -> Form:
    """For whom, what, and how it came."""
    question = _open(call, filled.number("question"))
    given = {one.respondent_id for one in questions.answers(call.db, question.id) if not one.recorded}
    there = [one for one in questions.asked(call.db, question.id) if one not in given]
    if not there:
        raise Refusal(N_("All have answered for themselves, so there is nothing to record."))
    return Form(
        title=call._("Record an answer"),
        action="question.record",
        values={"question": question.id},
        intro=call._("{question} The one concerned sees it, and may change it.").format(question=question.text),
        submit=call._("Record"),
        fields=(_whom(call, question, there, filled), *_what(call, question, filled)),
    )


def correcting_form(call: Call, filled: Filled) -> Form:
    """For whom, what is right, and how that came to be known."""
    question = _closed(call, filled.number("question"))
    there = questions.asked(call.db, question.id)
    which = [("answer", call._("The answer is as below")), ("none", call._("There is no answer: take it away"))]
    return Form(
        title=call._("Correct an answer"),
        action="question.correct",
        values={"question": question.id},
        intro=call._("{question} The result then says that it was corrected, and when.").format(question=question.text),
        submit=call._("Correct"),
        fields=(
            _whom(call, question, there, filled),
            filled.one("which", call._("What is right?"), which, "answer"),
            *_what(call, question, filled),
        ),
    )


def _whom(look: Look, question: Question, there: list[int], filled: Filled) -> Input:
    names = [(str(one), respondents.name(look, question, one)) for one in there]
    return filled.one("respondent", look._("For whom?"), [("", look._("Choose")), *names])


def _what(look: Look, question: Question, filled: Filled) -> tuple[Input, ...]:
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


@on("question.record", Recording, form=recording_form)
def record(call: Call, given: Recording) -> Reply:
    """Record an answer on behalf of one who has not answered. For the secretariat."""
    question = _open(call, given.question)
    before = _held(call, question, given.respondent)
    who = respondents.name(call, question, given.respondent)
    if before and not before.recorded:
        raise Refusal(
            N_("{who} has answered by now. That answer stands, and nothing is recorded."), "respondent", who=who
        )
    undo = enter(call, question, given.respondent, _said(call, question, given), before, "question.record")
    standing = questions.standing(call.db, question.id, given.respondent)
    assert standing is not None, "it was recorded just now"
    told = _tell(call, question, standing, "question.recorded")
    thanks = words(
        call._("Saved: {who}: {answer}, {how}."),
        who=strong(who),
        answer=in_full(call, question, standing),
        how=how_it_came(call, standing),
    )
    return Reply(card=card("", Text(words=thanks), told, Buttons(buttons=(undo,))))


@undoes("question.record", Undoing)
def undo(call: Call, given: Undoing) -> Reply:
    """Take back what was recorded, unless somebody has answered since."""
    question = _open(call, given.question)
    _held(call, question, given.respondent)
    back = give_back(call, question, given.respondent, given.given)
    who = strong(respondents.name(call, question, given.respondent))
    if back is None:
        return Reply(card=said(words(call._("What was recorded for {who} is taken back."), who=who)))
    told = words(call._("Undone. {who} answers as before: {answer}."), who=who, answer=in_full(call, question, back))
    return Reply(card=said(told))


@on("question.correct", Correcting, form=correcting_form)
def correct(call: Call, given: Correcting) -> Reply:
    """Correct an answer of a question that is closed: the count follows, and the result says so. For the
    secretariat."""
    question = _closed(call, given.question)
    before = _held(call, question, given.respondent)
    right = TAKEN_BACK if given.which == "none" else _with_what_stood(question, before, _said(call, question, given))
    if before is None and right.is_empty:
        raise Refusal(N_("There is no answer that could be taken away. Nothing is changed."), "respondent")
    questions.give(call.db, question.id, given.respondent, right, call.person.id, call.now)
    question.corrected_at = call.now
    call.db.flush()
    call.record(f"question:{question.id}", respondent=given.respondent, choice=right.choice)
    call.show_again(f"question:{question.id}")
    who = respondents.name(call, question, given.respondent)
    now = in_full(call, question, right) or call._("no answer")
    standing = Given(**right.values(), respondent_id=given.respondent, at=call.now)
    told = _tell(call, question, standing, "question.corrected")
    corrected = words(call._("Corrected: {who}: {answer}. The result says so."), who=strong(who), answer=now)
    return Reply(card=card("", Text(words=corrected), told))


def _open(call: Call, number: int) -> Question:
    """The question, for the secretariat to record answers to while it is open."""
    rights.must_run_the_forum(call)
    question = the(call, number)
    must_be_by_name(question)
    if call.now >= question.closes_at:
        raise Refusal(N_("The question is closed, so nothing is recorded. Correct the answer instead."))
    must_be_open(call, question)
    return question


def _closed(call: Call, number: int) -> Question:
    """The question, for the secretariat to correct when it is closed."""
    rights.must_run_the_forum(call)
    question = the(call, number)
    must_be_by_name(question)
    if call.now < question.closes_at:
        raise Refusal(N_("The question is still open: those who answer can change it. Record an answer instead."))
    return question


def _held(call: Call, question: Question, respondent: int) -> Given | None:
    """What stands for one who is asked; until the transaction ends nobody else answers for them."""
    if not respondent:
        raise Refusal(N_("Choose one of those in the list. Nothing is changed."), "respondent")
    if not questions.is_asked(call.db, question.id, respondent):
        raise Refusal(N_("The question is not put to them. Choose one of those in the list."), "respondent")
    return questions.standing(call.db, question.id, respondent)


def _said(call: Call, question: Question, given: Recording) -> Said:
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


def _with_what_stood(question: Question, before: Given | None, right: Said) -> Said:
    """An answer that was right keeps what stands beside it, save what is corrected of that."""
    if before is None or not is_same(question, before, right):
        return right
    text, anchoring = right.text or before.text, right.anchoring or before.anchoring
    return before.but(text=text, anchoring=anchoring, recorded=right.recorded)


def _tell(call: Call, question: Question, standing: Given, view: str) -> Element:
    """Those whom it concerns get it privately; who they are."""
    persons = respondents.people_for(call, question, [standing.respondent_id])
    subject = f"question:{question.id}"
    for person in persons:
        key = f"{subject}:{standing.respondent_id}:{view}:{call.now.isoformat()}:{person.id}"
        args = {"question": question.id, "respondent": standing.respondent_id}
        call.post(f"person:{person.id}", view, key, in_time(call, question), subject, **args)
    names = call.speech.joined([person.name for person in persons])
    told = words(call._("{names} is told.") if len(persons) == 1 else call._("{names} are told."), names=names)
    return Text(words=told if persons else words(call._("Nobody holds the seat, so nobody is told.")), quiet=True)


@shows("question.recorded", live=True)
def recorded(look: Look, question: int, respondent: int) -> Card | Nothing:
    """To one for whom the secretariat has recorded an answer: is it right?"""
    asked = questions.get(look.db, question)
    standing = questions.standing(look.db, question, respondent)
    if asked is None or ((standing is None or not standing.recorded) and not look.shown):
        return Nothing("no longer so")
    if respondent not in respondents.mine(look, asked):
        return Nothing("the seat is another's by now", over=True)
    who = strong(respondents.name(look, asked, respondent))
    if standing is None:
        return card(asked.text, Text(words=words(look._("What was recorded for {who} is taken back."), who=who)))
    answer = strong(in_full(look, asked, standing))
    if not standing.recorded:
        told = words(look._("{who} answers: {answer}"), who=who, answer=answer)
        return card(asked.text, Note(state="done", word=look._("Question answered")), Text(words=told))
    told = words(
        look._("The secretariat has recorded an answer for {who}: {answer}, {how}."),
        who=who,
        answer=answer,
        how=how_it_came(look, standing),
    )
    return card(asked.text, Text(words=told), *_is_it_right(look, asked, respondent))


def _is_it_right(look: Look, question: Question, respondent: int) -> list[Element]:
    if not question.open_at(look.now):
        return []
    values = {"question": question.id, "respondent": respondent}
    yes = Button(label=look._("Yes"), action="question.confirm", values=values, about=question.text)
    change = Button(label=look._("Change"), action="question.change", values=values, about=question.text)
    return [Text(words=words(look._("Is that right?"))), Buttons(buttons=(yes, change))]


@on("question.confirm", About)
def confirm(call: Call, given: About) -> Reply:
    """Make what the secretariat recorded one's own answer."""
    question = the(call, given.question)
    respondent = answering_for(call, question, given.respondent)
    standing = questions.standing(call.db, question.id, respondent)
    if standing is None or not standing.recorded:
        who = respondents.name(call, question, respondent)
        raise Refusal(N_("Nothing that was recorded for {who} stands any more. Nothing is changed."), who=who)
    return count(call, question, respondent, standing.but(recorded=None), standing)


@shows("question.corrected")
def corrected(look: Look, question: int, respondent: int) -> Card | Nothing:
    """To one whose answer the secretariat has corrected after closing."""
    asked = questions.get(look.db, question)
    if asked is None or look.shown:
        return Nothing("stands as it was sent")
    standing = questions.standing(look.db, question, respondent)
    told = words(
        look._(
            "The secretariat has corrected the answer for {who}: {answer}. Write to the secretariat if that is wrong."
        ),
        who=strong(respondents.name(look, asked, respondent)),
        answer=strong(in_full(look, asked, standing) if standing else look._("no answer")),
    )
    return card(asked.text, Text(words=told))
