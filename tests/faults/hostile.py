"""Hostile strings and mutated requests: no error of ours, the same stored on both databases, nothing run in a page."""

from pathlib import Path

from tests.faults import hostile_doors, hostile_pages, hostile_slack, hostile_strings
from tests.faults.frame import Scale
from tests.figures import Figure

PARTS = (hostile_strings, hostile_slack, hostile_doors, hostile_pages)


def figures(scale: Scale, folder: Path) -> list[Figure]:
    return [figure for part in PARTS for figure in part.figures(scale, folder)]
