"""The neutral vocabulary in which everything is shown: a card is a short letter.

Handlers build cards, platforms draw them. Words are kept as runs (`Run`), never as markup, so what people wrote can not
become formatting anywhere: each platform escapes runs in its own way. Which element becomes what in Slack and Teams is
listed in docs/cards.md.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from string import Formatter
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Value = str | int | bool | list[str] | None
Values = dict[str, Any]
"""What a button or form carries: texts, numbers, truths and lists of texts by name."""


class Part(BaseModel):
    """What every element of a card has in common: it is a value, equal to another with the same content."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Run(Part):
    """A stretch of words in one style. `at` marks an instant, so that a platform can show it in the reader's own way;
    `href` is where a link leads: https, or http."""

    text: str
    style: Literal["", "strong", "new", "old"] = ""
    at: datetime | date | None = None
    href: Annotated[str, StringConstraints(pattern=r"^(https?://\S+)?$")] = ""


Words = tuple[Run, ...]


def strong(text: str) -> Run:
    """What the reader should find at a glance: for whom, until when, how many."""
    return Run(text=text, style="strong")


def words(template: str, /, **values: "Run | Words | str | int") -> Words:
    """Fill a translated template: `words(_("You answer for {who}."), who=strong(name))`. Unknown names raise
    KeyError."""
    runs: list[Run] = []
    for text, name, _, _ in Formatter().parse(template):
        if text:
            runs.append(Run(text=text))
        if name is not None:
            runs.extend(_runs(values[name]))
    return tuple(runs)


def _runs(value: "Run | Words | str | int") -> Words:
    if isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, Run) else (Run(text=str(value)),)


def plain(runs: Words) -> str:
    """The words without style, for fallback texts and screen readers."""
    return "".join(run.text for run in runs)


class Button(Part):
    """Something one can do. `about` completes a repeated label for those who hear it («Klart: synpunkter på …»)."""

    label: str
    action: str
    values: Values = {}
    style: Literal["", "primary", "danger", "plain"] = ""
    about: str = ""


class Option(Part):
    """One of the answers to choose from. `chosen` marks the one that stands."""

    value: str
    label: str
    hint: str = ""
    chosen: bool = False


class Note(Part):
    """One state and whom it concerns, above the title. The word carries the state, the colour only helps."""

    part: Literal["note"] = "note"
    state: Literal["", "wait", "done", "stop"] = ""
    word: str
    text: Words = ()
    button: Button | None = None


class Text(Part):
    """A paragraph. `repeated`: as for Buttons, which it introduces. A long list may stand `folded` behind those words,
    where a platform can fold."""

    part: Literal["text"] = "text"
    words: Words
    quiet: bool = False
    repeated: bool = False
    folded: str = ""


class Said(Part):
    """What a person wrote, with its line breaks kept."""

    part: Literal["said"] = "said"
    text: str
    by: str = ""


class Heading(Part):
    """A heading inside a longer card (agenda, help)."""

    part: Literal["heading"] = "heading"
    text: str


class Fact(Part):
    label: str
    words: Words


class Facts(Part):
    """Two to five facts, each label one word: when, where, themes."""

    part: Literal["facts"] = "facts"
    facts: tuple[Fact, ...]


class Buttons(Part):
    """Things one can do. `repeated`: they stand on the pressed card as well, so where that is drawn for each reader,
    the receipt does without."""

    part: Literal["buttons"] = "buttons"
    buttons: tuple[Button, ...]
    label: str = ""
    repeated: bool = False


class Download(Part):
    """A file that can be fetched: the maker's name (`@gives`) and its values. One that `@makes` something is asked for
    by pressing, never by following a link."""

    label: str
    file: str
    values: Values = {}
    makes: bool = False


class Files(Part):
    """Files to fetch, each as a link that stands beside buttons."""

    part: Literal["files"] = "files"
    files: tuple[Download, ...]


class Choice(Part):
    """Pick one of `options`; it is sent at once as `values[name]`. All look alike: no favourite, no colour for yes
    or no."""

    part: Literal["choice"] = "choice"
    action: str
    name: str
    options: tuple[Option, ...]
    values: Values = {}
    label: str = ""


class Input(Part):
    """A field of a form. Kinds: `line`, `lines` (several), `when` (a date in words), `one` of `options`, `many`,
    `tick`. A first option without a value stands for none: then `one` is a list to pull down, however short."""

    name: str
    label: str
    kind: Literal["line", "lines", "when", "one", "many", "tick"] = "line"
    value: str | list[str] | bool = ""
    hint: str = ""
    options: tuple[Option, ...] = ()
    required: bool = False
    error: str = ""


