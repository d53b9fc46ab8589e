"""Who did what, when. Only fields on a list are kept: never party, never an anonymous choice, nothing of the
machinery."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import UTC, Base, Json

FIELDS = frozenset({
    "choice", "closes_at", "day", "declined", "done", "due", "ended", "item", "kind", "meeting", "moved_from",
    "organisation", "position", "priority", "respondent", "since", "start", "status", "title", "until", "withdrawn",
})  # fmt: skip


class Audit(Base):
    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTC, index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    fields: Mapped[dict[str, Any]] = mapped_column(Json)


def note(db: Session, at: datetime, person: int, action: str, subject: str, fields: dict[str, Any]) -> None:
    """Keep what was done to `subject`. Raises ValueError for a field that is not on the list."""
    if unlisted := fields.keys() - FIELDS:
        raise ValueError(f"not on the audit's list: {', '.join(sorted(unlisted))}")
    db.execute(NOTE, {"at": at, "person_id": person, "action": action, "subject": subject, "fields": fields})


def of(db: Session, subject: str) -> list[Audit]:
    """What was done to `subject`, oldest first."""
    return list(db.scalars(select(Audit).where(Audit.subject == subject).order_by(Audit.id)))


def latest(db: Session) -> tuple[int, ...]:
    """The last things done. They differ after anything was done, also by one whose transaction took longer."""
    return tuple(db.scalars(LATEST))


NOTE = insert(Audit.__table__)  # type: ignore[arg-type]
LATEST = select(Audit.id).order_by(Audit.id.desc()).limit(50)
