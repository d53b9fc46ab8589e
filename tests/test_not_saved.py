"""A database that is locked, full or away: whoever waits is told in time, nobody is told «saved» falsely."""

import asyncio
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import func, insert, literal, select, text
from sqlalchemy.orm import Session

from storage.database import Database, NotSaved, Unavailable
from storage.postgresql import STILL
from storage.sqlite import POLL
from tests.faults.breaking import sqlite_gone
from tests.test_database import ANSWERS, answer, counties, database_with_answers, only_on_sqlite

only_on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with closing(database_with_answers(database_url)) as database:
        yield database


@contextmanager
def locked(database_url: str) -> Iterator[None]:
    """Another program holds what every answer needs."""
    if database_url.startswith("sqlite"):
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
    else:
        with psycopg.connect(database_url) as other:
            other.execute("LOCK TABLE answer IN EXCLUSIVE MODE")
            yield


async def outcomes(database: Database, *calls: Callable[[Session], object]) -> list[str]:
    """«saved», or why not, for calls that wait at the same time."""
    answers = await asyncio.gather(*map(database.write, calls), return_exceptions=True)
    return [answer.reason if isinstance(answer, NotSaved) else "saved" for answer in answers]


async def test_whoever_waits_for_a_locked_database_is_told_within_two_seconds(database, database_url):
    with locked(database_url):
        asked = time.monotonic()
        told = await outcomes(database, *(answer(f"county {n}") for n in range(40)))
        assert time.monotonic() - asked < 2

    assert set(told) == {"locked"}
    assert await database.read(counties) == set()
    assert await outcomes(database, answer("Dalarna")) == ["saved"]


async def test_a_locked_database_can_still_be_read(database, database_url):
    await database.write(answer("Dalarna"))
    with locked(database_url):
        assert await database.read(counties) == {"Dalarna"}


async def test_closing_a_locked_database_tells_whoever_waits(database, database_url):
    with locked(database_url):
        waiting = [asyncio.create_task(outcomes(database, answer(f"county {n}"))) for n in range(20)]
        await asyncio.sleep(0.05)
        await asyncio.wait_for(database.aclose(), 5)

    assert await asyncio.gather(*waiting) == [["locked"]] * 20


def one_row(session: Session) -> None:
    """SQLite drops the whole transaction when the disk is full in this one."""
    session.execute(insert(ANSWERS).values(county="x" * 1_000_000, times=1))


def many_rows(session: Session) -> None:
    """SQLite undoes only the statement when the disk is full in this one."""
    numbers = select(literal(1).label("n")).cte(recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < 100_000))
    session.execute(insert(ANSWERS).from_select(["county", "times"], select(func.hex(numbers.c.n), numbers.c.n)))


@only_on_sqlite
@pytest.mark.parametrize("fill", [one_row, many_rows])
async def test_nobody_is_told_saved_falsely_when_the_disk_is_full(database, fill):
    await database.write(limit_size)
    all_wait = threading.Event()

    def wait_for_all(session: Session) -> None:
        assert all_wait.wait(5)
        answer("first")(session)

    names = ["first", "before", "full", "after"]
    calls = [wait_for_all, answer("before"), fill, answer("after")]
    asyncio.get_running_loop().call_later(0.05, all_wait.set)
    told = dict(zip(names, await outcomes(database, *calls), strict=True))

    assert told["full"] == "full"
    assert set(told.values()) <= {"saved", "full"}
    assert await database.read(counties) == {name for name, outcome in told.items() if outcome == "saved"}
    assert await outcomes(database, answer("Kalmar")) == ["saved"]


def limit_size(session: Session) -> None:
    """From now on the database may grow by 20 pages only, as if the disk was full then."""
    pages = session.scalars(text("PRAGMA page_count")).one()
    session.execute(text(f"PRAGMA max_page_count = {pages + 20}"))


@only_on_sqlite
async def test_a_file_that_cannot_be_opened_is_told_and_used_again_when_it_can(database_url):
    file = Path(database_url.removeprefix("sqlite:///"))
    file.mkdir()
    with closing(Database(database_url)) as database:
        assert await outcomes(database, answer("Dalarna")) == ["gone"]
        with pytest.raises(Unavailable, match="gone"):
            await database.read(counties)

        file.rmdir()
        await database.write(lambda session: ANSWERS.metadata.create_all(session.connection()))
        assert await outcomes(database, answer("Dalarna")) == ["saved"]


@only_on_sqlite
@pytest.mark.parametrize("same", [False, True], ids=["other files come back", "the same files come back"])
async def test_files_that_were_open_when_their_file_system_went_away_are_not_used_again(database, database_url, same):
    await outcomes(database, answer("Dalarna"))
    await asyncio.gather(*(database.read(counties) for _ in range(8)))
    with sqlite_gone(Path(database_url.removeprefix("sqlite:///")), same=same):
        assert await outcomes(database, answer("Kalmar")) == ["gone"]
        with pytest.raises(Unavailable, match="gone"):
            await database.read(counties)

    assert await outcomes(database, answer("Skåne")) == ["saved"]
    assert await database.read(counties) == {"Dalarna", "Skåne"}


