"""Ways to break a database for a while, each a block that mends it at its end. What is simulated says so."""

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
from sqlalchemy import Connection, Engine, event, make_url

from tests.faults.databases import Server

UNLIMITED = 4_294_967_294
"""SQLite's own limit, in pages."""
ROOM = 64 * 1024
"""Bytes to which a file may grow, while no file may grow further."""


def file_of(url: str) -> Path:
    database = make_url(url).database
    assert database is not None
    return Path(database)


@dataclass
class Disk:
    """For every SQLite database of this process: whether it finds room for another page."""

    full: bool = False

    def limit(self, connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            most = connection.exec_driver_sql("PRAGMA page_count").scalar_one() if self.full else UNLIMITED
            connection.exec_driver_sql(f"PRAGMA max_page_count = {most}")


@cache
def disk() -> Disk:
    made = Disk()
    event.listen(Engine, "begin", made.limit)
    return made


@contextmanager
def sqlite_full() -> Iterator[None]:
    """Simulated by SQLite itself: it finds no room for another page, as on a full disk (SQLITE_FULL)."""
    disk().full = True
    try:
        yield
    finally:
        disk().full = False


@contextmanager
def no_larger_files() -> Iterator[None]:
    """Real: the operating system refuses this process to write a file any further (EFBIG, an input/output error)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def another_process(code: str, *args: object) -> Iterator[None]:
    """Real: another process that has done what `code` says until it is ended. It tells «ready»."""
    command = [sys.executable, "-c", f"{code}\nprint('ready', flush=True); input()", *map(str, args)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield
        finally:
            process.kill()


def sqlite_locked(path: Path) -> AbstractContextManager[None]:
    code = """import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
connection.execute("BEGIN IMMEDIATE")"""
    return another_process(code, path)


@contextmanager
def sqlite_gone(path: Path, *, same: bool = False) -> Iterator[None]:
    """As when a file system goes away and is mounted again: the folder is moved, what was open in it can no more be
    read or written, and what comes back are the `same` files, or others with the same content (as from a copy). The
    open files are replaced by one that refuses both: no file system is really unmounted."""
    away = path.parent.with_name(path.parent.name + "-away")
    path.parent.rename(away)
    dead = os.open("/", os.O_PATH)
    for number in opened_in(away):
        os.dup2(dead, number, inheritable=False)
    try:
        yield
    finally:
        os.close(dead)
        shutil.move(away, path.parent) if same else shutil.copytree(away, path.parent)


def opened_in(folder: Path) -> list[int]:
    """The numbers of this process's open files in a folder."""
    numbers = [int(name) for name in os.listdir("/proc/self/fd")]
    return [number for number in numbers if _target(number).startswith(f"{folder}/")]


def _target(number: int) -> str:
    try:
        return os.readlink(f"/proc/self/fd/{number}")
    except FileNotFoundError:  # closed meanwhile
        return ""


@contextmanager
def postgresql_full(url: str) -> Iterator[None]:
    """Simulated by triggers: what would be stored is refused with the server's own error for a full disk (53100)."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"
        )
        for table in FILLED:
            connection.execute(
                f"CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON {table} EXECUTE FUNCTION full_disk()".encode()
            )
        try:
            yield
        finally:
            connection.execute("DROP FUNCTION full_disk CASCADE")


FILLED = ("answer", "post", "event")


def postgresql_locked(url: str) -> AbstractContextManager[None]:
    code = """import psycopg, sys
connection = psycopg.connect(sys.argv[1])
connection.execute("LOCK TABLE answer, post IN EXCLUSIVE MODE")"""
    return another_process(code, url)


@contextmanager
def postgresql_stopped(server: Server) -> Iterator[None]:
    """Real: the server is ended at once, as in a crash, and started again."""
    server.stop()
    try:
        yield
    finally:
        server.start()


@contextmanager
def postgresql_frozen(server: Server) -> Iterator[None]:
    """Real: none of the server's processes gets its turn, so that nothing is refused and nothing answered."""
    processes = server.processes()
    try:
        for process in processes:
            process.send_signal(signal.SIGSTOP)
        yield
    finally:
        for process in reversed(processes):
            process.send_signal(signal.SIGCONT)
