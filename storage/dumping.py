"""Which table keeps which section of the forum file, and reading the database back into one.

A field of the file is the column of the same name, save the few named here; a key in the file is an id in the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from storage import forum_file, forums
from storage.bodies import Body, Seat, SeatRule
from storage.difference import by_identity
from storage.forum_file import ForumFile, Part
from storage.meetings import Item, Meeting, Theme
from storage.organisations import County, Organisation, OrganisationName
from storage.people import Person

P = TypeVar("P", bound=Part)


@dataclass(frozen=True)
class Section:
    """A list of the file, what its things are, and the table that keeps them."""

    name: str
    part: type[Part]
    table: type[Any]
    rows: Select[Any]


@dataclass(frozen=True)
class Inner:
    """A list within a thing, with rows of their own. A row is recognised by the column `told_by`."""

    part: type[Part]
    table: type[Any]
    told_by: str


def _in_order(name: str, part: type[Part], table: type[Any]) -> Section:
    return Section(name, part, table, select(table).order_by(table.position))


SECTIONS = (
    _in_order("priorities", forum_file.Priority, forums.Priority),
    _in_order("counties", forum_file.County, County),
    _in_order("organisations", forum_file.Organisation, Organisation),
    _in_order("people", forum_file.Person, Person),
    _in_order("bodies", forum_file.Body, Body),
    _in_order("seat_rules", forum_file.SeatRule, SeatRule),
    _in_order("seats", forum_file.Seat, Seat),
    Section("meetings", forum_file.Meeting, Meeting, select(Meeting).order_by(Meeting.day, Meeting.id)),
    Section(
        "themes", forum_file.Theme, Theme, select(Theme).where(Theme.meeting_id.is_(None)).order_by(Theme.position)
    ),
)
"""In an order in which each refers only to itself and to those before it."""

COLUMNS = {"date": "day", "date_text": "day_text"}
REFERENCES: dict[str, type[Any]] = {
    "assistant": Person, "body": Body, "chair": Person, "county": County, "deputy": Person,
    "organisation": Organisation, "person": Person, "prepares": Body, "priority": forums.Priority, "rule": SeatRule,
}  # fmt: skip
"""Fields that name something of another section: the column ends in `_id`."""
LISTS = {
    "names": Inner(forum_file.DatedName, OrganisationName, "name"),
    "themes": Inner(forum_file.Theme, Theme, "text"),
    "items": Inner(forum_file.AgendaItem, Item, "title"),
}

Keys = Mapping[type[Any], Mapping[int, str]]


def dump(db: Session) -> ForumFile:
    """The forum as the database has it now. Raises NoResultFound before the first load."""
    known = keys(db)
    forum = _part(forum_file.Forum, forums.the(db), known)
    lists = {
        section.name: [_part(section.part, row, known) for row in db.scalars(section.rows)] for section in SECTIONS
    }
    return ForumFile.model_validate({"forum": forum, **lists})


def rows(db: Session, section: Section) -> dict[str, Any]:
    """The rows of a section by what tells them apart in the file."""
    found, known = db.scalars(section.rows).all(), keys(db)
    return dict(zip(by_identity(section.name, (_part(section.part, row, known) for row in found)), found, strict=True))


def keys(db: Session) -> Keys:
    """The key of each id, for every table that something refers to."""
    return {table: dict(db.execute(select(table.id, table.key)).all()) for table in REFERENCES.values()}


def _part(part: type[P], row: Any, known: Keys) -> P:
    """The part of the file that a row keeps."""
    return part.model_validate({name: _value(name, row, known) for name in part.model_fields})


def _value(name: str, row: Any, known: Keys) -> Any:
    if name in LISTS:
        return [_part(LISTS[name].part, inner, known) for inner in getattr(row, name)]
    if name in REFERENCES:
        return known[REFERENCES[name]].get(getattr(row, f"{name}_id"))
    return getattr(row, COLUMNS.get(name, name))
