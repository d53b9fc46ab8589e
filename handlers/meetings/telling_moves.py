"""Telling of a move: the notice in the room, and the question to each who had registered whether the new day suits. At
once, or when the secretariat says so."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from pydantic import BaseModel

from handlers import quiet
from handlers.call import Call, Look, Nothing, Refusal, Reply, on, said, shows
from handlers.cards import Button, Buttons, Card, Note, Run, Text, card, strong, words
from handlers.fields import Number
from handlers.meetings import attendance
from handlers.meetings.attendance import about, choice_of
from handlers.meetings.meeting_words import (
    changeable,
    day,
    day_and_hour,
    facts,
    hours,
    is_ahead,
    named,
    title_when,
)
from handlers.words import N_
from storage import meetings, posts
from storage.meetings import Meeting


class Telling(BaseModel):
    meeting: Number


def tell(call: Call, meeting: Meeting, key: str, args: Mapping[str, Any]) -> None:
    """The notice in the room, and to each who had said that they come the question whether the new day suits. It can
    not be unsent: the room gets it at once."""
    call.post(f"body:{meeting.body_id}", "meeting.moved", key, None, f"meeting:{meeting.id}", **args)
    if args["before"] == meeting.day.isoformat():
        return  # another hour: what was said of the day still counts
    for person in attendance.asked_again(call, meeting, meeting.day):
        _ask_again(call, meeting, person.id, args["before"])


def _ask_again(call: Call, meeting: Meeting, person: int, before: str) -> None:
    """Ask one person, anew for each move, also back to a day that they were asked about."""
    to, key = f"person:{person}", f"meeting:{meeting.id}:{meeting.day}:fits:{meeting.sequence}:person:{person}"
    given = {"meeting": meeting.id, "day": meeting.day.isoformat(), "before": before, "move": meeting.sequence}
    call.post(to, "meeting.fits", key, None, about(meeting, person), **given)


@shows("meeting.moved")
def moved(look: Look, meeting: int, before: str, day: str, start: str | None = None) -> Card | Nothing:
    """The old date stands in the message, so that nobody wonders which meeting it was."""
    found, old = meetings.get(look.db, meeting), date.fromisoformat(before)
    if found is None or found.day.isoformat() != day or found.status == "cancelled" or look.shown:
        return Nothing("no longer so, or stands as it was sent")
    earlier = hours(look, time.fromisoformat(start) if start else None, None)
    text = words(
        look._("{body} is moved to {new}, earlier {old}."),
        body=found.body.name,
        new=Run(text=day_and_hour(look, found), style="new", at=found.day),
        old=Run(text=look.speech.day(old) + earlier, style="old"),
    )
    new = look._("New time: {day}") if before == day else look._("New date: {day}")
    title = new.format(day=day_and_hour(look, found))
    return card(title, Note(state="wait", word=look._("Moved")), Text(words=text), facts(look, found))


@shows("meeting.fits", live=True)
def fits(look: Look, meeting: int, day: str, before: str, move: int = 0) -> Card | Nothing:
    """To one who had registered for another day: does the new one suit? Only the latest of several asks."""
    found = meetings.get(look.db, meeting)
    if found is None or not is_ahead(look, found):
        return Nothing("the meeting has begun", over=True)
    if _is_asked_anew(look, found, move):
        return _asked_anew(look, found) if look.shown else Nothing("asked anew")
    if found.day.isoformat() != day or found.status == "cancelled":
        return _not_that_day(look, found) if look.shown else Nothing("moved again, or cancelled")
    if not look.shown and attendance.mine_for(look, found):
        return Nothing("has said")
    if later := quiet.not_yet(look):
        return later
    text = words(
        look._("{body} is moved to {new}, earlier {old}."),
        body=found.body.name,
        new=strong(day_and_hour(look, found)),
        old=look.speech.day(date.fromisoformat(before)),
    )
    title = look._("Does {day} suit?").format(day=look.speech.day(found.day))
    yes = attendance.hows(look) | {"room": look._("Yes")}
    return card(title, Text(words=text), choice_of(look, found, yes))


def _is_asked_anew(look: Look, meeting: Meeting, move: int) -> bool:
    last = posts.latest(look.db, about(meeting, look.person.id), "meeting.fits")
    return last is not None and last.args.get("move", 0) != move


def _asked_anew(look: Look, meeting: Meeting) -> Card:
    note = Note(word=look._("Replaced"), text=words(look._("The meeting has been moved again since.")))
    return card(title_when(look, meeting), note)


def _not_that_day(look: Look, meeting: Meeting) -> Card:
    """The question is out of date: what counts now."""
    if meeting.status == "cancelled":
        return card(title_when(look, meeting), Note(state="stop", word=look._("Cancelled")))
    text = words(look._("The meeting is now on {day}."), day=strong(day(look, meeting)))
    mine = attendance.mine_for(look, meeting)
    counts = Text(words=words(look._("Your registration for that day counts."))) if mine else None
    return card(title_when(look, meeting), Note(state="wait", word=look._("Moved")), Text(words=text), counts)


# Moves that nobody has heard of yet


def untold(look: Look, meeting: Meeting) -> dict[str, Any] | None:
    """What is known of a move that nobody has been told of; None where there is no such."""
    last = posts.latest(look.db, f"meeting:{meeting.id}:untold", "meeting.untold")
    if last is None or posts.by_key(look.db, last.args["notice"]) or meeting.status == "cancelled":
        return None
    start = meeting.start.isoformat() if meeting.start else None
    now = meeting.day.isoformat(), start
    holds = now == (last.args["day"], last.args["to_start"]) != (last.args["before"], last.args["start"])
    return last.args if holds and is_ahead(look, meeting) else None


def tell_button(look: Look, meeting: Meeting) -> Button:
    return Button(
        label=look._("Tell now"),
        action="meeting.tell",
        values={"meeting": meeting.id},
        style="primary",
        about=title_when(look, meeting),
    )


@shows("meeting.untold", live=True)
def untold_card(
    look: Look, meeting: int, before: str, day: str, start: str | None, notice: str, to_start: str | None
) -> Card | Nothing:
    """For the secretariat: a meeting was moved, and nobody has been told."""
    found = meetings.get(look.db, meeting)
    if found is None:
        return Nothing("removed")
    title = look._("Moved: {meeting}").format(meeting=title_when(look, found))
    if untold(look, found) is None:
        if not look.shown:
            return Nothing("told, or moved again")
        return card(title, Note(state="done", word=look._("Nothing is left to tell.")))
    if later := quiet.not_yet(look):
        return later
    text = words(look._("Earlier {old}. Nobody is told yet."), old=look.speech.day(date.fromisoformat(before)))
    return card(title, Text(words=text), Buttons(buttons=(tell_button(look, found),)))


@on("meeting.tell", Telling)
def tell_now(call: Call, given: Telling) -> Reply:
    """Tell the room of a move, and ask those who had registered. Who moved it may still take back the move itself."""
    meeting = changeable(call, given.meeting)
    known = untold(call, meeting)
    if known is None:
        raise Refusal(N_("Nothing is left to tell."))
    args = {name: known[name] for name in ("meeting", "before", "day", "start")}
    tell(call, meeting, known["notice"], args)
    attendance.follows(call, meeting)
    return Reply(card=said(words(call._("{meeting}: the room is told."), meeting=named(call, meeting))))
