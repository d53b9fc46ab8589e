"""Backups: all tables in one SQLite file, from one snapshot of whichever database, with a digest of each table.

The file is a database of the same revision, made by the migrations, and two tables more: `backup` and `backup_table`.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from errno import EEXIST, ENOENT
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, Connection, NullPool, Table, create_engine, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

import storage.tables  # noqa: F401  (all tables make themselves known to Base)
from storage import digests, last_ids, migrating
from storage.base import Base
from storage.database import real_time
from storage.digests import Digest

TABLES = Base.metadata.sorted_tables


class NoBackup(Exception):
    """The file is no backup, is not whole, or is of a later version. Nothing was changed."""


@dataclass(frozen=True)
class Backup:
    """What a file holds."""

    path: Path
    revision: str
    made_at: datetime
    rows: int


def write(db: Session, path: Path) -> int:
    """Write all that `db` sees, and give the number of rows. `path` is there when all of it is safe on the disk, or not
    at all. Raises OSError, also if something is there already."""
    if path.exists():
        raise FileExistsError(EEXIST, "There is something already", str(path))
    if not path.parent.is_dir():
        raise FileNotFoundError(ENOENT, "There is no such folder", str(path.parent))
    with TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
        new = Path(folder) / "backup.db"
        rows = _fill(db, new)
        _keep(new, path)
    return rows


def _fill(db: Session, new: Path) -> int:
    migrating.upgrade(url_of(new))
    source = db.connection()
    with create_engine(url_of(new), poolclass=NullPool).connect() as file:
        file.exec_driver_sql("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        file.commit()
        rows = sum(_copy(source, table, file) for table in TABLES)
        last_ids.keep(file, last_ids.read(source, TABLES))
        file.exec_driver_sql("CREATE TABLE backup (made_at TEXT NOT NULL, rows INTEGER NOT NULL)")
        file.exec_driver_sql("INSERT INTO backup VALUES (?, ?)", (real_time(db).isoformat(), rows))
        seal(file)
        file.commit()
    return rows


def _copy(source: Connection, table: Table, file: Connection) -> int:
    """Copy a table as it is stored; what refers to what need not be known here."""
    names = [column.name for column in table.columns]
    columns, marks = ", ".join(map(_quoted, names)), ", ".join("?" * len(names))
    insert = f"INSERT INTO {_quoted(table.name)} ({columns}) VALUES ({marks})"
    rows = 0
    for some in digests.batches(source, table):
        batch = [tuple(cells[name] for name in names) for cells in digests.cells_of(table, some)]
        file.exec_driver_sql(insert, batch)
        rows += len(batch)
    return rows


def seal(file: Connection) -> None:
    """Note the digest of every table."""
    file.exec_driver_sql("DROP TABLE IF EXISTS backup_table")
    file.exec_driver_sql("CREATE TABLE backup_table (name TEXT NOT NULL, digest TEXT NOT NULL)")
    file.exec_driver_sql("INSERT INTO backup_table VALUES (?, ?)", list(_digests(file).items()))


def _digests(file: Connection) -> dict[str, str]:
    """The digest of each table as it stands in the file."""
    names = file.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'backup_table'"))
    return {name: _stored(file, name) for name in names.all()}


def _stored(file: Connection, name: str) -> str:
    digest = Digest()
    for row in file.exec_driver_sql(f"SELECT * FROM {_quoted(name)}").mappings():
        digest.add({str(name): cell for name, cell in row.items()})
    return digest.text


def _keep(new: Path, path: Path) -> None:
    """Have the file in its place, for good."""
    new.chmod(0o600)
    _on_the_disk(new)
    new.rename(path)
    _on_the_disk(path.parent)


def _on_the_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def check(path: Path) -> Backup:
    """What the file holds, if it is a backup and every table is as it was written. Raises NoBackup, OSError."""
    with path.open("rb"):
        pass  # tells why, if it can not be read
    try:
        with reading(path) as file:
            backup = _described(file, path)
            broken = _broken(file)
    except DatabaseError as error:
        raise NoBackup(f"{path} is no backup, or it is damaged.") from error
    if broken:
        raise NoBackup(f"{path} is damaged: {', '.join(broken)} is not as it was written.")
    if backup.revision > migrating.newest():
        raise NoBackup(
            f"{path} was made by a later version: its tables are at revision {backup.revision}, "
            f"this version knows those up to {migrating.newest()}."
        )
    return backup


def _described(file: Connection, path: Path) -> Backup:
    made_at, rows = file.execute(text("SELECT made_at, rows FROM backup")).one()
    revision = file.scalars(text("SELECT version_num FROM alembic_version")).one()
    return Backup(path, revision, datetime.fromisoformat(made_at), rows)


def _broken(file: Connection) -> list[str]:
    """The tables that are not as they were written."""
    written = {row.name: row.digest for row in file.execute(text("SELECT name, digest FROM backup_table"))}
    found = _digests(file)
    return sorted(name for name in written.keys() | found if written.get(name) != found.get(name))


@contextmanager
def reading(path: Path) -> Iterator[Connection]:
    """The file as a database that can not be changed."""
    address = f"{path.resolve().as_uri()}?mode=ro"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool)
    with engine.connect() as file:
        yield file


def url_of(path: Path) -> URL:
    return URL.create("sqlite", database=str(path))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
