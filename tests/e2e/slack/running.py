"""The bot as `forumbot run` starts it, on a database of its own."""

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

from aiohttp import ClientSession

from tests.e2e.conftest import ROOT, TODAY
from tests.slack.driver import SECRET
from tests.slack.server import BOT_TOKEN, SlackServer

COMMAND = [sys.executable, "-m", "bot"]
STARTED = re.compile(r"Forumbot is at (http://[\d.:]+)")


def load(database: Path) -> None:
    """Today's forum, as `forumbot load` loads it."""
    settings = {"FORUMBOT_DATABASE_URL": f"sqlite:///{database}"}
    words = [*COMMAND, "load", str(TODAY), "--yes"]
    subprocess.run(words, cwd=ROOT, env=os.environ | settings, capture_output=True, check=True)


class Bot:
    """A process, in front of a Slack. In a demo its clock can be moved."""

    def __init__(self, database: Path, slack: SlackServer, demo: bool = False) -> None:
        self._settings = {
            "FORUMBOT_DATABASE_URL": f"sqlite:///{database}",
            "FORUMBOT_DEMO": str(demo),
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "PORT": "0",
        }
        self._log = database.with_suffix(".log")
        self.client: ClientSession | None = None
        """By which Slack sends to it."""

    async def start(self) -> None:
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [*COMMAND, "run"], cwd=ROOT, env=os.environ | self._settings, stdout=log, stderr=log
            )
        while not (told := STARTED.search(self._log.read_text())):
            assert self._process.poll() is None, self._log.read_text()
            await asyncio.sleep(0.05)
        self.client = ClientSession(told[1])

    async def stop(self) -> None:
        """It takes more than a second, for which nobody waits."""
        if self.client is not None:
            await self.client.close()
        self._process.terminate()

    def is_over(self) -> None:
        """Wait until it has stopped."""
        self._process.wait(30)

    async def dies(self) -> None:
        """kill -9"""
        self._process.kill()
        await self.stop()
        self.is_over()

    async def moves_the_clock(self) -> None:
        """On to the next post."""
        assert self.client is not None, "started"
        async with self.client.post("/demo/clock", data={"to": "next"}, allow_redirects=False) as answer:
            assert answer.status == 303, await answer.text()
