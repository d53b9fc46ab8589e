"""Backup and restore: everything comes back as it was, from either database to either; old reminders are not sent
again; a file that is not whole is refused, and then nothing is changed."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, delete, func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from bot.__main__ import app
from bot.platform import Unsure
from storage import backups, digests, messages, migrating, posts, restoring
from storage.backups import TABLES, NoBackup
from storage.base import UNSTORABLE
from storage.database import real_time
from storage.messages import Message
from storage.migrating import BrokenReferences
from storage.posts import Wish
from storage.restoring import NotRestored, Restored
from tests.conftest import TODAY, both
from tests.scenes import KARIN, OFFICIALS, SECRETARY, answer, ask
from tests.world import World

Empty = Callable[[str], str]

across = pytest.mark.parametrize(
    ("forum_url", "other"),
    [((*TODAY, "sqlite"), "postgresql"), ((*TODAY, "postgresql"), "sqlite")],
    indirect=["forum_url"],
    ids=["sqlite to postgresql", "postgresql to sqlite"],
)
"""Run a test from each database to the other."""


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Empty]:
    """Makes databases of a kind with tables and nothing in them."""
    made: list[str] = []

    def make(kind: str) -> str:
        name = f"empty_{uuid4().hex}"
        url = f"sqlite:///{tmp_path}/{name}.db"
        if kind == "postgresql":
            server = request.getfixturevalue("postgresql_server")
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
            made.append(name)
            url = server.replace("/postgres?", f"/{name}?")
        migrating.upgrade(url)
        return url

    yield make
    for name in made:
        with psycopg.connect(request.getfixturevalue("postgresql_server"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def back_up(world: World, path: Path) -> Path:
    world.read(lambda db: backups.write(db, path))
    return path


def restore(world: World, path: Path, url: str, replace: bool = False) -> Restored:
    return restoring.restore(backups.check(path), url, replace, now=lambda _: world.time)


def digests_of(world: World) -> dict[str, str]:
    return world.read(lambda db: {table.name: digests.of(db.connection(), table).text for table in TABLES})


def lives(world: World) -> int:
    """A question with an answer, an action point, a draft, and a reply that was put away; gives the question."""
    question = ask(world)
    answer(world, KARIN, question, 1)
    world.says(SECRETARY, "att göra Skicka «underlag» @Dalarna fredag", room=OFFICIALS)
    world.says(SECRETARY, "fråga Bör vi? ja/nej, fredag 12:00")
    world.write(speak)
    return question


def speak(db: Session) -> int:
    """Something is said, and taken away again."""
    now = real_time(db)
    said = messages.say(db, "person:1", 1, "Hej", f"said-{uuid4()}", now, now)
    db.execute(delete(Message).where(Message.id == said))
    return said


@across
def test_everything_comes_back_as_it_was(world: World, runner, empty: Empty, other: str, tmp_path: Path):
    lives(world)
    url = empty(other)

    done = restore(world, back_up(world, tmp_path / "backup.db"), url)

    restored = World(runner, url, TODAY[1])
    assert digests_of(restored) == digests_of(world)
    assert done == Restored(rows(world), 0, 0)
    restored.close()


@both
def test_it_comes_back_to_the_same_database_too(world: World, forum_url: str, tmp_path: Path):
    question = lives(world)
    before, path = digests_of(world), back_up(world, tmp_path / "backup.db")
    answer(world, KARIN, question, 2)
    ask(world, "Och nu?")

    restore(world, path, forum_url, replace=True)

    assert digests_of(world) == before
    assert answer(world, KARIN, question, 2).startswith("Tack.")


def rows(world: World) -> int:
    return world.read(
        lambda db: sum(db.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES),
    )


@across
def test_the_restored_forum_goes_on_and_gives_no_number_twice(
    world: World, runner, empty: Empty, other: str, tmp_path: Path
):
    question = lives(world)
    last = world.write(speak)
    url = empty(other)
    restore(world, back_up(world, tmp_path / "backup.db"), url)

    restored = World(runner, url, TODAY[1])
    assert answer(restored, KARIN, question, 2).startswith("Tack.")
    assert ask(restored, "Och nu?") == question + 1
    assert restored.write(speak) > last
    restored.says(SECRETARY, "att göra Ring Bo @Dalarna fredag", room=OFFICIALS)
    restored.close()


@across
def test_numbers_given_in_the_database_that_is_replaced_are_not_given_again(
    world: World, empty: Empty, runner, other: str, tmp_path: Path
):
    path = back_up(world, tmp_path / "backup.db")
    url = empty(other)
    restore(world, path, url)
    since = World(runner, url, TODAY[1])
    first = ask(since)
    since.close()

    restore(world, path, url, replace=True)

    again = World(runner, url, TODAY[1])
    assert ask(again) > first
    again.close()


# What is sent after a restore


def want(world: World, key: str, minutes: int, to: str = "person:1") -> None:
    due, args = world.time + timedelta(minutes=minutes), {"meeting": world.meeting("tjanstepersonsforum-next").id}
    wish = Wish(to, "meeting.reminder", key, due, "", args | {"day": "2027-02-09"})
    world.write(lambda db: posts.want(db, wish, world.time))


def state(world: World, key: str) -> tuple[str, str | None]:
    return (post := world.post(key)).state, post.reason


@across
def test_old_reminders_are_not_sent_again_and_those_ahead_are(
    world: World, runner, empty: Empty, other: str, tmp_path: Path
):
    want(world, "soon", 5)
    want(world, "to many", 5, to=f"body:{world.body(OFFICIALS).id}")
    want(world, "later", 120)
    path, url = back_up(world, tmp_path / "backup.db"), empty(other)
    world.passes(minutes=10)
    assert state(world, "soon") == ("shown", None)

    done = restore(world, path, url)

    restored = World(runner, url, f"{world.time:%Y-%m-%d %H:%M}")
    restored.delivers()
    assert done.skipped == 2
    assert restored.chat.log == []
    assert state(restored, "soon") == state(restored, "to many") == ("skipped", "restored")
    restored.passes(hours=2)
    assert restored.chat.log == ["later"]
    restored.close()


@across
def test_what_was_on_its_way_is_looked_up_before_it_is_sent(
    world: World, runner, empty: Empty, other: str, tmp_path: Path
):
    want(world, "on its way", 0)
    path, url = tmp_path / "backup.db", empty(other)

    async def meanwhile() -> None:
        await world.database.read(lambda db: backups.write(db, path))

    world.chat.meanwhile = meanwhile
    world.delivers()
    assert world.chat.log == ["on its way"]

    assert restore(world, path, url).unsure == 1

    restored = World(runner, url, TODAY[1], world.chat)
    restored.delivers()
    assert restored.chat.log == ["on its way", "on its way edited"]
    assert state(restored, "on its way") == ("shown", None)
    restored.close()


def test_what_can_not_be_looked_up_is_told_to_be_unsure(world: World, runner, empty: Empty, tmp_path: Path):
    want(world, "on its way", 0)
    path, url = tmp_path / "backup.db", empty("sqlite")
    world.chat.looks_up = False
    world.chat.fails["meeting.reminder"] = iter([Unsure("the connection was lost")])
    world.delivers()

    restore(world, back_up(world, path), url)

    restored = World(runner, url, TODAY[1])
    token = restored.post("on its way").token
    assert token is not None
    assert token == world.post("on its way").token
    restored.close()


# Whatever stands in it

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).filter(lambda told: not UNSTORABLE.search(told))
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


@across
@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(said=st.lists(st.tuples(texts, st.dictionaries(texts, plain, max_size=3)), min_size=30, max_size=60))
def test_the_digests_are_equal_whatever_the_texts(
    world: World, runner, empty: Empty, other: str, tmp_path: Path, said: list[tuple[str, dict]]
):
    folder = tmp_path / uuid4().hex
    folder.mkdir()
    world.write(lambda db: keep(db, said))
    url = empty(other)

    restore(world, back_up(world, folder / "backup.db"), url)

    restored = World(runner, url, TODAY[1])
    assert digests_of(restored) == digests_of(world)
    back_up(restored, folder / "again.db")
    with backups.reading(folder / "backup.db") as one, backups.reading(folder / "again.db") as two:
        for table in TABLES:
            assert digests.of(one, table) == digests.of(two, table), table.name
    restored.close()


def keep(db: Session, said: list[tuple[str, dict]]) -> None:
    db.execute(delete(Message))
    at = {"place": "person:1", "at": real_time(db), "changed": real_time(db)}
    db.execute(insert(Message), [at | {"text": told, "args": args, "cards": {"sv": told}} for told, args in said])


# What is refused


def test_nothing_is_overwritten(world: World, tmp_path: Path):
    (tmp_path / "backup.db").write_text("mine")
    with pytest.raises(FileExistsError):
        back_up(world, tmp_path / "backup.db")
    assert (tmp_path / "backup.db").read_text() == "mine"


@both
def test_a_backup_that_fails_leaves_nothing_behind(world: World, tmp_path: Path):
    folder = tmp_path / "backups"
    folder.mkdir()
    world.write(lambda db: db.execute(text("DROP TABLE seen")))
    with pytest.raises(DBAPIError):
        back_up(world, folder / "backup.db")
    assert list(folder.iterdir()) == []


def test_a_backup_is_one_file_that_only_its_owner_reads(world: World, tmp_path: Path):
    folder = tmp_path / "backups"
    folder.mkdir()
    back_up(world, folder / "backup.db")
    assert [(path.name, path.stat().st_mode & 0o777) for path in folder.iterdir()] == [("backup.db", 0o600)]


@pytest.mark.parametrize("length", [0, 100, 5000, 0.5, 0.99])
def test_half_a_file_is_refused(world: World, tmp_path: Path, length: float):
    whole = back_up(world, tmp_path / "backup.db").read_bytes()
    (tmp_path / "half.db").write_bytes(whole[: int(length if length > 1 else length * len(whole))])
    with pytest.raises(NoBackup, match="half.db is"):
        backups.check(tmp_path / "half.db")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE person SET name = 'Någon annan' WHERE id = 3",
        "DELETE FROM post WHERE id = 2",
        "INSERT INTO seen SELECT id, 'person:1', 1 FROM person",
        "DROP TABLE answer",
        "UPDATE alembic_version SET version_num = '0001'",
        "UPDATE sqlite_sequence SET seq = 1 WHERE name = 'post'",
        "DELETE FROM backup_table WHERE name = 'person'",
    ],
)
def test_a_file_that_was_changed_is_refused(world: World, tmp_path: Path, change: str):
    path = back_up(world, tmp_path / "backup.db")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(change)
    with pytest.raises(NoBackup, match="is damaged: .* is not as it was written"):
        backups.check(path)


def seal(path: Path, change: str) -> Path:
    """Change a backup as another version would have written it."""
    with create_engine(backups.url_of(path)).connect() as file:
        file.exec_driver_sql(change)
        backups.seal(file)
        file.commit()
    return path


def test_a_file_of_a_later_version_is_refused(world: World, tmp_path: Path):
    path = seal(back_up(world, tmp_path / "backup.db"), "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NoBackup, match="its tables are at revision 9999, this version knows those up to"):
        backups.check(path)


@pytest.mark.parametrize("other", ["sqlite", "postgresql"])
def test_a_file_of_an_earlier_version_is_brought_up_to_date(
    world: World, runner, empty: Empty, other: str, tmp_path: Path
):
    ask(world)
    path, url = back_up(world, tmp_path / "backup.db"), empty(other)
    migrating.downgrade(f"sqlite:///{path}", "0002")
    seal(path, "PRAGMA journal_mode=DELETE")
    before = path.read_bytes()

    assert backups.check(path).revision == "0002"
    restore(world, path, url)

    restored = World(runner, url, TODAY[1])
    assert digests_of(restored) == digests_of(world)
    assert path.read_bytes() == before
    restored.close()


@both
def test_a_database_in_use_is_not_replaced_by_the_way(world: World, forum_url: str, tmp_path: Path):
    path = back_up(world, tmp_path / "backup.db")
    ask(world)
    before = digests_of(world)
    with pytest.raises(NotRestored, match="The database is not empty."):
        restore(world, path, forum_url)
    assert digests_of(world) == before


@both
def test_a_restore_that_fails_changes_nothing(world: World, forum_url: str, tmp_path: Path):
    path = back_up(world, tmp_path / "backup.db")
    ask(world)
    before = digests_of(world)
    seal(path, "INSERT INTO seen (person_id, place, last) VALUES (99999, 'body:1', 1)")  # there is no such person
    with pytest.raises((BrokenReferences, DBAPIError)):
        restore(world, path, forum_url, replace=True)
    assert digests_of(world) == before


# At the command line


@pytest.fixture
def forumbot(forum_url: str):
    def run(*words: str | Path, url: str = forum_url):
        return CliRunner(env={"FORUMBOT_DATABASE_URL": url}).invoke(app, [str(word) for word in words])

    return run


@both
def test_a_forum_is_backed_up_and_restored_at_the_command_line(forumbot, empty: Empty, tmp_path: Path):
    path, url = tmp_path / "backup.db", empty("sqlite")

    assert " rows, of revision " in forumbot("backup", path).stdout
    said = forumbot("restore", path, url=url).stdout.splitlines()
    assert said[0].startswith(f"{path} is whole: ")
    assert said[1].startswith("Restored: ")
    assert forumbot("dump", url=url).stdout == forumbot("dump").stdout

    assert forumbot("backup", path).stderr == f"{path}: There is something already.\n"
    refused = forumbot("restore", path, url=url)
    assert refused.exit_code == 1
    assert refused.stderr == (
        "There is a forum in the database. Nothing was changed; --replace puts the backup in its place.\n"
    )
    assert forumbot("restore", path, "--replace", url=url).exit_code == 0


def test_what_can_not_be_backed_up_or_restored_is_told(forumbot, tmp_path: Path):
    none, letter = tmp_path / "none" / "backup.db", tmp_path / "letter.db"
    letter.write_text("This is a letter, not a backup. " * 100)

    assert forumbot("backup", none).stderr == f"{none.parent}: There is no such folder.\n"
    assert forumbot("restore", none).stderr == f"{none}: No such file or directory.\n"
    assert forumbot("restore", letter).stderr == f"{letter} is no backup, or it is damaged. Nothing was changed.\n"
    nothing = forumbot("backup", tmp_path / "b.db", url=f"sqlite:///{tmp_path}/new.db")
    assert nothing.stderr == "There is nothing yet that could be backed up.\n"


def test_tables_of_another_revision_are_not_touched_by_a_backup(forumbot, tmp_path: Path):
    forumbot("migrate", "--down", "--to", "0001")
    assert forumbot("backup", tmp_path / "b.db").stderr.startswith("The tables are at revision 0001, this version is")
    assert not (tmp_path / "b.db").exists()


def test_the_file_of_a_running_bot_is_no_backup(world: World, tmp_path: Path):
    shutil.copy(world.read(lambda db: db.connection().engine.url.database), tmp_path / "copied.db")
    with pytest.raises(NoBackup):
        backups.check(tmp_path / "copied.db")
