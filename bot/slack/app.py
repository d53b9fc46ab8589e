"""Slack's side of the bot: how what happens there comes in (HTTP, or fetched by Socket Mode), and the platform by which
the courier reaches people.

Both ways lead through the same listeners. What they do is local work and done before Slack is answered; what takes
longer follows after.
"""

import asyncio
import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.inbound import Failure, Inbound, attempt
from bot.settings import Settings
from bot.slack import payloads
from bot.slack.client import Slack, the_only_one
from bot.slack.guard import Guard
from bot.slack.listening import Listening
from bot.slack.manifest import EVENTS
from bot.slack.payloads import Callback, Limited, Other, Unreadable
from bot.slack.ties import Ties
from bot.slack.workspaces import Workspaces, quiet
from handlers.capabilities import Capabilities
from storage.database import Database

if TYPE_CHECKING:
    from bot.slack.installing import Installing

log = structlog.get_logger()

ANY = re.compile("")
REMOVALS = ("app_uninstalled", "tokens_revoked")


class SlackApp:
    def __init__(
        self,
        settings: Settings,
        database: Database,
        capabilities: Capabilities,
        inbound: Inbound,
        now: Callable[[], datetime],
    ) -> None:
        token, signing, app = settings.slack_bot_token, settings.slack_signing_secret, settings.slack_app_token
        self._installing = _installing(settings, database)
        alone = Workspaces(settings.slack_api_url, token.get_secret_value() if token else None)
        self.workspaces = self._installing.workspaces if self._installing else alone
        self.ties = Ties(database, capabilities, inbound, now, self.workspaces, settings.entrance)
        self.listening = Listening(self.ties)
        if self._installing:
            for kind in REMOVALS:
                self.listening.happenings[kind] = self._removed
        through = self._installing.installations.through if self._installing else the_only_one
        self.platform = Slack(self.workspaces.client, through)
        self._guard = Guard(signing.get_secret_value()) if signing else None
        self._app_token = app.get_secret_value() if app else None
        self._bolt = _bolt(settings.slack_api_url, self.listening)
        self._socket: SocketModeClient | None = None
        self._connecting: asyncio.Task[None] | None = None

    def mount(self, app: web.Application) -> None:
        """Let Slack send, where it can sign."""
        if self._guard is not None:
            app.router.add_post(EVENTS, self._receive)
        if self._installing:
            self._installing.mount(app)

    async def start(self) -> None:
        await self.workspaces.start()
        await self.platform.start()
        if self._app_token is not None:
            self._socket = SocketModeClient(self._app_token, quiet, self.workspaces.speaking_as(None))
            self._socket.socket_mode_request_listeners.append(self._fetch)  # type: ignore[arg-type]
            self._connecting = asyncio.create_task(self._socket.connect())

    async def stop(self) -> None:
        if self._connecting is not None and self._socket is not None:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)
            await self._socket.close()
        await self.ties.errands.finish()
        await self.platform.stop()
        await self.workspaces.stop()

    async def _receive(self, request: web.Request) -> web.Response:
        """What Slack sends and signs."""
        assert self._guard is not None, "mounted"
        done = await attempt(self._take(await self._guard.admitted(request)), during="a request of slack")
        return web.Response(status=500) if isinstance(done, Failure) else await to_aiohttp_response(done)

    async def _fetch(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """What was fetched from Slack."""
        began = asyncio.get_running_loop().time()
        done = await attempt(self._take(request.payload), during="a request of slack")
        if not isinstance(done, Failure):
            await send_async_response(client, request, done, began)

    async def _take(self, body: dict[str, Any]) -> BoltResponse:
        """Both come here. Bolt sees what was read, and as in Socket Mode: it is checked."""
        try:
            said = payloads.read(body)
            plain = body if isinstance(said, Other) else said.model_dump(exclude_none=True)
            request = AsyncBoltRequest(mode="socket_mode", body=plain, context={"said": said})
            if self._installing:
                self._installing.notice(said, self.ties.errands)
        except (Unreadable, TypeError, AttributeError, KeyError):
            return BoltResponse(status=400)
        if isinstance(said, Limited):  # Bolt does not know it
            await self.listening.listen(said)
            return BoltResponse(status=200)
        return await self._bolt.async_dispatch(request)

    async def _removed(self, given: Callback) -> None:
        assert self._installing is not None, "listened for only then"
        self.ties.errands.run(self._installing.removed(given), "a removal of the app from slack")


def _installing(settings: Settings, database: Database) -> "Installing | None":
    """Where several workspaces may install the app."""
    if not settings.slack_is_shared:
        return None
    from bot.slack.installing import Installing  # brings more of Slack's libraries

    return Installing(settings, database)


def _bolt(api_url: str, listening: Listening) -> AsyncApp:
    """Slack's own framework, which tells the kinds of requests apart. Signatures are checked before it; tokens are with
    the workspaces, so it needs none."""
    app = AsyncApp(
        name="forumbot",
        logger=quiet,
        client=AsyncWebClient(base_url=api_url, logger=quiet),
        authorize=_anybody,
        process_before_response=True,
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
    )

    async def listen(context: Any) -> BoltResponse:
        try:
            answer = await listening.listen(context["said"])
        except Unreadable:
            return BoltResponse(status=400)
        return BoltResponse(status=200, body=json.dumps(answer) if answer else "")

    for kind in (app.command, app.action, app.view, app.shortcut, app.event):
        kind(ANY)(listen)
    app.view_closed(ANY)(listen)
    app.options(ANY)(listen)
    return app


async def _anybody(team_id: str | None, enterprise_id: str | None) -> AuthorizeResult:
    """Who may do what is the handlers' to say."""
    return AuthorizeResult(team_id=team_id, enterprise_id=enterprise_id)
