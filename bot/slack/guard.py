"""What a request passes before anything is done: its size, its signature, that it was not sent before, and that it can
be read at all.

https://docs.slack.dev/authentication/verifying-requests-from-slack. Whatever does not pass is the sender's mistake
(4xx), never ours.
"""

import json
import re
from collections import OrderedDict
from time import time
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from slack_sdk.signature import SignatureVerifier

TIMESTAMP = re.compile(r"[0-9]{1,12}")
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
AGAIN = re.compile(r"[1-9]")
"""Which time it is that Slack tells of an event again."""
MOST_FIELDS = 100
LIFE = 300
"""Seconds for which a signature is valid, before and after the time that it names."""
MOST_KEPT = 20_000


class Guard:
    """Lets in what Slack has signed within five minutes, once.

    What was let in is remembered in this process only, and no more of it than `MOST_KEPT`. A request that is sent again
    to another process gets through there; then the ids of events in the database see to it that nothing is done twice.
    """

    def __init__(self, secret: str) -> None:
        self._verifier = SignatureVerifier(secret)
        self._seen: OrderedDict[tuple[str, str], float] = OrderedDict()
        """Until when each would be valid, by the signature and which time it was told; the oldest first."""

    async def admitted(self, request: web.Request) -> dict[str, Any]:
        """The body of a request. Raises HTTPBadRequest, HTTPUnauthorized, HTTPConflict for what was sent before, and
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
        if not self._verifier.is_valid(text, stamp, signature):
            raise web.HTTPUnauthorized
        body = _body(text)
        if self._was_seen(signature, _time_told(request, body), int(stamp) + LIFE + 1):
            raise web.HTTPConflict
        return body

    def _was_seen(self, signature: str, told: str, until: float) -> bool:
        now = time()
        while self._seen and (len(self._seen) >= MOST_KEPT or next(iter(self._seen.values())) < now):
            self._seen.popitem(last=False)
        if (signature, told) in self._seen:
            return True
        self._seen[signature, told] = until
        return False


def _time_told(request: web.Request, body: dict[str, Any]) -> str:
    """Slack tells of an event again until it is heard, and of nothing else. It signs anew with the time of that; but
    the first repeating may fall in the same second, and then the signature is the same."""
    told = request.headers.get("X-Slack-Retry-Num", "")
    return told if body.get("type") == "event_callback" and AGAIN.fullmatch(told) else ""


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
