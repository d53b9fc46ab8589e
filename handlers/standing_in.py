"""Standing in for somebody who is away: who does hears of it on the first day and when it is over, may decline, and the
secretariat can name another."""

from datetime import UTC, date, datetime

from pydantic import BaseModel

from handlers import people_words, quiet, rights
from handlers.call import Call, Look, Nothing, Refusal, Reply, on, said, shows, undoes
from handlers.cards import Button, Buttons, Card, Form, Note, Text, Values, card, strong, words
from handlers.fields import Line, Number
from handlers.forms import Filled
from handlers.waiting import handed_over
from handlers.words import N_
from storage import absences, bodies, people, posts
from storage.absences import Absence
from storage.people import Person


class Which(BaseModel):
    absence: Number


class Naming(BaseModel):
    absence: Number
    who: Line


def whom(look: Look, person: Person) -> str:
    """For whom somebody answers: «Region Blekinge», or their name where they hold no seat."""
    held = [seat for seat in bodies.seats_of(look.db, person.id, look.today) if seat.person_id == person.id]
    names = dict.fromkeys(seat.organisation.named(look.today).name for seat in held)
    return look.speech.joined(list(names)) or person.name


OVER = N_("That is already over or taken back.")
CHANGED = N_("It has been changed since. Nothing is undone.")


def tell(call: Call, absence: Absence) -> None:
    """The one who stands in hears of it on the first day, or now where that has come: once more, if they have heard it
    before."""
    if not absence.stand_in_id:
        return
    key, due = _key(absence), max(_first_morning(call, absence.since), call.now)
    there = posts.by_key(call.db, key)
    if there and there.state not in ("waiting", "superseded"):
        key = f"{key}:again:{_stamp(call.now)}"
    call.post(f"person:{absence.stand_in_id}", "absence.begins", key, due, _about(absence), absence=absence.id)


def tell_on(call: Call, absence: Absence, ended: datetime) -> None:
    """It goes on, though it was `ended`. Who has not heard of that yet never will; the others hear that they stand in
    again."""
    if not posts.supersede_keys(call.db, [_over_key(absence, ended)]):
        tell(call, absence)


def _about(absence: Absence) -> str:
    return f"absence:{absence.id}"


def _key(absence: Absence) -> str:
    return f"{_about(absence)}:{absence.stand_in_id}"


def _over_key(absence: Absence, at: datetime) -> str:
    return f"{_key(absence)}:over:{_stamp(at)}"


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%d%H%M%S%f}"


def _has_heard(call: Call, absence: Absence) -> bool:
    begun = posts.by_key(call.db, _key(absence))
    return begun is not None and begun.shown_at is not None


def _first_morning(look: Look, since: date) -> datetime:
    morning = quiet.local(since, look.forum.morning, look.zone)
    return quiet.after_quiet(look.forum, morning)


def tell_over(call: Call, absence: Absence) -> None:
    """The one who stood in hears that they no longer do, if they had heard of it at all."""
    if absence.stand_in_id and _has_heard(call, absence):
        to, key = f"person:{absence.stand_in_id}", _over_key(absence, call.now)
        call.post(to, "absence.over", key, None, _about(absence), absence=absence.id)


def changed(call: Call, absence: Absence) -> None:
    """Draw anew what waits for both, and note the dates."""
    both = {absence.person_id, absence.stand_in_id} - {None}
    call.show_again(_about(absence), *(f"person:{person}" for person in sorted(both)))
    ended = absence.ended_at is not None
    call.record(f"absence:{absence.id}", since=absence.since.isoformat(), until=absence.until.isoformat(), ended=ended)


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
        told, whom=strong(whom(look, found.person)), rooms=rooms, day=strong(look.speech.day(found.until)),
        name=found.person.name,
    )  # fmt: skip
    count = handed_over(look, found.person, look.today)
    open_ones = look.count("One open point goes along.", "{count} open points go along.", count)
    along = Text(words=words(open_ones)) if count else None
    show = Button(label=look._("Show what waits"), action="home.waiting", style="primary")
    wrong = Button(label=look._("That is not right"), action="absence.decline", values={"absence": found.id})
    title = look._("You stand in for {name}").format(name=found.person.name)
    return card(title, Text(words=text), along, Buttons(buttons=(show, wrong)))


