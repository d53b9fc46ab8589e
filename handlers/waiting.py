"""What waits for a person: questions without an answer, and action points that are due soon. The most urgent first.

The same list stands on the home page and in the one combined message of a morning.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from handlers import account_requests, quiet
from handlers.actions.action_words import due_day, due_words, is_mine, mark_done, reminded
from handlers.call import Look
from handlers.cards import Button, Buttons, Note, Row, Run, strong, words
from handlers.inputs import input_cards
from handlers.inputs import input_words as told
from handlers.meetings import attendance, telling_moves
from handlers.meetings.meeting_words import is_ahead, manage, title_when
from handlers.questions import proposals, recorded, respondents, sending_shown
from handlers.questions.question_cards import choice_of, for_whom
from handlers.questions.question_words import ends
from storage import accounts, actions, inputs, meetings, questions
from storage.accounts import Stranger
from storage.actions import Action
from storage.inputs import Input
from storage.meetings import Meeting
from storage.people import Person
from storage.questions import Question

SOON = timedelta(days=7)
"""What is due within a week waits for you; the rest is for later."""

CALL = timedelta(days=14)
"""How long before the last day to register the call to a confirmed meeting is to be out."""


@dataclass(frozen=True)
class Waiting:
    """Something that waits, and until when."""

    until: datetime
    row: Row


def waiting_for(look: Look) -> list[Waiting]:
    """What the viewer owes now."""
    asked = [one for question in questions.open_questions(look.db, look.now) for one in _unanswered(look, question)]
    prepared = [one for question in questions.open_questions(look.db, look.now) for one in _to_prepare(look, question)]
    prepared += [one for question in questions.open_questions(look.db, look.now) for one in _recorded(look, question)]
    due = [_to_do(look, action) for action in _actions(look) if is_soon(look, action)]
    unsure = [*_to_confirm(look), *_to_call(look)] if look.person.secretariat else []
    sent_in = [_to_answer(look, input) for input in inputs.owned_by(look.db, _answers_for(look))]
    meets = [*_to_register(look), *(_to_tell(look) if look.person.secretariat else [])]
    if look.person.secretariat:
        sent_in += [_to_handle(look, input) for input in inputs.under_way(look.db) if _is_ours(look, input)]
        sent_in += [_to_link(look, asked) for asked in accounts.waiting(look.db)]
        sent_in += [Waiting(closes, row) for closes, row in sending_shown.to_send(look)]
    return sorted([*meets, *asked, *prepared, *due, *unsure, *sent_in], key=lambda waiting: waiting.until)


def later_for(look: Look) -> list[Action]:
    """The viewer's action points that are not due soon, the undated last."""
    return [action for action in _actions(look) if not is_soon(look, action)]


def handed_over(look: Look, person: Person, since: date) -> int:
    """How much of a person's own is open for whoever stands in from a day on: questions, meetings to register for,
    inputs to answer, action points."""
    own = Look(look.db, look.now, person, look.speech.language)
    own.away = {}  # as if nobody were away: what is theirs, whoever stands in today
    asked = [one for question in questions.open_questions(look.db, look.now) for one in _unanswered(own, question)]
    still = [one for one in asked if quiet.day_of(look.forum, one.until) >= since]
    called = [meeting for meeting in _to_say(own) if meeting.day >= since]
    due = [action for action in actions.open_actions(look.db) if person in reminded(own, action)]
    return len(still) + len(called) + len(inputs.owned_by(look.db, [person.id])) + len(due)


def _unanswered(look: Look, question: Question) -> list[Waiting]:
    mine = respondents.mine(look, question)
    asked = set(questions.asked(look.db, question.id)) if mine else set()
    return [
        Waiting(question.closes_at, _row(look, question, respondent))
        for respondent in mine
        if respondent in asked
        and _waits_for_me(look, question, respondent)
        and not respondents.has_answered(look, question, respondent)
    ]


def _waits_for_me(look: Look, question: Question, respondent: int) -> bool:
    """A deputy may answer, but it waits for the one who holds the seat."""
    return look.person.id in {one.id for one in respondents.people_for(look, question, [respondent])}


def _row(look: Look, question: Question, respondent: int) -> Row:
    closes = look.speech.moment(question.closes_at)
    mine = words(look._("You answer for {who}."), who=for_whom(look, question, respondent))
    detail = (*mine, *words(" {ends}", ends=ends(look, question))) if question.kind == "scale" else mine
    told, approve = proposals.beside(look, question, respondent) or ((), None)
    return Row(
        words=(strong(question.text),),
        detail=(*detail, *(words(" {told}", told=told) if told else ())),
        note=Note(state="wait", word=look._("Closes {when}").format(when=closes.text)),
        does=(*([approve] if approve else []), choice_of(look, question, respondent, None)),
    )


def _to_prepare(look: Look, question: Question) -> list[Waiting]:
    """What an assistant prepares for a member to approve."""
    return [
        Waiting(
            question.closes_at,
            _row(look, question, respondent).model_copy(
                update={"detail": (Run(text=proposals.preparing(look, question, respondent)),)}
            ),
        )
        for respondent in proposals.to_prepare(look, question)
    ]


