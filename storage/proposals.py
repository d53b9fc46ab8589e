"""Answers that an assistant has prepared, until the member approves, changes or declines them."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import UTC, Base, Words
from storage.questions import Said

State = Literal["waiting", "approved", "declined", "replaced"]


class Proposal(Base):
    """An answer for a respondent, prepared `by` an assistant. Its fields are those of an answer."""

    __tablename__ = "proposal"
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    respondent_id: Mapped[int]
    choice: Mapped[int | None]
    picks: Mapped[list[Any] | None]
    text: Mapped[str | None] = mapped_column(Words)
    anchoring: Mapped[str | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTC)
    state: Mapped[str] = mapped_column(default="waiting")

    @property
    def said(self) -> Said:
        return Said(choice=self.choice, picks=self.picks, text=self.text, anchoring=self.anchoring)


def get(db: Session, proposal: int) -> Proposal | None:
    return db.get(Proposal, proposal)


def prepare(db: Session, question: int, respondent: int, said: Said, by: int, at: datetime) -> Proposal:
    """Store a proposal; it replaces what waits for the same respondent."""
    waits = (Proposal.question_id == question, Proposal.respondent_id == respondent, Proposal.state == "waiting")
    db.execute(update(Proposal).where(*waits).values(state="replaced"))
    kept = Proposal(
        question_id=question,
        respondent_id=respondent,
        choice=said.choice,
        picks=said.picks,
        text=said.text,
        anchoring=said.anchoring,
        by_id=by,
        at=at,
        state="waiting",
    )
    db.add(kept)
    db.flush()
    return kept


def decide(db: Session, proposal: int, state: State) -> bool:
    """Note what became of a proposal. False if that is decided already: of two who decide at once, one does."""
    waiting = update(Proposal).where(Proposal.id == proposal, Proposal.state == "waiting").values(state=state)
    return db.execute(waiting.returning(Proposal.id)).first() is not None


def latest(db: Session, question: int, respondent: int) -> Proposal | None:
    """What was last prepared for the respondent, whatever became of it."""
    return db.scalars(
        select(Proposal)
        .where(Proposal.question_id == question, Proposal.respondent_id == respondent)
        .order_by(Proposal.id.desc())
    ).first()
