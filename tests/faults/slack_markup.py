"""What in a message or modal of Slack's is more than text: mentions, links, formatting; and what Slack refuses."""

import re
from collections.abc import Iterator
from typing import Any

from tests.slack.blocks import check_message, check_view

TOKEN = re.compile(r"<([^<>]*)>")
DATE = re.compile(r"!date\^\d+\^[^|]*\|")
FORMATTED = re.compile(r"[_`]|:[\w+'-]+:")
"""Bold and struck out are ours."""
BEYOND_TEXT = {"user", "usergroup", "broadcast", "channel", "emoji", "team", "color"}
CONTROL: tuple[Any, ...] = (
    {"type": "section", "text": {"type": "mrkdwn", "text": "<!channel>", "verbatim": True}},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "till <@U0KARIN>", "verbatim": True}]},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "<https://evil.example|klicka>", "verbatim": True}]},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "ett <", "verbatim": True}]},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "en _lutad_", "verbatim": True}]},
    {"type": "rich_text_section", "elements": [{"type": "link", "url": "javascript:alert(1)", "text": "x"}]},
    {"type": "rich_text_section", "elements": [{"type": "broadcast", "range": "channel"}]},
    {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U0KARIN"}]},
)
"""In each of which something is."""


def marked(drawn: Any, ours: str) -> Iterator[str]:
    """Whatever is more than text, but for dates and for links to `ours`."""
    match drawn:
        case list():
            for one in drawn:
                yield from marked(one, ours)
        case {"type": "mrkdwn", "text": str() as text}:
            yield from in_markup(text, ours)
            yield from FORMATTED.findall(TOKEN.sub("", text))
        case {"type": "link" | "button", "url": str() as url} if not url.startswith(ours):
            yield url
        case {"type": str() as kind} if kind in BEYOND_TEXT:
            yield kind
        case dict():
            for one in drawn.values():
                yield from marked(one, ours)


def in_markup(text: str, ours: str) -> Iterator[str]:
    """Of a text in which `& < >` are escaped."""
    for token in TOKEN.findall(text):
        if not (DATE.match(token) or token.startswith(ours)):
            yield token
    if re.search("[<>]", TOKEN.sub("", text)):
        yield text


def refused(drawn: Any) -> bool:
    """Whether Slack would not take it."""
    try:
        check_view(drawn) if drawn.get("type") in ("modal", "home") else check_message(drawn["blocks"], drawn["text"])
    except AssertionError:
        return True
    return False
