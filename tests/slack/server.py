"""A small real server that stands for Slack's Web API: it keeps messages, views and files, counts what it is asked, and
meets the bot with troubles where a test wants them."""

import asyncio
import itertools
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic, time
from typing import Any
from urllib.parse import quote

from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestServer

from tests.slack.troubles import Troubles

Values = dict[str, Any]

BOT_TOKEN, APP_TOKEN = "xoxb-1111-2222-abcdefSECRETTOKEN", "xapp-1-A0-3333-SECRETAPPTOKEN"
TEAM = "T01"
"""The workspace that the app is installed in."""
MOST_USES = 5
"""Of a response_url."""


class Refused(Exception):
    """ok: false"""


@dataclass
class Shown:
    """A message or view as Slack shows it. `only_for`: nobody else sees it."""

    channel: str
    ts: str
    body: Values
    only_for: str = ""
    edits: int = 0

    @property
    def blocks(self) -> list[Values]:
        return self.body.get("blocks", [])


@dataclass
class View:
    """A modal, or a home."""

    id: str
    hash: str
    body: Values

    @property
    def blocks(self) -> list[Values]:
        return self.body["blocks"]


@dataclass
class Upload:
    name: str
    length: int
    content: bytes = b""
    channel: str = ""


@dataclass
class SlackServer:
    """`users` are what users.info tells, by id; `tokens` the teams by token; `shut` are the channels and people that
    can not be reached, and why; `most` messages are shown in one look into a history."""

    messages: dict[tuple[str, str], Shown] = field(default_factory=dict)
    privately: list[Shown] = field(default_factory=list)
    """What only one person sees, the newest last."""
    modals: list[View] = field(default_factory=list)
    homes: dict[str, list[View]] = field(default_factory=dict)
    """Each publishing of each person's home."""
    uploads: dict[str, Upload] = field(default_factory=dict)
    users: dict[str, Values] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=lambda: {BOT_TOKEN: TEAM})
    shut: dict[str, str] = field(default_factory=dict)
    most: int = 1000
    troubles: Troubles = field(default_factory=Troubles)
    calls: Counter[str] = field(default_factory=Counter)
    log: list[tuple[str, Values]] = field(default_factory=list)
    asked: list[tuple[str, float]] = field(default_factory=list)
    """When, on time.monotonic."""
    triggers: set[str] = field(default_factory=set)
    """Those that still open a modal."""
    responses: dict[str, Shown] = field(default_factory=dict)
    """Where a response_url leads: to whom, in which channel, beside which message."""
    socket: web.WebSocketResponse | None = None
    acknowledged: dict[str, Values] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _uses: Counter[str] = field(default_factory=Counter)
    _server: TestServer | None = None

    # Running

    @asynccontextmanager
    async def running(self) -> AsyncIterator["SlackServer"]:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/response/{id}", self._respond)
        app.router.add_post("/upload/{id}", self._upload)
        app.router.add_get("/socket", self._connect)
        async with TestServer(app) as self._server:
            yield self

    async def stop(self) -> None:
        """Nobody can be reached there any more."""
        assert self._server is not None, "running"
        await self._server.close()

    @property
    def url(self) -> str:
        assert self._server is not None, "running"
        return str(self._server.make_url("/")).rstrip("/")

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def moment(self) -> str:
        """A ts that was not used before."""
        return f"{time():.0f}.{next(self._numbers):06}"

    def trigger(self, user: str) -> str:
        """A trigger_id by which the user gets one modal."""
        trigger = f"{next(self._numbers)}.{next(self._numbers)}.aa"
        self.triggers.add(trigger)
        return trigger

    def response_url(self, user: str, channel: str, ts: str = "") -> str:
        id = f"r{next(self._numbers)}SECRETURL"
        self.responses[id] = Shown(channel, ts, {}, user)
        return f"{self.url}/response/{id}"

    # What is asked

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method, values = request.match_info["method"], await sent(request)
        self.calls[method] += 1
        self.log.append((method, values))
        self.asked.append((method, monotonic()))
        does = getattr(self, "_" + method.replace(".", "_"), None)

        def answer() -> Values:
            if self._team(request, method) is None:
                raise Refused("invalid_auth")
            if does is None:
                raise Refused("unknown_method")
            return does(values)

        return await self._meeting(request, method, answer)

    async def _meeting(self, request: web.Request, name: str, does: Callable[[], Values]) -> web.StreamResponse:
        """Do it, with the trouble that is in store for it."""
        trouble = self.troubles.next(name)
        if trouble.kind != "fine" and not trouble.after:
            return await trouble.happen(request)
        try:
            done = web.json_response({"ok": True} | does())
        except Refused as refusal:
            return web.json_response({"ok": False, "error": str(refusal)})
        return await trouble.happen(request) if trouble.after else done

    def _team(self, request: web.Request, method: str) -> str | None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if method == "apps.connections.open":
            return TEAM if token == APP_TOKEN else None
        return self.tokens.get(token)

    # Messages

    def _auth_test(self, values: Values) -> Values:
        return {"team_id": TEAM, "user_id": "U0BOT", "bot_id": "B0BOT", "team": "Forumet", "url": self.url}

    def _chat_postMessage(self, values: Values) -> Values:
        self._check(values)
        self._reach(values["channel"])
        channel = _direct(values["channel"])
        ts = self.moment()
        self.messages[channel, ts] = Shown(channel, ts, values)
        return {"channel": channel, "ts": ts, "message": values}

    def _chat_update(self, values: Values) -> Values:
        self._check(values)
        self._reach(values["channel"])
        if len(values["text"]) > 4000:
            raise Refused("msg_too_long")
        there = self.messages.get((values["channel"], values["ts"]))
        if there is None:
            raise Refused("message_not_found")
        there.body, there.edits = there.body | values, there.edits + 1
        return {"channel": there.channel, "ts": there.ts}

    def _chat_delete(self, values: Values) -> Values:
        if self.messages.pop((values["channel"], values["ts"]), None) is None:
            raise Refused("message_not_found")
        return {}

    def _chat_postEphemeral(self, values: Values) -> Values:
        self._check(values)
        ts = self.moment()
        self.privately.append(Shown(values["channel"], ts, values, values["user"]))
        return {"message_ts": ts}

    def _chat_getPermalink(self, values: Values) -> Values:
        at = values["message_ts"].replace(".", "")
        return {"permalink": f"https://forumet.slack.com/archives/{values['channel']}/p{at}"}

    def _conversations_open(self, values: Values) -> Values:
        self._reach(values["users"])
        return {"channel": {"id": _direct(values["users"])}}

    def _conversations_history(self, values: Values) -> Values:
        self._reach(values["channel"])
        oldest = float(values.get("oldest") or 0)
        here = [shown for (channel, _), shown in self.messages.items() if channel == values["channel"]]
        newest = [shown for shown in reversed(here) if float(shown.ts) >= oldest]
        first, most = int(values.get("cursor") or 0), min(int(values.get("limit") or 100), self.most)
        bare = {} if values.get("include_all_metadata") in ("1", "true") else {"metadata": None}
        told = [{"type": "message", "ts": one.ts} | one.body | bare for one in newest[first : first + most]]
        more = str(first + most) if first + most < len(newest) else ""
        return {"messages": told, "has_more": bool(more), "response_metadata": {"next_cursor": more}}

    def _reach(self, channel: str) -> None:
        if channel in self.shut:
            raise Refused(self.shut[channel])

    def _check(self, values: Values) -> None:
        """A few of the things at which Slack stops."""
        if not values.get("text") and not values.get("blocks"):
            raise Refused("no_text")
        if len(values.get("blocks", ())) > 50:
            raise Refused("invalid_blocks")

    # People

    def _users_info(self, values: Values) -> Values:
        if values["user"] not in self.users:
            raise Refused("user_not_found")
        return {"user": {"id": values["user"]} | self.users[values["user"]]}

    def _team_info(self, values: Values) -> Values:
        return {"team": {"id": values.get("team", TEAM), "name": f"Region {values.get('team', TEAM)}"}}

    # Views

    def _views_open(self, values: Values) -> Values:
        self._use(values)
        self.modals.append(view := self._view(values["view"]))
        return {"view": {"id": view.id, "hash": view.hash}}

    def _views_update(self, values: Values) -> Values:
        for view in self.modals:
            if view.id == values.get("view_id"):
                self.change(view, values["view"])
                return {"view": {"id": view.id, "hash": view.hash}}
        raise Refused("not_found")

    def _views_publish(self, values: Values) -> Values:
        view = self._view(values["view"])
        self.homes.setdefault(values["user_id"], []).append(view)
        return {"view": {"id": view.id, "hash": view.hash}}

    def _use(self, values: Values) -> None:
        if values.get("trigger_id") not in self.triggers:
            raise Refused("expired_trigger_id")
        self.triggers.discard(values["trigger_id"])

    def _view(self, body: Values) -> View:
        if len(body["blocks"]) > 100:
            raise Refused("invalid_arguments")
        number = next(self._numbers)
        return View(f"V{number}", f"{number}.hash", body)

    def change(self, view: View, body: Values) -> None:
        view.body, view.hash = body, f"{next(self._numbers)}.hash"

    # Files

    def _files_getUploadURLExternal(self, values: Values) -> Values:
        id = f"F{next(self._numbers)}"
        self.uploads[id] = Upload(values["filename"], int(values["length"]))
        return {"file_id": id, "upload_url": f"{self.url}/upload/{id}?name={quote(values['filename'])}"}

    def _files_completeUploadExternal(self, values: Values) -> Values:
        for file in values["files"]:
            self.uploads[file["id"]].channel = values["channel_id"]
        return {"files": values["files"]}

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        upload, content = self.uploads[request.match_info["id"]], await request.read()

        def keep() -> Values:
            upload.content = content
            return {}

        return await self._meeting(request, "upload", keep)

    # Answers at an address of their own

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        id, told = request.match_info["id"], await request.json()
        self.calls["response_url"] += 1

        def show() -> Values:
            self._uses[id] += 1
            if self._uses[id] > MOST_USES:
                raise Refused("used_url")
            self._check(told)
            where = self.responses[id]
            if told.get("replace_original") and where.ts:
                [there] = [one for one in self.privately if one.ts == where.ts]
                there.body, there.edits = told, there.edits + 1
            else:
                self.privately.append(Shown(where.channel, self.moment(), told, where.only_for))
            return {}

        return await self._meeting(request, "response_url", show)

    # Socket Mode

    def _apps_connections_open(self, values: Values) -> Values:
        return {"url": f"{self.url.replace('http', 'ws', 1)}/socket?ticket=SECRETTICKET"}

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        self.socket = web.WebSocketResponse()
        await self.socket.prepare(request)
        await self.socket.send_json({"type": "hello"})
        async for message in self.socket:
            if message.type is WSMsgType.TEXT:
                answer = json.loads(message.data)
                self.acknowledged[answer["envelope_id"]] = answer.get("payload") or {}
        return self.socket

    async def send(self, kind: str, payload: Values) -> Values:
        """Have the bot fetch something, and give what it answers."""
        assert self.socket is not None, "connected"
        id = f"e{next(self._numbers)}"
        await self.socket.send_json({"type": kind, "envelope_id": id, "payload": payload, "retry_attempt": 0})
        async with asyncio.timeout(10):
            while id not in self.acknowledged:
                await asyncio.sleep(0.01)
        return self.acknowledged[id]


async def sent(request: web.Request) -> Values:
    """JSON, or a form in which lists stand as JSON."""
    if request.content_type == "application/json":
        return await request.json()
    return {**request.query, **await request.post()}


def _direct(channel: str) -> str:
    """A message to a person goes into their conversation with the bot."""
    return f"D{channel[1:]}" if channel.startswith(("U", "W")) else channel
