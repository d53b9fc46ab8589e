"""A card that does not fit one message, parted into pages between its blocks. Nothing is cut.

What belongs together (a row and what can be done with it) is a lump, and stays together as far as one page holds it.
Each page but the last ends with a button for the next.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.pressing import Press
from handlers.cards import Card, Element, Note, Values, to_read
from handlers.words import N_

Block = dict[str, Any]
Lump = list[Block]
Size = Callable[[object], int]
"""How long it is as it is sent."""

TURN = "turn"
"""The action of the button that turns a page: for the adapter, no handler knows it."""
SHOW_THE_REST = N_("Show the rest ({page} of {pages})")

Shown = Card | Sequence[Card]
"""One card, or several under each other."""


@dataclass(frozen=True)
class Space:
    """What a page holds, the button that turns it aside: `blocks`, and `size`."""

    blocks: int
    size: int


def elements(card: Card) -> Iterator[Element | str]:
    """The title among the parts: notes stand above it, as far as they come first."""
    first = next((place for place, part in enumerate(card.parts) if not isinstance(part, Note)), len(card.parts))
    yield from card.parts[:first]
    yield card.title
    yield from card.parts[first:]


def parted(lumps: Iterable[Lump], space: Space, size: Size) -> list[Lump]:
    """As many pages as it takes; there is always one."""
    made: list[Lump] = [[]]
    room = space.size
    for piece in _pieces(lumps, space, size):
        long = size(piece)
        if made[-1] and (len(made[-1]) + len(piece) > space.blocks or long > room):
            made.append([])
            room = space.size
        made[-1].extend(piece)
        room -= long
    return made


def _pieces(lumps: Iterable[Lump], space: Space, size: Size) -> Iterator[Lump]:
    """What stands together, as far as one page holds it."""
    for lump in lumps:
        if len(lump) <= space.blocks and size(lump) <= space.size:
            yield lump
        else:
            yield from ([block] for block in lump)


@dataclass(frozen=True)
class Turn:
    """The button for the next page."""

    label: str
    press: Press


def turned(made: list[Lump], number: int, again: Values, label: str) -> tuple[Lump, Turn | None]:
    """Page `number`, and the button for the next, if there is one. `again` tells how to draw it again: {"view": …,
    "args": …} for a post, {"event": …} for a reply. `label` is SHOW_THE_REST, translated. Beyond the last page is the
    last: what is shown may have become shorter."""
    number = min(max(number, 1), len(made))
    if number == len(made):
        return made[-1], None
    press = Press(TURN, again | {"page": number + 1})
    return made[number - 1], Turn(label.format(page=number + 1, pages=len(made)), press)


def told(card: Card) -> str:
    """What the card says, not what can be pressed; unless that is all."""
    return to_read(card).text() or card.text()
