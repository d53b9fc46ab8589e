"""Answers that nobody can trace: counters, texts in no order and without a time; and, apart, who has answered.

Nothing here ties an answer to whoever gave it, so an anonymous answer can not be changed or taken back. A database
keeps more of a row than its columns: where it lies (SQLite's rowid, PostgreSQL's ctid) and which transaction wrote it
(xmin). So each answer writes all rows of its question anew, in the order of their keys, in one transaction.
"""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from sqlalchemy import ForeignKey, bindparam, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, Words
from storage.questions import Question


class AnonymousCount(Base):
    """How many have made one of a question's marks: a choice by its number, or a place in a ranking."""

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


def give(db: Session, question: int, respondent: int, marks: Sequence[int], text: str | None) -> bool:
    """Count an answer, once for each respondent. False, and nothing is counted, for one who has answered already."""
    db.execute(ONE_AT_A_TIME, {"question": question})
    people, counted, written = participated(db, question), counts(db, question), _texts(db, question)
    if respondent in people:
        return False
    for mark in marks:
        counted[mark] = counted.get(mark, 0) + 1
    if text:
        written[uuid4().hex] = text
    _write(db, Participated, question, [{"respondent_id": one} for one in sorted([*people, respondent])])
    _write(db, AnonymousCount, question, [{"choice": mark, "count": counted[mark]} for mark in sorted(counted)])
    _write(db, AnonymousText, question, [{"id": id, "text": written[id]} for id in sorted(written)])
    return True


def _write(db: Session, table: type[Base], question: int, rows: Sequence[dict[str, Any]]) -> None:
    """Have these be the question's rows in the table, all written now."""
    db.execute(delete(table.__table__).where(table.__table__.c.question_id == question))  # type: ignore[arg-type]
    if rows:
        db.execute(insert(table.__table__), [row | {"question_id": question} for row in rows])  # type: ignore[arg-type]


def participated(db: Session, question: int) -> list[int]:
    """The respondents who have answered."""
    return list(db.scalars(select(Participated.respondent_id).where(Participated.question_id == question)))


def counts(db: Session, question: int) -> dict[int, int]:
    """How often each mark was made; those that nobody made are left out."""
    found = select(AnonymousCount.choice, AnonymousCount.count).where(AnonymousCount.question_id == question)
    return dict(iter(db.execute(found)))


def texts(db: Session, question: int) -> list[str]:
    """What was written, in the order of the random ids: in none."""
    return list(_texts(db, question).values())


def _texts(db: Session, question: int) -> dict[str, str]:
    found = select(AnonymousText.id, AnonymousText.text).where(AnonymousText.question_id == question)
    return dict(iter(db.execute(found.order_by(AnonymousText.id))))


ONE_AT_A_TIME = select(Question.id).where(Question.id == bindparam("question")).with_for_update()
