"""The bot as a process, with emulate as its Slack and people of several workspaces in one channel."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from storage import accounts
from storage.database import Database
from storage.people import Person
from tests.e2e.slack.emulate import Emulate, Missing
from tests.e2e.slack.emulated import EmulatedSlack
from tests.e2e.slack.people import Member
from tests.e2e.slack.running import Bot, load
from tests.slack.driver import Driver, User
from tests.slack.server import TEAM

HOMES = {
    "Sara Holmqvist": TEAM,
    "Karin Lind": "T02",
    "Mats Ohlin": "T03",
    "Cecilia Modig": "T04",
    "Erik Sand": "T05",
    "Astrid Sellberg": "T06",
}
"""Who is in Slack, and in which workspace: the secretariat where the app is, the others in those of their regions."""


@dataclass
class Town:
    """A forum that lives in Slack: its `channel` is the officials' room."""

    bot: Bot
    slack: EmulatedSlack
    people: Driver
    channel: str
    database: Path
    users: dict[str, User]

    def member(self, name: str) -> Member:
        """Somebody who looks at the channel."""
        return Member(name, self.users[name], self.people, self.slack, self.channel)

    async def starts_again(self) -> None:
        """The bot, which has died."""
        await self.bot.start()
        self.people.client = self.bot.client

    async def moves_the_clock_until(self, member: Member, text: str) -> None:
        """From post to post, until somebody has got in their conversation what is waited for."""
        member.reads_what_came()
        for _ in range(60):
            if text in member.reads:
                return
            await self.bot.moves_the_clock()
        raise AssertionError(f"«{text}» did not come; {member.name} sees:\n{member.reads}")


@pytest.fixture(scope="session")
def emulate() -> Iterator[Emulate]:
    try:
        started = Emulate(list(HOMES))
    except Missing as why:
        if os.environ.get("CI"):
            pytest.fail(str(why))
        pytest.skip(str(why))
    yield started
    started.stop()


@pytest.fixture(scope="session")
def users(emulate: Emulate) -> dict[str, User]:
    return {name: User(emulate.ids[name], home) for name, home in HOMES.items()}


@pytest.fixture(scope="session")
def loaded(users: dict[str, User], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with today's forum, in which those people's accounts are theirs."""
    file = tmp_path_factory.mktemp("loaded") / "forum.db"
    load(file)
    asyncio.run(_link(file, users))
    return file


@pytest.fixture(scope="session")
def bots() -> Iterator[list[Bot]]:
    started: list[Bot] = []
    yield started
    for bot in started:
        bot.is_over()


@pytest.fixture
async def slack(emulate: Emulate, users: dict[str, User]) -> AsyncIterator[EmulatedSlack]:
    async with EmulatedSlack(emulate=emulate).running() as slack:
        for user in users.values():
            slack.users[user.id] = {"team_id": user.home, "locale": "sv-SE"}
        yield slack


@pytest.fixture
async def open_town(
    slack: EmulatedSlack, users: dict[str, User], loaded: Path, bots: list[Bot], tmp_path: Path
) -> AsyncIterator[Callable[..., Awaitable[Town]]]:
    """The officials' channel is connected, as the secretariat does it."""

    async def make(demo: bool = False) -> Town:
        database = Path(shutil.copy(loaded, tmp_path))
        bots.append(Bot(database, slack, demo))
        await bots[-1].start()
        town = Town(bots[-1], slack, Driver(bots[-1].client, slack), slack.channel(), database, users)
        sara = town.member("Sara Holmqvist")
        await sara.says("koppla tjänstepersonsforum")
        await sara.presses("Koppla till Tjänstepersonsforum")
        await sara.sees("Kanalen är nu kopplad till Tjänstepersonsforum.")
        return town

    yield make
    await bots[-1].stop()


@pytest.fixture
async def town(open_town: Callable[..., Awaitable[Town]]) -> Town:
    """At the real time."""
    return await open_town()


@pytest.fixture
async def demo(open_town: Callable[..., Awaitable[Town]]) -> Town:
    """Whose clock can be moved."""
    return await open_town(demo=True)


async def _link(file: Path, users: dict[str, User]) -> None:
    database = Database(f"sqlite:///{file}")
    for name, user in users.items():

        def link(db, name=name, user=user) -> None:
            person = db.scalars(select(Person).where(Person.name == name)).one()
            accounts.link(db, person.id, "slack", user.address, datetime.now(UTC), user.home, name)

        await database.write(link)
    await database.aclose()
