"""What people do: press a button, send a form, write to the bot. The reply is kept, for them alone, where they did it.

Without script a post is answered by going to the page that shows the reply; with htmx by the piece of it that changed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

from aiohttp import web
from sqlalchemy.orm import Session

from bot.browser import reading, trouble
from bot.browser.home import HOME
from bot.browser.parts import PARTS
from bot.browser.posted import Posted, pressed, read, storable
from bot.browser.rooms import readable, top_of
from bot.browser.visit import Visit, visiting
from handlers.call import Ask, Reply
from handlers.cards import Card, Form, card
from handlers.forms import number
from storage import messages
from storage.database import NotSaved


@dataclass(frozen=True)
class Where:
    """Who does something and where: `message` is the one whose button is pressed, `mine` whether only they see it.

    The reply is `kept` in the same place, or in the person's own conversation if the page has no messages.
    """

    person: int
    language: str
    place: str
    kept: str
    path: str
    message: int | None = None
    top: int | None = None
    """The message in the log under which that one stands."""
    mine: bool = False
    in_head: bool = False
    """Whether the button stands above the log."""
    live: bool = False
    """Whether what was pressed stays in the room, drawn anew for its reader, and so shows by itself what came of it."""

    @property
    def body(self) -> int | None:
        kind, _, number = self.place.partition(":")
        return int(number) if kind == "body" else None


def find(visit: Visit, posted: Posted) -> Where:
    """Where the post comes from. Raises HTTPNotFound for a place in which the person has no business."""
    place = posted.get("place", "")
    kept = visit.mine if place == HOME else place
    if kept not in visit.places:
        raise web.HTTPNotFound
    message = readable(visit, number(posted.get("message")))
    return Where(
        person=visit.person.id,
        language=visit.language,
        place=place,
        kept=kept,
        path="/" if place == HOME else visit.path_to(place),
        message=message.id if message else None,
        top=top_of(visit, message).id if message else None,
        mine=message is not None and message.only_for is not None,
        in_head="press" in posted and "message" not in posted,
        live=message is not None and kept != visit.mine and message.view in visit.parts.capabilities.live,
    )


def event_of(where: Where, posted: Posted) -> str:
    """The same for the same thing sent twice from one drawing of a page, as a double click does."""
    sent = repr((where.person, sorted(posted.items())))
    return f"browser:{sha256(sent.encode(errors='surrogatepass')).hexdigest()[:32]}"


async def do(request: web.Request) -> web.Response:
    """A pressed button, or a form that was filled in."""
    posted = await read(request)
    press = pressed(posted)
    where = await visiting(request, lambda visit: find(visit, posted))
    event = event_of(where, posted)
    values = press.filled(posted)
    ask = Ask(press.action, values, where.person, event, where.language, where.body, press.typed)
    await _note_use(request, where)
    reply = await request.app[PARTS].inbound.do(ask)
    return await _keep_and_answer(request, posted, where, reply, keeping(where, event, reply))


async def say(request: web.Request) -> web.Response:
    """Something written to the bot."""
    posted = await read(request)
    text = posted.get("text", "").strip()
    where = await visiting(request, lambda visit: find(visit, posted))
    if not text:
        return await _show(request, where, None)
    event = event_of(where, posted)
    await _note_use(request, where)
    reply = await request.app[PARTS].inbound.say(text, where.person, event, where.language, where.body)
    return await _keep_and_answer(request, posted, where, reply, keeping_said(where, text, event, reply))


async def _note_use(request: web.Request, where: Where) -> None:
    """Who does something here gets their messages here."""
    await request.app[PARTS].inbound.used("browser", f"person:{where.person}", where.person)


async def dismiss(request: web.Request) -> web.Response:
    """Put away a reply that only I see."""
    posted = await read(request)
    where = await visiting(request, lambda visit: find(visit, posted))
    gone = where.message if where.mine else None
    if gone is not None:
        await request.app[PARTS].database.write(lambda db: messages.remove(db, gone))
    return await _show(request, replace(where, top=None) if gone == where.top else where, None)


Keeping = Callable[[Session, datetime, datetime], int | None]
"""Stores a reply at the forum's time and the real time, and gives the message that shows it."""