@shows("absence.over")
def over(look: Look, absence: int) -> Card | Nothing:
    """To the one who stood in: it ended early, or they do not after all."""
    found = absences.get(look.db, absence)
    stands = found and found.ended_at is None and found.stand_in_id == look.person.id
    if found is None or stands or look.shown:
        return Nothing("no longer so, or stands as it was sent")
    if later := quiet.not_yet(look):
        return later
    told = look._("You no longer stand in for {name}.") if found.person_id in look.away else None
    text = (told or look._("{name} is back. You no longer stand in.")).format(name=found.person.name)
    return card("", Text(words=words(text)))


@on("absence.decline", Which)
def decline(call: Call, given: Which) -> Reply:
    """The one who was to stand in does not; the secretariat sees to it, and the one who is away is left in peace."""
    absence = _standing(call, given.absence)
    if absence.stand_in_id != call.person.id:
        raise Refusal(OVER)
    absence.stand_in_id = None
    call.db.flush()
    key, args = f"{_about(absence)}:declined:{_stamp(call.now)}", {"absence": absence.id, "by": call.person.id}
    call.post("secretariat", "absence.declined", key, None, _about(absence), **args)
    call.show_again(f"person:{call.person.id}", _about(absence))
    call.record(_about(absence), declined=True)
    text = Text(words=words(call._("Thank you. You do not stand in. The secretariat is told and finds somebody else.")))
    return Reply(card=card("", text, Buttons(buttons=(call.undo("absence.decline", absence=absence.id),))))


@undoes("absence.decline", Which)
def undo_decline(call: Call, given: Which) -> Reply:
    """The one who had declined stands in after all, if nobody else does by now."""
    absence = _standing(call, given.absence)
    if absence.stand_in_id:
        raise Refusal(CHANGED)
    posts.take_back(call.db, _about(absence), "absence.declined")
    absence.stand_in_id = call.person.id
    call.db.flush()
    changed(call, absence)
    text = words(call._("Undone. You stand in for {name} as before."), name=strong(absence.person.name))
    return Reply(card=said(text))


def _standing(call: Call, number: int) -> Absence:
    """An absence that is not over; nobody else changes it meanwhile. Raises Refusal."""
    absence = absences.locked(call.db, number)
    if absence is None or absence.ended_at or absence.until < call.today:
        raise Refusal(OVER)
    return absence


@shows("absence.declined", live=True)
def declined(look: Look, absence: int, by: int) -> Card | Nothing:
    """To the secretariat: nobody answers for somebody who is away, until somebody does."""
    found = absences.get(look.db, absence)
    if found is None or found.ended_at or found.until < look.today or (found.stand_in and not look.shown):
        return Nothing("no longer so", over=True)
    if found.stand_in:
        title = look._("{stand_in} stands in for {name}")
        done = Note(state="done", word=look._("Done"))
        return card(title.format(stand_in=found.stand_in.name, name=found.person.name), done)
    if later := quiet.not_yet(look):
        return later
    told = look._("{name} is away {period}, and {by} says that they do not stand in. Who answers for {whom}?")
    text = words(
        told, name=strong(found.person.name), period=look.speech.period(found.since, found.until),
        by=people.get(look.db, by).name, whom=strong(whom(look, found.person)),
    )  # fmt: skip
    name = Button(label=look._("Name somebody"), action="absence.appoint", values={"absence": found.id})
    return card(look._("Nobody stands in"), Text(words=text), Buttons(buttons=(name,)))


def naming_form(call: Call, filled: Filled) -> Form:
    absence = _without(call, filled.number("absence"))
    return Form(
        title=call._("Who answers for {whom} meanwhile?").format(whom=whom(call, absence.person)),
        action="absence.appoint",
        values={"absence": absence.id},
        submit=call._("Save"),
        fields=(filled.line("who", call._("Who?"), call._("The name of a person in the forum."), required=True),),
    )


