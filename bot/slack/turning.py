"""What is longer than one message or modal: its pages, and how one that was turned is found again.

A reply is drawn again from what was answered then; a message in a channel from the state as it is now, for the one who
turns it.
"""

from sqlalchemy.orm import Session

from bot.paging import SHOW_THE_REST, Shown, Space
from bot.slack.cards import page
from bot.slack.press import fits
from bot.slack.texts import Block
from handlers import home
from handlers.call import Look, Reply
from handlers.capabilities import Capabilities
from handlers.cards import Card, Values, only
from handlers.words import catalogue
from storage import events


def blocks(shown: Shown, again: Values, language: str, number: int, space: Space) -> list[Block]:
    """A page of it. What no button can carry is left out: where somebody wrote at length, it is quoted above."""
    label = catalogue(language).gettext(SHOW_THE_REST)
    fitting = only(shown, fits) if isinstance(shown, Card) else [only(card, fits) for card in shown]
    return page(fitting, number, again, label, space)


def found(look: Look, capabilities: Capabilities, again: Values) -> Shown | None:
    """What is to be drawn again; None for what is not there any more."""
    if "event" in again:
        return _replied(look.db, str(again["event"]))
    if "home" in again:
        return home.cards_of(look, capabilities.show)
    view, args = again.get("view"), again.get("args")
    if view not in capabilities.views or not isinstance(args, dict):
        return None
    shown = capabilities.show(str(view), args, look)
    return shown if isinstance(shown, Card) else None


def _replied(db: Session, event: str) -> Card | None:
    stored = events.reply(db, event)
    return Reply.model_validate_json(stored).card if stored else None
