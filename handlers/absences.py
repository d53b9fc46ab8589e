"""Being away: from when until when, and who answers meanwhile. Nobody is asked why, and only the dates are kept.

The one who stands in gets everything from the first day on and nothing earlier; the one who is away gets no reminders.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import BaseModel

from handlers import quiet
from handlers.call import Call, Look, Refusal, Reply, on, said, undoes
from handlers.cards import Button, Buttons, Card, Form, Row, Rows, Text, Values, card, strong, words
from handlers.fields import Anything, Blank, Line, Number, Tick, When
from handlers.forms import Filled
from handlers.standing_in import CHANGED, OVER, changed, person_called, tell, tell_on, tell_over, who_is_meant, whom
from handlers.waiting import handed_over, waiting_for
from handlers.words import N_
from storage import absences, bodies, people
from storage.absences import Absence
from storage.people import Person


class Setting(BaseModel):
    """`stand_in` is a person by number, `who` one by name; `nobody` is known yet."""

    since: When
    until: When
    stand_in: Annotated[Number | None, Blank] = None
    who: Annotated[Line | None, Blank] = None
    nobody: Tick = False


class Which(BaseModel):
    absence: Number


def setting_form(call: Call, filled: Filled) -> Form:
    _ = call._
    return Form(
        title=_("Away"),
        action="absence.set",
        submit=_("Save"),
        intro=_("Only the dates are kept, never why."),
        fields=(
            filled.when("since", _("From"), _("For example «1 March»."), required=True),
            filled.when("until", _("To and including"), _("For example «30 April»."), required=True),
            filled.line("who", _("Who answers meanwhile?"), _("A name. Empty: you choose in the next step.")),
        ),
    )


@on("absence.set", Setting, form=setting_form)
def set_absence(call: Call, given: Setting) -> Reply:
    """Be away for a while; first it is asked who answers meanwhile."""
    since, until = given.since.day, given.until.day
    if until < call.today:
        raise Refusal(N_("{day} is past. Write a day to come."), field="until", day=call.speech.day(until))
    if until < since:
        raise Refusal(N_("It would end before it begins. Write a later day."), field="until")
    span: Values = {"since": since.isoformat(), "until": until.isoformat()}
    if given.who and (doubt := who_is_meant(call, "absence.set", span, given.who, call.person)):
        return Reply(card=doubt)
    stand_in = _stand_in(call, given)
    if stand_in is None and not given.nobody:
        return _who_answers(call, since, until)
    taken_over = handed_over(call, call.person, since)
    absence = Absence(
        person_id=call.person.id, since=since, until=until, stand_in_id=stand_in.id if stand_in else None, at=call.now
    )
    instead_of = absences.add(call.db, absence)
    for earlier in instead_of:
        if earlier.stand_in_id != absence.stand_in_id:
            tell_over(call, earlier)
        changed(call, earlier)
    tell(call, absence)
    _tell_what_waited(call, absence)
    changed(call, absence)
    undo = call.undo("absence.set", absence=absence.id, instead_of=[earlier.id for earlier in instead_of])
    return Reply(card=_receipt(call, absence, stand_in, taken_over, undo))


def _tell_what_waited(call: Call, absence: Absence) -> None:
    """On the first working morning back, all that waits comes in that morning's one message."""
    back = quiet.local(absence.until + timedelta(days=1), call.forum.morning, call.zone)
    morning = quiet.after_quiet(call.forum, back)
    key, day = f"absence:{absence.id}:back", quiet.day_of(call.forum, morning).isoformat()
    call.post(f"returned:{absence.id}", "home.morning", key, morning, f"absence:{absence.id}", day=day)


def _stand_in(call: Call, given: Setting) -> Person | None:
    """Who answers meanwhile, if somebody is named. Raises Refusal for one that is not known."""
    chosen = next((one for one in people.everyone(call.db) if one.id == given.stand_in), None)
    if chosen and chosen.id != call.person.id:
        return chosen
    return person_called(call, given.who, besides=call.person) if given.who else None


def _who_answers(call: Call, since: date, until: date) -> Reply:
    """«Vem svarar för Region Blekinge under tiden?», with the deputies as buttons."""
    _ = call._
    span = {"since": since.isoformat(), "until": until.isoformat()}
    seats = [seat for seat in bodies.seats_of(call.db, call.person.id, call.today) if seat.person_id == call.person.id]
    deputies = {seat.deputy.id: seat.deputy for seat in seats if seat.deputy and seat.deputy_id != call.person.id}
    buttons = [
        Button(label=one.name, action="absence.set", values=span | {"stand_in": one.id})
        for one in list(deputies.values())[:2]
    ]
    other = Button(label=_("Somebody else"), action="absence.set", values=span | {"edit": True})
    unknown = Button(label=_("Not known yet"), action="absence.set", values=span | {"nobody": True})
    asked = _("Who answers for {whom} meanwhile?").format(whom=whom(call, call.person))
    when = words(_("You are away {period}."), period=strong(call.speech.period(since, until)))
    return Reply(card=card(asked, Text(words=when), Buttons(buttons=(*buttons, other, unknown))))


