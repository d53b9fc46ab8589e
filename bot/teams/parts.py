"""Each part of a card as elements of an Adaptive Card, in lumps that stand together: a row and what can be done with
it."""

from collections.abc import Iterable, Iterator

from bot.card_words import labelled, marked, noted, read_out, row_words
from bot.paging import Block, Lump
from bot.pressing import Press
from bot.teams import forms, options
from bot.teams.press import MOST_BUTTONS, MOST_LABEL, PRESS, Pen, button, sending, sets
from bot.teams.texts import SMALL, calm, heading, lines, paragraphs, size, still
from handlers.cards import (
    Bar,
    Bars,
    Button,
    Buttons,
    Choice,
    Divider,
    Download,
    Element,
    Fact,
    Facts,
    Files,
    Footer,
    Form,
    Heading,
    Note,
    Row,
    Rows,
    Run,
    Said,
    Text,
    Words,
    plain,
    strong,
    words,
)
from handlers.words import N_

STATES = {"": "emphasis", "wait": "warning", "done": "good", "stop": "attention"}
MOST_BOXED = 20_000
"""Bytes of what stands in one box, which is never parted."""
ROOM = MOST_LABEL - 2
"""Characters of an option, so that the mark of the chosen one fits before it."""
MOST_FACTS, MOST_FACT = 20, 400
"""Facts in a table, and characters of one."""
WIDEST = 10
"""Squares of a bar that is full."""
CHOOSE = N_("Choose")


def drawn(part: Element, pen: Pen) -> Iterator[Lump]:
    match part:
        case Note():
            yield _box([*lines(noted(part)), *(_buttons((part.button,)) if part.button else [])], STATES[part.state])
        case Text():
            yield from _folded(part, pen) if part.folded else _text(part)
        case Footer():
            yield from map(_alone, lines(part.words, **SMALL))
        case Said():
            yield _box([*lines((Run(text=part.text),)), *lines((Run(text=part.by),), **SMALL)], "emphasis")
        case Heading():
            yield heading(part.text, "Medium")
        case Facts():
            yield _facts(part.facts)
        case Buttons():
            yield _buttons(part.buttons)
        case Files():
            yield [*_whole(file.label for file in part.files), *sets(list(map(_file, part.files)))]
        case Choice():
            yield _choice(part, pen)
        case Form():
            yield forms.drawn(part, pen)
        case Bars():
            yield [*paragraphs(part.words), *(_bar(bar, part.of) for bar in part.bars)]
        case Rows():
            yield from (_row(row, number if part.numbered else 0, pen) for number, row in enumerate(part.rows, 1))
        case Divider():
            return


def sends(part: Element | Row) -> int:
    """How many things in it send what is filled in."""
    match part:
        case Form():
            return 1
        case Choice():
            return int(_is_list(part))
        case Rows():
            return sum(map(sends, part.rows))
        case Row():
            return sum(map(sends, part.does))
        case _:
            return 0


def _alone(block: Block) -> Lump:
    return [block]


def _box(items: Lump, style: str = "") -> Lump:
    """What stands together, unless it is long."""
    if not items or size(items) > MOST_BOXED:
        return items
    return [{"type": "Container", "items": items} | ({"style": style} if style else {})]


# Words


def _text(text: Text) -> Iterator[Lump]:
    yield from map(_alone, lines(text.words, **(SMALL if text.quiet else {})))


def _folded(text: Text, pen: Pen) -> Iterator[Lump]:
    """Behind a button that shows it and hides it again; a very long one is shown."""
    box = _box([block for lump in _text(text) for block in lump])
    if len(box) != 1 or box[0]["type"] != "Container":
        yield from _text(text)
        return
    name = f"folded.{pen.number()}"
    opens = {"type": "Action.ToggleVisibility", "title": still(text.folded), "targetElements": [name]}
    yield [*_whole([text.folded]), *sets([opens]), box[0] | {"id": name, "isVisible": False}]


