"""What members say of whom they represent: not the one that we think, perhaps another; and what came of it."""

from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey, exists, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import NEVER_REUSED, UTC, Base

State = Literal["waiting", "moved", "kept", "taken_back"]


class SeatChange(Base):
    """`person` does not answer for the respondent of a question, but for `organisation`, None where that is not said.

    States: waiting (for the secretariat); moved (it was so, and the seat is changed); kept (it was not, and the seat
    stands); taken_back (by the person).
    """

    __tablename__ = "seat_change"
    __table_args__ = NEVER_REUSED
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    respondent_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    at: Mapped[datetime] = mapped_column(UTC)
    state: Mapped[str] = mapped_column(default="waiting")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


def get(db: Session, change: int) -> SeatChange | None:
    return db.get(SeatChange, change)


def say(db: Session, question: int, respondent: int, person: int, organisation: int | None, at: datetime) -> SeatChange:
    """Store what somebody says. What they said before of the same, and nobody has decided, no longer counts; saying it
    twice is saying it once."""
    waits = db.scalars(_of(question, respondent, person).where(SeatChange.state == "waiting")).first()
    if waits and waits.organisation_id == organisation:
        return waits
    take_back(db, question, respondent, person)
    said = SeatChange(
        question_id=question,
        respondent_id=respondent,
        person_id=person,
        organisation_id=organisation,
        at=at,
        state="waiting",
    )
    db.add(said)
    db.flush()
    return said


def take_back(db: Session, question: int, respondent: int, person: int) -> None:
    """Note that it was not meant so."""
    waits = (
        SeatChange.question_id == question,
        SeatChange.respondent_id == respondent,
        SeatChange.person_id == person,
        SeatChange.state == "waiting",
    )
    db.execute(update(SeatChange).where(*waits).values(state="taken_back"))


def become(db: Session, change: int, was: State, state: State, by: int | None) -> bool:
    """Note what came of it. False if it `was` not so any more: of two who decide at once, one does."""
    there = update(SeatChange).where(SeatChange.id == change, SeatChange.state == was)
    return db.execute(there.values(state=state, decided_by_id=by).returning(SeatChange.id)).first() is not None


def latest(db: Session, question: int, respondent: int, person: int, organisation: int) -> SeatChange | None:
    """What somebody last said of an organisation."""
    said = _of(question, respondent, person).where(SeatChange.organisation_id == organisation)
    return db.scalars(said.execution_options(populate_existing=True)).first()


def disowned(db: Session, question: int, respondent: int, person: int, at: datetime) -> bool:
    """Whether somebody has said, after `at`, that they do not answer for the respondent, and that stands."""
    stands = (SeatChange.state.in_(("waiting", "moved")), SeatChange.at > at)
    return bool(db.scalar(select(exists(_of(question, respondent, person).where(*stands).subquery()))))


def _of(question: int, respondent: int, person: int):
    return (
        select(SeatChange)
        .where(
            SeatChange.question_id == question,
            SeatChange.respondent_id == respondent,
            SeatChange.person_id == person,
        )
        .order_by(SeatChange.id.desc())
    )
