"""The browser as a platform: messages are rows of our own table, so sending is storing."""

from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic

from sqlalchemy.orm import Session

from bot.browser.live import Hub
from bot.platform import Letter, Ref, Retry
from handlers.words import LANGUAGES
from storage import messages
from storage.database import Database, NotSaved, Unavailable


class Browser:
    """Rooms are addressed «body:3», the conversations of persons «person:7»."""

    name = "browser"
    languages = LANGUAGES
    for_each_reader = True

    def __init__(self, database: Database, hub: Hub, now: Callable[[], datetime]) -> None:
        self._database, self._hub, self._now = database, hub, now

    async def start(self) -> None:
        await self._hub.start()

    async def stop(self) -> None:
        await self._hub.stop()

    async def put(self, address: str, letter: Letter, ref: Ref | None) -> Ref:
        """Have the letter stand in the place. The key says whether it is new, so `ref` is not needed. Raises Retry."""
        cards = {language: card.model_dump(mode="json") for language, card in letter.cards.items()}
        at, real = self._now(), datetime.now(UTC)

        def keep(db: Session) -> int:
            if monotonic() >= letter.until:
                raise Retry("held up for too long", after=1)
            return messages.put(db, address, letter.key, letter.view, letter.args, cards, at, real)

        try:
            message = await self._database.write(keep)
        except NotSaved as unsaved:
            raise Retry(unsaved.reason) from unsaved
        return {"message": str(message)}

    async def find(self, address: str, key: str, since: datetime) -> Ref | None:
        """Where the post `key` stands, if it does. Raises Retry."""
        try:
            message = await self._database.read(lambda db: messages.find(db, address, key))
        except Unavailable as unavailable:
            raise Retry(unavailable.reason) from unavailable
        return {"message": str(message)} if message else None

    async def workspace(self, address: str) -> str | None:
        """It is lost to nobody but to all."""
        return None
