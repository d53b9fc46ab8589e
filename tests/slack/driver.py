"""What people do in Slack, sent to the bot as Slack sends it: signed, in the same shapes."""

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession
from aiohttp.test_utils import TestClient

from tests.slack.server import TEAM, Shown, SlackServer, Values, View

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class User:
    """Somebody in Slack. `home` is the workspace they belong to; `grid` the organisation of that."""

    id: str
    home: str = TEAM
    grid: str = ""

    @property
    def address(self) -> str:
        return f"{self.grid or self.home}/{self.id}"

    @property
    def direct(self) -> str:
        """Their conversation with the bot."""
        return f"D{self.id[1:]}"


@dataclass(frozen=True)
class Answered:
    status: int
    text: str

    @property
    def said(self) -> Values:
        return json.loads(self.text) if self.text.startswith("{") else {}


def signature(body: bytes, stamp: str, secret: str = SECRET) -> str:
    signed = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
    return f"v0={signed.hexdigest()}"


@dataclass
class Driver:
    """Sends to the bot behind `client`; `server` is the Slack it answers to."""

    client: TestClient | ClientSession
    server: SlackServer
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _signed: set[str] = field(default_factory=set)

    # Requests

    async def post(
        self,
        body: bytes | str,
        kind: str = "application/json",
        stamp: str | None = None,
        sign: str | None = None,
        **headers: str,
    ) -> Answered:
        """Signed now, unless said otherwise. Slack signs nothing twice: the same said again is signed anew."""
        raw = body.encode() if isinstance(body, str) else body
        at = self._now(raw) if stamp is None else stamp
        signed = signature(raw, at) if sign is None else sign
        told = {"Content-Type": kind, "X-Slack-Request-Timestamp": at, "X-Slack-Signature": signed} | headers
        async with self.client.post("/slack/events", data=raw, headers=told) as answer:
            return Answered(answer.status, await answer.text())

    def _now(self, raw: bytes) -> str:
        at = int(time.time())
        while (signed := signature(raw, str(at))) in self._signed:
            at -= 1
        self._signed.add(signed)
        return str(at)

    async def interact(self, payload: Values) -> Answered:
        return await self.post(urlencode({"payload": json.dumps(payload)}), FORM)

    # Commands

    def typed(self, user: User, text: str, channel: str = "C01") -> Values:
        grid = {"enterprise_id": user.grid, "enterprise_name": "Grid"} if user.grid else {}
        return grid | {
            "command": "/forum",
            "text": text,
            "user_id": user.id,
            "user_name": "somebody",
            "team_id": user.home,
            "channel_id": channel,
            "trigger_id": self.server.trigger(user.id),
            "response_url": self.server.response_url(user.id, channel),
            "token": "SECRETOLDTOKEN",
        }

    async def command(self, user: User, text: str, channel: str = "C01") -> Answered:
        """«/forum text»; what the answer shows is shown."""
        answered = await self.post(urlencode(self.typed(user, text, channel)), FORM)
        if answered.said:
            self.server.privately.append(Shown(channel, self.server.moment(), answered.said, user.id))
        return answered

    # Buttons

    def pressed(self, user: User, shown: Shown | View, label: str, pick: str | None = None) -> Values:
        """The button of that label, or what is picked in the list of that placeholder."""
        block, element = found(shown.blocks, label)
        action = {"type": element["type"], "action_id": element["action_id"], "block_id": block.get("block_id", "b1")}
        if pick is None:
            action |= {"value": element.get("value"), "text": element["text"]}
        else:
            action |= {"selected_option": option(element, pick)}
        payload = self._interaction(user, "block_actions") | {"actions": [action | {"action_ts": self._action_ts()}]}
        return payload | (self._in_view(shown) if isinstance(shown, View) else self._in_message(user, shown))

    async def press(self, user: User, shown: Shown | View, label: str, pick: str | None = None) -> Answered:
        return await self.interact(self.pressed(user, shown, label, pick))

    def _in_message(self, user: User, shown: Shown) -> Values:
        where = {"message_ts": shown.ts, "channel_id": shown.channel, "is_ephemeral": bool(shown.only_for)}
        return {
            "container": {"type": "message"} | where,
            "channel": {"id": shown.channel, "name": "kanal"},
            "message": {"type": "message", "ts": shown.ts, "text": "", **shown.body},
            "response_url": self.server.response_url(user.id, shown.channel, shown.ts if shown.only_for else ""),
        }

    def _in_view(self, view: View) -> Values:
        told = {"id": view.id, "hash": view.hash, "state": {"values": {}}, **view.body}
        return {"container": {"type": "view", "view_id": view.id}, "view": told}

    # Forms

    def filled(self, user: User, view: View, **typed: Any) -> Values:
        """The modal with what stands in it, and what was typed or picked besides."""
        inputs = [block for block in view.blocks if block["type"] == "input"]
        values = {block["block_id"]: _state(block["element"]) for block in inputs}
        for block in inputs:
            name = block["block_id"].removeprefix("field.")
            if name in typed:
                _type(values[block["block_id"]], block["element"], typed[name])
        state = {"id": view.id, "hash": view.hash, "state": {"values": values}, **view.body}
        return self._interaction(user, "view_submission") | {"view": state}

    async def submit(self, user: User, view: View, **typed: Any) -> Answered:
        """Send the modal; Slack then shows what the answer says."""
        answered = await self.interact(self.filled(user, view, **typed))
        if answered.said.get("response_action") == "update":
            self.server.change(view, answered.said["view"])
        return answered

    # Shortcuts

    def chosen(self, user: User, callback: str, message: Values | None = None, channel: str = "C01") -> Values:
        """A shortcut: of a message, or from anywhere."""
        kind = "message_action" if message else "shortcut"
        payload = self._interaction(user, kind) | {"callback_id": callback, "action_ts": self._action_ts()}
        if not message:
            return payload
        return payload | {
            "message": {"type": "message", "ts": self.server.moment()} | message,
            "message_ts": "1.1",
            "channel": {"id": channel, "name": "kanal"},
            "response_url": self.server.response_url(user.id, channel),
        }

    async def choose(self, user: User, callback: str, message: Values | None = None) -> Answered:
        return await self.interact(self.chosen(user, callback, message))

    # Events

    def happened(self, event: Values, user: User | None = None, event_id: str | None = None) -> Values:
        """Somebody's conversation and home are in their own workspace: the app is installed there too."""
        grid, team = ({"enterprise_id": user.grid} if user.grid else {}, user.home) if user else ({}, TEAM)
        return grid | {
            "type": "event_callback",
            "token": "SECRETOLDTOKEN",
            "team_id": team,
            "api_app_id": "A01",
            "event": event,
            "event_id": event_id or f"Ev{next(self._numbers)}",
            "event_time": int(time.time()),
            "authorizations": [{"team_id": team, "user_id": "U0BOT", "is_bot": True}],
        }

    async def tell(self, body: Values, retry: int = 0) -> Answered:
        headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"} if retry else {}
        return await self.post(json.dumps(body), **headers)

    def written(self, user: User, text: str, **more: Any) -> Values:
        """A message to the bot in their conversation."""
        event = {"type": "message", "channel_type": "im", "channel": user.direct, "user": user.id, "text": text}
        return self.happened(event | {"ts": self.server.moment(), "team": user.home} | more, user)

    async def write(self, user: User, text: str, **more: Any) -> Answered:
        return await self.tell(self.written(user, text, **more))

    async def open_home(self, user: User, tab: str = "home") -> Answered:
        event = {"type": "app_home_opened", "user": user.id, "channel": user.direct, "tab": tab, "event_ts": "1.1"}
        return await self.tell(self.happened(event, user))

    # Shared

    def _interaction(self, user: User, kind: str) -> Values:
        grid = {"enterprise": {"id": user.grid, "name": "Grid"}} if user.grid else {}
        team = user.home if user.grid else TEAM
        return grid | {
            "type": kind,
            "user": {"id": user.id, "username": "somebody", "name": "somebody", "team_id": user.home},
            "team": {"id": team, "domain": "forumet"},
            "api_app_id": "A01",
            "token": "SECRETOLDTOKEN",
            "trigger_id": self.server.trigger(user.id),
        }

    def _action_ts(self) -> str:
        """Some seconds after the one before: no double click."""
        return f"{1_700_000_000 + 10 * next(self._numbers)}.000100"


