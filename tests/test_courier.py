"""The courier: each message once and in its turn, whatever platforms, databases and the bot itself do meanwhile."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import chain, repeat

import pytest
from sqlalchemy import select, text, update
from structlog.testing import capture_logs

from bot.courier import LEASE, TRIES
from bot.platform import Lost, Retry, Unsure
from storage import accounts
from storage.database import Database
from storage.posts import Post, Touch
from tests.conftest import both
from tests.test_questions import KARIN, MATS, SECRETARY, ask
from tests.world import Chat, Sent, World, local, run_leases

OFFICIALS, POLITICIANS, NETWORK = "tjanstepersonsforum", "politikerforum", "natverk-kompetens"
CLOSING = "2027-02-05 12:00"


@pytest.fixture
def real_time(time_machine):
    """Real time, which leases and back-off follow, stands still until it is shifted."""
    time_machine.move_to(datetime.now(UTC), tick=False)
    return time_machine


def put(world: World, room: str, text: str):
    """The secretariat puts a question to a room."""
    return world.asks(SECRETARY, "question.ask", body=room, text=text, closes="fredag 12:00", sure=True)


def answer(world: World, who: str, question: int, choice: int = 1):
    return world.asks(who, "question.answer", question=question, choice=choice)


def in_room(world: World, view: str = "question.card") -> list[Sent]:
    """The officials' messages of one kind."""
    room = f"body:{world.body(OFFICIALS).id}"
    return [sent for sent in world.messages(room) if sent.letter.view == view]


def card_of(world: World, question: int) -> Post:
    """The post of a question's card in the officials' room."""
    return world.post(f"question:{question}@place:{world.place(OFFICIALS)}")


# Turns


def test_one_message_at_a_time_is_on_its_way_to_a_room(world: World):
    everything = [(room, text) for room in (OFFICIALS, POLITICIANS, NETWORK) for text in ("Ja?", "Nej?", "Eller?")]
    world.at_once(*(put(world, room, text) for room, text in everything))
    world.chat.takes = 0.05
    world.delivers()

    assert world.seen_in(OFFICIALS) == world.seen_in(POLITICIANS) == world.seen_in(NETWORK) == ["Ja?", "Nej?", "Eller?"]
    assert all(len(set(rooms)) == len(rooms) for rooms in world.chat.under_way)


def test_what_is_new_comes_before_what_has_changed(world: World):
    question = ask(world, "Ja?")
    world.at_once(answer(world, KARIN, question), put(world, OFFICIALS, "Nej?"))
    world.delivers()

    first, second = card_of(world, question).key, card_of(world, question + 1).key
    assert world.chat.log == [first, second, f"{first} edited"]


def test_a_room_that_is_slow_to_take_its_message_holds_up_no_other(world: World):
    also = put(world, POLITICIANS, "Nej?")

    async def until_the_others_have_theirs() -> None:
        await world.inbound.do(also)
        async with asyncio.timeout(5):
            while len(world.chat.sent) == 0:
                await asyncio.sleep(0.01)

    world.chat.meanwhile = until_the_others_have_theirs
    ask(world, "Ja?")
    assert [sent.card.title for sent in world.chat.sent.values()] == ["Nej?", "Ja?"]


def test_a_platform_that_asks_for_patience_is_obeyed_to_the_second_and_only_its_room_waits(world: World, real_time):
    world.chat.fails[world.room(OFFICIALS)] = iter([Retry("too many", after=30)])
    world.at_once(put(world, OFFICIALS, "Ja?"), put(world, OFFICIALS, "Nej?"), put(world, POLITICIANS, "Eller?"))
    world.delivers()
    assert world.seen_in(OFFICIALS) == []
    assert world.seen_in(POLITICIANS) == ["Eller?"]

    real_time.shift(29)
    world.delivers()
    assert world.seen_in(OFFICIALS) == []

    real_time.shift(1)
    world.delivers()
    assert world.seen_in(OFFICIALS) == ["Ja?", "Nej?"]


