"""What a button in Slack carries, and what fits on one."""

import json
from dataclasses import dataclass, field

from handlers.cards import Button, Values

MOST_VALUE = 2000
"""Characters that a button carries."""
MOST_LABEL = 75
"""Characters on a button, and of an option."""


class TooLong(ValueError):
    """Slack takes no more than so much in that place, and cutting it would change what it says."""

    def __init__(self, what: str, length: int, most: int) -> None:
        super().__init__(f"{what}: {length} characters of at most {most}")


@dataclass(frozen=True)
class Press:
    """What a button carries: an action of the handlers, or a `file` to be sent; of a list to pull down, the `name` of
    the value that is picked."""

    action: str = ""
    values: Values = field(default_factory=dict)
    name: str = ""
    file: str = ""

    def packed(self, most: int = MOST_VALUE) -> str:
        """Raises TooLong: what is longer has to be kept, and carried by its number (`call.draft`)."""
        kept = {"a": self.action, "v": self.values, "n": self.name, "f": self.file}
        packed = json.dumps(
            {key: value for key, value in kept.items() if value}, ensure_ascii=False, separators=(",", ":")
        )
        if len(packed) > most:
            raise TooLong(f"what {self.action or self.file} carries", len(packed), most)
        return packed

    @classmethod
    def unpacked(cls, packed: str) -> "Press":
        """Raises ValueError for what no button of ours carries."""
        kept = json.loads(packed)
        if not isinstance(kept, dict) or not isinstance(kept.get("v", {}), dict):
            raise ValueError("no press of ours")
        return cls(str(kept.get("a", "")), kept.get("v", {}), str(kept.get("n", "")), str(kept.get("f", "")))


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
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"
