"""kill -9 in the midst of answers: what was acknowledged is there, nothing is there by half."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from storage.events import Event
from storage.questions import Answer
from tests.conftest import both
from tests.test_questions import ask
from tests.world import World

ROUNDS, MOST = 20, 1_000_000


@contextmanager
def answering(*args: object) -> Iterator[subprocess.Popen[str]]:
    """The process that answers in a child, in a group of its own, so that neither outlives the test."""
    command, pipe = [sys.executable, "-m", "tests.answering", *map(str, args)], subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, start_new_session=True) as process:
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def killed_in_the_midst(process: subprocess.Popen[str], first: int, after: float) -> list[int]:
    """The numbers of the answers that were acknowledged until the bot was killed, `after` seconds from the first."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{first}\n")
    process.stdin.flush()
    pid, acknowledged = int(process.stdout.readline()), [int(process.stdout.readline())]
    time.sleep(after)
    os.kill(pid, signal.SIGKILL)
    while (line := process.stdout.readline()) != "dead\n":
        acknowledged.append(int(line))
    return acknowledged


@both
def test_twenty_kills_lose_nothing_that_was_acknowledged(world: World, forum_url: str):
    question, chance = ask(world, kind="text"), random.Random(20)
    people = [seat.person.id for seat in world.seats("tjanstepersonsforum") if seat.person][:8]
    acknowledged: set[int] = set()
    with answering(forum_url, world.time.isoformat(), question, *people) as process:
        for number in range(ROUNDS):
            acknowledged.update(killed_in_the_midst(process, number * MOST, chance.uniform(0, 0.2)))
            assert acknowledged <= world.read(answers_in)
    assert len(acknowledged) > ROUNDS

    assert world.read(answers_in) == world.read(events_in)
    if forum_url.startswith("sqlite"):
        assert world.read(lambda db: db.scalars(text("PRAGMA integrity_check")).all()) == ["ok"]


def answers_in(db: Session) -> set[int]:
    """The numbers of all answers; each was stored once."""
    stored = [int(told) for told in db.scalars(select(Answer.text)) if told]
    assert len(stored) == len(set(stored))
    return set(stored)


def events_in(db: Session) -> set[int]:
    """The numbers of the events whose reply is kept."""
    kept = select(Event.id).where(Event.id.startswith("event "), Event.reply.is_not(None))
    return {int(event.removeprefix("event ")) for event in db.scalars(kept)}
