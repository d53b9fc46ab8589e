"""How far a family goes, and by which dice. Each family is a module with
`figures(scale: Scale, folder: Path) -> list[Figure]`; `folder` is its own."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot import inbound

SEED = 20270201
VAR = Path("var")
"""On the same disk as the databases that are used."""
LOG = VAR / "faults.log"


FOR_LONG = 60.0
"""Seconds of silence that the families allow the database, but for the one that is about that: a machine that is busy
with other things is no database that says nothing."""


@contextmanager
def silence(seconds: float) -> Iterator[None]:
    """After so long people are told that it is not certain whether something was saved."""
    before, inbound.SILENCE = inbound.SILENCE, seconds
    try:
        yield
    finally:
        inbound.SILENCE = before


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
