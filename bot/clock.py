"""The forum's time, and being woken when something is due.

The scheduler holds one timer and the nightly upkeep, and stores nothing: what is due is read from the database.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.courier import Courier
from bot.inbound import attempt
from storage import claims, forums, posts
from storage.database import Changes, Database, Unavailable, real_time

log = structlog.get_logger()

PATIENCE = timedelta(seconds=5)
"""How soon it is tried again when a round failed."""

SET = 0.5
"""Seconds by which the machine's time runs away from what passes, when somebody sets it or the machine slept."""

STEPS = {"1h": timedelta(hours=1), "1d": timedelta(days=1)}


class ForumTime:
    """Now, for the forum: the real time, or ahead of it in a demo."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Clock:
    """Wakes the courier when the next post is due, when a lease ends, whenever something was committed, and when the
    machine's time was set."""

    def __init__(
        self, database: Database, forum_time: ForumTime, courier: Courier, upkeep: Callable[[], Awaitable[None]]
    ) -> None:
        self._database, self._time, self._courier, self._upkeep = database, forum_time, courier, upkeep
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._changes = None
        self._running: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._delivering = asyncio.Lock()

    async def start(self) -> None:
        """Take over what lies in the database, then follow it."""
        forum = await self._database.read(forums.the)
        self._time.ahead = timedelta(seconds=forum.clock_ahead)
        self._changes = self._database.changes()
        self._scheduler.add_job(self._upkeep, "cron", hour=3, minute=10, timezone=ZoneInfo(forum.zone))
        self._scheduler.start()
        self._changes.wake()
        self._running = asyncio.create_task(self._follow())
        self._watching = asyncio.create_task(self._watch_time(self._changes))

    async def stop(self) -> None:
        self._scheduler.shutdown(wait=False)
        for task in filter(None, (self._running, self._watching)):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await self._courier.finish()

    @property
    def alive(self) -> bool:
        """Whether what is due is still followed."""
        return self._running is not None and not self._running.done()

    async def _follow(self) -> None:
        """A round for each commit and each time that comes. One that fails is no reason to stop: another follows."""
        assert self._changes is not None, "started"
        async for _ in self._changes:
            if await attempt(self._round(), during="a round of deliveries") is not True:
                self._wake_at(datetime.now(UTC) + PATIENCE)

    async def _watch_time(self, changes: Changes) -> None:
        """A timer counts what passes. Where the machine's time is set, it is set anew, and what was skipped comes."""
        while True:
            before = time.time() - time.monotonic()
            await asyncio.sleep(1)
            if abs(time.time() - time.monotonic() - before) > SET:
                changes.wake()

    async def _round(self) -> bool:
        """Bring what is due and set the timer for what comes next. False while the database does not answer."""
        now, real = self._time.now(), datetime.now(UTC)
        try:
            leases = await self._database.read(real_time)
            await self.deliver()
            await self._set_timer(now, real, leases)
        except Unavailable as down:
            log.warning("database", reason=down.reason)
            return False
        return True

    async def deliver(self) -> None:
        """Bring what is due; one round at a time in this process."""
        async with self._delivering:
            await self._courier.deliver()

    async def _set_timer(self, now: datetime, real: datetime, leases: datetime) -> None:
        """Wake for what comes after the moment at which the delivery began: so nothing falls between the two. It was
        `now` for the forum, `real` for this machine, and `leases` for the database."""
        due = await self._database.read(lambda db: posts.next_due(db, now))
        lease = await self._database.read(lambda db: claims.next_lease(db, leases))
        waits = [due - now] if due else []
        waits += [lease - leases] if lease else []
        if waits:
            self._wake_at(real + min(waits))

    def _wake_at(self, real: datetime) -> None:
        assert self._changes is not None, "started"
        self._scheduler.add_job(
            self._changes.wake, "date", run_date=real, id="next", replace_existing=True, misfire_grace_time=None
        )

    async def move(self, to: str) -> None:
        """Move a demo's time on: to the next post, by an hour, or by a day."""
        target = await self._next_due() if to == "next" else self._time.now() + STEPS[to]
        if target is not None:
            await self.go_to(target)

    async def go_to(self, target: datetime) -> None:
        """Move a demo's time on to `target`. What is due on the way comes in its order, at its moment."""
        while (due := await self._next_due()) and due <= target:
            await self._set(due)
            await self.deliver()
        await self._set(max(target, self._time.now()))
        await self.deliver()

    async def _next_due(self) -> datetime | None:
        return await self._database.read(lambda db: posts.next_due(db, self._time.now()))

    async def _set(self, now: datetime) -> None:
        ahead = now - (self._time.now() - self._time.ahead)
        seconds = -(-ahead // timedelta(seconds=1))
        await self._database.write(lambda db: forums.set_clock(db, seconds))
        self._time.ahead = timedelta(seconds=seconds)
