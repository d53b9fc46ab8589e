"""Somebody says that they represent another than we thought: the secretariat confirms it, and the seat moves; or it
stands. Either can be taken back at once.

Their old seat becomes empty. Where there is no free one, the secretariat is told what to do.
"""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from handlers import rights
from handlers.call import Call, Look, Nothing, Refusal, Reply, on, said, shows, undoes
from handlers.cards import Button, Buttons, Card, Element, Note, Text, card, strong, words
from handlers.fields import Number
from handlers.questions import respondents
from handlers.questions.answering import in_time, show_to_all
from handlers.questions.question_words import the
from handlers.questions.representing import organs_of
from handlers.questions.wrong_region import Representing
from handlers.words import N_
from storage import bodies, organisations, people, posts, questions, seat_changes
from storage.bodies import Seat
from storage.organisations import Organisation
from storage.questions import Question
from storage.seat_changes import SeatChange

DECIDED = N_("That is decided already, or taken back. Nothing is changed.")


class Moving(Representing):
    person: Number


class Moved(BaseModel):
    """Somebody's `place` («person_id», «deputy_id») in one seat became theirs in another."""

    old: int
    new: int
    place: Literal["person_id", "deputy_id"]


class Decided(BaseModel):
    """What was decided, and when: `moved` is empty where the seat stands. `told` is the key of what the person was
    told."""

    change: Number
    at: datetime
    moved: list[Moved]
    told: str


@shows("question.changed_seat", live=True)
def changed_seat(look: Look, question: int, respondent: int, person: int, organisation: int) -> Card | Nothing:
    """To the secretariat: somebody says that they have changed to another organisation; what was decided of it."""
    asked = questions.get(look.db, question)
    change = seat_changes.latest(look.db, question, respondent, person, organisation)
    if asked is None or change is None or (change.state == "taken_back" and not look.shown):
        return Nothing("no longer so")
    told = words(
        look._("{name} says that they now represent {organ}. {state}"),
        name=strong(people.get(look.db, person).name),
        organ=strong(organisations.get(look.db, organisation).named(look.today).name),
        state=_state(look, asked, respondent),
    )
    return card(asked.text, Text(words=told), _to_decide(look, asked, change))


def _state(look: Look, question: Question, respondent: int) -> str:
    standing = questions.standing(look.db, question.id, respondent)
    told = look._("What {name} answered for {who} stands.") if standing else look._("{who} has no answer now.")
    by = people.get(look.db, standing.by_id).name if standing else ""
    return told.format(who=respondents.name(look, question, respondent), name=by)


def _to_decide(look: Look, question: Question, change: SeatChange) -> Element:
    """What the secretariat can do, or what became of it."""
    by = words("{name}", name=people.get(look.db, change.decided_by_id).name) if change.decided_by_id else ()
    match change.state:
        case "moved":
            return Note(state="done", word=look._("The seat is changed"), text=by)
        case "kept":
            return Note(state="done", word=look._("Not right: the seat stands"), text=by)
        case "taken_back":
            return Note(word=look._("Taken back by the one who said it"))
    if not _held(look, question, change.respondent_id, change.person_id):
        return Note(state="done", word=look._("The seat is changed"))
    values = {
        "question": question.id,
        "respondent": change.respondent_id,
        "person": change.person_id,
        "organisation": change.organisation_id,
    }
    confirm = Button(label=look._("Confirm the change"), action="question.move_seat", values=values, style="primary")
    deny = Button(label=look._("That is not right"), action="question.keep_seat", values=values)
    return Buttons(buttons=(confirm, deny))


def _held(look: Look, question: Question, respondent: int, person: int) -> list[Seat]:
    """The seats by which a person answers for the respondent: as member, or as deputy."""
    organs = {organ.id for organ in organs_of(look, question, respondent)}
    seats = bodies.seats_of(look.db, person, look.today)
    return [seat for seat in seats if seat.organisation_id in organs and question.body_id in (None, seat.body_id)]


@on("question.move_seat", Moving)
def move_seat(call: Call, given: Moving) -> Reply:
    """Confirm that somebody has changed: their seat becomes empty, and they get the free one. For the secretariat."""
    question, name, organ = _told(call, given)
    _lock(call, [seat.body_id for seat in _held(call, question, given.respondent, given.person)])
    held = _held(call, question, given.respondent, given.person)
    if not held:
        raise Refusal(N_("{name} does not hold that seat any more. Nothing is changed."), name=name)
    moved = [_move(call, seat, organ, given.person) for seat in held]
    call.db.flush()
    undo = _decide(call, question, given, "moved", moved)
    call.record(f"person:{given.person}", organisation=organ.key)
    show_to_all(call, question, given.respondent)
    told = call._("{name} now represents {organ} in {body}. The old seat is empty. {name} has been told.")
    where = call.speech.joined(list(dict.fromkeys(seat.body.name for seat in held)))
    text = words(told, name=strong(name), organ=strong(organ.named(call.today).name), body=where)
    return Reply(card=card("", Text(words=text), Buttons(buttons=(undo,))))


def _told(call: Call, given: Moving) -> tuple[Question, str, Organisation]:
    """What a person said about a seat, if it waits: the question, their name, the organisation. For the secretariat
    only."""
    rights.must_run_the_forum(call)
    question = the(call, given.question)
    persons = {person.id: person.name for person in people.everyone(call.db)}
    organs = {organ.id: organ for organ in organisations.all_organisations(call.db)}
    asked = questions.is_asked(call.db, question.id, given.respondent)
    if not asked or given.person not in persons or given.organisation not in organs:
        raise Refusal(N_("That person or organisation is no longer there. Nothing is changed."))
    change = seat_changes.latest(call.db, question.id, given.respondent, given.person, given.organisation)
    if change is None or change.state != "waiting":
        raise Refusal(DECIDED)
    return question, persons[given.person], organs[given.organisation]