@only_on_sqlite
async def test_no_connection_keeps_the_files_that_went_away(database, database_url):
    """Neither one that was in use just then, nor one that failed and whose error somebody keeps: SQLite would go on
    with the dead files."""
    file, going_on, kept = Path(database_url.removeprefix("sqlite:///")), threading.Event(), []
    await outcomes(database, answer("Dalarna"))

    def slowly(session: Session) -> int:
        found = len(counties(session))
        going_on.wait(5)
        return found

    reading = asyncio.ensure_future(database.read(slowly))
    await asyncio.sleep(0.2)
    with sqlite_gone(file):
        assert await outcomes(database, answer("Kalmar")) != ["saved"]
        for _ in range(3):
            with pytest.raises(Unavailable) as error:
                await database.read(counties)
            kept.append(error)
    going_on.set()
    assert await reading == 1
    assert await outcomes(database, answer("Skåne")) == ["saved"]
    assert dead_files() == 0


def dead_files() -> int:
    """Open files that `sqlite_gone` has replaced: they lead to the root folder."""
    return sum(os.path.realpath(one) == "/" for one in Path("/proc/self/fd").iterdir())


@only_on_sqlite
async def test_a_file_system_that_was_away_while_nobody_asked_is_used_again(database, database_url):
    await outcomes(database, answer("Dalarna"))
    await database.read(counties)
    with sqlite_gone(Path(database_url.removeprefix("sqlite:///")), same=True):
        await asyncio.sleep(3 * POLL)

    assert await outcomes(database, answer("Skåne")) == ["saved"]
    assert await database.read(counties) == {"Dalarna", "Skåne"}


def end_connections(server: str, url: str, *, allow_new: bool) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        name = conninfo_to_dict(url)["dbname"]
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {allow_new}".encode())
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


@only_on_postgresql
async def test_connections_that_died_unused_are_noticed_by_nobody(database, database_url, postgresql_server):
    await outcomes(database, *(answer(f"county {n}") for n in range(20)))
    end_connections(postgresql_server, database_url, allow_new=True)

    assert set(await outcomes(database, *(answer(f"county {n}") for n in range(20)))) == {"saved"}
    assert len(await database.read(counties)) == 20


@only_on_postgresql
async def test_a_server_that_is_away_is_told_and_used_again_when_it_is_back(database, database_url, postgresql_server):
    end_connections(postgresql_server, database_url, allow_new=False)
    assert await outcomes(database, answer("Dalarna")) == ["gone"]
    with pytest.raises(Unavailable, match="gone"):
        await database.read(counties)

    end_connections(postgresql_server, database_url, allow_new=True)
    assert await outcomes(database, answer("Dalarna")) == ["saved"]


@only_on_postgresql
async def test_a_server_that_may_only_be_read_is_told_and_written_again_when_it_may(
    database, database_url, postgresql_server
):
    def may_write(allowed: bool) -> None:
        with psycopg.connect(postgresql_server, autocommit=True) as connection:
            name = conninfo_to_dict(database_url)["dbname"]
            connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = {not allowed}".encode())
        end_connections(postgresql_server, database_url, allow_new=True)

    await outcomes(database, answer("Dalarna"))
    may_write(False)
    assert await outcomes(database, answer("Kalmar")) == ["gone"]
    assert await database.read(counties) == {"Dalarna"}

    may_write(True)
    assert await outcomes(database, answer("Kalmar")) == ["saved"]


@only_on_postgresql
async def test_a_connection_lost_while_committing_leaves_it_unknown(database):
    def end_in_the_commit(session: Session) -> None:
        session.execute(
            text(
                "CREATE FUNCTION fall() RETURNS trigger LANGUAGE plpgsql AS "
                "'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'"
            )
        )
        session.execute(
            text(
                "CREATE CONSTRAINT TRIGGER fall AFTER INSERT ON answer "
                "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fall()"
            )
        )

    await database.write(end_in_the_commit)

    assert await outcomes(database, answer("Dalarna")) == ["unknown"]


@only_on_postgresql
async def test_two_calls_that_block_each_other_are_both_carried_out(database):
    await outcomes(database, answer("Dalarna"), answer("Kalmar"))
    both_hold_one = threading.Barrier(2, timeout=5)

    def answers_in_order(first: str, second: str) -> Callable[[Session], None]:
        attempts = iter([both_hold_one.wait])

        def answered(session: Session) -> None:
            answer(first)(session)
            for meet in attempts:
                meet()
            answer(second)(session)

        return answered

    calls = answers_in_order("Dalarna", "Kalmar"), answers_in_order("Kalmar", "Dalarna")
    assert await outcomes(database, *calls) == ["saved", "saved"]

    times = await database.read(lambda session: session.scalars(select(ANSWERS.c.times)).all())
    assert times == [3, 3]


@only_on_postgresql
async def test_whoever_stands_still_in_the_midst_of_a_call_holds_up_the_others_for_some_seconds_only(database):
    await outcomes(database, answer("Dalarna"))
    goes_on = threading.Event()

    def stands_still(session: Session) -> None:
        assert session.scalar(text("SHOW idle_in_transaction_session_timeout")) == f"{STILL}s"
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = '1s'"))
        answer("Dalarna")(session)
        goes_on.wait(10)

    still = asyncio.create_task(outcomes(database, stands_still))
    await asyncio.sleep(1.5)
    assert await outcomes(database, answer("Dalarna")) == ["saved"]

    goes_on.set()
    assert await still == ["unknown"]
    assert await database.read(lambda session: session.scalars(select(ANSWERS.c.times)).all()) == [2]
