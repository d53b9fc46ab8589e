"""Being away: from when until when, and who answers meanwhile. Nobody is asked why, and only the dates are kept.

The one who stands in gets everything from the first day on and nothing earlier; the one who is away gets no reminders.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel

from handlers import people_words, quiet
from handlers.action_words import is_mine
from handlers.call import Call, Look, Nothing, Refusal, Reply, on, said, shows, undoes
from handlers.cards import Button, Buttons, Card, Form, Row, Rows, Text, card, strong, words
from handlers.fields import Anything, Blank, Line, Number, Tick, When
from handlers.forms import Filled
from handlers.words import N_
from storage import absences, actions, bodies, people, posts
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
    stand_in = _stand_in(call, given)
    if stand_in is None and not given.nobody:
        return _who_answers(call, since, until)
    absence = Absence(
        person_id=call.person.id, since=since, until=until, stand_in_id=stand_in.id if stand_in else None, at=call.now
    )
    instead_of = absences.add(call.db, absence)
    for earlier in instead_of:
        if earlier.stand_in_id != absence.stand_in_id:
            _tell_over(call, earlier)
        _changed(call, earlier)
    _tell(call, absence)
    _changed(call, absence)
    undo = call.undo("absence.set", absence=absence.id, instead_of=[earlier.id for earlier in instead_of])
    return Reply(card=_receipt(call, absence, stand_in, undo))


def _stand_in(call: Call, given: Setting) -> Person | None:
    """Who answers meanwhile, if somebody is named. Raises Refusal for one that is not known."""
    if given.stand_in:
        found = next((one for one in people.everyone(call.db) if one.id == given.stand_in), None)
    elif given.who:
        meant = people_words.responsible(call, given.who, None)
        found = people.get(call.db, meant[0][0]) if len(meant) == 1 and meant[0][0] else None
    else:
        return None
    if found is None:
        told = N_("I do not know who «{who}» is. Write a whole name, or let the secretariat add the person first.")
        raise Refusal(told, field="who", who=given.who or "")
    if found.id == call.person.id:
        raise Refusal(N_("You can not stand in for yourself. Choose somebody else, or «Not known yet»."), field="who")
    return found


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
    asked = _("Who answers for {whom} meanwhile?").format(whom=_whom(call, call.person))
    when = words(_("You are away {period}."), period=strong(call.speech.period(since, until)))
    return Reply(card=card(asked, Text(words=when), Buttons(buttons=(*buttons, other, unknown))))


def _whom(look: Look, person: Person) -> str:
    """For whom somebody answers: «Region Blekinge», or their name where they hold no seat."""
    held = [seat for seat in bodies.seats_of(look.db, person.id, look.today) if seat.person_id == person.id]
    names = dict.fromkeys(seat.organisation.named(look.today).name for seat in held)
    return look.speech.joined(list(names)) or person.name


def _tell(call: Call, absence: Absence) -> None:
    """The one who stands in hears of it on the first day, or now where that has come."""
    if absence.stand_in_id:
        due = max(_first_morning(call, absence.since), quiet.after_quiet(call.forum, call.now))
        subject = f"absence:{absence.id}"
        call.post(f"person:{absence.stand_in_id}", "absence.begins", subject, due, subject, absence=absence.id)


def _first_morning(look: Look, since: date) -> datetime:
    morning = quiet.local(since, look.forum.morning, look.zone)
    return quiet.after_quiet(look.forum, morning)


def _changed(call: Call, absence: Absence) -> None:
    """Draw anew what waits for both, and note the dates."""
    both = {absence.person_id, absence.stand_in_id} - {None}
    call.show_again(f"absence:{absence.id}", *(f"person:{person}" for person in sorted(both)))
    ended = absence.ended_at is not None
    call.record(f"absence:{absence.id}", since=absence.since.isoformat(), until=absence.until.isoformat(), ended=ended)


def _receipt(call: Call, absence: Absence, stand_in: Person | None, button: Button) -> Card:
    period = call.speech.period(absence.since, absence.until)
    undo = Buttons(buttons=(button,))
    silent = call._("You get no reminders. Only the dates are kept.")
    if stand_in is None:
        told = call._(
            "Done. You are away {period}. Nobody stands in for you yet: your deputy, if you have one, answers."
        )
        return card("", Text(words=words(told, period=strong(period))), Text(words=words(silent)), undo)
    told = call._("Done. {name} answers for {whom} {period}.")
    text = words(told, name=strong(stand_in.name), whom=_whom(call, call.person), period=strong(period))
    return card("", Text(words=text), _taken_over(call), Text(words=words(silent)), undo)


def _taken_over(call: Call) -> Text | None:
    count = sum(is_mine(call, action) for action in actions.open_actions(call.db))
    told = call.count("{count} open action point goes along.", "{count} open action points go along.", count)
    return Text(words=words(told)) if count else None


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
        one.ended_at = None
        _changed(call, one)
    if not earlier:
        return Reply(card=_back(call))
    periods = call.speech.joined([call.speech.period(one.since, one.until) for one in earlier])
    return Reply(card=said(call._("Undone. As before you are away {period}.").format(period=periods)))


@on("absence.end", Which)
def end(call: Call, given: Which) -> Reply:
    """Back earlier, or not away after all."""
    _end(call, _mine(call, given.absence))
    return Reply(card=_back(call))


def _mine(call: Call, number: int) -> Absence:
    absence = absences.get(call.db, number)
    if absence is None or absence.person_id != call.person.id or absence.ended_at or absence.until < call.today:
        raise Refusal(N_("That is already over or taken back."))
    return absence


def _end(call: Call, absence: Absence) -> None:
    absence.ended_at = call.now
    call.db.flush()
    _tell_over(call, absence)
    _changed(call, absence)


def _back(call: Call) -> Card:
    return said(call._("Done. You are not away, and everything comes to you again."))


def _tell_over(call: Call, absence: Absence) -> None:
    """The one who stood in hears that they no longer do, if they had heard of it at all."""
    begun = posts.by_key(call.db, f"absence:{absence.id}")
    if absence.stand_in_id and begun and begun.shown_at:
        key = f"absence:{absence.id}:over"
        call.post(f"person:{absence.stand_in_id}", "absence.over", key, absence=absence.id)


@shows("absence.begins", live=True)
def begins(look: Look, absence: int) -> Card | Nothing:
    """To the one who stands in, on the first day: for whom, where, until when."""
    found = absences.get(look.db, absence)
    if found is None or found.ended_at or found.stand_in_id != look.person.id or found.until < look.today:
        return Nothing("no longer so", over=True)
    if later := quiet.not_yet(look):
        return later
    held = [s for s in bodies.seats_of(look.db, found.person_id, look.today) if s.person_id == found.person_id]
    rooms = look.speech.joined(list(dict.fromkeys(seat.body.name for seat in held)))
    told = look._("From today you answer for {whom} in {rooms}, to and including {day}. {name} is away until then.")
    if not rooms:
        told = look._("From today you stand in for {name}, to and including {day}.")
    text = words(
        told, whom=strong(_whom(look, found.person)), rooms=rooms, day=strong(look.speech.day(found.until)),
        name=found.person.name,
    )  # fmt: skip
    show = Button(label=look._("Show what waits"), action="home.waiting", style="primary")
    wrong = Button(label=look._("That is not right"), action="absence.decline", values={"absence": found.id})
    return card(look._("You stand in for {name}").format(name=found.person.name), Text(words=text),
                Buttons(buttons=(show, wrong)))  # fmt: skip


@shows("absence.over")
def over(look: Look, absence: int) -> Card | Nothing:
    """To the one who stood in: it ended early, or somebody else does."""
    found = absences.get(look.db, absence)
    if found is None or found.ended_at is None or look.shown:
        return Nothing("no longer so, or stands as it was sent")
    if later := quiet.not_yet(look):
        return later
    told = look._("You no longer stand in for {name}.") if found.person_id in look.away else None
    text = (told or look._("{name} is back. You no longer stand in.")).format(name=found.person.name)
    return card("", Text(words=words(text)))


@on("absence.decline", Which)
def decline(call: Call, given: Which) -> Reply:
    """The one who was to stand in does not; the secretariat sees to it, and the one who is away is left in peace."""
    absence = absences.get(call.db, given.absence)
    over = absence is None or absence.ended_at or absence.until < call.today
    if absence is None or over or absence.stand_in_id != call.person.id:
        raise Refusal(N_("That is already over or taken back."))
    absence.stand_in_id = None
    call.db.flush()
    key = f"absence:{absence.id}:declined:{call.person.id}"
    call.post("secretariat", "absence.declined", key, absence=absence.id, by=call.person.id)
    call.show_again(f"person:{call.person.id}", f"absence:{absence.id}")
    call.record(f"absence:{absence.id}", declined=True)
    return Reply(card=said(call._("Thank you. You do not stand in. The secretariat is told and finds somebody else.")))


@shows("absence.declined")
def declined(look: Look, absence: int, by: int) -> Card | Nothing:
    """To the secretariat: nobody answers for somebody who is away."""
    found = absences.get(look.db, absence)
    if found is None or found.ended_at or found.stand_in or look.shown:
        return Nothing("no longer so")
    if later := quiet.not_yet(look):
        return later
    told = look._("{name} is away {period}, and {by} says that they do not stand in. Who answers for {whom}?")
    text = words(
        told, name=strong(found.person.name), period=look.speech.period(found.since, found.until),
        by=people.get(look.db, by).name, whom=strong(_whom(look, found.person)),
    )  # fmt: skip
    return card(look._("Nobody stands in"), Text(words=text))


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
