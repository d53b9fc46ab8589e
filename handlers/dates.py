"""Dates as people type them, in Swedish and English: «torsdag 18 februari kl. 12.00», "next Friday noon", «v. 10».

A phrase is a row of pieces (a weekday, a day of a month, a week, a time …). Every piece narrows what may be meant; what
contradicts itself, or could be meant in two ways, is refused with a suggestion to read back, never guessed. That is why
no general date parser is asked: those take «tisdag 18 februari» on a Thursday without a word, and «3» for a date.

What was chosen where usage wavers:
- Without a year: the next such day, today included. A weekday alone: the next one; today only for a time still to come.
- «nästa fredag», "next Friday": the Friday of next week (Monday to Sunday), also when this week's is yet to come.
- A week alone is its Monday; «senast v. 10» its Friday; from then on in that same week, today.
- «3/4» is 3 April, in English too. «senast kl. 16» is today.
- «torsdag 18» is the next Thursday where that is the 18th. Else it may be an hour: that is asked, and so is which
  Thursday, where a later one is the 18th.
- «midnatt» and «kl. 24» may be either end of the day: asked, suggesting 23:59.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as TimeOfDay
from typing import Literal
from zoneinfo import ZoneInfo

Reason = Literal[
    "not a date", "ambiguous", "day or hour", "either end", "hour is past", "weekday does not fit", "no such day"
]
Said = dict[str, int]
"""What a phrase says, as named numbers: {"weekday": 4, "day": 18, "month": 2, "hour": 12}."""


def local(day: date, at: TimeOfDay, zone: ZoneInfo) -> datetime:
    """Return the instant of a local time, in UTC. One that the clocks skip in spring comes an hour later by the clock;
    of two in autumn, it is the first."""
    return datetime.combine(day, at, zone).astimezone(UTC)


@dataclass(frozen=True)
class Moment:
    """A local day in the forum's zone, and a time of day where one was said."""

    day: date
    time: TimeOfDay | None

    def at(self, zone: ZoneInfo, default: TimeOfDay) -> datetime:
        """Return the instant in UTC; `default` is the time where none was said."""
        return local(self.day, default if self.time is None else self.time, zone)


class UnclearDate(ValueError):
    """The words name no day, or not one alone. "no such day" also tells of an impossible week or time of day.

    The likeliest of the `suggestions` comes first. `written` are the words that are unclear, of those they end.
    """

    def __init__(self, reason: Reason, *suggestions: Moment) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.suggestions = suggestions
        self.written = ""


def read_moment(text: str, today: date, now_time: TimeOfDay) -> Moment:
    """Read one day, with or without a time; `today` and `now_time` are local. Raises UnclearDate."""
    said = what_is_said(text)
    if said is None:
        raise UnclearDate("not a date")
    return _moment(said, today, now_time, today)


def split_date(
    text: str, today: date, now_time: TimeOfDay, since: date | None = None
) -> tuple[str, Moment | None, str]:
    """Part a command's words from the longest date phrase at their end: («Ring Bo», its moment, «senast torsdag»).

    Words that end in no date come back with None and "". What names no year or week is the next such day from `since`
    on (today, unless said). Raises UnclearDate for a tail that is written as a date but cannot be one.
    """
    text = text.strip()
    starts = [word.start() for word in re.finditer(r"\S+", text)]
    for start in starts[-_LONGEST_IN_WORDS:]:
        try:
            said = what_is_said(text[start:])
            if said is not None:
                moment = _moment(said, today, now_time, since or today)
                return re.sub(r"[\s,;]+\Z", "", text[:start]), moment, text[start:]
        except UnclearDate as unclear:
            unclear.written = text[start:]
            raise
    return text, None, ""


def _numbered(*meanings: str, start: int = 1) -> Said:
    """Number each meaning's spellings; å, ä and ö may be typed as a and o."""
    spellings = {word: number for number, meaning in enumerate(meanings, start) for word in meaning.split("|")}
    return {word.translate(str.maketrans("åäö", "aao")): number for word, number in spellings.items()} | spellings


