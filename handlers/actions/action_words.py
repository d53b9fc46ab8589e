"""How an action point is told: who is responsible, until when, and what can be done with it."""

from datetime import date, timedelta

from handlers import rights
from handlers.call import Look
from handlers.cards import Button, Words, words
from storage import absences, bodies, meetings, people
from storage.actions import Action
from storage.meetings import Meeting
from storage.people import Person


def responsible(look: Look, action: Action) -> str:
    """A person, an organisation, or the secretariat."""
    if action.person:
        return action.person.name
    if action.organisation:
        return action.organisation.named(look.today).name
    return look._("the secretariat")


def reminded(look: Look, action: Action) -> list[Person]:
    """Those who are reminded of it: the person, those whom it waits for in the organisation, or the secretariat."""
    if action.person:
        return absences.waits_for(action.person, look.away)
    if action.organisation_id is None:
        return list(people.secretariat(look.db))
    seats = bodies.seats_for(look.db, action.organisation_id, look.today)
    return bodies.reminded([seat for seat in seats if action.body_id in (None, seat.body_id)] or seats, look.away)


def is_mine(look: Look, action: Action) -> bool:
    """Whether the viewer is responsible: by name, for an organisation, or as one of the secretariat."""
    if look.viewer is None:
        return False
    if action.person_id:
        stand_in = look.away.get(action.person_id)
        return look.viewer.id in (action.person_id, stand_in.id if stand_in else None)
    if action.organisation_id:
        return _stands_for(look, action.organisation_id, action.body_id)
    return look.viewer.secretariat


def _stands_for(look: Look, organisation: int, body: int | None) -> bool:
    """Whether the viewer stands for the organisation in the body; in any body where it has no seat in that one."""
    mine = {stand.body_id for stand in look.stands if stand.organisation_id == organisation}
    if not mine or body is None or body in mine:
        return bool(mine)
    return all(seat.body_id != body for seat in bodies.seats_for(look.db, organisation, look.today))


def may_change(look: Look, action: Action) -> bool:
    """Whether the viewer may change it: the responsible, who logged it, the secretariat."""
    logged_it = look.viewer is not None and action.logged_by_id == look.viewer.id
    return is_mine(look, action) or logged_it or rights.runs_the_forum(look)


def next_meeting(look: Look, action: Action) -> Meeting | None:
    """The meeting at which the action point comes up: the body's next one after the day it was logged, so that what is
    promised during a meeting is not due at once."""
    if action.body_id is None:
        return None
    day_after = action.logged_at.astimezone(look.zone).date() + timedelta(days=1)
    return meetings.next_of(look.db, action.body_id, max(look.today, day_after))


def due_day(look: Look, action: Action) -> date | None:
    """The day it is due: its own, or that of the body's next meeting where it was promised for that; else None."""
    if action.next_meeting and not action.due:
        meeting = next_meeting(look, action)
        return meeting.day if meeting else None
    return action.due


def due_words(look: Look, action: Action) -> Words:
    """«Region Dalarna, senast fredag 12 februari»."""
    return words("{who}, {when}", who=responsible(look, action), when=until(look, action))


def until(look: Look, action: Action) -> str:
    """«senast fredag 12 februari», «till nästa möte, tisdag 9 februari», «utan datum»."""
    day = due_day(look, action)
    said = look.speech.day(day) if day else ""  # never «tomorrow»: what is said here is still read on other days
    if action.next_meeting and not action.due:
        return look._("for the next meeting, {day}").format(day=said) if day else look._("for the next meeting")
    return look._("by {day}").format(day=said) if day else look._("without a date")


def origin(look: Look, action: Action) -> str:
    """Where and when it was agreed, and by whom it was logged."""
    by = people.get(look.db, action.logged_by_id).name
    day = look.speech.day(action.logged_at.astimezone(look.zone).date(), weekday=False)
    if action.meeting:
        return look._("Agreed at {meeting} {day}. Logged by {name}.").format(
            meeting=action.meeting.body.name, day=look.speech.day(action.meeting.day, weekday=False), name=by
        )
    return look._("Logged {day} by {name}.").format(day=day, name=by)


def mark_done(look: Look, action: Action) -> tuple[Button, ...]:
    """[Done], and [Change] beside it."""
    values = {"action": action.id}
    return (
        Button(label=look._("Done"), action="action.done", values=values, style="primary", about=action.text),
        Button(label=look._("Change"), action="action.change", values=values, about=action.text),
    )
