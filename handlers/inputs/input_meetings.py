"""Taking up an input at a meeting to come, and noting that it was reported back at one that was held."""

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel

from handlers.call import Call, Refusal, Reply, on, paragraph
from handlers.cards import Buttons, Form, Text, card, strong, words
from handlers.fields import Blank, Line, Number, Prose
from handlers.forms import Filled, number
from handlers.inputs import input_news, input_undo
from handlers.inputs import input_words as told
from handlers.inputs.input_handling import to_handle
from handlers.meetings.meeting_words import title_when
from handlers.words import N_
from storage import inputs, meetings
from storage.meetings import Item, Meeting

RECENT = timedelta(days=120)
"""How long after a meeting something can be noted as reported back there."""


class Placing(BaseModel):
    """`at` is «meeting:7» or «item:31»."""

    input: Number
    at: Line


class Reporting(BaseModel):
    input: Number
    meeting: Number
    text: Annotated[Prose | None, Blank] = None


def placing_form(call: Call, filled: Filled) -> Form:
    _ = call._
    found = to_handle(call, filled.number("input"))
    options = [option for meeting in meetings.ahead(call.db, call.today) for option in _places(call, meeting)]
    return Form(
        title=_("Take up: {title}").format(title=found.title),
        action="input.place",
        values={"input": found.id},
        submit=_("Save"),
        intro=_("There all in the group see its title."),
        fields=(filled.one("at", _("Where"), options, options[0][0] if options else ""),),
    )


def _places(call: Call, meeting: Meeting) -> list[tuple[str, str]]:
    name = title_when(call, meeting)
    items = [(f"item:{item.id}", f"{name}, {item.position}. {item.title}") for item in meeting.items]
    return [(f"meeting:{meeting.id}", name), *items]


@on("input.place", Placing, form=placing_form)
def place(call: Call, given: Placing) -> Reply:
    """Have it taken up at a meeting, on an item or not."""
    found = inputs.locked(call.db, to_handle(call, given.input))
    meeting, item = _place(call, given.at)
    at, was = {"meeting_id": meeting.id, "item_id": item.id if item else None}, input_undo.kept(found)
    step = input_news.take_step(call, found, "placed", owner=meeting.body.name, **at)
    undo = Buttons(buttons=(input_undo.button(call, step, was),))
    return Reply(card=card("", paragraph(told.comes_up(call, found)), undo))


def _place(call: Call, at: str) -> tuple[Meeting, Item | None]:
    kind, _, text = at.partition(":")
    item = meetings.item(call.db, number(text)) if kind == "item" else None
    meeting = meetings.get(call.db, item.meeting_id if item else number(text) if kind == "meeting" else 0)
    if meeting is None or meeting not in meetings.ahead(call.db, call.today):
        raise Refusal(N_("That meeting is not ahead any more. Choose another."), field="at")
    meeting = meetings.locked(call.db, meeting)
    return meeting, item if item in meeting.items else None


def reporting_form(call: Call, filled: Filled) -> Form:
    _ = call._
    found = to_handle(call, filled.number("input"))
    held = [(str(meeting.id), title_when(call, meeting)) for meeting in _held(call)]
    if not held:
        raise Refusal(N_("No meeting has been held yet."))
    chosen = str(found.meeting_id) if str(found.meeting_id) in dict(held) else held[0][0]
    return Form(
        title=_("Reported back: {title}").format(title=found.title),
        action="input.report",
        values={"input": found.id},
        submit=_("Save"),
        fields=(
            filled.one("meeting", _("At which meeting?"), held, chosen),
            filled.lines("text", _("What was said?"), _("May be left empty where there is an answer.")),
        ),
    )


def _held(call: Call) -> list[Meeting]:
    """The meetings of late, today's too, the latest first."""
    since = call.today - RECENT
    found = [m for m in meetings.every(call.db) if since <= m.day <= call.today and m.status != "cancelled"]
    return found[::-1]


@on("input.report", Reporting, form=reporting_form)
def report(call: Call, given: Reporting) -> Reply:
    """Note that it was reported back at a meeting: then it is finished. Without an answer it says what was said."""
    found = inputs.locked(call.db, to_handle(call, given.input))
    meeting = next((one for one in _held(call) if one.id == given.meeting), None)
    if meeting is None:
        raise Refusal(N_("That meeting has not been held lately. Choose another."), field="meeting")
    if given.text is None and told.answer(inputs.standing_of(call.db, found.id)) is None:
        raise Refusal(N_("There is no answer yet. Write what was said at the meeting."), field="text")
    item = found.item_id if found.meeting_id == meeting.id else None
    at, was = {"meeting_id": meeting.id, "item_id": item}, input_undo.kept(found)
    step = input_news.take_step(call, found, "reported", "reported", text=given.text, owner=meeting.body.name, **at)
    text = call._("Reported back in {meeting}: {title}")
    shown = words(text, meeting=told.meeting_name(call, meeting), title=strong(found.title))
    return Reply(card=card("", Text(words=shown), Buttons(buttons=(input_undo.button(call, step, was),))))
