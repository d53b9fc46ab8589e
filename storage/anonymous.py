"""Answers that nobody can trace: counters, texts in no order and without a time, and apart from them who has answered.

Nothing here ties an answer to whoever gave it, so an anonymous answer can not be changed or taken back.
"""

from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, Words
from storage.upsert import insert


class AnonymousCount(Base):
    """How many have chosen one of a question's choices."""

    __tablename__ = "anonymous_count"
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), primary_key=True)
    choice: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]


class AnonymousText(Base):
    """What somebody wrote. The id is random, so that the rows tell no order."""

    __tablename__ = "anonymous_text"
    id: Mapped[str] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Words)


class Participated(Base):
    """A respondent who has answered an anonymous question; not what, and not when."""

    __tablename__ = "participated"
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), primary_key=True)
    respondent_id: Mapped[int] = mapped_column(primary_key=True)


def give(db: Session, question: int, respondent: int, choices: Sequence[int], text: str | None) -> bool:
    """Count an answer, once for each respondent. False, and nothing is counted, for one who has answered already."""
    if not db.execute(TAKES_PART, {"question_id": question, "respondent_id": respondent}).first():
        return False
    for choice in choices:
        db.execute(COUNT, {"question_id": question, "choice": choice, "count": 1})
    if text:
        db.add(AnonymousText(id=uuid4().hex, question_id=question, text=text))
        db.flush()
    return True


def participated(db: Session, question: int) -> list[int]:
    """The respondents who have answered."""
    return list(db.scalars(select(Participated.respondent_id).where(Participated.question_id == question)))


def counts(db: Session, question: int) -> dict[int, int]:
    """How many have chosen each choice; those that nobody chose are left out."""
    found = db.scalars(select(AnonymousCount).where(AnonymousCount.question_id == question))
    return {one.choice: one.count for one in found}


def texts(db: Session, question: int) -> list[str]:
    """What was written, in the order of the random ids: in none."""
    return list(
        db.scalars(select(AnonymousText.text).where(AnonymousText.question_id == question).order_by(AnonymousText.id))
    )


TAKES_PART = insert(Participated).on_conflict_do_nothing().returning(Participated.respondent_id)
_count = insert(AnonymousCount)
COUNT = _count.on_conflict_do_update(index_elements=["question_id", "choice"], set_={"count": AnonymousCount.count + 1})
