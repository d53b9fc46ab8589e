"""How an action point is told: who is responsible, until when, and what can be done with it."""

from datetime import date, timedelta

from handlers.call import Look
from handlers.cards import Button, Words, words
from storage import meetings, people
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


def is_mine(action: Action, person: Person, organisations: set[int]) -> bool:
    """Whether the person, or one of the organisations the person stands for, is responsible."""
    if action.person_id:
        return action.person_id == person.id
    if action.organisation_id:
        return action.organisation_id in organisations
    return person.secretariat


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
    if action.next_meeting and not action.due:
        if day is None:
            return look._("for the next meeting")
        return look._("for the next meeting, {day}").format(day=look.speech.near_day(day))
    return look._("by {day}").format(day=look.speech.near_day(day)) if day else look._("without a date")


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
