"""Who people are in Slack: strangers, those who wrote or are mentioned in channels that several workspaces share, and
those who change their names."""

from time import monotonic

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from bot.slack import listening
from storage import accounts
from storage.accounts import Workspace
from storage.people import Person
from tests.scenes import CECILIA
from tests.slack.conftest import KARINS, MATSS, SARA, STRANGER, Office
from tests.slack.driver import User, words
from tests.slack.troubles import silent

# Strangers, and those who are known


async def test_a_stranger_is_told_politely_and_asks_to_be_linked(office: Office):
    answered = await office.people.command(STRANGER, "nästa")
    assert "Jag vet inte än vem du är" in words(answered.said["blocks"])
    await office.people.press(STRANGER, office.last, "Be att bli kopplad")
    await office.settle()
    assert "Kansliet fick din begäran" in words(office.last.blocks)


async def test_a_stranger_is_looked_up_once_and_soon_answered(office: Office):
    office.server.troubles.always("users.info", silent(0.6))
    office.server.troubles.always("team.info", silent(0.6))
    await office.people.command(STRANGER, "nästa")
    shown = office.last
    office.server.calls.clear()
    began = monotonic()
    await office.people.press(STRANGER, shown, "Be att bli kopplad")
    assert monotonic() - began < 1.1
    assert (office.server.calls["users.info"], office.server.calls["team.info"]) == (1, 1)


async def test_a_stranger_of_whom_it_takes_long_to_hear_is_answered_afterwards(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(listening, "PATIENCE", 0.05)
    office.server.troubles.always("users.info", silent(0.3))
    answered = await office.people.command(STRANGER, "nästa")
    assert (answered.status, answered.text) == (200, "")
    await office.settle()
    assert "Jag vet inte än vem du är" in words(office.last.blocks)
    await office.people.press(STRANGER, office.last, "Be att bli kopplad")
    await office.settle()
    assert "Kansliet fick din begäran" in words(office.last.blocks)


async def test_one_who_is_answered_afterwards_hears_of_what_nobody_foresaw(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(listening, "PATIENCE", 0.05)
    office.server.troubles.always("team.info", silent(0.3))
    await office.bot.database.write(lambda db: db.execute(text("ALTER TABLE forum RENAME TO gone")))
    assert office.bot.slack is not None
    with capture_logs() as logged:
        assert (await office.people.command(STRANGER, "nästa")).text == ""
        await office.bot.slack.ties.errands.finish()
    assert [entry["event"] for entry in logged].count("unexpected") == 2
    assert "Något gick fel. Se efter om det är gjort" in words(office.last.blocks)


async def test_one_linked_by_mail_afterwards_gets_the_form_and_their_home(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    def trust(db: Session) -> None:
        db.scalars(select(Person).where(Person.key == CECILIA)).one().email = "cecilia@vg.example"
        db.add(Workspace(platform="slack", key=STRANGER.home, name="Västra Götaland", trusted=True))

    await office.bot.database.write(trust)
    monkeypatch.setattr(listening, "PATIENCE", 0.05)
    await office.people.open_home(STRANGER)
    await office.settle()
    office.server.troubles.always("team.info", silent(0.3))
    office.server.users[STRANGER.id]["profile"] = {"email": "cecilia@vg.example"}
    assert (await office.people.command(STRANGER, "inspel")).text == ""
    await office.settle()
    assert "Formuläret kunde inte öppnas" in words(office.last.blocks)
    assert "Lämna inspel" in words(office.last.blocks)
    assert "Jag vet inte än vem du är" not in words(office.server.homes[STRANGER.id][-1].blocks)


async def test_one_whose_profile_says_another_name_is_called_so(office: Office):
    user = {"id": KARINS.id, "team_id": KARINS.home, "profile": {"real_name": "Karin Lind-Berg"}}
    for told in (user, user | {"id": STRANGER.id}, {"id": KARINS.id}, {}):
        event = {"type": "user_profile_changed", "user": told}
        assert (await office.people.tell(office.people.happened(event, KARINS))).status == 200
    await office.settle()
    account = await office.read(lambda db: accounts.at(db, "slack", KARINS.address))
    assert account.name == "Karin Lind-Berg"


async def test_somebody_else_with_the_same_id_in_another_team_is_a_stranger(office: Office):
    answered = await office.people.command(User(KARINS.id, "T77"), "nästa")
    assert "Jag vet inte än vem du är" in words(answered.said["blocks"])


async def test_a_stranger_reads_slacks_language(office: Office):
    office.server.users[STRANGER.id]["locale"] = "en-GB"
    answered = await office.people.command(STRANGER, "nästa")
    assert "I do not know who you are" in words(answered.said["blocks"])


async def test_one_whose_language_is_not_known_reads_slacks(office: Office):
    office.server.users[KARINS.id]["locale"] = "en-US"
    answered = await office.people.command(KARINS, "")
    assert "Nothing waits for you" in words(answered.said["blocks"])


async def test_a_slack_that_does_not_tell_holds_nobody_up(office: Office):
    office.server.troubles.always("users.info", silent())
    answered = await office.people.command(KARINS, "nästa")
    assert "Tjänstepersonsforum" in words(answered.said["blocks"])


# Those who wrote, and who are mentioned


@pytest.mark.parametrize("told", [{"team": "T03"}, {"team": "T01", "user_team": "T03"}, {"source_team": "T03"}])
async def test_whoever_wrote_it_in_another_workspace_is_known_in_a_shared_channel(office: Office, told: dict[str, str]):
    message = {"user": MATSS.id, "text": "Jag skickar listan i dag"} | told
    await office.people.choose(SARA, "log_action", message)
    assert "Mats Ohlin" in words(office.modal.blocks)
    await office.people.choose(SARA, "save_input", message)
    assert "Mats Ohlin, https://forumet.slack.com" in words(office.modal.blocks)
    assert office.server.calls["users.info"] <= 1  # Sara's own language


async def test_one_with_the_same_id_in_another_workspace_wrote_something_else(office: Office):
    office.server.users[MATSS.id] = {"team_id": "T77", "real_name": "En annan"}
    await office.people.choose(SARA, "log_action", {"user": MATSS.id, "team": "T77", "text": "Jag skickar listan"})
    assert "Mats Ohlin" not in words(office.modal.blocks)


async def test_who_is_mentioned_from_another_workspace_is_called_by_their_name(office: Office):
    message = {"user": KARINS.id, "team": KARINS.home, "text": f"<@{MATSS.id}> och <@{STRANGER.id}> ringer"}
    await office.people.choose(SARA, "save_input", message)
    assert f"@Mats Ohlin och @{STRANGER.id} ringer" in words(office.modal.blocks)
