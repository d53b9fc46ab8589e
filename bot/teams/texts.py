"""Words as an Adaptive Card writes them.

Paragraphs are RichTextBlocks, whose runs are no markdown: nothing in them becomes bold or a link by what somebody
wrote. What knows only markdown (a heading, a fact, the words beside a box) takes calm texts alone, in which there is
nothing to read as such: escaping is not understood alike by all clients. Each line is a block of its own, as they do
not agree on line breaks either.

An instant stays in our words, in the forum's zone. {{DATE()}} and {{TIME()}} would tell it in the reader's own, but
with words in the language of their Teams, in the middle of ours; so where somebody wrote them they are held apart.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.card_words import parted
from bot.paging import Block, Lump
from handlers.cards import Run, Words, plain

MOST_TEXT = 4000
"""Characters of one block, so that a page can be parted between blocks."""

_MARKS = re.compile(r"[*_`~\[\]<>\\|{}\n]")
_BEGINNINGS = re.compile(r"^(?=\s|[-+=#]|\d+[.)])|(?<=h)(?=ttps?:)|(?<=w)(?=ww\.)|(?<=&)(?=#?\w+;)", re.IGNORECASE)
"""Marks, and places, at which some client reads bold, code, a link, a letter by its name, a list or a heading."""
_INSTANT = re.compile(r"\{(?=\{(?:DATE|TIME)\()")
JOINER = "\u2060"
"""Is not seen and takes no room."""

_STYLES = {"strong": {"weight": "Bolder"}, "new": {"weight": "Bolder"}, "old": {"strikethrough": True}}
SMALL = {"size": "Small", "isSubtle": True}
WRONG = {"color": "Attention", "weight": "Bolder"}


def size(drawn: object) -> int:
    """How many bytes it is as Teams counts: in UTF-16."""
    return 2 * len(json.dumps(drawn, ensure_ascii=False, separators=(",", ":")))


def still(text: str) -> str:
    """What somebody wrote, where Teams would put a date or time in its place."""
    return _INSTANT.sub("{" + JOINER, text)


def calm(text: str) -> bool:
    """Whether the text is the same to those who read it as markdown."""
    return not (_MARKS.search(text) or _BEGINNINGS.search(text))


def tamed(text: str) -> str:
    """The text without what could be read as markdown; where it differs it stands whole beside it."""
    unmarked = _MARKS.sub(lambda mark: " " if mark[0] == "\n" else "", text)
    return _BEGINNINGS.sub(JOINER, unmarked)


def heading(text: str, looks: str = "Large") -> Lump:
    """Words that screen readers find as a heading, as far as they are calm."""
    if calm(text) and 0 < len(text) <= MOST_TEXT:
        return [{"type": "TextBlock", "text": text, "wrap": True, "style": "heading"} | _heavy(looks)]
    return lines((Run(text=text),), **_heavy(looks))


def _heavy(looks: str) -> dict[str, Any]:
    return {"size": looks, "weight": "Bolder"}


def paragraphs(*rows: Words, **look: Any) -> Lump:
    """Lines that stand close. What is blank has none."""
    made = [block for row in rows for block in lines(row, **look)]
    return [block if place == 0 else {"spacing": "Small"} | block for place, block in enumerate(made)]


def lines(runs: Words, **look: Any) -> Lump:
    """The words, a block for each line; an empty line is some room."""
    made: Lump = []
    spacing: dict[str, Any] = {}
    for line in _lines(runs):
        if not plain(line).strip():
            spacing = {"spacing": "Medium"} if made else {}
            continue
        for piece in _blocks(line):
            made.append({"type": "RichTextBlock", "inlines": [_inline(run) | look for run in piece]} | spacing)
            spacing = {"spacing": "None"}
    return made


def _lines(runs: Words) -> Iterator[Words]:
    line: list[Run] = []
    for run in runs:
        first, *more = run.text.split("\n")
        line.append(run.model_copy(update={"text": first}))
        for text in more:
            yield tuple(line)
            line = [run.model_copy(update={"text": text})]
    yield tuple(line)


def _blocks(runs: Words) -> Iterator[list[Run]]:
    """The runs that have words, as many in a block as it holds."""
    made: list[Run] = []
    room = MOST_TEXT
    for run in _pieces(runs):
        if len(run.text) > room and made:
            yield made
            made, room = [], MOST_TEXT
        made.append(run)
        room -= len(run.text)
    yield made


def _pieces(runs: Iterable[Run]) -> Iterator[Run]:
    for run in runs:
        if run.text:
            yield from (run.model_copy(update={"text": text}) for text in parted(run.text, MOST_TEXT))


def _inline(run: Run) -> Block:
    opens = {"selectAction": {"type": "Action.OpenUrl", "url": run.href}} if run.href else {}
    return {"type": "TextRun", "text": still(run.text)} | _STYLES.get(run.style, {}) | opens
