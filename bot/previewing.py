"""`forumbot preview`: what will be posted, as a table or JSON, or counted for each person."""

import asyncio
import json
from contextlib import closing
from dataclasses import asdict
from datetime import datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from bot.telling import Stop
from handlers import CAPABILITIES
from handlers.preview import Planned, per_person, preview
from storage import forums, migrating
from storage.database import Database

BUDGET = 25
"""Personal messages to a member in a year, at most (docs/the-forum.md)."""

Format = Literal["table", "json"]


def show(url: str, since: datetime | None, until: datetime | None, form: Format, persons: bool, out: Console) -> None:
    """Print what will be posted between two local days, the last one included."""
    if since and until and until < since:
        raise Stop(f"There are no days from {since:%Y-%m-%d} to {until:%Y-%m-%d}: the last is before the first.")
    planned = _planned(url, since, until)
    if persons:
        _count(planned, form, out)
    elif form == "json":
        out.print_json(json.dumps([_plain(one) for one in planned], ensure_ascii=False))
    else:
        out.print(_table(planned))


def _planned(url: str, since: datetime | None, until: datetime | None) -> list[Planned]:
    migrating.upgrade(url)

    def read(db: Session) -> list[Planned]:
        forum = forums.loaded(db)
        if forum is None:
            raise Stop("Nothing is loaded yet. «forumbot load FILE» loads a forum file.")
        zone = ZoneInfo(forum.zone)
        first = (since or datetime(1900, 1, 1)).replace(tzinfo=zone)
        last = datetime.combine(until or datetime(2199, 12, 31), time.max, zone)
        return preview(db, CAPABILITIES, first, last)

    with closing(Database(url)) as database:
        return asyncio.run(database.read(read))


def _plain(planned: Planned) -> dict[str, str]:
    fields = asdict(planned) | {"at": planned.at.isoformat()}
    return {name: fields[name] for name in ("at", "to", "subject", "key", "view", "state", "text")}


def _table(planned: list[Planned]) -> Table:
    table = Table("At", "To", "Subject", "State", "Text", title=f"{len(planned)} messages")
    for one in planned:
        table.add_row(f"{one.at:%a %Y-%m-%d %H:%M}", one.to, one.subject, one.state, one.text.split("\n")[0])
    return table


def _count(planned: list[Planned], form: Format, out: Console) -> None:
    counts = sorted(per_person(planned).items(), key=lambda pair: -pair[1])
    if form == "json":
        rows = [{"person": name, "year": year, "messages": count} for (_, name, year), count in counts]
        out.print_json(json.dumps(rows, ensure_ascii=False))
        return
    table = Table("Person", "Year", "Messages", title=f"Personal messages, at most {BUDGET} for a member and year")
    for (_, name, year), count in counts:
        table.add_row(name, str(year), str(count) + (" too many" if count > BUDGET else ""))
    out.print(table)
