"""Taking back a change of an agenda: what it was is kept, with what hung on an item that was taken off."""

from typing import Any

from pydantic import BaseModel

from handlers.call import Call
from handlers.cards import Button
from storage import inputs, questions
from storage.inputs import Input
from storage.meetings import Item, Meeting
from storage.questions import Question

FIELDS = (
    "position", "title", "kind", "presenters", "priority_id", "link", "minutes", "no_materials", "open_forum",
)  # fmt: skip

Items = list[dict[str, Any]]
"""The items of an agenda: the number of each in the database (`id`), and its fields."""


class Hung(BaseModel):
    """The inputs and questions on an item, by number."""

    inputs: list[int] = []
    questions: list[int] = []


class Was(BaseModel):
    """What the agenda `was` and what it was `then`, after the change; `hung` on the item that was taken off."""

    meeting: int
    was: Items
    then: Items
    hung: Hung


def kept(meeting: Meeting) -> Items:
    """The agenda as it is now."""
    return [{"id": item.id} | {name: getattr(item, name) for name in FIELDS} for item in meeting.items]


def hung_on(call: Call, item: Item) -> Hung:
    """What goes free when the item is taken off."""
    asked = [question.id for question in questions.of_meeting(call.db, item.meeting_id) if question.item_id == item.id]
    return Hung(inputs=[one.id for one in inputs.of_item(call.db, item.id)], questions=asked)


def button(call: Call, meeting: Meeting, was: Items, hung: Hung | None = None) -> Button:
    """[Undo] for a change that is saved."""
    hangs = (hung or Hung()).model_dump()
    return call.undo("agenda.restore", meeting=meeting.id, was=was, then=kept(meeting), hung=hangs)


def put_back(call: Call, meeting: Meeting, given: Was) -> None:
    """Have the agenda be what it was. What hung on an item hangs on it again, if it hangs nowhere else by now."""
    there = {item.id: item for item in meeting.items}
    items = [_as_it_was(there.get(fields["id"]) or Item(meeting_id=meeting.id), fields) for fields in given.was]
    meeting.items[:] = items
    call.db.flush()
    for item in items:
        if item.id not in there:
            _hang(call, meeting, item, given.hung)


def _as_it_was(item: Item, fields: dict[str, Any]) -> Item:
    for name in FIELDS:
        setattr(item, name, fields[name])
    return item


def _hang(call: Call, meeting: Meeting, item: Item, hung: Hung) -> None:
    hangs = [call.db.get(Input, number) for number in hung.inputs]
    hangs += [call.db.get(Question, number) for number in hung.questions]
    for one in hangs:
        if one and one.item_id is None and one.meeting_id == meeting.id:
            one.item_id = item.id
