"""The days of a year on which a country does not work, besides its weekends: from the library `holidays`."""

import sys
from datetime import date
from functools import lru_cache
from importlib.util import find_spec, module_from_spec

import holidays


def _one_country_at_a_time() -> None:
    """Put the library's package of countries in place without running it: run, it imports all 250, which is a tenth of
    the bot's memory (12 MB, `make bench`) to know one of them. Each country's module is then imported when it is asked
    for."""
    if spec := find_spec("holidays.countries"):
        sys.modules.setdefault(spec.name, module_from_spec(spec))


_one_country_at_a_time()


@lru_cache(maxsize=64)
def free_days(country: str, year: int) -> frozenset[date]:
    """Public holidays, and the eves that nobody works though the law does not say so. `country` has two letters."""
    kinds = {"public", "de_facto"} & set(holidays.country_holidays(country).supported_categories)
    return frozenset(holidays.country_holidays(country, years=year, categories=tuple(kinds)))
