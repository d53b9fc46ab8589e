"""«öppet forum»: the next one, what is registered for it, and the way to register a question."""

from typing import Annotated

from pydantic import BaseModel

from handlers import rights
from handlers.call import Call, Refusal, Reply, on, paragraph
from handlers.cards import Button, Buttons, Values, card
from handlers.command_words import new_input
from handlers.fields import Blank, Line, Prose
from handlers.forms import Filled
from handlers.inputs import open_forum
from handlers.inputs.sending import sending_form
from handlers.meetings.meeting_words import title_when
from handlers.people_words import body_named
from handlers.words import N_
from storage import bodies, meetings
from storage.meetings import Item, Meeting


class Asking(BaseModel):
    """Of which `body`; with a question already written, that is registered."""

    body: Annotated[Line | None, Blank] = None
    title: Annotated[Line | None, Blank] = None
    text: Annotated[Prose | None, Blank] = None


def typed(call: Call, rest: str) -> Values:
    """What stands after the word: a group, or the question itself."""
    if not rest:
        return {}
    try:
        return {"body": body_named(call, rest).key}
    except Refusal:
        return {name: value for name, value in new_input(call, rest).items() if name != "edit"}


@on("input.open_forum", Asking)
def show(call: Call, given: Asking) -> Reply:
    """What is registered for the next open forum, and until when; a question that is written goes into its form."""
    item, meeting = _next(call, given.body)
    register = open_forum.register_button(call, item, meeting)
    if register and (given.title or given.text):
        written = {"item": str(item.id), "title": given.title, "text": given.text}
        return Reply(form=sending_form(call, Filled(written, {})))
    free = {"edit": True} | given.model_dump(include={"title", "text"}, exclude_none=True)
    send_free = Button(label=call._("Send in input"), action="input.send", values=free)
    agenda = Button(label=call._("Agenda"), action="meeting.agenda", values={"meeting": meeting.id})
    told = [paragraph(f"{one}.") for one in open_forum.on_agenda(call, item, meeting)]
    name = f"{item.title}, {title_when(call, meeting)}"
    return Reply(card=card(name, *told, Buttons(buttons=(register or send_free, agenda))))


def _next(call: Call, body: str | None) -> tuple[Item, Meeting]:
    """The next one that questions can still be registered for, else the next: of the body, of the room's, or of any in
    which the caller has a part. Raises Refusal where there is none, with those of the caller's other groups."""
    mine = [one.id for one in rights.my_bodies(call) if body in (None, one.key)]
    here = [one for one in mine if body is None and one == call.body]
    found = _ahead(call, here or mine)
    if not found:
        raise _none_ahead(call, body, in_room=bool(here))
    return next((one for one in found if open_forum.is_open(call, *one)), found[0])


def _ahead(call: Call, groups: list[int]) -> list[tuple[Item, Meeting]]:
    return [
        (item, meeting)
        for meeting in meetings.ahead(call.db, call.today, groups)
        for item in meeting.items
        if item.open_forum is not None
    ]


def _none_ahead(call: Call, body: str | None, in_room: bool) -> Refusal:
    """Where there is none, with the next one of each other group."""
    first: dict[str, Meeting] = {}
    for _, meeting in _ahead(call, [one.id for one in rights.my_bodies(call)]):
        first.setdefault(meeting.body.key, meeting)
    others = tuple(
        Button(label=title_when(call, meeting), action="input.open_forum", values={"body": key})
        for key, meeting in first.items()
    )
    send = Button(label=call._("Send in input"), action="input.send", values={"edit": True})
    names = [one.name for one in bodies.all_bodies(call.db) if one.key == body]
    none = N_("No open forum is planned in your groups. You can always send your question as input.")
    if names:
        none = N_("No open forum of yours is planned in {body}. You can always send your question as input.")
    elif in_room and others:
        none = N_("No open forum is planned in this room, but one is in another of your groups.")
    elif in_room:
        none = N_("No open forum is planned in this room. You can always send your question as input.")
    return Refusal(none, offers=lambda look: (*others[:4], send), body="".join(names))
