"""One way to write INSERT … ON CONFLICT for both databases."""

import asyncio
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import UniqueConstraint, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from storage.database import Database
from storage.upsert import insert


class Tables(DeclarativeBase):
    """Tables of this test only."""


class Answer(Tables):
    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("question", "county"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[int]
    county: Mapped[str]
    choice: Mapped[int]
    changes: Mapped[int] = mapped_column(default=0)


NEW = insert(Answer).values(question=bindparam("question"), county=bindparam("county"), choice=bindparam("choice"))
FIRST_COUNTS = NEW.on_conflict_do_nothing(index_elements=["question", "county"]).returning(Answer.id)
LAST_COUNTS = NEW.on_conflict_do_update(
    index_elements=["question", "county"],
    set_={"choice": NEW.excluded.choice, "changes": Answer.changes + 1},
    where=Answer.choice != NEW.excluded.choice,
).returning(Answer)

DALARNA = {"question": 1, "county": "Dalarna"}
KALMAR = {"question": 1, "county": "Kalmar"}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with closing(Database(database_url)) as database:
        asyncio.run(database.write(lambda session: Tables.metadata.create_all(session.connection())))
        yield database


@pytest.mark.parametrize("statement", [FIRST_COUNTS, LAST_COUNTS], ids=["do nothing", "do update"])
@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()], ids=["sqlite", "postgresql"])
def test_a_statement_compiles_on_both_databases(statement, dialect):
    assert "ON CONFLICT (question, county) DO" in str(statement.compile(dialect=dialect))


def test_only_the_first_is_kept_when_nothing_shall_be_done(database):
    def twice(session: Session) -> list[int | None]:
        return [session.scalar(FIRST_COUNTS, {**DALARNA, "choice": choice}) for choice in (1, 2)]

    assert asyncio.run(database.write(twice)) == [1, None]
    assert asyncio.run(database.read(lambda session: session.scalar(select(Answer.choice)))) == 1


def test_the_last_replaces_the_one_before_and_is_returned(database):
    def answered(session: Session) -> list[tuple[int, int]]:
        answers = [session.scalars(LAST_COUNTS, {**DALARNA, "choice": choice}).one() for choice in (1, 2)]
        session.refresh(answers[0])
        return [(answer.choice, answer.changes) for answer in answers]

    assert asyncio.run(database.write(answered)) == [(2, 1), (2, 1)]


def test_the_same_again_changes_nothing_and_returns_nothing(database):
    def twice(session: Session) -> list[bool]:
        return [session.scalar(LAST_COUNTS, {**DALARNA, "choice": 1}) is None for _ in range(2)]

    assert asyncio.run(database.write(twice)) == [False, True]


def test_many_rows_at_once_return_the_new_ones(database):
    rows = [{**county, "choice": 1} for county in (DALARNA, KALMAR)]
    asyncio.run(database.write(lambda session: session.execute(FIRST_COUNTS, rows[:1]).all()))

    new = asyncio.run(database.write(lambda session: session.scalars(FIRST_COUNTS, rows).all()))

    assert len(new) == 1
