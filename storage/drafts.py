"""What somebody has typed but not sent yet, so that it is read back, changed, and never lost."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import NEVER_REUSED, UTC, Base, Json


class Draft(Base):
    """Its number is what buttons and showings carry, so that it never means another's text later."""

    __tablename__ = "draft"
    __table_args__ = NEVER_REUSED
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    action: Mapped[str]
    values: Mapped[dict[str, Any]] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(UTC, index=True)


def keep(db: Session, person: int, action: str, values: dict[str, Any], at: datetime) -> int:
    """Keep the values; the number is what a button carries."""
    draft = Draft(person_id=person, action=action, values=values, at=at)
    db.add(draft)
    db.flush()
    return draft.id


def read(db: Session, draft: int, person: int) -> dict[str, Any] | None:
    """What a person's draft holds; None for one that is gone, or another's."""
    return db.scalar(select(Draft.values).where(Draft.id == draft, Draft.person_id == person))


def take(db: Session, draft: int, person: int) -> dict[str, Any] | None:
    """The same, and the draft is gone: of those who take it at once, one gets it."""
    taken = delete(Draft).where(Draft.id == draft, Draft.person_id == person).returning(Draft.values)
    return db.scalar(taken)


def forget(db: Session, before: datetime) -> None:
    db.execute(delete(Draft).where(Draft.at < before))
