"""Clocks that jump, an event loop that stands still, and another zone: each reminder once, at its local time.

Real are the bot's Clock with APScheduler, the courier, the database and the seconds that pass. Simulated: the machine's
time, which is set for this process only (by time-machine: what a clock on the wall shows jumps, what measures how long
something takes does not, as on a machine whose time is set), and the nights and weeks, which are lived through on a
clock that stands still in between.
"""

import asyncio
import io
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import time_machine
from rich.console import Console
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import forum_files
from bot.clock import Clock, ForumTime
from bot.courier import Courier
from bot.platform import Letter, Ref
from handlers import CAPABILITIES
from handlers.meetings import reminders
from storage import bodies, forums, meetings, places, posts
from storage.database import Database
from storage.meetings import Meeting
from storage.posts import Post, Wish
from tests.faults.databases import KINDS, new_forum, postgresql
from tests.faults.frame import Scale
from tests.figures import Figure
from tests.performance.lateness import a_monday_morning
from tests.scenes import KARIN, OFFICIALS, ask
from tests.world import STOCKHOLM, World

LATE = 5.0
"""Seconds by which a reminder may be late in real time, on a machine that others use too."""
BLOCKED = 3.0
SOON = timedelta(seconds=1)
STEP = timedelta(minutes=10)
"""In which the two nights are lived through."""
LONGEST = 60.0
"""Seconds after which what has not come is lost."""
TWICE = 1.5
"""Seconds in which what comes twice would come again."""

Came = list[tuple[str, datetime]]
"""Keys of messages, and when each came."""
Spans = Sequence[timedelta]


def figures(scale: Scale, folder: Path) -> list[Figure]:
    """Each way on each database; the long form again and again."""
    found: list[Figure] = []
    with postgresql(), asyncio.Runner() as runner:
        for kind, (name, way) in product(KINDS, WAYS.items()):
            seen = Seen()
            for _ in range(scale.of(1, 10)):
                way(runner, new_forum(kind, folder), seen)
            found += seen.figures(f"{name}, {kind}")
    return found


@dataclass
class Seen:
    """What came of the reminders that were wanted."""

    wanted: int = 0
    lost: int = 0
    twice: int = 0
    early: int = 0
    latest: float = 0.0

    def compare(self, wanted: dict[str, datetime], came: Came) -> None:
        """By key: when each should have come, and what came when."""
        times = Counter(key for key, _ in came)
        self.wanted += len(wanted)
        self.lost += len(wanted.keys() - times.keys())
        self.twice += sum(times[key] > 1 for key in wanted)
        for late in [(at - wanted[key]).total_seconds() for key, at in came if key in wanted]:
            self.early += late < 0
            self.latest = max(self.latest, late)

    def figures(self, name: str) -> list[Figure]:
        return [
            Figure(f"{name}: reminders wanted", self.wanted, ""),
            Figure(f"{name}: reminders lost", self.lost, "", at_most=0),
            Figure(f"{name}: reminders sent twice", self.twice, "", at_most=0),
            Figure(f"{name}: reminders too early", self.early, "", at_most=0),
            Figure(f"{name}: the latest reminder after its time", self.latest, "s", at_most=LATE),
        ]


# The two nights, on a clock that stands still between its steps

NIGHTS = {
    "2027-03-28": {"00:30": -30, "01:30": 30, "02:30": 90, "03:30": 90, "04:30": 150},
    "2027-10-31": {"00:30": -90, "01:30": -30, "02:30": 30, "03:30": 150, "04:30": 210},
}
"""For each time on the wall in that night, the minutes from midnight UTC, reckoned by hand. In spring there is no half
past two, so it is an hour later; in autumn there are two, and it is the first."""
NO_QUIET = {"from": "00:00", "to": "00:00", "weekends": False, "holidays": False, "months": []}