def _any(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_MONTHS = _numbered(
    "januari|january|jan", "februari|february|feb", "mars|march|mar", "april|apr", "maj|may", "juni|june|jun",
    "juli|july|jul", "augusti|august|aug", "september|sept|sep", "oktober|october|okt|oct", "november|nov",
    "december|dec",
)  # fmt: skip
_WEEKDAYS = _numbered(
    "måndag|monday", "tisdag|tuesday", "onsdag|wednesday", "torsdag|thursday", "fredag|friday", "lördag|saturday",
    "söndag|sunday",
)  # fmt: skip
# Not numbered with a and o: «man» and «son» are words. So are "fri", "sat" and "sun", which count only before a figure.
_SHORT_WEEKDAYS = {
    "mån": 1, "tis": 2, "ons": 3, "tor": 4, "tors": 4, "fre": 5, "lör": 6, "sön": 7,
    "mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4,
}  # fmt: skip
_WORDLIKE_WEEKDAYS = {"fri": 5, "sat": 6, "sun": 7}
_AHEAD = _numbered(
    "i går|igår|yesterday", "i dag|idag|today", "i morgon|imorgon|tomorrow",
    "i övermorgon|övermorgon|iövermorgon|the day after tomorrow|day after tomorrow", start=-1,
)  # fmt: skip
_COUNTS = _numbered(
    "en|ett|a|one", "två|two", "tre|three", "fyra|four", "fem|five", "sex|six", "sju|seven", "åtta|eight", "nio|nine",
    "tio|ten",
)  # fmt: skip
_UNITS = {"dag": 1, "dagar": 1, "day": 1, "days": 1, "vecka": 7, "veckor": 7, "week": 7, "weeks": 7}
_NEXT = _numbered("nästa|next")
_HOURS = {"noon": 12, "midnatt": 24, "midnight": 24}
_HALVES = {"am": 0, "a.m": 0, "pm": 12, "p.m": 12}
_SIGNS = _numbered("senast|by|eller|or")
_NUMBERS = {
    **_MONTHS, **_WEEKDAYS, **_SHORT_WEEKDAYS, **_WORDLIKE_WEEKDAYS, **_AHEAD, **_COUNTS, **_UNITS, **_NEXT, **_HOURS,
    **_HALVES, **_SIGNS,
}  # fmt: skip


# The pieces of a phrase: the first pattern that fits takes its words, and its groups are what it says.
_ON = r"(?:(?:på|pa|on|nu på|nu pa|this) )?"
_THE = rf"{_ON}(?:den |the )?"
_DAY = r"(?P<day>\d\d?)"
_MONTH = rf"(?P<month>{_any(_MONTHS)})\.?"
_YEAR = r"(?P<year>19\d\d|20\d\d|2100)"
_DAY_NAME = _any(_WEEKDAYS | _SHORT_WEEKDAYS)
_AT = r"(?:kl|klockan|at)\.? ?"
_HOUR = r"(?P<hour>\d\d?)"
_HALF = rf" ?(?P<half>{_any(_HALVES)})"

_PIECES = tuple(
    re.compile(rf"(?:{piece})\.?(?: |\Z)", re.ASCII)
    for piece in (
        rf"{_ON}{_YEAR}-(?P<month>\d\d?)-{_DAY}(?:t{_HOUR}:(?P<minute>\d\d))?",
        rf"{_ON}{_YEAR}(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)",
        rf"{_THE}{_DAY}/(?P<month>0?[1-9]|1[0-2])(?:[-/ ]{_YEAR})?",
        rf"{_THE}{_DAY}(?::[ae]|st|nd|rd|th)? (?:of )?{_MONTH}(?: {_YEAR})?",
        rf"{_ON}{_MONTH} {_DAY}(?:st|nd|rd|th)?(?: {_YEAR})?",
        rf"{_ON}den {_DAY}(?::[ae])?",
        rf"{_ON}the {_DAY}(?:st|nd|rd|th)",
        rf"(?P<ahead>{_any(_AHEAD)})",
        rf"(?:om|in) (?P<count>\d\d?\d?|{_any(_COUNTS)}) (?P<unit>{_any(_UNITS)})",
        rf"(?:i )?(?P<next>{_any(_NEXT)}) (?:vecka|week)",
        rf"{_ON}(?P<next>{_any(_NEXT)})(?= (?:{_DAY_NAME})\b)",
        rf"(?:v|vecka|week)\.? ?(?P<week>\d\d?)(?: {_YEAR})?",
        rf"{_ON}(?P<weekday>{_DAY_NAME})(?:en)?",
        rf"{_ON}(?P<weekday>{_any(_WORDLIKE_WEEKDAYS)})(?=\.? \d)",
        rf"(?:{_AT})?{_HOUR}[.:](?P<minute>\d\d)(?:{_HALF})?",
        rf"(?:{_AT})?{_HOUR}{_HALF}",
        rf"{_AT}{_HOUR}",
        rf"(?:at |12 )?(?P<hour>{_any(_HOURS)})",
        r"(?<= )(?P<number>\d\d?)",
        r"(?P<deadline>senast|by)",
        r"(?<= )(?P<either>eller|or)",
        r"(?<!.)(?:till|to|until)",
    )
)


_NAMES_A_DAY = {"day", "ahead", "count", "week", "next", "weekday"}
_LONGEST = 200
_LONGEST_IN_WORDS = 12


def folded_date(text: str) -> str:
    """Return the text in lower case, with single spaces and no commas after words; "" if it is too long for a date."""
    if len(text) > _LONGEST:
        return ""
    return " ".join(re.sub(r",(?=\s|\Z)", " ", unicodedata.normalize("NFKC", text).casefold()).split())


def _pieces(words: str) -> list[tuple[str, int]]:
    """Return the names and numbers that the words say, piece by piece; none if any word is no part of a date."""
    named: list[tuple[str, int]] = []
    position = 0
    while position < len(words):
        piece = next((match for pattern in _PIECES if (match := pattern.match(words, position))), None)
        if piece is None:
            return []
        said = {name: word for name, word in piece.groupdict().items() if word}
        named += [(name, int(word) if word.isdecimal() else _NUMBERS[word]) for name, word in said.items()]
        position = piece.end()
    return named


def what_is_said(text: str) -> Said | None:
    """Return what a phrase says, or None if it names no day. Raises UnclearDate if it says two things."""
    pieces = _pieces(folded_date(text))
    names = {name for name, _ in pieces}
    if not (names & _NAMES_A_DAY or names >= {"deadline", "hour"}):
        return None
    said: Said = {}
    for name, number in pieces:
        # Beside a clock time the loose figure is the day: «torsdag 18 kl. 12».
        key = "day" if name == "number" and "hour" in names else name
        if said.setdefault(key, number) != number or name == "either":
            raise UnclearDate("ambiguous")
    return said


def _moment(said: Said, today: date, now_time: TimeOfDay, since: date) -> Moment:
    if "number" in said and "weekday" in said and not said.keys() & {"day", "ahead", "count"}:
        said = _day_or_hour(said, today, now_time, since)
    clock = _clock(said)
    first, last = days_meant(said, today, since, now_time)
    day = first + timedelta(days=4) if "deadline" in said and first != last else first
    if day < today <= last:
        day = today
    moment = Moment(day, clock)
    if said.get("hour", said.get("number")) == 24:
        raise UnclearDate("either end", moment)
    if "number" in said and not said.keys() & {"day", "ahead", "count"}:
        raise UnclearDate("day or hour", moment)
    if day > today and not said.keys() & _NAMES_A_DAY:
        raise UnclearDate("hour is past", moment)
    return moment


def _day_or_hour(said: Said, today: date, now_time: TimeOfDay, since: date) -> Said:
    """What «fredag 12» says: the day of the month where no hour is called so, or the next Friday is the 12th. Raises
    UnclearDate, with the hour and with the day where that may be meant, for what could be an hour."""
    figure, rest = said["number"], {name: number for name, number in said.items() if name != "number"}
    as_day = rest | {"day": figure}
    if figure > 24:
        return as_day
    hour = _clock(said)
    next_such, _ = days_meant(rest | {"hour": figure % 24}, today, since, now_time)
    try:
        on_that_day, _ = days_meant(as_day, today, since, now_time)
    except UnclearDate:
        raise UnclearDate("day or hour", Moment(next_such, hour)) from None
    if on_that_day == next_such:
        return as_day
    raise UnclearDate("day or hour", Moment(next_such, hour), Moment(on_that_day, None))


def _clock(said: Said) -> TimeOfDay | None:
    """Return the time of day that is said, 24:00 as 23:59. Raises UnclearDate."""
    hour, minute = said.get("hour", said.get("number")), said.get("minute", 0)
    if hour is None:
        return None
    if "half" in said:
        hour = hour % 12 + said["half"] if 1 <= hour <= 12 else -1
    if (hour, minute) == (24, 0):
        return TimeOfDay(23, 59)
    try:
        return TimeOfDay(hour, minute)
    except ValueError:
        raise UnclearDate("no such day") from None


def days_meant(said: Said, today: date, since: date, now_time: TimeOfDay = TimeOfDay.max) -> tuple[date, date]:
    """Return the first and last day that all of what is said allows: one day, or a week.

    What names no year or week is the next such day, not before `since`; a weekday alone comes after `since`, or on it
    at a time after `now_time`. Raises UnclearDate.
    """
    clock = _clock(said)
    begin = since if clock is not None and clock > now_time else since + timedelta(days=1)
    try:
        spans = list(_spans(said, today, since)) or [(begin, begin + timedelta(days=6 if "weekday" in said else 0))]
    except ValueError:
        raise UnclearDate("no such day") from None
    first, last = max(first for first, _ in spans), min(last for _, last in spans)
    if first > last:
        raise UnclearDate("ambiguous")
    if "weekday" not in said:
        return first, last
    day = first + timedelta(days=(said["weekday"] - first.isoweekday()) % 7)
    if day > last:
        raise UnclearDate("weekday does not fit", Moment(first, clock))
    return day, day


def _spans(said: Said, today: date, since: date) -> Iterator[tuple[date, date]]:
    """Yield the first and last day that each kind of naming allows. Raises ValueError for a day that does not exist."""
    if "day" in said:
        day = _calendar_day(said, since)
        yield day, day
    if "ahead" in said or "count" in said:
        day = today + timedelta(days=said.get("ahead", 0) + said.get("count", 0) * said.get("unit", 0))
        yield day, day
    if "next" in said:
        monday = today + timedelta(weeks=1, days=-today.weekday())
        yield monday, monday + timedelta(days=6)
    if "week" in said:
        year, week, _ = since.isocalendar()
        monday = date.fromisocalendar(said.get("year", year + (said["week"] < week)), said["week"], 1)
        yield monday, monday + timedelta(days=6)


def _calendar_day(said: Said, since: date) -> date:
    """Return the day of a month in the year said, or the next such; without a month, of this month or the next."""
    day = said["day"]
    month = said.get("month", (since.month - 1 + (day < since.day)) % 12 + 1)
    year = said.get("year", since.year + ((month, day) < (since.month, since.day)))
    return date(year, month, day)
