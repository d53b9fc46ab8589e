"""The Slack platform, message by message: sent, edited and looked up, and what is told where that is not certain."""

import asyncio
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest

from bot.courier import BEGUN, ENDED, LEASE
from bot.platform import Lost, Retry, Unsure
from bot.slack import client, workspaces
from bot.slack.client import Slack
from handlers.cards import Said
from storage.database import Unavailable
from tests.slack.blocks import check_message
from tests.slack.driver import words
from tests.slack.sending import OTHER, PERSON, ROOM, letter, slack_over
from tests.slack.server import TEAM, Shown, SlackServer
from tests.slack.troubles import (
    BROKEN,
    BROKEN_AFTER,
    FINE,
    RESET,
    RESET_AFTER,
    Trouble,
    odd,
    refused,
    silent,
    wait,
)

POST, UPDATE, HISTORY = "chat.postMessage", "chat.update", "conversations.history"
LOG_IN = odd("<html>Log in to the network</html>")


def now() -> datetime:
    return datetime.now(UTC)


def only(server: SlackServer) -> Shown:
    [shown] = server.messages.values()
    return shown


# Sending and editing


async def test_a_post_stands_in_its_channel_with_its_key_and_is_edited_in_place(server: SlackServer, slack: Slack):
    ref = await slack.put(ROOM, letter(title="Räcker det?"), None)
    assert ref == {"channel": "C01", "ts": only(server).ts}
    assert await slack.put(ROOM, letter(title="Räckte det?"), ref) == ref

    shown = only(server)
    assert (shown.edits, words(shown.blocks)) == (1, "Räckte det?\nJa eller nej.")
    assert shown.body["metadata"]["event_payload"] == {"key": "question:1"}
    check_message(shown.blocks, shown.body["text"])


async def test_what_people_wrote_calls_nobody(server: SlackServer, slack: Slack):
    written = "<!channel> *viktigt* <@U1> & <https://a.example|b>"
    ref = await slack.put(ROOM, letter(parts=[Said(text=written)]), None)
    await slack.put(ROOM, letter(parts=[Said(text=written)]), ref)
    for _, sent in server.log:
        assert sent["parse"] == "none"
        assert "&lt;!channel&gt; *viktigt* &lt;@U1&gt; &amp;" in sent["text"]
        assert written in words(sent["blocks"])


async def test_an_edit_is_no_longer_than_slack_takes_whatever_people_wrote(server: SlackServer, slack: Slack):
    ref = await slack.put(ROOM, letter(), None)
    await slack.put(ROOM, letter(parts=[Said(text="Räcker det? <&> " * 400)]), ref)
    assert (only(server).edits, only(server).body["text"][-1]) == (1, "…")


async def test_a_card_of_several_messages_shows_its_first_page_and_a_button_for_the_rest(
    server: SlackServer, slack: Slack
):
    many = [Said(text=f"Svar {number}: " + "ord " * 100) for number in range(60)]
    await slack.put(ROOM, letter(parts=many), None)
    blocks = only(server).blocks
    check_message(blocks, only(server).body["text"])
    assert "Svar 0:" in words(blocks)
    assert "Svar 59:" not in words(blocks)
    assert blocks[-1]["elements"][0]["text"]["text"] == "Visa resten (2 av 4)"


# Looking up


@pytest.mark.parametrize("address", [ROOM, PERSON])
async def test_what_was_sent_is_found_by_its_key(server: SlackServer, slack: Slack, address: str):
    sent = await slack.put(address, letter(), None)
    await slack.put(address, letter("question:2"), None)
    assert await slack.find(address, "question:1", now()) == sent
    assert await slack.find(address, "question:3", now()) is None
    assert await slack.find(OTHER, "question:1", now()) is None


async def test_only_what_may_have_been_sent_since_is_looked_at(slack: Slack):
    await slack.put(ROOM, letter(), None)
    assert await slack.find(ROOM, "question:1", now() + timedelta(seconds=50)), "the clocks may differ"
    assert await slack.find(ROOM, "question:1", now() + timedelta(seconds=70)) is None


async def test_what_another_app_sent_under_the_same_key_is_not_ours(server: SlackServer, slack: Slack):
    await slack.put(ROOM, letter(), None)
    only(server).body["metadata"]["event_type"] = "another"
    assert await slack.find(ROOM, "question:1", now()) is None


@pytest.mark.parametrize(("since", "found"), [(4, True), (6, False)])
async def test_all_pages_are_looked_through_unless_they_are_too_many(
    server: SlackServer, slack: Slack, since: int, found: bool
):
    server.most = 1
    sent = await slack.put(ROOM, letter(), None)
    for number in range(since):
        await slack.put(ROOM, letter(f"later:{number}"), None)
    if found:
        assert await slack.find(ROOM, "question:1", now()) == sent
        return
    for _ in range(2):
        with pytest.raises(Unsure, match="too much"):
            await slack.find(ROOM, "question:1", now())
    assert server.calls[HISTORY] == 2 * client.LOOKS


@pytest.mark.parametrize("word", ["missing_scope", "not_allowed_token_type", "no_permission"])
async def test_where_no_history_may_be_read_it_is_not_certain(server: SlackServer, slack: Slack, word: str):
    server.troubles.expect(HISTORY, refused(word))
    with pytest.raises(Unsure, match=word):
        await slack.find(ROOM, "question:1", now())