@on("absence.appoint", Naming, form=naming_form)
def appoint(call: Call, given: Naming) -> Reply:
    """The secretariat names who stands in for somebody who is away, where nobody does."""
    absence = _without(call, given.absence)
    if doubt := who_is_meant(call, "absence.appoint", {"absence": absence.id}, given.who, absence.person):
        return Reply(card=doubt)
    stand_in = person_called(call, given.who, besides=absence.person)
    absence.stand_in_id = stand_in.id
    call.db.flush()
    tell(call, absence)
    changed(call, absence)
    told = call._("{name} answers for {whom} {period}.")
    period = call.speech.period(absence.since, absence.until)
    text = Text(words=words(told, name=strong(stand_in.name), whom=whom(call, absence.person), period=period))
    undo = call.undo("absence.appoint", absence=absence.id, stand_in=stand_in.id)
    return Reply(card=card("", text, Buttons(buttons=(undo,))))


class Appointed(BaseModel):
    absence: int
    stand_in: int


@undoes("absence.appoint", Appointed)
def undo_appoint(call: Call, given: Appointed) -> Reply:
    """Nobody stands in, as before. Who was named hears of it if they had heard that they do."""
    absence = _standing(call, given.absence)
    if absence.stand_in_id != given.stand_in:
        raise Refusal(CHANGED)
    tell_over(call, absence)
    absence.stand_in_id = None
    call.db.flush()
    changed(call, absence)
    call.show_again(f"person:{given.stand_in}")
    text = words(call._("Undone. Nobody stands in for {name}."), name=strong(absence.person.name))
    return Reply(card=said(text))


def _without(call: Call, number: int) -> Absence:
    """An absence in which nobody stands in, for the secretariat. Raises Refusal otherwise."""
    rights.must_run_the_forum(call)
    absence = _standing(call, number)
    if absence.stand_in:
        raise Refusal(N_("{name} stands in already. Nothing is changed."), name=absence.stand_in.name)
    return absence


def who_is_meant(call: Call, action: str, typed: Values, who: str, away: Person) -> Card | None:
    """Ask about a stand-in's name that nobody in the forum has, where it is almost somebody's: each press carries out
    the `action`. None where it is somebody's, or nobody's by far."""
    near = [one for one in people_words.nearest(call, who) if one.id != away.id]
    if _known(call, who) or not near:
        return None
    near.sort(key=lambda one: _distance(call, one, away))
    names = people_words.told_apart(call, near)
    asks = words(
        call._("Nobody in the forum is called «{name}». Do you mean {near}?"), name=who, near=call.speech.either(names)
    )
    ones = [
        Button(label=name, action=action, values=typed | {"who": one.key}, style="primary")
        for one, name in zip(near, names, strict=True)
    ]
    change = Button(label=call._("Change"), action=action, values=typed | {"who": who, "edit": True}, style="plain")
    return card("", Text(words=asks), Buttons(buttons=(*ones, change)))


def _distance(look: Look, one: Person, away: Person) -> int:
    """How far from the one who is away: 0 in the same organisation, 1 in the same county, else 2."""
    theirs, own = ([seat.organisation for seat in bodies.seats_of(look.db, p.id, look.today)] for p in (one, away))
    if {organ.id for organ in theirs} & {organ.id for organ in own}:
        return 0
    return 1 if {organ.county_id for organ in theirs} & {organ.county_id for organ in own} - {None} else 2


def _known(call: Call, who: str) -> Person | None:
    meant = people_words.responsible(call, who, None)
    return people.get(call.db, meant[0][0]) if len(meant) == 1 and meant[0][0] else None


def person_called(call: Call, who: str, besides: Person) -> Person:
    """The person who is to stand in, by name. Raises Refusal for one that is not known, and for the one who is away."""
    found = _known(call, who)
    if found is None:
        told = N_("I do not know who «{who}» is. Write a whole name, or let the secretariat add the person first.")
        raise Refusal(told, field="who", who=who)
    if found.id == besides.id:
        raise Refusal(N_("Nobody can stand in for themselves. Choose somebody else, or «Not known yet»."), field="who")
    return found
