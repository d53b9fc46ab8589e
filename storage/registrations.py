"""Who comes to a meeting, and how. As with answers, rows are only added: a person's latest one for the day counts."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from sqlalchemy import ForeignKey, Index, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import UTC, Base, Words

How = Literal["room", "link", "deputy", "no"]


class Registration(Base):
    """What a person said of a meeting on a `day`: when it moves, they are asked again. Without `how` it is taken back.

    For a deputy that the forum knows `deputy_id`, else `deputy_name`.
    """

    __tablename__ = "registration"
    __table_args__ = (Index("ix_registration_meeting", "meeting_id", "day", "person_id", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    day: Mapped[date]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    how: Mapped[str | None]
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    deputy_name: Mapped[str | None] = mapped_column(Words)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTC)


def add(db: Session, registration: Registration) -> Registration:
    """Add what a person said; it is what counts from now on."""
    db.add(registration)
    db.flush()
    return registration


def latest(db: Session, meeting: int, day: date, person: int) -> Registration | None:
    """What the person said last of the meeting on that day, even if they took it back."""
    return db.scalars(LATEST, {"meeting": meeting, "day": day, "person": person}).first()


def standing(db: Session, meeting: int, day: date, person: int) -> Registration | None:
    """What counts for one person, or None."""
    found = latest(db, meeting, day, person)
    return found if found and found.how else None


def of(db: Session, meeting: int, day: date) -> dict[int, Registration]:
    """What counts for the meeting on that day, by person."""
    return {one.person_id: one for one in of_all_days(db, meeting) if one.day == day}


def of_all_days(db: Session, meeting: int) -> Sequence[Registration]:
    """What counts for each person and each day that the meeting was on, the latest last."""
    return db.scalars(STANDING, {"meeting": meeting}).all()


LATEST = (
    select(Registration)
    .where(
        Registration.meeting_id == bindparam("meeting"),
        Registration.day == bindparam("day"),
        Registration.person_id == bindparam("person"),
    )
    .order_by(Registration.id.desc())
    .limit(1)
)
_last = (
    select(func.max(Registration.id))
    .where(Registration.meeting_id == bindparam("meeting"))
    .group_by(Registration.day, Registration.person_id)
)
STANDING = (
    select(Registration).where(Registration.id.in_(_last), Registration.how.is_not(None)).order_by(Registration.id)
)