async def test_a_conversation_that_can_not_be_opened_is_lost(server: SlackServer, slack: Slack):
    server.shut["U0KARIN"] = "user_disabled"
    with pytest.raises(Lost, match="user_disabled"):
        await slack.find(PERSON, "question:1", now())


async def test_a_look_that_slack_has_wait_goes_on_where_it_was(server: SlackServer, slack: Slack):
    """As for apps that may look once a minute, at fifteen messages."""
    server.most = 1
    sent = await slack.put(ROOM, letter(), None)
    await slack.put(ROOM, letter("question:2"), None)
    server.troubles.expect(HISTORY, FINE, wait(1), FINE)
    with pytest.raises(Retry) as told:
        await slack.find(ROOM, "question:1", now())
    assert told.value.after == 1
    with pytest.raises(Retry):
        await slack.find(ROOM, "question:1", now())
    assert server.calls[HISTORY] == 2
    await asyncio.sleep(1.05)
    assert await slack.find(ROOM, "question:1", now()) == sent
    assert [asked.get("cursor", "") for method, asked in server.log if method == HISTORY] == ["", "1", "1"]


# Where no answer comes


@pytest.mark.parametrize(
    "trouble",
    [BROKEN, BROKEN_AFTER, RESET, RESET_AFTER, silent(), silent(after=True), LOG_IN, odd("[]"), odd("{")],
    ids=str,
)
async def test_without_an_answer_a_message_may_have_been_sent_and_an_edit_is_made_again(
    server: SlackServer, monkeypatch: pytest.MonkeyPatch, trouble: Trouble
):
    monkeypatch.setattr(workspaces, "PATIENCE", 0.5)
    async with slack_over(server) as slack:
        ref = await slack.put(OTHER, letter("question:2"), None)
        for method in (POST, UPDATE, HISTORY):
            server.troubles.expect(method, trouble)
        with pytest.raises(Unsure):
            await slack.put(ROOM, letter(), None)
        with pytest.raises(Retry):
            await slack.put(OTHER, letter("question:2"), ref)
        with pytest.raises(Retry):
            await slack.find(ROOM, "question:1", now())
        assert (await slack.find(ROOM, "question:1", now()) is not None) == trouble.after


async def test_what_never_reached_slack_was_not_sent():
    async with SlackServer().running() as server, slack_over(server) as slack:
        await server.stop()
        with pytest.raises(Retry, match="not reached"):
            await slack.put(ROOM, letter(), None)


async def test_something_in_between_that_refuses_has_not_sent_it(server: SlackServer, slack: Slack):
    server.troubles.expect(POST, odd("<html>Forbidden</html>", status=403))
    with pytest.raises(Retry):
        await slack.put(ROOM, letter(), None)


# Patience


async def test_slack_is_obeyed_by_all_posts_of_the_workspace_and_by_them_alone(server: SlackServer, slack: Slack):
    ref = await slack.put(ROOM, letter(), None)
    server.troubles.expect(POST, wait(1))
    for address in (ROOM, OTHER, PERSON):
        with pytest.raises(Retry) as told:
            await slack.put(address, letter("question:2"), None)
        assert told.value.after == pytest.approx(1, abs=0.2)
    assert server.calls[POST] == 2
    await slack.put(ROOM, letter(), ref)
    await asyncio.sleep(1)
    await slack.put(ROOM, letter("question:2"), None)
    assert len(server.messages) == 2


async def test_one_message_and_one_edit_a_second_go_to_a_channel(
    server: SlackServer, slack: Slack, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(client, "EVERY_POST", 0.3)
    monkeypatch.setattr(client, "EVERY_EDIT", 0.3)

    async def twice(address: str) -> None:
        ref = await slack.put(address, letter(), None)
        await asyncio.gather(
            slack.put(address, letter("question:2"), None), *(slack.put(address, letter(), ref) for _ in range(2))
        )

    await asyncio.gather(twice(ROOM), twice(OTHER))
    for method in (POST, UPDATE):
        first, second, third, fourth = (at for asked, at in server.asked if asked == method)
        assert max(second - first, fourth - third) < 0.2
        assert third - second > 0.15


# What is held up


async def test_a_letter_that_was_held_up_is_not_sent(server: SlackServer, slack: Slack):
    ref = await slack.put(ROOM, letter(), None)
    for at in (None, ref):
        with pytest.raises(Retry, match="held up"):
            await slack.put(ROOM, letter("question:2", until=monotonic()), at)
    assert (len(server.messages), only(server).edits) == (1, 0)


async def test_nor_is_one_that_waited_too_long_for_its_turn(
    server: SlackServer, slack: Slack, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(client, "EVERY_POST", 0.5)
    await slack.put(ROOM, letter(), None)
    with pytest.raises(Retry, match="held up"):
        await slack.put(ROOM, letter("question:2", until=monotonic() + 0.3), None)
    assert len(server.messages) == 1


def test_an_answer_is_waited_for_no_longer_than_the_post_is_ours():
    assert timedelta(seconds=workspaces.PATIENCE) < (ENDED - BEGUN) * LEASE


# Where there is no way


@pytest.mark.parametrize(("told", "meaning"), [(None, Lost), (Unavailable("closed"), Retry)], ids=["gone", "down"])
async def test_without_a_token_nothing_is_sent(told: Unavailable | None, meaning: type[Exception]):
    async def no_client(team: str) -> None:
        assert team == TEAM
        if told:
            raise told

    slack = Slack(no_client)
    with pytest.raises(meaning):
        await slack.put(ROOM, letter(), None)
    with pytest.raises(meaning):
        await slack.find(ROOM, "question:1", now())
