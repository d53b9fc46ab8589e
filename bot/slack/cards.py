"""Card → Block Kit: pure, and the same for the same card.

A card that does not fit one message is parted into pages (bot/paging.py).
"""

from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate, count

from bot.paging import Lump, Shown, Space, elements, parted, told, turned
from bot.slack.parts import drawn, size, title
from bot.slack.press import Press, shortened
from bot.slack.texts import Block, escape, plain_text
from handlers.cards import Card, Values

MESSAGE = Space(50 - 1, 9500)
"""Slack refuses messages whose blocks are longer than a number that it tells nobody (msg_blocks_too_long); about 12,000
to 13,200 have been seen."""
VIEW = Space(100 - 1, 100_000)
"""A modal, or App Home: Slack takes 250 kB."""

MOST_TOLD = 3000
"""Characters of the text of a notification, as it is sent. Slack takes 4,000 where a message is edited."""


def pages(shown: Shown, space: Space = MESSAGE) -> list[list[Block]]:
    """The blocks, in as many pages as it takes; there is always one. Each keeps room for the button that turns it."""
    return [_numbered(blocks) for blocks in parted(_lumps(shown), space, size)]


def page(shown: Shown, number: int, again: Values, label: str, space: Space = MESSAGE) -> list[Block]:
    """Page `number` of it, with a button for the next: see `turned`."""
    blocks, turn = turned(pages(shown, space), number, again, label)
    if turn is None:
        return blocks
    value = Press.read(turn.press.kept()).packed()
    button = {"type": "button", "text": plain_text(shortened(turn.label)), "value": value}
    return _numbered([*blocks, {"type": "actions", "elements": [button]}])


def fallback(card: Card) -> str:
    """The card in words, for notifications and for those who can not see blocks: what it says, not what can be pressed.
    As markup, in which nothing is."""
    text = told(card)
    sent = list(accumulate(len(escape(letter)) for letter in text))
    if sent and sent[-1] > MOST_TOLD:
        text = text[: bisect(sent, MOST_TOLD - 1)]
        text = (text.rpartition("\n")[0] or text) + "…"
    return escape(text)


def _lumps(shown: Shown) -> Iterator[Lump]:
    if isinstance(shown, Card):
        yield from _card(shown)
        return
    for place, card in enumerate(shown):
        if place:
            yield [{"type": "divider"}]
        yield from _card(card)


def _card(card: Card) -> Iterator[Lump]:
    for part in elements(card):
        if isinstance(part, str):
            yield title(part)
        else:
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
