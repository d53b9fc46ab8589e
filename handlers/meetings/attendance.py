"""Who comes to a meeting: what each has said, who has not said anything, and how many organisations that makes.

Everybody registers once for each day that the meeting is on; the numbers count organisations with at least one that
comes (docs/the-forum.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from handlers import quiet, rights
from handlers.call import Call, Look, Refusal
from handlers.cards import Button, Choice, Option
from handlers.meetings.meeting_words import day, is_ahead, readable, title_when
from handlers.words import N_
from storage import bodies, meetings, organisations, people, registrations
from storage.bodies import Seat
from storage.forums import Forum
from storage.meetings import Meeting
from storage.organisations import Organisation
from storage.people import Person
from storage.registrations import Registration


@dataclass(frozen=True)
class Numbers:
    """The organisations of a body, in the forum's order: each is in one of the three."""

    coming: list[Organisation]
    declined: list[Organisation]
    missing: list[Organisation]

    @property
    def all(self) -> list[Organisation]:
        return [*self.coming, *self.declined, *self.missing]


def last_day(forum: Forum, meeting: Meeting) -> date:
    """The last day to register: a working day, counted from the meeting. Later ones are still taken."""
    offset = meeting.register_by or meeting.body.register_by
    return quiet.last_working_day(forum, meeting.day - timedelta(days=quiet.days_of(offset)))


def hows(look: Look) -> dict[str, str]:
    """The four ways to register, as they stand on buttons."""
    return {"room": look._("In the room"), "link": look._("By link"), "deputy": look._("Deputy"), "no": look._("No")}


def choice_of(look: Look, meeting: Meeting, labels: dict[str, str] | None = None) -> Choice:
    """[In the room] [By link] [Deputy] [No], with the viewer's own marked. The day goes with it: who presses it after
    the meeting has moved is asked anew."""
    mine = mine_for(look, meeting)
    options = tuple(
        Option(value=how, label=label, chosen=bool(mine and mine.how == how))
        for how, label in (labels or hows(look)).items()
    )
    values = {"meeting": meeting.id, "day": meeting.day.isoformat()}
    label = look._("Are you coming to {meeting}?").format(meeting=title_when(look, meeting))
    return Choice(action="registration.save", name="how", options=options, values=values, label=label)


def mine_for(look: Look, meeting: Meeting) -> Registration | None:
    """What the viewer has said of the meeting on its day."""
    return registrations.standing(look.db, meeting.id, meeting.day, look.viewer.id) if look.viewer else None


def can_register(look: Look, meeting: Meeting) -> bool:
    """Whether the viewer is asked to register: the call is out, it has not begun, and they have a part in the body."""
    open_now = meeting.called_at is not None and meeting.status != "cancelled" and is_ahead(look, meeting)
    return open_now and look.viewer is not None and rights.is_in(look, meeting.body)


def open_to(call: Call, number: int, on: date | None) -> Meeting:
    """The meeting, for the caller to register for; nobody moves it meanwhile. Raises Refusal, also where the button was
    `on` another day: then it asks for the one that holds."""
    meeting = meetings.locked(call.db, readable(call, number))
    if meeting.status == "cancelled":
        raise Refusal(N_("The meeting is cancelled. Nothing is changed."))
    if not is_ahead(call, meeting):
        raise Refusal(N_("The meeting has begun, so registrations can no longer be changed. Write to the secretariat."))
    if on not in (None, meeting.day):
        told = N_("The meeting is now on {day}, so nothing is saved. Are you coming then?")
        raise Refusal(told, offers=lambda look: buttons_for(look, meeting), day=day(call, meeting))
    return meeting


def buttons_for(look: Look, meeting: Meeting) -> tuple[Button, ...]:
    """The four ways to register as buttons, where no choice can stand."""
    values = {"meeting": meeting.id, "day": meeting.day.isoformat()}
    return tuple(
        Button(label=label, action="registration.save", values=values | {"how": how}, about=title_when(look, meeting))
        for how, label in hows(look).items()
    )


def seats(look: Look, meeting: Meeting) -> Sequence[Seat]:
    """The seats of its body as they are now; for a meeting that is over, as they were then."""
    return bodies.seats(look.db, meeting.body_id, min(look.today, meeting.day))


def asked(look: Look, meeting: Meeting) -> list[Person]:
    """Who is asked to register: those for whom the seats' matters wait."""
    return bodies.reminded(seats(look, meeting), look.away)


def unregistered(look: Look, meeting: Meeting) -> list[Person]:
    """Those who are asked and have not said anything for the day that holds, for themselves or by somebody who stood in
    meanwhile."""
    said = registrations.of(look.db, meeting.id, meeting.day)
    open_seats = [seat for seat in seats(look, meeting) if seat.person_id not in said]
    return [person for person in bodies.reminded(open_seats, look.away) if person.id not in said]


