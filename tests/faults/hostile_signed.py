"""Requests to Slack's door: those that Slack has not signed, though they look like it, and those that are signed and
that it would never send."""

import json
import time
from collections.abc import Callable, Sequence
from random import Random
from typing import Any
from urllib.parse import urlencode

from pydantic import SecretStr

from bot.slack.press import Press
from tests.faults.hostile_requests import (
    Request,
    other_body,
    other_fields,
    other_kind,
    other_length,
    other_query,
)
from tests.faults.hostile_texts import hostile
from tests.scenes import OFFICIALS
from tests.slack.driver import FORM, SECRET, signature

SETTINGS = {
    "slack_signing_secret": SecretStr(SECRET),
    "slack_client_id": "1.2",
    "slack_client_secret": SecretStr("secret"),
    "slack_api_url": "http://127.0.0.1:9/api/",
}
"""Nobody is there whom it could ask."""

STAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"
UNTOUCHED = (other_body, other_fields, other_kind, other_length, other_query)
"""What leaves the method, the path and the signature as they are."""


def forged(dice: Random, method: str, route: str) -> Request:
    """A request as of Slack, but for its signature: none, of another secret, of another body, from long ago, or no
    signature at all by its form; half of them mutated besides."""
    body = said(dice)
    stamp, sign = dice.choice(FORGERIES)(dice, body)
    headers = [(name, value) for name, value in ((STAMP, stamp), (SIGNATURE, sign)) if value is not None]
    request = Request(method, route, (), headers, body, kind=FORM.encode())
    return dice.choice(UNTOUCHED)(dice, request) if dice.random() < 0.5 else request


def signed(dice: Random, method: str, route: str) -> Request:
    """Rightly signed, and nothing that Slack sends."""
    body, stamp = dice.choice((odd, other))(dice), str(int(time.time()) - dice.randrange(200))
    headers = [(STAMP, stamp.encode()), (SIGNATURE, signature(body, stamp).encode())]
    kind = dice.choice((FORM.encode(), b"application/json", b"text/plain", b""))
    return Request(method, route, (), headers, body, kind=kind)


def said(dice: Random) -> bytes:
    """Something that would be done if it were believed."""
    who = {"user_id": "U1", "team_id": "T1", "channel_id": "C1", "trigger_id": str(dice.random())}
    if dice.random() < 0.5:
        return urlencode({"command": "/forum", "text": "åtgärd ”Ring Kalmar” fredag"} | who).encode()
    return urlencode({"payload": json.dumps(pressed(dice))}).encode()


def pressed(dice: Random) -> dict[str, Any]:
    value = Press("action.log", {"text": "Ring Kalmar", "due": "fredag", "body": OFFICIALS}).packed()
    action = {"type": "button", "action_id": "press:0", "block_id": "b", "value": value}
    return {
        "type": "block_actions",
        "user": {"id": "U1", "team_id": "T1"},
        "team": {"id": "T1"},
        "actions": [action | {"action_ts": f"{dice.randrange(10**9)}.0001"}],
        "trigger_id": str(dice.random()),
    }


Forgery = Callable[[Random, bytes], tuple[bytes | None, bytes | None]]


def _now(seconds: int = 0) -> str:
    return str(int(time.time()) + seconds)


def none(dice: Random, body: bytes) -> tuple[bytes | None, bytes | None]:
    return dice.choice(((None, None), (_now().encode(), None), (None, signature(body, _now()).encode())))


def of_another_secret(dice: Random, body: bytes) -> tuple[bytes, bytes]:
    now = _now()
    return now.encode(), signature(body, now, hostile(dice).encode(errors="replace").decode()).encode()


def of_another_body(dice: Random, body: bytes) -> tuple[bytes, bytes]:
    now = _now()
    return now.encode(), signature(body + b" ", now).encode()


def long_ago(dice: Random, body: bytes) -> tuple[bytes, bytes]:
    then = _now(dice.choice((-100_000, -400, 400, 100_000)))
    return then.encode(), signature(body, then).encode()


def of_no_form(dice: Random, body: bytes) -> tuple[bytes, bytes]:
    now = _now()
    stamps = (now.encode() + b".0", b"+" + now.encode(), b"-1", b"", b"x", "٣٤٥".encode(), b"9" * 40, b"0x10", b"1e9")
    line = hostile(dice).encode(errors="replace").translate(None, bytes(range(32)))[:2000]
    signs = (b"v1=" + b"a" * 64, b"v0=", b"v0=" + b"A" * 64, b"", b"\xff\xfe", line)
    good = signature(body, now).encode()
    return dice.choice(((dice.choice(stamps), good), (now.encode(), dice.choice(signs))))


FORGERIES: Sequence[Forgery] = (none, of_another_secret, of_another_body, long_ago, of_no_form)


def odd(dice: Random) -> bytes:
    """A payload in which anything may stand anywhere."""
    kinds = (
        "block_actions",
        "view_submission",
        "shortcut",
        "message_action",
        "event_callback",
        "url_verification",
        "x",
    )
    given = pressed(dice) | {
        "type": dice.choice(kinds),
        "team_id": "T1",
        "event_id": "E1",
        "event": {"type": "message"},
    }
    for name in dice.sample(FIELDS, dice.randint(1, 4)):
        given[name] = _anything(dice, 3)
    text = json.dumps(given)
    return text.encode() if dice.random() < 0.5 else urlencode({"payload": text}).encode()


def other(dice: Random) -> bytes:
    return other_body(dice, Request("POST", "/")).body


FIELDS = (
    "user", "team", "enterprise", "view", "actions", "channel", "container", "message", "authorizations", "event",
    "response_url", "is_enterprise_install", "trigger_id", "callback_id", "team_id", "event_id", "type", "command",
)  # fmt: skip
NAMES = ("id", "type", "text", "state", "values", "private_metadata", "team_id", "value", "hash", "ts", "user", "tab")


def _anything(dice: Random, deep: int) -> Any:
    match dice.randrange(6 if deep else 4):
        case 0:
            return dice.choice((None, True, -1, 2**70, 0.5, "", "U1", "T1", "modal", "home", "1.1", "message", "im"))
        case 1 | 2 | 3:
            return hostile(dice)[:3000]
        case 4:
            return [_anything(dice, deep - 1) for _ in range(dice.randrange(4))]
        case _:
            return {name: _anything(dice, deep - 1) for name in dice.sample(NAMES, dice.randrange(5))}
