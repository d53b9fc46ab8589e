"""The command line: all is checked first; what goes wrong is told in a sentence, and then nothing is changed."""

import csv
import os
import pty
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.settings import Settings

FORUMS = Path(__file__).parent.parent / "storage" / "forums"
PROGRAMME = FORUMS / "2015-2016.yaml"
SEATS = "Seats: Politikerforum 56, Tjänstemannaforum 35\n"

Command = Callable[..., Result]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Where the database will be."""
    return tmp_path / "var" / "forum.db"


@pytest.fixture
def forumbot(database: Path) -> Command:
    """Runs a command on the database, with other settings if given."""

    def run(*words: str | Path, **settings: str) -> Result:
        environment = {"FORUMBOT_DATABASE_URL": f"sqlite:///{database}"} | settings
        return CliRunner(env=environment).invoke(app, [str(word) for word in words])

    return run


@pytest.fixture
def loaded(forumbot: Command) -> Command:
    assert forumbot("load", PROGRAMME, "--yes").exit_code == 0
    return forumbot


def told(result: Result) -> str:
    """What is said of a command that failed; nothing else is printed."""
    assert result.exit_code == 1
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.stderr


def changed(tmp_path: Path, before: str, after: str) -> Path:
    """The programme with something else in one place."""
    text = PROGRAMME.read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "changed.yaml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return path


def meeting_days(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as connection:
        return {day for (day,) in connection.execute("SELECT day FROM meeting")}


def test_the_first_load_tells_how_much_there_is_and_the_seats_of_each_body(forumbot):
    result = forumbot("load", PROGRAMME, "--yes")

    assert result.exit_code == 0
    assert "21 counties" in result.stdout
    assert "30 meetings" in result.stdout
    assert result.stdout.endswith(SEATS)


def test_todays_forum_loads_too(forumbot):
    assert "Tjänstepersonsforum 21" in forumbot("load", FORUMS / "today.yaml", "--yes").stdout


def test_a_second_load_changes_nothing_and_asks_nothing(loaded):
    assert loaded("load", PROGRAMME).stdout == "The file changes nothing.\n" + SEATS


def test_a_later_load_shows_what_it_changes_section_by_section(loaded, tmp_path, database):
    result = loaded("load", changed(tmp_path, "date: 2015-09-22", "date: 2015-09-24"), "--yes")

    assert result.stdout.startswith("meetings\n  ")
    assert "date: «2015-09-22» → «2015-09-24»" in result.stdout
    assert "2015-09-24" in meeting_days(database)


def test_without_anybody_to_ask_nothing_is_loaded(loaded, tmp_path, database):
    result = loaded("load", changed(tmp_path, "date: 2015-09-22", "date: 2015-09-24"))

    assert told(result) == "There is nobody to ask. Nothing was changed; --yes loads without asking.\n"
    assert "2015-09-24" not in meeting_days(database)


@pytest.mark.parametrize(("typed", "code", "loads"), [("y", 0, True), ("n", 1, False)])
def test_at_a_terminal_one_is_asked(database, typed, code, loads):
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "bot", "load", str(PROGRAMME)]
    environment = os.environ | {"FORUMBOT_DATABASE_URL": f"sqlite:///{database}"}
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, env=environment, text=True) as running:
        os.write(ours, f"{typed}\n".encode())
        said, _ = running.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)

    assert "Load this? [y/N]" in said
    assert running.returncode == code
    assert bool(meeting_days(database)) == loads


def test_each_fault_of_a_file_is_told_with_line_and_field_before_anything_is_touched(forumbot, tmp_path, database):
    broken = changed(tmp_path, "status: preliminary", "status: perhaps")
    line = next(n for n, line in enumerate(broken.read_text("utf-8").splitlines(), 1) if "perhaps" in line)

    said = told(forumbot("load", broken, "--yes"))

    assert said.startswith(f"changed.yaml:{line}: meetings[")
    assert "].status: expected 'preliminary', 'confirmed', 'held' or 'cancelled', found «perhaps»" in said
    assert not database.exists()


def test_a_conflict_is_told_and_nothing_is_loaded(loaded, tmp_path, database):
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE meeting SET day = '2015-09-29' WHERE day = '2015-09-22'")

    said = told(loaded("load", changed(tmp_path, "date: 2015-09-22", "date: 2015-09-24"), "--yes"))

    assert "date: the file changed «2015-09-22» to «2015-09-24», but the database has «2015-09-29» since." in said
    assert "2015-09-24" not in meeting_days(database)


def test_what_is_dumped_loads_without_a_change(loaded, tmp_path):
    dumped = tmp_path / "dumped.yaml"

    assert loaded("dump", dumped).exit_code == 0
    assert loaded("dump").stdout == dumped.read_text("utf-8")
    assert loaded("load", dumped).stdout == "The file changes nothing.\n" + SEATS


def test_a_dump_before_the_first_load_says_what_to_do(forumbot):
    assert told(forumbot("dump")) == "Nothing is loaded yet. «forumbot load FILE» loads a forum file.\n"


def test_a_file_that_is_not_there_a_folder_or_not_text_is_told(forumbot, tmp_path):
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("forum: {name: Växjö}".encode("latin-1"))

    assert told(forumbot("load", tmp_path / "none.yaml")) == f"{tmp_path}/none.yaml: No such file or directory.\n"
    assert told(forumbot("load", tmp_path)) == f"{tmp_path}: Is a directory.\n"
    assert told(forumbot("load", latin)).startswith("latin.yaml:1: the file: expected text in UTF-8, found the byte E4")


def test_a_dump_into_a_folder_is_told(loaded, tmp_path):
    assert told(loaded("dump", tmp_path / "none" / "forum.yaml")).endswith(": No such file or directory.\n")


def test_what_is_no_database_is_told(forumbot, database):
    database.parent.mkdir()
    database.write_text("This is a letter, not a database. " * 100)

    assert told(forumbot("load", PROGRAMME, "--yes")) == "The database can not be used: file is not a database.\n"


@contextmanager
def another_program_writes(database: Path) -> Iterator[None]:
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


def test_a_locked_database_is_told(loaded, tmp_path, database):
    with another_program_writes(database):
        said = told(loaded("load", changed(tmp_path, "date: 2015-09-22", "date: 2015-09-24"), "--yes"))

    assert said == "Another program holds the database. Try again when it has finished. Nothing was changed.\n"
    assert "2015-09-24" not in meeting_days(database)


def test_tables_go_up_and_down(forumbot, database):
    assert forumbot("migrate").stdout.startswith("The tables are at revision 0")
    assert forumbot("migrate", "--down", "--to", "base").stdout == "The tables are at revision base.\n"
    with closing(sqlite3.connect(database)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        ).fetchall()
    assert tables == [("alembic_version",)]


def test_going_down_needs_a_revision_that_is_known(forumbot):
    assert told(forumbot("migrate", "--down")).startswith("Say which revision to go down to")
    assert told(forumbot("migrate", "--to", "7")) == (
        "Can't locate revision identified by '7': this version does not know it.\n"
    )


@pytest.mark.parametrize("url", ["letters", "mysql://localhost/forum", "sqlite://", "sqlite:///:memory:"])
def test_a_database_that_can_not_be_meant_is_told(forumbot, url):
    assert told(forumbot("dump", FORUMBOT_DATABASE_URL=url)) == (
        "Settings FORUMBOT_DATABASE_URL: Expected sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME.\n"
    )


def test_a_server_that_does_not_answer_is_told_without_the_password(forumbot):
    said = told(forumbot("dump", FORUMBOT_DATABASE_URL="postgresql://forum:secret@127.0.0.1:1/forum"))

    assert said.startswith("The database can not be used: connection failed:")
    assert "secret" not in said


def test_settings_may_have_the_names_that_platforms_give_them():
    environment = {"DATABASE_URL": "postgres://localhost/forum", "PORT": "9000", "FORUMBOT_HOST": "::1"}
    assert settings(environment) == ("postgres://localhost/forum", "::1", 9000, False)
    ours = {"FORUMBOT_DATABASE_URL": "sqlite:///forum.db", "FORUMBOT_PORT": "9001", "FORUMBOT_DEMO": "1"}
    assert settings(environment | ours) == ("sqlite:///forum.db", "::1", 9001, True)
    assert settings({}) == ("sqlite:///var/forum.db", "127.0.0.1", 8600, False)


def addresses(**given: str) -> str:
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ.keys() & {"PORT"} | {n for n in os.environ if n.startswith("FORUMBOT_")}:
            patch.delenv(name)
        for name, value in given.items():
            patch.setenv(name, value)
        return Settings().address


def test_links_begin_with_the_address_under_which_people_reach_it():
    assert addresses() == "http://127.0.0.1:8600"
    assert addresses(FORUMBOT_HOST="::1", PORT="9000") == "http://[::1]:9000"
    assert addresses(FORUMBOT_PUBLIC_URL="https://forum.example/") == "https://forum.example"
    assert addresses(FORUMBOT_PUBLIC_URL="http://forum.example:8600") == "http://forum.example:8600"


@pytest.mark.parametrize(
    "url",
    ["forum.example", "ftp://forum.example", "https://forum.example/bot", "https://", "https://[x", "https://a@b"],
)
def test_an_address_that_can_not_be_meant_is_told(forumbot, url):
    assert told(forumbot("invite", "karin", FORUMBOT_PUBLIC_URL=url)) == (
        "Settings public_url: Expected https://NAME or http://NAME:PORT, without a path.\n"
    )


@pytest.fixture
def today(forumbot: Command) -> Command:
    assert forumbot("load", FORUMS / "today.yaml", "--yes").exit_code == 0
    return forumbot


def kept(database: Path, table: str) -> list[tuple]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(f'SELECT * FROM "{table}"').fetchall()


def test_an_invitation_is_a_link_of_which_only_a_digest_is_kept(today, database):
    result = today("invite", "karin-lind", "--days", "7", FORUMBOT_PUBLIC_URL="https://forum.example")

    assert result.exit_code == 0
    assert re.fullmatch(r"https://forum\.example/in/[0-9a-f]{40}\n", result.stdout)
    week = datetime.now(ZoneInfo("Europe/Stockholm")).date() + timedelta(days=7)
    assert result.stderr == f"For Karin Lind, Region Dalarna. It works through {week}, on several devices.\n"
    token = result.stdout.strip().rpartition("/")[2]
    [row] = kept(database, "door_link")
    assert token not in row
    assert sha256(token.encode()).hexdigest() in row


@pytest.mark.parametrize("who", ["karin-lind", "Karin Lind", "karin lind", "KARIN@dalarna.example", "arin Lin"])
def test_somebody_is_named_by_key_name_or_mail(today, database, who):
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE person SET email = 'karin@dalarna.example' WHERE key = 'karin-lind'")

    assert today("invite", who).stderr.startswith("For Karin Lind,")


def test_a_name_that_several_or_none_have_is_told(today, database):
    assert told(today("invite", "karin")) == (
        "«karin» may be any of these, so give the key: karin-lind (Karin Lind); anna-karin-pello (Anna-Karin Pello).\n"
    )
    for nobody in ("ingen", "", " "):
        assert told(today("revoke", nobody)).startswith(f"Nobody in the forum is called «{nobody}».")
    assert kept(database, "door_link") == []


def test_the_table_for_a_mail_merge_has_a_link_for_each(today, database):
    everybody = list(csv.DictReader(StringIO(today("links", FORUMBOT_PUBLIC_URL="https://forum.example").stdout)))
    officials = list(csv.DictReader(StringIO(today("links", "--body", "tjanstepersonsforum").stdout)))

    assert list(everybody[0]) == ["Namn", "E-post", "Organisation", "Länk", "Gäller till och med"]
    assert {"Sara Holmqvist", "Karin Lind", "Kerstin Morén"} <= {row["Namn"] for row in everybody}
    assert {"Karin Lind", "Nils Berg"} <= {row["Namn"] for row in officials}
    assert "Sara Holmqvist" not in {row["Namn"] for row in officials}
    assert all(row["Länk"].startswith("https://forum.example/in/") for row in everybody)
    assert len(kept(database, "door_link")) == len(everybody) + len(officials)


def test_a_table_for_a_body_that_is_not_there_is_told(today):
    assert told(today("links", "--body", "ingen")).startswith("There is no body «ingen». There are: ")


def test_revoking_ends_links_and_sessions(today):
    for who in ("karin-lind", "karin-lind", "nils-berg"):
        today("invite", who)

    assert today("revoke", "karin-lind").stdout == "Karin Lind: 2 links and 0 sessions are ended.\n"
    assert today("revoke", "karin-lind").stdout == "Karin Lind: 0 links and 0 sessions are ended.\n"


def test_nobody_is_invited_to_a_forum_that_is_not_loaded(forumbot):
    assert told(forumbot("links")) == "Nothing is loaded yet. «forumbot load FILE» loads a forum file.\n"


def settings(environment: dict[str, str]) -> tuple[str, str, int, bool]:
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ.keys() & {"DATABASE_URL", "PORT"} | {n for n in os.environ if n.startswith("FORUMBOT_")}:
            patch.delenv(name)
        for name, value in environment.items():
            patch.setenv(name, value)
        read = Settings()
    return read.database_url, read.host, read.port, read.demo
