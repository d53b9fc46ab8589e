"""Words as Slack writes them.

Paragraphs are rich text, whose texts Slack takes as they are: nothing in them becomes a mention, a link or bold by what
somebody wrote. Only small print (context) and the text of a notification know nothing but markup; there `& < >` are
escaped, and what could be read as formatting goes as plain text.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.card_words import parted
from handlers.cards import Run, Words, plain

Block = dict[str, Any]
Texts = list[dict[str, Any]]

FORMATTING = re.compile(r"[*_~`]|^\s*>|:[\w+'-]+:", re.MULTILINE)
"""What Slack reads as bold, slanted, struck out, code, a quotation or a small picture."""
MOST_TEXT = 3000
"""Characters of one text; we keep a whole paragraph within it."""
EACH = 40
"""Characters that a stretch of words counts for beside its own."""

WHEN = "{date_num} {time}"
"""How Slack shows an instant, in the reader's own zone. Of all its ways only this one has no words in it: those of the
others come in the language of the reader's Slack, which need not be ours, and with a capital letter in mid-sentence."""
CLOCK = re.compile(r"\d[.:]\d\d")
"""Words that name an hour. An instant of which they name only the day is told as a day: the hour stands elsewhere."""

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_STYLES = {"strong": {"bold": True}, "new": {"bold": True}, "old": {"strike": True}}
_MARKS = {"strong": "*", "new": "*", "old": "~"}
_BREAK = {"type": "text", "text": "\n"}


def escape(text: str) -> str:
    """Text that somebody wrote, where Slack reads markup."""
    return text.translate(_ESCAPES)


def plain_text(text: str) -> dict[str, Any]:
    """Text that is shown as it is: titles, labels."""
    return {"type": "plain_text", "text": text, "emoji": False}


def paragraphs(*rows: Words) -> list[Block]:
    """Lines that stand close: one block, or as many as they need. What is blank has none."""
    made: list[Texts] = []
    room = 0
    for row in rows:
        if not plain(row).strip():
            continue
        for place, element in enumerate(texts(row)):
            cost = _cost(element) + EACH
            if cost > room:
                made.append([])
                room = MOST_TEXT + EACH
            elif place == 0:
                made[-1].append(_BREAK)
            made[-1].append(element)
            room -= cost
    return [_rich("rich_text_section", elements) for elements in made]


def quotes(text: str) -> list[Block]:
    """What a person wrote, with its line breaks."""
    return [
        _rich("rich_text_quote", [{"type": "text", "text": part}]) for part in parted(text, MOST_TEXT) if part.strip()
    ]


def _rich(kind: str, elements: Texts) -> Block:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": elements}]}


def texts(runs: Words) -> Texts:
    """The words as elements of rich text; empty ones are left out, as Slack refuses them."""
    return [element for run in runs if run.text for element in _texts(run)]


def _texts(run: Run) -> Iterator[dict[str, Any]]:
    style = {"style": _STYLES[run.style]} if run.style else {}
    if (at := _instant(run)) and len(run.text) <= MOST_TEXT:
        moment = {"timestamp": at, "format": WHEN, "fallback": run.text}
        yield {"type": "date"} | moment | style
    elif run.href and len(run.text) + len(run.href) <= MOST_TEXT:
        yield {"type": "link", "url": run.href, "text": run.text} | style
    else:
        text = f"{run.text} {run.href}" if run.href else run.text
        yield from ({"type": "text", "text": part} | style for part in parted(text, MOST_TEXT))


def _instant(run: Run) -> int | None:
    return int(run.at.timestamp()) if isinstance(run.at, datetime) and CLOCK.search(run.text) else None


def _cost(element: dict[str, Any]) -> int:
    return sum(len(element.get(name, "")) for name in ("text", "url", "fallback"))


def small(runs: Words) -> list[Block]:
    """Small print. What it can not hold, or would not show as it is, stands as a paragraph."""
    if not (text := plain(runs)).strip():
        return []
    formatted = FORMATTING.search(text) or any("|" in run.text for run in runs if run.at or run.href)
    shown = plain_text(text) if formatted else {"type": "mrkdwn", "text": _markup(runs), "verbatim": True}
    if len(shown["text"]) > MOST_TEXT or formatted and any(run.href for run in runs):
        return paragraphs(runs)
    return [{"type": "context", "elements": [shown]}]


def _markup(runs: Words) -> str:
    """Marks of bold are read as such only beside what is no letter."""
    drawn = [_inline(run) for run in runs]
    for place, run in enumerate(runs):
        before, after = plain(runs[:place])[-1:], plain(runs[place + 1 :])[:1]
        apart = not (before.isalnum() or after.isalnum())
        if run.style and apart and run.text.strip() == run.text != "" and "\n" not in run.text:
            mark = _MARKS[run.style]
            drawn[place] = f"{mark}{drawn[place]}{mark}"
    return "".join(drawn)


def _inline(run: Run) -> str:
    text = escape(run.text)
    if at := _instant(run):
        return f"<!date^{at}^{WHEN}|{text}>"
    if run.href:
        return f"<{escape(run.href)}|{text}>"
    return text
