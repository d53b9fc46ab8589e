"""What can be taken back for a while: which action undoes it, with which values, and what was told when it was done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import NEVER_REUSED, UTC, Base, Json, Words


class Undo(Base):
    __tablename__ = "undo"
    __table_args__ = NEVER_REUSED
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    action: Mapped[str]
    values: Mapped[dict[str, Any]] = mapped_column(Json)
    told: Mapped[str] = mapped_column(Words, default="")
    """The first line of the receipt: by it one knows again what would be undone."""
    at: Mapped[datetime] = mapped_column(UTC, index=True)


def keep(db: Session, person: int, action: str, values: dict[str, Any], at: datetime) -> int:
    """Keep how something the person did is undone; the number is what a button carries."""
    kept = Undo(person_id=person, action=action, values=values, at=at)
    db.add(kept)
    db.flush()
    return kept.id


def tell(db: Session, kept: Sequence[int], told: str) -> None:
    """Note what was told when it was done."""
    db.execute(update(Undo).where(Undo.id.in_(kept)).values(told=told))


def latest(db: Session, person: int) -> Undo | None:
    """What the person did last, of what can be or could have been undone."""
    mine = select(Undo).where(Undo.person_id == person)
    return db.scalars(mine.order_by(Undo.id.desc()).limit(1)).first()


def of_action(db: Session, person: int, action: str, since: datetime) -> Sequence[Undo]:
    """What the person did `since` then that this `action` undoes, the latest first."""
    mine = select(Undo).where(Undo.person_id == person, Undo.action == action, Undo.at >= since)
    return db.scalars(mine.order_by(Undo.id.desc())).all()


def done_at(db: Session, undo: int, person: int) -> datetime | None:
    """When the person did what can be undone; None where it can not any more."""
    return db.scalar(select(Undo.at).where(Undo.id == undo, Undo.person_id == person))


def take(db: Session, undo: int, person: int) -> tuple[str, dict[str, Any], datetime] | None:
    """The action that undoes it, its values, and when it was done; then it is gone: of two who ask, one gets it."""
    taken = delete(Undo).where(Undo.id == undo, Undo.person_id == person)
    row = db.execute(taken.returning(Undo.action, Undo.values, Undo.at)).first()
    return (row.action, row.values, row.at) if row else None


def forget(db: Session, before: datetime) -> None:
    db.execute(delete(Undo).where(Undo.at < before))