def keeping(where: Where, event: str, reply: Reply) -> Keeping:
    """Under what was pressed; instead of it, if that was itself a reply. A refusal leaves it standing."""
    cards = cards_of(where, reply)

    def keep(db: Session, at: datetime, real: datetime) -> int | None:
        if not cards:
            return None
        refusal = reply.outcome == "refused" and reply.form is None
        if where.message is not None and where.mine and not refusal:
            messages.rewrite(db, where.message, kept_above(db, where, reply) or cards, real)
            return where.message
        return messages.reply(db, where.kept, where.person, where.message, cards, event, at, real)

    return keep


def kept_above(db: Session, where: Where, reply: Reply) -> messages.Cards:
    """A form by itself takes the place of the one that was sent, under what was told above that one; what is `final`
    stays under what was told in any case. Nothing where no more than the form is left."""
    form, pressed = reply.form, messages.get(db, where.message or 0)
    if form is None or reply.card is not None or pressed is None:
        return {}
    stood = Card.model_validate(pressed.cards.get(where.language) or next(iter(pressed.cards.values())))
    above = [part for part in stood.parts if not isinstance(part, Form)]
    again = any(isinstance(part, Form) and part.action == form.action for part in stood.parts)
    if not (above and (again or form.final)):
        return {}
    return {where.language: storable(card(stood.title, *above, form).model_dump(mode="json"))}


def keeping_said(where: Where, text: str, event: str, reply: Reply) -> Keeping:
    """Under what was said."""
    cards = cards_of(where, reply)

    def keep(db: Session, at: datetime, real: datetime) -> int | None:
        said = messages.say(db, where.kept, where.person, storable(text), event, at, real)
        return messages.reply(db, where.kept, where.person, said, cards, event, at, real) if cards else said

    return keep


def cards_of(where: Where, reply: Reply) -> messages.Cards:
    """The reply as one card, ready to be stored: a form stands last in it.

    The receipt for a live card does without the buttons that stand on that card, and what introduces them.
    """
    shown = reply.card or card()
    if where.live:
        shown = card(shown.title, *(part for part in shown.parts if not getattr(part, "repeated", False)))
    if reply.form:
        shown = card(shown.title, *shown.parts, reply.form)
    return {where.language: storable(shown.model_dump(mode="json"))} if shown.parts else {}


async def _keep_and_answer(
    request: web.Request, posted: Posted, where: Where, reply: Reply, keep: Keeping
) -> web.Response:
    if reply.outcome in trouble.UNSAVED:
        return await trouble.unsaved(request, posted, reply)
    parts = request.app[PARTS]
    at, real = parts.now(), datetime.now(UTC)
    try:
        kept = await parts.database.write(lambda db: keep(db, at, real))
    except NotSaved:
        return await trouble.only_shown(request, reply)
    return await _show(request, where, kept)


async def _show(request: web.Request, where: Where, kept: int | None) -> web.Response:
    """Let the person see what came of it: the message `kept`, or the same place again."""
    if "HX-Request" not in request.headers:
        query = f"?reply={kept}" if kept and where.place == HOME else ""
        raise web.HTTPSeeOther(f"{where.path}{query}" + (f"#m{kept}" if kept else ""))
    piece = await _piece(request, where, kept)
    piece.headers["HX-Trigger"] = "acted"  # the log and the navigation then look for news
    return piece


async def _piece(request: web.Request, where: Where, kept: int | None) -> web.Response:
    """What stands instead of the piece of the page in which something was pressed."""
    if where.place == HOME:
        return await reading.home_piece(request, kept)
    if where.top is not None:
        return await reading.thread_piece(request, where.top)
    if where.in_head:
        return await reading.head_piece(request, where.place)
    return web.Response(content_type="text/html")
