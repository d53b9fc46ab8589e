"""Input with a life: any member sends it, any time, on an item or free, and can always see what became of it."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel

from handlers import rights
from handlers.call import Call, Look, Refusal, Reply, on, said, undoes
from handlers.cards import Button, Buttons, Card, Element, Form, Heading, Rows, Text, card, strong, words
from handlers.fields import Anything, Blank, Line, Number, Prose
from handlers.forms import Filled
from handlers.inputs import input_cards, input_news, input_undo, open_forum
from handlers.inputs import input_words as told
from handlers.meetings.meeting_words import is_over, title_when
from handlers.words import N_
from storage import inputs, meetings, organisations
from storage.inputs import Input
from storage.meetings import Item, Meeting
from storage.organisations import Organisation

MYSELF = "self"
"""Chosen by those who write for no organisation."""

LONG = 60
"""Characters of a letter's first line that become its title."""


class Sending(BaseModel):
    """`organisation` is the number of one that the sender stands for, or «self»; `item` one of an agenda ahead."""

    title: Line
    text: Prose
    item: Annotated[Number | None, Blank] = None
    organisation: Annotated[Line | None, Blank] = None


class Writing(BaseModel):
    """A letter to the secretariat, about an `input` or nothing known."""

    text: Prose
    input: Annotated[Number | None, Blank] = None


class Which(BaseModel):
    input: Number


class Adding(BaseModel):
    input: Number
    text: Prose


def sending_form(call: Call, filled: Filled) -> Form:
    _ = call._
    mine = my_organisations(call)
    whom = [*((str(organ.id), organ.named(call.today).name) for organ in mine), (MYSELF, _("Only myself"))]
    items = [("", _("Free, on no item")), *_items_ahead(call)]
    chosen = {"organisation": str(mine[0].id)} if len(mine) == 1 else {}
    typed = Filled(chosen | filled.values, filled.errors)
    return Form(
        title=_("Send in input"),
        action="input.send",
        submit=_("Send"),
        intro=public_record(call),
        error=_("Nothing is sent yet. All that you wrote is still here.") if filled.errors else "",
        fields=(
            typed.line("title", _("Title"), _("What it is about, in a few words."), required=True),
            typed.lines("text", _("What do you want to say?"), required=True),
            typed.one("item", _("On the agenda"), items, hint=_("There all in the group see its title.")),
            *((typed.one("organisation", _("You write for"), whom),) if mine else ()),
        ),
    )


def public_record(look: Look) -> str:
    return look._("What reaches an agency can become a public record.")


def _items_ahead(call: Call) -> list[tuple[str, str]]:
    """The items that something can be sent to now, by meeting."""
    ahead = meetings.ahead(call.db, call.today, [body.id for body in rights.my_bodies(call)])
    return [
        (str(item.id), f"{title_when(call, meeting)}, {item.position}. {item.title}")
        for meeting in ahead
        for item in meeting.items
        if item.open_forum is None or open_forum.is_open(call, item, meeting)
    ]


@on("input.send", Sending, form=sending_form)
def send(call: Call, given: Sending) -> Reply:
    """Send in an input; on an open forum's item it is a registered question."""
    item, meeting = _item(call, given.item)
    organ = _organisation(call, given.organisation)
    sent = Input(
        title=given.title,
        text=given.text,
        by_id=call.person.id,
        organisation_id=organ.id if organ else None,
        item_id=item.id if item else None,
        meeting_id=meeting.id if meeting else None,
        came="open_forum" if item and item.open_forum else "chat",
        at=call.now,
        state="received",
    )
    received(call, sent)
    return Reply(card=_receipt(call, sent, item, meeting))


def received(call: Call, input: Input) -> Input:
    """Store a new input; the secretariat hears of it in the morning."""
    inputs.receive(call.db, input, call.person.id, call.now)
    call.db.refresh(input)
    input_news.tell_secretariat(call, input, inputs.steps(call.db, input.id)[0])
    input_news.show_again(call, input)
    call.record(f"input:{input.id}", title=input.title, status="received")
    return input


def _receipt(call: Call, sent: Input, item: Item | None, meeting: Meeting | None) -> Card:
    title = strong(sent.title)
    if item and meeting and item.open_forum:
        text = call._("Thank you. Your question is registered for {item}, {meeting}: {title}")
        thanks = words(text, item=item.title, meeting=title_when(call, meeting), title=title)
    else:
        text = call._("Thank you. The secretariat has received your input: {title} You hear when something happens.")
        ended = sent.title if sent.title.endswith((".", "?", "!", "…")) else f"{sent.title}."
        thanks = words(text, title=strong(ended))
    buttons = (
        call.undo("input.withdraw", input=sent.id),
        Button(label=call._("Show"), action="input.show", values={"input": sent.id}, about=sent.title),
    )
    return card("", Text(words=thanks), Text(words=words(public_record(call)), quiet=True), Buttons(buttons=buttons))


def _item(call: Call, number: int | None) -> tuple[Item | None, Meeting | None]:
    """The item it is sent to, with its meeting; nobody takes it off meanwhile. Raises Refusal where it takes none."""
    if number is None:
        return None, None
    item = meetings.item(call.db, number)
    found = meetings.get(call.db, item.meeting_id) if item else None
    meeting = meetings.locked(call.db, found) if found else None
    if item is None or meeting is None or item not in meeting.items or is_over(call, meeting):
        raise Refusal(N_("That item is on no agenda ahead. Choose another, or send it free."), field="item")
    if not rights.is_in(call, meeting.body):
        told_so = N_("You have no part in {body}. Choose another item, or send it free.")
        raise Refusal(told_so, field="item", body=meeting.body.name)
    until = open_forum.cutoff(call, item, meeting.day)
    if until and call.now >= until:
        told_so = N_(
            "Questions were to be registered by {when}. Ask at the meeting, or send it free to the secretariat."
        )
        raise Refusal(told_so, field="item", when=call.speech.lasting(until).text)
    return item, meeting