def _recorded(look: Look, question: Question) -> list[Waiting]:
    """What the secretariat has recorded on the viewer's behalf, to say whether it is right."""
    return [Waiting(question.closes_at, row) for row in recorded.to_confirm(look, question)]


def _actions(look: Look) -> list[Action]:
    return [action for action in actions.open_actions(look.db) if is_mine(look, action)]


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


def _to_confirm(look: Look) -> list[Waiting]:
    """For the secretariat: preliminary meetings so near that their time and place should be settled."""
    first = timedelta(days=max(map(quiet.days_of, look.forum.confirm), default=0))
    preliminary = [meeting for meeting in meetings.ahead(look.db, look.today) if meeting.status == "preliminary"]
    return [
        _unconfirmed(look, meeting)
        for meeting in preliminary
        if quiet.last_working_day(look.forum, meeting.day - first) <= look.today
    ]


def _unconfirmed(look: Look, meeting: Meeting) -> Waiting:
    buttons = manage(look, meeting)
    row = Row(
        words=(strong(title_when(look, meeting)),),
        detail=words(look._("Confirm time and place, or move it.")),
        note=Note(state="wait", word=look._("Preliminary")),
        does=(buttons,) if buttons else (),
    )
    return Waiting(_end_of(look, meeting.day), row)


def _to_call(look: Look) -> list[Waiting]:
    """For the secretariat: confirmed meetings so near that their members should be called to them."""
    uncalled = [m for m in meetings.ahead(look.db, look.today) if m.status == "confirmed" and not m.called_at]
    return [
        _uncalled(look, meeting)
        for meeting in uncalled
        if attendance.last_day(look.forum, meeting) - CALL <= look.today and is_ahead(look, meeting)
    ]


def _uncalled(look: Look, meeting: Meeting) -> Waiting:
    last, name = attendance.last_day(look.forum, meeting), title_when(look, meeting)
    send = Button(
        label=look._("Call to the meeting"), action="meeting.call", values={"meeting": meeting.id}, about=name
    )
    row = Row(
        words=(strong(name),),
        detail=words(look._("The last day to register is {day}."), day=look.speech.day(last, weekday=False)),
        note=Note(state="wait", word=look._("No call has been sent")),
        does=(Buttons(buttons=(send,)),),
    )
    return Waiting(_end_of(look, last), row)


def _answers_for(look: Look) -> list[int]:
    """The viewer, and those for whom they stand in."""
    return [look.person.id, *(away for away, stand_in in look.away.items() if stand_in == look.person)]


def _to_answer(look: Look, input: Input) -> Waiting:
    return Waiting(_end_of(look, input.due or look.today + SOON), input_cards.row_to_answer(look, input))


def _is_ours(look: Look, input: Input) -> bool:
    """Whether an input waits for the secretariat: it is with nobody yet, late, or its meeting is cancelled or over."""
    return input.state == "received" or told.is_late(look, input) or told.is_unplaced(input) or told.is_due(look, input)


def _to_handle(look: Look, input: Input) -> Waiting:
    """What is late has waited since its day, what has come a week less than it may."""
    came = quiet.day_of(look.forum, input.at)
    until = input.due if told.is_late(look, input) and input.due else came + SOON
    return Waiting(_end_of(look, until), input_cards.row_to_handle(look, input))


def _to_link(look: Look, asked: Stranger) -> Waiting:
    return Waiting(asked.asked_at + account_requests.WITHIN, account_requests.row(look, asked))


def _end_of(look: Look, day: date) -> datetime:
    return quiet.local(day, time(23, 59), look.zone)


def _to_register(look: Look) -> list[Waiting]:
    """The meetings that the viewer is called to and has not said anything of."""
    return [_registration(look, meeting) for meeting in _to_say(look)]


def _to_say(look: Look) -> list[Meeting]:
    mine = {stand.body_id for stand in look.stands}
    called = [meeting for meeting in meetings.ahead(look.db, look.today, sorted(mine)) if meeting.called_at]
    return [
        meeting
        for meeting in called
        if is_ahead(look, meeting) and look.person in attendance.unregistered(look, meeting)
    ]


def _registration(look: Look, meeting: Meeting) -> Waiting:
    last = attendance.last_day(look.forum, meeting)
    late = last < look.today
    word = look._("The last day has passed") if late else look._("Register by {day}")
    row = Row(
        words=(strong(look._("Are you coming to {meeting}?").format(meeting=title_when(look, meeting))),),
        note=Note(state="stop" if late else "wait", word=word.format(day=look.speech.near_day(last))),
        does=(attendance.choice_of(look, meeting),),
    )
    return Waiting(_end_of(look, last), row)


def _to_tell(look: Look) -> list[Waiting]:
    """For the secretariat: meetings that were moved without telling anybody."""
    return [
        Waiting(look.now, _untold(look, meeting))
        for meeting in meetings.ahead(look.db, look.today)
        if telling_moves.untold(look, meeting)
    ]


def _untold(look: Look, meeting: Meeting) -> Row:
    return Row(
        words=(strong(look._("Moved: {meeting}").format(meeting=title_when(look, meeting))),),
        note=Note(state="wait", word=look._("Nobody is told yet")),
        does=(Buttons(buttons=(telling_moves.tell_button(look, meeting),)),),
    )
