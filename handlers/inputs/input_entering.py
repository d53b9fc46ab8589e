"""What came by mail, by telephone or at a meeting: the secretariat writes it down, and the one concerned has the last
word."""

from datetime import date, time, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel

from handlers import people_words, quiet, rights
from handlers.call import Call, Refusal, Reply, on
from handlers.cards import Buttons, Form, Text, Values, Words, card, strong, words
from handlers.fields import Blank, Line, Number, Prose, When
from handlers.forms import Filled
from handlers.inputs import input_news, input_undo
from handlers.inputs import input_words as told
from handlers.inputs.sending import received
from handlers.words import N_
from storage import bodies, inputs, people
from storage.inputs import Input, InputStep

HALF_A_YEAR = timedelta(days=182)


class Entering(BaseModel):
    """`day` is when it came, today unless said."""

    who: Line
    came: Literal["mail", "phone", "meeting"] = "mail"
    title: Line
    text: Prose
    day: Annotated[When | None, Blank] = None


class Which(BaseModel):
    input: Number


class Changing(BaseModel):
    input: Number
    title: Line
    text: Prose


def entering_form(call: Call, filled: Filled) -> Form:
    _ = call._
    rights.must_run_the_forum(call)
    ways = [("mail", _("By mail")), ("phone", _("By telephone")), ("meeting", _("At a meeting"))]
    return Form(
        title=_("Enter an input"),
        action="input.enter",
        submit=_("Save"),
        intro=_("The one concerned is asked if it is right."),
        error=_("Nothing is saved yet. All that you wrote is still here.") if filled.errors else "",
        fields=(
            filled.line("who", _("Whose is it?"), _("The name of a person in the forum."), required=True),
            filled.one("came", _("How did it come?"), ways, "mail"),
            filled.when("day", _("When did it come?"), _("Empty: today.")),
            filled.line("title", _("Title"), required=True),
            filled.lines("text", _("Text"), required=True),
        ),
    )


@on("input.enter", Entering, form=entering_form)
def enter(call: Call, given: Entering) -> Reply:
    """Write down on somebody's behalf what came another way; they are asked if it is right."""
    rights.must_run_the_forum(call)
    person = _person(call, given.who)
    day = _past(call, given.day.day) if given.day else call.today
    organs = {stand.organisation_id for stand in bodies.stands(call.db, person, call.today)}
    entered = received(
        call,
        Input(
            title=given.title,
            text=given.text,
            by_id=person,
            organisation_id=organs.pop() if len(organs) == 1 else None,
            came=given.came,
            entered_by_id=call.person.id,
            at=call.now if day == call.today else quiet.local(day, time(12), call.zone),
            state="received",
        ),
    )
    name = f"input:{entered.id}"
    call.post(f"person:{person}", "input.entered", f"{name}:entered", None, name, input=entered.id)
    text = call._("Saved for {name}: {title}, which came {day}. {name} is asked if it is right.")
    name, came = people.get(call.db, person).name, call.speech.day(day, weekday=False)
    saved = Text(words=words(text, name=name, title=strong(given.title), day=came))
    return Reply(card=card("", saved, Buttons(buttons=(call.undo("input.withdraw", input=entered.id),))))


def _past(call: Call, day: date) -> date:
    """When it came: a day without a year, which elsewhere is the next such day, is the last one, if that is at most
    half a year ago. Raises Refusal for a day to come."""
    last_year = day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else day
    if day > call.today and last_year <= call.today < last_year + HALF_A_YEAR:
        return last_year
    if day > call.today:
        raise Refusal(N_("{day} is still to come. Write when it came."), field="day", day=call.speech.day(day))
    return day


def _person(call: Call, who: str) -> int:
    """The person in the forum that is meant. Raises Refusal where there is none."""
    meant = people_words.responsible(call, who, None)
    if len(meant) == 1 and (person := meant[0][0]):
        return person
    if near := people_words.nearest(call, who):
        names = call.speech.either(people_words.told_apart(call, near))
        told_near = N_("Nobody in the forum is called «{name}». Do you mean {near}?")
        raise Refusal(told_near, field="who", name=who, near=names)
    raise Refusal(N_("Nobody in the forum is called «{name}». Write the whole name."), field="who", name=who)


@on("input.confirm", Which)
def confirm(call: Call, given: Which) -> Reply:
    """«Yes, it is right»: said by the one on whose behalf it was written down."""
    found = _unsure(call, given.input)
    was = input_undo.kept(found)
    step = input_news.take_step(call, found, "confirmed")
    thanks = words(call._("Thank you. It stands as it is: {title}"), title=strong(found.title))
    return _told(call, thanks, step, was)


def _told(call: Call, told: Words, step: InputStep, was: Values) -> Reply:
    return Reply(card=card("", Text(words=told), Buttons(buttons=(input_undo.button(call, step, was),))))


def changing_form(call: Call, filled: Filled) -> Form:
    _ = call._
    found = _unsure(call, filled.number("input"))
    typed = Filled({"title": found.title, "text": found.text} | filled.values, filled.errors)
    return Form(
        title=_("Change: {title}").format(title=found.title),
        action="input.change",
        values={"input": found.id},
        submit=_("Save"),
        fields=(typed.line("title", _("Title"), required=True), typed.lines("text", _("Text"), required=True)),
    )


@on("input.change", Changing, form=changing_form)
def change(call: Call, given: Changing) -> Reply:
    """Put right what was written down on one's behalf; what it said before is kept."""
    found = _unsure(call, given.input)
    was, before = input_undo.kept(found), f"{found.title}\n{found.text}"
    found.title, found.text = given.title, given.text
    step = input_news.take_step(call, found, "changed", text=before)
    return _told(call, words(call._("Changed: {title}"), title=strong(given.title)), step, was)


def _unsure(call: Call, number: int) -> Input:
    """The input, for the one who has yet to say if it is right. Raises Refusal otherwise."""
    found = inputs.locked(call.db, told.the(call, number))
    if not told.may_be_changed(call, found):
        raise Refusal(N_("There is nothing to confirm here. Add something, or write to the secretariat."))
    return found
