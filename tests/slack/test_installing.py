"""Workspaces install the app, are spoken to by their own token, reach their neighbours, and remove it again."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web
from pydantic import SecretStr
from slack_sdk.oauth.installation_store import Installation as Given
from sqlalchemy import select

from bot.slack import installations as kept
from bot.slack.installations import Installations
from bot.slack.manifest import SCOPES
from handlers.call import Look
from handlers.reaching import is_lost
from handlers.telling_losses import is_reached_wholly
from storage import installations, losses
from storage.installations import Installation, Returned
from tests.conftest import both
from tests.slack.conftest import CHANNEL, KARINS, SARA, Office
from tests.slack.driver import words
from tests.slack.server import TEAM, Refused, SlackServer, Values
from tests.slack.troubles import BROKEN
from tests.world import World

CLIENT, CLIENT_SECRET = "1111.2222", "c" * 32
PUBLIC = "https://forum.example.se"
NOW = datetime(2027, 2, 1, 8, tzinfo=UTC)


@dataclass
class OpenSlack(SlackServer):
    """One that gives tokens to workspaces that allow the app: each by its code."""

    codes: dict[str, Values] = field(default_factory=dict)
    exchanged: Values = field(default_factory=dict)

    def allow(self, code: str, team: str | None = TEAM, grid: str | None = None) -> str:
        """Somebody allows it; the token that the workspace then has."""
        token = f"xoxb-{code}-SECRET"
        self.tokens[token] = team or grid or ""
        self.codes[code] = {
            "access_token": token,
            "token_type": "bot",
            "scope": ",".join(SCOPES),
            "bot_user_id": "U0BOT",
            "app_id": "A01",
            "team": {"id": team, "name": f"Region {team}"} if team else None,
            "enterprise": {"id": grid, "name": "Kommunförbundet"} if grid else None,
            "is_enterprise_install": team is None,
            "authed_user": {"id": SARA.id},
        }
        return token

    def _team(self, request: web.Request, method: str) -> str | None:
        return "" if method == "oauth.v2.access" else super()._team(request, method)

    def _oauth_v2_access(self, values: Values) -> Values:
        self.exchanged = values
        if values["code"] not in self.codes:
            raise Refused("invalid_code")
        return self.codes.pop(values["code"])


@pytest.fixture
async def server():
    async with OpenSlack().running() as server:
        for user in (SARA, KARINS):
            server.users[user.id] = {"team_id": user.home, "real_name": "Namn", "locale": "sv-SE", "profile": {}}
        yield server


@pytest.fixture
async def office(open_office: Callable, server: OpenSlack, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Several workspaces, as it is set in the environment."""
    monkeypatch.setenv("SLACK_CLIENT_ID", CLIENT)
    monkeypatch.setenv("SLACK_CLIENT_SECRET", CLIENT_SECRET)
    several = {"slack_client_id": CLIENT, "slack_client_secret": SecretStr(CLIENT_SECRET)}
    return await open_office(slack_bot_token=None, public_url=PUBLIC, **several)


@dataclass
class Browser:
    """Of somebody who installs the app."""

    office: Office
    cookie: str = ""
    state: str = ""

    async def leaves(self) -> dict[str, list[str]]:
        """What Slack is asked for."""
        client = self.office.people.client
        async with client.get("/slack/install", allow_redirects=False) as answer:
            assert answer.status == 302
            cookie = answer.headers["Set-Cookie"]
            assert "Secure" in cookie
            assert "HttpOnly" in cookie
            self.cookie = cookie.partition(";")[0]
            asked = urlsplit(answer.headers["Location"])
        assert asked.path == "/oauth/v2/authorize"
        query = parse_qs(asked.query)
        [self.state] = query["state"]
        return query

    async def comes_back(self, code: str = "", **query: str) -> tuple[int, str]:
        """The status and the words of the page."""
        asked = {"code": code, "state": self.state} | query
        headers = {"Cookie": self.cookie, "Accept-Language": "sv"}
        async with self.office.people.client.get("/slack/oauth_redirect", params=asked, headers=headers) as answer:
            said = re.findall(r"<(?:h1|p)>(.*?)</(?:h1|p)>", await answer.text())
            return answer.status, re.sub(r"<[^>]*>", "", " ".join(said))


