"""The browser as a platform: sending is storing, and the same post never stands twice."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.browser.client import Browser
from bot.browser.live import Hub
from bot.platform import Letter, Retry
from handlers.cards import Text, card, words
from storage import messages
from tests.conftest import both
from tests.world import World

ROOM = "body:2"
NOW = datetime(2027, 2, 1, 8, tzinfo=UTC)


def letter(text: str) -> Letter:
    shown = card("Kallelse", Text(words=words("{text}", text=text)))
    return Letter("meeting:1:notice", "meeting.notice", {"meeting": 1}, {"sv": shown, "en": shown})


@pytest.fixture
def browser(world: World) -> Browser:
    return Browser(world.database, Hub(world.database), lambda: world.time)


@both
def test_a_post_is_found_by_its_key_and_edited_in_place(world: World, browser: Browser):
    ref = world.run(browser.put(ROOM, letter("kl. 9"), None))
    assert world.run(browser.find(ROOM, "meeting:1:notice", NOW)) == ref
    assert world.run(browser.put(ROOM, letter("kl. 10"), ref)) == ref
    message = world.read(lambda db: messages.get(db, int(ref["message"])))
    assert message is not None
    assert "kl. 10" in str(message.cards["sv"])
    assert message.at == world.time


@both
def test_a_post_that_was_sent_unnoticed_is_not_sent_again(world: World, browser: Browser):
    first = world.run(browser.put(ROOM, letter("kl. 9"), None))
    assert world.run(browser.put(ROOM, letter("kl. 9"), None)) == first


@both
def test_a_post_of_another_place_is_not_found(world: World, browser: Browser):
    world.run(browser.put(ROOM, letter("kl. 9"), None))
    assert world.run(browser.find("body:3", "meeting:1:notice", NOW)) is None


def test_a_database_that_is_gone_is_tried_again(world: World, browser: Browser):
    world.database.close()
    with pytest.raises(Retry):
        world.run(browser.put(ROOM, letter("kl. 9"), None))
    with pytest.raises(Retry):
        world.run(browser.find(ROOM, "meeting:1:notice", NOW))


@both
def test_what_is_said_once_stands_once_and_each_has_one_reply(world: World):
    karin, mats = world.person("karin-lind").id, world.person("mats-ohlin").id
    now = world.time

    def happen(db) -> tuple[int, int]:
        said = messages.say(db, ROOM, karin, "nästa", "event-1", now, now)
        assert messages.say(db, ROOM, karin, "nästa", "event-1", now, now) == said
        first = messages.reply(db, ROOM, karin, said, {"sv": {"title": "ett"}}, "event-1", now, now)
        assert messages.reply(db, ROOM, karin, said, {"sv": {"title": "två"}}, "event-2", now, now) == first
        return said, first

    said, reply = world.write(happen)
    mine = world.read(lambda db: messages.log(db, ROOM, karin))
    assert [message.id for message in mine] == [said]
    assert world.read(lambda db: messages.log(db, ROOM, mats)) == []
    under = world.read(lambda db: messages.under(db, [said], karin))
    assert under[said].id == reply
    assert under[said].cards == {"sv": {"title": "två"}}


@both
def test_a_message_never_gets_the_number_of_one_that_was_put_away(world: World, browser: Browser):
    karin, now = world.person("karin-lind").id, world.time
    gone = world.write(lambda db: messages.reply(db, ROOM, karin, None, {"sv": {}}, "event-1", now, now))
    world.write(lambda db: messages.see(db, karin, ROOM, gone))
    world.write(lambda db: messages.remove(db, gone))
    world.run(browser.put(ROOM, letter("kl. 9"), None))
    assert world.read(lambda db: messages.unread(db, karin, [ROOM])) == {ROOM: 1}


@both
def test_the_same_press_above_the_log_has_one_reply(world: World):
    karin, now = world.person("karin-lind").id, world.time
    first, again = (
        world.write(lambda db: messages.reply(db, ROOM, karin, None, {"sv": {}}, "event-1", now, now)) for _ in range(2)
    )
    assert first == again


@both
def test_only_posts_below_the_last_one_seen_are_unread(world: World, browser: Browser):
    karin = world.person("karin-lind").id
    ref = world.run(browser.put(ROOM, letter("kl. 9"), None))
    world.write(lambda db: messages.say(db, ROOM, karin, "nästa", "event-1", world.time, world.time))
    assert world.read(lambda db: messages.unread(db, karin, [ROOM, "body:3"])) == {ROOM: 1}
    world.write(lambda db: messages.see(db, karin, ROOM, int(ref["message"])))
    world.write(lambda db: messages.see(db, karin, ROOM, 0))
    assert world.read(lambda db: messages.unread(db, karin, [ROOM, "body:3"])) == {}


@both
def test_changes_are_found_by_their_time(world: World, browser: Browser):
    ref = world.run(browser.put(ROOM, letter("kl. 9"), None))
    message = world.read(lambda db: messages.get(db, int(ref["message"])))
    assert message is not None
    just_before, after = message.changed - timedelta(seconds=1), message.changed + timedelta(seconds=1)
    assert [it.id for it in world.read(lambda db: messages.changed_since(db, just_before))] == [message.id]
    assert world.read(lambda db: messages.changed_since(db, after)) == []
