"""Open forum: an item for which members register questions until some days before the meeting.

Source: docs/the-forum.md. A registered question is an input on that item; that none is registered is worth saying.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from handlers import quiet, rights
from handlers.call import Look
from handlers.cards import Button, Card, Row, Rows, Text, card, strong, words
from handlers.fields import END_OF_DAY
from handlers.inputs.input_words import of_whom
from handlers.meetings.meeting_words import is_over, title_when
from storage import inputs, meetings
from storage.forums import Forum
from storage.inputs import Input
from storage.meetings import Item, Meeting


def closes(forum: Forum, item: Item, day: date) -> datetime | None:
    """Until when questions are registered for an item of a meeting on `day`: the end of office hours, on a working
    day. None where the item is no open forum."""
    if item.open_forum is None:
        return None
    last = quiet.last_working_day(forum, day - timedelta(days=quiet.days_of(item.open_forum)))
    return quiet.local(last, END_OF_DAY, quiet.zone_of(forum))


def cutoff(look: Look, item: Item, meeting_day: date) -> datetime | None:
    """Until when questions are registered if the meeting is on `meeting_day`; None where the item is no open forum."""
    return closes(look.forum, item, meeting_day)


def is_open(look: Look, item: Item, meeting: Meeting) -> bool:
    """Whether a question can be registered for the item now."""
    until = cutoff(look, item, meeting.day)
    return until is not None and look.now < until and not is_over(look, meeting)


def mornings(forum: Forum, meeting: Meeting) -> list[datetime]:
    """The working mornings on which the secretariat hears what is registered: after the last day of each item."""
    found = [closes(forum, item, meeting.day) for item in meeting.items]
    return [quiet.next_morning(forum, until) for until in found if until]


def on_agenda(look: Look, item: Item, meeting: Meeting) -> list[str]:
    """The inputs that stand on an item, as all in the body see them; of an open forum also until when, and if none
    is."""
    until = cutoff(look, item, meeting.day)
    if until is None:
        found = inputs.of_item(look.db, item.id)
        return [look._("Input: {titles}").format(titles=_titles(look, found))] if found else []
    when = look.speech.lasting(until).text
    if is_open(look, item, meeting):
        told = look._("Questions are registered until {when}").format(when=when)
    else:
        told = look._("Questions were registered until {when}").format(when=when)
    return [told, registered(look, item)]


def without_item(look: Look, meeting: Meeting) -> Text | None:
    """The inputs that a meeting takes up on no item of its agenda."""
    found = [one for one in inputs.of_meeting(look.db, meeting.id) if one.item_id is None]
    if not found:
        return None
    return Text(words=words(look._("Input on no item: {titles}"), titles=_titles(look, found)))


def _titles(look: Look, found: Sequence[Input]) -> str:
    return ", ".join(of_whom(look, one) for one in found)


def registered(look: Look, item: Item) -> str:
    """«Anmälda frågor: Laddstolpar (Region Dalarna)», or that there is none."""
    found = inputs.of_item(look.db, item.id)
    if not found:
        return look._("No question is registered")
    return look._("Registered: {titles}").format(titles=_titles(look, found))


def register_button(look: Look, item: Item, meeting: Meeting) -> Button | None:
    """[Register a question] while it is open, for those in the body, or on a card that all see alike."""
    if not is_open(look, item, meeting) or not (look.viewer is None or rights.is_in(look, meeting.body)):
        return None
    values = {"item": item.id, "edit": True}
    return Button(label=look._("Register a question"), action="input.send", values=values, about=item.title)


def closed(look: Look) -> list[Card]:
    """For the secretariat's morning: what is registered where nothing more can be since its last one."""
    if not rights.runs_the_forum(look):
        return []
    since = inputs.told_until(look.db, look.person.id, look.due)
    return [
        _list_of_questions(look, item, meeting)
        for meeting in meetings.ahead(look.db, look.today)
        for item in meeting.items
        if (until := cutoff(look, item, meeting.day)) and (since is None or since < until) and until <= look.due
    ]


def _list_of_questions(look: Look, item: Item, meeting: Meeting) -> Card:
    title = look._("Registered for {item}, {meeting}").format(item=item.title, meeting=title_when(look, meeting))
    return card(title, _questions(look, item))


def _questions(look: Look, item: Item) -> Rows | Text:
    found = inputs.of_item(look.db, item.id)
    if not found:
        return Text(words=words("{none}.", none=look._("No question is registered")))
    rows = [
        Row(
            words=words("{title}", title=strong(one.title)),
            detail=words("{who}. {text}", who=_who(look, one), text=one.text),
        )
        for one in found
    ]
    return Rows(rows=tuple(rows), numbered=True)


def _who(look: Look, one: Input) -> str:
    organ = one.organisation.named(look.today).name if one.organisation else ""
    return ", ".join(filter(None, [one.by.name, organ]))
