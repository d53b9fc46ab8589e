"""Holidays, of one country at a time."""

import subprocess
import sys
from datetime import date

import pytest

from storage.free_days import free_days


@pytest.mark.parametrize(
    ("country", "day"),
    [("SE", date(2016, 6, 6)), ("SE", date(2016, 6, 24)), ("FI", date(2016, 12, 6)), ("DK", date(2016, 12, 25))],
)
def test_nobody_works_then(country: str, day: date):
    assert day in free_days(country, day.year)


def test_an_ordinary_monday_is_no_holiday():
    assert date(2016, 6, 13) not in free_days("SE", 2016)


def test_asking_for_one_country_does_not_load_the_others():
    asks = "from storage.free_days import free_days; free_days('SE', 2016)"
    counts = "import sys; print(sum(name.startswith('holidays.countries.') for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", f"{asks}; {counts}"], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 5
