"""A meeting's agenda: its items, what comes up by itself, and how the secretariat and the chair edit it."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from handlers import quiet, rights
from handlers.actions import action_cards
from handlers.call import Call, Look, Nothing, Refusal, Reply, on, said, shows, undoes
from handlers.cards import Button, Buttons, Card, Element, Form, Heading, Row, Rows, Run, Text, card, strong, words
from handlers.fields import Blank, Line, Lines, Link, Number, Tick
from handlers.forms import Filled
from handlers.inputs import open_forum
from handlers.meetings import agenda_undo, attendance, reminders, timetable
from handlers.meetings.agenda_undo import Was
from handlers.meetings.meeting_words import facts, is_over, manage, readable, the, title_when
from handlers.words import N_
from storage import actions, forums, meetings, questions
from storage.meetings import Item, Kind, Meeting


class Editing(BaseModel):
    """A new item of a `meeting`, or an `item` that is changed. `open_forum` is until how many days before."""

    meeting: Number
    item: Annotated[Number | None, Blank] = None
    title: Line
    kind: Kind = "both"
    presenters: Lines = []
    priority: Annotated[Line | None, Blank] = None
    link: Annotated[Link | None, Blank] = None
    minutes: Annotated[Annotated[int, Field(ge=1, le=600)] | None, Blank] = None
    no_materials: Tick = False
    open_forum: Annotated[Annotated[int, Field(ge=0, le=60)] | None, Blank] = None


class Placing(BaseModel):
    item: Number
    to: Literal["up", "down"]


class Removing(BaseModel):
    item: Number


class Seeing(BaseModel):
    meeting: Number


def kinds(look: Look) -> dict[str, str]:
    """What an item is: information, dialogue, both or none."""
    return {
        "information": look._("Information"),
        "dialogue": look._("Dialogue"),
        "both": look._("Information and dialogue"),
        "none": look._("Neither"),
    }


def editing_form(call: Call, filled: Filled) -> Form:
    _ = call._
    meeting, item = _meant(call, filled.number("meeting"), filled.number("item") if filled.text("item") else None)
    known = _known(item)
    typed = Filled(known | filled.values, filled.errors)
    priorities = [("", _("None")), *((p.key, p.name) for p in forums.priorities(call.db))]
    return Form(
        title=_("Change the item") if known else _("New item, {meeting}").format(meeting=title_when(call, meeting)),
        action="item.save",
        values={"meeting": meeting.id, "item": item.id},
        submit=_("Save"),
        fields=(
            typed.line("title", _("Title"), required=True),
            typed.one("kind", _("Kind"), list(kinds(call).items()), "both"),
            typed.lines("presenters", _("Presented by"), _("One on each line: name and organisation.")),
            typed.one("priority", _("Priority"), priorities),
            typed.line("minutes", _("Minutes"), _("How long it takes: the agenda then shows times.")),
            typed.line("link", _("Link to materials"), _("Begins with https://")),
            typed.one("no_materials", _("Materials"), [("", _("Expected")), ("on", _("None needed"))]),
            typed.line(
                "open_forum",
                _("Open forum"),
                _("Until how many days before are questions registered? Empty: none are."),
            ),
        ),
    )


def _known(item: Item) -> dict[str, object]:
    """What the fields hold before anything is typed; nothing for an item that is new."""
    if item.id is None:
        return {}
    priority = item.priority.key if item.priority else ""
    return {
        "title": item.title,
        "kind": item.kind,
        "presenters": item.presenters,
        "priority": priority,
        "link": item.link,
        "minutes": str(item.minutes) if item.minutes else "",
        "no_materials": "on" if item.no_materials else "",
        "open_forum": str(quiet.days_of(item.open_forum)) if item.open_forum else "",
    }


@on("item.save", Editing, form=editing_form)
def save(call: Call, given: Editing) -> Reply:
    """Add an item last on the agenda, or change one."""
    meeting, item = _meant(call, given.meeting, given.item)
    was = agenda_undo.kept(meeting)
    chosen = next((p for p in forums.priorities(call.db) if p.key == given.priority), None)
    item.title, item.kind, item.presenters, item.link = given.title, given.kind, given.presenters, given.link
    item.priority_id = chosen.id if chosen else None
    item.minutes, item.no_materials = given.minutes, given.no_materials
    item.open_forum = None if given.open_forum is None else f"{given.open_forum}d"
    call.db.add(item)
    _changed(call, meeting, title=given.title)
    reminders.plan(call.db, call.forum, meeting, call.now)
    return _seen(call, meeting, agenda_undo.button(call, meeting, was))


@on("item.place", Placing)
def place(call: Call, given: Placing) -> Reply:
    """Move an item one step up or down."""
    meeting, item = _found(call, given.item)
    items, index, was = list(meeting.items), meeting.items.index(item), agenda_undo.kept(meeting)
    other = index + (1 if given.to == "down" else -1)
    if not 0 <= other < len(items):
        return _seen(call, meeting)
    items[index], items[other] = items[other], items[index]
    _number(call, meeting, items)
    return _seen(call, meeting, agenda_undo.button(call, meeting, was))


@on("item.remove", Removing)
def remove(call: Call, given: Removing) -> Reply:
    """Take an item off the agenda; its questions and inputs stay, without an item."""
    meeting, item = _found(call, given.item)
    was, hung = agenda_undo.kept(meeting), agenda_undo.hung_on(call, item)
    meeting.items.remove(item)
    _number(call, meeting, meeting.items)
    return _seen(call, meeting, agenda_undo.button(call, meeting, was, hung))


@undoes("agenda.restore", Was)
def restore(call: Call, given: Was) -> Reply:
    """Have the agenda be what it was before a change, unless it was changed since."""
    meeting = _editable(call, given.meeting)
    if agenda_undo.kept(meeting) != given.then:
        raise Refusal(N_("The agenda has been changed since. Nothing is undone."))
    agenda_undo.put_back(call, meeting, given)
    _changed(call, meeting, position=len(given.was))
    reminders.plan(call.db, call.forum, meeting, call.now)
    return _seen(call, meeting)


def _meant(call: Call, meeting: int, item: int | None) -> tuple[Meeting, Item]:
    """The item, with the meeting that it is of; a new one of the `meeting` where no item is named."""
    if item is not None:
        return _found(call, item)
    found = _editable(call, meeting)
    return found, Item(meeting_id=found.id, position=len(found.items) + 1)


def _found(call: Call, number: int) -> tuple[Meeting, Item]:
    item = meetings.item(call.db, number)
    meeting = _editable(call, item.meeting_id) if item else None
    if item is None or meeting is None or item not in meeting.items:
        raise Refusal(N_("The item is no longer on the agenda."))
    return meeting, item


def _number(call: Call, meeting: Meeting, items: list[Item]) -> None:
    for position, item in enumerate(items, 1):
        item.position = position
    _changed(call, meeting, position=len(items))


def _changed(call: Call, meeting: Meeting, **fields: object) -> None:
    call.db.flush()
    call.db.expire(meeting, ["items"])
    call.record(f"meeting:{meeting.id}", **fields)
    subject = f"meeting:{meeting.id}"
    call.show_again(subject, f"{subject}:call", *attendance.mornings_of_secretariat(call))


def _editable(call: Call, number: int) -> Meeting:
    """The meeting, for those who may edit its agenda; nobody else changes it meanwhile. Raises Refusal."""
    meeting = meetings.locked(call.db, the(call, number))
    rights.must_run_meetings_of(call, meeting.body)
    if is_over(call, meeting):
        raise Refusal(N_("That meeting is over or cancelled, so its agenda can not be changed."))
    return meeting


def _may_edit(look: Look, meeting: Meeting) -> bool:
    return look.viewer is not None and rights.runs_meetings_of(look, meeting.body) and not is_over(look, meeting)


@on("meeting.agenda", Seeing)
def agenda(call: Call, given: Seeing) -> Reply:
    """Show the agenda to the one who asks."""
    return _seen(call, readable(call, given.meeting))


def _seen(call: Call, meeting: Meeting, undo: Button | None = None) -> Reply:
    shown = agenda_card(call, meeting.id)
    assert isinstance(shown, Card), "the meeting is there"
    return Reply(card=card(shown.title, *shown.parts, Buttons(buttons=(undo,)) if undo else None))


@on("meeting.show", Seeing)
def show_in_room(call: Call, given: Seeing) -> Reply:
    """Show the agenda to all in the body's room; it follows every change from then on."""
    meeting = _editable(call, given.meeting)
    subject = f"meeting:{meeting.id}"
    call.post(f"body:{meeting.body_id}", "meeting.agenda", f"{subject}:agenda", None, subject, meeting=meeting.id)
    return Reply(card=said(call._("The agenda is in the room. It follows your changes.")))


