"""The clock, in real time: what is due comes at once, whoever asked for it, and nothing falls between two looks."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import time_machine
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.clock import Clock, ForumTime
from bot.courier import Courier
from bot.platform import Retry
from handlers import CAPABILITIES
from storage import posts
from storage.database import Database
from storage.posts import Wish
from tests.world import Chat

VIEW = "meeting.agenda"


class Dawdling(Courier):
    """Takes its time after the last look for what is due."""

    pause = 0.0

    async def deliver(self) -> None:
        await super().deliver()
        await asyncio.sleep(self.pause)


@asynccontextmanager
async def running(url: str) -> AsyncIterator[tuple[Chat, ForumTime, Dawdling]]:
    """A clock over a forum, with a chat of its own."""

    async def no_upkeep() -> None: ...

    database, chat, time = Database(url), Chat(), ForumTime()
    courier = Dawdling(database, CAPABILITIES, [chat], time.now)
    clock = Clock(database, time, courier, no_upkeep)
    await clock.start()
    yield chat, time, courier
    await clock.stop()
    await database.aclose()


async def state_of(url: str, key: str) -> str | None:
    database = Database(url)
    post = await database.read(lambda db: posts.by_key(db, key))
    await database.aclose()
    return post and post.state


async def want(url: str, key: str, due: datetime) -> None:
    """Another process wants a message in the room of the officials."""
    database = Database(url)
    await database.write(lambda db: posts.want(db, Wish("place:2", VIEW, key, due, args={"meeting": 3}), due))
    await database.aclose()


async def change(url: str, statement: str) -> None:
    """Somebody changes a table by hand."""
    database = Database(url)
    await database.write(lambda db: db.execute(text(statement)))
    await database.aclose()


async def until(happened: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not happened():
            await asyncio.sleep(0.01)


async def test_a_message_that_another_process_wants_comes_at_once(forum_url: str):
    async with running(forum_url) as (chat, time, _):
        await want(forum_url, "now", time.now())
        await until(lambda: chat.log == ["now"])


async def test_a_message_comes_when_its_time_has_come(forum_url: str):
    async with running(forum_url) as (chat, time, _):
        due = time.now() + timedelta(seconds=0.5)
        await want(forum_url, "soon", due)
        await until(lambda: chat.log == ["soon"])
        assert time.now() >= due


async def test_what_fell_due_while_the_bot_was_down_comes_at_its_start(forum_url: str):
    await want(forum_url, "missed", ForumTime().now())
    async with running(forum_url) as (chat, _, _):
        await until(lambda: chat.log == ["missed"])


async def test_what_falls_due_between_the_last_look_and_the_next_timer_is_not_forgotten(forum_url: str):
    async with running(forum_url) as (chat, time, courier):
        await asyncio.sleep(0.5)
        courier.pause = 0.8
        await want(forum_url, "between", time.now() + timedelta(seconds=0.5))
        await until(lambda: chat.log == ["between"])


async def test_a_platform_that_asked_for_patience_is_tried_again_by_itself(forum_url: str):
    async with running(forum_url) as (chat, time, _):
        chat.fails[VIEW] = iter([Retry("too many", after=0.5)])
        await want(forum_url, "patience", time.now())
        await until(lambda: chat.log == ["patience"])


async def test_an_error_that_nobody_foresaw_is_logged_and_the_next_message_comes(forum_url: str):
    async with running(forum_url) as (chat, time, _):
        with capture_logs() as log:
            await change(forum_url, "ALTER TABLE touch RENAME TO away")
            await until(lambda: log)
        assert log[0]["event"] == "unexpected"
        await change(forum_url, "ALTER TABLE away RENAME TO touch")
        await want(forum_url, "after", time.now())
        await until(lambda: chat.log == ["after"])


async def test_a_bot_that_stops_first_brings_what_is_on_its_way(forum_url: str):
    async with running(forum_url) as (chat, time, _):
        chat.takes = 0.5
        await want(forum_url, "last", time.now())
        await until(lambda: chat.under_way)
    assert chat.log == ["last"]
    assert await state_of(forum_url, "last") == "shown"


async def test_what_the_machines_time_skips_when_it_is_set_comes_at_once(forum_url: str):
    with time_machine.travel(datetime.now(UTC), tick=True) as machine:
        async with running(forum_url) as (chat, time, _):
            await want(forum_url, "skipped", time.now() + timedelta(minutes=30))
            await asyncio.sleep(0.5)
            machine.shift(timedelta(hours=1))
            await until(lambda: chat.log == ["skipped"])
