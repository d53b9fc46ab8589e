"""Card → Block Kit: pure, and the same for the same card.

A card that does not fit one message is parted into pages between its blocks; what belongs together (a row and what can
be done with it) stays together. Nothing is cut: each page but the last ends with a button for the next.
"""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, count

from bot.slack.parts import Lump, drawn, size, title
from bot.slack.press import Press, shortened
from bot.slack.texts import Block, escape, plain_text
from handlers.cards import Card, Note, Values, to_read


@dataclass(frozen=True)
class Space:
    """What a page holds, the button that turns it aside: `blocks`, and `size`, characters as it is sent."""

    blocks: int
    size: int


MESSAGE = Space(50 - 1, 9500)
"""Slack refuses messages whose blocks are longer than a number that it tells nobody (msg_blocks_too_long); about 12,000
to 13,200 have been seen."""
VIEW = Space(100 - 1, 100_000)
"""A modal, or App Home: Slack takes 250 kB."""

MOST_TOLD = 3000
"""Characters of the text of a notification, as it is sent. Slack takes 4,000 where a message is edited."""
TURN = "turn"
"""The action of the button that turns a page: for the adapter, no handler knows it."""

Shown = Card | Sequence[Card]
"""One card, or several under each other."""


def pages(shown: Shown, space: Space = MESSAGE) -> list[list[Block]]:
    """The blocks, in as many pages as it takes; there is always one. Each keeps room for the button that turns it."""
    made: list[list[Block]] = [[]]
    room = space.size
    for piece in _pieces(shown, space):
        long = size(piece)
        if made[-1] and (len(made[-1]) + len(piece) > space.blocks or long > room):
            made.append([])
            room = space.size
        made[-1].extend(piece)
        room -= long
    return [_numbered(blocks) for blocks in made]


def page(shown: Shown, number: int, again: Values, label: str, space: Space = MESSAGE) -> list[Block]:
    """Page `number` of it, with a button for the next. `again` tells how to draw it again: {"view": …, "args": …} for a
    post, {"event": …} for a reply. `label` is a translated template with {page} and {pages}. Beyond the last page is
    the last: what is shown may have become shorter."""
    made = pages(shown, space)
    number = min(max(number, 1), len(made))
    blocks = made[number - 1]
    if number == len(made):
        return blocks
    said = shortened(label.format(page=number + 1, pages=len(made)))
    turn = Press(TURN, again | {"page": number + 1}).packed()
    button = {"type": "button", "text": plain_text(said), "value": turn}
    return _numbered([*blocks, {"type": "actions", "elements": [button]}])


def fallback(card: Card) -> str:
    """The card in words, for notifications and for those who can not see blocks: what it says, not what can be pressed.
    As markup, in which nothing is."""
    told = to_read(card).text() or card.text()
    sent = list(accumulate(len(escape(letter)) for letter in told))
    if sent and sent[-1] > MOST_TOLD:
        told = told[: bisect(sent, MOST_TOLD - 1)]
        told = (told.rpartition("\n")[0] or told) + "…"
    return escape(told)


def _pieces(shown: Shown, space: Space) -> Iterator[Lump]:
    """What stands together, as far as one page holds it."""
    for lump in _lumps(shown):
        if len(lump) <= space.blocks and size(lump) <= space.size:
            yield lump
        else:
            yield from ([block] for block in lump)


def _lumps(shown: Shown) -> Iterator[Lump]:
    if isinstance(shown, Card):
        yield from _card(shown)
        return
    for place, card in enumerate(shown):
        if place:
            yield [{"type": "divider"}]
        yield from _card(card)


def _card(card: Card) -> Iterator[Lump]:
    """Notes stand above the title, as far as they come first."""
    first = next((place for place, part in enumerate(card.parts) if not isinstance(part, Note)), len(card.parts))
    for note in card.parts[:first]:
        yield from drawn(note)
    yield title(card.title)
    for part in card.parts[first:]:
        yield from drawn(part)


def _numbered(blocks: list[Block]) -> list[Block]:
    """Each thing that can be pressed has an id of its own on the page, and so has the block of each list: a second list
    for the same gets a number that nobody reads."""
    ids, lists = count(), set[str]()
    for block in blocks:
        for element in block["elements"] if block["type"] == "actions" else ():
            element["action_id"] = f"press:{next(ids)}"
        if block.get("block_id") in lists:
            block["block_id"] = f'{block["block_id"][:-1]},"k":{len(lists)}}}'
        lists |= {block["block_id"]} if "block_id" in block else set()
    return blocks
