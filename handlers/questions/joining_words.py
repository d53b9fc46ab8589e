"""What stands after «instäm», read into values: «i Region X», with whose answer one agrees. The form reads it back."""

import re
from dataclasses import dataclass

from handlers import people_words
from handlers.call import Call, Look, Refusal
from handlers.cards import Button, Values
from handlers.questions import respondents
from handlers.questions.answer_buttons import joinable
from handlers.words import N_
from storage import bodies, organisations, questions
from storage.questions import Question

WITH = re.compile(r"^(?:i|med|som|with|to)\b\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Open:
    """A question that one answers for `respondent`, where `others` have answers that can be joined."""

    question: Question
    respondent: int
    others: list[int]

    def values(self, joins: int | None) -> Values:
        chosen: Values = {"question": self.question.id, "respondent": self.respondent, "edit": True}
        return chosen | ({"joins": joins} if joins else {})


def joining(call: Call, rest: str) -> Values:
    """The question, and whose answer is joined there. Raises Refusal, with what can be joined, where that is not
    plain."""
    name = WITH.sub("", rest.strip(" .,!"))
    found = _open(call)
    if not found:
        raise Refusal(N_("Nobody whose answer you could join has answered yet. Nothing is saved."), offers=_waits)
    meant = [(one, [other for other in one.others if other in _called(call, one.question, name)]) for one in found]
    theirs = [(one, others) for one, others in meant if others]
    if not name and len(found) == 1:
        return found[0].values(None)
    if len(theirs) == 1:
        one, others = theirs[0]
        return one.values(others[0] if len(others) == 1 else None)
    buttons = tuple(_choose(one, others) for one, others in theirs or [(one, []) for one in found])[:4]
    told = N_("In which question do you agree?")
    if name and not theirs:
        told = N_("«{name}» has no answer that you could join. Agree with another's, or answer yourself.")
    raise Refusal(told, offers=lambda look: (*buttons, *_waits(look)), name=name[:80])


def _open(call: Call) -> list[Open]:
    """The open questions in which there is somebody to agree with."""
    found = []
    for question in questions.open_questions(call.db, call.now):
        asked = set(questions.asked(call.db, question.id))
        mine = [] if question.anonymous else [one for one in respondents.mine(call, question) if one in asked]
        found += [Open(question, one, others) for one in mine if (others := joinable(call, question, one))]
    return found


def _called(call: Call, question: Question, name: str) -> set[int]:
    """The respondents of a question that are called so: by the name of a person, an organisation or a county."""
    [(person, organ)] = people_words.responsible(call, name, None)[:1] or [(None, None)] if name else [(None, None)]
    seats = bodies.seats_for(call.db, organ, call.today) if organ else []
    match question.respondent:
        case "person":
            return {seat.person_id for seat in seats if seat.person_id} | ({person} if person else set())
        case "organisation":
            return {organ} if organ else set()
        case "seat":
            return {seat.id for seat in seats}
        case _:
            county = organisations.get(call.db, organ).county_id if organ else None
            return {county} if county else set()


def _choose(one: Open, others: list[int]) -> Button:
    values = one.values(others[0] if len(others) == 1 else None)
    return Button(label=one.question.text[:60], action="question.join", values=values, about=one.question.text)


def _waits(look: Look) -> tuple[Button, ...]:
    return (Button(label=look._("What waits"), action="home.waiting"),)
