"""The workspaces that the app is installed in, and asking something of Slack in one of them."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from storage.database import Unavailable

PATIENCE, REACHED = 10, 4
"""Seconds for an answer of Slack, and for reaching it at all: what did not reach it was surely not done."""
SECRET = re.compile(r"xox[\w.-]+|xapp-[\w.-]+|(?:wss?|https?)://\S+")

Tokens = Callable[[str], Awaitable[str | None]]
"""The token for a workspace or organisation, where several installed the app."""

quiet = logging.getLogger("bot.slack.library")
"""For Slack's libraries: they tell of errors only, and never what was sent, nor addresses in which a ticket stands."""


class Bare(logging.Filter):
    """Takes out of a line of the log what must not stand there."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args, record.exc_info = SECRET.sub("…", record.getMessage()), (), None
        return True


quiet.setLevel(logging.ERROR)
quiet.addFilter(Bare())


class NotDone(Exception):
    """Slack did not do it, or did not say so: its word for why. `after` are the seconds it says to wait."""

    def __init__(self, reason: str, after: float = 0) -> None:
        super().__init__(reason)
        self.reason, self.after = reason, after


class Workspaces:
    """By whose token Slack is spoken to. With one token there is one workspace: whatever comes in comes from there.
    With several, `tokens` knows them."""

    def __init__(self, api_url: str, bot_token: str | None, tokens: Tokens | None = None) -> None:
        self.api_url, self._token, self._tokens = api_url, bot_token, tokens
        self._clients: dict[str, AsyncWebClient] = {}
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE, connect=REACHED))

    async def stop(self) -> None:
        if self._session is not None:
            await self._session.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        """For addresses that Slack names itself."""
        assert self._session is not None, "started"
        return self._session

    def speaking_as(self, token: str | None) -> AsyncWebClient:
        """A client that tries nothing twice: whoever asks decides that."""
        return AsyncWebClient(token, self.api_url, PATIENCE, session=self.session, logger=quiet, retry_handlers=[])

    async def client(self, team: str) -> AsyncWebClient | None:
        """The client for a workspace or organisation, or None where the app is not installed. Raises Unavailable."""
        token = await self._tokens(team) if self._tokens else self._token
        if token is None:
            return None
        if token not in self._clients:
            self._clients[token] = self.speaking_as(token)
        return self._clients[token]

    async def ask(self, team: str, method: str, /, patience: float = PATIENCE, **values: Any) -> dict[str, Any]:
        """Have Slack do something, and give its answer. Raises NotDone."""
        return await self._call(team, method, patience, json=values)

    async def look(self, team: str, method: str, /, patience: float = PATIENCE, **values: Any) -> dict[str, Any]:
        """Ask for what Slack knows: such methods read forms only. Raises NotDone."""
        return await self._call(team, method, patience, data=values)

    async def _call(self, team: str, method: str, patience: float, **sent: Any) -> dict[str, Any]:
        try:
            client = await self.client(team)
        except Unavailable as down:
            raise NotDone(f"database {down.reason}") from None
        if client is None:
            raise NotDone("not_installed")
        try:
            async with asyncio.timeout(patience):
                answer = await client.api_call(method, **sent)
        except SlackApiError as error:
            raise _refused(error) from None
        except (aiohttp.ClientError, TimeoutError, SlackClientError) as error:
            raise NotDone(type(error).__name__) from None
        return answer.data if isinstance(answer.data, dict) else {}


def _refused(error: SlackApiError) -> NotDone:
    response: Any = error.response
    data, headers = getattr(response, "data", None), getattr(response, "headers", {})
    code = str(data.get("error", "")) if isinstance(data, dict) else "unreadable"
    after = str(headers.get("Retry-After", ""))
    return NotDone(code, float(after) if after.isdecimal() else 0)
