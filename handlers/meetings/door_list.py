"""The participants of a meeting: numbers for all in the body, names for the secretariat and the chair, and the list for
the door as a file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel

from handlers import rights
from handlers.call import Call, File, Look, Refusal, Reply, gives, on
from handlers.cards import Button, Card, Element, Fact, Facts, Heading, Row, Rows, Text, card, strong, words
from handlers.documents import Document, Format, Paragraph, Table, downloads, handed_over
from handlers.fields import Number
from handlers.meetings import attendance
from handlers.meetings.meeting_words import hours, readable, the, title_when
from handlers.people_words import folded
from handlers.words import N_
from storage import people
from storage.bodies import Seat
from storage.meetings import Meeting
from storage.registrations import How, Registration


class Which(BaseModel):
    meeting: Number


class Fetching(BaseModel):
    meeting: Number
    format: Format


@dataclass(frozen=True)
class Guest:
    """Somebody who comes: for whom, and how; `late` where it was said after the last day, `assists` for a member's
    assistant."""

    name: str
    organisation: str
    how: How
    instead_of: str
    late: bool
    assists: bool


def button(look: Look, meeting: Meeting) -> Button:
    return Button(label=look._("Participants"), action="registration.list", values={"meeting": meeting.id})


@on("registration.list", Which)
def listing(call: Call, given: Which) -> Reply:
    """How many come, and how; who, to the secretariat and the chair."""
    return Reply(card=_shown(call, readable(call, given.meeting)))


def _shown(look: Look, meeting: Meeting) -> Card:
    title = look._("Participants, {meeting}").format(meeting=title_when(look, meeting))
    counted = attendance.numbers(look, meeting)
    found = guests(look, meeting)
    shown = card(title, Text(words=words(attendance.how_many(look, meeting))), _counts(look, found))
    if not rights.runs_meetings_of(look, meeting.body):
        return shown
    parts: list[Element] = []
    for heading, organs in ((look._("Not coming"), counted.declined), (look._("Missing"), counted.missing)):
        if organs:
            names = attendance.short_names(look, organs)
            parts.append(Text(words=words("{heading}: {names}.", heading=strong(heading), names=names)))
    if found:
        rows = tuple(Row(words=(strong(one.name),), detail=words("{how}", how=_how(look, one))) for one in found)
        parts += [Heading(text=look._("Coming")), Rows(rows=rows)]
        parts.append(downloads(look, "registration.door", look._("Fetch the list (Word)"), meeting=meeting.id))
    return card(title, *shown.parts, *parts)


def _counts(look: Look, found: Sequence[Guest]) -> Facts:
    """How many persons come in each way."""
    hows = attendance.hows(look)
    numbers = {how: sum(one.how == how for one in found) for how in ("room", "link", "deputy")}
    return Facts(facts=tuple(Fact(label=hows[how], words=(strong(str(count)),)) for how, count in numbers.items()))


def _how(look: Look, guest: Guest) -> str:
    """«Region Dalarna, via länk», «Region Dalarna, ersättare för Karin Lind, anmäld sent»."""
    parts = [guest.organisation] if guest.organisation else []
    parts += [look._("assistant")] if guest.assists else []
    parts.append(
        look._("deputy for {name}").format(name=guest.instead_of)
        if guest.instead_of
        else {"room": look._("in the room"), "link": look._("by link")}[guest.how]
    )
    return ", ".join([*parts, *([look._("registered late")] if guest.late else [])])


def guests(look: Look, meeting: Meeting) -> list[Guest]:
    """Everybody who comes, once, in the order of their organisations' names. A deputy who has registered as well is
    counted as such."""
    found = attendance.coming(look, meeting)
    deputies = {one.deputy_id for one in found if one.how == "deputy"}
    seats = attendance.seats(look, meeting)
    listed = [
        _guest(look, meeting, seats, one) for one in found if one.person_id not in deputies or one.how == "deputy"
    ]
    return sorted(listed, key=lambda guest: (guest.organisation, guest.name))


def _guest(look: Look, meeting: Meeting, seats: Sequence[Seat], one: Registration) -> Guest:
    member = people.get(look.db, one.person_id)
    name = member.name
    if one.how == "deputy":
        name = people.get(look.db, one.deputy_id).name if one.deputy_id else one.deputy_name or ""
    how: How = "deputy" if one.how == "deputy" else "link" if one.how == "link" else "room"
    late = one.at.astimezone(look.zone).date() > attendance.last_day(look.forum, meeting)
    instead_of = member.name if one.how == "deputy" else ""
    held = [seat for seat in seats if seat.person_id == member.id]
    held += [seat for seat in seats if member.id in attendance.of_seat(look, seat)]
    helped = [seat for seat in seats if seat.assistant_id == member.id]
    whose = next((seat.organisation.named(look.today).name for seat in (*held, *helped)), "")
    return Guest(name, whose, how, instead_of, late, assists=bool(helped) and not held)


@gives("registration.door", Fetching)
def door_list(look: Look, given: Fetching) -> File:
    """The list for the door: who comes to the room, and who by link."""
    meeting = the(look, given.meeting)
    if not rights.runs_meetings_of(look, meeting.body):
        raise Refusal(N_("Only the secretariat and the chair can have this list. Ask the secretariat."))
    found = guests(look, meeting)
    title = look._("Participants, {meeting}").format(meeting=title_when(look, meeting))
    where = hours(look, meeting.start, meeting.end).strip()
    known = ". ".join(filter(None, [where, meeting.place or "", attendance.how_many(look, meeting)]))
    head = (look._("Name"), look._("Organisation"), look._("How"))
    rows = [(one.name, one.organisation, _how(look, _bare(one))) for one in found]
    document = Document(title, [Paragraph(known), Table(head, rows)])
    return handed_over(document, _file_name(look, meeting), given.format, look.speech.language)


def _file_name(look: Look, meeting: Meeting) -> str:
    """«deltagare-tjanstepersonsforum-2026-12-01»: without spaces and accents, which some mail programs spoil."""
    said = folded(" ".join([look._("participants"), meeting.body.name]))
    return "-".join([*re.findall(r"[a-z0-9]+", said), meeting.day.isoformat()])


def _bare(guest: Guest) -> Guest:
    """Without the organisation, which has a column of its own."""
    return replace(guest, organisation="")
