"""A forum with many rooms on the platform that counts, posts for them, and what stands there in the end."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.inbound import Inbound
from handlers import CAPABILITIES
from handlers.call import Ask, Look
from handlers.cards import Card
from storage import bodies, forums, meetings, places, posts, questions
from storage.database import Database, NotSaved, Unavailable
from storage.organisations import County
from storage.people import Person
from storage.places import Place
from storage.posts import Post, Touch, Wish
from storage.questions import Question
from tests.conftest import TODAY
from tests.faults.counting import Counting
from tests.faults.dialects import Dialect
from tests.world import local

T = TypeVar("T")

BODY = "tjanstepersonsforum"
OPEN, CLOSED = 40, 10
"""Questions: each open one has cards that change with every answer; of each closed one there are results."""


@dataclass(frozen=True)
class Stock:
    """Where posts go, what they are about, and who answers. `ahead`: how far the forum's clock is ahead of ours."""

    rooms: list[int]
    open: list[int]
    closed: list[int]
    meeting: dict[str, Any]
    people: list[int]
    ahead: timedelta

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def wish(self, number: int, now: datetime) -> Wish:
        """Two of each ten are cards of open questions, three are results, the others reminders."""
        room, key = f"place:{self.rooms[number % len(self.rooms)]}", f"faults:{number}"
        match (number + number // len(self.rooms)) % 10:
            case 0 | 9:
                question = self.open[number // 10 % OPEN]
                return Wish(room, "question.card", key, now, f"question:{question}", {"question": question})
            case 1 | 2 | 3:
                question = self.closed[number // 10 % CLOSED]
                return Wish(room, "question.result", key, now, "", {"question": question})
        return Wish(room, "meeting.reminder", key, now, "", self.meeting)


def stocked(db: Session, rooms: int, speaks: Dialect) -> Stock:
    """Give the forum its rooms on a platform, and its questions. Its clock shows a Monday morning: reminders would wait
    for one."""
    ahead = timedelta(seconds=(local(TODAY[1]) - datetime.now(UTC)) // timedelta(seconds=1))
    forums.set_clock(db, int(ahead.total_seconds()))
    now = datetime.now(UTC) + ahead
    body = next(body for body in bodies.all_bodies(db) if body.key == BODY)
    for number in range(rooms):
        places.bind(db, speaks.name, speaks.address(number), body.id)
    meeting = meetings.ahead(db, now.date())[0]
    seats = bodies.seats(db, body.id, now.date())
    return Stock(
        list(db.scalars(select(Place.id).where(Place.platform == speaks.name).order_by(Place.id))),
        [_question(db, body.id, now, timedelta(days=4)) for _ in range(OPEN)],
        [_question(db, body.id, now, timedelta(days=-1)) for _ in range(CLOSED)],
        {"meeting": meeting.id, "day": meeting.day.isoformat()},
        [seat.person_id for seat in seats if seat.person_id],
        ahead,
    )


def _question(db: Session, body: int, now: datetime, closes: timedelta) -> int:
    asker = db.scalars(select(Person.id).where(Person.secretariat)).first()
    counties = db.scalars(select(County.id)).all()
    about = {"text": "Bör utlysningarna samordnas?", "kind": "yes_partly_no", "respondent": "county", "body_id": body}
    when = {"opens_at": now - timedelta(days=2), "closes_at": now + closes, "asked_at": now - timedelta(days=2)}
    return questions.ask(db, Question(**about, **when, asked_by_id=asker), counties).id


def want(db: Session, stock: Stock, numbers: range) -> None:
    now = stock.now()
    for number in numbers:
        posts.want(db, stock.wish(number, now), now)


EVENTS = count()


async def answers(database: Database, stock: Stock, chance: Random) -> bool:
    """Somebody answers one of the open questions: all of its cards change. Whether that was acknowledged."""
    values = {"question": chance.choice(stock.open), "choice": chance.randint(1, 4)}
    ask = Ask("question.answer", values, chance.choice(stock.people), f"answer-{next(EVENTS)}", "sv")
    return (await Inbound(database, CAPABILITIES, stock.now).do(ask)).outcome == "done"


async def written(database: Database, fn: Callable[[Session], T]) -> T:
    """Until it is saved: the database may just be away, or held by a bot that gets no turn."""
    while True:
        try:
            return await database.write(fn)
        except NotSaved:
            await asyncio.sleep(0.2)


async def read(database: Database, fn: Callable[[Session], T]) -> T:
    """Until it can be read."""
    while True:
        try:
            return await database.read(fn)
        except Unavailable:
            await asyncio.sleep(0.1)


def in_flight(db: Session) -> int:
    """Posts that somebody holds, or held when it was killed."""
    return db.scalar(select(func.count()).where(Post.token.is_not(None))) or 0


def remaining(db: Session) -> int:
    """Posts of ours that are not there yet, are held by somebody, or must be drawn again."""
    waiting = select(func.count()).where(Post.key.startswith("faults:"), Post.state == "waiting")
    held = select(func.count()).where(Post.leased_until.is_not(None))
    touched = select(func.count(Touch.post_id.distinct())).join(Post).where(Post.state == "shown")
    return sum(db.scalar(counted) or 0 for counted in (waiting, held, touched))


@dataclass(frozen=True)
class Found:
    """What came of the posts. `lost`: neither on the platform nor `unknown`; `again`: how often one was sent once more,
    of these `results` of views that must not be; `stale`: live messages that show something else than the state."""

    lost: int
    again: int
    results: int
    unknown: int
    wrongly_unknown: int
    stale: int
    edits: int


def found(db: Session, stock: Stock, platform: Counting) -> Found:
    sent = platform.keys()
    ours = db.scalars(select(Post).where(Post.key.startswith("faults:"))).all()
    never = CAPABILITIES.never_twice
    unknown = [post for post in ours if post.state == "unknown"]
    return Found(
        lost=sum(post.key not in sent and post.state != "unknown" for post in ours),
        again=sum(sent[post.key] - 1 for post in ours if sent[post.key]),
        results=sum(sent[post.key] - 1 for post in ours if sent[post.key] and post.view in never),
        unknown=len(unknown),
        wrongly_unknown=sum(post.view not in never for post in unknown),
        stale=_stale(db, stock, platform, ours),
        edits=sum(message.edits for message in platform.messages.values()),
    )


def _stale(db: Session, stock: Stock, platform: Counting, ours: Any) -> int:
    """Live messages that we know of, and that show something else than the state: one that came twice without our
    knowing is counted as such."""
    drawn: dict[int, Any] = {}
    for question in stock.open:
        args = {"question": question}
        card = CAPABILITIES.show("question.card", args, Look(db, stock.now(), None, "sv", shown=True))
        assert isinstance(card, Card), card
        drawn[question] = platform.speaks.shown(card, "question.card", args)
    live = [post for post in ours if post.view == "question.card" and post.ref]
    there = ((platform.messages[platform.speaks.number(post.ref)], post.args["question"]) for post in live)
    return sum(message.shown != drawn[question] for message, question in there)
