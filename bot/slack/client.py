"""Slack as the courier sees it: messages that are sent, edited and looked up by the key of their post."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.platform import Letter, Lost, Ref, Retry, Unsure
from bot.slack.addresses import Address
from bot.slack.cards import MESSAGE, fallback
from bot.slack.pacing import (
    EVERY_EDIT,
    EVERY_POST,
    EVERY_SENDING,
    EVERY_UPDATE,
    SENT_AT_ONCE,
    UPDATED_AT_ONCE,
    Pace,
)
from bot.slack.refusals import NO_HISTORY, THOUGH_THE_TOKEN_WORKS, WHOLE, Refusal
from bot.slack.turning import blocks
from storage.database import Unavailable

POST, UPDATE, HISTORY, OPEN = "chat.postMessage", "chat.update", "conversations.history", "conversations.open"
WHO = "auth.test"

EVENT = "forumbot_post"
PAGE = 100
"""Messages in one look into a channel's history. To apps that are sold outside Slack's marketplace it shows 15, once a
minute."""
CLOCKS = timedelta(minutes=1)
"""By how much Slack's clock may be behind ours."""
LOOKS = 5
"""Looks before it is not certain: nobody knows how much was written since."""

NOT_INSTALLED = "not_installed"
NOT_REACHED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
NO_ANSWER = (aiohttp.ClientError, TimeoutError, SlackClientError, ValueError, AttributeError)
"""The last two are what the library makes of answers that are none of Slack's."""

Clients = Callable[[str], Awaitable[AsyncWebClient | None]]
"""The client for a workspace, always the same one, or None where the app is not installed. Raises Unavailable."""
Through = Callable[[str], Awaitable[str]]
"""By which workspace those of a workspace are reached. Raises Unavailable."""


async def the_only_one(team: str) -> str:
    """Where there is one token its workspace needs no name."""
    return ""


@dataclass
class Search:
    """How far a channel's history was looked through."""

    cursor: str = ""
    looks: int = 0


