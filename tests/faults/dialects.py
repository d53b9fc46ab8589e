"""How the platform that counts is spoken to: in words of our own (tests/faults/loopback.py), or as Slack is."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from time import time
from typing import Any, Literal, Protocol

from aiohttp import web

from bot.slack import client
from bot.slack.cards import MESSAGE, fallback
from bot.slack.turning import blocks
from handlers.cards import Card, Values
from tests.faults.databases import KINDS
from tests.faults.frame import Scale


@dataclass
class Message:
    """What stands on the platform: for which post, where, and what was last sent or edited."""

    key: str
    address: str
    shown: Any
    edits: int = 0


@dataclass(frozen=True)
class Given:
    """What a request says: to `put` something or to `find` it, where, for which post (empty where the platform is not
    told), the message that is edited, what it shows. `limit`: all for whom it is meant when this one is told to wait.
    """

    what: Literal["put", "find"]
    address: str
    key: str
    limit: str
    edits: str | None = None
    shown: Any = None
    more: Values | None = None


Standing = Sequence[tuple[str, Message]]
"""Messages with their numbers, the newest first."""


class Dialect(Protocol):
    """`name`: under which the bot knows the platform."""

    name: str

    def address(self, room: int) -> str: ...

    async def heard(self, request: web.Request) -> Given: ...

    def numbered(self, number: int) -> str:
        """How a new message is called."""
        ...

    def number(self, ref: Values) -> str:
        """Of the message that the bot knows by that reference."""
        ...

    def standing(self, given: Given, number: str) -> web.Response: ...

    def found(self, given: Given, here: Standing) -> web.Response: ...

    def gone(self) -> web.Response: ...

    def not_looked_up(self) -> web.Response: ...

    def shown(self, card: Card, view: str, args: Values) -> Any:
        """What a message shows in which the card stands."""
        ...


class Own:
    name = "loopback"

    def address(self, room: int) -> str:
        return f"room-{room}"

    async def heard(self, request: web.Request) -> Given:
        said: Any = json.loads(await request.read())
        what: Any = request.path[1:]
        edits = said["ref"] and said["ref"]["number"]
        return Given(what, said["address"], said["key"], said["address"], edits, said.get("card"))

    def numbered(self, number: int) -> str:
        return str(number)

    def number(self, ref: Values) -> str:
        return str(ref["number"])

    def standing(self, given: Given, number: str) -> web.Response:
        return web.json_response({"number": number})

    def found(self, given: Given, here: Standing) -> web.Response:
        return web.json_response(next(({"number": number} for number, one in here if one.key == given.key), None))

    def gone(self) -> web.Response:
        return web.Response(status=404)

    def not_looked_up(self) -> web.Response:
        return web.Response(status=501)

    def shown(self, card: Card, view: str, args: Values) -> Any:
        return card.model_dump(mode="json")


class Slack:
    """Each channel is in a workspace of its own: what one of them is told to wait for concerns no other, and each keeps
    the pace that Slack asks for without holding up the rest."""

    name = "slack"

    def address(self, room: int) -> str:
        return f"T{room:04}/C{room:04}"

    async def heard(self, request: web.Request) -> Given:
        """One is told to wait for one method in one workspace: https://docs.slack.dev/apis/web-api/rate-limits."""
        method = request.path.rpartition("/")[2]
        team = request.headers["Authorization"].removeprefix(f"Bearer {TOKEN}")
        said: Any = await request.json() if request.content_type == "application/json" else await request.post()
        where, limit = f"{team}/{said['channel']}", f"{team} {method}"
        match method:
            case client.HISTORY:
                return Given("find", where, "", limit, more=dict(said))
            case client.UPDATE:
                return Given("put", where, "", limit, said["ts"], _seen(said))
            case client.POST:
                key = said["metadata"]["event_payload"]["key"]
                return Given("put", where, key, limit, None, _seen(said))
        raise web.HTTPNotFound

    def numbered(self, number: int) -> str:
        return f"{int(time())}.{number:06}"

    def number(self, ref: Values) -> str:
        return str(ref["ts"])

    def standing(self, given: Given, number: str) -> web.Response:
        return _ok(channel=_channel(given), ts=number)

    def found(self, given: Given, here: Standing) -> web.Response:
        """A page of the channel's history. What metadata say of a message is shown to those who ask for it."""
        asked = given.more or {}
        first, most = int(asked.get("cursor") or 0), int(asked.get("limit") or 100)
        since = [one for one in here if float(one[0]) >= float(asked.get("oldest") or 0)]
        known = asked.get("include_all_metadata") == "true"
        told = [
            {"type": "message", "ts": number, **one.shown} | ({"metadata": _metadata(one.key)} if known else {})
            for number, one in since[first : first + most]
        ]
        more = str(first + most) if first + most < len(since) else ""
        return _ok(messages=told, has_more=bool(more), response_metadata={"next_cursor": more})

    def gone(self) -> web.Response:
        return web.json_response({"ok": False, "error": "message_not_found"})

    def not_looked_up(self) -> web.Response:
        return web.json_response({"ok": False, "error": "missing_scope"})

    def shown(self, card: Card, view: str, args: Values) -> Any:
        again = {"view": view, "args": args}
        sent = {"text": fallback(card), "blocks": blocks(card, again, "sv", 1, MESSAGE)}
        return json.loads(json.dumps(sent))


TOKEN = "xoxb-"
"""What each token begins with; the workspace follows."""


def _seen(said: Any) -> Any:
    return {name: said[name] for name in ("text", "blocks")}


def _metadata(key: str) -> Values:
    return {"event_type": client.EVENT, "event_payload": {"key": key}}


def _channel(given: Given) -> str:
    return given.address.partition("/")[2]


def _ok(**said: Any) -> web.Response:
    return web.json_response({"ok": True} | said)


DIALECTS: dict[str, Dialect] = {dialect.name: dialect for dialect in (Own(), Slack())}


def pairs(scale: Scale, short: str) -> Iterator[tuple[str, Dialect, str]]:
    """What each is called, how the platform is spoken to, and the kind of the database; in the short form other words
    than our own over that kind only."""
    for dialect, kind in product(DIALECTS.values(), KINDS):
        own = dialect.name == Own.name
        if own or kind == short or not scale.short:
            yield (kind if own else f"{dialect.name}, {kind}"), dialect, kind
