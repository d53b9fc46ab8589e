"""Telling open pages what has changed, by server-sent events. They fetch it then: nothing is drawn here."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from bot.inbound import Failure, attempt
from storage import audit, messages
from storage.database import Database, Unavailable

PATIENCE = 5
"""Seconds after which a look that failed is tried again."""
PAUSE = 0.5
"""Seconds between two bundles to one page: many answers in a second become one update."""
OVERLAP = timedelta(seconds=5)
"""A change may become visible this long after the time it bears: its transaction took that long to commit."""


@dataclass(frozen=True)
class Change:
    """A changed message: what a page needs to know to tell whether it concerns it."""

    id: int
    place: str
    only_for: int | None
    is_reply: bool
    at: datetime


def changes_since(db: Session, real: datetime) -> list[Change]:
    found = messages.changed_since(db, real)
    return [Change(it.id, it.place, it.only_for, it.reply_to is not None, it.changed) for it in found]


class Listener:
    """An open page: of one person, showing one place (or home: «»), with all `places` of theirs in its navigation."""

    def __init__(self, person: int, place: str, places: Iterable[str]) -> None:
        self.person, self.place, self.places = person, place, frozenset(places)
        self._pending: dict[str, None] = {}
        self._woken = asyncio.Event()
        self._open = True

    def tell(self, *names: str) -> None:
        """Send events. What still waits to be sent is sent once."""
        self._pending |= dict.fromkeys(names)
        self._woken.set()

    def learn(self, change: Change, new: bool) -> None:
        """Tell what the change means for this page, if anything. What is new may wait for an answer, or be unread.

        A reply came with the page in which it was asked for: fetching it again would only take the cursor out of it.
        """
        if change.is_reply or change.only_for not in (None, self.person) or change.place not in self.places:
            return
        if new:
            self.tell("rooms")
        if change.place == self.place:
            self.tell("news" if new else f"message-{change.id}")

    def close(self) -> None:
        self._open = False
        self._woken.set()

    async def bundles(self) -> AsyncIterator[list[str]]:
        """Names of events, whenever there are some, until the page or the hub is closed."""
        while self._open:
            await self._woken.wait()
            self._woken.clear()
            bundle, self._pending = list(self._pending), {}
            if bundle:
                yield bundle
                await asyncio.sleep(PAUSE)


class Hub:
    """Watches the database and tells the open pages."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listeners: set[Listener] = set()
        self._since = datetime.now(UTC)
        self._told: frozenset[Change] = frozenset()
        self._newest = 0
        self._done: tuple[int, ...] = ()
        self._task: asyncio.Task[None] | None = None

    @property
    def alive(self) -> bool:
        """Whether the database is watched."""
        return self._task is not None and not self._task.done()

    async def start(self) -> None:
        self._newest = await self._database.read(messages.newest)
        self._done = await self._database.read(audit.latest)
        self._task = asyncio.create_task(self._watch(), name="browser-live")

    async def stop(self) -> None:
        """Stop watching and end all open streams."""
        self.close()
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def close(self) -> None:
        for listener in self._listeners:
            listener.close()

    def tell(self, *names: str) -> None:
        """Send events to every open page."""
        for listener in self._listeners:
            listener.tell(*names)

    @contextmanager
    def listening(self, listener: Listener) -> Iterator[None]:
        self._listeners.add(listener)
        try:
            yield
        finally:
            self._listeners.discard(listener)

    async def _watch(self) -> None:
        changes = self._database.changes()
        async for _ in changes:
            if isinstance(await attempt(self._look(), during="a look at what has changed"), Failure):
                asyncio.get_running_loop().call_later(PATIENCE, changes.wake)

    async def _look(self) -> None:
        """Tell what is new in the last while. A change seen twice in the overlap is told once.

        Home shows what people have done, of which the audit knows, and what its time has brought, which is a message.
        """
        with suppress(Unavailable):  # what was missed is found at the next commit
            found, done = await self._database.read(
                lambda db: (changes_since(db, self._since - OVERLAP), audit.latest(db))
            )
            self._tell(found, at_home=done != self._done)
            self._done = done

    def _tell(self, found: list[Change], at_home: bool) -> None:
        for change in found:
            if change not in self._told:
                at_home |= change.only_for is None
                for listener in self._listeners:
                    listener.learn(change, new=change.id > self._newest)
        self._told = frozenset(found)
        self._newest = max([self._newest, *(change.id for change in found)])
        self._since = max((change.at for change in found), default=self._since)
        for listener in self._listeners:
            if at_home and not listener.place:
                listener.tell("home")