class Slack:
    """Rooms are addressed «T1/C2» (workspace, channel), persons «T1/U2»."""

    name = "slack"
    languages = ()
    for_each_reader = False

    def __init__(self, clients: Clients, through: Through = the_only_one) -> None:
        self._clients, self._through, self._pace = clients, through, Pace()
        self._searches: dict[tuple[str, str], Search] = {}
        """Those in the midst of which Slack said to wait: they go on from there."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def put(self, address: str, letter: Letter, ref: Ref | None) -> Ref:
        """Send the letter with the key of its post, or edit the message at `ref`. A card that fills several messages
        shows its first page. Raises Retry, Gone, Lost, Unfit or Unsure."""
        to = Address.read(address)
        async with self._judging(to):
            return await self._put(to, letter, ref)

    async def _put(self, to: Address, letter: Letter, ref: Ref | None) -> Ref:
        client = await self._client(to)
        [(language, card)] = letter.cards.items()
        again = {"view": letter.view, "args": letter.args}
        told = {"text": fallback(card), "blocks": blocks(card, again, language, 1, MESSAGE), "parse": "none"}
        if ref:
            await self._edit(client, to, letter, told, ref)
            return ref
        return await self._post(client, to, letter, told)

    async def find(self, address: str, key: str, since: datetime) -> Ref | None:
        """The message with the post's key in its metadata. Raises Unsure where there is more history than can be looked
        through, or none may be read; Retry where that can not be told just now; and Lost."""
        to = Address.read(address)
        async with self._judging(to):
            return await self._find(to, address, key, since)

    async def workspace(self, address: str) -> str | None:
        """Whose token writes there. Raises Unavailable."""
        return await self._through(Address.read(address).team)

    async def _find(self, to: Address, address: str, key: str, since: datetime) -> Ref | None:
        client = await self._client(to)
        search = self._searches.pop((address, key), None) or Search()
        try:
            channel = await self._channel(client, to)
            return await self._search(client, channel, key, since, search)
        except Retry as retry:
            if retry.after is not None:
                self._searches[address, key] = search
            raise

    @asynccontextmanager
    async def _judging(self, to: Address) -> AsyncIterator[None]:
        """Whether what is lost is a whole workspace."""
        try:
            yield
        except Lost as lost:
            word = str(lost)
            if word not in WHOLE | {NOT_INSTALLED} or await self._is_theirs(to, word):
                raise
            try:
                raise Lost(word, await self.workspace(str(to))) from lost
            except Unavailable as down:
                raise Retry(f"database {down.reason}") from down

    async def _is_theirs(self, to: Address, word: str) -> bool:
        """Whether it is said of the channel or the person alone, since our token works. Raises Retry."""
        if word in THOUGH_THE_TOKEN_WORKS:
            return False
        try:
            await self._look(await self._client(to), WHO)
        except (Lost, Unsure):
            return False
        return True

    async def _client(self, to: Address) -> AsyncWebClient:
        try:
            client = await self._clients(to.team)
        except Unavailable as down:
            raise Retry(f"database {down.reason}") from down
        if client is None:
            raise Lost(NOT_INSTALLED)
        return client

    # Sending

    async def _edit(self, client: AsyncWebClient, to: Address, letter: Letter, told: dict[str, Any], ref: Ref) -> None:
        self._pace.obey((client, UPDATE))
        await self._pace.turn((UPDATE, to), EVERY_EDIT)
        await self._pace.turn((UPDATE, client), EVERY_UPDATE, UPDATED_AT_ONCE)
        await self._send(client, UPDATE, letter.until, **told, channel=ref["channel"], ts=ref["ts"])

    async def _post(self, client: AsyncWebClient, to: Address, letter: Letter, told: dict[str, Any]) -> Ref:
        self._pace.obey((client, POST))
        await self._pace.turn((POST, to), EVERY_POST)
        await self._pace.turn((POST, client), EVERY_SENDING, SENT_AT_ONCE)
        named = {"event_type": EVENT, "event_payload": {"key": letter.key}}
        plain = {"unfurl_links": False, "unfurl_media": False}
        sent = await self._send(client, POST, letter.until, **told, **plain, channel=to.id, metadata=named)
        return {"channel": sent["channel"], "ts": sent["ts"]}

    async def _send(self, client: AsyncWebClient, method: str, until: float, **values: Any) -> dict[str, Any]:
        """What is edited twice is edited once; what is sent twice is there twice, so where it is not certain, that is
        told. What never reached Slack is certain."""
        self._pace.obey((client, method))
        if monotonic() >= until:
            raise Retry("held up for too long", after=1)
        doubt = Unsure if method == POST else Retry
        try:
            return await self._call(client, method, doubt, json=values)
        except NOT_REACHED as error:
            raise Retry(f"not reached: {type(error).__name__}") from error
        except NO_ANSWER as error:
            raise doubt(f"no answer: {type(error).__name__}") from error

    # Looking

    async def _channel(self, client: AsyncWebClient, to: Address) -> str:
        """The conversation: for a person the one with the bot."""
        if not to.is_person:
            return to.id
        opened = await self._look(client, OPEN, users=to.id)
        return opened["channel"]["id"]

    async def _search(
        self, client: AsyncWebClient, channel: str, key: str, since: datetime, search: Search
    ) -> Ref | None:
        oldest = f"{(since - CLOCKS).timestamp():.6f}"
        wanted = {"channel": channel, "oldest": oldest, "limit": PAGE, "include_all_metadata": "true"}
        while search.looks < LOOKS:
            history = await self._look(client, HISTORY, **wanted, cursor=search.cursor)
            for message in history["messages"]:
                if _key(message) == key:
                    return {"channel": channel, "ts": message["ts"]}
            search.looks += 1
            search.cursor = (history.get("response_metadata") or {}).get("next_cursor") or ""
            if not search.cursor:
                return None
        raise Unsure("too much has been written since")

    async def _look(self, client: AsyncWebClient, method: str, **values: Any) -> dict[str, Any]:
        """Ask for something, which changes nothing."""
        self._pace.obey((client, method))
        try:
            return await self._call(client, method, Retry, NO_HISTORY, data=values)
        except NO_ANSWER as error:
            raise Retry(f"no answer: {type(error).__name__}") from error

    # Both

    async def _call(
        self,
        client: AsyncWebClient,
        method: str,
        doubt: type[Retry | Unsure],
        unsure: Collection[str] = (),
        **sent: Any,
    ) -> dict[str, Any]:
        """Slack's answer, or what its refusal means; refusals that are `unsure` leave open what was asked."""
        try:
            answer = await client.api_call(method, **sent)
        except SlackApiError as error:
            refusal = Refusal.of(error)
            if refusal.after is not None:
                self._pace.wait((client, method), refusal.after)
            raise (Unsure(refusal.word) if refusal.word in unsure else refusal.meaning(doubt)) from None
        return answer.data  # type: ignore[return-value]


def _key(message: dict[str, Any]) -> str | None:
    """Of the post that it shows, where it is one of ours."""
    metadata = message.get("metadata") or {}
    return (metadata.get("event_payload") or {}).get("key") if metadata.get("event_type") == EVENT else None
