"""Materials for the items of an agenda: which there are, who still owes them, and chasing the presenters.

An item owes materials if somebody presents it, there are none yet, and it is not said that none are needed.
"""

from collections.abc import Mapping

from pydantic import BaseModel

from handlers import quiet, rights
from handlers.call import Call, Look, Nothing, Refusal, Reply, on, said, shows, undoes
from handlers.cards import Button, Buttons, Card, Element, Form, Note, Row, Rows, Run, Said, Text, card, strong, words
from handlers.fields import Link, Number
from handlers.forms import Filled
from handlers.meetings import attendance, chasing
from handlers.meetings.meeting_words import day, is_ahead, is_over, readable, the, title_when
from handlers.people_words import folded
from handlers.words import N_
from storage import meetings, people
from storage.meetings import Item, Meeting
from storage.people import Person
from storage.posts import Wish


class Seeing(BaseModel):
    meeting: Number


class Giving(BaseModel):
    item: Number
    link: Link


class Needing(BaseModel):
    item: Number


Fields = Mapping[str, str | bool | None]
"""The link to an item's materials, and whether it needs none."""


class Was(BaseModel):
    """What stood with an item, and what was saved `then`."""

    item: int
    was: Fields
    then: Fields


def owed(item: Item) -> bool:
    """Whether materials for the item are still missing."""
    return bool(item.presenters) and not item.link and not item.no_materials


def owing(meeting: Meeting) -> list[Item]:
    """The items whose materials are missing."""
    return [item for item in meeting.items if owed(item)]


def presenters(look: Look, item: Item) -> tuple[list[Person], list[str]]:
    """Those who present the item: the persons that the forum knows, and the texts of the others."""
    known = {folded(person.name): person for person in people.everyone(look.db)}
    found = [(text, known.get(folded(text.partition(",")[0]))) for text in item.presenters]
    return [person for _, person in found if person], [text for text, person in found if person is None]


@on("materials.show", Seeing)
def show(call: Call, given: Seeing) -> Reply:
    """The materials for each item; for those who run the meeting, who still owes them."""
    return Reply(card=_shown(call, readable(call, given.meeting)))


def _shown(look: Look, meeting: Meeting) -> Card:
    title = look._("Materials, {meeting}").format(meeting=title_when(look, meeting))
    found = [item for item in meeting.items if item.link or owed(item)]
    if not found:
        return card(title, Text(words=words(look._("There are no materials for this meeting."))))
    rows = tuple(_row(look, meeting, item) for item in found)
    late = owing(meeting)
    chase = ()
    if late and rights.runs_meetings_of(look, meeting.body) and not is_over(look, meeting):
        chase = (Buttons(buttons=(chase_button(look, meeting),)),)
    return card(title, Rows(rows=rows), *chase)


def _row(look: Look, meeting: Meeting, item: Item) -> Row:
    number = look._("Item {number}").format(number=item.position)
    link = Run(text=look._("Materials"), href=item.link) if item.link else Run(text=look._("missing"))
    who = f", {', '.join(item.presenters)}" if item.presenters else ""
    does = _buttons(look, item) if owed(item) and may_give(look, meeting, item) else ()
    return Row(words=(strong(item.title),), detail=words("{n}{who}: {link}", n=number, who=who, link=link), does=does)


def _buttons(look: Look, item: Item) -> tuple[Buttons, ...]:
    values = {"item": item.id}
    give = Button(label=look._("Hand in materials"), action="materials.give", values=values, about=item.title)
    none = Button(label=look._("None needed"), action="materials.none", values=values, style="plain", about=item.title)
    return (Buttons(buttons=(give, none)),)


def chase_button(look: Look, meeting: Meeting) -> Button:
    return Button(label=look._("Remind the presenters"), action="materials.chase", values={"meeting": meeting.id})


def may_give(look: Look, meeting: Meeting, item: Item) -> bool:
    """Whether the viewer may hand in materials: who presents the item, and who runs the meeting."""
    if rights.runs_meetings_of(look, meeting.body):
        return True
    return look.viewer is not None and look.viewer.id in {person.id for person in presenters(look, item)[0]}


def _mine(call: Call, number: int) -> tuple[Meeting, Item]:
    """The item and its meeting, for those who may hand in its materials. Raises Refusal for the others."""
    item = meetings.item(call.db, number)
    if item is None:
        raise Refusal(N_("The item is no longer on the agenda."))
    meeting = meetings.locked(call.db, the(call, item.meeting_id))
    if not may_give(call, meeting, item):
        raise Refusal(N_("Only those who present the item and the secretariat can do this. Ask the secretariat."))
    if is_over(call, meeting):
        raise Refusal(N_("That meeting is over or cancelled, so its agenda can not be changed."))
    return meeting, item


def giving_form(call: Call, filled: Filled) -> Form:
    _ = call._
    meeting, item = _mine(call, filled.number("item"))
    return Form(
        title=_("Materials for {title}").format(title=item.title),
        action="materials.give",
        values={"item": item.id},
        intro=_("For {meeting}, item {number}.").format(meeting=title_when(call, meeting), number=item.position),
        submit=_("Save"),
        fields=(filled.line("link", _("Link to materials"), _("Begins with https://"), required=True),),
    )