def _facts(facts: tuple[Fact, ...]) -> Lump:
    """A table of facts reads its words as markdown and strikes nothing out: those that are more stand as lines."""
    if 0 < len(facts) <= MOST_FACTS and all(map(_is_plain, facts)):
        return [{"type": "FactSet", "facts": [{"title": fact.label, "value": plain(fact.words)} for fact in facts]}]
    return paragraphs(*((strong(f"{fact.label}: "), *fact.words) for fact in facts))


def _is_plain(fact: Fact) -> bool:
    said = f"{fact.label}{plain(fact.words)}"
    if not fact.label.strip() or not plain(fact.words).strip() or len(said) > MOST_FACT:
        return False
    return calm(fact.label) and calm(plain(fact.words)) and not _has_looks(fact.words)


def _has_looks(runs: Words) -> bool:
    return any(run.style in ("old", "new") or run.href for run in runs)


# Buttons


def _buttons(buttons: Iterable[Button]) -> Lump:
    buttons = tuple(buttons)
    return [*_whole(one.label for one in buttons), *sets(list(map(_button, buttons)))]


def _whole(labels: Iterable[str]) -> Lump:
    """Those that do not fit on a button stand above."""
    return paragraphs(*((Run(text=label),) for label in labels if len(label) > MOST_LABEL))


def _button(one: Button) -> Block:
    return button(one.label, Press(one.action, one.values), one.about, one.style)


def _file(file: Download) -> Block:
    return button(file.label, Press(file=file.file, values=file.values))


def _is_list(choice: Choice) -> bool:
    """Few options stand as buttons, all alike; more as a list to pull down."""
    return len(choice.options) > MOST_BUTTONS and all(option.value for option in choice.options)


def _choice(choice: Choice, pen: Pen) -> Lump:
    if _is_list(choice):
        return _list(choice, pen)
    fitting = labelled(choice.options, ROOM)
    told = fitting != choice.options or any(option.hint for option in choice.options)
    above = paragraphs(*read_out(choice.options, fitting != choice.options)) if told else []
    presses = [Press(choice.action, choice.values | {choice.name: option.value}) for option in choice.options]
    pairs = zip(fitting, presses, strict=True)
    return [*above, *sets([button(marked(option), press, choice.label) for option, press in pairs])]


def _list(choice: Choice, pen: Pen) -> Lump:
    """With a button, as a list by itself sends nothing."""
    name = f"list.{pen.number()}"
    above, choices = options.pulled(choice.options)
    pulled: Block = {"type": "Input.ChoiceSet", "id": name, "style": "compact", "choices": choices}
    pulled["label"] = still(choice.label or pen.says(CHOOSE))
    if chosen := [option.value for option in choice.options if option.chosen]:
        pulled["value"] = chosen[0]
    press = Press(choice.action, choice.values, choice.name)
    return [*above, *_box([pulled, *sets([sending(pen.says(CHOOSE), PRESS, press, list=name)])])]


# Lists and results


def _row(row: Row, number: int, pen: Pen) -> Lump:
    noted = _buttons((row.note.button,)) if row.note and row.note.button else []
    does = [block for does in row.does for lump in drawn(does, pen) for block in lump]
    return _box([*lines(row_words(row, f"{number}. " if number else "• ")), *noted, *does])


def _bar(bar: Bar, of: int) -> Block:
    """«Ja 9 ■■■■»: words and number first, for those who hear it. Against all who are asked, so that silence shows.
    The squares are letters in the accent of the theme, seen in light, dark and high contrast alike."""
    wide = round(bar.count * WIDEST / of) if of else 0
    squares = lines(words("■" * max(wide, bar.count > 0)), color="Accent")
    told = [(2, lines((Run(text=bar.label),))), ("36px", lines((strong(str(bar.count)),))), (3, squares)]
    columns = [{"type": "Column", "width": width, "items": items} for width, items in told]
    return {"type": "ColumnSet", "spacing": "Small", "columns": columns}