def found(blocks: list[Values], label: str) -> tuple[Values, Values]:
    """The block and the element that can be pressed, by its words."""
    known: list[str] = []
    for block in blocks:
        for element in block.get("elements", ()) if block["type"] == "actions" else ():
            words = (element.get("text") or element.get("placeholder") or {}).get("text", "")
            known.append(words)
            if words == label:
                return block, element
    raise AssertionError(f"no [{label}] among {known}")


def option(element: Values, label: str) -> Values:
    groups = element.get("option_groups") or [element]
    [picked] = [one for group in groups for one in group["options"] if label in (one["text"]["text"], one["value"])]
    return picked


def _state(element: Values) -> Values:
    """What stands in a field that nobody has touched."""
    read: Values = {"type": element["type"]}
    match element["type"]:
        case "plain_text_input":
            read["value"] = element.get("initial_value")
        case "radio_buttons" | "static_select":
            read["selected_option"] = element.get("initial_option")
        case _:
            read["selected_options"] = element.get("initial_options", [])
    return {element["action_id"]: read}


def _type(state: Values, element: Values, value: Any) -> None:
    [read] = state.values()
    match element["type"]:
        case "plain_text_input":
            read["value"] = value
        case "radio_buttons" | "static_select":
            read["selected_option"] = option(element, value)
        case _:
            read["selected_options"] = [option(element, one) for one in value]


def words(shown: Any) -> str:
    """All that can be read in blocks, line by line."""
    match shown:
        case list():
            return "\n".join(filter(None, map(words, shown)))
        case {"type": "rich_text_section" | "rich_text_quote", "elements": elements}:
            return "".join(element.get("text") or element.get("fallback") or "" for element in elements)
        case {"type": "date", "fallback": fallback}:
            return fallback
        case {"text": str() as text}:
            return text
        case dict():
            kept = ("text", "label", "placeholder", "hint", "elements", "element", "options", "fields", "initial_value")
            return "\n".join(filter(None, (words(shown[name]) for name in kept if shown.get(name))))
        case str():
            return shown
        case _:
            return ""
