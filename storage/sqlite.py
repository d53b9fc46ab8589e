"""SQLite: one writer thread commits together what waits together; readers beside it cannot write."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from storage.not_saved import NotSaved, Reason, Unavailable

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds to wait for a lock of another process: a person is told within two."""
GATHERING = 0.05
"""Seconds since BEGIN after which no further call joins the transaction."""
POLL = 0.25
"""Seconds between looks for commits by other processes."""
READERS = 4

REASONS: dict[int, Reason] = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_PROTOCOL: "gone",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR: "gone",
    sqlite3.SQLITE_CANTOPEN: "gone",
    sqlite3.SQLITE_CORRUPT: "gone",
    sqlite3.SQLITE_NOTADB: "gone",
}


def reason_of(error: BaseException | None) -> Reason | None:
    """Why SQLite could not, or None if something else was at fault. What came first counts: a full disk ends the
    transaction, then SQLAlchemy misses its savepoint."""
    reason: Reason | None = None
    while isinstance(error, SQLAlchemyError | sqlite3.Error):
        if isinstance(error, sqlite3.Error):
            reason = REASONS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF) or reason
        error = error.__cause__ or error.__context__
    return reason


def not_saved(reason: Reason, cause: BaseException | None) -> NotSaved:
    """What a caller is told; `cause` is for the log."""
    told = NotSaved(reason)
    told.__cause__ = cause
    return told


def open_engine(url: URL, begin: str, *pragmas: str, patience: float = PATIENCE) -> Engine:
    """An engine whose transactions start with `begin`. Makes the parent folder of the file if it is missing.

    pysqlite starts transactions by itself, late and not for reads: that is switched off, and `begin` sent instead.
    """
    if not url.database or url.database == ":memory:":
        raise ValueError(f"{url} names no file: readers and writer could not share it")
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": patience}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None
        try:
            for pragma in ("journal_mode=WAL", "synchronous=FULL", *pragmas):
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error:
            connection.close()  # else the error's traceback holds it open, and with it the files that went away
            raise

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


@dataclass(slots=True, eq=False)
class Waiting:
    """A function that waits for the writer, and what came of it."""

    fn: Callable[[Session], Any]
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None


def settle(calls: list[Waiting]) -> None:
    """Tell the callers, unless they have gone away meanwhile."""
    for call in calls:
        if call.future.done():
            continue
        if call.error is None:
            call.future.set_result(call.result)
        else:
            call.future.set_exception(call.error)


def hand_over(calls: list[Waiting]) -> None:
    """Have the callers told, waking each event loop once."""
    for loop in {call.future.get_loop() for call in calls}:
        with suppress(RuntimeError):  # a closed loop: nobody waits there any more
            loop.call_soon_threadsafe(settle, [call for call in calls if call.future.get_loop() is loop])


class TransactionDropped(SQLAlchemyError):
    """SQLite gave up the whole transaction, not only the statement that failed, as it does on a full disk."""


