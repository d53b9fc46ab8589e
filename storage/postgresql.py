"""PostgreSQL: a pool of threads, a transaction for each call, and a look now and then for what others committed."""

import asyncio
import itertools
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from threading import Event, Thread
from typing import TypeVar

import psycopg
from sqlalchemy import URL, Engine, create_engine, event, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from storage.not_saved import NotSaved, Reason, Unavailable

T = TypeVar("T")

WRITERS = 8
READERS = 4
PATIENCE = 1.25
"""Seconds to wait for a lock, and to try again: a person is told within two. Longer than the server's
deadlock_timeout of one second, or no deadlock would be recognised."""
IN_VAIN = 0.25
"""Seconds behind a call that failed after which a call is not even tried: it would be told too late."""
POLL = 0.25
"""Seconds between looks for commits by other processes."""

REACHING = {"connect_timeout": 2, "tcp_user_timeout": 2000}
STILL = 10
"""Seconds after which the server ends the transaction of a writer that stands still in its midst (stopped, or its
machine gone): what it holds would else be locked for all."""
WRITING = (
    f"-c timezone=UTC -c lock_timeout={PATIENCE:g}s -c statement_timeout=2s"
    f" -c idle_in_transaction_session_timeout={STILL}s"
)
READING = (
    "-c timezone=UTC -c statement_timeout=10s"
    r" -c default_transaction_read_only=on -c default_transaction_isolation=repeatable\ read"
)

CLASHES = ("40P01", "40001")
"""SQLSTATE of a deadlock and of a serialisation failure: the same transaction may succeed the next time."""
REASONS: dict[str | None, Reason] = {
    **dict.fromkeys(CLASHES, "locked"),
    "55P03": "locked",  # lock_timeout
    "57014": "locked",  # statement_timeout
    "53100": "full",
}
UNREACHABLE = ("08", "53", "57", "58")
"""Classes of SQLSTATE: connection, resources, operator's intervention, system."""

# NOTIFY in each transaction would be quicker to tell, but it makes all commits of the server wait for each other
# (with commits of 3 ms and 16 writers: 288 transactions a second instead of 2,805).
SNAPSHOT = text("SELECT pg_current_snapshot()::text")


def open_engine(url: URL, options: str, size: int) -> Engine:
    """An engine of `size` connections, each set up with the server's `options`."""
    connect = {**REACHING, "options": options}
    engine = create_engine(url, connect_args=connect, pool_size=size, max_overflow=0, hide_parameters=True)
    event.listen(engine, "handle_error", leave_out_detail)
    return engine


def leave_out_detail(context: ExceptionContext) -> None:
    """The server's DETAIL quotes the values of the row at fault, and errors are logged."""
    error, told = context.original_exception, context.sqlalchemy_exception
    if isinstance(error, psycopg.Error) and error.diag.message_primary:
        error.args = (error.diag.message_primary,)
        if told is not None:
            told.args = (f"({type(error).__name__}) {error}", *told.args[1:])


def reason_of(error: DBAPIError) -> Reason | None:
    """Why PostgreSQL could not, or None if the statement itself was at fault."""
    state = error.orig.sqlstate if isinstance(error.orig, psycopg.Error) else None
    if state in REASONS:
        return REASONS[state]
    never_reached = state is None and isinstance(error.orig, psycopg.OperationalError)
    unreachable = state is not None and state.startswith(UNREACHABLE)
    return "gone" if error.connection_invalidated or never_reached or unreachable else None


def worth_another_try(error: DBAPIError) -> bool:
    """Whether transactions met, or the connection had died while it lay in the pool."""
    met = isinstance(error.orig, psycopg.Error) and error.orig.sqlstate in CLASHES
    return met or error.connection_invalidated


def carry_out(engine: Engine, fn: Callable[[Session], T]) -> T:
    """One transaction, begun again if it met another. Raises Unavailable, or what `fn` raises."""
    end = time.monotonic() + PATIENCE
    for attempt in itertools.count(1):
        try:
            with Session(engine, expire_on_commit=False) as session:
                return fn(session)
        except DBAPIError as error:
            if not worth_another_try(error) or time.monotonic() > end:
                if reason := reason_of(error):
                    raise Unavailable(reason) from error
                raise
        time.sleep(random.uniform(0, 0.01 * 2**attempt))
    raise AssertionError("count() does not end")


def save(fn: Callable[[Session], T], session: Session) -> T:
    """Run `fn` and commit. A connection lost in the COMMIT itself is `unknown`: it may have been carried out. A server
    that may only be read (a standby, or set so by whoever runs it) is as good as `gone`."""
    try:
        result = fn(session)
        session.flush()
    except DBAPIError as error:
        if isinstance(error.orig, psycopg.errors.ReadOnlySqlTransaction):
            raise NotSaved("gone") from error
        raise
    try:
        session.commit()
    except DBAPIError as error:
        if error.connection_invalidated:
            raise NotSaved("unknown") from error
        raise
    return result


class PostgreSQL:
    """What `Database` is on PostgreSQL. `changed` is called after commits, of this process or another."""

    def __init__(self, url: URL, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._writing = open_engine(url, WRITING, WRITERS)
        self._reading = open_engine(url, READING, READERS + 1)
        self._writers = ThreadPoolExecutor(WRITERS, "postgresql-writer")
        self._readers = ThreadPoolExecutor(READERS, "postgresql-reader")
        self._failure: tuple[float, Reason] = 0.0, "locked"
        self._closing = Event()
        self._watcher = Thread(target=self._watch, name="postgresql-watcher", daemon=True)
        self._watcher.start()

    def write(self, fn: Callable[[Session], T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._writers, self._write, fn, time.monotonic())

    def read(self, fn: Callable[[Session], T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._readers, carry_out, self._reading, fn)

    def close(self) -> None:
        self._closing.set()
        self._watcher.join()
        self._writers.shutdown()
        self._readers.shutdown()
        self._writing.dispose()
        self._reading.dispose()

    def _write(self, fn: Callable[[Session], T], asked: float) -> T:
        """Whoever has waited long behind a call that failed is told so without a try. `asked` is on time.monotonic."""
        failed, reason = self._failure
        if failed > asked and time.monotonic() - asked > IN_VAIN:
            raise NotSaved(reason)
        try:
            result = carry_out(self._writing, partial(save, fn))
        except Unavailable as trouble:
            self._failure = time.monotonic(), trouble.reason
            raise NotSaved(trouble.reason) from trouble
        self._changed()
        return result

    def _watch(self) -> None:
        seen = None
        while not self._closing.wait(POLL):
            with suppress(DBAPIError), self._reading.connect() as connection:
                snapshot = connection.scalar(SNAPSHOT)
                if snapshot != seen:
                    seen = snapshot
                    self._changed()
