"""A question in a channel that several workspaces share is one message, whatever happens."""

from datetime import timedelta

from storage.database import Database
from tests.e2e.slack.asking import QUESTION, asks, cards
from tests.e2e.slack.conftest import Town
from tests.slack.troubles import silent, wait
from tests.world import run_leases

POST, UPDATE, HISTORY = "chat.postMessage", "chat.update", "conversations.history"


async def test_three_people_of_three_teams_answer_and_one_message_is_edited(town: Town):
    sara = town.member("Sara Holmqvist")
    await asks(sara)
    for name, label in (("Karin Lind", "Ja"), ("Mats Ohlin", "Nej"), ("Cecilia Modig", "Ja")):
        member = town.member(name)
        await member.presses(label)
        await member.sees(f": {label}.")
    await sara.sees("3 av 21 regioner har svarat")
    assert len(cards(town)) == 1
    assert town.slack.calls[POST] == 1
    assert 1 <= town.slack.calls[UPDATE] <= 3


async def test_told_to_wait_it_waits_as_long_and_sends_once(town: Town):
    sara, karin = town.member("Sara Holmqvist"), town.member("Karin Lind")
    town.slack.troubles.expect(POST, wait(2))
    await asks(sara)
    await karin.presses("Ja")
    await karin.sees("1 av 21 regioner har svarat")
    refused, taken = [at for method, at in town.slack.asked if method == POST]
    assert taken - refused >= 2
    assert len(cards(town)) == 1


async def test_killed_between_sending_and_noting_it_finds_its_message_again(town: Town):
    sara, karin = town.member("Sara Holmqvist"), town.member("Karin Lind")
    town.slack.troubles.expect(POST, silent(after=True))
    await asks(sara)
    await karin.sees(QUESTION)
    await town.bot.dies()
    await leases_run(town)
    await town.starts_again()
    await karin.presses("Ja")
    await karin.sees("1 av 21 regioner har svarat")
    assert len(cards(town)) == 1
    assert (town.slack.calls[POST], town.slack.calls[HISTORY]) == (1, 1)


async def leases_run(town: Town) -> None:
    """The minute passes for which the post was in the hands of the one that died."""
    database = Database(f"sqlite:///{town.database}")
    await database.write(lambda db: run_leases(db, timedelta(minutes=1)))
    await database.aclose()
