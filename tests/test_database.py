"""What was acknowledged is stored, what was refused is not, and whoever waits for changes is woken."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC as utc
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, Table, bindparam, create_engine, event, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from storage.base import UTC, Json, UnstorableText, Words
from storage.database import Database, NotSaved, Unavailable, address
from storage.upsert import insert

only_on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ANSWERS = Table(
    "answer",
    MetaData(),
    Column("county", Words, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("at", UTC),
    Column("more", Json),
)
NEW = insert(ANSWERS).values(
    county=bindparam("county"), times=1, at=bindparam("at", None), more=bindparam("more", None)
)
ANSWER = NEW.on_conflict_do_update(index_elements=["county"], set_={"times": ANSWERS.c.times + 1})


class Refusal(Exception):
    """What a handler raises."""


def answer(county: str, **given: object) -> Callable[[Session], str]:
    def answered(session: Session) -> str:
        session.execute(ANSWER, {"county": county, **given})
        return f"{county} has answered"

    return answered


def refuse(county: str) -> Callable[[Session], str]:
    def refused(session: Session) -> str:
        answer(county)(session)
        raise Refusal(f"{county} has no seat")

    return refused


def counties(session: Session) -> set[str]:
    return set(session.scalars(select(ANSWERS.c.county)))


def times_answered(session: Session) -> int:
    return session.scalars(select(func.coalesce(func.sum(ANSWERS.c.times), 0))).one()


def database_with_answers(url: str) -> Database:
    database = Database(url)
    asyncio.run(database.write(lambda session: ANSWERS.metadata.create_all(session.connection())))
    return database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with closing(database_with_answers(database_url)) as database:
        yield database


async def test_what_was_acknowledged_is_read_by_a_new_connection(database, database_url):
    assert await database.write(answer("Dalarna")) == "Dalarna has answered"

    with create_engine(address(database_url)).connect() as connection:
        assert connection.scalars(select(ANSWERS.c.county)).all() == ["Dalarna"]


async def test_a_refusal_undoes_only_its_own_call(database):
    calls = [refuse(f"county {n}") if n % 3 == 0 else answer(f"county {n}") for n in range(30)]

    outcomes = await asyncio.gather(*map(database.write, calls), return_exceptions=True)

    assert [n for n, outcome in enumerate(outcomes) if isinstance(outcome, Refusal)] == list(range(0, 30, 3))
    assert await database.read(counties) == {f"county {n}" for n in range(30) if n % 3}


async def test_forty_answers_at_once_for_one_county_all_count(database):
    await asyncio.gather(*(database.write(answer("Dalarna")) for _ in range(40)))

    assert await database.read(times_answered) == 40


@contextmanager
def commits_counted() -> Iterator[list[object]]:
    commits: list[object] = []
    count = commits.append
    event.listen(Engine, "commit", count)
    yield commits
    event.remove(Engine, "commit", count)


@only_on_sqlite
async def test_what_waits_together_is_committed_together(database, database_url):
    with commits_counted() as commits:
        await asyncio.gather(*(database.write(answer(f"county {n}")) for n in range(200)))

    assert 0 < len(commits) < 50
    with create_engine(database_url).connect() as connection:
        assert connection.scalar(select(func.count()).select_from(ANSWERS)) == 200


async def test_a_caller_who_gave_up_holds_up_nobody(database):
    impatient = asyncio.create_task(database.write(answer("Dalarna")))
    await asyncio.sleep(0)
    impatient.cancel()

    await asyncio.gather(*(database.write(answer(f"county {n}")) for n in range(10)))

    assert await database.read(counties) >= {f"county {n}" for n in range(10)}


async def test_a_read_sees_one_moment_whatever_is_committed_meanwhile(database):
    begun, committed = threading.Event(), threading.Event()

    def read_twice(session: Session) -> tuple[int, int]:
        before = times_answered(session)
        begun.set()
        assert committed.wait(5)
        return before, times_answered(session)

    reading = asyncio.create_task(database.read(read_twice))
    await asyncio.to_thread(begun.wait, 5)
    await database.write(answer("Dalarna"))
    committed.set()

    assert await reading == (0, 0)
    assert await database.read(times_answered) == 1


async def test_a_read_cannot_write(database):
    with pytest.raises(DBAPIError, match=r"read-?only"):
        await database.read(answer("Dalarna"))

    assert await database.read(counties) == set()


def test_short_commands_need_no_event_loop_of_their_own(database):
    asyncio.run(database.write(answer("Dalarna")))
    asyncio.run(database.write(answer("Kalmar")))

    assert asyncio.run(database.read(counties)) == {"Dalarna", "Kalmar"}


async def test_closing_carries_out_what_waits_and_takes_nothing_more(database, database_url):
    answers = [asyncio.create_task(database.write(answer(f"county {n}"))) for n in range(50)]
    await asyncio.sleep(0)
    await database.aclose()

    assert await asyncio.gather(*answers) == [f"county {n} has answered" for n in range(50)]
    with pytest.raises(NotSaved, match="closed"):
        await database.write(answer("too late"))
    with pytest.raises(Unavailable, match="closed"):
        await database.read(counties)
    with create_engine(address(database_url)).connect() as connection:
        assert connection.scalar(select(func.count()).select_from(ANSWERS)) == 50


async def test_a_commit_wakes_whoever_waits_for_changes(database):
    changes, told = database.changes(), threading.Event()
    database.on_change(told.set)

    await database.write(answer("Dalarna"))

    assert told.is_set()
    await asyncio.wait_for(anext(changes), 5)


async def test_a_commit_by_another_process_wakes_too(database, database_url):
    changes = database.changes()
    other = """if True:
        import asyncio, sys
        from contextlib import closing
        from storage.database import Database
        from tests.test_database import answer
        with closing(Database(sys.argv[1])) as database:
            asyncio.run(database.write(answer("Dalarna")))
    """
    process = subprocess.Popen([sys.executable, "-c", other, database_url])

    async with asyncio.timeout(20):
        async for _ in changes:
            if await database.read(counties):
                break

    assert await asyncio.to_thread(process.wait, 10) == 0


async def test_many_commits_are_one_wake(database):
    changes = database.changes()
    await asyncio.gather(*(database.write(answer(f"county {n}")) for n in range(20)))
    await asyncio.sleep(0.6)

    await asyncio.wait_for(anext(changes), 5)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(anext(changes), 0.05)


async def test_waiting_for_changes_ends_when_the_database_closes(database):
    changes = database.changes()
    await database.aclose()

    assert [change async for change in changes] == []


@pytest.mark.parametrize("unstorable", ["Dal\x00arna", "Dalarna \ud83d", "\udc4d"])
async def test_text_that_one_database_cannot_store_is_refused_by_both(database, unstorable):
    with pytest.raises(UnstorableText):
        await database.write(answer(unstorable))
    with pytest.raises(UnstorableText):
        await database.write(answer("Dalarna", more={"words": [unstorable]}))

    assert await database.read(counties) == set()


async def test_every_other_text_comes_back_as_it_was_written(database):
    words = "<b>Jämtland</b> \u202e ’”« 👍🏽 \x1b[31m\n" + "å" * 10_000

    await database.write(answer(words, more={"words": [words], "n": 1}))

    assert await database.read(counties) == {words}
    assert await database.read(lambda session: session.scalar(select(ANSWERS.c.more))) == {"words": [words], "n": 1}


async def test_a_time_comes_back_in_utc(database):
    stockholm = timezone(timedelta(hours=2))
    await database.write(answer("Dalarna", at=datetime(2015, 5, 12, 10, 0, tzinfo=stockholm)))

    found = await database.read(lambda session: session.scalar(select(ANSWERS.c.at)))

    assert found == datetime(2015, 5, 12, 8, 0, tzinfo=utc)
    assert found.tzinfo is utc


async def test_a_time_without_a_zone_is_refused(database):
    with pytest.raises(ValueError, match="no time zone"):
        await database.write(answer("Dalarna", at=datetime(2015, 5, 12)))