def concerned(look: Look, meeting: Meeting) -> list[Person]:
    """Everybody who has a part in the body or has said something of the meeting: whose messages follow it."""
    found = {person.id: person for person in asked(look, meeting)}
    said = {one.person_id for one in registrations.of_all_days(look.db, meeting.id)}
    return [*found.values(), *(people.get(look.db, one) for one in sorted(said - found.keys()))]


def comes(said: dict[int, Registration], one: Registration) -> bool:
    """Whether somebody comes by that registration. A deputy who says no does not."""
    if one.how == "deputy" and one.deputy_id in said:
        return said[one.deputy_id].how != "no"
    return one.how in ("room", "link", "deputy")


def coming(look: Look, meeting: Meeting) -> list[Registration]:
    """The registrations for its day by which somebody comes."""
    said = registrations.of(look.db, meeting.id, meeting.day)
    return [one for one in said.values() if comes(said, one)]


def asked_again(look: Look, meeting: Meeting, to: date) -> list[Person]:
    """Who is asked when the meeting is moved `to` another day: those whose latest word was that they come, and who have
    said nothing of that day yet. Who is away hears with the others who have not said anything when they are back."""
    everything = registrations.of_all_days(look.db, meeting.id)
    said = {one.person_id for one in everything if one.day == to}
    latest, away = {one.person_id: one for one in everything}, set(look.away)
    part = {person for seat in seats(look, meeting) for person in of_seat(look, seat)}
    found = [
        person for person, one in latest.items() if comes(latest, one) and person not in said | away and person in part
    ]
    return [people.get(look.db, person) for person in sorted(found)]


def numbers(look: Look, meeting: Meeting) -> Numbers:
    """How many organisations come, have declined, or have not said anything."""
    said = registrations.of(look.db, meeting.id, meeting.day)
    waited_for = {person.id for person in unregistered(look, meeting)}
    of: dict[int, list[Seat]] = {}
    for seat in seats(look, meeting):
        of.setdefault(seat.organisation_id, []).append(seat)
    result = Numbers([], [], [])
    for held in sorted(of.values(), key=lambda held: held[0].organisation.position):
        persons = {person for seat in held for person in of_seat(look, seat)}
        spoken = [said[person] for person in persons if person in said]
        if any(comes(said, one) for one in spoken):
            result.coming.append(held[0].organisation)
        elif spoken and not persons & waited_for:
            result.declined.append(held[0].organisation)
        else:
            result.missing.append(held[0].organisation)
    return result


def of_seat(look: Look, seat: Seat) -> set[int]:
    """Who may come for a seat: its holder, the deputy, and who stands in meanwhile."""
    stand_in = look.away.get(seat.person_id) if seat.person_id else None
    return {person for person in (seat.person_id, seat.deputy_id, stand_in.id if stand_in else None) if person}


def how_many(look: Look, meeting: Meeting) -> str:
    """«18 av 21 regioner anmälda.»"""
    counted = numbers(look, meeting)
    return look._("{count} of {all} registered.").format(count=len(counted.coming), all=many(look, counted.all))


def many(look: Look, organs: Sequence[Organisation]) -> str:
    """«21 regioner», «21 organisationer»."""
    if all(organ.kind == "region" for organ in organs):
        return look.count("{count} region", "{count} regions", len(organs))
    return look.count("{count} organisation", "{count} organisations", len(organs))


def short_names(look: Look, organs: Sequence[Organisation]) -> str:
    """«Gotland, Uppsala, Halland»: regions by their counties."""
    counties = {county.id: county.short for county in organisations.counties(look.db)}

    def name(organ: Organisation) -> str:
        county = counties.get(organ.county_id or 0)
        return county if county and organ.kind == "region" else organ.named(look.today).short

    return ", ".join(map(name, organs))


def follows(call: Call, meeting: Meeting) -> None:
    """Have everything that shows the meeting drawn anew: in the room, with the secretariat, with everybody
    concerned."""
    subject, persons = f"meeting:{meeting.id}", concerned(call, meeting)
    own = [about(meeting, person.id) for person in persons]
    theirs = [f"person:{person.id}" for person in persons]
    call.show_again(subject, f"{subject}:call", f"{subject}:untold", *own, *theirs, *mornings_of_secretariat(call))


def mornings_of_secretariat(look: Look) -> list[str]:
    """The subjects of the secretariat's own morning messages, which tell how far a meeting has come."""
    return [f"person:{person.id}" for person in people.secretariat(look.db)]


def about(meeting: Meeting, person: int) -> str:
    """The subject of a person's own messages about a meeting."""
    return f"meeting:{meeting.id}:person:{person}"
