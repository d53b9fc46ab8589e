"""What may have been sent: looked up until it is certain, whatever else goes wrong meanwhile; never sent blindly."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.platform import Lost, Ref, Retry, Unsure
from storage import accounts, posts
from storage.posts import Wish
from tests.conftest import both
from tests.test_courier import CLOSING, OFFICIALS, answer, card_of, in_room, put
from tests.test_questions import KARIN, SECRETARY, ask
from tests.world import Chat, World


@dataclass
class Forgetful(Chat):
    """Can not look up just now, as often as `looks_fail` says so."""

    looks_fail: list[Exception] = field(default_factory=list)

    async def find(self, address: str, key: str, since: datetime) -> Ref | None:
        if self.looks_fail:
            raise self.looks_fail.pop()
        return await super().find(address, key, since)


@pytest.fixture
def real_time(time_machine):
    """Real time, which back-off follows, stands still until it is shifted."""
    time_machine.move_to(datetime.now(UTC), tick=False)
    return time_machine


def delivers_for_an_hour(world: World, real_time) -> None:
    for _ in range(60):
        real_time.shift(60)
        world.delivers()


def test_a_result_that_is_uncertain_again_and_again_comes_in_the_end_and_once(world: World, real_time):
    world.chat.fails["question.result"] = iter([Unsure("timeout")] * 3)
    world.chat.fails_after["question.result"] = iter([Unsure("timeout")])
    ask(world)
    world.goes_to(CLOSING)
    delivers_for_an_hour(world, real_time)
    assert len(in_room(world, "question.result")) == 1


def test_a_reminder_that_was_uncertain_twice_is_looked_up_the_third_time_too(world: World, real_time):
    world.chat.fails["meeting.reminder"] = iter([Unsure("timeout"), None, None])  # type: ignore[list-item]
    world.chat.fails_after["meeting.reminder"] = iter([Unsure("timeout")])
    world.goes_to("2027-02-05 15:00")
    delivers_for_an_hour(world, real_time)
    assert len(in_room(world, "meeting.reminder")) == 1


@pytest.mark.parametrize("retry", [Retry("down"), Retry("too many", after=30)], ids=["down", "patience"])
def test_a_look_up_that_fails_is_made_again_before_anything_is_sent(worlds, real_time, retry: Retry):
    world: World = worlds(Forgetful(looks_fail=[retry, retry]))
    world.chat.fails_after["question.card"] = iter([Unsure("timeout")])
    ask(world)
    delivers_for_an_hour(world, real_time)
    assert len(in_room(world)) == 1


def test_a_result_that_proves_not_to_have_been_sent_is_in_doubt_no_more(world: World, real_time):
    world.chat.fails["question.result"] = iter([Unsure("timeout"), Lost("is_archived")])
    question = ask(world)
    world.goes_to(CLOSING)
    real_time.shift(60)
    world.delivers()
    result = world.read(lambda db: posts.latest(db, f"question:{question}", "question.result"))
    assert result is not None
    assert (result.state, result.reason) == ("removed", "is_archived")


def test_nor_does_that_keep_it_from_going_elsewhere(worlds, real_time):
    slack = Chat("slack")
    world: World = worlds(Chat("browser"), slack)
    uses(world, SECRETARY, "T1/U7")
    slack.fails["question.result"] = iter([Unsure("timeout"), Lost("user_disabled")])
    question, to = ask(world), f"person:{world.person(SECRETARY).id}"
    world.goes_to(CLOSING)
    told = Wish(to, "question.result", "told", world.time, args={"question": question})
    world.write(lambda db: posts.want(db, told, world.time))
    world.delivers()
    real_time.shift(60)
    world.delivers()
    assert (world.post("told").state, world.post("told").platform) == ("shown", "browser")


@pytest.mark.parametrize("came", [True, False])
def test_what_may_have_been_sent_is_looked_up_where_it_was_sent(worlds, real_time, came: bool):
    slack = Chat("slack")
    world: World = worlds(Chat("browser"), slack)
    uses(world, KARIN, "T1/U5")
    fails = slack.fails_after if came else slack.fails
    fails["home.morning"] = iter([Unsure("timeout")])
    question = ask(world)
    world.goes_to("2027-02-02 08:00")
    uses(world, KARIN, "T9/U9", minutes=1)
    delivers_for_an_hour(world, real_time)
    assert [sent.address for sent in slack.sent.values()] == ["T1/U5"]

    world.does(KARIN, "question.answer", question=question, choice=1)
    assert [sent.card.title for sent in slack.sent.values()] == ["Inget väntar på dig"]


def test_what_may_have_been_sent_to_an_account_that_is_no_longer_theirs_goes_to_another(worlds, real_time):
    slack = Chat("slack")
    world: World = worlds(Chat("browser"), slack)
    uses(world, KARIN, "T1/U5")
    slack.fails_after["home.morning"] = iter([Unsure("timeout"), Unsure("timeout")])
    ask(world)
    world.goes_to("2027-02-02 08:00")
    karin = world.person(KARIN).id
    world.write(lambda db: accounts.unlink(db, karin, "slack", "T1/U5"))
    uses(world, KARIN, "T9/U9")
    delivers_for_an_hour(world, real_time)
    assert [sent.address for sent in slack.sent.values()] == ["T1/U5", "T9/U9"]


def uses(world: World, who: str, address: str, minutes: int = 0) -> None:
    person, at = world.person(who).id, world.time + timedelta(minutes=minutes)
    world.write(lambda db: accounts.used(db, person, "slack", address, at))


def test_a_change_that_may_have_been_shown_is_made_certain_though_all_is_as_before_again(world: World, real_time):
    question = ask(world)
    world.chat.fails_after["question.card"] = iter([Unsure("timeout")])
    world.at_once(answer(world, KARIN, question))
    world.delivers()
    assert "1 av 21" in in_room(world)[0].card.text()

    world.at_once(world.asks(KARIN, "question.withdraw", question=question, sure=True))
    delivers_for_an_hour(world, real_time)
    assert "0 av 21" in in_room(world)[0].card.text()


def test_a_question_that_closed_while_it_was_uncertain_does_not_stand_there_open(world: World, real_time):
    world.chat.fails_after["question.card"] = iter([Unsure("timeout")])
    question = ask(world)
    assert card_of(world, question).state == "waiting"

    real_time.shift(10)
    world.sleeps_through(days=5)
    assert "Stängd" in in_room(world)[0].card.text()


def test_who_was_held_up_for_longer_than_the_lease_sends_nothing(world: World, real_time):
    world.at_once(put(world, OFFICIALS, "Ja?"))
    world.run(world.another_courier(lease=timedelta(0)).deliver())
    assert in_room(world) == []

    real_time.shift(1)
    world.delivers()
    assert len(in_room(world)) == 1


@both
def test_an_audience_whose_bot_died_is_spread_by_the_next(world: World):
    world.at_once(put(world, OFFICIALS, "Ja?"))

    async def dies() -> None:
        await world.another_courier()._claim()  # what a bot does before it spreads

    world.run(dies())
    world.leases_run(seconds=60)
    world.delivers()
    assert world.seen_in(OFFICIALS) == ["Ja?"]
