"""Somebody says that they represent another than we thought: the secretariat confirms it, and the seat moves.

Their old seat becomes empty. Where there is no free one, the secretariat is told what to do.
"""

from handlers import rights
from handlers.call import Call, Look, Nothing, Refusal, Reply, on, said, shows
from handlers.cards import Button, Buttons, Card, Element, Text, card, strong, words
from handlers.fields import Number
from handlers.questions import respondents
from handlers.questions.answering import in_time, show_to_all
from handlers.questions.question_cards import choice_of
from handlers.questions.question_words import the
from handlers.questions.wrong_region import Representing, organs_of, subject_of
from handlers.words import N_
from storage import bodies, organisations, people, questions
from storage.bodies import Seat
from storage.organisations import Organisation
from storage.questions import Question


class Moving(Representing):
    person: Number


@shows("question.changed_seat", live=True)
def changed_seat(look: Look, question: int, respondent: int, person: int, organisation: int) -> Card | Nothing:
    """To the secretariat: somebody says that they have changed to another organisation."""
    asked = questions.get(look.db, question)
    if asked is None:
        return Nothing("no longer so")
    told = words(
        look._("{name} says that they now represent {organ}. {state}"),
        name=strong(people.get(look.db, person).name),
        organ=strong(organisations.get(look.db, organisation).named(look.today).name),
        state=_state(look, asked, respondent),
    )
    values = {"question": question, "respondent": respondent, "person": person, "organisation": organisation}
    confirm = Button(label=look._("Confirm the change"), action="question.move_seat", values=values, style="primary")
    deny = Button(label=look._("That is not right"), action="question.keep_seat", values=values)
    held = _held(look, asked, respondent, person)
    return card(asked.text, Text(words=told), Buttons(buttons=(confirm, deny)) if held else _settled(look))


def _state(look: Look, question: Question, respondent: int) -> str:
    standing = questions.standing(look.db, question.id, respondent)
    told = look._("What {name} answered for {who} stands.") if standing else look._("{who} has no answer now.")
    by = people.get(look.db, standing.by_id).name if standing else ""
    return told.format(who=respondents.name(look, question, respondent), name=by)


def _settled(look: Look) -> Element:
    return Text(words=words(look._("The seat is changed.")), quiet=True)


def _held(look: Look, question: Question, respondent: int, person: int) -> list[Seat]:
    """The seats by which a person answers for the respondent: as member, or as deputy."""
    organs = {organ.id for organ in organs_of(look, question, respondent)}
    seats = bodies.seats_of(look.db, person, look.today)
    return [seat for seat in seats if seat.organisation_id in organs and question.body_id in (None, seat.body_id)]


@on("question.move_seat", Moving)
def move_seat(call: Call, given: Moving) -> Reply:
    """Confirm that somebody has changed: their seat becomes empty, and they get the free one. For the secretariat."""
    question, name, organ = _told(call, given)
    for body in sorted({seat.body_id for seat in _held(call, question, given.respondent, given.person)}):
        bodies.locked_seats(call.db, body, call.today)
    held = _held(call, question, given.respondent, given.person)
    if not held:
        raise Refusal(N_("{name} does not hold that seat any more. Nothing is changed."), name=name)
    for seat in held:
        _move(call, seat, organ, given.person)
    call.db.flush()
    call.record(f"person:{given.person}", organisation=organ.key)
    args = {"question": question.id, "organisation": organ.id}
    key = f"{subject_of(question.id, given.respondent, given.person)}:moved:{call.now.isoformat()}"
    call.post(f"person:{given.person}", "question.seat_moved", key, in_time(call, question), "", **args)
    show_to_all(call, question, given.respondent)
    call.show_again(f"seat:{given.person}", f"person:{given.person}")
    told = call._("{name} now represents {organ} in {body}. The old seat is empty. {name} has been told.")
    where = call.speech.joined(list(dict.fromkeys(seat.body.name for seat in held)))
    return Reply(card=said(words(told, name=strong(name), organ=strong(organ.named(call.today).name), body=where)))


def _told(call: Call, given: Moving) -> tuple[Question, str, Organisation]:
    """What a person said about a seat: the question, their name, the organisation. For the secretariat only."""
    rights.must_run_the_forum(call)
    question = the(call, given.question)
    persons = {person.id: person.name for person in people.everyone(call.db)}
    organs = {organ.id: organ for organ in organisations.all_organisations(call.db)}
    asked = questions.is_asked(call.db, question.id, given.respondent)
    if not asked or given.person not in persons or given.organisation not in organs:
        raise Refusal(N_("That person or organisation is no longer there. Nothing is changed."))
    return question, persons[given.person], organs[given.organisation]


def _move(call: Call, old: Seat, organ: Organisation, person: int) -> None:
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


@on("question.keep_seat", Moving)
def keep_seat(call: Call, given: Moving) -> Reply:
    """Say that somebody has not changed: they are told, and can answer as before."""
    question, name, _ = _told(call, given)
    key = f"{subject_of(question.id, given.respondent, given.person)}:kept:{call.today}"
    args = {"question": question.id, "respondent": given.respondent}
    call.post(f"person:{given.person}", "question.seat_kept", key, in_time(call, question), "", **args)
    call.record(f"person:{given.person}", declined=True)
    return Reply(
        card=said(words(call._("{name} is told that the seat stands, and can answer again."), name=strong(name)))
    )


@shows("question.seat_moved")
def seat_moved(look: Look, question: int, organisation: int) -> Card | Nothing:
    """To one whose seat was moved: for whom they answer now, and the question again."""
    asked = questions.get(look.db, question)
    if asked is None or look.shown:
        return Nothing("no longer so")
    organ = organisations.get(look.db, organisation)
    told = words(
        look._("The secretariat has confirmed: you now represent {organ}."), organ=strong(organ.named(look.today).name)
    )
    return card(asked.text, Text(words=told), *_to_answer(look, asked, organ))


def _to_answer(look: Look, question: Question, organ: Organisation) -> list[Element]:
    """The choices, for one whom the question is put to as well and who has not answered."""
    mine = [one for one in respondents.mine(look, question) if organ in organs_of(look, question, one)]
    asked = set(questions.asked(look.db, question.id))
    there = [one for one in mine if one in asked and not respondents.has_answered(look, question, one)]
    if not there or not question.open_at(look.now):
        return []
    until = Text(words=words(look._("Closes {when}."), when=look.speech.lasting(question.closes_at)), quiet=True)
    return [choice_of(look, question, there[0], None), until]


@shows("question.seat_kept")
def seat_kept(look: Look, question: int, respondent: int) -> Card | Nothing:
    """To one whose seat stands: for whom they answer, and the question again."""
    asked = questions.get(look.db, question)
    if asked is None or look.shown:
        return Nothing("no longer so")
    told = look._("The secretariat says that you still represent {who}. Write to the secretariat if that is wrong.")
    text = Text(words=words(told, who=strong(respondents.name(look, asked, respondent))))
    organs = organs_of(look, asked, respondent)
    return card(asked.text, text, *(_to_answer(look, asked, organs[0]) if organs else []))
