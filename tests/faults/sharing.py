"""Work that is shared out among processes, one for each processor."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

import structlog

from bot import inbound
from tests.faults.frame import FOR_LONG, LOG

P = TypeVar("P")
T = TypeVar("T")

PROCESSES = os.cpu_count() or 1


def shared(work: Callable[[P], T], pieces: Iterable[P]) -> Iterator[tuple[P, T]]:
    """Each piece with what became of it, in their order. A few are made ahead, not all."""
    going: deque[tuple[P, Future[T]]] = deque()
    with ProcessPoolExecutor(PROCESSES, get_context("spawn"), _as_here) as pool:
        for piece in pieces:
            going.append((piece, pool.submit(work, piece)))
            if len(going) > 2 * PROCESSES:
                yield _done(*going.popleft())
        while going:
            yield _done(*going.popleft())


def _done(piece: P, going: Future[T]) -> tuple[P, T]:
    return piece, going.result()


def _as_here() -> None:
    """What tests/faults/__main__.py has set for its own process."""
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(LOG.open("a", encoding="utf-8")))
    inbound.SILENCE = FOR_LONG
