"""Answers that an assistant has prepared, until the member approves, changes or declines them."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import UTC, Base, Words

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


def get(db: Session, proposal: int) -> Proposal | None:
    return db.get(Proposal, proposal)


def waiting(db: Session, question: int, respondent: int) -> Proposal | None:
    """What is prepared for the respondent and not decided yet; the latest."""
    return db.scalars(
        select(Proposal)
        .where(Proposal.question_id == question, Proposal.respondent_id == respondent, Proposal.state == "waiting")
        .order_by(Proposal.id.desc())
    ).first()
