"""The style sheet: nothing in it that no page has."""

import re
from typing import get_args

from bot.browser.assets import ASSETS, FOLDER
from handlers.cards import Button, Note

TEMPLATES = FOLDER.parent / "templates"


def styled() -> set[str]:
    """The classes of the style sheet."""
    rules = re.sub(r"/\*.*?\*/", "", ASSETS["forumbot.css"].body.decode(), flags=re.DOTALL)
    return {name for selector in re.findall(r"([^{}]*)\{", rules) for name in re.findall(r"\.([a-z][\w-]*)", selector)}


def given() -> set[str]:
    """The classes that templates and scripts give, and those that a card chooses."""
    markup = "".join(path.read_text() for path in TEMPLATES.iterdir())
    values = re.findall(r'class="(.*?)"(?=[\s>{])', markup)
    values += re.findall(r'className: "(.*?)"', ASSETS["forumbot.js"].body.decode())
    chosen = [Button.model_fields["style"], Note.model_fields["state"]]
    return set(re.findall(r"[\w-]+", " ".join(values))) | {it for field in chosen for it in get_args(field.annotation)}


def test_every_class_of_the_style_sheet_stands_on_some_page():
    assert styled() - given() == set()
