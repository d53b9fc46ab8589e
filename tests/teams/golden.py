"""The main cards and forms as they are sent to Teams, kept in golden/. `python -m tests.teams.golden` draws them
anew; what has changed is then seen in the difference."""

from pathlib import Path

from bot.teams.cards import fallback, page, pages
from handlers.cards import Card, Form, Values, card
from tests import golden, main_cards
from tests.main_cards import Kept
from tests.world import World

FOLDER = Path(__file__).parent / "golden"


def tell(world: World) -> dict[str, Kept]:
    return main_cards.tell(world, _card, _form, "teams:a:1")


def _card(shown: Card, language: str, again: Values) -> Kept:
    numbers = range(1, len(pages(shown, language)) + 1)
    return {"text": fallback(shown), "pages": [page(shown, one, again, language) for one in numbers]}


def _form(form: Form, language: str) -> Kept:
    return _card(card("", form), language, {})


if __name__ == "__main__":
    golden.renew(FOLDER, tell)
