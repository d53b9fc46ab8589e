"""Options to choose from, on a card or in a form: each in a line that fits, those that do not read out above."""

from typing import Any

from bot import card_words
from bot.slack.press import MOST_LABEL, TooLong, shortened
from bot.slack.texts import Block, paragraphs, plain_text
from handlers.cards import Option

MOST_OPTIONS = 100
MOST_GROUPS = 100
ROOM = MOST_LABEL - 2
"""Characters of a label, so that the mark of the chosen one fits before it."""
MOST_VALUE = 150
"""Characters that an option carries."""


def labelled(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """The options with labels that fit. Where one does not, all are numbered, so that they can be told apart."""
    return card_words.labelled(options, ROOM)


def read_out(options: tuple[Option, ...], hints: bool = True) -> list[Block]:
    """What the labels that fit do not say; with the hints, where those stand nowhere else."""
    long = any(len(option.label) > ROOM for option in options)
    if not long and not (hints and any(option.hint for option in options)):
        return []
    return paragraphs(*card_words.read_out(options, numbered=long))


def listed(options: tuple[Option, ...]) -> dict[str, Any]:
    """The options of a list. More than fit one are grouped by the first and last of each group."""
    drawn = list(map(drawn_option, options))
    if len(drawn) <= MOST_OPTIONS:
        return {"options": drawn}
    groups = [drawn[first : first + MOST_OPTIONS] for first in range(0, len(drawn), MOST_OPTIONS)]
    return {"option_groups": [{"label": plain_text(_from_to(group)), "options": group} for group in groups]}


def _from_to(group: list[dict[str, Any]]) -> str:
    first, last = (group[place]["text"]["text"] for place in (0, -1))
    return f"{shortened(first, 35)} – {shortened(last, 35)}"


def drawn_option(option: Option) -> dict[str, Any]:
    """Raises TooLong: another value would be another answer."""
    if len(option.value) > MOST_VALUE:
        raise TooLong(f"the value of «{option.label}»", len(option.value), MOST_VALUE)
    drawn = {"text": plain_text(option.label), "value": option.value}
    return drawn | ({"description": plain_text(shortened(option.hint))} if option.hint else {})
