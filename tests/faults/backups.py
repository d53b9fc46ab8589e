"""`forumbot backup` while answers come in and reminders go out, `forumbot restore` into the other kind of database: the
same rows, every answer that was acknowledged before the backup began, no reminder sent again."""

import asyncio
import itertools
import os
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from time import monotonic

from sqlalchemy import Connection, Table
from sqlalchemy.orm import Session

from handlers.call import Ask
from storage import backups, digests, migrating, posts, restoring
from storage.backups import TABLES
from storage.digests import Digest
from storage.posts import Wish
from tests.conftest import TODAY
from tests.faults.databases import KINDS, Server, new_forum, postgresql
from tests.faults.frame import Scale
from tests.figures import Figure
from tests.scenes import OFFICIALS, ask
from tests.test_kill import MOST, answers_in, events_in
from tests.world import World

REMINDERS = 40
"""In each round, one a minute. The last quarter lies ahead of the restore."""
SENT_BEFORE, SENT_MEANWHILE, SENT_AFTER = 10, 20, 30
APART = 0.05
"""Seconds that a minute takes."""
LONGEST = 60.0
"""Seconds after which what has not come is lost."""
PEOPLE, PAUSE = 4, 0.02
"""Who answer, and the seconds that each waits before the next answer."""
NOTED = {"state", "reason", "token", "leased_until"}
"""What a restore changes of a post that is not sent any more."""


def figures(scale: Scale, folder: Path) -> list[Figure]:
    counted: Counter[str] = Counter()
    with asyncio.Runner() as runner, postgresql() as server:
        for kind in KINDS:
            url = new_forum(kind, folder)
            for number in range(scale.of(3, 25)):
                world = World(runner, url, TODAY[1])
                counted.update(Round(runner, world, url, number, folder).figures(new(other(kind), folder, server)))
                world.close()
    return [
        Figure("backups while writing, restored into the other database", counted["rounds"], "times"),
        Figure("answers acknowledged while backups were written", counted["meanwhile"], "answers", at_least=1),
        Figure("tables whose rows differ after a restore", counted["differ"], "tables", at_most=0),
        Figure("rows compared", counted["rows"], "rows"),
        Figure("answers acknowledged before a backup began, missing", counted["lost"], "answers", at_most=0),
        Figure("answers restored without their event, or events without", counted["halves"], "answers", at_most=0),
        Figure("old reminders sent again after a restore", counted["again"], "reminders", at_most=0),
        Figure("reminders ahead that did not come after a restore", counted["silent"], "reminders", at_most=0),
    ]


def new(kind: str, folder: Path, server: Server) -> str:
    """The URL of an empty database."""
    return server.new() if kind == "postgresql" else f"sqlite:///{folder}/{next(NUMBERS)}.db"


def other(kind: str) -> str:
    return next(one for one in KINDS if one != kind)


NUMBERS = itertools.count()


