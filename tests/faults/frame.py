"""How far a family goes, and by which dice. Each family is a module with
`figures(scale: Scale, folder: Path) -> list[Figure]`; `folder` is its own."""

import random
from dataclasses import dataclass

SEED = 20270201


@dataclass(frozen=True)
class Scale:
    """The short form runs with every change, the long one by hand. `seed` decides all that is left to chance here;
    what the machine decides (when a process gets its turn) it can not."""

    short: bool
    seed: int = SEED

    @property
    def form(self) -> str:
        return "short" if self.short else "long"

    def of(self, short: int, long: int) -> int:
        """So many rounds, posts or strings."""
        return short if self.short else long

    def chance(self, name: str) -> random.Random:
        """Dice of one's own, so that a family is the same whichever others run before it."""
        return random.Random(f"{self.seed}:{name}")
