"""`forumbot doctor` says what is set, missing or wrong, and what to do, and tells no secret."""

import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot import doctor
from bot.doctor import Finding
from bot.settings import Settings
from bot.slack import examining
from bot.slack.manifest import SCOPES
from storage import installations, migrating
from storage.database import Database
from tests.slack.server import APP_TOKEN, BOT_TOKEN, SlackServer
from tests.test_commandline import Command, forumbot  # noqa: F401  (a fixture)

SIGNING = "8f742231b10e8888abcd9900aabb85a5"
SOCKET = {"slack_bot_token": SecretStr(BOT_TOKEN), "slack_app_token": SecretStr(APP_TOKEN)}
HTTP = {"slack_bot_token": SecretStr(BOT_TOKEN), "slack_signing_secret": SecretStr(SIGNING)}
SEVERAL = {
    "slack_client_id": "1111.2222",
    "slack_client_secret": SecretStr("c" * 32),
    "slack_signing_secret": SecretStr(SIGNING),
    "public_url": "https://forum.example.se",
}
SECRETS = re.compile(r"SECRETTOKEN|SECRETAPP|xoxb-\d|xapp-\d|8f742231|c{32}")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "forum.db"


@dataclass
class ScopedSlack(SlackServer):
    """One that tells what a token may do, as Slack does: in a header."""

    scopes: list[str] = field(default_factory=lambda: list(SCOPES))

    async def _meeting(self, request: web.Request, name: str, does: Callable[[], Any]) -> web.StreamResponse:
        answer = await super()._meeting(request, name, does)
        answer.headers["X-OAuth-Scopes"] = ",".join(self.scopes)
        return answer


@asynccontextmanager
async def slack(**about: Any) -> AsyncIterator[ScopedSlack]:
    async with ScopedSlack(**about).running() as server:
        yield server  # type: ignore[misc]


async def examined(server: ScopedSlack, url: str = "", **given: Any) -> dict[str, Finding]:
    """What is found about Slack, by what it is about; the last of each."""
    settings = Settings().model_copy(update={"slack_api_url": server.api_url, "database_url": url} | given)
    found = await examining.examine(settings)
    assert not SECRETS.search("".join(map(str, found)))
    return {finding.what: finding for finding in found}


def wrong(found: dict[str, Finding]) -> set[str]:
    return {what for what, finding in found.items() if finding.state == "wrong"}


# The forum


def test_without_a_database_it_says_how_one_is_made_and_makes_none(forumbot: Command, database: Path):  # noqa: F811
    told = forumbot("doctor")
    assert told.exit_code == 1
    assert "wrong  Database: there is none yet. «forumbot load FILE»" in told.stdout
    assert not database.exists()


def test_an_empty_database_is_told(forumbot: Command, database: Path):  # noqa: F811
    forumbot("migrate")
    told = forumbot("doctor")
    assert told.exit_code == 1
    assert "wrong  Forum: nothing is loaded" in told.stdout


@pytest.fixture
def doctored(forum_url: str) -> Callable[..., list[Finding]]:
    """What is found about today's forum."""

    def examine(**given: Any) -> list[Finding]:
        return doctor.examine(Settings().model_copy(update={"database_url": forum_url} | given))

    return examine


def test_a_forum_that_can_run_has_nothing_wrong(doctored: Callable[..., list[Finding]]):
    found = {finding.what: finding for finding in doctored(public_url="https://forum.example.se")}
    assert {what: finding.state for what, finding in found.items()} == {
        "Database": "fine",
        "Forum": "fine",
        "Address": "fine",
        "Slack": "note",
    }
    assert "Europe/Stockholm" in found["Forum"].told
    assert f"revision {migrating.newest()}" in found["Database"].told


def test_an_address_for_this_machine_only_or_without_tls_is_noted(doctored: Callable[..., list[Finding]]):
    assert "opens on this machine only" in str(doctored())
    assert "without TLS" in str(doctored(public_url="http://forum.example.se"))


def test_tables_of_an_earlier_or_later_version_are_told(doctored: Callable[..., list[Finding]], tmp_path: Path):
    def at(revision: str) -> Finding:
        with closing(sqlite3.connect(tmp_path / "forum.db")) as connection, connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", [revision])
        return doctored()[0]

    assert (at("0001").state, at("9999").state) == ("note", "wrong")
    assert "«forumbot migrate»" in at("0001").told
    assert "of a later version" in at("9999").told


def test_a_clock_that_a_demo_has_moved_is_told(doctored: Callable[..., list[Finding]], tmp_path: Path):
    with closing(sqlite3.connect(tmp_path / "forum.db")) as connection, connection:
        connection.execute("UPDATE forum SET clock_ahead = 3600")
    assert "a demo has moved the clock" in str(doctored())
    assert "a demo has moved the clock" not in str(doctored(demo=True))


def test_what_is_no_database_is_told(doctored: Callable[..., list[Finding]], tmp_path: Path):
    (tmp_path / "letter.db").write_text("This is a letter, not a database. " * 100)
    [finding, *_] = doctored(database_url=f"sqlite:///{tmp_path}/letter.db")
    assert finding == Finding("wrong", "Database", "The database can not be used: file is not a database.")


