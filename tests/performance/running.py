"""How soon the bot is ready, and how much memory it holds when it has been used for a while."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import psutil

from tests.figures import Figure
from tests.performance.forum import BODY, loaded, url_of

STARTS = 7
READERS = 60
"""Persons who look around and write to the bot."""
LINES = ("hjälp", "nästa", "möten", "sök bredband", "att göra «Läsa igenom» fredag")
NOBODY = 0
"""Who is nobody is shown what the secretariat sees."""
PATIENCE = 30
"""Seconds after which a bot that is not ready never will be."""


def figures(runner: asyncio.Runner, folder: Path) -> list[Figure]:
    url = url_of(loaded(runner, folder / "running.db"))
    times = []
    for _ in range(STARTS):
        with running(url) as bot:
            times.append(bot.ready_after)
    with running(url) as bot:
        use(bot)
        memory = psutil.Process(bot.process.pid).memory_info().rss
    return [
        Figure("start to ready, the quickest of 7", min(times), "s", at_most=1.5),
        Figure("start to ready, median", median(times), "s"),
        Figure("memory after some requests", memory / 1e6, "MB", at_most=120),
    ]


class Bot:
    """`forumbot run --demo` in a process of its own, over a database that is loaded already."""

    def __init__(self, url: str) -> None:
        self.address = f"http://127.0.0.1:{(port := free_port())}"
        began = perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run", "--demo"],
            env=os.environ | {"FORUMBOT_DATABASE_URL": url, "PORT": str(port)},
            stdout=subprocess.DEVNULL,
        )
        while not self._is_ready():
            assert self.process.poll() is None, "the bot has stopped"
            assert perf_counter() - began < PATIENCE, "the bot does not get ready"
            sleep(0.005)
        self.ready_after = perf_counter() - began

    def _is_ready(self) -> bool:
        try:
            return self.ask("/health") == 200
        except OSError:
            return False

    def ask(self, path: str, person: int = NOBODY, **posted: str) -> int:
        """The status of the answer to somebody's request."""
        data = urlencode(posted).encode() if posted else None
        with urlopen(Request(self.address + path, data, {"Cookie": f"person={person}"}), timeout=PATIENCE) as answer:
            answer.read()
            return answer.status


@contextmanager
def running(url: str) -> Iterator[Bot]:
    bot = Bot(url)
    try:
        yield bot
    finally:
        bot.process.terminate()
        bot.process.wait()


def use(bot: Bot) -> None:
    """Have many persons look at pages and write to the bot."""
    for person in range(1, READERS + 1):
        bot.ask("/", person)
        bot.ask("/me", person)
        bot.ask(f"/room/{BODY}")
        bot.ask("/say", person, place=f"person:{person}", text=LINES[person % len(LINES)])


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]
