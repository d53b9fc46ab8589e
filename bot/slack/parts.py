"""Each part of a card as blocks, in lumps that stand together: a row and what can be done with it."""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from bot.card_words import marked, noted, opening, row_words
from bot.paging import Lump
from bot.slack import options
from bot.slack.press import MOST_LABEL, Press, TooLong, shortened
from bot.slack.texts import Block, paragraphs, plain_text, quotes, small
from handlers.cards import (
    Bar,
    Bars,
    Button,
    Buttons,
    Choice,
    Divider,
    Download,
    Element,
    Facts,
    Files,
    Footer,
    Form,
    Heading,
    Note,
    Option,
    Row,
    Rows,
    Run,
    Said,
    Text,
    Words,
    strong,
    words,
)

MOST_TITLE = 150
MOST_ID = 255 - 10
"""Characters of the id of a block, with room for a number that tells it from another."""
MOST_BUTTONS = 5
"""In a row: as many as a phone shows without folding them away."""
MOST_SIZE = 4000
"""Characters of a row of buttons, as it is sent."""
AS_BUTTONS = 10
"""Options that stand as buttons; more are a list to pull down."""
MOST_LIST = 8000
"""Characters of a list to pull down, as it is sent."""
WIDEST = 10
"""Squares of a bar that is full."""


def size(drawn: object) -> int:
    """How long it is as it is sent."""
    return len(json.dumps(drawn, ensure_ascii=False, separators=(",", ":")))


def title(text: str) -> Lump:
    if not text.strip() or len(text) > MOST_TITLE:
        return paragraphs((strong(text),))
    return [{"type": "header", "text": plain_text(text)}]


def drawn(part: Element) -> Iterator[Lump]:
    match part:
        case Note():
            yield [*small(noted(part)), *(_buttons((part.button,)) if part.button else [])]
        case Text():
            yield from map(_alone, small(part.words) if part.quiet else paragraphs(part.words))
        case Footer():
            yield from map(_alone, small(part.words))
        case Said():
            yield from map(_alone, [*quotes(part.text), *small(words("{by}", by=part.by))])
        case Heading():
            yield paragraphs((strong(part.text),))
        case Facts():
            yield paragraphs(*((strong(f"{fact.label}: "), *fact.words) for fact in part.facts))
        case Buttons():
            yield _buttons(part.buttons)
        case Files():
            yield [*_whole(file.label for file in part.files), *_in_rows(map(_file, part.files))]
        case Choice():
            yield _choice(part)
        case Form():
            yield _buttons((opening(part),))
        case Bars():
            yield paragraphs(part.words, *(_bar(bar, part.of) for bar in part.bars))
        case Rows():
            yield from _rows(part)
        case Divider():
            yield [{"type": "divider"}]


def _alone(block: Block) -> Lump:
    return [block]


# Buttons


def _buttons(buttons: Iterable[Button]) -> Lump:
    buttons = tuple(buttons)
    return [*_whole(button.label for button in buttons), *_in_rows(map(_button, buttons))]


def _whole(labels: Iterable[str]) -> Lump:
    """Those that do not fit on a button stand above."""
    return paragraphs(*((Run(text=label),) for label in labels if len(label) > MOST_LABEL))


def _in_rows(elements: Iterable[Block]) -> Lump:
    made: list[list[Block]] = []
    room = 0
    for element in elements:
        if not made or size(element) > room or len(made[-1]) == MOST_BUTTONS:
            made.append([])
            room = MOST_SIZE
        made[-1].append(element)
        room -= size(element)
    return [{"type": "actions", "elements": row} for row in made]


def _button(button: Button) -> Block:
    made = _pressed(button.label, Press(button.action, button.values), button.about)
    return made | ({"style": button.style} if button.style in ("primary", "danger") else {})


def _file(file: Download) -> Block:
    return _pressed(file.label, Press(file=file.file, values=file.values))


def _pressed(label: str, press: Press, about: str = "") -> Block:
    made = {"type": "button", "text": plain_text(shortened(label)), "value": press.packed()}
    return made | ({"accessibility_label": shortened(f"{label}: {about}")} if about else {})


def _choice(choice: Choice) -> Lump:
    """Few options stand as buttons, all alike; more as a list."""
    above, fitting = options.read_out(choice.options), options.labelled(choice.options)
    if len(choice.options) > AS_BUTTONS and (pulled := _list(choice, fitting)):
        return [*above, pulled]
    presses = [Press(choice.action, choice.values | {choice.name: option.value}) for option in choice.options]
    buttons = (_pressed(marked(option), press, choice.label) for option, press in zip(fitting, presses, strict=True))
    return [*above, *_in_rows(buttons)]


def _list(choice: Choice, fitting: tuple[Option, ...]) -> Block | None:
    """A list to pull down, where it holds them all. What is picked tells only its own value: the rest is in the
    block's id."""
    if not all(option.value for option in fitting) or len(fitting) > options.MOST_OPTIONS * options.MOST_GROUPS:
        return None
    bare = tuple(option.model_copy(update={"hint": ""}) for option in fitting)
    try:
        made: dict[str, Any] = {"type": "static_select"} | options.listed(bare)
        block_id = Press(choice.action, choice.values, choice.name).packed(MOST_ID)
    except TooLong:
        return None
    if choice.label:
        made["placeholder"] = plain_text(shortened(choice.label, MOST_TITLE))
    if chosen := [option for option in bare if option.chosen]:
        made["initial_option"] = options.drawn_option(chosen[0])
    return {"type": "actions", "elements": [made], "block_id": block_id} if size(made) <= MOST_LIST else None


# Lists and results


def _rows(rows: Rows) -> Iterator[Lump]:
    """Rows with nothing to press are one paragraph; each of the others stands with its buttons."""
    told = [(row, row_words(row, f"{number}. " if rows.numbered else "• ")) for number, row in enumerate(rows.rows, 1)]
    for pressed, some in groupby(told, lambda one: _can_be_pressed(one[0])):
        if pressed:
            yield from ([*paragraphs(line), *_does(row)] for row, line in some)
        else:
            yield from map(_alone, paragraphs(*(line for _, line in some)))


def _can_be_pressed(row: Row) -> bool:
    return bool(row.does or row.note and row.note.button)


def _does(row: Row) -> Lump:
    noted = _buttons((row.note.button,)) if row.note and row.note.button else []
    return [*noted, *(block for does in row.does for lump in drawn(does) for block in lump)]


def _bar(bar: Bar, of: int) -> Words:
    """«Ja 9 ■■■■»: the number first, for those who hear it. Against all who are asked, so that silence shows."""
    wide = round(bar.count * WIDEST / of) if of else 0
    squares = "■" * max(wide, bar.count > 0)
    return words(
        "{label} {count}{bar}", label=bar.label, count=strong(str(bar.count)), bar=f" {squares}" * bool(squares)
    )
