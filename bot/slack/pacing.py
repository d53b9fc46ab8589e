"""Slack's limits, kept before Slack has to: so much to each channel and workspace, and silence while it says so.

https://docs.slack.dev/apis/web-api/rate-limits. A workspace stands here for the client that speaks to it: people of
many organisations may be reached through one, and share its limits.
"""

import asyncio
from collections.abc import Hashable
from time import monotonic

from bot.platform import Retry

EVERY_POST = EVERY_EDIT = 1.0
"""Seconds between two messages, and between two edits, in one channel."""
EVERY_SENDING, SENT_AT_ONCE = 60 / 200, 50
"""Seconds between two messages in one workspace, on average, and how many may come at once. Slack tells no number: a
few hundred a minute have been seen to pass."""
EVERY_UPDATE, UPDATED_AT_ONCE = 60 / 50, 20
"""The same for edits: fifty a minute, in bursts."""
PATIENCE = 5.0
"""Seconds that one waits for one's turn while the post is held; longer waits are left for later."""


class Pace:
    """When the next thing may be done, for each of many."""

    def __init__(self) -> None:
        self._next: dict[Hashable, float] = {}
        self._told: dict[Hashable, float] = {}

    async def turn(self, name: Hashable, every: float, saved: int = 1) -> None:
        """Wait for the turn of `name`: one in `every` seconds, of which `saved` may come at once. Raises Retry if that
        takes too long."""
        now = monotonic()
        at = max(self._next.get(name, 0.0), now - every * (saved - 1))
        if at - now > PATIENCE:
            raise Retry("many before it", after=at - now)
        self._next[name] = at + every
        await asyncio.sleep(max(0.0, at - now))

    def wait(self, name: Hashable, seconds: float) -> None:
        """Slack says to wait."""
        self._told[name] = max(self._told.get(name, 0.0), monotonic() + seconds)

    def obey(self, name: Hashable) -> None:
        """Do nothing while Slack says to wait. Raises Retry."""
        left = self._told.get(name, 0.0) - monotonic()
        if left > 0:
            raise Retry("told to wait", after=left)
