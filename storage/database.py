"""The database as bot/ knows it: write(fn), read(fn), and being woken by commits. Handlers only get the session."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from threading import Lock
from time import monotonic
from typing import Protocol, Self, TypeVar
from weakref import WeakSet

from sqlalchemy import URL, DateTime, func, make_url, select
from sqlalchemy.orm import Session

from storage.not_saved import NotSaved, Reason, Unavailable
from storage.sqlite import SQLite

__all__ = ["Changes", "Database", "NotSaved", "Reason", "Unavailable", "address", "real_time"]

T = TypeVar("T")


def address(url: str | URL) -> URL:
    """The URL as SQLAlchemy wants it: `postgres://` and `postgresql://` both mean psycopg 3."""
    parsed = make_url(url)
    return parsed.set(drivername="postgresql+psycopg") if parsed.drivername in ("postgres", "postgresql") else parsed


def real_time(db: Session) -> datetime:
    """The time that leases follow. PostgreSQL tells its own, since several machines may share it whose clocks differ;
    SQLite is on this machine, whose time it is."""
    if db.get_bind().dialect.name == "postgresql":
        return db.execute(CLOCK).scalar_one()
    return datetime.now(UTC)


CLOCK = select(func.clock_timestamp(type_=DateTime(timezone=True)))


class Kind(Protocol):
    """What SQLite and PostgreSQL each do in their own way. Every future is resolved, at the latest by close."""

    def write(self, fn: Callable[[Session], T]) -> asyncio.Future[T]: ...
    def read(self, fn: Callable[[Session], T]) -> asyncio.Future[T]: ...
    def close(self) -> None: ...


def _postgresql(url: URL, changed: Callable[[], None]) -> Kind:
    from storage.postgresql import PostgreSQL  # psycopg takes 9 MB: a forum on SQLite does without

    return PostgreSQL(url, changed)


class Changes:
    """Wakes its event loop after commits: `async for _ in changes`. Several commits in a row are one wake.

    Waiting for the next may be given up (`asyncio.wait_for(anext(changes), 5)`) without missing one.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()
        self._ended = False

    def wake(self) -> None:
        """Called from any thread."""
        with suppress(RuntimeError):  # a closed loop: nobody waits there any more
            self._loop.call_soon_threadsafe(self._woken.set)

    def end(self) -> None:
        """Let nobody wait in vain for a database that is closed."""
        self._ended = True
        self.wake()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> None:
        await self._woken.wait()
        if self._ended:
            raise StopAsyncIteration
        self._woken.clear()


class Database:
    """One database, by its URL: `sqlite:///var/forum.db` or `postgresql://…`. Close it when done."""

    def __init__(self, url: str) -> None:
        self._listeners: list[Callable[[], None]] = []
        self._waiting: WeakSet[Changes] = WeakSet()
        self._door = Lock()
        self._closed = False
        self.heard = monotonic()
        """When a write was last carried out, on time.monotonic."""
        parsed = address(url)
        open_kind = SQLite if parsed.get_backend_name() == "sqlite" else _postgresql
        self._kind: Kind = open_kind(parsed, self._changed)

    async def write(self, fn: Callable[[Session], T]) -> T:
        """Run `fn` in one transaction and return what it returns, after the commit.

        Raises what `fn` raises, then nothing of it is stored; NotSaved if the database could not. `fn` may run
        again from its start (PostgreSQL, after a deadlock), so it touches nothing but its session.
        """
        with self._door:
            if self._closed:
                raise NotSaved("closed")
            saved = self._kind.write(fn)
        result = await saved
        self.heard = monotonic()
        return result

    async def read(self, fn: Callable[[Session], T]) -> T:
        """Run `fn` on one consistent snapshot, which it cannot change. Raises Unavailable if the database is."""
        with self._door:
            if self._closed:
                raise Unavailable("closed")
            found = self._kind.read(fn)
        return await found

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call `listener`, from any thread, after commits: at once for ours, soon for those of other processes.

        It may be called once too often, and must not raise."""
        self._listeners.append(listener)

    def changes(self) -> Changes:
        """What `on_change` tells, for the running event loop, as long as somebody holds on to it."""
        changes = Changes()
        with self._door:
            self._waiting.add(changes)
        return changes

    def close(self) -> None:
        """Carry out what waits, then let go. Later calls raise NotSaved or Unavailable."""
        with self._door:
            self._closed = True
        self._kind.close()
        for changes in self._waiting:
            changes.end()

    async def aclose(self) -> None:
        """Like close, without holding up the event loop."""
        await asyncio.to_thread(self.close)

    def _changed(self) -> None:
        with self._door:
            waiting = list(self._waiting)
        for changes in waiting:
            changes.wake()
        for listener in self._listeners:
            listener()