@on("materials.give", Giving, form=giving_form)
def give(call: Call, given: Giving) -> Reply:
    """Hand in the materials for an item: they stand on the agenda and in the call."""
    meeting, item = _mine(call, given.item)
    text = call._("Thank you. The materials for item {number}, {title}, now stand on the agenda.")
    return _saved(call, meeting, item, text, link=given.link, no_materials=False)


@on("materials.none", Needing)
def need_none(call: Call, given: Needing) -> Reply:
    """Say that an item needs no materials."""
    meeting, item = _mine(call, given.item)
    text = call._("Noted: item {number}, {title}, needs no materials.")
    return _saved(call, meeting, item, text, link=item.link, no_materials=True)


def _saved(call: Call, meeting: Meeting, item: Item, told: str, **now: str | bool | None) -> Reply:
    """Save what was handed in or said, with [Undo]."""
    was = {name: getattr(item, name) for name in now}
    _change(call, meeting, item, now)
    undo = call.undo("materials.restore", item=item.id, was=was, then=now)
    text = Text(words=words(told, number=item.position, title=strong(item.title)))
    return Reply(card=card("", text, Buttons(buttons=(undo,))))


@undoes("materials.restore", Was)
def restore(call: Call, given: Was) -> Reply:
    """Have the materials of an item be what they were, unless they were changed since."""
    meeting, item = _mine(call, given.item)
    if any(getattr(item, name) != value for name, value in given.then.items()):
        raise Refusal(N_("The materials have been changed since. Nothing is undone."))
    _change(call, meeting, item, given.was)
    text = call._("Undone: item {number}, {title}, is as it was.")
    return Reply(card=said(words(text, number=item.position, title=strong(item.title))))


def _change(call: Call, meeting: Meeting, item: Item, fields: Fields) -> None:
    for name, value in fields.items():
        setattr(item, name, value)
    call.db.flush()
    subject = f"meeting:{meeting.id}"
    call.show_again(subject, f"{subject}:call", f"{subject}:materials", *attendance.mornings_of_secretariat(call))
    call.record(subject, item=item.id)


@on("materials.chase", Seeing)
def chase(call: Call, given: Seeing) -> Reply:
    """Remind the presenters who owe materials: each at most once a day. Those whom the forum does not know are
    listed, with a text to send by mail."""
    meeting = the(call, given.meeting)
    rights.must_run_meetings_of(call, meeting.body)
    late = owing(meeting)
    if not late or is_over(call, meeting):
        raise Refusal(N_("No materials are missing."))
    found = [presenters(call, item) for item in late]
    persons = {person.id: person for known, _ in found for person in known}
    new = chasing.remind(call, [_wish(call, meeting, person) for person in persons.values()])
    told = [persons[int(wish.to.removeprefix("person:"))].name for wish in new]
    others = list(dict.fromkeys(text for _, unknown in found for text in unknown))
    by_mail = _by_mail(call, meeting, late, others)
    return Reply(card=card("", *_chased(call, told, len(persons)), *by_mail, chasing.undo(call, new)))


def _wish(call: Call, meeting: Meeting, person: Person) -> Wish:
    """The message to a presenter: one a day."""
    to, subject = f"person:{person.id}", f"meeting:{meeting.id}:materials"
    return Wish(
        to, "materials.wanted", f"{subject}:{chasing.day(call)}:{to}", call.now, subject, {"meeting": meeting.id}
    )


def _chased(call: Call, told: list[str], known: int) -> list[Element]:
    if told:
        text = words(call._("{names} are reminded {when}."), names=call.speech.joined(told), when=chasing.when(call))
        return [Text(words=text)]
    return [Text(words=words(call._("They have already been reminded today.")))] if known else []


def _by_mail(look: Look, meeting: Meeting, late: list[Item], others: list[str]) -> list[Element]:
    if not others:
        return []
    titles = [item.title for item in late if set(item.presenters) & set(others)]
    letter = look._(
        "Hello! You present {titles} at {meeting}. Please send us your materials, or say that there are none."
    )
    filled = letter.format(titles=look.speech.joined(titles), meeting=title_when(look, meeting))
    text = look._("The forum has no way to reach {names}. A text to send by mail:")
    return [Text(words=words(text, names=look.speech.joined(others))), Said(text=filled)]


@shows("materials.wanted", live=True)
def wanted(look: Look, meeting: int) -> Card | Nothing:
    """To a presenter: the items whose materials are missing, each with a button."""
    found = meetings.get(look.db, meeting)
    if found is None or not is_ahead(look, found) or found.status == "cancelled":
        return Nothing("the meeting is over or cancelled", over=True)
    late = [item for item in owing(found) if look.person in presenters(look, item)[0]]
    title = look._("Materials, {meeting}").format(meeting=title_when(look, found))
    if not late:
        if not look.shown:
            return Nothing("handed in")
        return card(title, Note(state="done", word=look._("Done"), text=words(look._("Thank you."))))
    if later := quiet.not_yet(look):
        return later
    text = Text(words=words(look._("The meeting is on {day}. Your materials are missing for:"), day=day(look, found)))
    rows = tuple(
        Row(
            words=(strong(item.title),),
            detail=words(look._("Item {number}"), number=item.position),
            does=_buttons(look, item),
        )
        for item in late
    )
    return card(title, text, Rows(rows=rows))
