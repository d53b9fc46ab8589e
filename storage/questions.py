"""Questions, whom they are put to, and every answer that was given.

An answer is never changed: answering again adds a row, and the latest row of a respondent counts. So nothing is lost,
two who answer at once are both kept, and the answer path only inserts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC as utc
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, Index, bindparam, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.base import NEVER_REUSED, UTC, Base, Words

Kind = Literal["yes_partly_no", "choice", "several", "scale", "ranking", "text"]
Respondent = Literal["person", "organisation", "county", "seat"]
"""A seat answers for itself where majority and opposition are kept apart."""
Anchoring = Literal["own", "management", "political"]
"""How far an answer is anchored: own view, management, politically."""
NEVER = datetime.min.replace(tzinfo=utc)


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
    anonymous: Mapped[bool] = mapped_column(default=False)
    corrected_at: Mapped[datetime | None] = mapped_column(UTC)
    """When the secretariat corrected an answer after closing: the result says so."""
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UTC)
    choices: Mapped[list[Choice]] = relationship(order_by=Choice.number, cascade="all, delete-orphan")

    def open_at(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at

    @property
    def taken_back(self) -> bool:
        """Whether it was taken back by whoever asked: it then closed before it opened."""
        return self.closes_at < self.opens_at


class Asked(Base):
    """A respondent to whom a question is put: the id of a person, organisation or county, as the question says.

    Kept as it stood when the question was asked, so that «17 av 21» means the same years later.
    """

    __tablename__ = "asked"
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), primary_key=True)
    respondent_id: Mapped[int] = mapped_column(primary_key=True)


class Answer(Base):
    """An answer as it was given: a `choice` by number (of a scale: 1–5), or `picks` (several, or a ranking with the
    dearest first), and a `text` (the answer in words, or the reasons for a choice). Without any of them it takes back
    what stood before.

    `joins_id` is the respondent whose answer is joined. `recorded` says how an answer came that the secretariat entered
    on behalf of the respondent («mail», «phone», «meeting»).
    """

    __tablename__ = "answer"
    __table_args__ = (Index("ix_answer_respondent", "question_id", "respondent_id", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    respondent_id: Mapped[int]
    choice: Mapped[int | None]
    text: Mapped[str | None] = mapped_column(Words)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTC)
    picks: Mapped[list[Any] | None]
    anchoring: Mapped[str | None]
    joins_id: Mapped[int | None]
    recorded: Mapped[str | None]


@dataclass(frozen=True)
class Said:
    """What an answer says; see Answer."""

    choice: int | None = None
    text: str | None = None
    picks: list[int] | None = None
    anchoring: str | None = None
    joins_id: int | None = None
    recorded: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it takes an answer back."""
        return self.choice is None and self.text is None and not self.picks

    def values(self) -> dict[str, Any]:
        """What it says, part by part."""
        return {name: getattr(self, name) for name in SAID}

    def but(self, **changed: Any) -> "Said":
        """The same with some of it changed."""
        return Said(**self.values() | changed)


TAKEN_BACK = Said()


@dataclass(frozen=True)
class Given(Said):
    """The answer that counts for a respondent, by whom and when."""

    id: int = 0
    respondent_id: int = 0
    by_id: int = 0
    at: datetime = NEVER


def get(db: Session, question: int) -> Question | None:
    return db.get(Question, question)


def locked(db: Session, question: Question) -> Question:
    """The question as it stands now; until the transaction ends nobody else closes it, moves its closing or takes it
    back. Answers go on: what refers to it is not held up."""
    db.execute(select(Question.id).where(Question.id == question.id).with_for_update(key_share=True))
    return db.get_one(Question, question.id, populate_existing=True)


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


def give(db: Session, question: int, respondent: int, said: Said, by: int, at: datetime) -> int:
    """Add an answer; it is the one that counts from now on. Gives its number."""
    values = said.values() | {"question_id": question, "respondent_id": respondent, "by_id": by, "at": at}
    return db.scalars(GIVE, values).one()


def standing(db: Session, question: int, respondent: int) -> Given | None:
    """The answer that counts for one respondent, or None."""
    row = db.execute(STANDING, {"question": question, "respondent": respondent}).first()
    given = Given(*row) if row else None
    return given if given and not given.is_empty else None


def answers(db: Session, question: int) -> list[Given]:
    """The answers that count, one for each respondent who has answered, in the order of the respondents."""
    rows = (Given(*row) for row in db.execute(ANSWERS, {"question": question}))
    return [given for given in rows if not given.is_empty]


def history(db: Session, question: int, respondent: int) -> Sequence[Answer]:
    """Every answer that was given for the respondent, oldest first."""
    return db.scalars(
        select(Answer).where(Answer.question_id == question, Answer.respondent_id == respondent).order_by(Answer.id)
    ).all()


def said_in(answer: Answer) -> Said:
    """What an answer of the history says."""
    return Said(**{name: getattr(answer, name) for name in SAID})


def open_questions(db: Session, now: datetime) -> Sequence[Question]:
    """What is open now, that which closes first first."""
    return db.scalars(OPEN, {"now": now}).all()


def of_meeting(db: Session, meeting: int) -> Sequence[Question]:
    """What is asked for a meeting, unless it was taken back."""
    asked = select(Question).where(Question.meeting_id == meeting, Question.closes_at >= Question.opens_at)
    return db.scalars(asked.order_by(Question.id)).all()


def recent(db: Session, count: int) -> Sequence[Question]:
    """The questions asked last, the newest first."""
    return db.scalars(select(Question).order_by(Question.id.desc()).limit(count)).all()


SAID = tuple(field.name for field in fields(Said))
# Columns of the tables, not of the classes: where rows are wanted, that spares the ORM and half the time.
_answer, _asked = Answer.__table__.c, Asked.__table__.c
_given = tuple(_answer[field.name] for field in fields(Given))
_latest = (
    select(func.max(_answer.id)).where(_answer.question_id == bindparam("question")).group_by(_answer.respondent_id)
)
ASKED = select(_asked.respondent_id).where(_asked.question_id == bindparam("question")).order_by(_asked.respondent_id)
LOCK = (
    select(_asked.respondent_id)
    .where(_asked.question_id == bindparam("question"), _asked.respondent_id == bindparam("respondent"))
    .with_for_update()
)
GIVE = insert(Answer.__table__).returning(_answer.id)  # type: ignore[arg-type]
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
