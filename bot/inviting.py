"""`forumbot invite`, `links`, `revoke`: giving personal links, and taking them back."""

import asyncio
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar, get_args

from sqlalchemy.orm import Session

from bot.settings import Settings
from bot.telling import Stop
from handlers import doors
from handlers.call import Look
from handlers.doors import Link
from handlers.people_words import body_called, folded
from storage import bodies, forums, migrating, people
from storage import doors as kept
from storage.database import Database, real_time
from storage.people import Person

T = TypeVar("T")


def invite(settings: Settings, who: str, days: int) -> Link:
    """A new link for one person. Raises Stop for a name that nobody has, or several."""

    def make(db: Session) -> Link:
        look, person = _look(db), _person(db, who)
        return doors.link(look, person, doors.organisation_of(look, person), settings.entrance, days)

    return _written(settings, make)


def links(settings: Settings, body: str | None, days: int) -> str:
    """A table of new links for all, or for those of one body, as CSV. Raises Stop."""

    def make(db: Session) -> str:
        look = _look(db)
        group = body_called(bodies.all_bodies(db), body) if body else None
        if body and group is None:
            names = ", ".join(one.key for one in bodies.all_bodies(db))
            raise Stop(f"There is no body «{body}». There are: {names}.")
        invited = doors.invited(look, group)
        return doors.table(look, [doors.link(look, *one, settings.entrance, days) for one in invited])

    return _written(settings, make)


@dataclass(frozen=True)
class Revoked:
    name: str
    links: int
    sessions: int


def revoke(settings: Settings, who: str) -> Revoked:
    """End a person's links, the calendar's too, and all their sessions. Raises Stop."""

    def end(db: Session) -> Revoked:
        person, real = _person(db, who), real_time(db)
        ended = sum(kept.revoke(db, person.id, kind, real) for kind in get_args(kept.Kind))
        return Revoked(person.name, ended, kept.leave_everywhere(db, person.id, real))

    return _written(settings, end)


def _written(settings: Settings, fn: Callable[[Session], T]) -> T:
    migrating.upgrade(settings.database_url)
    with closing(Database(settings.database_url)) as database:
        return asyncio.run(database.write(fn))


def _look(db: Session) -> Look:
    forum = forums.loaded(db)
    if forum is None:
        raise Stop("Nothing is loaded yet. «forumbot load FILE» loads a forum file.")
    return Look(db, datetime.now(UTC) + timedelta(seconds=forum.clock_ahead), None)


def _person(db: Session, who: str) -> Person:
    """The one with that key, e-mail or name; else the only one whose name holds the words."""
    wanted, everyone = folded(who), people.everyone(db)
    found = [it for it in everyone if wanted in filter(None, (it.key, folded(it.name), folded(it.email or "")))]
    found = found or [it for it in everyone if wanted and wanted in folded(it.name)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise Stop(f"Nobody in the forum is called «{who}». Give a key, an e-mail address or a name.")
    told = "; ".join(f"{it.key} ({', '.join(filter(None, [it.name, it.email]))})" for it in found)
    raise Stop(f"«{who}» may be any of these, so give the key: {told}.")
