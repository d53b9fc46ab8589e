"""The days of a year on which a country does not work, besides its weekends: from the library `holidays`."""

from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=64)
def free_days(country: str, year: int) -> frozenset[date]:
    """Public holidays, and the eves that nobody works though the law does not say so. `country` has two letters."""
    kinds = {"public", "de_facto"} & set(holidays.country_holidays(country).supported_categories)
    return frozenset(holidays.country_holidays(country, years=year, categories=tuple(kinds)))
