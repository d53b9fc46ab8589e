"""Loading a forum file into the database at the command line, and dumping it."""

import asyncio
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.text import Text
from sqlalchemy.orm import Session

from bot.telling import Stop
from handlers.meetings import reminders
from storage import dumping, forum_file, forums, loading, migrating
from storage.database import Database
from storage.difference import Change, in_words
from storage.forum_file import ForumFile
from storage.loading import Plan


def load(url: str, path: Path, sure: bool, out: Console) -> None:
    """Check the file, show what it changes, ask unless `sure`, and load it. Raises what `bot.telling` tells."""
    file = forum_file.read(path)
    migrating.upgrade(url)
    with closing(Database(url)) as database:
        now = asyncio.run(database.read(_now))
        today = now.astimezone(ZoneInfo(file.forum.zone)).date()
        plan = asyncio.run(database.read(lambda db: loading.plan(db, file, today)))
        _show(plan, out)
        if plan.difference.changes and not sure:
            _ask()

        def carry_out(db: Session) -> None:
            if loading.plan(db, file, today) != plan:
                raise Stop("The database was changed meanwhile. Nothing was loaded; run the command again.")
            loading.carry_out(db, plan)
            reminders.plan_all(db, forums.the(db), now)

        asyncio.run(database.write(carry_out))
    out.print(_seats(plan.difference.merged), soft_wrap=True, highlight=False, markup=False)


def dump(url: str) -> str:
    """The forum in the database as a forum file. Raises Stop before the first load."""
    migrating.upgrade(url)
    with closing(Database(url)) as database:
        file = asyncio.run(database.read(lambda db: dumping.dump(db) if forums.loaded(db) else None))
    if file is None:
        raise Stop("Nothing is loaded yet. «forumbot load FILE» loads a forum file.")
    return forum_file.write(file)


def _now(db: Session) -> datetime:
    """The forum's time, which a demo may have moved."""
    forum = forums.loaded(db)
    return datetime.now(UTC) + timedelta(seconds=forum.clock_ahead if forum else 0)


def _ask() -> None:
    if not sys.stdin.isatty():
        raise Stop("There is nobody to ask. Nothing was changed; --yes loads without asking.")
    if not typer.confirm("Load this?"):
        raise Stop("Nothing was changed.")


def _show(plan: Plan, out: Console) -> None:
    """What the load will do: how much there is at the first load, afterwards each change."""
    if plan.first:
        out.print(_sizes(plan.file), soft_wrap=True, highlight=False, markup=False)
    elif not plan.difference.changes:
        out.print("The file changes nothing.")
    for section, changes in groupby(() if plan.first else plan.difference.changes, lambda change: change.at.section):
        out.print(Text(section, style="bold"))
        for change in changes:
            out.print(_line(change), soft_wrap=True)


def _line(change: Change) -> Text:
    name = str(change.at).removeprefix(change.at.section).strip()
    if change.before is None and not change.at.field:
        return Text(f"  + {name}: {in_words(change.after)}", style="green")
    if change.after is None and not change.at.field:
        return Text(f"  - {name}: {in_words(change.before)}", style="red")
    return Text(f"  {name}: {in_words(change.before)} → {in_words(change.after)}")


def _sizes(file: ForumFile) -> str:
    sections = {name: len(getattr(file, name)) for name in ForumFile.model_fields if name != "forum"}
    return f"{file.forum.name}: " + ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in sections.items())


def _seats(file: ForumFile) -> str:
    counts = forum_file.counts(file)
    meeting = (body for body in file.bodies if body.kind != "predecessor")
    return "Seats: " + ", ".join(f"{body.name} {counts[body.key]}" for body in meeting)
