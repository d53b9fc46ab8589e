"""Answering with more than one press: several choices, or all of them in order. A form that comes back filled."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator

from handlers.call import Call, Look, Refusal, Reply, on
from handlers.cards import Form, Input
from handlers.fields import Blank, Number
from handlers.forms import Filled
from handlers.questions import respondents
from handlers.questions.answer_words import to_fill_in
from handlers.questions.answering import filling_in_for
from handlers.questions.answers import give
from handlers.questions.question_words import PICKED, labels, one_for_each, the
from handlers.words import N_
from storage import questions
from storage.questions import Question, Said

PLACES = (N_("1st place"), N_("2nd place"), N_("3rd place"), N_("4th place"), N_("5th place"))
"""What is asked for in a ranking of six, which is the most that can be kept in mind: the sixth place follows."""


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value] if value else []


class Picks(BaseModel):
    """What was ticked (`picks`), or put in each place but the last; 0 is a place left empty."""

    picks: Annotated[list[Number], BeforeValidator(_listed)] = []
    place1: Number = 0
    place2: Number = 0
    place3: Number = 0
    place4: Number = 0
    place5: Number = 0


class Picking(Picks):
    question: Number
    respondent: Annotated[Number | None, Blank] = None


def picking_form(call: Call, filled: Filled) -> Form:
    """The options, ticked or in the order that stands; only for those who may answer now."""
    question = the(call, filled.number("question"))
    if question.kind not in PICKED:
        raise Refusal(N_("This question is answered with one of the choices on its card."))
    wanted = filled.number("respondent") if filled.text("respondent") else None
    respondent = filling_in_for(call, question, wanted)
    who = respondents.name(call, question, respondent)
    standing = to_fill_in(call, question, questions.standing(call.db, question.id, respondent))
    known = _as_filled(question, standing) if standing else {}
    return Form(
        title=question.text,
        action="question.pick",
        values={"question": question.id, "respondent": respondent},
        intro=f"{one_for_each(call, question.respondent)}. {call._('You answer for {who}.').format(who=who)}",
        submit=call._("Answer"),
        fields=fields(call, question, Filled(known | filled.values, filled.errors)),
        error=call._("The answer is not saved yet. All that you chose is still here.") if filled.errors else "",
    )


def _as_filled(question: Question, said: Said) -> dict[str, Any]:
    """An answer as it stands in the fields."""
    picks = [str(pick) for pick in said.picks or []]
    if question.kind == "several":
        return {"picks": picks}
    return {f"place{place}": pick for place, pick in enumerate(picks[:-1], 1)}


def fields(look: Look, question: Question, filled: Filled) -> tuple[Input, ...]:
    """The boxes to tick, or what comes in each place but the last."""
    options = [(str(number), label) for number, label in labels(look, question).items()]
    if question.kind == "several":
        return (filled.many("picks", look._("Your choices"), options, look._("One or several.")),)
    empty, last = ("", look._("Choose")), look._("The one that is left comes last.")
    names = PLACES[: len(options) - 1]
    return tuple(
        filled.one(f"place{place}", look._(name), [empty, *options], hint=last if place == len(names) else "")
        for place, name in enumerate(names, 1)
    )


def picked(look: Look, question: Question, given: Picks) -> list[int]:
    """What was picked: in the order asked, or for a ranking in the order given. Raises Refusal beside the field."""
    if question.kind == "several":
        return _several(look, question, given)
    return _order(look, question, given)


def _several(look: Look, question: Question, given: Picks) -> list[int]:
    picks = sorted(set(given.picks))
    if not picks:
        raise Refusal(N_("Tick at least one."), field="picks")
    if not set(picks) <= labels(look, question).keys():
        raise Refusal(N_("That is not one of the choices. Choose one of those on the card."), field="picks")
    return picks


def _order(look: Look, question: Question, given: Picks) -> list[int]:
    """The options as they are ranked; the one that is left comes last. Raises Refusal beside each place at fault."""
    options = labels(look, question)
    order, wrong = list[int](), list[Refusal]()
    for place in range(1, len(options)):
        option, field = getattr(given, f"place{place}"), f"place{place}"
        if option not in options:
            wrong.append(Refusal(N_("Choose what comes in this place."), field=field))
        elif option in order:
            told = N_("«{option}» already stands higher up. Choose another for this place.")
            wrong.append(Refusal(told, field=field, option=options[option]))
        order.append(option)
    if wrong:
        raise Refusal(wrong[0].template, field=wrong[0].field, also=wrong[1:], **wrong[0].values)
    return [*order, *(option for option in options if option not in order)]


@on("question.pick", Picking, form=picking_form)
def pick(call: Call, given: Picking) -> Reply:
    """Record several choices, or a ranking."""
    question = the(call, given.question)
    if question.kind not in PICKED:
        raise Refusal(N_("This question is answered with one of the choices on its card."))
    filling_in_for(call, question, given.respondent)
    return give(call, question, given.respondent, Said(picks=picked(call, question, given)))
