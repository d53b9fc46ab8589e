"""People who answer again and again, readers of pages, and reminders that fall due, while something happens to the
database: what each was told and when, and what is there afterwards."""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import Clock, ForumTime
from bot.courier import Courier
from bot.inbound import Failure, Inbound, attempt
from handlers import CAPABILITIES
from handlers.call import Ask, Look
from storage import people, questions
from storage.database import Database, Unavailable
from storage.questions import Answer
from tests.performance.lateness import a_monday_morning, key_of, remind
from tests.scenes import OFFICIALS, SECRETARY
from tests.world import Chat, World

PEOPLE, READERS = 12, 3
PAUSE, AGAIN = 0.05, 0.2
"""Seconds before the next answer, and before another try."""
APART = timedelta(seconds=0.4)
"""Between two reminders."""


@dataclass(frozen=True)
class Told:
    """What somebody was told of an answer, when (on time.monotonic) and after how many seconds."""

    person: int
    number: int
    outcome: str
    at: float
    waited: float


@dataclass
class Crowd:
    """The people, and what they were told until now."""

    bot: "Bot"
    question: int
    persons: list[int]
    told: list[Told] = field(default_factory=list)
    read: list[float] = field(default_factory=list)
    broken: int = 0
    over: bool = False
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """They go on until the end of the block, then finish what they are at."""
        tasks = [asyncio.create_task(self._answers(person)) for person in self.persons]
        tasks += [asyncio.create_task(self._reads(person)) for person in self.persons[:READERS]]
        try:
            yield
        finally:
            self.over = True
            await asyncio.gather(*tasks)

    async def _answers(self, person: int) -> None:
        while not self.over:
            await self._until_saved(next(self._numbers), person)
            await asyncio.sleep(PAUSE)

    async def _until_saved(self, number: int, person: int) -> None:
        """Press again after «not saved», which is a new event. After «not certain» the same event comes again."""
        press = 0
        while (outcome := await self._answer(number, person, press)) != "done" and not self.over:
            press += outcome == "unsaved"
            await asyncio.sleep(AGAIN)

    async def _answer(self, number: int, person: int, press: int) -> str:
        values = {"question": self.question, "text": f"answer {number}"}
        began = monotonic()
        reply = await self.bot.inbound.do(Ask("question.tell", values, person, f"answer {number} {press}", "sv"))
        self.told.append(Told(person, number, reply.outcome, monotonic(), monotonic() - began))
        return reply.outcome

    async def _reads(self, person: int) -> None:
        while not self.over:
            began = monotonic()
            try:
                page = await attempt(self.bot.database.read(partial(self._home, person=person)), Unavailable)
                self.broken += isinstance(page, Failure)
            except Unavailable:
                await asyncio.sleep(AGAIN)
            self.read.append(monotonic() - began)
            await asyncio.sleep(PAUSE)

    def _home(self, db: Session, person: int) -> None:
        CAPABILITIES.show("home.waiting", {}, Look(db, self.bot.time.now(), people.get(db, person), "sv"))

    def silent_since(self, moment: float) -> set[int]:
        """Who has had no answer saved since, of those given since."""
        since = (told for told in self.told if told.at - told.waited > moment)
        return set(self.persons) - {told.person for told in since if told.outcome == "done"}


class Bot:
    """What `bot.app` puts together, with a chat as its platform."""

    def __init__(self, url: str, lease: timedelta) -> None:
        self.database, self.time, self.chat = Database(url), ForumTime(), Chat()
        self.inbound = Inbound(self.database, CAPABILITIES, self.time.now)
        self.courier = Courier(self.database, CAPABILITIES, [self.chat], self.time.now, lease)
        self.clock = Clock(self.database, self.time, self.courier, self.inbound.forget)

    def came(self) -> Counter[str]:
        """How often each message was sent anew."""
        return Counter(sent.letter.key for sent in self.chat.sent.values())


@asynccontextmanager
async def bot_over(url: str, lease: timedelta) -> AsyncIterator[Bot]:
    bot = Bot(url, lease)
    await bot.database.write(a_monday_morning)
    await bot.clock.start()
    try:
        yield bot
    finally:
        await bot.clock.stop()
        await bot.database.aclose()


def prepared(runner: asyncio.Runner, url: str) -> tuple[int, list[int]]:
    """A question in words on a forum just loaded, and the persons who answer it, each for another county. Nothing is
    delivered: the bot's platform does not know the messages of another."""
    world = World(runner, url, "2027-02-01 08:59")
    asked = {"text": "Vad behövs?", "kind": "text", "closes": "fredag 12:00", "body": OFFICIALS, "sure": True}
    [reply] = world.at_once(world.asks(SECRETARY, "question.ask", **asked))
    assert reply.outcome == "done", reply
    question = world.read(lambda db: questions.recent(db, 1)[0].id)
    persons = [seat.person.id for seat in world.seats(OFFICIALS) if seat.person][:PEOPLE]
    world.close()
    return question, persons


async def reminders_for(bot: Bot, seconds: float) -> dict[str, datetime]:
    """Have a reminder fall due every now and then for so long; their keys with their moments of real time."""
    begin = datetime.now(UTC) + timedelta(seconds=0.5)
    moments = [begin + APART * n for n in range(round(seconds / APART.total_seconds()))]
    await bot.database.write(lambda db: remind(db, moments, bot.time.ahead))
    return {key_of(moment): moment for moment in moments}


def stored(db: Session) -> Counter[int]:
    """How often each answer is there."""
    texts = db.scalars(select(Answer.text).where(Answer.text.like("answer %")))
    return Counter(int(text.removeprefix("answer ")) for text in texts if text)
