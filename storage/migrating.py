"""The tables' versions: up, down, which one, and writing the next. Alembic without an ini file.

Versions are numbered, the newest has the highest number. So a start with nothing to migrate does without Alembic, which
takes a tenth of a second and 12 MB.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, inspect, text

from storage.database import address
from storage.sqlite import open_engine

SCRIPTS = Path(__file__).parent / "migrations"
TURN = 0x666F72756D
"""The advisory lock (the letters «forum») by which processes on PostgreSQL migrate one after the other."""
PATIENCE = 30
"""Seconds that SQLite waits for another process that migrates."""


class UnknownRevision(Exception):
    """No version of the tables is called that. Nothing was changed."""


class BrokenReferences(Exception):
    """After a migration on SQLite rows refer to rows that are gone; it was rolled back."""


def upgrade(url: str | URL, revision: str = "head") -> None:
    """Bring the database up to `revision`. Safe to run by several processes at once; where nothing is to be done, it
    waits for nobody. Raises UnknownRevision."""
    if revision != "head" or current(url) != newest():
        carry_out("upgrade", url, revision)


def downgrade(url: str, revision: str) -> None:
    """Bring the database down to `revision`; "base" removes all tables. Raises UnknownRevision."""
    carry_out("downgrade", url, revision)


def current(url: str | URL) -> str | None:
    """The database's revision; None for one without tables. Only looks, beside whoever writes."""
    parsed = address(url)
    sqlite = parsed.get_backend_name() == "sqlite"
    engine = open_engine(parsed, "BEGIN") if sqlite else create_engine(parsed, hide_parameters=True)
    with closing_engine(engine), engine.connect() as connection:
        known = inspect(connection).has_table("alembic_version")
        return connection.scalar(text("SELECT version_num FROM alembic_version")) if known else None


def newest() -> str:
    """The revision that the code is written for."""
    return max(path.name for path in (SCRIPTS / "versions").glob("[0-9]*.py")).partition("_")[0]


def write_revision(url: str, message: str) -> None:
    """Write the next migration: what the tables in the code have that those of the database lack."""
    carry_out("revision", url, message, autogenerate=True, rev_id=f"{int(newest()) + 1:04}")


def carry_out(command: str, url: str | URL, *args: str, **options: object) -> None:
    """Give Alembic a command, with the connection that migrations/env.py takes."""
    from alembic import command as commands
    from alembic.config import Config
    from alembic.util import CommandError

    with migrating(url) as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
        try:
            getattr(commands, command)(config, *args, **options)
        except CommandError as error:
            raise UnknownRevision(str(error)) from error


@contextmanager
def migrating(url: str | URL) -> Iterator[Connection]:
    """One transaction for all steps, alone: whoever comes second finds the first one's work done."""
    parsed = address(url)
    alone = alone_on_sqlite if parsed.get_backend_name() == "sqlite" else alone_on_postgresql
    with alone(parsed) as connection:
        yield connection


@contextmanager
def alone_on_sqlite(url: URL) -> Iterator[Connection]:
    # SQLite changes a table by making it anew and dropping the old one, which would cascade to what refers to it.
    engine = open_engine(url, "BEGIN IMMEDIATE", "foreign_keys=OFF", patience=PATIENCE)
    with closing_engine(engine), engine.begin() as connection:
        yield connection
        if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            raise BrokenReferences(f"{len(broken)} rows refer to what does not exist, the first in {broken[0][0]}")


@contextmanager
def alone_on_postgresql(url: URL) -> Iterator[Connection]:
    engine = create_engine(url, hide_parameters=True)
    with closing_engine(engine), engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})
        # Rather fail than stand in front of everybody who wants the table: a waiting ALTER TABLE blocks readers too.
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        yield connection


@contextmanager
def closing_engine(engine: Engine) -> Iterator[None]:
    try:
        yield
    finally:
        engine.dispose()
