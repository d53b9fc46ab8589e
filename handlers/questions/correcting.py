"""What the secretariat corrects when a question is closed: the count follows, and the result says so. Those whom it
concerns are told."""

from datetime import datetime
from typing import Literal

from handlers import rights
from handlers.call import Call, Look, Nothing, Refusal, Reply, on, said, shows, undoes
from handlers.cards import Buttons, Card, Form, Text, card, strong, words
from handlers.forms import Filled
from handlers.questions import respondents
from handlers.questions.answer_words import in_full
from handlers.questions.answering import give_back, in_time, must_be_by_name
from handlers.questions.answers import Undoing
from handlers.questions.entering import Entering, entered, held, what, whom
from handlers.questions.question_words import is_same, the
from handlers.questions.recorded import told
from handlers.words import N_
from storage import posts, questions
from storage.questions import TAKEN_BACK, Given, Question, Said


class Correcting(Entering):
    """`which`: whether there is an answer, or the one that stands is taken away."""

    which: Literal["answer", "none"] = "answer"


class Corrected(Undoing):
    """`at` is when it was corrected, `was` when another answer was before; `told` are the keys of who was told."""

    at: datetime
    was: datetime | None
    told: list[str]


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
            whom(call, question, there, filled),
            filled.one("which", call._("What is right?"), which, "answer"),
            *what(call, question, filled),
        ),
    )


@on("question.correct", Correcting, form=correcting_form)
def correct(call: Call, given: Correcting) -> Reply:
    """Correct an answer of a question that is closed: the count follows, and the result says so. For the
    secretariat."""
    question = _closed(call, given.question)
    before = held(call, question, given.respondent)
    right = TAKEN_BACK if given.which == "none" else _with_what_stood(question, before, entered(call, question, given))
    if before is None and right.is_empty:
        raise Refusal(N_("There is no answer that could be taken away. Nothing is changed."), "respondent")
    number = questions.give(call.db, question.id, given.respondent, right, call.person.id, call.now)
    was = question.corrected_at
    question.corrected_at = call.now
    call.db.flush()
    call.record(f"question:{question.id}", respondent=given.respondent, choice=right.choice)
    call.show_again(f"question:{question.id}")
    keys = _tell(call, question, given.respondent, number)
    kept = Corrected(question=question.id, respondent=given.respondent, given=number, at=call.now, was=was, told=keys)
    undo = call.undo("question.correct", **kept.model_dump(mode="json"))
    corrected = words(
        call._("Corrected: {who}: {answer}. The result says so."),
        who=strong(respondents.name(call, question, given.respondent)),
        answer=in_full(call, question, right) or call._("no answer"),
    )
    whom_told = told(call, question, given.respondent)
    return Reply(card=card("", Text(words=corrected), whom_told, Buttons(buttons=(undo,))))


def _tell(call: Call, question: Question, respondent: int, number: int, undone: bool = False) -> list[str]:
    """Those whom it concerns get it privately; the keys of their messages."""
    args = {"question": question.id, "respondent": respondent, "given": number, "undone": undone}
    state, keys = "uncorrected" if undone else "corrected", []
    for person in respondents.people_for(call, question, [respondent]):
        keys.append(f"question:{question.id}:{respondent}:{state}:{number}:{person.id}")
        when = in_time(call, question)
        call.post(f"person:{person.id}", "question.corrected", keys[-1], when, f"question:{question.id}", **args)
    return keys


@undoes("question.correct", Corrected)
def undo(call: Call, given: Corrected) -> Reply:
    """What stood before the correction counts again, unless it was changed since. Those who had heard of it are
    told."""
    question = _closed(call, given.question)
    held(call, question, given.respondent)
    back = give_back(call, question, given.respondent, given.given)
    if question.corrected_at == given.at:
        question.corrected_at = given.was
        call.db.flush()
    if posts.supersede_keys(call.db, given.told) < len(given.told):
        _tell(call, question, given.respondent, given.given, undone=True)
    told = call._("Undone. {who} answers as before: {answer}.")
    if back is None:
        told = call._("Undone. {who} has no answer, as before.")
    who = strong(respondents.name(call, question, given.respondent))
    return Reply(card=said(words(told, who=who, answer=in_full(call, question, back) if back else "")))


def _closed(call: Call, number: int) -> Question:
    """The question, for the secretariat to correct when it is closed."""
    rights.must_run_the_forum(call)
    question = questions.locked(call.db, the(call, number))
    must_be_by_name(question)
    if call.now < question.closes_at:
        raise Refusal(N_("The question is still open: those who answer can change it. Record an answer instead."))
    return question


def _with_what_stood(question: Question, before: Given | None, right: Said) -> Said:
    """An answer that was right keeps what stands beside it, save what is corrected of that."""
    if before is None or not is_same(question, before, right):
        return right
    text, anchoring = right.text or before.text, right.anchoring or before.anchoring
    return before.but(text=text, anchoring=anchoring, recorded=right.recorded)


@shows("question.corrected")
def corrected(
    look: Look, question: int, respondent: int, given: int | None = None, undone: bool = False
) -> Card | Nothing:
    """To one whose answer the secretariat has corrected after closing, or corrected back."""
    asked = questions.get(look.db, question)
    if asked is None or look.shown:
        return Nothing("stands as it was sent")
    there = questions.history(look.db, question, respondent)
    told_of = next((one for one in there if one.id == given), None)
    if told_of and not undone and questions.said_in(there[-1]) != questions.said_in(told_of):
        return Nothing("it was changed since")
    standing = questions.standing(look.db, question, respondent)
    told = look._(
        "The secretariat has corrected the answer for {who}: {answer}. Write to the secretariat if that is wrong."
    )
    if undone:
        told = look._("The secretariat has taken its correction back. The answer for {who} is as before: {answer}.")
    who, answer = respondents.name(look, asked, respondent), in_full(look, asked, standing) if standing else ""
    text = words(told, who=strong(who), answer=strong(answer or look._("no answer")))
    return card(asked.text, Text(words=text))
