"""Options to choose from in a list: those whose labels do not read out in full above."""

from bot.card_words import labelled, read_out, shortened
from bot.paging import Block, Lump
from bot.teams.texts import calm, paragraphs, still, tamed
from handlers.cards import Option

MOST_LABEL = 75
"""Characters of an option in a list to pull down, which is cut where it is wider."""


def pulled(options: tuple[Option, ...]) -> tuple[Lump, list[Block]]:
    """For a list to pull down: what stands above it, and its choices."""
    fitting = labelled(options, MOST_LABEL)
    return _above(options, fitting != options), _choices(fitting)


def ticked(options: tuple[Option, ...]) -> tuple[Lump, list[Block]]:
    """For boxes, whose words are read as markdown: where those of one could be, all are numbered and tamed."""
    if all(calm(option.label) for option in options):
        return _above(options, False), _choices(options)
    fitting = tuple(
        option.model_copy(update={"label": tamed(shortened(f"{number}. {option.label}", MOST_LABEL))})
        for number, option in enumerate(options, 1)
    )
    return _above(options, True), _choices(fitting)


def _above(options: tuple[Option, ...], numbered: bool) -> Lump:
    told = numbered or any(option.hint for option in options)
    return paragraphs(*read_out(options, numbered)) if told else []


def _choices(options: tuple[Option, ...]) -> list[Block]:
    return [{"title": still(option.label), "value": option.value} for option in options]
