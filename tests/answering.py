"""A bot that answers a question as fast as it can until it is killed; tests/test_kill.py kills it.

For each number on stdin a child of this process, which has imported everything already, tells its pid, then from that
number on the number of each answer that was acknowledged. «dead» follows when it was killed.
"""

import asyncio
import itertools
import os
import sys
from collections.abc import Iterator
from datetime import datetime

import structlog
from sqlalchemy.orm import configure_mappers

from bot.inbound import Inbound
from handlers import CAPABILITIES
from handlers.call import Ask
from storage.database import Database


def tell(what: object) -> None:
    """Write a whole line at once, so that being killed never leaves half of one."""
    os.write(sys.stdout.fileno(), f"{what}\n".encode())


async def answer(inbound: Inbound, question: int, person: int, numbers: Iterator[int]) -> None:
    """Answer again and again, each time with the next number."""
    for number in numbers:
        values = {"question": question, "text": str(number)}
        reply = await inbound.do(Ask("question.tell", values, person, f"event {number}", "sv"))
        if reply.outcome == "done":
            tell(number)


async def answer_for_all(url: str, now: datetime, question: int, people: list[int], first: int) -> None:
    tell(os.getpid())
    inbound, numbers = Inbound(Database(url), CAPABILITIES, lambda: now), itertools.count(first)
    await asyncio.gather(*(answer(inbound, question, person, numbers) for person in people))


def main(url: str, now: str, question: str, *people: str) -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    configure_mappers()
    for line in sys.stdin:
        if child := os.fork():
            os.waitpid(child, 0)
            tell("dead")
        else:
            asked = int(question), [int(person) for person in people]
            asyncio.run(answer_for_all(url, datetime.fromisoformat(now), *asked, int(line)))


if __name__ == "__main__":
    main(*sys.argv[1:])
