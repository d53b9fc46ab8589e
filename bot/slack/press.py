"""What a button in Slack carries, and what fits on one."""

import json
from dataclasses import dataclass

from bot import card_words, pressing
from bot.pressing import TooLong
from handlers.cards import Button

MOST_VALUE = 2000
"""Characters that a button carries."""
MOST_LABEL = 75
"""Characters on a button, and of an option."""


@dataclass(frozen=True)
class Press(pressing.Press):
    """As a line of JSON."""

    def packed(self, most: int = MOST_VALUE) -> str:
        """Raises TooLong: what is longer has to be kept, and carried by its number (`call.draft`)."""
        packed = json.dumps(self.kept(), ensure_ascii=False, separators=(",", ":"))
        if len(packed) > most:
            raise TooLong(f"what {self.action or self.file} carries", len(packed), most)
        return packed

    @classmethod
    def unpacked(cls, packed: str) -> "Press":
        """Raises ValueError for what no button of ours carries."""
        return cls.read(json.loads(packed))


def fits(button: Button) -> bool:
    """Whether a button of Slack can carry it: one that would do again what somebody wrote at length can not, so a card
    that quotes it is shown without (`handlers.cards.only`)."""
    try:
        Press(button.action, button.values).packed()
    except TooLong:
        return False
    return True


def shortened(label: str, most: int = MOST_LABEL) -> str:
    """A label that fits. What is longer stands whole beside it."""
    return card_words.shortened(label, most)
