"""A bot that sends what is due until it is killed, and the one who makes such bots.

The maker has imported everything already: for each line on stdin it makes a bot and tells its pid. When nobody asks any
more, all are ended, itself too.
"""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from time import sleep

import structlog
from sqlalchemy.orm import configure_mappers

from bot.clock import Clock, ForumTime
from bot.courier import Courier
from handlers import CAPABILITIES
from storage.database import Database
from tests.faults.loopback import Loopback


async def work(url: str, port: int, lease: float) -> None:
    """As bot/app.py puts it together, without people: clock, courier, one platform."""

    async def no_upkeep() -> None: ...

    database, time = Database(url), ForumTime()
    courier = Courier(database, CAPABILITIES, [Loopback(port)], time.now, timedelta(seconds=lease))
    clock = Clock(database, time, courier, no_upkeep)
    await clock.start()
    await asyncio.Event().wait()


def main(url: str, port: str, lease: str) -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    configure_mappers()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        if child := os.fork():
            os.write(sys.stdout.fileno(), f"{child}\n".encode())
        else:
            try:
                asyncio.run(work(url, int(port), float(lease)))
            finally:
                os._exit(1)  # as when it can not start: whoever started it does so again
    os.killpg(os.getpgrp(), signal.SIGKILL)


@dataclass
class Worker:
    """A bot in a process of its own."""

    pid: int

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
        return Worker(int(self.process.stdout.readline()))


@contextmanager
def maker(url: str, port: int, lease: float, log: str) -> Iterator[Maker]:
    """In a group of its own, so that no bot outlives it."""
    command, pipe = [sys.executable, "-m", "tests.faults.worker", url, str(port), str(lease)], subprocess.PIPE
    with (
        open(log, "a", encoding="utf-8") as told,
        subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=told, text=True, start_new_session=True) as process,
    ):
        try:
            yield Maker(process)
        finally:
            os.killpg(process.pid, signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
