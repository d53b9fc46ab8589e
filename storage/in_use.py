"""What a load may not remove: something was asked, answered, agreed, said or sent that refers to it."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ForeignKey, and_, exists, or_, select
from sqlalchemy.orm import Session

from storage.accounts import Account
from storage.applying import continued
from storage.base import Base
from storage.difference import by_identity
from storage.doors import DoorLink, Stay
from storage.dumping import LISTS, SECTIONS, rows
from storage.forum_file import ForumFile
from storage.meetings import Meeting
from storage.messages import Message
from storage.places import Place
from storage.posts import Post
from storage.questions import Asked, Question

FILE_TABLES = {held.table.__tablename__ for held in (*SECTIONS, *LISTS.values())}
GOING_ALONG = {Account.__tablename__, Place.__tablename__, DoorLink.__tablename__, Stay.__tablename__}


def removed(db: Session, target: ForumFile) -> list[str]:
    """What is in use but not in `target`, as it stands in the file: section, key, and for an item its title."""
    return [name for name, row in _leaving(db, target) if _is_in_use(db, row)]


def _leaving(db: Session, target: ForumFile) -> Iterator[tuple[str, Any]]:
    """The things and agenda items that `apply` would remove."""
    for section in SECTIONS:
        wanted = by_identity(section.name, getattr(target, section.name))
        for identity, row in rows(db, section).items():
            name = f"{section.name} {identity}"
            if identity not in wanted:
                yield name, row
            elif isinstance(row, Meeting):
                kept = continued(row.items, wanted[identity].items, LISTS["items"].told_by)
                yield from ((f"{name} items «{item.title}»", item) for item in row.items if item not in kept)


def _is_in_use(db: Session, row: Any) -> bool:
    kind = row.__tablename__
    name = f"{kind}:{row.id}"
    uses = (
        *(key.parent == row.id for key in _keys_from_outside(kind)),
        and_(Asked.question_id == Question.id, Question.respondent == kind, Asked.respondent_id == row.id),
        and_(Post.state.in_(("shown", "over", "spread")), or_(Post.subject == name, Post.to == name)),
        Message.place == name,
    )
    return any(db.scalar(select(exists().where(use))) for use in uses)


def _keys_from_outside(table: str) -> Iterator[ForeignKey]:
    """The columns that refer to `table`, of tables that the file does not hold. A body's rooms go with it, a person's
    accounts, links and sessions with them."""
    for other in Base.metadata.tables.values():
        if other.name not in FILE_TABLES | GOING_ALONG:
            yield from (key for key in other.foreign_keys if key.column.table.name == table)
