"""Golden files: what was drawn and agreed, kept as JSON, so that what has changed is seen in the difference."""

import asyncio
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from handlers.words import LANGUAGES
from tests.conftest import TODAY, load
from tests.main_cards import Kept
from tests.world import Chat, World


def written(drawn: Kept) -> str:
    return json.dumps(drawn, ensure_ascii=False, indent=1) + "\n"


def renew(folder: Path, tell: Callable[[World], dict[str, Kept]]) -> None:
    """Draw them all anew."""
    with tempfile.TemporaryDirectory() as temporary, asyncio.Runner() as runner:
        url = f"sqlite:///{temporary}/forum.db"
        asyncio.run(load(url, *TODAY))
        world = World(runner, url, TODAY[1], Chat(languages=LANGUAGES))
        found = tell(world)
        world.close()
    for old in folder.glob("*.json"):
        old.unlink()
    for name, drawn in found.items():
        (folder / f"{name}.json").write_text(written(drawn))


def check(folder: Path, found: dict[str, Kept], renewed_by: str) -> None:
    """Raises AssertionError where what is drawn is not what was agreed."""
    agreed = {path.stem: path.read_text() for path in folder.glob("*.json")}
    changed = sorted(name for name, drawn in found.items() if agreed.get(name) != written(drawn))
    assert changed == [], f"look at what has changed, then run: python -m {renewed_by}"
    assert set(agreed) == set(found)
