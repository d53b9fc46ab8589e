"""What a button in a chat carries, in whichever form the platform keeps it."""

from dataclasses import dataclass, field
from typing import Any, Self

from handlers.cards import Values


class TooLong(ValueError):
    """The platform takes no more than so much in that place, and cutting it would change what it says."""

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

    def kept(self) -> dict[str, Any]:
        """As it is kept in the button: what there is, by a letter."""
        kept = {"a": self.action, "v": self.values, "n": self.name, "f": self.file}
        return {key: value for key, value in kept.items() if value}

    @classmethod
    def read(cls, kept: object) -> Self:
        """Raises ValueError for what no button of ours carries."""
        if not isinstance(kept, dict) or not isinstance(kept.get("v", {}), dict):
            raise ValueError("no press of ours")
        return cls(str(kept.get("a", "")), kept.get("v", {}), str(kept.get("n", "")), str(kept.get("f", "")))
