"""Cards drawn by Microsoft's own renderer, `adaptivecards` from npm, in Node: `.ci/adaptivecards` gets it."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "render"
HOW = "run .ci/adaptivecards, with Node 20 or later: without it no card is drawn as Teams would"


@dataclass(frozen=True)
class Rendered:
    """What the renderer complained of, all that one reads, and how many there are of each HTML element."""

    problems: list[str]
    text: str
    tags: dict[str, int]


def rendered(*cards: dict[str, Any]) -> list[Rendered]:
    """Skips the test where the renderer is missing; on the build machine that is a fault."""
    if not shutil.which("node") or not (FOLDER / "node_modules" / "adaptivecards").exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(HOW)
    done = subprocess.run(
        ["node", "render.mjs"], cwd=FOLDER, input=json.dumps(cards), capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return [Rendered(**one) for one in json.loads(done.stdout)]
