"""How often somebody has tried a link that opens nothing, so that nobody tries for long.

Kept in memory, and never more of it than `REMEMBERED` addresses. Tokens are far too many to be guessed: this spares the
database, and makes a program that tries them visible by its slowness.
"""

from collections import OrderedDict, deque
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from math import ceil
from time import monotonic

WINDOW = 600
"""Seconds for which a failed try counts."""
EACH = 20
"""Failed tries from one address. A whole region may share one, so some have to be able to err."""
ALL = 300
"""Failed tries from everywhere."""
REMEMBERED = 10_000


class Tries:
    """Failed tries by address. Those that were turned away unread do not count again."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._by_address: OrderedDict[str, deque[float]] = OrderedDict()
        self._all: deque[float] = deque(maxlen=ALL)

    def failed(self, address: str) -> None:
        """Note that a link tried from `address` opens nothing."""
        at, whose = self._now(), network(address)
        self._by_address.setdefault(whose, deque(maxlen=EACH)).append(at)
        self._by_address.move_to_end(whose)
        if len(self._by_address) > REMEMBERED:
            self._by_address.popitem(last=False)
        self._all.append(at)

    def wait(self, address: str) -> int:
        """Seconds until `address` may try again; 0 if it may now.

        When too many fail everywhere, those wait who have failed themselves: a flood from elsewhere keeps nobody out
        whose link is good.
        """
        own = self._recent(self._by_address.get(network(address)))
        if len(own) == EACH:
            return self._left(own[0])
        everywhere = self._recent(self._all)
        return self._left(everywhere[0]) if own and len(everywhere) == ALL else 0

    def _recent(self, times: deque[float] | None) -> list[float]:
        return [at for at in times or () if at > self._now() - WINDOW]

    def _left(self, at: float) -> int:
        return ceil(at + WINDOW - self._now())


def network(address: str) -> str:
    """What counts as one address: of IPv6 the first half, since one household has all of the second."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))
    return str(found)
