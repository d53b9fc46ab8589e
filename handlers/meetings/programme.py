"""The work programme: my next meetings, the list, the search («when did we last take up broadband?»)."""

from typing import Annotated

from pydantic import BaseModel

from handlers import rights
from handlers.call import Call, Look, Nothing, Reply, on, shows
from handlers.cards import Button, Buttons, Card, Element, Footer, Form, Leaf, Row, Rows, Text, card, strong, words
from handlers.fields import Anything, Blank, Line
from handlers.forms import Filled
from handlers.meetings.meeting_words import day, themes, title_when, when
from handlers.people_words import body_named, folded
from handlers.waiting import waiting_for
from storage import bodies, meetings
from storage.meetings import Meeting


class Listing(BaseModel):
    body: Annotated[Line | None, Blank] = None


class Searching(BaseModel):
    word: Line


@on("programme.next", Anything)
def next_meetings(call: Call, given: Anything) -> Reply:
    """The next meeting of each of my bodies, and what I still owe."""
    found = mine_next(call)
    owed = len(waiting_for(call))
    told = call.count("{count} thing waits for you.", "{count} things wait for you.", owed) if owed else ""
    waits = Text(words=words(told or call._("Nothing waits for you.")), quiet=not owed)
    show = Button(label=call._("Show"), action="home.waiting", style="primary") if owed else None
    if not found:
        empty = Text(words=words(call._("No meeting is planned.")))
        return Reply(card=card(call._("Your next meetings"), empty, waits))
    rows = Rows(rows=tuple(row(call, meeting) for meeting in found))
    return Reply(card=card(call._("Your next meetings"), rows, waits, Buttons(buttons=(show,)) if show else None))


def mine_next(look: Look) -> list[Meeting]:
    """The next meeting of each body of the viewer's, the nearest first."""
    found = [meetings.next_of(look.db, body.id, look.today) for body in rights.my_bodies(look)]
    return sorted((meeting for meeting in found if meeting), key=lambda meeting: meeting.day)


def row(look: Look, meeting: Meeting) -> Row:
    """A meeting in a list, with [Agenda] for those who have a part in its body."""
    parts = [line for line in (meeting.place, known_themes(look, meeting)) if line]
    detail = words("{when}{rest}", when=when(look, meeting), rest="".join(f". {part}" for part in parts))
    agenda = Button(
        label=look._("Agenda"),
        action="meeting.agenda",
        values={"meeting": meeting.id},
        style="plain",
        about=title_when(look, meeting),
    )
    leaf = Leaf(day=meeting.day, maybe=meeting.status == "preliminary")
    does = (Buttons(buttons=(agenda,)),) if rights.is_in(look, meeting.body) else ()
    return Row(words=(strong(meeting.body.name),), detail=detail, leaf=leaf, does=does)


@on("programme.list", Listing)
def programme(call: Call, given: Listing) -> Reply:
    """All meetings ahead, of one body or all of mine, and the further themes."""
    chosen = [body_named(call, given.body)] if given.body else rights.my_bodies(call)
    found = meetings.ahead(call.db, call.today, [body.id for body in chosen])
    rows = Rows(rows=tuple(row(call, meeting) for meeting in found))
    empty = Text(words=words(call._("No meeting is planned.")))
    backlog = ", ".join(theme.text for theme in meetings.backlog(call.db))
    further = Footer(words=words(call._("Further themes: {themes}."), themes=backlog)) if backlog else None
    return Reply(card=card(call._("Meetings"), rows if found else empty, further))


def searching_form(call: Call, filled: Filled) -> Form:
    _ = call._
    return Form(
        title=_("Search the programme"),
        action="programme.search",
        submit=_("Search"),
        fields=(filled.line("word", _("Word"), _("Among themes and items, in history too."), required=True),),
    )


@on("programme.search", Searching, form=searching_form)
def search(call: Call, given: Searching) -> Reply:
    """Where a word stands among themes and items, in history too, the latest first."""
    wanted = folded(given.word)
    everything = reversed(meetings.every(call.db))
    found = [meeting for meeting in everything if wanted in folded(_all_words(call, meeting))]
    title = call._("«{word}» in the programme").format(word=given.word)
    if not found:
        text = call._("Never taken up, as far as the programme tells. Try another word.")
        return Reply(card=card(title, Text(words=words(text))))
    rows = tuple(
        Row(
            words=(strong(_full_day(call, meeting)),),
            detail=words("{body}. {themes}", body=meeting.body.name, themes=known_themes(call, meeting)),
        )
        for meeting in found
    )
    return Reply(card=card(title, Rows(rows=rows)))


def _all_words(look: Look, meeting: Meeting) -> str:
    items = meeting.items if rights.is_in(look, meeting.body) else []
    return " ".join([*(theme.text for theme in meeting.themes), *(item.title for item in items)])


def known_themes(look: Look, meeting: Meeting) -> str:
    """What the viewer may know of what a meeting is about: the programme is for all, an agenda for its body."""
    return themes(meeting) if meeting.themes or rights.is_in(look, meeting.body) else ""


def _full_day(look: Look, meeting: Meeting) -> str:
    return meeting.day_text or day(look, meeting)


@shows("room.head")
def room_head(look: Look, body: int) -> Card | Nothing:
    """Above a body's room: how large it is, its next meeting, its agenda."""
    found = bodies.get(look.db, body)
    meeting = meetings.next_of(look.db, body, look.today)
    size = look.count("{count} seat", "{count} seats", len(bodies.seats(look.db, body, look.today)))
    parts: list[Element] = []
    if meeting:
        text = look._("{size}. Next meeting {when}.")
        where = words("{when}", when=when(look, meeting))
        place = words(", {place}", place=meeting.place) if meeting.place else ()
        parts.append(Text(words=words(text, size=size, when=(*where, *place)), quiet=True))
        agenda = Button(label=look._("Agenda"), action="meeting.agenda", values={"meeting": meeting.id}, style="plain")
        parts.append(Buttons(buttons=(agenda,)))
    else:
        parts.append(Text(words=words(look._("{size}. No meeting is planned."), size=size), quiet=True))
    return card(found.name, *parts)
