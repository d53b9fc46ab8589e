"""Counting answers: each leaves marks, and everything that a result shows follows from how often each mark was made.

The mark of a choice, a pick or a step of a scale is its number. A ranking leaves one for each option, which tells in
which place it was put. So anonymous answers, of which only such counts are kept, are counted like all others.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from storage.questions import Said

STEPS = range(1, 6)
"""A scale goes from 1 to 5."""

PLACE = 100
"""What a place in a ranking adds to the number of the option: first is 100."""


@dataclass(frozen=True)
class Ranked:
    """What an option got in a ranking."""

    points: int
    first: int


def marks(kind: str, said: Said) -> list[int]:
    """The marks that an answer leaves."""
    if kind == "ranking":
        return [place * PLACE + option for place, option in enumerate(said.picks or [], 1)]
    return list(said.picks or []) or ([said.choice] if said.choice is not None else [])


def counted(kind: str, answers: Iterable[Said]) -> Counter[int]:
    """How often each mark was made in some answers."""
    return Counter(mark for said in answers for mark in marks(kind, said))


def mean(counts: Mapping[int, int]) -> float | None:
    """The mean of a scale; None where nobody answered."""
    answers = sum(counts[step] for step in STEPS)
    return sum(step * counts[step] for step in STEPS) / answers if answers else None


def ranked(counts: Mapping[int, int], options: Iterable[int]) -> dict[int, Ranked]:
    """What each option got, by Borda count: of n options the first in an answer gets n - 1 points, the last none.

    Borda, because a sounding looks for what all can live with, not for a winner: every place counts, an option that is
    everyone's second beats one that half put first and half last. Anybody can check the sum, and it needs no rounds.
    """
    numbers = list(options)
    places = range(1, len(numbers) + 1)
    return {
        option: Ranked(
            points=sum((len(numbers) - place) * counts.get(place * PLACE + option, 0) for place in places),
            first=counts.get(PLACE + option, 0),
        )
        for option in numbers
    }
