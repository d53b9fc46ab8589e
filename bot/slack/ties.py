"""What ties Slack to the rest of the bot, and what is done beside the answers to Slack."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any

from bot.inbound import Inbound, attempt
from bot.slack.workspaces import Workspaces
from handlers.capabilities import Capabilities
from storage.database import Database

FAREWELL = 5
"""Seconds that a bot which stops gives to what people are still to be told."""


class Errands:
    """What is done after Slack has its answer. Nothing goes wrong there unnoticed."""

    def __init__(self) -> None:
        self._going: set[asyncio.Task[Any]] = set()

    def run(self, work: Coroutine[Any, Any, None], during: str) -> None:
        task = asyncio.create_task(attempt(work, during=during))
        self._going.add(task)
        task.add_done_callback(self._going.discard)

    async def finish(self) -> None:
        """Wait for them, and for what they lead to."""
        end = monotonic() + FAREWELL
        while self._going and (left := end - monotonic()) > 0:
            await asyncio.wait(self._going, timeout=left)


@dataclass(frozen=True)
class Ties:
    """`entrance` is what personal links begin with."""

    database: Database
    capabilities: Capabilities
    inbound: Inbound
    now: Callable[[], datetime]
    workspaces: Workspaces
    entrance: str
    errands: Errands = field(default_factory=Errands)
