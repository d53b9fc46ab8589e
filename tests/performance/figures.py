"""What a figure is, and how two sides are compared on a machine that others use too: in turn, by medians."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """A value and what it should be: `at_least` or `at_most` so much. Without either it is told for information."""

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def goal(self) -> float | None:
        return self.at_most if self.at_least is None else self.at_least

    @property
    def holds(self) -> bool:
        return (self.at_least is None or self.value >= self.at_least) and (
            self.at_most is None or self.value <= self.at_most
        )


def in_turn(rounds: int, *sides: Callable[[], float]) -> list[tuple[float, ...]]:
    """What the sides give in each round. Every other round goes the other way, so that none always comes first."""
    found = []
    for number in range(rounds):
        order = range(len(sides)) if number % 2 else reversed(range(len(sides)))
        given = {side: sides[side]() for side in order}
        found.append(tuple(given[side] for side in range(len(sides))))
    return found


def ratio(found: Sequence[tuple[float, ...]], over: int, under: int) -> float:
    """The median of one side divided by another of the same round."""
    return median(given[over] / given[under] for given in found)


def percentile(values: Sequence[float], percent: float) -> float:
    """The least value that `percent` of them do not exceed."""
    return sorted(values)[math.ceil(len(values) * percent / 100) - 1]
