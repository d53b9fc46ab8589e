"""The main cards as they are sent to Slack stay as they were agreed: `python -m tests.slack.golden` draws them anew."""

from handlers.words import LANGUAGES
from tests.slack.blocks import check_message, check_view
from tests.slack.golden import FOLDER, tell, written
from tests.world import Chat


def test_the_main_cards_are_drawn_as_agreed(worlds):
    found = tell(worlds(Chat(languages=LANGUAGES)))
    agreed = {path.stem: path.read_text() for path in FOLDER.glob("*.json")}
    changed = sorted(name for name, drawn in found.items() if agreed.get(name) != written(drawn))
    assert changed == [], "look at what has changed, then run: python -m tests.slack.golden"
    assert set(agreed) == set(found)
    for drawn in found.values():
        if "pages" not in drawn:
            check_view(drawn)
        for blocks in drawn.get("pages", ()):
            check_message(blocks, drawn["text"])
