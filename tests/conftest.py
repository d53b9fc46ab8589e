"""Forums to test in: today's, on Monday 1 February 2027, and that of 2015, on 1 May 2015. Each test has its own
copy."""

import asyncio
import gc
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from bot import inbound
from handlers.meetings import reminders
from storage import forums, loading, migrating, postgresql
from storage.database import Database
from storage.forum_file import read
from tests.databases import (  # noqa: F401  (fixtures)
    compiled_once,
    database_url,
    postgresql_server,
    postgresql_url,
    sqlite_url,
    use_memory,
)
from tests.world import Chat, World, local

FILES = Path(__file__).parent.parent / "storage" / "forums"
TODAY = ("today.yaml", "2027-02-01 09:00")
THEN = ("2015-2016.yaml", "2015-05-01 09:00")


def pytest_configure() -> None:
    use_memory()
    gc.set_threshold(50_000, 20, 20)  # Python looks for garbage so often that it costs a tenth of the time.


async def load(url: str, file: str, at: str) -> None:
    """Migrate an empty database and load a forum as of a moment."""
    migrating.upgrade(url)
    database, now = Database(url), local(at)

    def carry_out(db) -> None:
        loading.carry_out(db, loading.plan(db, read(FILES / file), date.fromisoformat(at[:10])))
        reminders.plan_all(db, forums.the(db), now)

    await database.write(carry_out)
    await database.aclose()


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """Loads each forum once; the tests copy the file."""
    made: dict[str, Path] = {}

    def path_of(file: str, at: str) -> Path:
        if file not in made:
            made[file] = tmp_path_factory.mktemp("loaded") / "forum.db"
            asyncio.run(load(f"sqlite:///{made[file]}", file, at))
        return made[file]

    return path_of


@pytest.fixture(scope="session")
def loaded_postgresql(postgresql_server: str) -> Callable[[str, str], str]:  # noqa: F811
    """Loads each forum once on PostgreSQL; the tests use that database as a template."""
    made: dict[str, str] = {}

    def name_of(file: str, at: str) -> str:
        if file not in made:
            made[file] = f"loaded_{uuid4().hex}"
            with psycopg.connect(postgresql_server, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {made[file]} TEMPLATE template0".encode())
            asyncio.run(load(postgresql_server.replace("/postgres?", f"/{made[file]}?"), file, at))
        return made[file]

    return name_of


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is busy with other things is no database that says nothing."""
    monkeypatch.setattr(inbound, "SILENCE", 60)


@pytest.fixture
def long_queues(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those who wait behind many others for a lock on PostgreSQL are waited for, however busy the machine is."""
    waits = re.sub(r"(lock|statement)_timeout=\S+", r"\1_timeout=60s", postgresql.WRITING)
    monkeypatch.setattr(postgresql, "WRITING", waits)
    monkeypatch.setattr(postgresql, "PATIENCE", 60)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def forum_url(request: pytest.FixtureRequest, tmp_path: Path, loaded) -> Iterator[str]:
    """A database with today's forum; indirectly parametrised with (file, moment, kind) it holds another."""
    file, at, kind = getattr(request, "param", (*TODAY, "sqlite"))
    if kind == "sqlite":
        shutil.copy(loaded(file, at), tmp_path / "forum.db")
        yield f"sqlite:///{tmp_path}/forum.db"
        return
    server = request.getfixturevalue("postgresql_server")
    template = request.getfixturevalue("loaded_postgresql")(file, at)
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        yield server.replace("/postgres?", f"/{name}?")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def world(runner: asyncio.Runner, forum_url: str) -> Iterator[World]:
    """Today's forum on Monday 1 February 2027 at 9; the officials meet on Tuesday the 9th, the politicians on the
    23rd."""
    world = World(runner, forum_url, TODAY[1])
    yield world
    world.close()


@pytest.fixture
def worlds(runner: asyncio.Runner, forum_url: str) -> Iterator[Callable[..., World]]:
    """Makes a world with the chats of one's own choice: `worlds(Chat("slack"), Chat("browser"))`."""
    made: list[World] = []

    def make(*chats: Chat, at: str = TODAY[1]) -> World:
        made.append(World(runner, forum_url, at, *chats))
        return made[-1]

    yield make
    for world in made:
        world.close()


@pytest.fixture
def then(runner: asyncio.Runner, tmp_path: Path, loaded) -> Iterator[World]:
    """The forum of 2015–2016, on 1 May 2015."""
    shutil.copy(loaded(*THEN), tmp_path / "then.db")
    world = World(runner, f"sqlite:///{tmp_path}/then.db", THEN[1])
    yield world
    world.close()


both = pytest.mark.parametrize(
    "forum_url", [(*TODAY, "sqlite"), (*TODAY, "postgresql")], indirect=True, ids=["sqlite", "postgresql"]
)
"""Run a test once on SQLite, once on PostgreSQL."""
