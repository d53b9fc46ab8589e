"""What people write in Slack, as they meant it: without the markup that Slack puts into it.

https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from collections.abc import Mapping

MARKED = re.compile(r"<(?:([@#!])([^|<>]+)|((?:https?|mailto|tel):[^|<>]+))(?:\|([^<>]*))?>")
MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")


def mentioned(text: str) -> set[str]:
    """The ids of those who are mentioned."""
    return set(MENTION.findall(text))


def as_written(text: str, names: Mapping[str, str]) -> str:
    """The text in plain characters, the mentioned called by their `names`, as far as they are known."""

    def plain(found: re.Match[str]) -> str:
        kind, target, label = found[1], found[2] or found[3], found[4] or ""
        match kind:
            case "@":
                return f"@{names.get(target) or label or target}"
            case "#" | "!":
                said = label or target.partition("^")[0]
                return kind.replace("!", "@") + said.lstrip("#@")
            case _:
                return _link(target, label)

    return MARKED.sub(plain, text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _link(target: str, label: str) -> str:
    """The address; with words of its own beside it, where it has any."""
    if not label or label == target:
        return target
    return label if target.endswith(label) else f"{label} ({target})"