def nights(runner: asyncio.Runner, url: str, seen: Seen) -> None:
    """Meetings on Monday, reminded of a day before at a time of night, in a forum that knows no quiet times."""
    for night, times in NIGHTS.items():
        sunday = datetime.fromisoformat(night).replace(tzinfo=UTC)
        world = World(runner, url, f"{sunday.date() - timedelta(days=1)} 23:00")
        keys = world.write(partial(remind_at_night, sunday=sunday.date(), times=list(times), now=world.time))
        came: Came = []
        while world.time < sunday + timedelta(hours=6):
            world.sleeps_through(minutes=STEP // timedelta(minutes=1))
            came += [(key, world.time) for key in world.chat.log[len(came) :]]
        world.close()
        seen.compare({keys[wall]: sunday + timedelta(minutes=minutes) for wall, minutes in times.items()}, came)


def remind_at_night(db: Session, sunday: date, times: list[str], now: datetime) -> dict[str, str]:
    """The key under which the reminder of each meeting comes to the room."""
    forum, body = forums.the(db), next(body for body in bodies.all_bodies(db) if body.key == OFFICIALS)
    forum.quiet, body.reminders = NO_QUIET, ["1d"]
    day, keys = sunday + timedelta(days=1), {}
    for wall in times:
        start = datetime.fromisoformat(f"{day} {wall}").time()
        meeting = Meeting(key=f"{day} {wall}", body=body, day=day, start=start, status="confirmed")
        db.add(meeting)
        db.flush()
        reminders.plan(db, forum, meeting, now)
        keys[wall] = f"meeting:{meeting.id}:{day}:1d@place:{places.of(db, body.id)[0].id}"
    return keys


# Real time


class Room:
    """A platform that notes what came, and when by the forum's clock."""

    name = "browser"
    languages = ("sv",)
    for_each_reader = False

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.came: Came = []
        self._now = now

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def put(self, address: str, letter: Letter, ref: Ref | None) -> Ref:
        if ref is None:
            self.came.append((letter.key, self._now()))
        return ref or {"key": letter.key}

    async def find(self, address: str, key: str, since: datetime) -> Ref | None:
        return {"key": key} if key in dict(self.came) else None

    async def workspace(self, address: str) -> str | None:
        return None


Moments = list[datetime]
Happens = Callable[[], object]


async def in_real_time(
    url: str, dues: Spans, happens: Happens, later: Spans = (), never: int = 0
) -> tuple[Moments, Moments, Came]:
    """A bot with reminders due so long after its start; when a second has passed and the first has come, something
    `happens`; then others are wanted, due so much `later`. Gives the moments of both by the forum's clock, and what
    came until all was there but for those that will `never` come."""
    database, forum_time = Database(url), ForumTime()
    room = Room(forum_time.now)
    clock = Clock(database, forum_time, Courier(database, CAPABILITIES, [room], forum_time.now), room.start)
    await database.write(a_monday_morning)
    await clock.start()
    first = await remind(database, forum_time.now(), dues)
    await asyncio.sleep(SOON.total_seconds())
    await come(room, 1)
    happens()
    second = await remind(database, forum_time.now(), later) if later else []
    await come(room, len(first) + len(second) - never)
    await asyncio.sleep(TWICE)
    await clock.stop()
    await database.aclose()
    return first, second, room.came


async def come(room: Room, number: int) -> None:
    end = time.monotonic() + LONGEST
    while len(room.came) < number and time.monotonic() < end:
        await asyncio.sleep(0.02)


async def remind(database: Database, now: datetime, dues: Spans) -> Moments:
    """Want a reminder of the next meeting at each moment, under that moment as its key."""
    moments = [now + due for due in dues]

    def want(db: Session) -> None:
        meeting = meetings.ahead(db, now.date())[0]
        args, room = {"meeting": meeting.id, "day": meeting.day.isoformat()}, places.of(db, meeting.body_id)[0].id
        for moment in moments:
            posts.want(db, Wish(f"place:{room}", "meeting.reminder", str(moment), moment, "", args), now)

    await database.write(want)
    return moments


def jump_on(by: timedelta, runner: asyncio.Runner, url: str, seen: Seen) -> None:
    """What the machine's time skips comes at once, though nothing is written that would wake anybody."""
    dues = [SOON / 2, by / 2, by + 2 * SOON, by + 3 * SOON]
    with time_machine.travel(datetime.now(UTC), tick=True) as machine:
        moments, _, came = runner.run(in_real_time(url, dues, lambda: machine.shift(by)))
    before, *after = moments
    landed = before + SOON / 2 + by
    seen.compare({str(before): before} | {str(moment): max(moment, landed) for moment in after}, came)


def jump_back(by: timedelta, runner: asyncio.Runner, url: str, seen: Seen) -> None:
    """What came does not come again, what lies ahead waits for the clock on the wall."""
    dues, later = [SOON / 2, 3 * SOON], [SOON, 2 * SOON]
    with time_machine.travel(datetime.now(UTC), tick=True) as machine:
        (before, ahead), after, came = runner.run(in_real_time(url, dues, lambda: machine.shift(-by), later, never=1))
    seen.compare({str(moment): moment for moment in (before, *after)}, came)
    seen.early += any(key == str(ahead) and at < ahead for key, at in came)


def blocked(runner: asyncio.Runner, url: str, seen: Seen) -> None:
    """Something holds up the event loop for seconds. What falls due meanwhile comes afterwards, late by as much."""
    dues = [SOON / 2 * n for n in range(1, 10)]
    moments, _, came = runner.run(in_real_time(url, dues, partial(time.sleep, BLOCKED)))
    seen.compare({str(moment): moment for moment in moments}, came)


# Another zone, on a clock that stands still between what is due

HELSINKI = ZoneInfo("Europe/Helsinki")
REMINDERS = ("meeting.reminder", "home.morning")


def another_zone(runner: asyncio.Runner, url: str, seen: Seen) -> None:
    """The forum file is loaded with another zone. What lies ahead then keeps its time on the wall, there."""
    world = World(runner, url, "2027-02-03 12:00")
    ask(world, closes="12/2 12:00")
    world.does(KARIN, "action.log", text="Skriva till länen", due="18/2", body=OFFICIALS)
    walls = {key: due.astimezone(STOCKHOLM).replace(tzinfo=HELSINKI) for key, due in world.read(waiting).items()}
    world.write(lambda db: forums.set_clock(db, round((world.time - datetime.now(UTC)).total_seconds())))
    load_with_zone(url, "Europe/Helsinki")
    came: Came = []
    end = world.time + timedelta(days=21)
    while (due := world.read(lambda db: posts.next_due(db, world.time))) and due <= end:
        before = world.read(waiting).keys()
        world.goes_to(due)
        came += [(key, due) for key in before - world.read(waiting).keys()]
    world.close()
    seen.compare({key: wall for key, wall in walls.items() if wall <= end}, came)


def waiting(db: Session) -> dict[str, datetime]:
    """The reminders that lie ahead, with their times."""
    ahead = select(Post.key, Post.due).where(Post.view.in_(REMINDERS), Post.state == "waiting")
    return dict(db.execute(ahead).tuples().all())


def load_with_zone(url: str, zone: str) -> None:
    """As `forumbot load` does."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "forum.yaml")
        file.write_text(forum_files.dump(url).replace("Europe/Stockholm", zone), encoding="utf-8")
        forum_files.load(url, file, True, Console(file=io.StringIO()))


WAYS: dict[str, Callable[[asyncio.Runner, str, Seen], None]] = {
    "both nights": nights,
    "clock set an hour on": partial(jump_on, timedelta(hours=1)),
    "clock set three days on": partial(jump_on, timedelta(days=3)),
    "clock set an hour back": partial(jump_back, timedelta(hours=1)),
    "event loop blocked for 3 s": blocked,
    "another zone": another_zone,
}
