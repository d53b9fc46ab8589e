"""`make bench`: takes all figures, prints them as a table and writes var/bench.json."""

import asyncio
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from tests.performance import answers, growth, lateness, running
from tests.performance.figures import Figure

VAR = Path("var")
"""On the same disk as the databases that are used: elsewhere a commit may cost nothing."""

FAMILIES: dict[str, Callable[[asyncio.Runner, Path], list[Figure]]] = {
    "answers": answers.figures,
    "lateness of reminders": lateness.figures,
    "growth to a million answers": growth.figures,
    "start and memory": running.figures,
}


def main() -> None:
    VAR.mkdir(exist_ok=True)
    console = Console()
    found: list[Figure] = []
    with TemporaryDirectory(dir=VAR) as folder, asyncio.Runner() as runner:
        for name, figures in FAMILIES.items():
            with console.status(name):
                found += figures(runner, Path(folder))
    console.print(table(found))
    (VAR / "bench.json").write_text(json.dumps(plain(found), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def table(found: Iterable[Figure]) -> Table:
    made = Table("Figure", "Value", "Goal", "Holds")
    for column in made.columns[1:]:
        column.justify = "right"
    for figure in found:
        made.add_row(figure.name, f"{figure.value:,.2f} {figure.unit}", goal(figure), holds(figure))
    return made


def goal(figure: Figure) -> str:
    if figure.goal is None:
        return ""
    return f"{'≥' if figure.at_least is not None else '≤'} {figure.goal:g} {figure.unit}"


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


if __name__ == "__main__":
    main()
