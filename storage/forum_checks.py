"""What must hold between the parts of a forum file: what is named exists, nothing ends before it begins, each county
has one responsible organisation, nobody has more seats than the rule gives, and the forum speaks outside its quiet
times.

The checks read the plain values of the file (see `plain_yaml`), so that they find what is wrong beside a part that
cannot be read. What is wrong within one value is for the models in `forum_file` to say.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, time
from itertools import groupby
from typing import Any

from storage.file_dates import clock, iso_date
from storage.file_problems import Finding, Spot, shown

Findings = Iterator[Finding]
Fields = dict[str, Any]
Period = tuple[date | None, date | None]

KEYED = ("priorities", "counties", "organisations", "people", "bodies", "seat_rules", "meetings")
REFERENCES = {
    "organisations[].county": "counties",
    "bodies[].prepares": "bodies",
    "bodies[].chair": "people",
    "seat_rules[].body": "bodies",
    "seat_rules[].organisations[]": "organisations",
    "seats[].body": "bodies",
    "seats[].organisation": "organisations",
    "seats[].rule": "seat_rules",
    "seats[].person": "people",
    "seats[].deputy": "people",
    "seats[].assistant": "people",
    "meetings[].body": "bodies",
    "meetings[].themes[].priority": "priorities",
    "meetings[].items[].priority": "priorities",
    "themes[].priority": "priorities",
}
"""What names a thing of another section by its key."""
PERIODS = ("organisations[].names[]", "bodies[]", "seat_rules[]", "seats[]")

SMALL_NUMBER = re.compile("[0-9]{1,3}")
HANDOVER = 60
"""Days for which a successor may sit beside the one who leaves."""


def findings(data: Any) -> Findings:
    """All that does not fit together in the plain values of a forum file; parts of a wrong shape are passed over."""
    yield from _speaking_in_quiet_times(data)
    yield from _keys_given_twice(data)
    yield from _unknown_keys(data)
    yield from _bodies_that_prepare_themselves(data)
    yield from _counties_without_one_responsible(data)
    yield from _ends_before_beginnings(data)
    yield from _seats_outside_their_rules(data)
    yield from _seats_beyond_the_ceiling(data)


def _speaking_in_quiet_times(data: Any) -> Findings:
    """The hours at which the forum speaks are none at which it is silent, and it is not silent all the year."""
    for _, forum in _things(data, "forum"):
        quiet = dict(next(iter(_things(forum, "quiet")), ((), {}))[1])
        evening, morning = clock(quiet.get("from")) or time(18), clock(quiet.get("to")) or time(8)
        for name in ("morning", "reminder_hour"):
            at = clock(forum.get(name))
            early, late = at is not None and at < morning, at is not None and at >= evening
            if early or late if morning < evening else early and late:
                expected = f"a time outside the quiet hours, {evening:%H:%M}–{morning:%H:%M}"
                yield Finding(("forum", name), expected, shown(f"{at:%H:%M}"))
        months = quiet.get("months")
        if isinstance(months, list) and len(set(map(str, months))) >= 12:
            yield Finding(("forum", "quiet", "months"), "a month that is not quiet", "all twelve")


def _keys_given_twice(data: Any) -> Findings:
    for section in KEYED:
        known: set[str] = set()
        for spot, key in _texts(data, f"{section}[].key"):
            if key in known:
                yield Finding(spot, f"a key not yet used in {section}", f"{shown(key)} again")
            known.add(key)


def _unknown_keys(data: Any) -> Findings:
    known = {section: {key for _, key in _texts(data, f"{section}[].key")} for section in KEYED}
    for path, section in REFERENCES.items():
        for spot, key in _texts(data, path):
            if key not in known[section]:
                yield Finding(spot, f"a key from {section}", shown(key))


def _bodies_that_prepare_themselves(data: Any) -> Findings:
    """Also by way of others. Each ring is told once."""
    bodies = {_text(body, "key"): (spot, _text(body, "prepares")) for spot, body in _things(data, "bodies[]")}
    seen: set[str] = set()
    for start in bodies:
        way: list[str] = []
        step = start
        while step in bodies and step not in seen:
            seen.add(step)
            way.append(step)
            step = bodies[step][1]
        if step in way:
            spot, prepared = bodies[step]
            yield Finding((*spot, "prepares"), "a body that does not prepare this one", shown(prepared))


def _counties_without_one_responsible(data: Any) -> Findings:
    """Each county has exactly one, in a file where organisations belong to counties."""
    organisations = list(_things(data, "organisations[]"))
    responsible = Counter(_text(fields, "county") for _, fields in organisations if _is_responsible(fields))
    if any(_text(fields, "county") for _, fields in organisations):
        for spot, county in _things(data, "counties[]"):
            if (number := responsible[_text(county, "key")]) != 1:
                yield Finding(spot, "exactly one organisation that is responsible for it", str(number))
    for spot, fields in organisations:
        if _is_responsible(fields) and "county" not in fields:
            yield Finding((*spot, "county"), "the county it is responsible for", "nothing")


def _is_responsible(organisation: Fields) -> bool:
    return _text(organisation, "responsible").lower() == "true"


def _ends_before_beginnings(data: Any) -> Findings:
    for path in PERIODS:
        for spot, fields in _things(data, path):
            since, until = _period(fields)
            if since and until and until < since:
                yield Finding((*spot, "until"), f"{since} or later", shown(until))
    for spot, meeting in _things(data, "meetings[]"):
        start, end = clock(meeting.get("start")), clock(meeting.get("end"))
        if end and "start" not in meeting:
            yield Finding((*spot, "end"), "a start before it", "none")
        if start and end and end <= start:
            yield Finding((*spot, "end"), f"a time after {start:%H:%M}", shown(f"{end:%H:%M}"))


def _seats_outside_their_rules(data: Any) -> Findings:
    rules = dict(_by_key(data, "seat_rules"))
    offered = {key: {name for _, name in _texts(rule, "organisations[]")} for key, rule in rules.items()}
    for spot, seat in _things(data, "seats[]"):
        key, body, organisation = (_text(seat, name) for name in ("rule", "body", "organisation"))
        if key not in rules:
            continue
        if body != _text(rules[key], "body"):
            yield Finding((*spot, "rule"), f"a seat rule of {shown(body)}", shown(key))
        if organisation not in offered[key]:
            expected = f"an organisation in the seat rule {shown(key)}"
            yield Finding((*spot, "organisation"), expected, shown(organisation))
        since, until = _period(rules[key])
        for name, day in zip(("from", "until"), _period(seat), strict=True):
            if day and ((since and day < since) or (until and day > until)):
                expected = f"a day while its rule holds, {since or '…'} to {until or '…'}"
                yield Finding((*spot, name), expected, shown(day))


def _seats_beyond_the_ceiling(data: Any) -> Findings:
    """Each rule gives each organisation so many seats on any one day."""
    seats: defaultdict[tuple[str, str], list[tuple[Spot, Fields]]] = defaultdict(list)
    for spot, seat in _things(data, "seats[]"):
        seats[_text(seat, "rule"), _text(seat, "organisation")].append((spot, seat))
    rules = dict(_by_key(data, "seat_rules"))
    for (key, organisation), given in seats.items():
        ceiling = _text(rules.get(key, {}), "seats_each")
        taken = _most_at_once(_period(seat) for _, seat in given)
        if SMALL_NUMBER.fullmatch(ceiling) and taken > int(ceiling):
            expected = f"at most {ceiling} at once for {shown(organisation)} by the seat rule {shown(key)}"
            yield Finding(given[-1][0], expected, str(taken))


def _most_at_once(periods: Iterable[Period]) -> int:
    """The most seats open on one day. Who arrives and who leaves within HANDOVER days count as one."""
    changes: list[tuple[int, int, int]] = []  # day, which of the three counts, change
    for since, until in periods:
        begins, ends = since.toordinal() if since else 0, until.toordinal() + 1 if until else 10**7
        settled = min(begins + HANDOVER, ends) if since else begins
        leaves = max(ends - HANDOVER, settled) if until else ends
        for count, (first, last) in enumerate(((begins, ends), (begins, settled), (leaves, ends))):
            if first < last:
                changes += (first, count, 1), (last, count, -1)
    most, counts = 0, [0, 0, 0]
    for _, today in groupby(sorted(changes), key=lambda change: change[0]):
        for _, count, change in today:
            counts[count] += change
        in_all, arriving, leaving = counts
        most = max(most, in_all - min(arriving, leaving))
    return most


def _texts(data: Any, path: str) -> Iterator[tuple[Spot, str]]:
    """The texts at a path such as `meetings[].themes[].priority`, each with its spot."""
    return ((spot, value) for spot, value in _walk(data, _steps(path), ()) if isinstance(value, str))


def _things(data: Any, path: str) -> Iterator[tuple[Spot, Fields]]:
    """The things with fields at a path, each with its spot."""
    return ((spot, value) for spot, value in _walk(data, _steps(path), ()) if isinstance(value, dict))


def _by_key(data: Any, section: str) -> Iterator[tuple[str, Fields]]:
    """The things of a section that have a key, with it."""
    return ((key, thing) for _, thing in _things(data, f"{section}[]") if (key := _text(thing, "key")))


def _steps(path: str) -> list[str]:
    return path.replace("[]", ".[]").split(".")


def _walk(value: Any, steps: list[str], spot: Spot) -> Iterator[tuple[Spot, Any]]:
    match steps, value:
        case [], _:
            yield spot, value
        case ["[]", *rest], list():
            for number, inner in enumerate(value):
                yield from _walk(inner, rest, (*spot, number))
        case [name, *rest], dict() if name in value:
            yield from _walk(value[name], rest, (*spot, name))


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _period(fields: Fields) -> Period:
    return iso_date(fields.get("from")), iso_date(fields.get("until"))
