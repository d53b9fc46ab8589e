"""What the courier needs of a platform, and how a platform says that it could not.

A platform holds no rule. It turns neutral cards into its own form, sends and edits them, and hands what people do to
`bot.inbound`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handlers.cards import Card, Values

Ref = dict[str, str]
"""Where a message lies on its platform, as the platform itself named it. Opaque to everyone else."""


@dataclass(frozen=True)
class Letter:
    """A post, drawn: its `cards` by language, and what it was drawn from, for platforms that draw for each reader.

    After `until` (on time.monotonic) another may send it: a platform looks at that as late as it can, so that a process
    which was stopped in between sends nothing beside the other.
    """

    key: str
    view: str
    args: Values
    cards: Mapping[str, Card]
    until: float = math.inf


class Retry(Exception):
    """Nothing was sent; try again, no sooner than `after` seconds."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


class Gone(Exception):
    """The place or the message is no longer there. Trying again does not help."""


class Lost(Gone):
    """The place or the account can not be reached any more, for a reason in the platform's own word: nothing is sent
    there until somebody mends it. `workspace`: nothing can be sent to all of it, by the platform's own id of it."""

    def __init__(self, reason: str, workspace: str | None = None) -> None:
        super().__init__(reason)
        self.workspace = workspace


class Unfit(Exception):
    """The platform does not take the letter as it is: a fault of ours, which trying again does not mend. The reason
    never quotes what the letter says."""


class Unsure(Exception):
    """It may have been sent or not, and the platform can not say."""


class Platform(Protocol):
    """One way of reaching people."""

    @property
    def name(self) -> str: ...

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which a letter is drawn. Empty: only in the recipient's own."""
        ...

    @property
    def for_each_reader(self) -> bool:
        """Whether live views are drawn afresh for each reader: then any touch matters, also one that leaves the card as
        it is for all."""
        ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def put(self, address: str, letter: Letter, ref: Ref | None) -> Ref:
        """Send the letter, or edit the message at `ref`. Raises Retry, Gone, Lost, Unfit or Unsure."""
        ...

    async def find(self, address: str, key: str, since: datetime) -> Ref | None:
        """The message sent for the post `key`, where the platform can look it up; it was not sent before `since`, in
        real time. Raises Unsure where it never can, Retry where it can not just now, and Lost."""
        ...

    async def workspace(self, address: str) -> str | None:
        """Where that may be lost as a whole: the workspace by which the address is reached. Raises Unavailable."""
        ...
