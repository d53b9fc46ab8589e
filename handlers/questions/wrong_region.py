"""Somebody answered for one whom they do not answer for: taken back at once, nobody blamed, the cause put right.

They say for whom they do answer; the secretariat confirms, and the seat moves. Source: dialogue 10.
"""

from datetime import timedelta
from typing import Any

from pydantic import BaseModel

from handlers.call import Call, Look, Nothing, Refusal, Reply, on, said, shows
from handlers.cards import Button, Buttons, Card, Form, Text, Words, card, strong, words
from handlers.fields import Number
from handlers.forms import Filled
from handlers.questions import respondents
from handlers.questions.answering import answering_for, enter, give_back
from handlers.questions.answers import About
from handlers.questions.question_words import the
from handlers.words import N_
from storage import organisations, people, posts, questions
from storage.bodies import Seat
from storage.organisations import Organisation
from storage.questions import TAKEN_BACK, Given, Question

WAITS = timedelta(minutes=10)
"""How long the secretariat hears nothing: most say at once for whom they answer, or that they pressed by mistake."""


class Mistaken(About):
    """`given` is what took the answer back, by number; 0 where there was none to take back."""

    given: Number = 0


class Representing(BaseModel):
    """`organisation` is the one that the caller says they stand for, `respondent` the one they do not."""

    question: Number
    respondent: Number
    organisation: Number


def subject_of(question: int, respondent: int, person: int) -> str:
    """What the secretariat's message about it is known by until it is sent."""
    return f"question:{question}:{respondent}:wrong:{person}"


@on("question.withdraw", About)
def withdraw(call: Call, given: About) -> Reply:
    """Take one's own answer back because it was for the wrong one. A colleague's answer stands."""
    question = the(call, given.question)
    respondent = answering_for(call, question, given.respondent)
    had = questions.standing(call.db, question.id, respondent)
    taken = _take_back(call, question, had) if had and had.by_id == call.person.id else 0
    if question.respondent == "person":
        return Reply(card=said(call._("Your answer is taken back. You can answer again until the question closes.")))
    key = subject_of(question.id, respondent, call.person.id)
    args = {"question": question.id, "respondent": respondent, "person": call.person.id}
    call.post("secretariat", "question.wrong", f"{key}:{call.today}", call.now + WAITS, key, **args)
    by = people.get(call.db, had.by_id).name if had else ""
    if taken:
        now = call._("The answer is taken back. {who} has no answer now.")
    else:
        now = call._("What {name} answered for {who} stands.") if had else call._("{who} has no answer.")
    told = words(now, who=strong(respondents.name(call, question, respondent)), name=by)
    whom = whom_form(call, Filled({"question": question.id, "respondent": respondent}, {}))
    return Reply(card=_what_now(call, question, respondent, told, taken), form=whom)


def _take_back(call: Call, question: Question, had: Given) -> int:
    """The number of what takes the answer back."""
    enter(call, question, had.respondent_id, TAKEN_BACK, had)
    return questions.history(call.db, question.id, had.respondent_id)[-1].id


def _what_now(call: Call, question: Question, respondent: int, told: Words, given: int) -> Card:
    values = {"question": question.id, "respondent": respondent, "given": given}
    mistake = Button(label=call._("I pressed by mistake"), action="question.mistaken", values=values, style="plain")
    return card("", Text(words=told), Buttons(buttons=(mistake,)))


def whom_form(call: Call, filled: Filled) -> Form:
    """«Vilken region företräder du?»: one of those whom the question is put to, but that one."""
    question, respondent = the(call, filled.number("question")), filled.number("respondent")
    wrong = {organ.id for organ in organs_of(call, question, respondent)}
    asked = questions.asked(call.db, question.id)
    there = [organ for one in asked for organ in organs_of(call, question, one) if organ.id not in wrong]
    names = sorted(
        (organ.named(call.today).name, str(organ.id)) for organ in {organ.id: organ for organ in there}.values()
    )
    options = [("", call._("Choose")), *((number, name) for name, number in names)]
    return Form(
        title=_which(call, question),
        action="question.represent",
        values={"question": question.id, "respondent": respondent},
        submit=call._("Tell the secretariat"),
        fields=(filled.one("organisation", call._("I represent"), options),),
        final=True,
    )


def _which(call: Call, question: Question) -> str:
    if question.respondent == "county" and respondents.by_regions(call):
        return call._("Which region do you represent?")
    return call._("Which organisation do you represent?")


def organs_of(look: Look, question: Question, respondent: int) -> list[Organisation]:
    """The organisation behind a respondent."""
    match question.respondent:
        case "organisation":
            return [organisations.get(look.db, respondent)]
        case "seat":
            return [look.db.get_one(Seat, respondent).organisation]
        case "county":
            return [organ] if (organ := organisations.responsible_for(look.db, respondent)) else []
        case _:
            return []


@on("question.mistaken", Mistaken)
def mistaken(call: Call, given: Mistaken) -> Reply:
    """Give back the answer that was taken back by mistake. Nobody hears of it."""
    question = the(call, given.question)
    respondent = answering_for(call, question, given.respondent)
    posts.supersede(call.db, subject_of(question.id, respondent, call.person.id))
    name = strong(respondents.name(call, question, respondent))
    if not given.given:
        return Reply(card=said(words(call._("Good. Nothing is changed for {who}."), who=name)))
    give_back(call, question, respondent, given.given)
    return Reply(card=said(words(call._("The answer for {who} counts again, as it was."), who=name)))


@on("question.represent", Representing, form=whom_form)
def represent(call: Call, given: Representing) -> Reply:
    """Say whom one does represent. The secretariat confirms it."""
    question = the(call, given.question)
    answering_for(call, question, given.respondent)
    organ = next((one for one in organisations.all_organisations(call.db) if one.id == given.organisation), None)
    if organ is None or organ in organs_of(call, question, given.respondent):
        raise Refusal(N_("Choose one of those in the list. Nothing is changed."), field="organisation")
    wrong = subject_of(question.id, given.respondent, call.person.id)
    posts.supersede(call.db, wrong)
    key = f"{wrong}:{organ.id}:{call.now.isoformat()}"
    args: dict[str, Any] = given.model_dump() | {"person": call.person.id}
    call.post("secretariat", "question.changed_seat", key, call.now, f"seat:{call.person.id}", **args)
    told = words(
        call._(
            "Thank you. The secretariat confirms it, then you can answer for {who}. The question is open until {when}."
        ),
        who=strong(organ.named(call.today).name),
        when=call.speech.moment(question.closes_at),
    )
    return Reply(card=said(told))


@shows("question.wrong")
def wrong(look: Look, question: int, respondent: int, person: int) -> Card | Nothing:
    """To the secretariat: somebody says that they do not answer for the one we think, and nothing more."""
    asked = questions.get(look.db, question)
    standing = questions.standing(look.db, question, respondent)
    if asked is None or look.shown or (standing and standing.by_id == person):
        return Nothing("no longer so")
    told = look._("{name} says: I do not answer for {who}. It has no answer now. Put the seat right in the forum file.")
    if standing:
        told = look._(
            "{name} says: I do not answer for {who}. {other}'s answer stands. Put the seat right in the forum file."
        )
    text = words(
        told,
        name=strong(people.get(look.db, person).name),
        who=strong(respondents.name(look, asked, respondent)),
        other=people.get(look.db, standing.by_id).name if standing else "",
    )
    return card(asked.text, Text(words=text))