def test_a_platform_that_fails_is_tried_ever_more_seldom_for_an_hour_and_then_no_more(world: World, real_time):
    world.chat.fails["question.card"] = repeat(Retry("down"))
    question, waits = ask(world), []
    while until := card_of(world, question).leased_until:
        waits.append((until - datetime.now(UTC)).total_seconds())
        real_time.move_to(until)
        world.delivers()

    assert waits[:4] == [2, 4, 8, 16]
    assert max(waits) == 300
    assert len(waits) == TRIES - 1
    assert 3600 <= sum(waits) <= 2 * 3600
    post = card_of(world, question)
    assert (post.state, post.reason) == ("removed", "given up: down")
    assert in_room(world) == []


def test_being_asked_for_patience_is_no_reason_to_give_up(world: World, real_time):
    world.chat.fails["question.card"] = chain(repeat(Retry("too many", after=1), 2 * TRIES), [Retry("down")])
    ask(world)
    for _ in range(2 * TRIES + 2):
        assert in_room(world) == []
        real_time.shift(1)
        world.delivers()
    assert len(in_room(world)) == 1


def test_patience_asked_for_at_the_very_last_try_is_given(world: World, real_time):
    world.chat.fails["question.card"] = chain(repeat(Retry("down"), TRIES - 1), [Retry("too many", after=30)])
    question = ask(world)
    while until := card_of(world, question).leased_until:
        real_time.move_to(until)
        world.delivers()
    assert len(in_room(world)) == 1


def test_an_error_that_can_not_even_be_noted_is_logged(world: World, real_time):
    world.chat.fails["question.card"] = iter([TimeoutError()])
    at_once = put(world, OFFICIALS, "Ja?")
    world.write(lambda db: db.execute(text(REFUSE)))
    with capture_logs() as log:
        world.at_once(at_once)
        world.delivers()
    assert [entry["event"] for entry in log] == ["unexpected", "unexpected"]

    world.write(lambda db: db.execute(text("DROP TRIGGER refuse")))
    real_time.shift(60)
    world.delivers()
    assert len(in_room(world)) == 1


REFUSE = """
CREATE TRIGGER refuse BEFORE UPDATE OF reason ON post WHEN NEW.reason LIKE 'unexpected%'
BEGIN SELECT RAISE(ABORT, 'refused'); END
"""


def test_a_card_that_could_not_be_changed_follows_again_when_its_platform_is_back(world: World, real_time):
    question = ask(world)
    world.chat.fails["question.card"] = repeat(Retry("down"), TRIES)
    world.does(KARIN, "question.answer", question=question, choice=1)
    while until := card_of(world, question).leased_until:
        real_time.move_to(until)
        world.delivers()
    assert "0 av 21" in in_room(world)[0].card.text()

    world.does(MATS, "question.answer", question=question, choice=1)
    assert "2 av 21" in in_room(world)[0].card.text()


@pytest.mark.parametrize("trouble", [Retry("too many", after=1), Retry("down"), Lost("not_in_channel")], ids=str)
def test_a_card_that_may_show_something_older_is_sent_again_though_that_fails_at_first(
    world: World, real_time, trouble: Exception
):
    question = ask(world)
    world.chat.fails["question.card"] = iter([trouble, None])  # type: ignore[list-item]
    number = card_of(world, question).id
    world.write(lambda db: db.add(Touch(post_id=number, stale=True)))
    world.delivers()
    assert in_room(world)[0].edits == 0

    real_time.shift(10)
    world.write(lambda db: db.add(Touch(post_id=number, stale=False)))
    world.delivers()
    assert in_room(world)[0].edits == 1


# What is under way


def test_an_answer_that_comes_while_the_card_is_on_its_way_is_shown_as_well(world: World):
    early, late = answer(world, KARIN, 1), answer(world, MATS, 1)
    world.chat.meanwhile = lambda: world.inbound.do(early)
    question = ask(world)
    assert "1 av 21 regioner har svarat" in in_room(world)[0].card.text()

    world.chat.meanwhile = lambda: world.inbound.do(late)
    world.does("peter-wrede", "question.answer", question=question, choice=2)
    assert "3 av 21 regioner har svarat" in in_room(world)[0].card.text()


def test_what_an_overtaken_worker_sent_does_not_stay(world: World):
    question = ask(world)
    early, late = answer(world, KARIN, question), answer(world, MATS, question)
    world.at_once(early)

    async def another_takes_over() -> None:
        await world.inbound.do(late)
        await world.database.write(lambda db: run_leases(db, LEASE))
        await world.another_courier().deliver()

    world.chat.meanwhile = another_takes_over
    world.delivers()
    assert "2 av 21 regioner har svarat" in in_room(world)[0].card.text()


