"""«öppna frågan igen»: the closed questions that can be opened again, each with the button that does.

Who closed a question opens it again by undoing that: for ten minutes, since its result goes out.
"""

from datetime import datetime

from handlers import rights
from handlers.call import Call, Refusal, Reply, on, paragraph
from handlers.cards import Button, Buttons, Row, Rows, card, strong, words
from handlers.fields import Anything
from handlers.undoing import FOR
from handlers.words import N_
from storage import questions, undo
from storage.questions import Question
from storage.undo import Undo


@on("question.reopen_which", Anything)
def which(call: Call, given: Anything) -> Reply:
    """What the caller has closed and can still open again."""
    rights.must_run_the_forum(call)
    found = _closed(call)
    if not found:
        new = Button(label=call._("Ask a new question"), action="question.ask", values={"edit": True})
        told = N_("You have closed no question in the last ten minutes. After that it stays closed: ask a new one.")
        raise Refusal(told, offers=lambda look: (new,))
    rows = Rows(rows=tuple(_row(call, question, kept) for question, kept in found))
    told = paragraph(call._("It then closes when it was to close before. Where the result was shown, it says so."))
    return Reply(card=card(call._("Open a question again?"), told, rows))


def _closed(call: Call) -> list[tuple[Question, Undo]]:
    kept = undo.of_action(call.db, call.person.id, "question.close", call.now - FOR)
    found = [(questions.get(call.db, int(one.values["question"])), one) for one in kept]
    return [(question, one) for question, one in found if question and _as_it_became(call, question, one)]


def _as_it_became(call: Call, question: Question, one: Undo) -> bool:
    return question.closes_at <= call.now and question.closes_at == datetime.fromisoformat(one.values["closes"])


def _row(call: Call, question: Question, kept: Undo) -> Row:
    again = Button(label=call._("Open again"), action="undo.do", values={"undo": kept.id}, about=question.text)
    closed = words(call._("Closed {when}."), when=call.speech.moment(question.closes_at))
    return Row(words=(strong(question.text),), detail=closed, does=(Buttons(buttons=(again,)),))
