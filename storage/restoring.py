"""Restoring a backup: all of it in one transaction, into an empty database or instead of what is there.

What was restored is read back and compared before it counts. What should have been sent by now is noted, not sent: it
may have gone out after the backup was made, and an old reminder is worse than none.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Table, delete, exists, insert, inspect, or_, select, text, update
from sqlalchemy.orm import Session

from storage import backups, digests, last_ids, migrating
from storage.backups import TABLES, Backup
from storage.database import real_time
from storage.digests import Digest
from storage.posts import Post


class NotRestored(Exception):
    """What was read back is not what the backup holds, or rows were there. Nothing was changed."""


@dataclass(frozen=True)
class Restored:
    """How many rows there are, how many posts were skipped because their time is past, and how many are looked up."""

    rows: int
    skipped: int
    unsure: int


def is_empty(db: Session | Connection) -> bool:
    """Whether nothing would be lost."""
    return not any(db.scalar(select(exists().select_from(table))) for table in TABLES)


def restore(backup: Backup, url: str, replace: bool, now: Callable[[Session], datetime]) -> Restored:
    """Restore into a database whose tables are up to date. `now` tells the forum's time, once it is restored. Raises
    NotRestored."""
    with _of_this_revision(backup) as file, migrating.migrating(url) as target:
        if not replace and not is_empty(target):
            raise NotRestored("The database is not empty.")
        with _references_checked_last(target):
            _empty(target)
            for table in TABLES:
                _copy(file, table, target)
        last_ids.go_on_from(target, TABLES, last_ids.read(file, TABLES))
        with Session(target) as db:
            skipped, unsure = _catch_up(db, now(db))
            db.flush()
        return Restored(backup.rows, skipped, unsure)


@contextmanager
def _of_this_revision(backup: Backup) -> Iterator[Connection]:
    """The backup's tables as they are today: an older file is brought up to date in a copy."""
    if backup.revision == migrating.newest():
        with backups.reading(backup.path) as file:
            yield file
        return
    with TemporaryDirectory(prefix="forumbot-restore-") as folder:
        copy = Path(folder) / "backup.db"
        shutil.copyfile(backup.path, copy)
        migrating.upgrade(backups.url_of(copy))
        with backups.reading(copy) as file:
            yield file


def _empty(target: Connection) -> None:
    """Remove all rows. On PostgreSQL that also keeps everybody out until the end."""
    if target.dialect.name == "postgresql":
        target.execute(text("TRUNCATE " + ", ".join(f'"{table.name}"' for table in TABLES)))
        return
    for table in reversed(TABLES):
        target.execute(delete(table))


def _copy(file: Connection, table: Table, target: Connection) -> None:
    expected = Digest()
    for some in digests.batches(file, table):
        for cells in digests.cells_of(table, some):
            expected.add(cells)
        target.execute(insert(table), some)
    if digests.of(target, table) != expected:
        raise NotRestored(f"«{table.name}» does not come back as it was.")


@contextmanager
def _references_checked_last(target: Connection) -> Iterator[None]:
    """Rows may come before those they refer to. SQLite checks at the end of `migrating.migrating`."""
    if target.dialect.name == "sqlite":
        yield
        return
    look = inspect(target)
    references = [(table.name, key["name"]) for table in TABLES for key in look.get_foreign_keys(table.name)]
    _have_references(target, references, "DEFERRABLE INITIALLY DEFERRED")
    yield
    target.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    _have_references(target, references, "NOT DEFERRABLE")


def _have_references(target: Connection, references: list[tuple[str, str | None]], be: str) -> None:
    for table, name in references:
        target.execute(text(f'ALTER TABLE "{table}" ALTER CONSTRAINT "{name}" {be}'))


def _catch_up(db: Session, now: datetime) -> tuple[int, int]:
    """Note what is not sent any more, and let go of what was in somebody's hands: whether it was sent is looked up."""
    past = (Post.state == "waiting", Post.due <= now)
    skip = update(Post).where(*past, or_(Post.token.is_(None), AUDIENCE)).values(SKIPPED).returning(Post.id)
    skipped = len(db.scalars(skip).all())
    let_go = update(Post).where(Post.token.is_not(None)).values(leased_until=real_time(db)).returning(Post.id)
    return skipped, len(db.scalars(let_go).all())


AUDIENCE = Post.to.not_like("place:%") & Post.to.not_like("person:%")
"""What is spread is sent by nobody yet, whoever held it: its messages would all be new."""
SKIPPED = {"state": "skipped", "reason": "restored", "token": None, "leased_until": None}
