"""Home: what waits for my answer, what I shall do, my next meetings, my organisation. Prints on one page."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.browser.cards import draw_head, draw_section, headed
from bot.browser.frame import Frame, frame_of
from bot.browser.rooms import Shown, readable, thread
from bot.browser.visit import Visit
from handlers.cards import Card, card

HOME = "home"
"""The place that buttons on the page tell. What is replied to them is kept in the person's own conversation."""


@dataclass(frozen=True)
class Home:
    """`receipt` is the reply to what was pressed last."""

    frame: Frame
    title: str
    head: Markup
    left: Sequence[Markup]
    right: Sequence[Markup]
    receipt: Shown | None


def home(reply: int | None, visit: Visit) -> Home:
    title, waiting = headed(visit.waiting or card(visit._("Nothing waits for you")))
    message = readable(visit, reply) if reply is not None else None
    return Home(
        frame=frame_of(visit, ""),
        title=title.title,
        head=draw_head(title, visit.spot(HOME, "waiting-head"), visit.language),
        left=_sections(visit, waiting=waiting, todo=visit.show("home.todo")),
        right=_sections(visit, meetings=visit.show("home.meetings"), seat=visit.show("home.seat")),
        receipt=thread(visit, message, HOME) if message else None,
    )


def _sections(visit: Visit, **cards: Card | None) -> list[Markup]:
    shown = {name: drawn for name, drawn in cards.items() if drawn and drawn.parts}
    return [draw_section(drawn, visit.spot(HOME, name), visit.language) for name, drawn in shown.items()]
