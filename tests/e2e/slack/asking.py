"""A question that the secretariat asks in the officials' channel."""

from tests.e2e.slack.conftest import Town
from tests.e2e.slack.people import Member
from tests.slack.driver import words

QUESTION = "Bör utlysningarna samordnas?"


async def asks(sara: Member) -> None:
    await sara.says(f"fråga ”{QUESTION}” ja/nej, om 3 dagar kl. 12")
    await sara.presses("Skicka")
    await sara.sees("Frågan är skickad")


def cards(town: Town) -> list[str]:
    """What stands in the channel with the question."""
    return [text for one in town.slack.history(town.channel) if QUESTION in (text := words(one.blocks))]
