"""Three ways to store the same answer durably: ours, the same handler over aiosqlite, and the bare statements."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from handlers import CAPABILITIES
from handlers.call import Ask
from tests.performance.forum import Forum

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=1000")

Statement = tuple[str, Any]


class Side(Protocol):
    async def do(self, ask: Ask) -> None: ...


class Ours:
    """Inbound and Database, as every platform uses them."""

    def __init__(self, forum: Forum) -> None:
        self._inbound = forum.world.inbound

    async def do(self, ask: Ask) -> None:
        reply = await self._inbound.do(ask)
        assert reply.outcome == "done", reply


class OverAiosqlite:
    """The same handler in an AsyncSession on a copy of the forum, with a commit for each answer.

    Its writers stand in line for one connection. With a connection for each they meet in BEGIN IMMEDIATE and sleep
    there, which is slower.
    """

    def __init__(self, forum: Forum, path: Path) -> None:
        self._forum, self._line = forum, asyncio.Lock()
        self._engine = open_async(path)

    async def do(self, ask: Ask) -> None:
        async with self._line, AsyncSession(self._engine, expire_on_commit=False) as session:
            await session.run_sync(CAPABILITIES.perform, ask, self._forum.world.time)
            await session.commit()

    async def close(self) -> None:
        await self._engine.dispose()


def open_async(path: Path) -> AsyncEngine:
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}")

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


class Bare:
    """The statements of one answer again and again, on another copy, by sqlite3 alone: as little as it can cost."""

    def __init__(self, statements: list[Statement], recorded: Ask, path: Path) -> None:
        self._statements, self._recorded = statements, recorded
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")

    async def do(self, ask: Ask) -> None:
        for statement, parameters in self._statements:
            own = tuple(ask.event if value == self._recorded.event else value for value in parameters)
            self._connection.execute(statement, own).fetchall()
        self._connection.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()


def statements_of(forum: Forum, ask: Ask) -> list[Statement]:
    """What an answer says to the database, from BEGIN to before COMMIT."""
    with recording() as statements:
        forum.world.run(Ours(forum).do(ask))
    return statements


@contextmanager
def recording() -> Iterator[list[Statement]]:
    found: list[Statement] = []

    def note(_: Connection, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        found.extend((statement, given) for given in (parameters if many else [parameters]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)
