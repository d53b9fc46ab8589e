"""Joining another's answer («instämmer i Region X»): it says what theirs says at that time.

Nothing of it is told while it is not shown yet how others answer. Joining is one step: nobody joins one who has joined.
"""

from typing import Annotated

from pydantic import BaseModel

from handlers.call import Call, Look, Nothing, Refusal, Reply, on, shows
from handlers.cards import Button, Buttons, Card, Form, Text, card, strong, words
from handlers.fields import Blank, Number
from handlers.forms import Filled
from handlers.questions import respondents
from handlers.questions.answer_buttons import joinable, mend
from handlers.questions.answering import answering_for, count
from handlers.questions.question_words import is_hidden, the
from handlers.words import N_
from storage import questions
from storage.questions import Said


class Joining(BaseModel):
    """`joins` is the respondent whose answer is joined."""

    question: Number
    joins: Number
    respondent: Annotated[Number | None, Blank] = None


def joining_form(call: Call, filled: Filled) -> Form:
    """Whom one can join: those who have answered for themselves."""
    question = the(call, filled.number("question"))
    wanted = filled.number("respondent") if filled.text("respondent") else None
    respondent = answering_for(call, question, wanted)
    _ = call._
    there = joinable(call, question, respondent)
    if not there:
        raise Refusal(N_("Nobody whose answer you could join has answered yet. Nothing is saved."))
    names = sorted((respondents.name(call, question, one), str(one)) for one in there)
    hidden = _("You see how they answer when the question has closed.") if is_hidden(call, question) else ""
    who = respondents.name(call, question, respondent)
    intro = _("{who} then answers what they answer now. If they change it, you are told.").format(who=who)
    return Form(
        title=_("Agree with another's answer"),
        action="question.join",
        values={"question": question.id, "respondent": respondent},
        intro=" ".join(filter(None, [intro, hidden])),
        submit=_("Agree"),
        fields=(filled.one("joins", _("With whom?"), [(number, name) for name, number in names], names[0][1]),),
    )


@on("question.join", Joining, form=joining_form)
def join(call: Call, given: Joining) -> Reply:
    """Let the respondent answer what another answers now."""
    question = the(call, given.question)
    respondent = answering_for(call, question, given.respondent)
    if given.joins == respondent:
        raise Refusal(N_("That is your own answer. Choose another's."), field="joins")
    there = questions.is_asked(call.db, question.id, given.joins)  # held: two who join each other at once do not
    theirs = questions.standing(call.db, question.id, given.joins) if there else None
    if theirs is None:
        raise Refusal(N_("They have no answer that you could join. Nothing is saved."), field="joins")
    if theirs.joins_id is not None:
        raise Refusal(N_("They have themselves joined another's answer. Choose that one instead."), field="joins")
    in_words = theirs.text if question.kind == "text" else None
    said = Said(choice=theirs.choice, picks=theirs.picks, text=in_words, joins_id=given.joins)
    return count(call, question, respondent, said, questions.standing(call.db, question.id, respondent))


@shows("question.joined_changed")
def joined_changed(look: Look, question: int, respondent: int, joined: int) -> Card | Nothing:
    """To one who has joined an answer that says something else since, or was taken back."""
    asked = questions.get(look.db, question)
    mine = questions.standing(look.db, question, respondent)
    if asked is None or not asked.open_at(look.now) or mine is None or mine.joins_id != joined:
        return Nothing("no longer so")
    theirs = questions.standing(look.db, question, joined)
    other, who = respondents.name(look, asked, joined), respondents.name(look, asked, respondent)
    told = look._("{other} has taken back the answer that you joined. What you answered for {who} stands as it was.")
    if theirs:
        told = look._("{other} has changed the answer that you joined. What you answered for {who} stands as it was.")
    values = {"question": question, "respondent": respondent, "joins": joined}
    again = Button(label=look._("Agree again"), action="question.join", values=values)
    joins = (again,) if theirs and theirs.joins_id is None else ()
    change, *_ = mend(look, asked, respondent).buttons
    text = Text(words=words(told, other=strong(other), who=who))
    return card(asked.text, text, Buttons(buttons=(*joins, change)))
