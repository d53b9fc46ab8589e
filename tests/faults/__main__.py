"""`make faults`: runs the families in turn, prints their figures and writes var/faults.json."""

import argparse
import sys
import warnings
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

import structlog
from rich.console import Console

from tests.faults.frame import FOR_LONG, LOG, SEED, VAR, Scale, silence
from tests.figures import Figure, plain, table, write

FILE = VAR / "faults.json"

FAMILIES = {
    "kills": "kill -9 during answers and sends",
    "crowd": "three workers, killed, stopped and without their database",
    "trouble": "a platform that refuses, fails and goes silent",
    "events": "events repeated, shuffled and late",
    "clocks": "clocks that jump",
    "disasters": "disk full, database locked or gone",
    "hostile": "hostile strings and requests",
    "backups": "backup while writing, and restored",
}
"""The modules, in the order of the list in docs/reliability.md. Each is imported when it is its turn."""


def main() -> int:
    told = arguments()
    scale, console = Scale(told.short, told.seed), Console()
    VAR.mkdir(exist_ok=True)
    FILE.unlink(missing_ok=True)
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(LOG.open("w", encoding="utf-8")))
    console.print(f"{scale.form} form, seed {scale.seed}")
    taken = [run(name, scale, console) for name in told.only or FAMILIES]
    write(FILE, {"form": scale.form, "seed": scale.seed, "families": [plainly(*one) for one in taken]})
    return 1 if any(fails(figure, scale) for _, _, figures in taken for figure in figures) else 0


def fails(figure: Figure, scale: Scale) -> bool:
    """Whether a figure says that something is wrong. Seconds are told in the short form and fail only the long one: the
    machine on which every change is tried may be busy with other things."""
    return not figure.holds and not (scale.short and figure.unit == "s")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--short", action="store_true", help="the form that runs with every change")
    parser.add_argument("--only", action="append", choices=FAMILIES, help="this family only; may be repeated")
    parser.add_argument("--seed", type=int, default=SEED)
    return parser.parse_args()


def run(name: str, scale: Scale, console: Console) -> tuple[str, float, list[Figure]]:
    """The family's name, the seconds it took, and its figures, which are shown at once."""
    module, began = import_module(f"tests.faults.{name}"), monotonic()
    with TemporaryDirectory(dir=VAR, prefix="faults-") as folder, console.status(FAMILIES[name]), silence(FOR_LONG):
        found = module.figures(scale, Path(folder).resolve())
    seconds = monotonic() - began
    console.print(f"\n{FAMILIES[name]}, {seconds:.0f} s", table(found))
    return name, seconds, found


def plainly(name: str, seconds: float, found: list[Figure]) -> dict[str, Any]:
    return {"family": name, "about": FAMILIES[name], "seconds": round(seconds), "figures": plain(found)}


if __name__ == "__main__":
    sys.exit(main())
