"""Answers that an assistant has prepared, until the member approves, changes or declines them."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import UTC, Base, Words
from storage.questions import Said

State = Literal["waiting", "approved", "declined", "replaced", "withdrawn"]


class Proposal(Base):
    """An answer for a respondent, prepared `by` an assistant. Its fields are those of an answer. It is `decided_by` the
    member, unless it was replaced by another or withdrawn."""

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
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

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


def decide(db: Session, proposal: int, state: State, by: int | None = None) -> bool:
    """Note what became of a proposal. False if that is decided already: of two who decide at once, one does."""
    return _becomes(db, proposal, "waiting", state=state, decided_by_id=by)


def reopen(db: Session, proposal: int, was: State) -> bool:
    """Have it wait again. False if it is not what it `was` any more."""
    return _becomes(db, proposal, was, state="waiting", decided_by_id=None)


def complete(db: Session, proposal: int, **beside: str | None) -> bool:
    """Say what stands beside it, while it waits: how far it is anchored (`anchoring`), why (`text`)."""
    return _becomes(db, proposal, "waiting", **beside)


def _becomes(db: Session, proposal: int, was: State, **values: Any) -> bool:
    changed = update(Proposal).where(Proposal.id == proposal, Proposal.state == was).values(**values)
    return db.execute(changed.returning(Proposal.id)).first() is not None


def latest(db: Session, question: int, respondent: int) -> Proposal | None:
    """What was last prepared for the respondent, whatever became of it; not what was withdrawn."""
    prepared = (Proposal.question_id == question, Proposal.respondent_id == respondent, Proposal.state != "withdrawn")
    return db.scalars(select(Proposal).where(*prepared).order_by(Proposal.id.desc())).first()