async def install(office: Office, server: OpenSlack, code: str = "c1", **where: Any) -> str:
    browser = Browser(office)
    await browser.leaves()
    token = server.allow(code, **where)
    assert (await browser.comes_back(code))[0] == 200
    return token


async def removed(office: Office, team: str, event: Values, at: float | None = None) -> int:
    when = int(time.time() if at is None else at)
    told = {"type": "event_callback", "event_id": f"Ev{when}{team}{event['type']}", "team_id": team}
    status = (await office.people.post(json.dumps(told | {"event": event, "event_time": when}))).status
    await office.settle()
    return status


async def tokens(office: Office) -> dict[str, str]:
    """Of the workspaces that have the app."""
    made = await office.read(installations.everywhere)
    return {one.key: one.token for one in made if one.gone_at is None}


# Installing


async def test_slack_is_asked_for_what_the_manifest_lists_and_comes_back_to_us(office: Office):
    asked = await Browser(office).leaves()
    assert asked["client_id"] == [CLIENT]
    assert asked["scope"] == [",".join(SCOPES)]
    assert asked["redirect_uri"] == [f"{PUBLIC}/slack/oauth_redirect"]
    assert "user_scope" not in asked


async def test_a_workspace_that_allows_the_app_has_it(office: Office, server: OpenSlack):
    browser = Browser(office)
    await browser.leaves()
    token = server.allow("c1")
    status, page = await browser.comes_back("c1")
    assert (status, page) == (
        200,
        "Forumbot är installerad Den finns i Region T01. Bjud in den till gruppens kanal och skriv /forum koppla där.",
    )
    assert await tokens(office) == {TEAM: token}
    assert server.exchanged["redirect_uri"] == f"{PUBLIC}/slack/oauth_redirect"


async def test_who_installed_it_and_what_it_may_do_is_known(office: Office, server: OpenSlack):
    await install(office, server)
    made = await office.read(lambda db: installations.get(db, TEAM))
    assert (made.name, made.app, made.bot, made.bot_user) == ("Region T01", "A01", "B0BOT", "U0BOT")
    assert (made.installed_by, made.scopes) == (SARA.id, sorted(SCOPES))
    assert datetime.now(UTC) - made.installed_at < timedelta(minutes=1)


async def test_installing_again_takes_the_new_token(office: Office, server: OpenSlack):
    await install(office, server, "c1")
    new = await install(office, server, "c2")
    assert await tokens(office) == {TEAM: new}


async def test_a_way_back_is_used_once(office: Office, server: OpenSlack):
    browser = Browser(office)
    await browser.leaves()
    server.allow("c1")
    server.allow("c2", team="T07")
    assert (await browser.comes_back("c1"))[0] == 200
    status, page = await browser.comes_back("c2")
    assert status == 400
    assert page.startswith("Forumbot är inte installerad Du kom tillbaka en annan väg än du gick")
    assert set(await tokens(office)) == {TEAM}


async def test_who_did_not_leave_from_here_or_took_too_long_begins_again(
    office: Office, server: OpenSlack, monkeypatch: pytest.MonkeyPatch
):
    server.allow("c1")
    browser = Browser(office)
    await browser.leaves()
    stolen = Browser(office, state=browser.state)
    assert (await stolen.comes_back("c1"))[0] == 400
    assert (await Browser(office, browser.cookie, f"{browser.state}0").comes_back("c1"))[0] == 400
    monkeypatch.setattr(kept, "AWAY", timedelta(seconds=-1))
    await browser.leaves()
    assert (await browser.comes_back("c1"))[0] == 400
    assert await tokens(office) == {}
    assert server.calls["oauth.v2.access"] == 0


async def test_however_often_others_go_who_went_first_comes_back(office: Office, server: OpenSlack):
    browser = Browser(office)
    await browser.leaves()
    for _ in range(50):
        await Browser(office).leaves()
    assert await office.read(lambda db: list(db.scalars(select(Returned)))) == []
    server.allow("c1")
    assert (await browser.comes_back("c1"))[0] == 200


async def test_who_says_no_in_slack_is_told_that_nothing_was_changed(office: Office):
    browser = Browser(office)
    await browser.leaves()
    status, page = await browser.comes_back(error="access_denied")
    assert (status, page) == (
        403,
        "Forumbot är inte installerad Det godkändes inte i Slack. Inget är ändrat. Börja om",
    )