class Writer:
    """The thread that owns the only writing connection. `changed` is called after commits, also of other processes;
    `gone` when the file could not be reached."""

    def __init__(self, engine: Engine, changed: Callable[[], None], gone: Callable[[], None]) -> None:
        self._engine = engine
        self._changed = changed
        self._gone = gone
        self._connection: Connection | None = None
        self._seen: int | None = None
        self._calls: deque[Waiting] = deque()
        self._closing = False
        self._wake = Event()
        self._thread = Thread(target=self._run, name="sqlite-writer", daemon=True)
        self._thread.start()

    def add(self, call: Waiting) -> None:
        """Queue a call; its future is resolved in any case."""
        self._calls.append(call)
        self._wake.set()

    def close(self) -> None:
        """Carry out the calls that wait; no more may be added."""
        self._closing = True
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        while self._calls or not self._closing:
            if self._wake.wait(POLL):
                self._wake.clear()
                while self._calls:
                    self._commit_together()
            else:
                self._look_elsewhere()
        self._disconnect()

    def _commit_together(self) -> None:
        """One transaction for the calls that wait and those that come while they are carried out."""
        calls: list[Waiting] = []
        try:
            connection = self._connect()
            with connection.begin():
                end = monotonic() + GATHERING
                while self._calls and monotonic() < end:
                    calls.append(self._calls.popleft())
                    self._carry_out(calls[-1], connection)
        except SQLAlchemyError as error:
            if not calls:  # no transaction could be begun: all who wait have waited for it
                calls = [self._calls.popleft() for _ in range(len(self._calls))]
            reason = reason_of(error) or "gone"
            for call in calls:
                call.error = not_saved(reason, error)
            self._disconnect(reason)
        else:
            self._changed()
        hand_over(calls)

    def _carry_out(self, call: Waiting, connection: Connection) -> None:
        """Run one call in a savepoint of its own: what it raises undoes itself only, and is its own caller's."""
        session = Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
        try:
            call.result = call.fn(session)
            session.commit()
        except BaseException as error:  # relayed whatever it is, as concurrent.futures does
            call.error = error
        if not driver(connection).in_transaction:
            raise TransactionDropped from call.error
        session.close()
        if reason := reason_of(call.error):
            call.error = not_saved(reason, call.error)

    def _look_elsewhere(self) -> None:
        """`data_version` of a connection changes by commits of all the others."""
        try:
            (version,) = driver(self._connect()).execute("PRAGMA data_version").fetchone()
        except (SQLAlchemyError, sqlite3.Error) as error:  # what is wrong is told to the next caller
            self._disconnect(reason_of(error))
            return
        if version != self._seen:
            self._seen = version
            self._changed()

    def _connect(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _disconnect(self, why: Reason | None = None) -> None:
        """A connection that failed is thrown away: the next call gets a new one."""
        if self._connection is not None:
            with suppress(SQLAlchemyError):
                self._connection.invalidate()
                self._connection.close()
        self._connection = self._seen = None
        if why == "gone":
            self._gone()


def driver(connection: Connection) -> sqlite3.Connection:
    """The connection as sqlite3 itself knows it."""
    found = connection.connection.driver_connection
    assert isinstance(found, sqlite3.Connection)
    return found


class SQLite:
    """What `Database` is on SQLite. `changed` is called after commits, of this process or another.

    Files that were open when their file system went away do not come back with it, and SQLite goes on using them as
    long as any connection of the process holds them: so all are dropped as soon as one finds out.
    """

    def __init__(self, url: URL, changed: Callable[[], None]) -> None:
        self._writing = open_engine(url, "BEGIN IMMEDIATE", "foreign_keys=ON")
        self._reading = open_engine(url, "BEGIN", "query_only=ON")
        self._writer = Writer(self._writing, changed, self._drop_readers)
        self._readers = ThreadPoolExecutor(READERS, "sqlite-reader")
        self._dropped = 0
        event.listen(self._reading, "connect", self._date)
        event.listen(self._reading, "checkin", self._close_dropped)

    def write(self, fn: Callable[[Session], T]) -> asyncio.Future[T]:
        call = Waiting(fn, asyncio.get_running_loop().create_future())
        self._writer.add(call)
        return call.future

    def read(self, fn: Callable[[Session], T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._readers, self._read, fn)

    def _read(self, fn: Callable[[Session], T]) -> T:
        with Session(self._reading) as session:
            try:
                return fn(session)
            except SQLAlchemyError as error:
                if (reason := reason_of(error)) == "gone":
                    session.invalidate()
                    self._drop_readers()
                if reason:
                    raise Unavailable(reason) from error
                raise

    def _drop_readers(self) -> None:
        """Close those that rest now, and those in use when they come back: left to the pool that was given up, they
        would stay open until the garbage is collected."""
        self._dropped += 1
        self._reading.dispose()

    def _date(self, _: sqlite3.Connection, record: Any) -> None:
        record.info["dropped"] = self._dropped

    def _close_dropped(self, connection: sqlite3.Connection | None, record: Any) -> None:
        if connection is not None and record.info["dropped"] != self._dropped:
            record.invalidate()

    def close(self) -> None:
        self._writer.close()
        self._readers.shutdown()
        self._writing.dispose()
        self._reading.dispose()