@shows("meeting.agenda", live=True)
def agenda_card(look: Look, meeting: int) -> Card | Nothing:
    """Items with kind, presenters and questions; open action points; for those who may: buttons to edit."""
    found = meetings.get(look.db, meeting)
    if found is None:
        return Nothing("removed")
    title = look._("Agenda, {meeting}").format(meeting=title_when(look, found))
    asked = (attendance.choice_of(look, found),) if attendance.can_register(look, found) else ()
    return card(title, facts(look, found), *asked, *_items(look, found), *_carried(look, found), *_edit(look, found))


def _items(look: Look, meeting: Meeting) -> list[Element]:
    free = [text] if (text := open_forum.without_item(look, meeting)) else []
    if not meeting.items:
        text = look._("No items yet. The themes are a proposal.") if meeting.themes else look._("No items yet.")
        return [Text(words=words(text), quiet=True), *free]
    return [
        Rows(numbered=True, rows=tuple(_item_row(look, meeting, item) for item in meeting.items)),
        *free,
        _mix(look, meeting),
    ]


def _item_row(look: Look, meeting: Meeting, item: Item) -> Row:
    starts = timetable.starts(meeting)
    parts = [look.speech.hour(starts[item.id])] if item.id in starts else []
    parts += [kinds(look)[item.kind]] if item.kind != "none" else []
    parts += [", ".join(item.presenters)] if item.presenters else []
    parts += [item.priority.name] if item.priority else []
    asked = [question for question in questions.of_meeting(look.db, meeting.id) if question.item_id == item.id]
    parts += [look._("Question: {text}").format(text=question.text) for question in asked]
    parts += open_forum.on_agenda(look, item, meeting)
    register = open_forum.register_button(look, item, meeting)
    edits = _item_buttons(look, meeting, item) if _may_edit(look, meeting) else ()
    buttons = (*((register,) if register else ()), *edits)
    does = (Buttons(buttons=buttons),) if buttons else ()
    materials = words(" {link}", link=Run(text=look._("Materials"), href=item.link)) if item.link else ()
    return Row(words=(strong(item.title),), detail=(*words("{parts}", parts=". ".join(parts)), *materials), does=does)


