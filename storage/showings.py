"""Questions shown to somebody before they are sent: to whom, how they read then, and what that person said of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import NEVER_REUSED, UTC, Base, Json, Words

State = Literal["waiting", "fine", "remarked", "newer", "withdrawn"]


class Showing(Base):
    """A question in the making (its `values`, as filled in), shown `to` a person who says that it is fine, or remarks.

    `began` is the draft as which the question was first read back: one question may be changed and shown anew, or to
    several. `question_id` is what was sent at last. State «newer»: the same person has got it in other words since.
    """

    __tablename__ = "showing"
    __table_args__ = NEVER_REUSED
    id: Mapped[int] = mapped_column(primary_key=True)
    began: Mapped[int] = mapped_column(index=True)
    values: Mapped[dict[str, Any]] = mapped_column(Json)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTC)
    state: Mapped[str] = mapped_column(default="waiting")
    remark: Mapped[str | None] = mapped_column(Words)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id", ondelete="SET NULL"), index=True)


def get(db: Session, showing: int) -> Showing | None:
    return db.get(Showing, showing)


def locked(db: Session, showing: Showing) -> Showing:
    """The showing as it stands now; until the transaction ends nobody else says anything of it, or sends it."""
    db.execute(select(Showing.id).where(Showing.id == showing.id).with_for_update())
    return db.get_one(Showing, showing.id, populate_existing=True)


def of_draft(db: Session, began: int) -> Sequence[Showing]:
    """Whenever that question was shown to somebody, in whatever words; nobody else says anything of it meanwhile."""
    shown = select(Showing).where(Showing.began == began).order_by(Showing.id)
    return db.scalars(shown.with_for_update().execution_options(populate_existing=True)).all()


def unsent(db: Session) -> Sequence[Showing]:
    """The last showing of each question that is not sent yet, the oldest first."""
    stands = Showing.question_id.is_(None), Showing.state.in_(("waiting", "fine", "remarked"))
    last = select(func.max(Showing.id)).where(*stands).group_by(Showing.began)
    return db.scalars(select(Showing).where(Showing.id.in_(last)).order_by(Showing.id)).all()


def of_question(db: Session, question: int) -> Sequence[Showing]:
    """The showings of a question that was sent."""
    return db.scalars(select(Showing).where(Showing.question_id == question).order_by(Showing.id)).all()
