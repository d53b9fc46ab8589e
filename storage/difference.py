"""What a forum file changed since it was last loaded, and where the database changed the same: pure, no database.

Three states are compared, thing by thing and field by field: the file as last loaded (*was*), the file now (*file*),
and the database (*here*). What only the file changed is a change; what both changed, to different values, a conflict.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import time
from typing import Any, TypeVar

from storage.file_problems import shown
from storage.forum_file import ForumFile, Part

P = TypeVar("P", bound=Part)

SECTIONS = tuple(name for name in ForumFile.model_fields if name != "forum")
IDENTITY = {"seats": ("body", "organisation", "rule"), "themes": ("text",)}
"""What tells things apart that have no key. Those that are alike in it are numbered in the order of the file."""
BY_DAY = "meetings"
"""The section whose order means nothing."""


@dataclass(frozen=True)
class At:
    """A field of a thing of a section. Without field the whole thing; the forum itself has no key."""

    section: str
    key: str = ""
    field: str = ""

    def __str__(self) -> str:
        """«meetings tf-2016-02-12 place», fit to be printed."""
        return " ".join(filter(None, (self.section, shown(self.key, marks=""), self.field)))


@dataclass(frozen=True)
class Change:
    """Something that the load will do. `before` is None for what is added, `after` for what is removed."""

    at: At
    before: Any
    after: Any


@dataclass(frozen=True)
class Conflict:
    """File and database both changed it since the last load, from `was`, to different values. None: not there."""

    at: At
    was: Any
    file: Any
    here: Any


@dataclass
class Difference:
    """`merged` is the forum after the load: what the file changed, and the rest as the database has it."""

    merged: ForumFile
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def difference(base: ForumFile | None, theirs: ForumFile, ours: ForumFile | None) -> Difference:
    """Compare the file as last loaded, the file now, and the database. Before the first load there is only the file."""
    found = Difference(theirs)
    merged = {"forum": _thing(found, At("forum"), *(getattr(state, "forum", None) for state in (base, theirs, ours)))}
    for section in SECTIONS:
        things = (by_identity(section, getattr(state, section, ())) for state in (base, theirs, ours))
        merged[section] = _section(found, section, *things)
    found.merged = theirs.model_copy(update=merged)
    return found


def by_identity(section: str, things: Iterable[P]) -> dict[str, P]:
    """The things of a section, in their order, by their key or whatever else tells them apart."""
    alike: Counter[str] = Counter()
    known: dict[str, P] = {}
    for thing in things:
        identity = "/".join(getattr(thing, name) for name in IDENTITY.get(section, ("key",)))
        alike[identity] += 1
        known[f"{identity} ({alike[identity]})" if alike[identity] > 1 else identity] = thing
    return known


def _section(
    found: Difference, section: str, was: dict[str, P], file: dict[str, P], here: dict[str, P]
) -> tuple[P, ...]:
    """The things after the load, in the file's order; what only the database has comes last."""
    if section != BY_DAY:
        _order(found, section, was, file, here)
    merged = (_thing(found, At(section, key), was.get(key), file.get(key), here.get(key)) for key in file | here)
    return tuple(thing for thing in merged if thing is not None)


def _order(found: Difference, section: str, *states: dict[str, P]) -> None:
    """Note if the file changed the order of the things that it, the last file and the database all know."""
    known = set.intersection(*(set(state) for state in states))
    was, file, here = ([key for key in state if key in known] for state in states)
    if file not in (was, here):
        found.changes.append(Change(At(section, field="order"), here, file))


def _thing(found: Difference, at: At, was: P | None, file: P | None, here: P | None) -> P | None:
    """The thing after the load, None if it is gone; field by field where both the file and the database have it."""
    if file is None or here is None:
        return _value(found, at, was, file, here)
    fields: dict[str, Any] = {}
    for name, info in type(file).model_fields.items():
        values = (getattr(state, name, None) for state in (was, file, here))
        fields[name] = _value(found, replace(at, field=info.serialization_alias or name), *values)
    return file.model_copy(update=fields)


def _value(found: Difference, at: At, was: Any, file: Any, here: Any) -> Any:
    """The value after the load: the file's if only the file changed it, else the database's."""
    if file in (was, here):
        return here
    if was == here:
        found.changes.append(Change(at, here, file))
        return file
    found.conflicts.append(Conflict(at, was, file, here))
    return here


def in_words(value: Any) -> str:
    """A value of the file on one line: «Mälarsalen», «14d, 3d», nothing."""
    return shown(", ".join(_texts(value)) or None)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case None | False:
            return
        case tuple() | list():
            for inner in value:
                yield from _texts(inner)
        case Part():
            for name in type(value).model_fields:
                inner = getattr(value, name)
                yield from [name] if inner is True else _texts(inner) if name != "key" else []
        case time():
            yield f"{value:%H:%M}"
        case _:
            yield str(value)
