"""Somebody answered for one whom they do not answer for: taken back at once, nobody blamed, the cause put right.

They say for whom they do answer; the secretariat confirms, and the seat moves. Source: dialogue 10.
"""

from datetime import timedelta

from pydantic import BaseModel

from handlers.call import Call, Look, Nothing, Refusal, Reply, on, said, shows, undoes
from handlers.cards import Button, Buttons, Card, Form, Text, Words, card, strong, words
from handlers.fields import Number
from handlers.forms import Filled
from handlers.questions import respondents
from handlers.questions.answer_buttons import wrong_button
from handlers.questions.answer_words import about_which
from handlers.questions.answering import answering_for, enter, give_back, represents_after_all
from handlers.questions.answers import About
from handlers.questions.question_words import the
from handlers.questions.representing import likeliest, organs_of, others, which
from handlers.words import N_
from storage import organisations, people, posts, questions, seat_changes
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


class Saying(BaseModel):
    """What somebody said, by number."""

    change: Number


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
        again = words(call._("Your answer is taken back. You can answer again until the question closes."))
        return Reply(card=card("", Text(words=again), about_which(call, question)))
    _tell_later(call, question, respondent, str(taken or call.today))
    by = people.get(call.db, had.by_id).name if had else ""
    if taken:
        now = call._("The answer is taken back. {who} has no answer now.")
    else:
        now = call._("What {name} answered for {who} stands.") if had else call._("{who} has no answer.")
    told = words(now, who=strong(respondents.name(call, question, respondent)), name=by)
    return _which_one(call, question, respondent, told, taken)


def _take_back(call: Call, question: Question, had: Given) -> int:
    """The number of what takes the answer back."""
    enter(call, question, had.respondent_id, TAKEN_BACK, had)
    return questions.history(call.db, question.id, had.respondent_id)[-1].id


def _tell_later(call: Call, question: Question, respondent: int, which: str) -> None:
    """Unless they say more, the secretariat hears of it: once for each answer that was taken back."""
    seat_changes.say(call.db, question.id, respondent, call.person.id, None, call.now)
    call.show_again(f"seat:{call.person.id}")
    key = subject_of(question.id, respondent, call.person.id)
    args = {"question": question.id, "respondent": respondent, "person": call.person.id}
    call.post("secretariat", "question.wrong", f"{key}:{which}", call.now + WAITS, key, **args)


def _which_one(call: Call, question: Question, respondent: int, told: Words, given: int) -> Reply:
    """«Vilken region företräder du?»: the likeliest as a button, and the others in a list; without one the list at
    once."""
    values = {"question": question.id, "respondent": respondent}
    mistake = Button(
        label=call._("I pressed by mistake"),
        action="question.mistaken",
        values=values | {"given": given},
        style="plain",
    )
    guess = likeliest(call, question, respondent)
    if guess is None:
        shown = card("", Text(words=told), about_which(call, question), Buttons(buttons=(mistake,)))
        return Reply(card=shown, form=whom_form(call, Filled(values, {})))
    name = guess.named(call.today).name
    that = Button(label=name, action="question.represent", values=values | {"organisation": guess.id})
    another = Button(label=call._("Another"), action="question.represent", values=values | {"edit": True})
    asks = words("{which}", which=which(call, question))
    buttons = Buttons(buttons=(that, another, mistake))
    return Reply(card=card("", Text(words=told), about_which(call, question), Text(words=asks), buttons))


def whom_form(call: Call, filled: Filled) -> Form:
    """The list: one of those whom the question is put to, but that one."""
    question, respondent = the(call, filled.number("question")), filled.number("respondent")
    there = others(call, question, respondent)
    options = [("", call._("Choose")), *((str(organ.id), organ.named(call.today).name) for organ in there)]
    return Form(
        title=which(call, question),
        action="question.represent",
        values={"question": question.id, "respondent": respondent},
        submit=call._("Tell the secretariat"),
        fields=(filled.one("organisation", call._("I represent"), options),),
        final=True,
    )


