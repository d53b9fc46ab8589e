"""What the secretariat enters on behalf of somebody while a question is open: an answer that came by mail, telephone or
at a meeting.

The one concerned sees it, and their own answer goes before it: what is recorded never replaces what they said
themselves.
"""

from handlers import rights
from handlers.call import Call, Refusal, Reply, on, said, undoes
from handlers.cards import Buttons, Form, Text, card, strong, words
from handlers.forms import Filled
from handlers.questions import respondents
from handlers.questions.answer_words import how_it_came, in_full
from handlers.questions.answering import enter, give_back, must_be_by_name, must_be_open
from handlers.questions.answers import Undoing
from handlers.questions.entering import Entering, entered, held, what, whom
from handlers.questions.question_words import the
from handlers.questions.recorded import tell, told
from handlers.words import N_
from storage import questions
from storage.questions import Question


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
        fields=(whom(call, question, there, filled), *what(call, question, filled)),
    )


@on("question.record", Entering, form=recording_form)
def record(call: Call, given: Entering) -> Reply:
    """Record an answer on behalf of one who has not answered. For the secretariat."""
    question = _open(call, given.question)
    before = held(call, question, given.respondent)
    who = respondents.name(call, question, given.respondent)
    if before and not before.recorded:
        raise Refusal(
            N_("{who} has answered by now. That answer stands, and nothing is recorded."), "respondent", who=who
        )
    undo = enter(call, question, given.respondent, entered(call, question, given), before, "question.record")
    standing = questions.standing(call.db, question.id, given.respondent)
    assert standing is not None, "it was recorded just now"
    tell(call, question, given.respondent)
    thanks = words(
        call._("Saved: {who}: {answer}, {how}."),
        who=strong(who),
        answer=in_full(call, question, standing),
        how=how_it_came(call, standing),
    )
    return Reply(card=card("", Text(words=thanks), told(call, question, given.respondent), Buttons(buttons=(undo,))))


@undoes("question.record", Undoing)
def undo(call: Call, given: Undoing) -> Reply:
    """Take back what was recorded, unless somebody has answered since."""
    question = _open(call, given.question)
    held(call, question, given.respondent)
    back = give_back(call, question, given.respondent, given.given)
    who = strong(respondents.name(call, question, given.respondent))
    if back is None:
        return Reply(card=said(words(call._("What was recorded for {who} is taken back."), who=who)))
    told = words(call._("Undone. {who} answers as before: {answer}."), who=who, answer=in_full(call, question, back))
    return Reply(card=said(told))


def _open(call: Call, number: int) -> Question:
    """The question, for the secretariat to record answers to while it is open."""
    rights.must_run_the_forum(call)
    question = the(call, number)
    must_be_by_name(question)
    if call.now >= question.closes_at:
        raise Refusal(N_("The question is closed, so nothing is recorded. Correct the answer instead."))
    must_be_open(call, question)
    return question