def my_organisations(look: Look) -> list[Organisation]:
    """The organisations that the viewer stands for, each once."""
    return [organisations.get(look.db, number) for number in dict.fromkeys(s.organisation_id for s in look.stands)]


def _organisation(call: Call, chosen: str | None) -> Organisation | None:
    """For whom it is sent: as chosen; without a choice, the only one that the sender stands for."""
    mine = my_organisations(call)
    if chosen == MYSELF or not mine:
        return None
    if chosen is None and len(mine) > 1:
        raise Refusal(N_("For whom do you write? Choose."), field="organisation")
    found = mine if chosen is None else [organ for organ in mine if str(organ.id) == chosen]
    if not found:
        raise Refusal(N_("You do not stand for that organisation. Choose one of yours."), field="organisation")
    return found[0]


@undoes("input.withdraw", Which)
def withdraw(call: Call, given: Which) -> Reply:
    """Take back what was just sent or entered, unless it is with somebody else by now, or somebody else has done
    something with it."""
    found = told.locked(call, given.input)
    if found.state != "received":
        raise Refusal(N_("It is already with somebody else, so it is not taken back. Write to the secretariat."))
    if any(step.by_id != call.person.id for step in inputs.standing_of(call.db, found.id)):
        raise Refusal(N_("Something has happened with it since. Nothing is undone."))
    input_news.take_step(call, found, "withdrawn", "withdrawn")
    return Reply(card=said(words(call._("Taken back: {title}"), title=strong(found.title))))


def writing_form(call: Call, filled: Filled) -> Form:
    _ = call._
    about = filled.number("input")
    return Form(
        title=_("Write to the secretariat"),
        action="input.write",
        values={"input": about} if about else {},
        submit=_("Send"),
        intro=public_record(call),
        fields=(filled.lines("text", _("Your text"), required=True),),
    )


@on("input.write", Writing, form=writing_form)
def write(call: Call, given: Writing) -> Reply:
    """A free text to the secretariat: an input on no item, titled by what it is about or how it begins."""
    about = told.the(call, given.input) if given.input else None
    begins = " ".join(given.text.split())
    start = begins if len(begins) <= LONG else begins[:LONG].rsplit(" ", 1)[0] + " …"
    mine = my_organisations(call)
    letter = Input(
        title=call._("About: {title}").format(title=about.title)[:150] if about else start,
        text=given.text,
        by_id=call.person.id,
        organisation_id=mine[0].id if len(mine) == 1 else None,
        came="chat",
        at=call.now,
        state="received",
    )
    received(call, letter)
    return Reply(card=_receipt(call, letter, None, None))


def adding_form(call: Call, filled: Filled) -> Form:
    found = _my_own(call, filled.number("input"))
    return Form(
        title=call._("Add to: {title}").format(title=found.title),
        action="input.add",
        values={"input": found.id},
        submit=call._("Send"),
        fields=(filled.lines("text", call._("What do you add?"), required=True),),
    )


@on("input.add", Adding, form=adding_form)
def add(call: Call, given: Adding) -> Reply:
    """Add something; the secretariat and the one who answers it get it at once."""
    found = inputs.locked(call.db, _my_own(call, given.input))
    was = input_undo.kept(found)
    step = input_news.take_step(call, found, "added", text=given.text)
    others = [f"person:{person.id}" for person in told.asked_of(call, found) if not person.secretariat]
    for to in ("secretariat", *others):
        key = f"input:{found.id}:added:{step.id}:{to}"
        call.post(to, "input.added", key, None, f"input:{found.id}", input=found.id, step=step.id)
    thanks = Text(words=words(call._("Added to: {title}"), title=strong(found.title)))
    return Reply(card=card("", thanks, Buttons(buttons=(input_undo.button(call, step, was),))))


def _my_own(call: Call, number: int) -> Input:
    """The input, for its sender. Raises Refusal for the others."""
    found = told.the(call, number)
    if not told.is_sender(call, found):
        raise Refusal(N_("Only {name} can do this: it is their input. Nothing is changed."), name=found.by.name)
    return found


@on("input.show", Which)
def show(call: Call, given: Which) -> Reply:
    """All that became of one."""
    return Reply(card=input_cards.whole(call, told.the(call, given.input)))


@on("input.mine", Anything)
def mine(call: Call, given: Anything) -> Reply:
    """«What became of my input?»: the one that is under way; the list where there are several, or none."""
    under_way = [one for one in inputs.sent_by(call.db, call.person.id) if one.state not in told.ENDED]
    return Reply(card=input_cards.whole(call, under_way[0])) if len(under_way) == 1 else mine_and_ours(call, given)


@on("input.all", Anything)
def mine_and_ours(call: Call, given: Anything) -> Reply:
    """All that the caller has sent in, and what others have for the same organisations."""
    mine = inputs.sent_by(call.db, call.person.id)
    ours = inputs.sent_for(call.db, [organ.id for organ in my_organisations(call)], besides=call.person.id)
    parts: list[Element] = [_rows(call, mine)] if mine else []
    if not mine:
        parts.append(Text(words=words(call._("You have not sent in anything."))))
    if ours:
        parts += [Heading(text=call._("From others in your organisation")), _rows(call, ours)]
    send_in = Button(label=call._("Send in input"), action="input.send", values={"edit": True})
    return Reply(card=card(call._("Your input"), *parts, Buttons(buttons=(send_in,))))


def _rows(call: Call, found: Sequence[Input]) -> Rows:
    return Rows(rows=tuple(input_cards.row(call, one) for one in found))
