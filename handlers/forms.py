"""A form being filled in: what was typed stays in its fields, what was wrong stands beside them."""

from collections.abc import Iterable, Mapping
from typing import Any

from handlers.cards import Input, Option, Values

LARGEST = 2**31 - 1
"""The largest number of a row that both databases know."""


def number(value: Any) -> int:
    """The number of a row, as a button or form carries it. Whatever else is sent is 0, which no row has: it is refused
    as a thing that is not there."""
    match value:
        case int() if not isinstance(value, bool):
            found = value
        case str() if value.isdecimal() and len(value) <= 10:
            found = int(value)
        case _:
            return 0
    return found if 0 < found <= LARGEST else 0


class Filled:
    """Makes the fields of a form from what was typed (`values`) and what was wrong with it (`errors`, by field)."""

    def __init__(self, values: Values, errors: Mapping[str, str]) -> None:
        self.values, self.errors = values, errors

    def text(self, name: str, default: str = "") -> str:
        """What was typed in a field; several lines for a list."""
        value = self.values.get(name)
        if isinstance(value, list):
            return "\n".join(map(str, value))
        return default if value is None else str(value)

    def number(self, name: str) -> int:
        """The number of what the form is about; 0 if it names nothing."""
        return number(self.values.get(name))

    def line(self, name: str, label: str, hint: str = "", required: bool = False) -> Input:
        return self._input(name, label, "line", hint, required)

    def lines(self, name: str, label: str, hint: str = "", required: bool = False) -> Input:
        return self._input(name, label, "lines", hint, required)

    def when(self, name: str, label: str, hint: str = "", required: bool = False) -> Input:
        return self._input(name, label, "when", hint, required)

    def one(
        self, name: str, label: str, options: Iterable[tuple[str, str]], default: str = "", hint: str = ""
    ) -> Input:
        """One of some `(value, label)`."""
        chosen = self.text(name, default)
        marked = tuple(Option(value=value, label=text, chosen=value == chosen) for value, text in options)
        return self._input(name, label, "one", hint, False).model_copy(update={"options": marked, "value": chosen})

    def many(self, name: str, label: str, options: Iterable[tuple[str, str]], hint: str = "") -> Input:
        """Any number of some `(value, label)`."""
        value = self.values.get(name)
        chosen = [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []
        marked = tuple(Option(value=value, label=text, chosen=value in chosen) for value, text in options)
        return self._input(name, label, "many", hint, False).model_copy(update={"options": marked, "value": chosen})

    def _input(self, name: str, label: str, kind: str, hint: str, required: bool) -> Input:
        return Input.model_validate({
            "name": name, "label": label, "kind": kind, "value": self.text(name), "hint": hint,
            "required": required, "error": self.errors.get(name, ""),
        })  # fmt: skip
