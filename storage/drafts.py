"""What somebody has typed but not sent yet, so that it is read back, changed, and never lost."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import UTC, Base, Json


class Draft(Base):
    __tablename__ = "draft"
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


def filled(db: Session, values: dict[str, Any], person: int) -> dict[str, Any]:
    """`values` on top of the draft they name. Another person's draft, or one that is gone, adds nothing."""
    number = values.get("draft")
    draft = db.get(Draft, int(number)) if isinstance(number, int | str) and str(number).isdecimal() else None
    kept = draft.values if draft and draft.person_id == person else {}
    return kept | {name: value for name, value in values.items() if name != "draft"}


def forget(db: Session, before: datetime) -> None:
    db.execute(delete(Draft).where(Draft.at < before))
