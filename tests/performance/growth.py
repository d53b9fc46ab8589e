"""What the same thing costs after a million answers, beside a thousand."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy.orm import Session

from handlers import CAPABILITIES
from handlers.call import Look
from handlers.preview import preview
from storage import people
from tests.figures import Figure
from tests.performance.figures import in_turn, ratio
from tests.performance.forum import Forum, loaded
from tests.performance.history import fill

LARGE, SMALL = 1_000_000, 1_000
ROUNDS = 40

HOME = ("home.waiting", "home.todo", "home.meetings", "home.seat")
PREVIEWED = timedelta(days=14)


def figures(runner: asyncio.Runner, folder: Path) -> list[Figure]:
    with forum(runner, folder, LARGE) as large, forum(runner, folder, SMALL) as small:
        return [
            figure
            for name, does in {"answer": answer, "tally": tally, "home": home, "preview": previews}.items()
            for figure in compare(name, partial(time, does, large), partial(time, does, small))
        ]


@contextmanager
def forum(runner: asyncio.Runner, folder: Path, answers: int) -> Iterator[Forum]:
    path = loaded(runner, folder / f"{answers}.db")
    fill(path, answers)
    forum = Forum(runner, path)
    yield forum
    forum.close()


def compare(name: str, large: Callable[[], float], small: Callable[[], float]) -> list[Figure]:
    found = in_turn(ROUNDS, large, small)
    return [
        Figure(f"{name} at 10⁶ answers", median(given[0] for given in found) * 1000, "ms"),
        Figure(f"{name} at 10⁶ answers ÷ at 10³", ratio(found, 0, 1), "×", at_most=1.5),
    ]


def time(does: Callable[[Forum], None], forum: Forum) -> float:
    """How long it takes once."""
    began = perf_counter()
    does(forum)
    return perf_counter() - began


def answer(forum: Forum) -> None:
    """A director answers, and the card in the room is brought up to date."""
    for ask in forum.answers(1):
        forum.world.run(forum.world.inbound.do(ask))
    forum.world.delivers()


def tally(forum: Forum) -> None:
    """The card of the open question, for a director."""
    forum.world.read(lambda db: show(db, forum, "question.card", question=forum.question))


def home(forum: Forum) -> None:
    """The home page of a director."""
    for view in HOME:
        forum.world.read(partial(show, forum=forum, view=view))


def show(db: Session, forum: Forum, view: str, **args: object) -> None:
    viewer = people.get(db, forum.directors[0])
    CAPABILITIES.show(view, args, Look(db, forum.world.time, viewer, "sv"))


def previews(forum: Forum) -> None:
    """What will be posted in the next two weeks."""
    now = forum.world.time
    forum.world.read(lambda db: preview(db, CAPABILITIES, now, now + PREVIEWED))
