"""How two sides are compared on a machine that others use too: in turn, by medians."""

import math
from collections.abc import Callable, Sequence
from statistics import median


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
