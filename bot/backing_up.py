"""Backing up a forum at the command line, and restoring it."""

import asyncio
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import typer
from rich.console import Console
from sqlalchemy.orm import Session

from bot.telling import Stop
from storage import backups, forums, migrating, restoring
from storage.backups import Backup, NoBackup
from storage.database import Database
from storage.restoring import NotRestored, Restored


def backup(url: str, path: Path, out: Console) -> None:
    """Write all that is in the database to `path`, as it is at one moment. Nothing waits for it."""
    revision = migrating.current(url)
    if revision is None:
        raise Stop("There is nothing yet that could be backed up.")
    if revision != migrating.newest():
        raise Stop(
            f"The tables are at revision {revision}, this version is for {migrating.newest()}. Let the version that "
            "runs make the backup, or bring the tables up to date first: «forumbot migrate»."
        )
    with closing(Database(url)) as database:
        rows = asyncio.run(database.read(lambda db: backups.write(db, path)))
    _tell(out, f"{path} holds {rows} rows, of revision {revision}.")


def restore(url: str, path: Path, replace: bool, out: Console) -> None:
    """Bring back what a backup holds. Asks before anything is lost, unless told to `replace` it."""
    try:
        _restore(url, path, replace, out)
    except (NoBackup, NotRestored) as error:
        raise Stop(f"{error} Nothing was changed.") from error


def _restore(url: str, path: Path, replace: bool, out: Console) -> None:
    found = backups.check(path)
    _tell(out, f"{path} is whole: {found.rows} rows, made {found.made_at:%Y-%m-%d %H:%M} UTC.")
    migrating.upgrade(url)
    with closing(Database(url)) as database:
        empty = asyncio.run(database.read(restoring.is_empty))
    if not empty and not replace:
        _ask(found)
    done = restoring.restore(found, url, replace=not empty, now=_now)
    for line in _told(done):
        _tell(out, line)


def _ask(found: Backup) -> None:
    if not sys.stdin.isatty():
        raise Stop("There is a forum in the database. Nothing was changed; --replace puts the backup in its place.")
    if not typer.confirm(f"Replace the forum in the database by the backup of {found.made_at:%Y-%m-%d %H:%M} UTC?"):
        raise Stop("Nothing was changed.")


def _now(db: Session) -> datetime:
    """The restored forum's time, which a demo may have moved."""
    forum = forums.loaded(db)
    return datetime.now(UTC) + timedelta(seconds=forum.clock_ahead if forum else 0)


def _told(done: Restored) -> list[str]:
    skipped = f"Not sent, because their time is past: {done.skipped}. «forumbot preview» lists them as skipped."
    unsure = f"Looked up before they are sent, because they were on their way: {done.unsure}."
    return [
        f"Restored: {done.rows} rows.",
        *([skipped] if done.skipped else []),
        *([unsure] if done.unsure else []),
    ]


def _tell(out: Console, line: str) -> None:
    out.print(line, soft_wrap=True, highlight=False, markup=False)
