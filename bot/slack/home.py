"""App Home: what waits, what to do, the next meetings, the seats; for the secretariat the forum's state.

Published when somebody opens it, and again after each thing they do while it may be open. At most one a second for each
person: what is drawn last is the latest. If it fails, nothing else does.
"""

import asyncio
from time import monotonic

import structlog
from sqlalchemy.orm import Session

from bot.slack import turning
from bot.slack.addresses import Address
from bot.slack.cards import VIEW
from bot.slack.doing import Doing
from bot.slack.texts import Block
from bot.slack.ties import Ties
from bot.slack.who import Caller
from bot.slack.workspaces import NotDone
from handlers.call import Look, Reply
from handlers.cards import Card, card
from handlers.home import cards_of
from storage import people
from storage.database import Unavailable

log = structlog.get_logger()

EVERY = 1.0
"""Seconds between two publishings for one person."""
MOST_KEPT = 5000


class Homes:
    def __init__(self, ties: Ties, doing: Doing) -> None:
        self._ties, self._doing = ties, doing
        self._published: dict[Address, float] = {}
        """When it was published last for those who have opened it."""
        self._going: dict[Address, bool] = {}
        """For whom it is being published, and whether once more after that."""

    def opened(self, caller: Caller) -> None:
        """Somebody looks at it."""
        if len(self._published) >= MOST_KEPT:
            self._published.clear()
        self._published.setdefault(caller.address, 0.0)
        self.changed(caller)

    def changed(self, caller: Caller) -> None:
        """Somebody has done something: what they may be looking at shows it soon."""
        if caller.address not in self._published:
            return
        if caller.address in self._going:
            self._going[caller.address] = True
            return
        self._going[caller.address] = False
        self._ties.errands.run(self._keep_up(caller), "publishing a home in slack")

    async def _keep_up(self, caller: Caller) -> None:
        """Publish until what is shown is what is so."""
        address = caller.address
        try:
            while True:
                await asyncio.sleep(self._published.get(address, 0.0) + EVERY - monotonic())
                self._going[address] = False
                self._published[address] = monotonic() + await self._publish(caller)
                if not self._going[address]:
                    return
        finally:
            del self._going[address]

    async def _publish(self, caller: Caller) -> float:
        """The seconds to wait more than usual, where Slack says so: then it is tried again."""
        try:
            view = {"type": "home", "blocks": await self._drawn(caller)}
            await self._ties.workspaces.ask(caller.team, "views.publish", user_id=caller.address.id, view=view)
        except Unavailable as down:
            log.warning("home not published", reason=down.reason)
        except NotDone as error:
            log.warning("home not published", reason=error.reason)
            self._going[caller.address] |= error.after > 0
            return error.after
        return 0.0

    async def _drawn(self, caller: Caller) -> list[Block]:
        person, language = await self._doing.who(caller)
        shown = [person.card or card()] if isinstance(person, Reply) else await self._cards(person, language)
        return turning.blocks(shown, {"home": True}, language, 1, VIEW)

    async def _cards(self, person: int, language: str) -> list[Card]:
        ties = self._ties

        def draw(db: Session) -> list[Card]:
            return cards_of(Look(db, ties.now(), people.get(db, person), language), ties.capabilities.show)

        return await ties.database.read(draw)
