"""Periods as people type them: «1 mars–30 april», «1–30 april», "1 March to 5 March", «v. 10–12». Read as dates are."""

import re
from datetime import date, timedelta

from handlers.dates import Said, UnclearDate, days_meant, folded_date, what_is_said

OPENING = re.compile(r"\A(?:från|fran|from|fr\.?o\.?m\.?) ")
LONGEST_IN_WORDS = 12
DASH = re.compile(r" ?[–—-] ?|(?:\A| )(?:till och med|t\.?o\.?m\.?|till|to|until|through) ")


def read_period(text: str, today: date) -> tuple[date, date]:
    """Read the first and last day of «1 mars–30 april», «1–30 april», "1 March to 5 March", «v. 10» or one day.

    «till fredag» begins today. Without a year a period that has begun but is not over counts, and one that would last
    over a New Year for more than half a year is ambiguous. A time of day has no place in it. Raises UnclearDate.
    """
    words = OPENING.sub("", folded_date(text))
    for dash in DASH.finditer(words):
        ends = _both_ends(words[: dash.start()], words[dash.end() :])
        if ends is not None:
            return _between(*ends, today)
    whole = _day_said(text)
    if whole is None:
        raise UnclearDate("not a date")
    return days_meant(whole, today, since=today)


def _day_said(text: str) -> Said | None:
    said = what_is_said(text)
    return None if said is None or said.keys() & {"hour", "number"} else said


def _both_ends(left: str, right: str) -> tuple[Said, Said] | None:
    """Return what both ends of a period say, each borrowing what only the other names; None if one is no date."""
    if left.isdecimal() and right[:1].isdecimal():  # «1–30 april»
        left = re.sub(r"\A\d+", left, right)
    if right.isdecimal() and (week := re.match(r"(?:v|vecka|week)\.? ?", left)):  # «v. 10–12»
        right = week[0] + right
    first, last = _day_said(left) if left else {"ahead": 0}, _day_said(right)
    if first is None or last is None:
        return None
    if "day" in first and "month" in last:  # «den 1 till 30 april»
        first = {"month": last["month"]} | first
    if "weekday" in first and "weekday" in last:  # «måndag till onsdag nästa vecka»
        first = {name: last[name] for name in ("next", "week", "year") if name in last} | first
    return first, last


def _between(first: Said, last: Said, today: date) -> tuple[date, date]:
    if "month" in first and "month" in last and "year" not in first:
        # From the end backwards, so that one that has begun is found.
        end = days_meant(last, today, since=today)[1]
        start = days_meant(first, today, since=end - timedelta(days=364))[0]
    else:
        start = days_meant(first, today, since=today)[0]
        end = days_meant(last, today, since=start)[1]
    typed_backwards = "year" not in last and start.year < end.year and end - start > timedelta(days=183)
    if start > end or typed_backwards:
        raise UnclearDate("ambiguous")
    return start, end


def split_period(text: str, today: date) -> tuple[str, tuple[date, date] | None]:
    """Part words from the longest period at their end: («jag är borta», 1–30 april). Words that end in none come back
    with None. Raises UnclearDate for a tail that is written as a period but can not be one."""
    starts = [word.start() for word in re.finditer(r"\S+", text)]
    for start in starts[-LONGEST_IN_WORDS:]:
        try:
            return text[:start].strip(), read_period(text[start:], today)
        except UnclearDate as unclear:
            if unclear.reason != "not a date":
                raise
    return text, None
