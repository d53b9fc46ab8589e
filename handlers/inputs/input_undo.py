"""Taking back what was just done with an input: it is again what it was before, unless something has happened since.

Nothing leaves its history: that it was taken back is a step of its own, and the step before it no longer counts.
"""

from datetime import date

from pydantic import BaseModel

from handlers.call import Call, Refusal, Reply, paragraph, undoes
from handlers.cards import Button, Text, Values, card, strong, words
from handlers.fields import Number
from handlers.inputs import input_news
from handlers.inputs import input_words as told
from handlers.words import N_
from storage import inputs, meetings
from storage.inputs import Input, InputStep, State, What

FIELDS = ("title", "text", "owner_id", "owner_name", "due", "meeting_id", "item_id")
SAYS: dict[str, What] = {"answered": "unanswered", "reported": "reopened"}
"""What its history says where that is more than «undone»."""


class Was(BaseModel):
    """What an input was before a step."""

    state: State
    title: str
    text: str
    owner_id: int | None
    owner_name: str | None
    due: date | None
    meeting_id: int | None
    item_id: int | None


class Step(BaseModel):
    """The number of the step that is taken back, and what the input `was` before it."""

    input: Number
    step: Number
    was: Was


def kept(input: Input) -> Values:
    """What something that is about to happen may change."""
    fields = {name: getattr(input, name) for name in FIELDS}
    return fields | {"state": input.state, "due": input.due.isoformat() if input.due else None}


def button(call: Call, step: InputStep, was: Values) -> Button:
    """[Undo] for the step that was taken just now."""
    return call.undo("input.put_back", input=step.input_id, step=step.id, was=was)


@undoes("input.put_back", Step)
def put_back(call: Call, given: Step) -> Reply:
    """Have the input be what it was. Who took the step may, also who no longer sees it because of that step."""
    found = inputs.locked(call.db, call.db.get_one(Input, given.input))
    undone = inputs.standing_of(call.db, found.id)[-1]
    if undone.id != given.step:
        raise Refusal(N_("Something has happened with it since. Nothing is undone."))
    input_news.show_again(call, found)  # where it was until now
    for name in FIELDS:
        setattr(found, name, getattr(given.was, name))
    if found.item_id and meetings.item(call.db, found.item_id) is None:
        found.item_id = None
    becomes = given.was.state if given.was.state != found.state else None
    input_news.take_step(call, found, SAYS.get(undone.what, "undone"), becomes)
    steps = inputs.standing_of(call.db, found.id)
    now = (told.promise(call, found, steps), told.comes_up(call, found))
    undone_now = Text(words=words(call._("Undone: {title}"), title=strong(found.title)))
    return Reply(card=card("", undone_now, *(paragraph(one) for one in now if one)))