def test_a_demo_that_moves_its_clock_takes_nothing_out_of_anothers_hands(world: World):
    async def a_day_passes() -> None:
        world.time += timedelta(days=1)
        await world.another_courier().deliver()

    world.chat.meanwhile = a_day_passes
    ask(world)
    assert len(in_room(world)) == 1


@both
def test_no_transaction_is_open_while_a_platform_is_spoken_to(world: World, forum_url: str):
    saved: list[str] = []

    async def somebody_else_writes_to_every_post() -> None:
        other = Database(forum_url)
        await other.write(lambda db: db.execute(update(Post).values(reason="seen")))
        saved.append("saved")
        await other.aclose()

    world.chat.meanwhile = somebody_else_writes_to_every_post
    ask(world)
    assert saved == ["saved"]


# What may have been sent


@both
def test_what_was_sent_just_before_the_bot_died_is_looked_up_and_not_sent_twice(world: World):
    world.chat.fails_after["question.card"] = iter([asyncio.CancelledError()])
    ask(world)
    world.leases_run(seconds=30)
    world.delivers()
    assert card_of(world, 1).state == "waiting"

    world.leases_run(seconds=30)
    world.delivers()
    assert card_of(world, 1).state == "shown"
    assert len(in_room(world)) == 1

    world.does(KARIN, "question.answer", question=1, choice=1)
    assert "1 av 21" in in_room(world)[0].card.text()


@pytest.mark.parametrize("error", [Unsure("timeout"), TimeoutError()])
def test_what_may_have_been_sent_is_looked_up_first(world: World, real_time, error: Exception):
    world.chat.fails_after |= {"question.card": iter([error]), "question.result": iter([error])}
    with capture_logs():
        ask(world)
        for moment in ("2027-02-01 09:01", CLOSING):
            world.goes_to(moment)
            real_time.shift(10)
            world.delivers()
    assert len(in_room(world)) == len(in_room(world, "question.result")) == 1
    assert world.chat.fails_after.keys() == {"question.card", "question.result"}


def test_where_nothing_can_be_looked_up_a_reminder_may_come_twice_but_never_a_result(world: World, real_time):
    world.chat.looks_up = False
    world.chat.fails_after |= {view: iter([Unsure("timeout")]) for view in ("meeting.reminder", "question.result")}
    question = ask(world)
    for moment in (CLOSING, "2027-02-05 15:00"):
        world.goes_to(moment)
        for _ in range(3):
            real_time.shift(10)
            world.delivers()

    assert len(in_room(world, "meeting.reminder")) == 2
    assert len(in_room(world, "question.result")) == 1
    at = local(CLOSING).astimezone(UTC).isoformat()
    assert world.post(f"question:{question}:result:{at}@place:{world.place(OFFICIALS)}").state == "unknown"


def test_a_message_is_looked_for_only_since_it_may_first_have_been_sent(world: World, real_time):
    before = datetime.now(UTC)
    world.chat.fails["question.card"] = iter([Unsure("timeout"), Unsure("timeout")])
    question = ask(world)
    for _ in range(2):
        real_time.shift(60)
        world.delivers()
    assert world.chat.looked_since == [before, before]

    real_time.shift(60)
    world.chat.fails["question.card"] = iter([Retry("down")])
    world.at_once(answer(world, KARIN, question))
    world.delivers()
    real_time.shift(60)
    world.delivers()
    assert "1 av 21" in in_room(world)[0].card.text()
    assert len(world.chat.looked_since) == 2


# What can not be reached


def test_a_room_that_is_lost_does_not_hold_up_the_others_nor_come_again(world: World):
    world.chat.fails[world.room(OFFICIALS)] = repeat(Lost("is_archived"))
    with capture_logs() as log:
        question = ask(world)
        world.at_once(put(world, POLITICIANS, "Nej?"))
        world.delivers()
    assert [entry["event"] for entry in log] == ["lost"]
    assert world.seen_in(POLITICIANS) == ["Nej?"]
    assert (card_of(world, question).state, card_of(world, question).reason) == ("removed", "is_archived")


