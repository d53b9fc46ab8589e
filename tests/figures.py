"""What a figure is, and how figures are shown and written down: by `make bench` and by `make faults`."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.table import Table


@dataclass(frozen=True)
class Figure:
    """A value and what it should be: `at_least` or `at_most` so much. Without either it is told for information."""

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def goal(self) -> float | None:
        return self.at_most if self.at_least is None else self.at_least

    @property
    def holds(self) -> bool:
        return (self.at_least is None or self.value >= self.at_least) and (
            self.at_most is None or self.value <= self.at_most
        )


def table(found: Iterable[Figure]) -> Table:
    made = Table("Figure", "Value", "Goal", "Holds")
    for column in made.columns[1:]:
        column.justify = "right"
    for figure in found:
        made.add_row(figure.name, value(figure), goal(figure), holds(figure))
    return made


def value(figure: Figure) -> str:
    """What is counted is shown without decimals."""
    decimals = 0 if isinstance(figure.value, int) else 2
    return f"{figure.value:,.{decimals}f} {figure.unit}"


def goal(figure: Figure) -> str:
    if figure.goal is None:
        return ""
    return f"{'≥' if figure.at_least is not None else '≤'} {figure.goal:,g} {figure.unit}"


def holds(figure: Figure) -> str:
    if figure.goal is None:
        return ""
    return "[green]yes[/]" if figure.holds else "[red]no[/]"


def plain(found: Iterable[Figure]) -> list[dict[str, str | float | bool | None]]:
    return [
        {
            "name": figure.name,
            "value": round(figure.value, 3),
            "goal": figure.goal,
            "unit": figure.unit,
            "holds": figure.holds,
        }
        for figure in found
    ]


def write(path: Path, what: Any) -> None:
    path.write_text(json.dumps(what, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
