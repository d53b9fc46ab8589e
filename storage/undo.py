"""What can be taken back for a while: which action undoes it, with which values."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import NEVER_REUSED, UTC, Base, Json


class Undo(Base):
    __tablename__ = "undo"
    __table_args__ = NEVER_REUSED
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    action: Mapped[str]
    values: Mapped[dict[str, Any]] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(UTC, index=True)


def keep(db: Session, person: int, action: str, values: dict[str, Any], at: datetime) -> int:
    """Keep how something the person did is undone; the number is what a button carries."""
    kept = Undo(person_id=person, action=action, values=values, at=at)
    db.add(kept)
    db.flush()
    return kept.id


def latest(db: Session, person: int) -> int | None:
    """What the person did last, of what can be undone."""
    return db.scalar(select(Undo.id).where(Undo.person_id == person).order_by(Undo.id.desc()).limit(1))


def take(db: Session, undo: int, person: int) -> tuple[str, dict[str, Any], datetime] | None:
    """The action that undoes it, its values, and when it was done; then it is gone: of two who ask, one gets it."""
    taken = delete(Undo).where(Undo.id == undo, Undo.person_id == person)
    row = db.execute(taken.returning(Undo.action, Undo.values, Undo.at)).first()
    return (row.action, row.values, row.at) if row else None


def forget(db: Session, before: datetime) -> None:
    db.execute(delete(Undo).where(Undo.at < before))