class Round:
    """A backup in the midst of everything, and its restore."""

    def __init__(self, runner: asyncio.Runner, world: World, url: str, number: int, folder: Path) -> None:
        self._runner, self._world, self._url, self._number = runner, world, url, number
        self._file = folder / f"{next(NUMBERS)}.backup"
        self._minute = 0
        self._over = False
        self._keys = {self._key(minute) for minute in range(1, REMINDERS + 1)}

    def _key(self, minute: int) -> str:
        return f"{self._number}: {minute}"

    def figures(self, to: str) -> Counter[str]:
        self._remind()
        question = ask(self._world, f"Fråga {self._number}", kind="text")
        answers = Answers(self._world, question, self._number * MOST)
        before, meanwhile = self._runner.run(self._lives(answers))
        migrating.upgrade(to)
        restoring.restore(backups.check(self._file), to, replace=False, now=lambda _: self._world.time)
        return Counter(rounds=1, meanwhile=meanwhile) + self._compared(to, before) + self._sent_again(to)

    def _remind(self) -> None:
        """One reminder a minute, to persons in turn."""
        world, meeting = self._world, self._world.meeting("tjanstepersonsforum-next")
        args = {"meeting": meeting.id, "day": meeting.day.isoformat()}

        def want(db: Session) -> None:
            for minute in range(1, REMINDERS + 1):
                due = world.time + timedelta(minutes=minute)
                to = f"person:{minute}"
                posts.want(db, Wish(to, "meeting.reminder", self._key(minute), due, "", args), world.time)

        world.write(want)

    async def _lives(self, answers: "Answers") -> tuple[set[int], int]:
        """Answers come in all the while, reminders go out, and in the midst of it a backup is made. Gives the answers
        acknowledged before it began, and how many were while it was written."""
        answers.begin()
        courier = asyncio.create_task(self._deliver())
        await self._pass(until=SENT_BEFORE)
        before = set(answers.acknowledged)
        command = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "backup", str(self._file)),
            env=os.environ | {"DATABASE_URL": self._url},
            stdout=asyncio.subprocess.DEVNULL,
        )
        passing = asyncio.create_task(self._pass(until=SENT_MEANWHILE))
        assert await command.wait() == 0
        meanwhile = len(answers.acknowledged) - len(before)
        await passing
        await self._pass(until=SENT_AFTER)
        await answers.end()
        self._over = True
        await courier
        await self._delivered(self._world, SENT_AFTER)
        return before, meanwhile

    async def _deliver(self) -> None:
        """Bring what is due, as the clock has it brought."""
        while not self._over:
            await self._world.courier.deliver()
            await asyncio.sleep(APART)

    async def _delivered(self, world: World, until: int) -> None:
        """Bring what is due until that minute, however long it is held up."""
        end, due = monotonic() + LONGEST, {self._key(minute) for minute in range(1, until + 1)}
        await world.courier.deliver()
        while not due <= set(world.chat.log) and monotonic() < end:
            await asyncio.sleep(APART)
            await world.courier.deliver()

    async def _pass(self, until: int) -> None:
        """Minutes pass, the last has the number `until`."""
        while self._minute < until:
            self._minute += 1
            self._world.time += timedelta(minutes=1)
            await asyncio.sleep(APART)

    def _compared(self, to: str, before: set[int]) -> Counter[str]:
        restored = World(self._runner, to, TODAY[1])
        differ = restored.read(lambda db: differing(self._file, db.connection()))
        answers, events = restored.read(answers_in), restored.read(events_in)
        restored.close()
        rows = backups.check(self._file).rows
        return Counter(differ=len(differ), rows=rows, lost=len(before - answers), halves=len(answers ^ events))

    def _sent_again(self, to: str) -> Counter[str]:
        """What the restored forum sends on the same platform: what lay ahead, and nothing that was there."""
        restored = World(self._runner, to, f"{self._world.time:%Y-%m-%d %H:%M}", self._world.chat)
        restored.passes(minutes=REMINDERS - SENT_AFTER)
        self._runner.run(self._delivered(restored, REMINDERS))
        restored.close()
        sent = Counter(key for key in self._world.chat.log if key in self._keys)
        return Counter(again=sent.total() - len(sent), silent=len(self._keys - sent.keys()))


class Answers:
    """People who answer again and again, each time with the next number."""

    def __init__(self, world: World, question: int, first: int) -> None:
        self.acknowledged: list[int] = []
        self._inbound, self._question, self._numbers = world.inbound, question, itertools.count(first)
        self._people = [seat.person.id for seat in world.seats(OFFICIALS) if seat.person][:PEOPLE]
        self._ended = False
        self._tasks: list[asyncio.Task[None]] = []

    def begin(self) -> None:
        self._tasks = [asyncio.create_task(self._answer(person)) for person in self._people]

    async def _answer(self, person: int) -> None:
        while not self._ended:
            number = next(self._numbers)
            values = {"question": self._question, "text": str(number)}
            reply = await self._inbound.do(Ask("question.tell", values, person, f"event {number}", "sv"))
            if reply.outcome == "done":
                self.acknowledged.append(number)
            await asyncio.sleep(PAUSE)

    async def end(self) -> None:
        self._ended = True
        await asyncio.gather(*self._tasks)


def differing(path: Path, restored: Connection) -> list[Table]:
    with backups.reading(path) as file:
        return [table for table in TABLES if differs(file, restored, table)]


def differs(one: Connection, two: Connection, table: Table) -> bool:
    """Whether the rows of a table are other ones, but for what a restore notes of a post that is not sent any more."""
    if table.name != "post":
        return digests.of(one, table) != digests.of(two, table)
    return posts_of(one, table) != posts_of(two, table)


def posts_of(db: Connection, table: Table) -> str:
    digest = Digest()
    for some in digests.batches(db, table):
        for cells in digests.cells_of(table, some):
            digest.add({name: cell for name, cell in cells.items() if name not in NOTED})
    return digest.text