def test_a_server_that_does_not_answer_is_told_without_its_password(doctored: Callable[..., list[Finding]]):
    [finding, *_] = doctored(database_url="postgresql://forum:hemligt@127.0.0.1:1/forum")
    assert finding.state == "wrong"
    assert "hemligt" not in finding.told


# Slack


@pytest.mark.parametrize("given", [SOCKET, HTTP], ids=["socket mode", "http"])
async def test_slack_that_works_is_told_with_whose_token_it_is(given: dict[str, Any]):
    async with slack() as server:
        found = await examined(server, **given, public_url="https://forum.example.se")
    assert not wrong(found)
    assert found["SLACK_BOT_TOKEN"].state == "fine"
    assert "Forumet" in found["SLACK_BOT_TOKEN"].told


async def test_each_value_from_the_wrong_field_is_told_with_the_right_one():
    mixed = {"slack_signing_secret": SecretStr(BOT_TOKEN), "slack_app_token": SecretStr(SIGNING)}
    async with slack() as server:
        found = await examined(server, **SOCKET | mixed)
    assert wrong(found) == {"SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"}
    assert "Basic Information" in found["SLACK_SIGNING_SECRET"].told


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"slack_bot_token": SecretStr(BOT_TOKEN)}, "Slack"),
        ({"slack_app_token": SecretStr(APP_TOKEN)}, "SLACK_BOT_TOKEN"),
        ({"slack_signing_secret": SecretStr(SIGNING)}, "SLACK_BOT_TOKEN"),
        ({"slack_client_id": "1.2", "slack_signing_secret": SecretStr(SIGNING)}, "SLACK_CLIENT_SECRET"),
        ({"slack_client_secret": SecretStr("c" * 32), **SOCKET}, "SLACK_CLIENT_ID"),
        (SEVERAL | {"public_url": None}, "FORUMBOT_PUBLIC_URL"),
    ],
)
async def test_what_is_set_halfway_is_told(given: dict[str, Any], missing: str, forum_url: str):
    async with slack() as server:
        assert wrong(await examined(server, forum_url, **given)) == {missing}


async def test_a_token_that_slack_does_not_know_is_told():
    async with slack(tokens={}) as server:
        found = await examined(server, **SOCKET)
    assert wrong(found) == {"SLACK_BOT_TOKEN"}
    assert "Copy it once more" in found["SLACK_BOT_TOKEN"].told


async def test_a_token_that_may_too_little_is_told_with_what_is_missing():
    async with slack(scopes=["chat:write", "commands"]) as server:
        found = await examined(server, **SOCKET)
    assert wrong(found) == {"SLACK_BOT_TOKEN"}
    assert "may not channels:history, files:write" in found["SLACK_BOT_TOKEN"].told
    assert "Paste the manifest anew" in found["SLACK_BOT_TOKEN"].told


async def test_a_token_that_may_more_is_noted():
    async with slack(scopes=[*SCOPES, "admin"]) as server:
        found = await examined(server, **SOCKET)
    assert (found["SLACK_BOT_TOKEN"].state, wrong(found)) == ("note", set())
    assert found["SLACK_BOT_TOKEN"].told.endswith("It may more than is used: admin.")


async def test_slack_that_can_not_be_reached_is_told():
    async with slack() as server:
        api_url = server.api_url
    found = await examining.examine(Settings().model_copy(update=SOCKET | {"slack_api_url": api_url}))
    assert {finding.what for finding in found if finding.state == "wrong"} == {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"}
    assert f"Slack can not be asked at {api_url}" in found[0].told


def made(key: str, token: str) -> dict[str, Any]:
    about = {"name": f"Region {key}", "app": "A01", "bot": "B0", "bot_user": "U0BOT", "installed_by": "U1"}
    return about | {"key": key, "enterprise": None, "token": token, "scopes": list(SCOPES)}


@pytest.fixture
async def with_workspaces(forum_url: str) -> str:
    """Three installed the app: one token works, one does not, one workspace has removed it."""
    database, now = Database(forum_url), datetime.now(UTC)

    def keep(db: Any) -> None:
        for key, token in [("T01", BOT_TOKEN), ("T02", "xoxb-1-old"), ("T03", "xoxb-1-removed")]:
            installations.save(db, made(key, token), now)
        installations.gone(db, "T03", now, now)

    await database.write(keep)
    await database.aclose()
    return forum_url


async def test_the_token_of_each_workspace_is_tried(with_workspaces: str):
    async with slack() as server:
        found = await examined(server, with_workspaces, **SEVERAL)
    assert found["Workspace Region T01 (T01)"].state == "fine"
    assert wrong(found) == {"Workspace Region T02 (T02)"}


async def test_where_no_workspace_has_it_yet_it_says_where_it_is_installed(forum_url: str):
    async with slack() as server:
        found = await examined(server, forum_url, **SEVERAL)
    assert not wrong(found)
    assert found["Workspaces"].told.endswith("It is installed at https://forum.example.se/slack/install.")
