"""What a button in Teams carries, and what fits on one."""

from itertools import count
from typing import Any

from bot.card_words import shortened
from bot.paging import Block, Lump
from bot.pressing import Press, TooLong
from bot.teams.texts import size, still
from handlers.cards import Button
from handlers.words import catalogue

MOST_LABEL = 40
"""Characters on a button. Teams has no limit of its own, but cuts what is wider than the card and never wraps it."""
MOST_BUTTONS = 6
"""Teams shows six of a set, and hides or drops the others."""
MOST_VALUE = 20_000
"""Bytes that a button carries."""

PRESS, FORM = "press", "form"
"""By which the buttons are told apart when they are pressed: `action` in their data."""
STYLES = {"primary": "positive", "danger": "destructive"}


class Pen:
    """What cards are drawn with: the language of the words that are ours, and numbers for what needs a name of its own.
    `alone`: only one thing in them sends what is filled in."""

    def __init__(self, language: str, alone: bool = True) -> None:
        self.language, self.alone = language, alone
        self.says = catalogue(language).gettext
        self._numbers = count(1)

    def number(self) -> int:
        return next(self._numbers)


def button(label: str, press: Press, about: str = "", style: str = "") -> Block:
    """Sends nothing but what it carries. Raises TooLong."""
    shown = _execute(label, PRESS, press, about, style)
    return shown | {"associatedInputs": "none"}


def sending(label: str, route: str, press: Press, **data: Any) -> Block:
    """Sends what is filled in as well; `data` tells how to read it."""
    made = _execute(label, route, press, "", "primary" if route == FORM else "")
    return made | {"data": made["data"] | data}


def _execute(label: str, route: str, press: Press, about: str, style: str) -> Block:
    kept = press.kept()
    if (long := size(kept)) > MOST_VALUE:
        raise TooLong(f"what {press.action or press.file} carries", long // 2, MOST_VALUE // 2)
    made: Block = {
        "type": "Action.Execute",
        "title": still(shortened(label, MOST_LABEL)),
        "verb": route,
        "data": {"action": route, "press": kept},
    }
    heard = f"{label}: {about}" if about else label if len(label) > MOST_LABEL else ""
    return made | ({"tooltip": still(heard)} if heard else {}) | ({"style": STYLES[style]} if style in STYLES else {})


def sets(buttons: list[Block]) -> Lump:
    """Buttons in rows that Teams shows whole."""
    rows = [buttons[first : first + MOST_BUTTONS] for first in range(0, len(buttons), MOST_BUTTONS)]
    return [{"type": "ActionSet", "actions": row} for row in rows]


def pressed(data: object) -> Press:
    """What was pressed, with what was picked in the list that belongs to it. Raises ValueError for what no button of
    ours sends."""
    if not isinstance(data, dict):
        raise ValueError("no press of ours")
    press = Press.read(data.get("press"))
    if not press.name:
        return press
    picked = data.get(str(data.get("list")), "")
    return Press(press.action, press.values | {press.name: str(picked)}, file=press.file)


def fits(button: Button) -> bool:
    """Whether a button of Teams can carry it; a card is shown without those that it can not (`handlers.cards.only`)."""
    return size(Press(button.action, button.values).kept()) <= MOST_VALUE