def _item_buttons(look: Look, meeting: Meeting, item: Item) -> tuple[Button, ...]:
    def button(label: str, action: str, **values: int | str) -> Button:
        return Button(label=label, action=action, values={"item": item.id} | values, style="plain", about=item.title)

    first, last = item.position == 1, item.position == len(meeting.items)
    return (
        button(look._("Change"), "item.save", meeting=meeting.id, edit=True),
        *(() if first else (button(look._("Up"), "item.place", to="up"),)),
        *(() if last else (button(look._("Down"), "item.place", to="down"),)),
        button(look._("Remove"), "item.remove"),
    )


def _mix(look: Look, meeting: Meeting) -> Text:
    """How much is information and how much is dialogue: members complain of one-way information."""
    talks = sum(item.kind in ("dialogue", "both") for item in meeting.items)
    of = look.count("{count} item", "{count} items", len(meeting.items))
    return Text(words=words(look._("Dialogue in {talks} of {items}."), talks=talks, items=of), quiet=True)


def _carried(look: Look, meeting: Meeting) -> list[Element]:
    """Open action points come up at the body's next meeting by themselves."""
    following = meetings.next_of(look.db, meeting.body_id, look.today)
    if following is None or following.id != meeting.id:
        return []
    open_ones = actions.open_actions(look.db, meeting.body_id)
    heading = Heading(text=look._("Follow-up: action points that are open"))
    return [heading, action_cards.rows(look, open_ones)] if open_ones else []


def _edit(look: Look, meeting: Meeting) -> list[Element]:
    if not _may_edit(look, meeting):
        return []
    values = {"meeting": meeting.id}
    add = Button(label=look._("Add an item"), action="item.save", values=values | {"edit": True})
    show = Button(label=look._("Show in the room"), action="meeting.show", values=values)
    buttons = manage(look, meeting)
    return [Buttons(buttons=(add, show)), *([buttons] if buttons else [])]
