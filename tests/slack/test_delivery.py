"""Posts on their whole way to Slack, from the database by the courier: each comes once, whatever happens meanwhile."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from time import monotonic

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.courier import Courier
from bot.slack import workspaces
from handlers import CAPABILITIES
from storage import accounts, places
from storage.posts import Post
from tests.conftest import TODAY, both
from tests.scenes import KARIN, MATS, OFFICIALS, POLITICIANS, SECRETARY, answer, ask, to
from tests.slack.driver import words
from tests.slack.sending import at_once, slack_over
from tests.slack.server import TEAM, SlackServer
from tests.slack.troubles import (
    BROKEN,
    BROKEN_AFTER,
    FINE,
    RESET,
    RESET_AFTER,
    Trouble,
    refused,
    silent,
    wait,
)
from tests.world import Chat, World

POST, UPDATE, HISTORY = "chat.postMessage", "chat.update", "conversations.history"
NETWORK = "natverk-kompetens"
ROOMS = {OFFICIALS: "C01", POLITICIANS: "C02", NETWORK: "C03"}
CLOSING = "2027-02-05 12:00"


@dataclass
class Town:
    """The forum, with its rooms in Slack as well as in the browser."""

    world: World
    server: SlackServer

    def put(self, room: str, text: str) -> None:
        """The secretariat puts a question; nothing is delivered yet."""
        values = {"body": room, "text": text, "closes": "fredag 12:00", "sure": True}
        self.world.at_once(self.world.asks(SECRETARY, "question.ask", **values))

    def seen(self, room: str) -> list[str]:
        """What stands in the channel, the first line of each."""
        channel = ROOMS[room]
        return [words(shown.blocks).split("\n")[0] for (at, _), shown in self.server.messages.items() if at == channel]

    def card(self, room: str = OFFICIALS) -> str:
        [shown] = [shown for (at, _), shown in self.server.messages.items() if at == ROOMS[room]]
        return words(shown.blocks)

    def post(self, question: int, room: str = OFFICIALS) -> Post:
        place = self.world.read(lambda db: places.at(db, "slack", f"{TEAM}/{ROOMS[room]}"))
        assert place is not None, room
        return self.world.post(f"question:{question}@place:{place.id}")

    def waits(self, **span: float) -> None:
        """Real time passes for what was left for later."""
        self.world.leases_run(**span)
        self.world.delivers()

    def times(self, method: str) -> list[float]:
        """When Slack was asked for it."""
        return [at for asked, at in self.server.asked if asked == method]


@pytest.fixture
def town(runner: asyncio.Runner, forum_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    at_once(monkeypatch)
    monkeypatch.setattr(workspaces, "PATIENCE", 0.5)
    world, server, stack = World(runner, forum_url, TODAY[1], Chat()), SlackServer(), AsyncExitStack()
    world.run(stack.enter_async_context(server.running()))
    slack = world.run(stack.enter_async_context(slack_over(server)))
    world.courier = Courier(world.database, CAPABILITIES, (world.chat, slack), lambda: world.time)
    for body, channel in ROOMS.items():
        number = world.body(body).id
        world.write(lambda db, at=f"{TEAM}/{channel}", of=number: places.make(db, "slack", at, of))
    yield Town(world, server)
    world.run(stack.aclose())
    world.close()


# Once


@both
@pytest.mark.parametrize("trouble", [BROKEN, BROKEN_AFTER, RESET, RESET_AFTER, silent(), silent(after=True)], ids=str)
def test_a_message_whose_answer_is_lost_comes_once_and_follows_its_matter(town: Town, trouble: Trouble):
    town.server.troubles.expect(POST, trouble)
    question = ask(town.world)
    assert town.post(question).state == "waiting"
    town.waits(seconds=3)
    assert town.seen(OFFICIALS) == ["Bör utlysningarna samordnas?"]
    assert town.post(question).state == "shown"
    assert town.server.calls[POST] == (1 if trouble.after else 2)

    town.server.troubles.expect(UPDATE, trouble)
    answer(town.world, KARIN, question, 1)
    town.waits(seconds=3)
    assert "1 av 21" in town.card()


def test_slack_that_has_us_wait_amid_many_posts_is_obeyed_and_none_is_lost(town: Town):
    for number in range(3):
        for room in ROOMS:
            town.put(room, f"Fråga {number} till {room}?")
    town.server.troubles.expect(POST, FINE, FINE, FINE, FINE, wait(1), wait(1))
    until = monotonic() + 10
    while len(town.server.messages) < 9 and monotonic() < until:
        town.world.delivers()
        town.world.run(asyncio.sleep(0.05))
    for room in ROOMS:
        assert town.seen(room) == [f"Fråga {number} till {room}?" for number in range(3)]

    told, *later = town.times(POST)[4:]
    at_the_same_time = [at for at in later if at < told + 0.3]
    assert len(at_the_same_time) <= 2, "three rooms are written to beside each other"
    assert min(at for at in later if at not in at_the_same_time) >= told + 1, "nothing before it was allowed"


def test_a_message_that_somebody_deleted_is_made_anew_once(town: Town):
    question = ask(town.world)
    for who, again in ((KARIN, 1), (MATS, 0)):
        town.server.messages.clear()
        answer(town.world, who, question, 1)
        assert len(town.server.messages) == again
    assert town.post(question).state == "removed"


# What may not come twice


@pytest.mark.parametrize("after", [True, False])
def test_where_no_history_may_be_read_a_result_never_comes_twice(town: Town, after: bool):
    town.server.troubles.always(HISTORY, refused("missing_scope"))
    ask(town.world)
    town.server.troubles.expect(POST, BROKEN_AFTER if after else BROKEN)
    town.world.goes_to(CLOSING)
    town.waits(seconds=3)
    results = [text for text in town.seen(OFFICIALS) if text.startswith("Resultat")]
    assert len(results) <= after
    states = town.world.read(lambda db: set(db.scalars(select(Post.state).where(Post.view == "question.result"))))
    assert "unknown" in states


# What can not be reached


def test_an_archived_channel_is_told_of_once_and_the_others_get_theirs(town: Town):
    town.server.shut["C01"] = "is_archived"
    with capture_logs() as log:
        for room in ROOMS:
            town.put(room, "Räcker det?")
        town.world.delivers()
        town.put(OFFICIALS, "Räcker det också?")
        town.world.delivers()
    assert [entry["reason"] for entry in log if entry["event"] == "lost"] == ["is_archived"] * 2
    assert [town.seen(room) for room in ROOMS] == [[], ["Räcker det?"], ["Räcker det?"]]
    [told] = [text for text in to(town.world, SECRETARY) if "nås inte" in text]
    assert told.startswith("Tjänstepersonsforum nås inte i Slack")

    town.server.shut.clear()
    ask(town.world, "Räcker det nu?")
    assert town.seen(OFFICIALS) == ["Räcker det nu?"]


def test_somebody_whose_account_is_switched_off_is_told_of_and_their_channel_goes_on(town: Town):
    karin = town.world.person(KARIN).id
    town.world.write(lambda db: accounts.used(db, karin, "slack", f"{TEAM}/U0KARIN", town.world.time))
    town.server.shut["U0KARIN"] = "user_not_found"
    ask(town.world)
    town.world.goes_to("2027-02-02 08:00")
    assert [text.split("\n")[0] for text in to(town.world, SECRETARY) if "nås inte" in text] == [
        "Karin Lind nås inte i Slack"
    ]
    assert town.seen(OFFICIALS) == ["Bör utlysningarna samordnas?"]


def test_a_token_that_is_revoked_is_told_of_once_and_all_of_it_comes_when_it_works_again(town: Town):
    karin = town.world.person(KARIN).id
    town.world.write(lambda db: accounts.used(db, karin, "slack", f"{TEAM}/U0KARIN", town.world.time))
    for method in (POST, "auth.test"):
        town.server.troubles.always(method, refused("token_revoked"))
    for room in ROOMS:
        town.put(room, "Räcker det?")
    town.world.delivers()
    town.world.goes_to("2027-02-02 08:00")
    [told] = [text for text in to(town.world, SECRETARY) if "att nå" in text]
    told_of = ["Ingen går att nå i Slack", "Appen är inte längre installerad där. Installera den igen."]
    assert told.splitlines()[:2] == told_of

    town.server.troubles.end()
    town.waits(minutes=10)
    assert [town.seen(room) for room in ROOMS] == [["Räcker det?"]] * 3
    assert any(channel == "D0KARIN" for channel, _ in town.server.messages)
    assert "Går att nå igen" in "".join(to(town.world, SECRETARY))


def test_what_slack_says_of_one_channel_is_told_of_it_and_the_others_get_theirs(town: Town):
    town.server.shut["C01"] = "no_permission"
    for number in range(3):
        for room in ROOMS:
            town.put(room, f"Fråga {number}?")
        town.world.delivers()
        town.world.passes(minutes=10)
    [told] = [text for text in to(town.world, SECRETARY) if "nås" in text]
    assert told.splitlines()[:2] == [
        "Tjänstepersonsforum nås inte i Slack",
        "Boten är inte med i kanalen. Bjud in den igen.",
    ]
    assert len(town.seen(POLITICIANS)) == len(town.seen(NETWORK)) == 3


def test_what_slack_says_of_a_person_is_told_from_what_it_says_of_the_app(town: Town):
    karin = town.world.person(KARIN).id
    town.world.write(lambda db: accounts.used(db, karin, "slack", f"{TEAM}/U0KARIN", town.world.time))
    town.server.shut["U0KARIN"] = "account_inactive"
    ask(town.world)
    town.world.goes_to("2027-02-02 08:00")
    [told] = [text for text in to(town.world, SECRETARY) if "nås" in text]
    assert told.splitlines()[:2] == ["Karin Lind nås inte i Slack", "Kontot är avstängt."]
    assert town.world.seen_by(KARIN) == ["En sak väntar på dig"]


# What Slack does not take


def test_a_card_that_slack_does_not_take_is_tried_once_and_what_stands_there_stays(town: Town):
    question = ask(town.world)
    town.server.troubles.expect(UPDATE, refused("invalid_blocks", "[ERROR] Hemligt [json-pointer:/blocks/2]"))
    with capture_logs() as log:
        answer(town.world, KARIN, question, 1)
        town.waits(hours=1)
    [told] = [entry for entry in log if entry["log_level"] == "error"]
    assert told["reason"] == "invalid_blocks at /blocks/2"
    assert (town.post(question).state, town.server.calls[UPDATE], "0 av 21" in town.card()) == ("shown", 1, True)

    answer(town.world, MATS, question, 1)
    assert "2 av 21" in town.card()


def test_a_message_that_slack_does_not_take_is_not_sent_and_the_next_one_is(town: Town):
    town.server.troubles.expect(POST, refused("msg_too_long"))
    with capture_logs():
        question = ask(town.world)
    assert (town.post(question).state, town.post(question).reason) == ("removed", "msg_too_long")
    ask(town.world, "En till?")
    assert town.seen(OFFICIALS) == ["En till?"]
