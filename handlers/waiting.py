"""What waits for a person: questions without an answer, and action points that are due soon. The most urgent first.

The same list stands on the home page and in the one combined message of a morning.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from handlers import quiet, respondents
from handlers.action_words import due_day, due_words, is_mine, mark_done
from handlers.call import Look
from handlers.cards import Buttons, Note, Row, strong, words
from handlers.question_cards import choice_of
from storage import actions, bodies, questions
from storage.actions import Action
from storage.people import Person
from storage.questions import Question

SOON = timedelta(days=7)
"""What is due within a week waits for you; the rest is for later."""


@dataclass(frozen=True)
class Waiting:
    """Something that waits, and until when."""

    until: datetime
    row: Row


def waiting_for(look: Look, person: Person) -> list[Waiting]:
    """What the person owes now."""
    asked = [
        one for question in questions.open_questions(look.db, look.now) for one in _unanswered(look, person, question)
    ]
    due = [_to_do(look, action) for action in _actions(look, person) if is_soon(look, action)]
    return sorted([*asked, *due], key=lambda waiting: waiting.until)


def later_for(look: Look, person: Person) -> list[Action]:
    """The person's action points that are not due soon, the undated last."""
    return [action for action in _actions(look, person) if not is_soon(look, action)]


def _unanswered(look: Look, person: Person, question: Question) -> list[Waiting]:
    mine = [one for one in respondents.mine(look, person, question) if questions.is_asked(look.db, question.id, one)]
    return [
        Waiting(question.closes_at, _row(look, question, respondent))
        for respondent in mine
        if _is_asked_of(look, person, question, respondent)
        and questions.standing(look.db, question.id, respondent) is None
    ]


def _is_asked_of(look: Look, person: Person, question: Question, respondent: int) -> bool:
    """A deputy may answer, but it waits for the one who holds the seat."""
    return person.id in {one.id for one in respondents.people_for(look, question, [respondent])}


def _row(look: Look, question: Question, respondent: int) -> Row:
    closes = look.speech.moment(question.closes_at)
    detail = words(look._("You answer for {who}."), who=respondents.name(look, question, respondent))
    return Row(
        words=(strong(question.text),),
        detail=detail,
        note=Note(state="wait", word=look._("Closes {when}").format(when=closes.text)),
        does=(choice_of(look, question, respondent, None),),
    )


def _actions(look: Look, person: Person) -> list[Action]:
    stands = {stand.organisation_id for stand in bodies.stands(look.db, person.id, look.today)}
    return [action for action in actions.open_actions(look.db) if is_mine(action, person, stands)]


def is_soon(look: Look, action: Action) -> bool:
    """Whether it is due within a week, or overdue."""
    day = due_day(look, action)
    return day is not None and day - look.today <= SOON


def _to_do(look: Look, action: Action) -> Waiting:
    day = due_day(look, action) or look.today
    late = day < look.today
    note = Note(state="stop" if late else "wait", word=look._("Late") if late else look.speech.near_day(day))
    row = Row(
        words=(strong(action.text),),
        detail=due_words(look, action),
        note=note,
        does=(Buttons(buttons=mark_done(look, action)),),
    )
    return Waiting(_end_of(look, day), row)


def _end_of(look: Look, day: date) -> datetime:
    return quiet.local(day, time(23, 59), look.zone)
