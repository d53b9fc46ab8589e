"""The rooms of the bodies, and my conversation with the bot: messages in the order they came."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from secrets import token_urlsafe

from markupsafe import Markup

from bot.browser.cards import draw, draw_head
from bot.browser.frame import Frame, frame_of
from bot.browser.visit import Visit, place_of
from handlers import undoing
from handlers.cards import Card, Text, card, only, to_read, words
from storage import messages
from storage.messages import Message

SCREENFUL = 50
"""Messages on one page; earlier ones are a link away."""


@dataclass(frozen=True)
class Shown:
    """A message as the reader sees it: what they `said` to the bot, with their `name` and `role`, or the bot's card."""

    id: int
    day: date
    at: str
    clock: str
    name: str
    role: str
    said: str
    html: Markup
    titled: bool
    mine: bool
    """Whether only the reader sees it."""
    private: bool
    """Whether others are in the room who do not see it."""
    under: "Shown | None" = None
    """What was replied to the reader."""


@dataclass(frozen=True)
class Entry:
    """A message in a log, under the name of its day if it is the first of that day."""

    day: str
    shown: Shown


@dataclass(frozen=True)
class Log:
    """Part of a log. `last` is the newest message in it, or the one before; `earlier` the oldest, if others precede.

    `newest` tells whether it ends with the last message of the place, `unseen` whether it goes beyond what the reader
    had seen.
    """

    place: str
    reader: int
    entries: Sequence[Entry]
    last: int
    earlier: int | None
    newest: bool
    unseen: bool


@dataclass(frozen=True)
class Room:
    """A page with a log, in which one can write to the bot. `shared` with the others in a body; else only mine."""

    frame: Frame
    title: str
    head: Markup
    log: Log
    shared: bool
    event: str


def shown(visit: Visit, message: Message, place: str | None = None) -> Shown:
    """The message for this reader. Its buttons tell that they were pressed at `place`, by default where it stands."""
    local = message.at.astimezone(visit.look.zone)
    spot = visit.spot(place or message.place, f"m{message.id}", message.id, message.only_for is not None)
    drawn = card_of(visit, message) if message.said_by is None else Card()
    return Shown(
        id=message.id,
        day=local.date(),
        at=local.isoformat(timespec="minutes"),
        clock=visit._("{hour}:{minute}").format(hour=local.hour, minute=f"{local.minute:02}"),
        name=visit.person.name,
        role=visit.role,
        said=message.text,
        html=draw(drawn, spot, visit.language) if message.said_by is None else Markup(),
        titled=bool(drawn.title),
        mine=message.only_for is not None,
        private=message.only_for is not None and message.place != visit.mine,
    )


def card_of(visit: Visit, message: Message) -> Card:
    """What the message shows: a live view as things stand, another as it was sent, in the reader's language; of a reply
    not the buttons that no longer do anything."""
    view, cards = message.view, message.cards
    sent = Card.model_validate(cards.get(visit.language) or list(cards.values())[0])
    if message.only_for is not None:
        return only(sent, partial(undoing.works, visit.look))
    if not view or view not in visit.parts.capabilities.live:
        return sent
    live = visit.redraw(view, message.args, message.at)
    if isinstance(live, Card):
        return live
    return to_read(sent) if live.over else sent


def readable(visit: Visit, message: int) -> Message | None:
    """The message, if it is there and the reader may see it."""
    found = messages.get(visit.db, message)
    visible = found and found.place in visit.places and found.only_for in (None, visit.person.id)
    return found if visible else None


def thread(visit: Visit, top: Message, place: str | None = None) -> Shown:
    """A message with what was replied to the reader under it."""
    return _threads(visit, [top], place)[0]


def _threads(visit: Visit, tops: Sequence[Message], place: str | None = None) -> list[Shown]:
    if not tops:
        return []
    replies = messages.under(visit.db, [top.id for top in tops], visit.person.id)
    below = dict(zip(replies, _threads(visit, list(replies.values()), place), strict=True))
    return [replace(shown(visit, top, place), under=below.get(top.id)) for top in tops]


def top_of(visit: Visit, message: Message) -> Message:
    """The message in the log under which this one stands, or itself."""
    while message.reply_to is not None and (above := messages.get(visit.db, message.reply_to)):
        message = above
    return message


def log(visit: Visit, place: str, after: int = 0, before: int | None = None) -> Log:
    """The last screenful of a place, or what came `after` a message, or the screenful `before` one."""
    found = messages.log(visit.db, place, visit.person.id, after, before, SCREENFUL)
    previous = messages.get(visit.db, after) if after else None
    day = previous.at.astimezone(visit.look.zone).date() if previous else None
    entries = []
    for it in _threads(visit, found):
        entries.append(Entry("" if it.day == day else day_name(visit, it.day), it))
        day = it.day
    last = found[-1].id if found else after
    return Log(
        place=place,
        reader=visit.person.id,
        entries=entries,
        last=last,
        earlier=found[0].id if not after and len(found) == SCREENFUL else None,
        newest=before is None,
        unseen=last > messages.seen(visit.db, visit.person.id, place),
    )


def day_name(visit: Visit, day: date) -> str:
    name = visit.speech.day(day)
    if day == visit.look.today:
        return visit._("Today, {day}").format(day=name)
    return name[:1].upper() + name[1:]


def room(visit: Visit, place: str, before: int | None = None) -> Room:
    return Room(
        frame=frame_of(visit, place),
        title=head_of(visit, place).title,
        head=drawn_head(visit, place),
        log=log(visit, place, before=before),
        shared=place != visit.mine,
        event=token_urlsafe(9),
    )


def head_of(visit: Visit, place: str) -> Card:
    """What stands above the log."""
    if place == visit.mine:
        warning = visit._("Only you and the bot see this. What you send to the secretariat can become a public record.")
        return card(visit._("Forumbot and me"), Text(words=words(warning), quiet=True))
    body = next(body for body in visit.bodies if place_of(body) == place)
    return visit.show("room.head", body=body.id) or card(body.name)


def drawn_head(visit: Visit, place: str) -> Markup:
    return draw_head(head_of(visit, place), visit.spot(place, "head"), visit.language)
