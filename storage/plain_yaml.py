"""YAML text as plain dicts, lists and texts, with the line of everything in it; and such values as YAML text.

Only YAML's structure is read: that «2» is a number and «no» a text is for the reader's models to say. What makes YAML
dangerous (aliases that grow, tags that build objects, endless nesting) is refused.
"""

import re
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import time
from io import StringIO
from typing import Any

from ruamel.yaml import YAML, events
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from storage.file_problems import Finding, Problem, Spot, field_name

NOTHING = ("", "~", "null", "Null", "NULL")
DEEPEST = 10
NEVER_FOLDED = 100_000
"""A width of lines that no text reaches."""
HARMLESS = re.compile(r"([^\W_]|[+-]\d)[\w /.()–-]*")
"""Texts that may stand without quotes wherever they are; ruamel.yaml leaves more without than it reads back."""


@dataclass
class PlainYaml:
    """A file as read. `lines` has the line, counted from 1, of each field and each item of a list.

    `broken`: the file could not be read to its end.
    """

    data: Any = None
    broken: bool = False
    lines: dict[Spot, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def located(self, finding: Finding) -> Problem:
        """The finding with its line, or with that of the nearest thing around it."""
        spot = finding.spot
        while spot and spot not in self.lines:
            spot = spot[:-1]
        return Problem(self.lines.get(spot, 1), field_name(finding.spot), finding.expected, finding.found)


def read(text: str) -> PlainYaml:
    """Read YAML. A field without a value is left out. What is not YAML is a problem, and reading ends there."""
    reader = _Reader(text)
    try:
        reader.document()
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        reader.give_up(line, "text", f"the character U+{error.character:04X}")
    except MarkedYAMLError as error:
        reader.give_up(*_told(error))
    except (ValueError, OverflowError):  # ruamel.yaml asks chr() for what an escape like \UFFFFFFFF names
        reader.give_up(reader.line, "characters that exist", "an escape of one that does not")
    return reader.plain


def write(data: Any, on_one_line: Container[str]) -> str:
    """Plain values, dates and times as YAML. What stands below a field named in `on_one_line` gets a line for each."""
    yaml = YAML()
    yaml.width = NEVER_FOLDED
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.representer.ignore_aliases = lambda _: True  # a date that stands twice is written twice
    text = StringIO()
    yaml.dump(_laid_out(data, on_one_line), text)
    return text.getvalue()


def _laid_out(value: Any, on_one_line: Container[str], name: str = "") -> Any:
    match value:
        case dict():
            fields = CommentedMap((key, _laid_out(inner, on_one_line, key)) for key, inner in value.items())
            if name in on_one_line:
                fields.fa.set_flow_style()
            return fields
        case list() | tuple():
            items = CommentedSeq(_laid_out(inner, on_one_line, name) for inner in value)
            if not any(isinstance(inner, dict) for inner in value):
                items.fa.set_flow_style()
            return items
        case time():
            return DoubleQuotedScalarString(f"{value:%H:%M}")
        case str() if not HARMLESS.fullmatch(value):
            return DoubleQuotedScalarString(value)
    return value


class _Reader:
    """Builds plain values from ruamel.yaml's events: no object is constructed, no alias followed."""

    def __init__(self, text: str) -> None:
        self.plain = PlainYaml()
        self.events = YAML(typ="safe", pure=True).parse(text)
        self.spot: Spot = ()
        self.line = 1

    def document(self) -> None:
        next(self.events)  # the start of the stream
        if isinstance(self._next(), events.DocumentStartEvent):
            self.plain.data = self._value(self._next(), ())
            next(self.events)  # the end of the document
            if isinstance(self._next(), events.DocumentStartEvent):
                self.refuse((), self.line, "one document", "a second one")

    def refuse(self, spot: Spot, line: int, expected: str, found: str) -> None:
        self.plain.problems.append(Problem(line, field_name(spot), expected, found))

    def give_up(self, line: int, expected: str, found: str) -> None:
        self.refuse(self.spot, line, expected, found)
        self.plain.broken = True

    def _next(self) -> events.Event:
        event = next(self.events)
        self.line = event.start_mark.line + 1
        return event

    def _value(self, event: events.Event, spot: Spot) -> Any:
        """The value that begins with `event` and stands at `spot`."""
        self.spot = spot
        self.plain.lines.setdefault(spot, self.line)
        self._refuse_tricks(event, spot)
        match event:
            case events.ScalarEvent(value=value, implicit=(plain, _)):
                return None if plain and value in NOTHING else value
            case events.SequenceStartEvent():
                return self._list(spot)
            case events.MappingStartEvent():
                return self._dict(spot)
        return None

    def _list(self, spot: Spot) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := self._next(), events.SequenceEndEvent):
            items.append(self._value(event, (*spot, len(items))))
        return items

    def _dict(self, spot: Spot) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        named: dict[str, int] = {}
        while not isinstance(event := self._next(), events.MappingEndEvent):
            name = self._name(event, spot)
            if name in named:
                self.refuse((*spot, name), self.line, "each field once", f"it again, after line {named[name]}")
            named.setdefault(name, self.line)
            self.plain.lines.setdefault((*spot, name), self.line)
            value = self._value(self._next(), (*spot, name))
            if value is not None:
                fields.setdefault(name, value)
        return fields

    def _name(self, event: events.Event, spot: Spot) -> str:
        self._refuse_tricks(event, spot)
        if not isinstance(event, events.ScalarEvent):
            raise MarkedYAMLError(problem="something else than a name before a colon", problem_mark=event.start_mark)
        return event.value

    def _refuse_tricks(self, event: events.Event, spot: Spot) -> None:
        if len(spot) > DEEPEST:
            raise MarkedYAMLError(problem=f"more than {DEEPEST} levels", problem_mark=event.start_mark)
        match event:
            case events.AliasEvent(anchor=name):
                self.refuse(spot, self.line, "the value itself", f"the alias *{name}")
            case events.NodeEvent(anchor=str() as name):
                self.refuse(spot, self.line, "a value without anchor", f"&{name}")
            case events.ScalarEvent(tag=str() as tag) | events.CollectionStartEvent(tag=str() as tag):
                self.refuse(spot, self.line, "a value without tag", tag)


def _told(error: MarkedYAMLError) -> tuple[int, str, str]:
    """Line, what was expected, what was found instead."""
    line = error.problem_mark.line + 1
    began = error.context_mark.line + 1 if error.context_mark else line
    found = str(error.problem).removeprefix("found ")
    return line, "valid YAML", found if began == line else f"{found} ({error.context}, which began on line {began})"