@pytest.mark.parametrize("error", ["<b>pay here</b>", "storage_error", "unexpected", "late"])
async def test_nothing_that_stands_in_the_address_is_shown(office: Office, error: str):
    status, page = await Browser(office).comes_back(error=error)
    assert status in (400, 403, 500)
    assert "pay here" not in page


async def test_a_code_that_slack_does_not_take_is_told(office: Office):
    browser = Browser(office)
    await browser.leaves()
    status, page = await browser.comes_back("made-up")
    assert status == 400
    assert "Slack godtog det inte" in page


async def test_where_slack_is_silent_that_is_told(office: Office, server: OpenSlack):
    browser = Browser(office)
    await browser.leaves()
    server.allow("c1")
    server.troubles.expect("oauth.v2.access", BROKEN)
    status, page = await browser.comes_back("c1")
    assert status in (400, 503)
    assert "Börja om" in page
    assert await tokens(office) == {}


async def test_no_secret_reaches_the_page_or_the_log(office: Office, server: OpenSlack, capsys, caplog):
    browser = Browser(office)
    await browser.leaves()
    token = server.allow("c1")
    _, page = await browser.comes_back("c1")
    _, wrong = await browser.comes_back("c9-SECRETCODE")
    told = capsys.readouterr()
    for text in (page, wrong, told.out, told.err, caplog.text):
        assert token not in text
        assert CLIENT_SECRET not in text
        assert "SECRETCODE" not in text


# By whose token


async def test_each_workspace_is_spoken_to_by_its_own_token(office: Office, server: OpenSlack):
    await install(office, server)
    answered = await office.people.command(SARA, "nästa")
    assert "Tjänstepersonsforum" in words(answered.said["blocks"])
    await office.people.command(SARA, "åtgärd")
    assert office.server.calls["views.open"] == 1


async def test_where_nobody_installed_it_nothing_is_sent(office: Office, server: OpenSlack):
    assert await office.bot.slack.workspaces.client(TEAM) is None


async def test_a_person_of_another_workspace_is_reached_through_the_shared_channel(office: Office, server: OpenSlack):
    token = await install(office, server)
    assert await office.bot.slack.workspaces.client(KARINS.home) is None
    await office.people.command(SARA, "fråga ”Bör utlysningarna samordnas?” ja/nej, fredag 12:00")
    await office.people.press(SARA, office.last, "Skicka")
    await office.settle()
    [card] = [shown for (channel, _), shown in server.messages.items() if channel == CHANNEL]
    await office.people.press(KARINS, card, "Ja")
    await office.settle()
    client = await office.bot.slack.workspaces.client(KARINS.home)
    assert client is not None
    assert client.token == token


# Removing


@pytest.mark.parametrize(
    "event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"], "oauth": []}}]
)
async def test_a_workspace_that_removed_the_app_is_left_alone(office: Office, server: OpenSlack, event: Values):
    await install(office, server)
    assert await office.bot.slack.workspaces.client(TEAM) is not None
    assert await removed(office, TEAM, event, time.time() + 1) == 200
    assert await tokens(office) == {}
    assert await office.bot.slack.workspaces.client(TEAM) is None
    new = await install(office, server, "c2")
    assert (await office.bot.slack.workspaces.client(TEAM)).token == new


async def test_somebodys_own_token_is_none_of_ours(office: Office, server: OpenSlack):
    await install(office, server)
    revoked = {"type": "tokens_revoked", "tokens": {"oauth": [SARA.id], "bot": []}}
    assert await removed(office, TEAM, revoked, time.time() + 1) == 200
    assert set(await tokens(office)) == {TEAM}


async def test_a_removal_that_is_told_late_does_not_undo_a_later_installation(office: Office, server: OpenSlack):
    await install(office, server)
    assert await removed(office, TEAM, {"type": "app_uninstalled"}, time.time() - 60) == 200
    assert set(await tokens(office)) == {TEAM}


# The store, on both databases


