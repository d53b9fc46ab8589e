"""What a request passes before anything is done: its size, its signature, and that it can be read at all.

https://docs.slack.dev/authentication/verifying-requests-from-slack. Whatever does not pass is the sender's mistake
(4xx), never ours.
"""

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from slack_sdk.signature import SignatureVerifier

TIMESTAMP = re.compile(r"[0-9]{1,12}")
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
MOST_FIELDS = 100


async def admitted(request: web.Request, verifier: SignatureVerifier) -> dict[str, Any]:
    """The body of a request that Slack has signed within five minutes. Raises HTTPBadRequest, HTTPUnauthorized, and
    HTTPRequestEntityTooLarge."""
    stamp = request.headers.get("X-Slack-Request-Timestamp", "")
    signature = request.headers.get("X-Slack-Signature", "")
    if not TIMESTAMP.fullmatch(stamp) or not SIGNATURE.fullmatch(signature):
        raise web.HTTPUnauthorized
    raw = await request.read()
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise web.HTTPBadRequest from None
    if not verifier.is_valid(text, stamp, signature):
        raise web.HTTPUnauthorized
    return _body(text)


def _body(text: str) -> dict[str, Any]:
    """JSON, a form, or a form with JSON in it."""
    try:
        if text.startswith("{"):
            found = json.loads(text)
        else:
            form = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
            found = json.loads(form["payload"]) if "payload" in form else form
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest from None
    if not isinstance(found, dict) or not found:
        raise web.HTTPBadRequest
    return found
