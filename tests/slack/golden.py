"""The main cards and forms as they are sent to Slack, kept in golden/. `python -m tests.slack.golden` draws them
anew; what has changed is then seen in the difference."""

from pathlib import Path

from bot.slack.cards import fallback, page, pages
from bot.slack.forms import modal
from handlers.cards import Card, Form, Values
from tests import golden, main_cards
from tests.main_cards import Kept
from tests.world import World

FOLDER = Path(__file__).parent / "golden"
REST = {"sv": "Visa resten ({page} av {pages})", "en": "Show the rest ({page} of {pages})"}
CLOSE = {"sv": "Avbryt", "en": "Cancel"}


def tell(world: World) -> dict[str, Kept]:
    return main_cards.tell(world, _card, _form, "slack:T1:1.2:U1")


def _card(shown: Card, language: str, again: Values) -> Kept:
    numbers = range(1, len(pages(shown)) + 1)
    return {"text": fallback(shown), "pages": [page(shown, one, again, REST[language]) for one in numbers]}


def _form(form: Form, language: str) -> Kept:
    return modal(form, CLOSE[language])


if __name__ == "__main__":
    golden.renew(FOLDER, tell)