@on("question.mistaken", Mistaken)
def mistaken(call: Call, given: Mistaken) -> Reply:
    """Give back the answer that was taken back by mistake. Nobody hears of it; who has heard sees it."""
    question = the(call, given.question)
    respondent = answering_for(call, question, given.respondent)
    posts.supersede(call.db, subject_of(question.id, respondent, call.person.id))
    represents_after_all(call, question, respondent)
    name = strong(respondents.name(call, question, respondent))
    if not given.given:
        return Reply(card=said(words(call._("Good. Nothing is changed for {who}."), who=name)))
    give_back(call, question, respondent, given.given)
    again = words(call._("The answer for {who} counts again, as it was."), who=name)
    return Reply(card=card("", Text(words=again), about_which(call, question)))


@on("question.represent", Representing, form=whom_form)
def represent(call: Call, given: Representing) -> Reply:
    """Say whom one does represent. The secretariat confirms it."""
    question = the(call, given.question)
    respondent = answering_for(call, question, given.respondent)
    organ = next((one for one in organisations.all_organisations(call.db) if one.id == given.organisation), None)
    if organ is None or organ in organs_of(call, question, respondent):
        raise Refusal(N_("Choose one of those in the list. Nothing is changed."), field="organisation")
    wrong = subject_of(question.id, respondent, call.person.id)
    posts.supersede(call.db, wrong)
    change = seat_changes.say(call.db, question.id, respondent, call.person.id, organ.id, call.now)
    subject, args = f"seat:{call.person.id}", given.model_dump() | {"person": call.person.id}
    call.show_again(subject)
    call.post("secretariat", "question.changed_seat", f"{wrong}:change:{change.id}", call.now, subject, **args)
    told = words(
        call._(
            "Thank you. The secretariat confirms it, then you can answer for {who}. The question is open until {when}."
        ),
        who=strong(organ.named(call.today).name),
        when=call.speech.moment(question.closes_at),
    )
    return Reply(card=card("", Text(words=told), Buttons(buttons=(call.undo("question.represent", change=change.id),))))


@undoes("question.represent", Saying)
def unsay(call: Call, given: Saying) -> Reply:
    """Take back whom one said that one represents, unless the secretariat has decided; it can be said anew while the
    question is open."""
    change = seat_changes.get(call.db, given.change)
    question = the(call, change.question_id if change else 0)
    if change is None or not seat_changes.become(call.db, change.id, "waiting", "taken_back", None):
        raise Refusal(N_("The secretariat has decided on it, so nothing is undone. Write to the secretariat."))
    call.show_again(f"seat:{call.person.id}")
    told = words(call._("Undone. The secretariat does not change your seat."))
    if not question.open_at(call.now):
        return Reply(card=said(told))
    _tell_later(call, question, change.respondent_id, f"unsaid:{change.id}")
    there = questions.history(call.db, question.id, change.respondent_id)
    takes_back = there and there[-1].by_id == call.person.id and questions.said_in(there[-1]).is_empty
    return _which_one(call, question, change.respondent_id, told, there[-1].id if takes_back else 0)


@shows("question.wrong")
def wrong(look: Look, question: int, respondent: int, person: int) -> Card | Nothing:
    """To the secretariat: somebody says that they do not answer for the one we think, and nothing more."""
    asked = questions.get(look.db, question)
    standing = questions.standing(look.db, question, respondent)
    if asked is None or look.shown or (standing and standing.by_id == person):
        return Nothing("no longer so")
    told = look._("{name} says: I do not answer for {who}. It has no answer now.")
    if standing:
        told = look._("{name} says: I do not answer for {who}. {other}'s answer stands.")
    text = words(
        told,
        name=strong(people.get(look.db, person).name),
        who=strong(respondents.name(look, asked, respondent)),
        other=people.get(look.db, standing.by_id).name if standing else "",
    )
    label = wrong_button(look, asked, respondent).label
    todo = look._(
        "Ask them to press [{label}] on the question and choose. Then you can change their seat with a press."
    )
    return card(asked.text, Text(words=text), Text(words=words(todo, label=label)))