def given(code: str, team: str | None = TEAM, grid: str | None = None) -> Given:
    return Given(
        app_id="A01",
        enterprise_id=grid,
        enterprise_name="Kommunförbundet" if grid else None,
        team_id=team,
        team_name=f"Region {team}" if team else None,
        bot_token=f"xoxb-{code}",
        bot_id="B0BOT",
        bot_user_id="U0BOT",
        bot_scopes=list(SCOPES),
        user_id=SARA.id,
        is_enterprise_install=team is None,
    )


@dataclass
class Shelf:
    """The store with a database of its own."""

    world: World
    store: Installations

    def does(self, work: Any) -> Any:
        return self.world._runner.run(work)

    def saves(self, *made: Given) -> "Shelf":
        for one in made:
            self.does(self.store.async_save(one))
        return self

    def token(self, home: str) -> str | None:
        return self.does(self.store.token(home))

    def finds(self, team: str | None, grid: str | None = None, org_wide: bool = False) -> Given | None:
        asked = {"enterprise_id": grid, "team_id": team, "is_enterprise_install": org_wide}
        bot = self.does(self.store.async_find_bot(**asked))
        found = self.does(self.store.async_find_installation(**asked, user_id="U0ANYBODY"))
        assert (bot and bot.bot_token) == (found and found.bot_token)
        return found


@pytest.fixture
def shelf(world: World) -> Shelf:
    return Shelf(world, Installations(world.database))


@both
def test_what_is_saved_is_found_as_it_was(shelf: Shelf):
    made = given("a")
    found = shelf.saves(made).finds(TEAM)
    assert found is not None
    kept, was = found.to_dict(), made.to_dict()
    assert {name: kept[name] for name in kept if name not in ("installed_at", "bot_scopes", "token_type")} == {
        name: was[name] for name in was if name not in ("installed_at", "bot_scopes", "token_type")
    }
    assert found.bot_scopes == sorted(SCOPES)


@both
def test_an_organisations_installation_serves_all_its_workspaces(shelf: Shelf):
    shelf.saves(given("org", None, "E01"))
    found = shelf.finds("T05", "E01")
    assert found is not None
    assert (found.bot_token, found.is_enterprise_install, found.team_id) == ("xoxb-org", True, None)
    assert shelf.finds(None, "E01", True) is not None
    assert shelf.token("E01") == "xoxb-org"
    assert shelf.token("T05") is None
    shelf.does(shelf.store.met("T05", "E01"))
    assert shelf.token("T05") == "xoxb-org"


@both
def test_a_workspaces_own_installation_comes_before_that_of_its_organisation(shelf: Shelf):
    shelf.saves(given("org", None, "E01"), given("own", "T05", "E01"))
    assert shelf.finds("T05", "E01").bot_token == "xoxb-own"
    assert shelf.finds("T05", "E01", True).bot_token == "xoxb-org"
    assert (shelf.token("T05"), shelf.token("E01")) == ("xoxb-own", "xoxb-org")


@both
def test_an_organisation_is_reached_through_one_of_its_workspaces(shelf: Shelf):
    shelf.saves(given("own", "T05", "E01"))
    assert shelf.token("E01") == "xoxb-own"
    assert shelf.finds("T06", "E01") is None


@both
def test_those_met_in_a_shared_channel_are_reached_until_they_have_the_app_themselves(shelf: Shelf):
    shelf.saves(given("a"))
    shelf.does(shelf.store.met("T09", "T77"))
    assert shelf.token("T09") is None
    shelf.does(shelf.store.met("T09", TEAM))
    shelf.does(shelf.store.met("T09", TEAM))
    assert shelf.token("T09") == "xoxb-a"
    shelf.saves(given("b", "T09"))
    assert shelf.token("T09") == "xoxb-b"


@both
def test_when_the_neighbour_removes_the_app_another_takes_their_place(shelf: Shelf):
    shelf.saves(given("a"), given("b", "T08"))
    shelf.does(shelf.store.met("T09", TEAM))
    assert shelf.does(shelf.store.gone([TEAM], datetime.now(UTC))) == TEAM
    assert shelf.token("T09") is None
    shelf.does(shelf.store.met("T09", "T08"))
    assert shelf.token("T09") == "xoxb-b"


