"""Questions, whom they are put to, and every answer that was given.

An answer is never changed: answering again adds a row, and the latest row of a respondent counts. So nothing is lost,
two who answer at once are both kept, and the answer path only inserts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey, Index, bindparam, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.base import NEVER_REUSED, UTC, Base, Words

Kind = Literal["choice", "yes_partly_no", "text"]
Respondent = Literal["person", "organisation", "county"]


class Choice(Base):
    """One of the answers to choose from, numbered from 1 in the order asked."""

    __tablename__ = "choice"
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(Words)


class Question(Base):
    """A sounding of the members. `respondent` says what an answer counts for; `body_id` is the body in which it is
    answered, None where some of those who are asked have no seat in it."""

    __tablename__ = "question"
    __table_args__ = NEVER_REUSED
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Words)
    kind: Mapped[str]
    respondent: Mapped[str]
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id", ondelete="SET NULL"))
    opens_at: Mapped[datetime] = mapped_column(UTC)
    closes_at: Mapped[datetime] = mapped_column(UTC, index=True)
    bars_at_once: Mapped[bool] = mapped_column(default=False)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UTC)
    choices: Mapped[list[Choice]] = relationship(order_by=Choice.number, cascade="all, delete-orphan")

    def open_at(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at


class Asked(Base):
    """A respondent to whom a question is put: the id of a person, organisation or county, as the question says.

    Kept as it stood when the question was asked, so that «17 av 21» means the same years later.
    """

    __tablename__ = "asked"
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), primary_key=True)
    respondent_id: Mapped[int] = mapped_column(primary_key=True)


class Answer(Base):
    """An answer as it was given. Without choice and text it takes back what stood before."""

    __tablename__ = "answer"
    __table_args__ = (Index("ix_answer_respondent", "question_id", "respondent_id", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    respondent_id: Mapped[int]
    choice: Mapped[int | None]
    text: Mapped[str | None] = mapped_column(Words)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTC)


@dataclass(frozen=True)
class Given:
    """The answer that counts for a respondent."""

    id: int
    respondent_id: int
    choice: int | None
    text: str | None
    by_id: int
    at: datetime


def get(db: Session, question: int) -> Question | None:
    return db.get(Question, question)


def ask(db: Session, question: Question, respondents: Sequence[int]) -> Question:
    """Store a question with those it is put to."""
    db.add(question)
    db.flush()
    db.execute(insert(Asked), [{"question_id": question.id, "respondent_id": r} for r in respondents])
    return question


def asked(db: Session, question: int) -> list[int]:
    """The ids of the respondents that the question is put to."""
    return list(db.scalars(ASKED, {"question": question}))


def is_asked(db: Session, question: int, respondent: int) -> bool:
    """Whether the question is put to the respondent. Until the transaction ends, nobody else answers for the same
    one."""
    return db.scalar(LOCK, {"question": question, "respondent": respondent}) is not None


def give(
    db: Session, question: int, respondent: int, choice: int | None, text: str | None, by: int, at: datetime
) -> None:
    """Add an answer; it is the one that counts from now on."""
    values = {"question_id": question, "respondent_id": respondent, "choice": choice, "text": text, "by_id": by}
    db.execute(GIVE, values | {"at": at})


def standing(db: Session, question: int, respondent: int) -> Given | None:
    """The answer that counts for one respondent, or None."""
    row = db.execute(STANDING, {"question": question, "respondent": respondent}).first()
    given = Given(*row) if row else None
    return given if given and (given.choice is not None or given.text is not None) else None


def answers(db: Session, question: int) -> list[Given]:
    """The answers that count, one for each respondent who has answered, in the order of the respondents."""
    rows = (Given(*row) for row in db.execute(ANSWERS, {"question": question}))
    return [given for given in rows if given.choice is not None or given.text is not None]


def history(db: Session, question: int, respondent: int) -> Sequence[Answer]:
    """Every answer that was given for the respondent, oldest first."""
    return db.scalars(
        select(Answer).where(Answer.question_id == question, Answer.respondent_id == respondent).order_by(Answer.id)
    ).all()


def open_questions(db: Session, now: datetime) -> Sequence[Question]:
    """What is open now, that which closes first first."""
    return db.scalars(OPEN, {"now": now}).all()


def of_meeting(db: Session, meeting: int) -> Sequence[Question]:
    return db.scalars(select(Question).where(Question.meeting_id == meeting).order_by(Question.id)).all()


def recent(db: Session, count: int) -> Sequence[Question]:
    """The questions asked last, the newest first."""
    return db.scalars(select(Question).order_by(Question.id.desc()).limit(count)).all()


# Columns of the tables, not of the classes: where rows are wanted, that spares the ORM and half the time.
_answer, _asked = Answer.__table__.c, Asked.__table__.c
_given = (_answer.id, _answer.respondent_id, _answer.choice, _answer.text, _answer.by_id, _answer.at)
_latest = (
    select(func.max(_answer.id)).where(_answer.question_id == bindparam("question")).group_by(_answer.respondent_id)
)
ASKED = select(_asked.respondent_id).where(_asked.question_id == bindparam("question")).order_by(_asked.respondent_id)
LOCK = (
    select(_asked.respondent_id)
    .where(_asked.question_id == bindparam("question"), _asked.respondent_id == bindparam("respondent"))
    .with_for_update()
)
GIVE = insert(Answer.__table__)  # type: ignore[arg-type]
STANDING = (
    select(*_given)
    .where(_answer.question_id == bindparam("question"), _answer.respondent_id == bindparam("respondent"))
    .order_by(_answer.id.desc())
    .limit(1)
)
ANSWERS = select(*_given).where(_answer.id.in_(_latest)).order_by(_answer.respondent_id)
OPEN = (
    select(Question)
    .where(Question.opens_at <= bindparam("now"), Question.closes_at > bindparam("now"))
    .order_by(Question.closes_at)
)