def _receipt(call: Call, absence: Absence, stand_in: Person | None, taken_over: int, button: Button) -> Card:
    period = call.speech.period(absence.since, absence.until)
    undo = Buttons(buttons=(button,))
    silent = call._("You get no reminders. Only the dates are kept.")
    if stand_in is None:
        told = call._(
            "Done. You are away {period}. Nobody stands in for you yet: your deputy, if you have one, answers."
        )
        return card("", Text(words=words(told, period=strong(period))), Text(words=words(silent)), undo)
    told = call._("Done. {name} answers for {whom} {period}.")
    if taken_over:
        told = call._("Done. {name} answers for {whom} {period} and takes over {points}.")
    points = call.count("one open point", "{count} open points", taken_over)
    name, represented = strong(stand_in.name), whom(call, call.person)
    text = words(told, name=name, whom=represented, period=strong(period), points=points)
    return card("", Text(words=text), Text(words=words(silent)), undo)


class Undoing(BaseModel):
    """`instead_of` are the earlier ones that it replaced."""

    absence: Number
    instead_of: list[int]


@undoes("absence.set", Undoing)
def undo_setting(call: Call, given: Undoing) -> Reply:
    """Not away after all, or as it was said before."""
    _end(call, _mine(call, given.absence))
    earlier = [one for number in given.instead_of if (one := absences.get(call.db, number))]
    for one in earlier:
        _resume(call, one)
    if not earlier:
        return Reply(card=_back(call))
    periods = call.speech.joined([call.speech.period(one.since, one.until) for one in earlier])
    return Reply(card=said(call._("Undone. As before you are away {period}.").format(period=periods)))


@on("absence.end", Which)
def end(call: Call, given: Which) -> Reply:
    """Back earlier, or not away after all."""
    absence = _mine(call, given.absence)
    _end(call, absence)
    return Reply(card=_back(call, call.undo("absence.end", absence=absence.id, at=call.now.isoformat())))


class Ended(BaseModel):
    """`at` is when the absence was ended."""

    absence: int
    at: datetime


@undoes("absence.end", Ended)
def undo_end(call: Call, given: Ended) -> Reply:
    """Away after all."""
    absence = absences.locked(call.db, given.absence)
    if absence is None or absence.ended_at != given.at:
        raise Refusal(CHANGED)
    _resume(call, absence)
    period = call.speech.period(absence.since, absence.until)
    return Reply(card=said(call._("Undone. As before you are away {period}.").format(period=period)))


def _resume(call: Call, absence: Absence) -> None:
    """It stands again. Raises Refusal where another period has been said since, or it would be over."""
    if absence.until < call.today:
        raise Refusal(OVER)
    if absences.overlapping(call.db, absence):
        raise Refusal(CHANGED)
    ended, absence.ended_at = absence.ended_at, None
    call.db.flush()
    tell_on(call, absence, ended or call.now)
    changed(call, absence)


def _mine(call: Call, number: int) -> Absence:
    """An absence of the caller's own that is not over; nobody else changes it meanwhile. Raises Refusal."""
    absence = absences.locked(call.db, number)
    if absence is None or absence.person_id != call.person.id or absence.ended_at or absence.until < call.today:
        raise Refusal(OVER)
    return absence


def _end(call: Call, absence: Absence) -> None:
    absence.ended_at = call.now
    call.db.flush()
    tell_over(call, absence)
    changed(call, absence)


def _back(call: Call, undo: Button | None = None) -> Card:
    """Not away, with what waits: the next morning's message would tell it late."""
    text = Text(words=words(call._("Done. You are not away, and everything comes to you again.")))
    count = len(waiting_for(call))
    told = call.count("{count} thing waits for you.", "{count} things wait for you.", count)
    waits = Text(words=words(told)) if count else None
    show = [Button(label=call._("Show"), action="home.waiting", style="primary")] if count else []
    buttons = (*show, *([undo] if undo else []))
    return card("", text, waits, Buttons(buttons=buttons) if buttons else None)


@on("absence.list", Anything)
def mine(call: Call, given: Anything) -> Reply:
    """When I am away, with a way back."""
    found = absences.of(call.db, call.person.id, call.today)
    new = Button(label=call._("I am away"), action="absence.set", values={"edit": True})
    if not found:
        none = Text(words=words(call._("You have not said that you are away.")))
        return Reply(card=card(call._("Away"), none, Buttons(buttons=(new,))))
    return Reply(card=card(call._("Away"), rows(call, found), Buttons(buttons=(new,))))


def rows(look: Look, found: Sequence[Absence]) -> Rows:
    return Rows(rows=tuple(_row(look, absence) for absence in found))


def _row(look: Look, absence: Absence) -> Row:
    by = absence.stand_in.name if absence.stand_in else look._("nobody yet")
    back = Button(label=look._("I am not away"), action="absence.end", values={"absence": absence.id})
    return Row(
        words=(strong(look.speech.period(absence.since, absence.until)),),
        detail=words(look._("Answers meanwhile: {name}."), name=by),
        does=(Buttons(buttons=(back,)),),
    )