@both
def test_what_slacks_library_deletes_is_gone_and_its_row_stays(shelf: Shelf):
    shelf.saves(given("a"))
    shelf.does(shelf.store.async_delete_installation(enterprise_id=None, team_id=TEAM, user_id=SARA.id))
    assert shelf.finds(TEAM) is not None
    shelf.does(shelf.store.async_delete_all(enterprise_id=None, team_id=TEAM))
    assert shelf.finds(TEAM) is None
    assert shelf.world.read(lambda db: [one.key for one in installations.everywhere(db)]) == [TEAM]


@both
def test_who_came_back_is_kept_as_a_digest_as_long_as_it_matters_and_not_without_end(world: World, monkeypatch):
    monkeypatch.setattr(installations, "TOO_MANY", installations.TOO_MANY.offset(2))
    until = NOW + timedelta(minutes=10)

    def back(state: str, at: datetime = NOW, until: datetime = until) -> bool:
        return world.write(lambda db: installations.come_back(db, state, until, at))

    def kept_now() -> list[str]:
        return world.read(lambda db: list(db.scalars(select(Returned.state_hash))))

    assert (back("a"), back("a"), back("b", at=until)) == (True, False, False)
    assert all(back(f"c{number}", until=until + timedelta(minutes=number)) for number in range(1, 9))
    assert 0 < len(kept_now()) <= 4
    assert "c8" not in kept_now()
    assert not back("d", at=until + timedelta(hours=1))
    assert len(kept_now()) == 1


@pytest.mark.parametrize("made", [Given(user_id="U1", team_id=TEAM), Given(user_id="U1", bot_token="xoxb-a")])
def test_an_installation_without_a_workspace_or_a_token_is_none(shelf: Shelf, made: Given):
    with pytest.raises(ValueError, match="without"):
        shelf.saves(made)
    assert shelf.world.read(lambda db: db.scalars(select(Installation)).all()) == []


@both
def test_those_who_were_reached_through_a_workspace_are_known_by_it_when_it_is_gone(shelf: Shelf):
    shelf.saves(given("a"), given("org", None, "E01"))
    shelf.does(shelf.store.met("T09", TEAM))
    shelf.does(shelf.store.met("T05", "E01"))
    for _ in range(2):
        ways = [shelf.does(shelf.store.through(home)) for home in (TEAM, "T09", "T05", "T77")]
        assert ways == [TEAM, TEAM, "E01", "T77"]
        for key in (TEAM, "E01"):
            shelf.does(shelf.store.gone([key], datetime.now(UTC) + timedelta(days=1)))


@both
def test_a_workspace_that_installs_the_app_anew_is_no_longer_lost(shelf: Shelf):
    there = ("slack", f"{TEAM}/C01")
    shelf.world.write(lambda db: is_lost(Look(db, NOW, None), None, there, "token_revoked", TEAM))
    assert shelf.world.read(lambda db: losses.whole(db, "slack", TEAM)) is not None
    shelf.saves(given("a"))
    assert shelf.world.read(lambda db: losses.whole(db, "slack", TEAM)) is None


@both
def test_a_workspace_that_is_served_by_its_organisation_again_is_no_longer_lost(shelf: Shelf):
    shelf.saves(given("a"))
    shelf.does(shelf.store.gone([TEAM], datetime.now(UTC) + timedelta(days=1)))
    there = ("slack", f"{TEAM}/C01")
    shelf.world.write(lambda db: is_lost(Look(db, NOW, None), None, there, "not_installed", TEAM))
    shelf.saves(given("org", None, "E01"))
    assert shelf.world.read(lambda db: losses.whole(db, "slack", TEAM)) is not None, "it may be another's"
    shelf.does(shelf.store.met(TEAM, "E01"))
    assert shelf.world.read(lambda db: losses.whole(db, "slack", TEAM)) is None


@both
def test_whatever_goes_by_the_way_that_something_was_reached_by_is_no_longer_lost(shelf: Shelf):
    shelf.saves(given("org", None, "E01"))
    shelf.does(shelf.store.met(TEAM, "E01"))
    for home in (TEAM, "T77"):
        there = ("slack", f"{home}/C01")
        shelf.world.write(lambda db, at=there, of=home: is_lost(Look(db, NOW, None), None, at, "not_installed", of))
    shelf.world.write(lambda db: is_reached_wholly(db, "slack", "E01"))
    assert shelf.world.read(lambda db: losses.whole_ones(db, "slack")) == ["T77"]
