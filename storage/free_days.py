"""The days of a year on which a country does not work, besides its weekends: from the library `holidays`."""

import sys
from datetime import date
from functools import lru_cache
from importlib.util import find_spec, module_from_spec

import holidays

# The library keeps a module for each country, in a package that imports all 250 of them: 12 MB, to know one. So the
# package stands there without having been run.
if spec := find_spec("holidays.countries"):
    sys.modules.setdefault(spec.name, module_from_spec(spec))


@lru_cache(maxsize=64)
def free_days(country: str, year: int) -> frozenset[date]:
    """Public holidays, and the eves that nobody works though the law does not say so. `country` has two letters."""
    kinds = {"public", "de_facto"} & set(holidays.country_holidays(country).supported_categories)
    return frozenset(holidays.country_holidays(country, years=year, categories=tuple(kinds)))