class Form(Part):
    """Fields that are sent together to `action`. `error` says in one sentence what was wrong and that nothing is
    lost. `final`: what came before it is already done, so there is nothing to cancel."""

    part: Literal["form"] = "form"
    title: str
    action: str
    fields: tuple[Input, ...]
    submit: str
    values: Values = {}
    intro: str = ""
    error: str = ""
    final: bool = False


class Bar(Part):
    label: str
    count: int


class Bars(Part):
    """How many have answered of all who are asked, and how. `bars` is empty while early answers are not shown."""

    part: Literal["bars"] = "bars"
    count: int
    of: int
    words: Words
    bars: tuple[Bar, ...] = ()
    caption: str = ""


class Leaf(Part):
    """The day in front of a row, as on a calendar. `maybe`: preliminary."""

    day: date
    maybe: bool = False


class Row(Part):
    """One thing in a list: what it is, a quiet line, what can be done with it."""

    words: Words
    detail: Words = ()
    note: Note | None = None
    leaf: Leaf | None = None
    does: tuple[Annotated["Buttons | Choice", Field(discriminator="part")], ...] = ()


class Rows(Part):
    """A list. `numbered` rows are counted 1, 2, 3."""

    part: Literal["rows"] = "rows"
    rows: tuple[Row, ...]
    numbered: bool = False


class Divider(Part):
    """Parts what is asked from what is known."""

    part: Literal["divider"] = "divider"


class Footer(Part):
    """Time and origin, small."""

    part: Literal["footer"] = "footer"
    words: Words


Element = Annotated[
    Note | Text | Said | Heading | Facts | Buttons | Files | Choice | Form | Bars | Rows | Divider | Footer,
    Field(discriminator="part"),
]


class Card(Part):
    """A message. `title` may be left out in a receipt; then the first words say what it is about."""

    title: str = ""
    parts: tuple[Element, ...] = ()

    def text(self) -> str:
        """The card in plain words, one line for each part: for previews, notifications and platforms without cards."""
        return "\n".join(filter(None, [self.title, *(line for part in self.parts for line in _lines(part))]))


def card(title: str = "", *parts: "Element | None") -> Card:
    """A card of the parts that there are: `None` stands for a part that does not apply."""
    return Card(title=title, parts=tuple(part for part in parts if part is not None))


def to_read(shown: Card) -> Card:
    """The card without what can be pressed or filled in."""
    return Card(title=shown.title, parts=tuple(filter(None, map(_to_read, shown.parts))))


def _to_read(part: Element) -> Element | None:
    match part:
        case Buttons() | Choice() | Form():
            return None
        case Note():
            return part.model_copy(update={"button": None})
        case Rows():
            return part.model_copy(update={"rows": tuple(row.model_copy(update={"does": ()}) for row in part.rows)})
        case _:
            return part


def only(shown: Card, wanted: Callable[[Button], bool]) -> Card:
    """The card with those of its buttons that are wanted."""
    parts: list[Element] = []
    for part in shown.parts:
        if not isinstance(part, Buttons):
            parts.append(part)
        elif left := tuple(filter(wanted, part.buttons)):
            parts.append(part.model_copy(update={"buttons": left}))
    return Card(title=shown.title, parts=tuple(parts))


def _lines(part: object) -> Iterator[str]:
    match part:
        case Note():
            yield ". ".join(filter(None, [part.word, plain(part.text)]))
        case Text() | Footer():
            yield plain(part.words)
        case Said() | Heading():
            yield part.text
        case Facts():
            yield from (f"{fact.label}: {plain(fact.words)}" for fact in part.facts)
        case Buttons():
            yield " ".join(f"[{button.label}]" for button in part.buttons)
        case Files():
            yield " ".join(f"[{file.label}]" for file in part.files)
        case Choice():
            yield " ".join(f"[{option.label}]" for option in part.options)
        case Form():
            yield f"[{part.title}]"
        case Bars():
            yield plain(part.words)
            if part.bars:
                yield ", ".join(map(_counted, part.bars))
        case Rows():
            for number, row in enumerate(part.rows, 1):
                yield from _row_lines(row, f"{number}. " if part.numbered else "– ")
        case _:
            return


def _counted(bar: Bar) -> str:
    """«9 ja»; a label that is a number itself stands first: «4: 2»."""
    return f"{bar.label}: {bar.count}" if bar.label[:1].isdecimal() else f"{bar.count} {bar.label.lower()}"


def _row_lines(row: Row, mark: str) -> Iterator[str]:
    yield mark + " · ".join(filter(None, [row.note.word if row.note else "", plain(row.words), plain(row.detail)]))
    for does in row.does:
        yield from _lines(does)