def _lock(call: Call, held_in: list[int]) -> None:
    for body in sorted(set(held_in)):
        bodies.locked_seats(call.db, body, call.today)


def _move(call: Call, old: Seat, organ: Organisation, person: int) -> Moved:
    """Into a seat of the organisation in the same body where the same place is free: a member's, or a deputy's."""
    place = "person_id" if old.person_id == person else "deputy_id"
    there = [seat for seat in bodies.seats_for(call.db, organ.id, call.today) if seat.body_id == old.body_id]
    name = organ.named(call.today).name
    if not there:
        raise Refusal(
            N_("{organ} has no seat in {body}. Nothing is changed. Add the seat in the forum file first."),
            organ=name,
            body=old.body.name,
        )
    free = next((seat for seat in there if getattr(seat, place) is None), None)
    if free is None:
        raise Refusal(
            N_("{holder} holds the seat of {organ} in {body}. Nothing is changed. Empty it in the forum file first."),
            organ=name,
            body=old.body.name,
            holder=call.speech.joined([people.get(call.db, getattr(seat, place)).name for seat in there]),
        )
    setattr(old, place, None)
    setattr(free, place, person)
    return Moved(old=old.id, new=free.id, place=place)


@on("question.keep_seat", Moving)
def keep_seat(call: Call, given: Moving) -> Reply:
    """Say that somebody has not changed: they are told, and can answer as before."""
    question, name, _ = _told(call, given)
    undo = _decide(call, question, given, "kept", [])
    call.record(f"person:{given.person}", declined=True)
    told = words(call._("{name} is told that the seat stands, and can answer again."), name=strong(name))
    return Reply(card=card("", Text(words=told), Buttons(buttons=(undo,))))


def _decide(
    call: Call, question: Question, given: Moving, state: Literal["moved", "kept"], moved: list[Moved]
) -> Button:
    """Note what was decided and tell the person. The button takes it back. Raises Refusal where it is decided
    already."""
    change = seat_changes.latest(call.db, question.id, given.respondent, given.person, given.organisation)
    if change is None or not seat_changes.become(call.db, change.id, "waiting", state, call.person.id):
        raise Refusal(DECIDED)
    told = f"seat_change:{change.id}:{state}:{call.now.isoformat()}"
    about = {"organisation": given.organisation} if state == "moved" else {"respondent": given.respondent}
    to, view, when = f"person:{given.person}", f"question.seat_{state}", in_time(call, question)
    call.post(to, view, told, when, "", question=question.id, **about)
    _show_again(call, given.person)
    kept = Decided(change=change.id, at=call.now, moved=moved, told=told)
    return call.undo("question.decide_seat", **kept.model_dump(mode="json"))


def _show_again(call: Call, person: int) -> None:
    call.show_again(f"seat:{person}", f"person:{person}")


@undoes("question.decide_seat", Decided)
def undecide(call: Call, given: Decided) -> Reply:
    """Take back what was decided of a seat: it waits for the secretariat again, and the seat is what it was."""
    rights.must_run_the_forum(call)
    change = seat_changes.get(call.db, given.change)
    question = the(call, change.question_id if change else 0)
    was = "moved" if given.moved else "kept"
    stands = change is not None and _is_moved_back(call, change, given)
    if change is None or not stands or not seat_changes.become(call.db, change.id, was, "waiting", None):
        raise Refusal(N_("It has been changed since. Nothing is undone."))
    if not posts.supersede_keys(call.db, [given.told]):
        args = {"question": question.id, "respondent": change.respondent_id}
        to, key = f"person:{change.person_id}", f"{given.told}:undone"
        call.post(to, "question.seat_undecided", key, in_time(call, question), "", **args)
    call.record(f"person:{change.person_id}", withdrawn=True)
    show_to_all(call, question, change.respondent_id)
    _show_again(call, change.person_id)
    told = call._("Undone. {name} represents {who} as before, and what they said waits for you.")
    name, who = people.get(call.db, change.person_id).name, respondents.name(call, question, change.respondent_id)
    return Reply(card=said(words(told, name=strong(name), who=strong(who))))


def _is_moved_back(call: Call, change: SeatChange, given: Decided) -> bool:
    """Give the old seats back. False where somebody has got one since. Raises Refusal where the person has answered for
    the new organisation: that would be nobody's answer."""
    seats = {one: call.db.get(Seat, one) for each in given.moved for one in (each.old, each.new)}
    _lock(call, [seat.body_id for seat in seats.values() if seat])
    for one in given.moved:
        old, new = seats[one.old], seats[one.new]
        if not old or not new or getattr(old, one.place) or getattr(new, one.place) != change.person_id:
            return False
        _must_not_have_answered(call, change.person_id, new.organisation, given.at)
        setattr(old, one.place, change.person_id)
        setattr(new, one.place, None)
    call.db.flush()
    return True


def _must_not_have_answered(call: Call, person: int, organ: Organisation, since: datetime) -> None:
    for question in questions.open_questions(call.db, call.now):
        for one in questions.answers(call.db, question.id):
            if one.by_id == person and one.at >= since and organ in organs_of(call, question, one.respondent_id):
                name, who = people.get(call.db, person).name, organ.named(call.today).name
                told = N_("{name} has answered for {who} by now. Nothing is undone.")
                raise Refusal(told, name=name, who=who)
