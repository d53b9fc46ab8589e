"""The main cards as they are sent to Teams stay as they were agreed: `python -m tests.teams.golden` draws them anew."""

from handlers.words import LANGUAGES
from tests.golden import check
from tests.teams.golden import FOLDER, tell
from tests.teams.validating import check_card
from tests.world import Chat


def test_the_main_cards_are_drawn_as_agreed(worlds):
    found = tell(worlds(Chat(languages=LANGUAGES)))
    check(FOLDER, found, "tests.teams.golden")
    for drawn in found.values():
        for page in drawn["pages"]:
            check_card(page)
