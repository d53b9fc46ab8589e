"""What is wrong in a file someone wrote: each problem with its line, its field and what was expected there."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias, get_args

from pydantic import BaseModel, ValidationError

Spot: TypeAlias = tuple[str | int, ...]
"""Where something stands in a file: ("meetings", 3, "date")."""

SHOWN = 60
"""Characters of a faulty value that a problem quotes."""


@dataclass(frozen=True)
class Problem:
    """One thing to mend. `line` counts from 1; `field` reads like `meetings[3].date`, its numbers count from 0."""

    line: int
    field: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.field}: expected {self.expected}, found {self.found}"


class FileError(ValueError):
    """The file cannot be used. `problems` holds all that is wrong with it, in the order of its lines."""

    def __init__(self, problems: Iterable[Problem], name: str = "file") -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line)
        self.name = name
        super().__init__("\n".join(f"{name}: {problem}" for problem in self.problems))


class Finding(NamedTuple):
    """A problem whose line is not looked up yet."""

    spot: Spot
    expected: str
    found: str


def field_name(spot: Spot) -> str:
    """("meetings", 3, "date") → `meetings[3].date`; the empty spot is the whole file."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{shown(part, marks='')}" for part in spot)
    return "".join(parts).removeprefix(".") or "the file"


def shown(value: Any, marks: str = "«»") -> str:
    """A value as a problem quotes it: short, on one line, without characters that a terminal would obey."""
    match value:
        case None:
            return "nothing"
        case dict():
            return "fields"
        case []:
            return "an empty list"
        case list():
            return "a list"
    text = str(value)
    printed = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text[:SHOWN])
    return f"{marks[:1]}{printed}{'…' if len(text) > SHOWN else ''}{marks[1:]}"


EXPECTED = {
    "missing": "a value",
    "string_unicode": "text",
    "tuple_type": "a list",
    "model_type": "fields, each as name: value",
    "literal_error": "{expected}",
    "too_short": "at least {min_length} of them",
}
"""Pydantic's errors in words; those not listed say themselves what they expect."""


def broken_rules(error: ValidationError, model: type[BaseModel]) -> Iterator[Finding]:
    """What pydantic found while reading a `model`."""
    for fault in error.errors(include_url=False):
        spot, kind = fault["loc"], fault["type"]
        if kind == "extra_forbidden":
            yield Finding(spot, f"one of {', '.join(_field_names(model, spot[:-1]))}", "an unknown field")
        else:
            expected = EXPECTED.get(kind, "{error}").format_map({"error": fault["msg"], **fault.get("ctx", {})})
            yield Finding(spot, expected, "nothing" if kind == "missing" else shown(fault["input"]))


def _field_names(model: type[BaseModel], spot: Spot) -> list[str]:
    """The fields, as written in the file, of the part of `model` that stands at `spot`."""
    for name in (part for part in spot if isinstance(part, str)):
        kind = model.model_fields[name].annotation
        model = next(part for part in (kind, *get_args(kind)) if isinstance(part, type) and issubclass(part, BaseModel))
    return [str(field.validation_alias or name) for name, field in model.model_fields.items()]


class LoadRefused(Exception):
    """Why the file can not be loaded: one sentence for each reason. Nothing was changed."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons
