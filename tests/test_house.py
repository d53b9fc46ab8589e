"""What holds the house together: floors, the last resort, the Swedish catalogue, documented settings and
commands."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from bot.__main__ import app
from bot.settings import Settings
from handlers import CAPABILITIES
from tests import catalogue

ROOT = Path(__file__).parent.parent
SOURCES = [path for floor in ("bot", "handlers", "storage") for path in (ROOT / floor).rglob("*.py")]


def test_nothing_imports_upward():
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_errors_are_swallowed_nowhere():
    """A broad except stands in the one place of last resort, which logs and tells, and where a thread relays to its
    caller."""
    broad = re.compile(r"except (Exception|BaseException)\b|except:")
    found = {path.relative_to(ROOT).as_posix() for path in SOURCES if broad.search(path.read_text())}
    assert found <= {"bot/inbound.py", "storage/sqlite.py"}


def test_handlers_never_ask_the_system_what_time_it_is():
    asks = re.compile(r"datetime\.now\(|date\.today\(|time\.time\(|utcnow\(")
    """Only leases follow real time, and only `storage.database.real_time` tells it."""
    below = [path for path in SOURCES if path.relative_to(ROOT).parts[0] in ("handlers", "storage")]
    assert [path.name for path in below if asks.search(path.read_text())] == ["database.py"]


def test_every_text_has_a_swedish_translation():
    swedish = catalogue.in_swedish()
    missing = [
        message.id
        for message in catalogue.in_the_code()
        if message.id
        and not catalogue.is_translated(swedish.get(message.id if isinstance(message.id, str) else message.id[0]))
    ]
    assert missing == []


def test_the_swedish_catalogue_has_nothing_that_the_code_does_not_say():
    said = {message.id if isinstance(message.id, str) else message.id[0] for message in catalogue.in_the_code()}
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in catalogue.in_swedish()}
    assert known - said == set()


def test_translations_take_the_same_values_as_the_source():
    fields = re.compile(r"\{(\w*)\}")
    for message in catalogue.in_swedish():
        sources = [message.id] if isinstance(message.id, str) else message.id
        told = [message.string] if isinstance(message.string, str) else message.string
        allowed = {name for text in sources for name in fields.findall(text)}
        assert {name for text in told for name in fields.findall(text)} <= allowed, message.id


@pytest.mark.parametrize("setting", Settings.model_fields)
def test_every_setting_is_documented(setting: str):
    assert f"FORUMBOT_{setting.upper()}" in (ROOT / "docs" / "operations.md").read_text()


@pytest.mark.parametrize("command", sorted(get_command(app).commands))  # type: ignore[attr-defined]
def test_every_command_of_the_command_line_is_documented(command: str):
    assert f"forumbot {command}" in (ROOT / "docs" / "operations.md").read_text()


def test_every_view_and_action_is_named_after_its_capability():
    nouns = {name.split(".")[0] for name in [*CAPABILITIES.actions, *CAPABILITIES.views]}
    assert nouns == {
        "absence",
        "account",
        "action",
        "door",
        "help",
        "home",
        "input",
        "item",
        "materials",
        "meeting",
        "place",
        "programme",
        "question",
        "registration",
        "room",
        "undo",
    }


def test_every_module_that_does_or_shows_something_is_in_the_list():
    """One that is not named in handlers/__init__.py would do nothing, and nobody would be told."""
    marks = re.compile(r"^@(?:on|shows|undoes|gives|makes)\(\"([\w.]+)", re.MULTILINE)
    known = {*CAPABILITIES.actions, *CAPABILITIES.views, *CAPABILITIES.undoings, *CAPABILITIES.files}
    marked = {name for path in (ROOT / "handlers").rglob("*.py") for name in marks.findall(path.read_text())}
    assert marked - known - {*CAPABILITIES.new_files} == set()


def test_no_file_names_a_package_registry():
    for path in [*ROOT.glob("requirements*.txt"), ROOT / "Makefile", *(ROOT / ".ci").iterdir()]:
        assert "://" not in path.read_text().replace("http://127.0.0.1", ""), path
