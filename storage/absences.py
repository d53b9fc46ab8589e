"""When members are away, and who stands in for them. Only the dates are kept, never why."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, and_, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.base import NEVER_REUSED, UTC, Base
from storage.people import Person

Away = Mapping[int, Person | None]
"""Who is away, by id, and who stands in for each; None where nobody does."""


class Absence(Base):
    """A person is away from one day to another, both included. `stand_in` answers meanwhile, if one is named."""

    __tablename__ = "absence"
    __table_args__ = NEVER_REUSED
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[date]
    until: Mapped[date]
    stand_in_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTC)
    ended_at: Mapped[datetime | None] = mapped_column(UTC)
    """When it was taken back."""
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="joined")
    stand_in: Mapped[Person | None] = relationship(foreign_keys=[stand_in_id], lazy="joined")


def get(db: Session, absence: int) -> Absence | None:
    return db.get(Absence, absence)


def locked(db: Session, absence: int) -> Absence | None:
    """The absence as it stands now; until the transaction ends nobody else changes when that person is away."""
    found = get(db, absence)
    if found is None:
        return None
    _lock(db, found.person_id)
    return db.get_one(Absence, absence, populate_existing=True)


def _lock(db: Session, person: int) -> None:
    """Not against those who only refer to the person, as every answer does."""
    db.execute(select(Person.id).where(Person.id == person).with_for_update(key_share=True))


def overlapping(db: Session, absence: Absence) -> list[Absence]:
    """The person's other absences that fall in it."""
    found = of(db, absence.person_id, absence.since)
    return [other for other in found if other.since <= absence.until and other.id != absence.id]


def add(db: Session, absence: Absence) -> list[Absence]:
    """Store an absence; what overlaps it of the same person is taken back, and given."""
    _lock(db, absence.person_id)
    before = overlapping(db, absence)
    for other in before:
        other.ended_at = absence.at
    db.add(absence)
    db.flush()
    return before


def of(db: Session, person: int, day: date) -> Sequence[Absence]:
    """A person's absences that are not over on `day`, the nearest first."""
    standing = and_(Absence.person_id == person, Absence.ended_at.is_(None), Absence.until >= day)
    wanted = select(Absence).where(standing).order_by(Absence.since).execution_options(populate_existing=True)
    return db.scalars(wanted).all()


def away_on(db: Session, day: date) -> Away:
    """Who is away on `day`. One who stands in and is away as well is of no help."""
    found = db.scalars(AWAY, {"day": day}).all()
    gone = {absence.person_id for absence in found}
    return {one.person_id: one.stand_in if one.stand_in_id not in gone else None for one in found}


def waits_for(person: Person, away: Away) -> list[Person]:
    """Whom things for a person wait for: for themselves; while they are away for whoever stands in, if anybody does."""
    if person.id not in away:
        return [person]
    stand_in = away[person.id]
    return [stand_in] if stand_in else []


_on_day = and_(Absence.ended_at.is_(None), Absence.since <= bindparam("day"), Absence.until >= bindparam("day"))
AWAY = select(Absence).where(_on_day)
STANDS_IN_FOR = select(Absence.person_id).where(_on_day, Absence.stand_in_id == bindparam("person"))
"""The ids of those for whom `person` answers on `day`."""
