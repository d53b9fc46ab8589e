"""`make bench`: takes all figures, prints them as a table and writes var/bench.json."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from tests.figures import Figure, plain, table, write
from tests.performance import answers, growth, lateness, pressing, running

VAR = Path("var")
"""On the same disk as the databases that are used: elsewhere a commit may cost nothing."""

FAMILIES: dict[str, Callable[[asyncio.Runner, Path], list[Figure]]] = {
    "answers": answers.figures,
    "buttons pressed in Slack": pressing.figures,
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
    write(VAR / "bench.json", plain(found))


if __name__ == "__main__":
    main()
