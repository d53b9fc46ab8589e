"""Making the database say what a forum file says. Rows keep their ids, so what refers to them stays true."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from storage import bodies, forums, places
from storage.accounts import Account
from storage.bodies import Body
from storage.difference import by_identity
from storage.dumping import COLUMNS, LISTS, REFERENCES, SECTIONS, Section, keys, rows
from storage.forum_file import ForumFile, Part
from storage.forums import Forum
from storage.people import Person
from storage.places import Place

Ids = dict[type[Any], dict[str, int]]


def apply(db: Session, target: ForumFile) -> None:
    """Make the database say what `target` says. What is not in it is removed: ask `in_use.removed` first."""
    ids = {table: {key: id for id, key in known.items()} for table, known in keys(db).items()}
    forum = forums.loaded(db) or Forum(id=1, file="")
    _fill(forum, target.forum, ids)
    db.add(forum)
    gone = [row for section in SECTIONS for row in _apply(db, section, getattr(target, section.name), ids)]
    for row in reversed(gone):
        _remove(db, row)
    for body in bodies.all_bodies(db):
        places.bind(db, "browser", f"body:{body.id}", body.id)


def _apply(db: Session, section: Section, parts: Sequence[Part], ids: Ids) -> list[Any]:
    """Update and add the rows of a section; those that are not wanted any more are returned."""
    known, wanted = rows(db, section), by_identity(section.name, parts)
    kept = [known.get(identity) or section.table() for identity in wanted]
    for position, (row, part) in enumerate(zip(kept, parts, strict=True), 1):
        _fill(row, part, ids, position)
    db.add_all(kept)
    db.flush()
    if section.table in ids:
        ids[section.table] = {row.key: row.id for row in kept}
    for row, part in zip(kept, parts, strict=True):
        _refer(row, part, ids)  # again: a body may prepare one that comes after it
    return [row for identity, row in known.items() if identity not in wanted]


def _fill(row: Any, part: Part, ids: Ids, position: int | None = None) -> None:
    """Have the row keep what the part says. A column that says so already is not written."""
    for name in type(part).model_fields:
        if name in LISTS:
            setattr(row, name, _inner(row, name, getattr(part, name), ids))
        elif name not in REFERENCES:
            setattr(row, COLUMNS.get(name, name), _plain(getattr(part, name)))
    _refer(row, part, ids)
    if hasattr(row, "position"):
        row.position = position


def _refer(row: Any, part: Part, ids: Ids) -> None:
    for name in type(part).model_fields:
        if name in REFERENCES:
            setattr(row, f"{name}_id", ids[REFERENCES[name]].get(getattr(part, name)))


def _plain(value: Any) -> Any:
    match value:
        case tuple():
            return list(value)
        case Part():
            return value.model_dump(mode="json", by_alias=True)
    return value


def _inner(row: Any, name: str, parts: Sequence[Part], ids: Ids) -> list[Any]:
    """The rows of a list within a thing, in their order."""
    kept = [found or LISTS[name].table() for found in continued(getattr(row, name), parts, LISTS[name].told_by)]
    for position, (inner, part) in enumerate(zip(kept, parts, strict=True), 1):
        _fill(inner, part, ids, position)
    return kept


def continued(known: Sequence[Any], parts: Sequence[Part], told_by: str) -> list[Any]:
    """For each part the row that it continues: the one that reads the same, else the one in its place, else None."""
    left = list(known)

    def take(fits: Callable[[Any], bool]) -> Any:
        found = next(filter(fits, left), None)
        if found is not None:
            left.remove(found)
        return found

    same = [take(lambda row, part=part: getattr(row, told_by) == getattr(part, told_by)) for part in parts]
    return [row or take(lambda row, at=at: row.position == at) for at, row in enumerate(same, 1)]


def _remove(db: Session, row: Any) -> None:
    if isinstance(row, Body):
        db.execute(update(Body).where(Body.prepares_id == row.id).values(prepares_id=None))
        db.execute(delete(Place).where(Place.body_id == row.id))
    if isinstance(row, Person):
        db.execute(delete(Account).where(Account.person_id == row.id))
    db.delete(row)
    db.flush()
