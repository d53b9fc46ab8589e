"""App Home, and files that are fetched in Slack."""

import asyncio
from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from tests.slack.conftest import KARINS, SARA, STRANGER, Office
from tests.slack.driver import words
from tests.slack.server import Shown
from tests.slack.test_app import ask
from tests.slack.troubles import BROKEN, odd, refused, wait


async def opened(office: Office, user) -> str:
    await office.people.open_home(user)
    await office.settle()
    return words(office.server.homes[user.id][-1].blocks)


async def test_home_shows_what_waits_the_meetings_and_the_seats(office: Office):
    await ask(office)
    shown = await opened(office, KARINS)
    assert "En sak väntar på dig" in shown
    assert "Bör utlysningarna samordnas?" in shown
    assert "Dina nästa möten" in shown
    assert "Dina platser" in shown


async def test_the_secretariat_sees_how_far_it_has_come(office: Office):
    await ask(office)
    assert "Så långt har det kommit" in await opened(office, SARA)


async def test_what_is_answered_at_home_is_told_in_a_modal_and_home_follows(office: Office):
    await ask(office)
    await opened(office, KARINS)
    await office.people.press(KARINS, office.server.homes[KARINS.id][-1], "Ja")
    await office.settle()
    assert "Region Dalarna: Ja" in words(office.modal.blocks)
    assert "Inget väntar på dig" in words(office.server.homes[KARINS.id][-1].blocks)


async def test_home_is_published_at_most_once_a_second_and_shows_the_last(office: Office):
    card = await ask(office)
    await opened(office, KARINS)
    before = len(office.server.homes[KARINS.id])
    for label in ("Ja", "Nej", "Delvis")[:2] * 5:
        await office.people.press(KARINS, card, label)
    await office.settle()
    assert len(office.server.homes[KARINS.id]) - before <= 3
    assert "Inget väntar på dig" in words(office.server.homes[KARINS.id][-1].blocks)


async def test_a_home_that_was_never_opened_is_not_published(office: Office):
    card = await ask(office)
    await office.people.press(KARINS, card, "Ja")
    await office.people.open_home(SARA, tab="messages")
    await office.settle()
    assert office.server.calls["views.publish"] == 0


async def test_a_home_that_fails_fails_alone(office: Office):
    office.server.troubles.expect("views.publish", refused("not_enabled"), BROKEN)
    assert (await office.people.open_home(KARINS)).status == 200
    await office.settle()
    answered = await office.people.command(KARINS, "nästa")
    assert "Tjänstepersonsforum" in words(answered.said["blocks"])


async def test_a_home_that_is_told_to_wait_comes_after_that(office: Office):
    office.server.troubles.expect("views.publish", wait(1))
    await office.people.open_home(KARINS)
    await asyncio.sleep(0.3)
    assert KARINS.id not in office.server.homes
    await office.settle()
    assert len(office.server.homes[KARINS.id]) == 1


async def test_a_strangers_home_says_how_to_be_linked(office: Office):
    assert "Be att bli kopplad" in await opened(office, STRANGER)
    await office.people.press(STRANGER, office.server.homes[STRANGER.id][-1], "Be att bli kopplad")
    await office.settle()
    assert "Kansliet fick din begäran" in words(office.modal.blocks)


# Files


def button(label: str, value: str) -> Shown:
    drawn = {"type": "button", "action_id": "press:0", "text": {"type": "plain_text", "text": label}, "value": value}
    return Shown("C01", "1.1", {"blocks": [{"type": "actions", "elements": [drawn]}]})


async def test_a_file_is_laid_into_the_conversation_of_the_one_who_asks(office: Office):
    await office.people.press(
        SARA, button("Gör länkarna", '{"f":"door.links","v":{"body":"tjanstepersonsforum"}}'), "Gör länkarna"
    )
    await office.settle()
    [upload] = office.server.uploads.values()
    assert upload.channel == SARA.direct
    assert upload.length == len(upload.content) > 100
    assert f"{upload.name} finns i din konversation med mig" in words(office.last.blocks)


@pytest.mark.parametrize("value", ['{"f":"door.links","v":{}}', '{"f":"meeting.calendar","v":{"meeting":1}}'])
async def test_a_file_is_made_once_for_each_press_also_by_another_process(
    office: Office, open_office: Callable, value: str
):
    pressed = office.people.pressed(SARA, button("Hämta", value), "Hämta")
    await office.people.interact(pressed)
    await office.settle()
    other = await open_office()
    await other.people.interact(pressed)
    await other.settle()
    assert len(office.server.uploads) == 1
    assert "Den filen är redan gjord" in words(office.last.blocks)


async def test_a_file_that_is_not_theirs_is_refused_and_nothing_is_sent(office: Office):
    for value in ('{"f":"door.links","v":{"body":"tjanstepersonsforum"}}', '{"f":"no.such"}'):
        await office.people.press(KARINS, button("Hämta", value), "Hämta")
        await office.settle()
        assert words(office.last.blocks)
    assert office.server.uploads == {}


async def test_a_file_that_slack_does_not_take_is_told_of(office: Office):
    for method in ("upload", "conversations.open", "files.getUploadURLExternal", "files.completeUploadExternal"):
        office.server.troubles.expect(method, BROKEN)
        told = len(office.server.privately)
        await office.people.press(SARA, button("Hämta", '{"f":"door.links","v":{}}'), "Hämta")
        await office.settle()
        assert "kunde inte skickas till dig här" in words(office.last.blocks), method
        assert len(office.server.privately) == told + 1


@pytest.mark.parametrize("method", ["conversations.open", "files.getUploadURLExternal"])
async def test_an_error_on_the_way_of_a_file_is_told_to_the_one_who_asked_for_it(office: Office, method: str):
    office.server.troubles.expect(method, odd('{"ok": true}'))
    with capture_logs() as log:
        await office.people.press(SARA, button("Hämta", '{"f":"door.links","v":{}}'), "Hämta")
        await office.settle()
    [failed] = [entry for entry in log if entry["event"] == "unexpected"]
    assert office.last.only_for == SARA.id
    assert words(office.last.blocks) == (
        "Filen kom inte fram. Prova igen, eller hämta den i webbläsaren. Händer det igen, säg det till kansliet: "
        f"{failed['reference']}."
    )
