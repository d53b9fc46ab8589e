"""The main cards as they are sent to Slack stay as they were agreed: `python -m tests.slack.golden` draws them anew."""

from handlers.words import LANGUAGES
from tests.golden import check
from tests.slack.blocks import check_message, check_view
from tests.slack.golden import FOLDER, tell
from tests.world import Chat


def test_the_main_cards_are_drawn_as_agreed(worlds):
    found = tell(worlds(Chat(languages=LANGUAGES)))
    check(FOLDER, found, "tests.slack.golden")
    for drawn in found.values():
        if "pages" not in drawn:
            check_view(drawn)
        for blocks in drawn.get("pages", ()):
            check_message(blocks, drawn["text"])
