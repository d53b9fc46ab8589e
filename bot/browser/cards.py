"""Card → HTML: the neutral vocabulary in the markup of the browser room. Pure."""

from dataclasses import dataclass

from markupsafe import Markup

from bot.browser.pages import environment
from handlers.cards import Card, Note, Part, Text


@dataclass(frozen=True)
class Spot:
    """Where a card stands, which its buttons tell when pressed. Ids of elements inside begin with `id`.

    `event` is new each time the card is drawn: pressing the same button of one drawing twice is pressing it once.
    `private` cards are for one reader, who may put them away. `seal` shows that a form was drawn for the session that
    sends it; a demo has none.
    """

    place: str
    id: str
    event: str
    message: int | None = None
    private: bool = False
    seal: str = ""


def draw(card: Card, spot: Spot, language: str) -> Markup:
    """The card as it stands in a room."""
    return _drawn("card", card, spot, language)


def draw_section(card: Card, spot: Spot, language: str) -> Markup:
    """The card as a part of a page, under its title."""
    return _drawn("section", card, spot, language)


def draw_head(card: Card, spot: Spot, language: str) -> Markup:
    """The title of a page, with what is said about it."""
    return _drawn("head", card, spot, language)


def _drawn(macro: str, card: Card, spot: Spot, language: str) -> Markup:
    module = environment(language).get_template("card.j2").module
    return getattr(module, macro)(card.title, *parted(card), spot)


def parted(card: Card) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """The notes that stand above the title, and the rest."""
    first = next((place for place, part in enumerate(card.parts) if not isinstance(part, Note)), len(card.parts))
    return card.parts[:first], card.parts[first:]


def headed(card: Card) -> tuple[Card, Card]:
    """A page's card as its head (title and the quiet lines that follow) and the rest, which has no title."""
    quiet = next(
        (place for place, part in enumerate(card.parts) if not (isinstance(part, Text) and part.quiet)),
        len(card.parts),
    )
    return Card(title=card.title, parts=card.parts[:quiet]), Card(parts=card.parts[quiet:])
