"""Handling what members send in: the secretariat hands it on and asks again, its owner answers."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel

from handlers import doubtful_names, people_words, rights
from handlers.call import Call, Refusal, Reply, on
from handlers.cards import Button, Buttons, Element, Form, Heading, Rows, Text, card, strong, words
from handlers.fields import Anything, Blank, Line, Number, Prose, Tick, When
from handlers.forms import Filled
from handlers.inputs import input_cards, input_news, input_undo
from handlers.inputs import input_words as told
from handlers.words import N_
from storage import inputs, people
from storage.inputs import Input


class Which(BaseModel):
    input: Number


class Forwarding(BaseModel):
    """`to` is a person that the forum knows, or any name; `beyond` the forum, where it is like one in it."""

    input: Number
    to: Line
    due: When
    beyond: Tick = False


class AskingAgain(BaseModel):
    input: Number
    due: When
    text: Annotated[Prose | None, Blank] = None


class Answering(BaseModel):
    input: Number
    text: Prose


def forwarding_form(call: Call, filled: Filled) -> Form:
    _ = call._
    found = to_handle(call, filled.number("input"))
    return Form(
        title=_("Hand on: {title}").format(title=found.title),
        action="input.forward",
        values={"input": found.id},
        submit=_("Hand on"),
        fields=(
            filled.line("to", _("Who answers it?"), _("A name. Those in the forum get it at once."), required=True),
            filled.when("due", _("Answer by"), _("For example «Friday» or «3 March»."), required=True),
        ),
    )


@on("input.forward", Forwarding, form=forwarding_form)
def forward(call: Call, given: Forwarding) -> Reply:
    """Hand it on to somebody who answers it by a day; one whom the forum knows gets it at once."""
    found = inputs.locked(call.db, to_handle(call, given.input))
    due = _ahead(call, given.due.day)
    person = None if given.beyond else _person(call, given.to)
    if person is None and not given.beyond and (near := doubtful_names.doubted(call, given.to)):
        typed = {"input": given.input, "to": given.to, "due": given.due.day.isoformat()}
        return Reply(card=doubtful_names.who_is_meant(call, "input.forward", typed, "to", near))
    name = people.get(call.db, person).name if person else given.to
    owner = {"owner_id": person, "owner_name": None if person else name}
    was = input_undo.kept(found)
    step = input_news.take_step(call, found, "forwarded", "forwarded", owner=name, due=due, **owner)
    input_news.ask_owner(call, found, step)
    text = words(call._("Handed to {owner}, to be answered by {day}."), owner=strong(name), day=call.speech.day(due))
    beyond = call._("{owner} is not in the forum: send it there yourself, and enter the answer when it comes.")
    away = call._("{owner} is away and nobody stands in, so they get it when they are back. Hand it to another?")
    note = beyond if person is None else away if call.away.get(person, found) is None else None
    told_more = Text(words=words(note, owner=name)) if note else None
    undo = Buttons(buttons=(input_undo.button(call, step, was),))
    return Reply(card=card("", Text(words=text), told_more, undo))


def _person(call: Call, name: str) -> int | None:
    """The person in the forum with that name, or None where nobody is called so."""
    meant = people_words.responsible(call, name, None)
    return meant[0][0] if len(meant) == 1 else None


def _ahead(call: Call, day: date) -> date:
    if day < call.today:
        raise Refusal(N_("{day} is past. Write a day to come."), field="due", day=call.speech.day(day))
    return day


def to_handle(call: Call, number: int) -> Input:
    """The input, for the secretariat. Raises Refusal for the others."""
    rights.must_run_the_forum(call)
    return told.the(call, number)


def asking_form(call: Call, filled: Filled) -> Form:
    _ = call._
    found = to_handle(call, filled.number("input"))
    return Form(
        title=_("Ask again: {title}").format(title=found.title),
        action="input.ask_again",
        values={"input": found.id},
        submit=_("Ask again"),
        intro=_("The sender sees that you have asked again, and by when you answer."),
        fields=(
            filled.when("due", _("Answer by"), _("For example «Friday» or «3 March»."), required=True),
            filled.lines("text", _("Your text")),
        ),
    )


@on("input.ask_again", AskingAgain, form=asking_form)
def ask_again(call: Call, given: AskingAgain) -> Reply:
    """Ask its owner once more, with a new day."""
    found = inputs.locked(call.db, to_handle(call, given.input))
    due = _ahead(call, given.due.day)
    if found.state != "forwarded":
        raise Refusal(N_("It waits for nobody's answer. Nothing is changed."))
    name, was = told.owner(found), input_undo.kept(found)
    step = input_news.take_step(call, found, "asked_again", text=given.text, owner=name, due=due)
    input_news.ask_owner(call, found, step)
    text = call._("{owner} is asked again, by {day}. The sender sees it.")
    beyond = call._("Noted, with {day} as the new day. {owner} is not in the forum: ask there yourself.")
    template = text if found.owner_id else beyond
    asked = Text(words=words(template, owner=strong(name), day=call.speech.day(due)))
    return Reply(card=card("", asked, Buttons(buttons=(input_undo.button(call, step, was),))))


def answering_form(call: Call, filled: Filled) -> Form:
    _ = call._
    found = _to_answer(call, filled.number("input"))
    standing = told.answer(inputs.standing_of(call.db, found.id))
    typed = Filled(({"text": standing.text} if standing else {}) | filled.values, filled.errors)
    return Form(
        title=_("Answer: {title}").format(title=found.title),
        action="input.answer",
        values={"input": found.id},
        submit=_("Send"),
        intro=_("The answer goes to {name}.").format(name=found.by.name),
        fields=(typed.lines("text", _("The answer"), required=True),),
    )


@on("input.answer", Answering, form=answering_form)
def answer(call: Call, given: Answering) -> Reply:
    """Answer it as its owner, or enter the answer as the secretariat; answering again corrects it."""
    found = _to_answer(call, given.input)
    owner, was = told.owner(found) or call.person.name, input_undo.kept(found)
    step = input_news.take_step(call, found, "answered", "answered", text=given.text, owner=owner)
    input_news.tell_answer(call, found)
    text = words(call._("The answer goes to {name}: {title}"), name=found.by.name, title=strong(found.title))
    return Reply(card=card("", Text(words=text), Buttons(buttons=(input_undo.button(call, step, was),))))


def _to_answer(call: Call, number: int) -> Input:
    """The input, for its owner or the secretariat; nobody hands it on meanwhile. Raises Refusal for the others."""
    found = told.locked(call, number)
    if not (told.is_owner(call, found) or rights.runs_the_forum(call)):
        raise Refusal(N_("Only the one who is asked and the secretariat answer this. Nothing is changed."))
    return found


@on("input.return", Which)
def send_back(call: Call, given: Which) -> Reply:
    """«Wrong person»: it goes back to the secretariat."""
    found = told.locked(call, given.input)
    if not told.is_owner(call, found) or found.state != "forwarded":
        raise Refusal(N_("It does not wait for your answer. Nothing is changed."))
    owner, was = told.owner(found), input_undo.kept(found)
    step = input_news.take_step(call, found, "returned", "received", owner=owner, owner_id=None, owner_name=None)
    input_news.tell_secretariat(call, found, step)
    thanks = Text(words=words(call._("Thank you. The secretariat finds somebody else.")))
    return Reply(card=card("", thanks, Buttons(buttons=(input_undo.button(call, step, was),))))


@on("input.list", Anything)
def listing(call: Call, given: Anything) -> Reply:
    """For the secretariat: all that is under way, by state, what is late first."""
    rights.must_run_the_forum(call)
    found = list(inputs.under_way(call.db))
    late = [one for one in found if told.is_late(call, one) or told.is_unplaced(one)]
    groups = [(call._("Late, or without a meeting"), late)]
    headings = {
        "received": call._("Received, with nobody yet"),
        "forwarded": call._("Waiting for an answer"),
        "answered": call._("Answered, to be reported back"),
    }
    groups += [
        (text, [one for one in found if one.state == state and one not in late]) for state, text in headings.items()
    ]
    parts = [part for heading, some in groups if some for part in _group(call, heading, some)]
    empty = Text(words=words(call._("Nothing here.")))
    enter = Button(label=call._("Enter an input"), action="input.enter", values={"edit": True})
    return Reply(card=card(call._("Input"), *(parts or [empty]), Buttons(buttons=(enter,))))


def _group(call: Call, heading: str, some: list[Input]) -> list[Element]:
    rows = Rows(rows=tuple(input_cards.row_to_handle(call, one) for one in some))
    return [Heading(text=f"{heading} ({len(some)})"), rows]
