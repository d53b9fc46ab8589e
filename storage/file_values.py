"""The kinds of values in a forum file, each with what is expected of it in words."""

import re
import unicodedata
from collections.abc import Callable, Container
from datetime import date, time
from functools import cache
from typing import Annotated, Any
from zoneinfo import available_timezones

import holidays
from pydantic import BeforeValidator, PlainSerializer
from pydantic_core import PydanticCustomError

from storage.file_dates import RelativeDate, clock, iso_date, relative_date

Reader = Callable[[Any], Any]
"""Gives the value it understands in what stands in the file, or None."""

NEVER = "\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
"""Control characters except the line break, what turns the direction of writing, halves of surrogate pairs."""
SLUG = "[a-z0-9]+(-[a-z0-9]+)*"


def _kind(read: Reader, expected: str) -> BeforeValidator:
    def check(value: Any) -> Any:
        understood = read(value)
        if understood is None:
            raise PydanticCustomError("unexpected", "{expected}", {"expected": expected})
        return understood

    return BeforeValidator(check)


def _text(form: str, longest: int = 200) -> Reader:
    """A text of the form of a regular expression, in Unicode's NFC."""
    pattern = re.compile(form)

    def read(value: Any) -> str | None:
        text = unicodedata.normalize("NFC", value) if isinstance(value, str) else ""
        return text if text.strip() and len(text) <= longest and pattern.fullmatch(text) else None

    return read


def _number(first: int, last: int) -> Reader:
    numbers = {str(number): number for number in range(first, last + 1)}
    return lambda value: numbers.get(str(value))


def _among(known: Callable[[], Container[str]]) -> Reader:
    """`known` is asked only when a file is read: it takes its time."""
    return lambda value: value if isinstance(value, str) and value in known() else None


@cache
def _zones() -> set[str]:
    return available_timezones()


@cache
def _countries() -> set[str]:
    return set(holidays.list_supported_countries(include_aliases=False))


def _date(value: Any) -> date | None:
    return value if isinstance(value, date) else iso_date(value)


def _meeting_date(value: Any) -> date | RelativeDate | None:
    return _date(value) or relative_date(value)


def _clock(value: Any) -> time | None:
    return value if isinstance(value, time) else clock(value)


def _flag(value: Any) -> bool | None:
    return {"true": True, "false": False}.get(str(value).lower())


Key = Annotated[str, _kind(_text(SLUG, 100), "a key of a–z, 0–9 and single hyphens, at most 100 characters")]
Name = Annotated[str, _kind(_text(f"[^\n{NEVER}]+"), "one line of text, at most 200 characters")]
Text = Annotated[str, _kind(_text(f"[^{NEVER}]+", 2000), "text of at most 2000 characters, no control characters")]
Email = Annotated[str, _kind(_text(rf"[^\s@{NEVER}]+@[^\s@{NEVER}]+"), "a mail address")]
Link = Annotated[str, _kind(_text(rf"https?://[^\s{NEVER}]+", 2000), "a link that begins with https://")]
Flag = Annotated[bool, _kind(_flag, "true or false")]
Seats = Annotated[int, _kind(_number(1, 999), "a whole number from 1 to 999")]
Minutes = Annotated[int, _kind(_number(1, 600), "a whole number of minutes from 1 to 600")]
Month = Annotated[int, _kind(_number(1, 12), "a month from 1 to 12")]
Date = Annotated[date, _kind(_date, "a date such as 2015-05-12")]
MeetingDate = Annotated[
    date | RelativeDate, _kind(_meeting_date, "a date such as 2015-05-12, +6 workdays or +3 weeks tuesday")
]
Clock = Annotated[
    time, _kind(_clock, "a time such as 09:30"), PlainSerializer(lambda value: f"{value:%H:%M}", when_used="json")
]
Offset = Annotated[str, _kind(_text("[0-9]{1,3}[dh]"), "days or hours before, such as 14d or 2h")]
DayOffset = Annotated[str, _kind(_text("[0-9]{1,3}d"), "days before, such as 14d")]
Zone = Annotated[str, _kind(_among(_zones), "a time zone such as Europe/Stockholm")]
Country = Annotated[str, _kind(_among(_countries), "a country whose holidays are known, such as SE")]