def test_what_stands_in_a_room_that_is_lost_stands_as_it_is_until_it_changes_again(world: World):
    question = ask(world)
    world.chat.fails[world.room(OFFICIALS)] = iter([Lost("not_in_channel")])
    world.does(KARIN, "question.answer", question=question, choice=1)
    assert card_of(world, question).state == "shown"
    world.does(MATS, "question.answer", question=question, choice=1)
    assert "2 av 21" in in_room(world)[0].card.text()


def test_that_the_secretariat_can_not_be_reached_is_told_to_nobody_for_ever(worlds):
    slack = Chat("slack")
    world: World = worlds(slack)
    for who in (SECRETARY, "melker-strid"):
        _uses(world, who, "slack", f"T1/{who}")
        slack.fails[f"T1/{who}"] = repeat(Lost("account_inactive"))
    ask(world)
    world.goes_to("2027-02-06 09:00")
    assert slack.sent == {}
    assert world.read(lambda db: len(db.scalars(select(Post).where(Post.view == "place.lost")).all())) < 9


# What was deleted


def test_an_open_question_that_somebody_deleted_is_made_anew_once(world: World):
    question = ask(world)
    world.chat.sent.clear()
    world.does(KARIN, "question.answer", question=question, choice=1)
    assert ["1 av 21" in sent.card.text() for sent in in_room(world)] == [True]

    world.chat.sent.clear()
    world.does(MATS, "question.answer", question=question, choice=1)
    assert in_room(world) == []
    assert card_of(world, question).state == "removed"


def test_a_question_that_is_closed_is_not_made_anew(world: World):
    question = ask(world)
    world.goes_to("2027-02-05 11:00")
    world.chat.sent.clear()
    world.goes_to(CLOSING)
    assert in_room(world) == []
    assert len(in_room(world, "question.result")) == 1
    assert card_of(world, question).state == "removed"


def test_a_reminder_that_somebody_deleted_is_not_made_anew(world: World):
    world.goes_to("2027-02-05 15:00")
    world.chat.sent.clear()
    meeting = world.meeting("tjanstepersonsforum-next").id
    world.does(SECRETARY, "meeting.confirm", meeting=meeting, start="10:00", place="Norra salen")
    assert [sent.letter.view for sent in world.messages(world.room(OFFICIALS))] == ["meeting.confirmed"]


# To whom


def test_a_personal_message_goes_to_the_account_used_last_and_is_changed_where_it_lies(worlds):
    slack, teams = Chat("slack"), Chat("teams")
    world: World = worlds(slack, teams)
    _uses(world, KARIN, "slack", "D7")
    world.passes(minutes=1)
    _uses(world, KARIN, "teams", "19:abc")
    question = ask(world)
    world.goes_to("2027-02-02 08:00")
    [morning] = teams.sent.values()
    assert (morning.address, morning.card.title) == ("19:abc", "En sak väntar på dig")
    assert slack.sent == {}

    _uses(world, KARIN, "slack", "D7")
    world.does(KARIN, "question.answer", question=question, choice=1)
    assert [sent.card.title for sent in teams.sent.values()] == ["Inget väntar på dig"]
    assert slack.sent == {}

    ask(world, "En fråga till?")
    world.goes_to("2027-02-05 08:00")
    assert [sent.address for sent in slack.sent.values()] == ["D7"]
    assert len(teams.sent) == 1


def _uses(world: World, who: str, platform: str, address: str) -> None:
    person = world.person(who).id
    world.write(lambda db: accounts.used(db, person, platform, address, world.time))


def test_what_lies_on_a_platform_that_no_longer_runs_stands_there_and_does_not_come_again_elsewhere(worlds):
    teams, slack = Chat("teams"), Chat("slack")
    before: World = worlds(teams)
    _uses(before, KARIN, "slack", "D7")
    _uses(before, KARIN, "teams", "19:abc")
    question = ask(before, "Ja?")
    ask(before, "Nej?")
    before.goes_to("2027-02-02 08:00")
    assert len(teams.sent) == 1

    after: World = worlds(slack, at="2027-02-02 08:05")
    after.does(KARIN, "question.answer", question=question, choice=1)
    assert slack.sent == {}
