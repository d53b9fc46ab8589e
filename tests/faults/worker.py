"""A bot that sends what is due, or one that people speak to, until it is killed; and the one who makes such bots.

The maker has imported everything already: for each line on stdin it makes a bot and tells its pid. When nobody asks any
more, all are ended, itself too.
"""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from time import sleep

import structlog
from aiohttp.web import AppRunner, TCPSite
from sqlalchemy.orm import configure_mappers

from bot.app import Forumbot
from bot.clock import Clock, ForumTime
from bot.courier import Courier
from bot.platform import Platform
from bot.slack import workspaces
from bot.slack.client import Slack
from handlers import CAPABILITIES
from storage.database import Database
from tests.faults.counting import Counting
from tests.faults.dialects import TOKEN
from tests.faults.loopback import PATIENCE, Loopback
from tests.faults.ways import settings_of


def tell(*what: object) -> None:
    """Write a whole line at once, so that being killed never leaves half of one."""
    os.write(sys.stdout.fileno(), f"{' '.join(map(str, what))}\n".encode())


# One that sends


async def loopback(port: int) -> Platform:
    return Loopback(port)


async def slack(port: int) -> Platform:
    """Slack's adapter as it is, but that it waits for answers no longer than `loopback` does."""

    async def token(team: str) -> str:
        return TOKEN + team

    workspaces.PATIENCE = PATIENCE
    known = workspaces.Workspaces(f"http://127.0.0.1:{port}/api/", None, token)
    await known.start()
    return Slack(known.client)


PLATFORMS: dict[str, Callable[[int], Awaitable[Platform]]] = {"loopback": loopback, "slack": slack}


async def send(platform: str, url: str, port: str, lease: str) -> None:
    """As bot/app.py puts it together, without people: clock, courier, one platform."""

    async def no_upkeep() -> None: ...

    tell(os.getpid())
    database, time = Database(url), ForumTime()
    platforms = [await PLATFORMS[platform](int(port))]
    courier = Courier(database, CAPABILITIES, platforms, time.now, timedelta(seconds=float(lease)))
    clock = Clock(database, time, courier, no_upkeep)
    await clock.start()
    await asyncio.Event().wait()


# One that is spoken to


async def hear(way: str, url: str, outside: str) -> None:
    """The whole bot, as people meet it on a platform whose own address is `outside`."""
    bot = Forumbot(settings_of(way, outside, database_url=url))
    runner = AppRunner(bot.application(), access_log=None)
    await runner.setup()
    await TCPSite(runner, "127.0.0.1", 0).start()
    tell(os.getpid(), runner.addresses[0][1])
    await asyncio.Event().wait()


WORK: dict[str, Callable[..., Awaitable[None]]] = {"send": send, "hear": hear}


def main(what: str, *told: str) -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    configure_mappers()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        if not os.fork():
            try:
                asyncio.run(WORK[what](*told))  # type: ignore[arg-type]
            finally:
                os._exit(1)  # as when it can not start: whoever started it does so again
    os.killpg(os.getpgrp(), signal.SIGKILL)


@dataclass
class Worker:
    """A bot in a process of its own; the `port` at which it hears, if it does."""

    pid: int
    port: int = 0

    def stop(self) -> None:
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """Returns when it is gone."""
        self._signal(signal.SIGKILL)
        while self.lives:
            sleep(0.002)

    @property
    def lives(self) -> bool:
        return self._signal(0)

    def _signal(self, number: int) -> bool:
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            return False
        return True


@dataclass
class Maker:
    process: subprocess.Popen[str]

    def worker(self) -> Worker:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return Worker(*map(int, self.process.stdout.readline().split()))


def maker(url: str, platform: Counting, lease: float, log: str) -> AbstractContextManager[Maker]:
    """Of bots that send to the platform that counts."""
    return _maker(log, "send", platform.speaks.name, url, platform.port, lease)


def maker_of_hearing(way: str, url: str, outside: str, log: str) -> AbstractContextManager[Maker]:
    """Of bots that are spoken to in that way."""
    return _maker(log, "hear", way, url, outside)


@contextmanager
def _maker(log: str, *told: object) -> Iterator[Maker]:
    """In a group of its own, so that no bot outlives it."""
    command, pipe = [sys.executable, "-m", "tests.faults.worker", *map(str, told)], subprocess.PIPE
    with (
        open(log, "a", encoding="utf-8") as kept,
        subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=kept, text=True, start_new_session=True) as process,
    ):
        try:
            yield Maker(process)
        finally:
            os.killpg(process.pid, signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
