"""Dates and times as a forum file writes them: «2015-05-12», «09:30», and dates counted from the day of the load."""

import re
from datetime import date, time, timedelta
from typing import NewType

from storage.free_days import free_days

RelativeDate = NewType("RelativeDate", str)
"""`±N workdays` (weekends and holidays not counted), `±N days`, or `±N weeks monday` … `sunday`: that day of the week,
from Monday to Sunday, which is N weeks from the present one."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
RELATIVE = re.compile(rf"([+-]\d{{1,3}}) (?:(workdays|days)|weeks ({'|'.join(WEEKDAYS)}))", re.ASCII)
ISO_DATE = re.compile(r"(?:19|20|21)\d\d-\d\d-\d\d", re.ASCII)
CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)


def iso_date(text: object) -> date | None:
    """The date, if `text` is one between 1900 and 2199."""
    if not isinstance(text, str) or not ISO_DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:  # the 30th of February
        return None


def clock(text: object) -> time | None:
    """The time of day, if `text` is one of the form 09:30."""
    return time.fromisoformat(text) if isinstance(text, str) and CLOCK.fullmatch(text) else None


def relative_date(text: object) -> RelativeDate | None:
    return RelativeDate(text) if isinstance(text, str) and RELATIVE.fullmatch(text) else None


def counted_from(today: date, relative: RelativeDate, country: str) -> date:
    """The date that `relative` means on the day `today`, in a country by its two letters (ISO 3166)."""
    match = RELATIVE.fullmatch(relative)
    if match is None:
        raise ValueError(f"{relative!r} is no relative date")
    number, unit, weekday = int(match[1]), match[2], match[3]
    if unit == "workdays":
        return _workday(today, number, country)
    if unit == "days":
        return today + timedelta(days=number)
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(weeks=number, days=WEEKDAYS.index(weekday))


def _workday(day: date, number: int, country: str) -> date:
    """The `number`-th working day after `day`, or before it for a negative number."""
    step = timedelta(days=1 if number > 0 else -1)
    for _ in range(abs(number)):
        day += step
        while day.weekday() >= 5 or day in free_days(country, day.year):
            day += step
    return day
