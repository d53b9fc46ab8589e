"""Several workspaces: each installs the app by itself, at /slack/install, and may remove it again.

Slack's own flow (OAuth 2) by its library, over stores of ours: https://docs.slack.dev/authentication/installing-with-oauth.
"""

from collections.abc import Coroutine, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackClientError

from bot.browser.outside import language_of, page_outside
from bot.inbound import Failure, attempt
from bot.settings import Settings
from bot.slack import who
from bot.slack.installations import Installations, States
from bot.slack.manifest import INSTALL, REDIRECT, SCOPES
from bot.slack.payloads import Callback, Command, Interaction, Said
from bot.slack.ties import Errands
from bot.slack.workspaces import Workspaces, quiet
from handlers.words import N_, catalogue
from storage.database import Database, Unavailable

log = structlog.get_logger()

INSTALLED = N_("Forumbot is installed")
NOT_INSTALLED = N_("Forumbot is not installed")
HERE = N_("It is in {workspace}. Invite it to the group's channel, and write /forum connect there.")
WHY = {
    "denied": N_("It was not allowed in Slack. Nothing was changed."),
    "late": N_("You came back another way than you went, or took longer than ten minutes. Begin again."),
    "invalid_code": N_("Slack did not accept it. Begin again; if it goes on, «forumbot doctor» may tell why."),
    "away": N_("Slack can not be reached just now. Nothing was changed. Begin again in a while."),
    "unsaved": N_("It could not be saved. Begin again in a while."),
    "unexpected": N_("Something went wrong. Begin again; if it goes on, tell who runs Forumbot: {reference}."),
}
STATUS = {"denied": 403, "late": 400, "invalid_code": 400, "away": 503, "unsaved": 503, "unexpected": 500}
LATE = ("invalid_browser", "invalid_state", "missing_code")


class Installing:
    """What workspaces do to have the app, and what is known of them."""

    def __init__(self, settings: Settings, database: Database) -> None:
        secret = settings.slack_client_secret
        assert settings.slack_client_id is not None, "several workspaces"
        assert secret is not None, "several workspaces"
        self.installations = Installations(database)
        self._settings = AsyncOAuthSettings(
            client_id=settings.slack_client_id,
            client_secret=secret.get_secret_value(),
            scopes=list(SCOPES),
            user_scopes=[],
            redirect_uri=settings.address + REDIRECT,
            install_path=INSTALL,
            install_page_rendering_enabled=False,
            redirect_uri_path=REDIRECT,
            callback_options=AsyncCallbackOptions(_done, _failed),
            authorization_url=urljoin(settings.slack_api_url, "/oauth/v2/authorize"),
            installation_store=self.installations,
            state_store=States(database, secret.get_secret_value()),
            logger=quiet,
        )
        self.workspaces = Workspaces(settings.slack_api_url, None, self.installations.token)

    def mount(self, app: web.Application) -> None:
        app.router.add_get(INSTALL, self._leave)
        app.router.add_get(REDIRECT, self._back)

    # There and back

    async def _leave(self, request: web.Request) -> web.Response:
        return await _answer(request, self._to_slack(request))

    async def _back(self, request: web.Request) -> web.Response:
        return await _answer(request, self._from_slack(request))

    async def _to_slack(self, request: web.Request) -> web.Response:
        """Send the browser to Slack, where they choose a workspace and allow it."""
        return await to_aiohttp_response(await self._flow().handle_installation(_asked(request)))

    async def _from_slack(self, request: web.Request) -> web.Response:
        """They bring what the token is fetched by."""
        done = await self._flow().handle_callback(_asked(request))
        return _installed(request, done.body) if done.status == 200 else _not_installed(request, done.body)

    def _flow(self) -> AsyncOAuthFlow:
        return AsyncOAuthFlow(client=self.workspaces.speaking_as(None), logger=quiet, settings=self._settings)

    # What Slack tells

    def notice(self, given: Said, errands: Errands) -> None:
        """Note through whom people of workspaces without the app are reached. Nothing depends on it at once. Raises
        Unreadable."""
        for home, through in passages(given):
            errands.run(self._note(home, through), "noting through whom they were met in slack")

    async def _note(self, home: str, through: str) -> None:
        try:
            await self.installations.met(home, through)
        except Unavailable as down:
            log.warning("not noted through whom they were met", reason=down.reason)

    async def removed(self, given: Callback) -> None:
        """The app was removed, or its token revoked. Where that can not be noted, Slack refuses the token anyway."""
        if given.event.get("type") == "tokens_revoked" and not (given.event.get("tokens") or {}).get("bot"):
            return
        at = datetime.fromtimestamp(given.event_time, UTC)
        try:
            gone = await self.installations.gone([key for key in (given.team_id, given.enterprise_id) if key], at)
        except Unavailable as down:
            log.warning("a removal of the app was not noted", workspace=given.team_id, reason=down.reason)
        else:
            log.info("the app was removed from a workspace", workspace=gone)


def passages(given: Said) -> Iterator[tuple[str, str]]:
    """Whom what Slack tells of reaches through whom: a workspace through its organisation, and somebody's own workspace
    through the one where they did something."""
    match given:
        case Interaction():
            caller = who.of_interaction(given)
            if given.enterprise:
                yield caller.team, given.enterprise.id
            yield caller.address.team, caller.team
        case Command() | Callback() if given.enterprise_id:
            yield given.team_id, given.enterprise_id


def _asked(request: web.Request) -> AsyncBoltRequest:
    """Without a body: what comes by GET needs none, and one that is no text could not be read."""
    return AsyncBoltRequest(body="", query=request.query_string, headers=request.headers)  # type: ignore[arg-type]


async def _done(args: AsyncSuccessArgs) -> BoltResponse:
    made = args.installation
    return BoltResponse(status=200, body=made.team_name or made.enterprise_name or "Slack")


async def _failed(args: AsyncFailureArgs) -> BoltResponse:
    """Whatever else than ours stands in the address was not allowed in Slack, or not written by it."""
    reason = "late" if args.reason in LATE else args.reason
    log.info("the app was not installed", reason=reason if reason in WHY else "denied")
    return BoltResponse(status=400, body=reason if reason in WHY else "denied")


async def _answer(request: web.Request, work: Coroutine[Any, Any, web.Response]) -> web.Response:
    away = (aiohttp.ClientError, TimeoutError, SlackClientError)
    try:
        done = await attempt(work, *away, Unavailable, during="an installation in slack")
    except away:
        return _not_installed(request, "away")
    except Unavailable:
        return _not_installed(request, "unsaved")
    return _not_installed(request, "unexpected", done.reference) if isinstance(done, Failure) else done


def _installed(request: web.Request, workspace: str) -> web.Response:
    say = catalogue(language_of(request)).gettext
    return page_outside(request, "told.j2", title=say(INSTALLED), text=say(HERE).format(workspace=workspace), go="")


def _not_installed(request: web.Request, why: str, reference: str = "") -> web.Response:
    say = catalogue(language_of(request)).gettext
    text = say(WHY[why]).format(reference=reference)
    return page_outside(request, "told.j2", STATUS[why], title=say(NOT_INSTALLED), text=text, go=INSTALL)
