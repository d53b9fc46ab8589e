"""Card → Adaptive Card 1.5: pure, and the same for the same card. Nothing of Teams' SDK is needed for it.

A card that does not fit one message is parted into pages (bot/paging.py).
"""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.paging import SHOW_THE_REST, Lump, Shown, Space, elements, parted, told, turned
from bot.pressing import TooLong
from bot.teams.parts import drawn, sends
from bot.teams.press import Pen, button, sets
from bot.teams.texts import heading, size, tamed
from handlers.cards import Card, Divider, Values

MESSAGE = Space(blocks=10_000, size=50_000)
"""Teams takes about 100 kB, in UTF-16, with all around the card; we keep within 80, with room for the button that turns
the page."""
MOST_TOLD = 1000
"""Characters of the text of a notification."""
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
APART = {"separator": True, "spacing": "Large"}

Adaptive = dict[str, Any]


def pages(shown: Shown, language: str, space: Space = MESSAGE) -> list[Lump]:
    """The bodies of as many cards as it takes; there is always one. Raises TooLong for a form that fits none."""
    cards = [shown] if isinstance(shown, Card) else shown
    pen = Pen(language, alone=sum(sends(part) for card in cards for part in card.parts) <= 1)
    made = parted(_lumps(cards, pen), space, size)
    for body in made:
        if size(body) > space.size:
            raise TooLong("one part of a card", size(body) // 2, space.size // 2)
    return made


def page(shown: Shown, number: int, again: Values, language: str, space: Space = MESSAGE) -> Adaptive:
    """Page `number` of it as a card, with a button for the next: see `turned`."""
    body, turn = turned(pages(shown, language, space), number, again, Pen(language).says(SHOW_THE_REST))
    more = sets([button(turn.label, turn.press)]) if turn else []
    first = shown if isinstance(shown, Card) else shown[0]
    return {
        "type": "AdaptiveCard",
        "$schema": SCHEMA,
        "version": "1.5",
        "lang": language,
        "fallbackText": tamed(fallback(first)),
        "body": [*body, *more],
    }


def fallback(card: Card) -> str:
    """The card in words, for notifications and for those who can not see cards: what it says, not what can be
    pressed. As plain text."""
    text = told(card)
    if len(text) <= MOST_TOLD:
        return text
    text = text[: MOST_TOLD - 1]
    return (text.rpartition("\n")[0] or text) + "…"


def _lumps(cards: Sequence[Card], pen: Pen) -> Iterator[Lump]:
    """What comes after a divider, and each card but the first, stands under a line."""
    apart = False
    for place, card in enumerate(cards):
        apart = apart or place > 0
        for part in elements(card):
            apart = apart or isinstance(part, Divider)
            for lump in [heading(part)] if isinstance(part, str) else drawn(part, pen):
                if lump:
                    yield [lump[0] | APART, *lump[1:]] if apart else lump
                    apart = False
