"""A forum file is read whole or refused with everything that is wrong in it; what is written reads back equal."""

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.file_dates import RelativeDate, counted_from
from storage.file_problems import FileError, Problem
from storage.forum_file import (
    AgendaItem,
    Body,
    County,
    DatedName,
    Forum,
    ForumFile,
    Meeting,
    Organisation,
    Person,
    Priority,
    Quiet,
    Seat,
    SeatRule,
    Theme,
    absolute,
    counts,
    parse,
    read,
    write,
)

SMALL = """\
forum: {name: Forum, period: 2015–2016, language: sv, zone: Europe/Stockholm, country: SE}
priorities:
  - {key: innovation, name: Innovation}
counties:
  - {key: w, name: Dalarnas län, short: Dalarna}
organisations:
  - key: dalarna
    kind: region
    county: w
    responsible: true
    names: [{name: Region Dalarna, short: Dalarna, genitive: Region Dalarnas}]
people:
  - {key: director, name: Regiondirektören}
  - {key: deputy, name: Ersättaren}
bodies:
  - {key: level, name: Politikerforum, kind: level}
  - {key: officials, name: Tjänstemannaforum, kind: level, prepares: level, chair: director}
seat_rules:
  - {key: one, body: officials, text: En, seats_each: 1, organisations: [dalarna], from: 2015-05-12, until: 2016-12-31}
seats:
  - {body: officials, organisation: dalarna, rule: one, person: director}
meetings:
  - {key: first, body: officials, date: 2015-05-12, start: 09:30, end: "15:00", status: confirmed}
themes:
  - {text: Bredband, priority: innovation}
"""


def problems(text: str) -> list[Problem]:
    """All that is wrong in a file; none if it can be read."""
    try:
        parse(text)
    except FileError as error:
        return error.problems
    return []


def test_a_file_without_faults_is_read() -> None:
    forum = parse(SMALL)
    assert forum.meetings[0].date == date(2015, 5, 12)
    assert forum.meetings[0].start == time(9, 30)
    assert counts(forum) == {"level": 0, "officials": 1}


# what stands there, what is written instead, the line, the field and what is expected
BROKEN = [
    ("date: 2015-05-12", "date: tolfte maj", 23, "meetings[0].date", "a date such as 2015-05-12, +6 workdays"),
    ("date: 2015-05-12", "date: 2015-02-30", 23, "meetings[0].date", "a date such as"),
    ("date: 2015-05-12", "date: 1431388800", 23, "meetings[0].date", "a date such as"),
    ("date: 2015-05-12", "date: +6 workday", 23, "meetings[0].date", "+3 weeks tuesday"),
    ("date: 2015-05-12", "date: 0001-01-01", 23, "meetings[0].date", "a date such as"),
    ("start: 09:30", "start: halv tio", 23, "meetings[0].start", "a time such as 09:30"),
    ("start: 09:30", "start: 15:30", 23, "meetings[0].end", "a time after 15:30"),
    ("start: 09:30, ", "", 23, "meetings[0].end", "a start before it"),
    ("status: confirmed", "status: kanske", 23, "meetings[0].status", "'preliminary', 'confirmed', 'held'"),
    ("status: confirmed", "stauts: confirmed", 23, "meetings[0].stauts", "one of key, body, date, date_text, start"),
    (", status: confirmed", "", 23, "meetings[0].status", "a value"),
    ("body: officials, date", "body: nobody, date", 23, "meetings[0].body", "a key from bodies"),
    ("name: Regiondirektören", "name: ''", 13, "people[0].name", "one line of text"),
    ("name: Regiondirektören", f"name: {'x' * 201}", 13, "people[0].name", "at most 200 characters"),
    ("name: Regiondirektören", r'name: "a\nb"', 13, "people[0].name", "one line of text"),
    ("name: Regiondirektören", r'name: "a\0b"', 13, "people[0].name", "one line of text"),
    ("name: Regiondirektören", r'name: "\uD800"', 13, "people[0].name", "one line of text"),
    ("name: Regiondirektören", r'name: "\u202Egnak"', 13, "people[0].name", "one line of text"),
    ("name: Regiondirektören", "name: [a, b]", 13, "people[0].name", "one line of text"),
    ("name: Regiondirektören", "name: X, email: nobody", 13, "people[0].email", "a mail address"),
    ("key: director", "key: Direktören", 13, "people[0].key", "a key of a–z, 0–9"),
    ("key: deputy", "key: director", 14, "people[1].key", "a key not yet used in people"),
    ("text: Bredband", f"text: {'x' * 2001}", 25, "themes[0].text", "at most 2000 characters"),
    ("text: Bredband, priority: innovation", "text: Bredband, priority: fest", 25, "themes[0].priority", "a key from"),
    ("county: w", "county: z", 9, "organisations[0].county", "a key from counties"),
    ("    county: w\n", "", 7, "organisations[0].county", "the county it is responsible for"),
    ("responsible: true", "responsible: false", 5, "counties[0]", "exactly one organisation that is responsible"),
    ("responsible: true", "responsible: kanske", 10, "organisations[0].responsible", "true or false"),
    ("names: [{", "names: []\n    aliases: [{", 11, "organisations[0].names", "at least 1 of them"),
    ("    names: [{", "    aliases: Dal\n    names: [{", 11, "organisations[0].aliases", "a list"),
    ("genitive: ", "from: 2015-01-01, until: 2014-01-01, genitive: ", 11, "organisations[0].names[0].until", "2015-01"),
    ("prepares: level", "prepares: officials", 17, "bodies[1].prepares", "a body that does not prepare this one"),
    ("kind: level}", "kind: level, prepares: officials}", 16, "bodies[0].prepares", "a body that does not prepare"),
    ("chair: director", "chair: nobody", 17, "bodies[1].chair", "a key from people"),
    ("chair: director", "reminders: [3 dagar]", 17, "bodies[1].reminders[0]", "such as 14d or 2h"),
    ("seats_each: 1", "seats_each: en", 19, "seat_rules[0].seats_each", "a whole number"),
    ("organisations: [dalarna]", "organisations: [kalmar]", 19, "seat_rules[0].organisations[0]", "a key from"),
    ("until: 2016-12-31", "until: 2014-12-31", 19, "seat_rules[0].until", "2015-05-12 or later"),
    ("rule: one", "rule: two", 21, "seats[0].rule", "a key from seat_rules"),
    ("{body: officials, organisation", "{body: level, organisation", 21, "seats[0].rule", "a seat rule of «level»"),
    ("organisations: [dalarna]", "organisations: []", 21, "seats[0].organisation", "an organisation in the seat rule"),
    ("person: director}", "person: director, from: 2015-05-11}", 21, "seats[0].from", "2015-05-12 to 2016-12-31"),
    ("person: director}", "person: director, since: 2015-05-12}", 21, "seats[0].since", "one of body, organ"),
    ("zone: Europe/Stockholm", "zone: Europe", 1, "forum.zone", "a time zone such as"),
    ("country: SE", "country: XX", 1, "forum.country", "a country whose holidays are known"),
    ("country: SE", "country: SE, quiet: {months: [13]}", 1, "forum.quiet.months[0]", "a month from 1 to 12"),
    ("country: SE", "country: SE, morning: 07:00", 1, "forum.morning", "a time outside the quiet hours, 18:00–08:00"),
    ("country: SE", "country: SE, reminder_hour: 18:00", 1, "forum.reminder_hour", "a time outside the quiet hours"),
    (
        "country: SE",
        "country: SE, quiet: {months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]}",
        1,
        "forum.quiet.months",
        "a month that is not quiet",
    ),
    ("country: SE", "country: SE, quiet: {month: [7]}", 1, "forum.quiet.month", "one of from, to, weekends"),
    ("period: 2015–2016, ", "", 1, "forum.period", "a value"),
    ("themes:", "temas:", 24, "temas", "one of forum, priorities"),
    ("themes:", "people:", 24, "people", "each field once"),
    ("  - {text: Bredband, priority: innovation}", "  - Bredband", 25, "themes[0]", "fields, each as name: value"),
    ("key: deputy", "key: &a deputy", 14, "people[1].key", "a value without anchor"),
    ("name: Ersättaren", "name: *a", 14, "people[1].name", "the value itself"),
    ("name: Ersättaren", "name: !!python/name:os.system x", 14, "people[1].name", "a value without tag"),
    ("  - {key: deputy", "\t- {key: deputy", 14, "people", "valid YAML"),
    ("name: Ersättaren}", "name: Ersättaren", 15, "people[1].name", "valid YAML"),
]  # fmt: skip


@pytest.mark.parametrize(("there", "instead", "line", "field", "expected"), BROKEN)
def test_a_fault_is_told_with_line_field_and_what_was_expected(
    there: str, instead: str, line: int, field: str, expected: str
) -> None:
    assert there in SMALL
    found = problems(SMALL.replace(there, instead, 1))
    assert (line, field) in [(problem.line, problem.field) for problem in found]
    assert expected in next(problem for problem in found if problem.field == field).expected


def test_all_faults_are_told_at_once_in_the_order_of_their_lines() -> None:
    text = SMALL.replace("chair: director", "chair: nobody").replace("rule: one", "rule: two").replace("09:30", "9")
    assert [str(problem) for problem in problems(text)] == [
        "line 17, bodies[1].chair: expected a key from people, found «nobody»",
        "line 21, seats[0].rule: expected a key from seat_rules, found «two»",
        "line 23, meetings[0].start: expected a time such as 09:30, found «9»",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "fields, each as name: value"),
        ("- a\n- b\n", "fields, each as name: value"),
        ("forum: {}\n---\nforum: {}\n", "one document"),
        ("forum: \0", "text"),
        ("forum: [" * 100_000, "valid YAML"),
        ("? [a]\n: b\n", "valid YAML"),
        ('forum: "\\UFFFFFFFF"', "characters that exist"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "a value without anchor"),
        ("#" * 2_000_001, "at most 2 MB"),
    ],
)
def test_what_is_no_forum_file_is_refused(text: str, expected: str) -> None:
    assert expected in [problem.expected for problem in problems(text)]


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("{}[]:,&*!?|>'\"%@`#-~ \n\t"), max_size=60))
def test_no_text_whatever_makes_reading_fail_in_another_way(text: str) -> None:
    assert problems(text)


def test_a_file_that_is_not_text_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes("forum:\n  name: Växjö\n".encode("latin-1"))
    with pytest.raises(FileError, match="latin.yaml: line 2, the file: expected text in UTF-8, found the byte E4"):
        read(path)


def test_texts_are_kept_in_one_form_of_unicode() -> None:
    assert parse(SMALL.replace("Dalarnas län", "Dalarnas la\u0308n")).counties[0].name == "Dalarnas län"


def seats(*periods: str) -> str:
    """The small file with one seat for each period («from: …, until: …»), all under the rule of one seat at once."""
    one = "  - {body: officials, organisation: dalarna, rule: one"
    lines = (f"{one}, {period}}}" if period else f"{one}}}" for period in periods)
    return SMALL.replace(one + ", person: director}", "\n".join(lines))


@pytest.mark.parametrize(
    "periods",
    [
        ("until: 2015-12-31", "from: 2016-01-01"),
        ("until: 2016-02-29", "from: 2016-01-01"),  # 60 days beside each other
        ("until: 2015-06-30", "from: 2015-06-01, until: 2015-12-31", "from: 2015-12-01"),
    ],
)
def test_a_handover_may_overlap(periods: tuple[str, ...]) -> None:
    assert problems(seats(*periods)) == []


@pytest.mark.parametrize(
    "periods",
    [
        ("", ""),
        ("", "from: 2016-01-01"),
        ("until: 2016-03-01", "from: 2016-01-01"),  # 61 days
        ("until: 2016-01-31", "from: 2016-01-01", "from: 2016-01-01"),
        ("", "from: 2016-01-01, until: 2016-01-20"),
    ],
)
def test_more_seats_than_the_rule_gives_are_refused_with_the_rule_named(periods: tuple[str, ...]) -> None:
    (problem,) = problems(seats(*periods))
    assert problem.field == f"seats[{len(periods) - 1}]"
    assert problem.expected == "at most 1 at once for «dalarna» by the seat rule «one»"


@pytest.mark.parametrize(
    ("today", "text", "meant"),
    [
        ("2027-02-08", "+6 workdays", "2027-02-16"),
        ("2027-02-06", "+1 workdays", "2027-02-08"),  # from a Saturday
        ("2027-03-25", "+1 workdays", "2027-03-30"),  # over Easter
        ("2027-02-08", "-1 workdays", "2027-02-05"),
        ("2027-02-08", "+1 days", "2027-02-09"),
        ("2027-02-08", "+0 weeks sunday", "2027-02-14"),
        ("2027-02-12", "+3 weeks tuesday", "2027-03-02"),
        ("2027-02-12", "-2 weeks tuesday", "2027-01-26"),
    ],
)
def test_relative_dates_are_counted_from_the_day_of_the_load(today: str, text: str, meant: str) -> None:
    assert counted_from(date.fromisoformat(today), RelativeDate(text), "SE") == date.fromisoformat(meant)


def test_a_forum_becomes_absolute_once() -> None:
    forum = parse(SMALL.replace("date: 2015-05-12", "date: +6 workdays"))
    assert forum.meetings[0].date == "+6 workdays"
    first = absolute(forum, date(2027, 2, 8))
    assert first.meetings[0].date == date(2027, 2, 16)
    assert absolute(first, date(2027, 12, 1)) == first


TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
TREACHEROUS = [
    "yes",
    "no",
    "null",
    "~",
    "1e3",
    "2015-01-01",
    "09:30",
    "- a",
    "a: b",
    "#",
    " led",
    "«»”'\"",
    "{a",
    "👩‍👩‍👧",
    "%",
]
signs = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters=TURNING)
names = st.sampled_from(TREACHEROUS) | st.text(signs, min_size=1, max_size=30).filter(str.strip)
texts = names | st.lists(names, min_size=1, max_size=3).map("\n".join) | names.map(lambda text: f"\n {text} \n\n")
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
some_names = st.lists(names, max_size=2).map(tuple)
offsets = st.lists(st.sampled_from(["14d", "2h", "0d"]), max_size=3).map(tuple)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def keys(count: int) -> list[str]:
    return ["no", "1e3", "null", *(f"a-{number}" for number in range(count))][:count]


@st.composite
def forum_files(draw: st.DrawFn) -> ForumFile:
    """Any forum whose parts fit together, with texts that YAML would rather read as something else."""
    priorities, people, bodies = (keys(draw(st.integers(0, 3))) for _ in range(3))
    counties = keys(draw(st.integers(0, 2)))
    organisations = keys(draw(st.integers(len(counties), 4)))
    rules = keys(draw(st.integers(0, 2))) if bodies else []

    def one_of(known: list[str]) -> Any:
        return draw(maybe(st.sampled_from(known))) if known else None

    def period() -> dict[str, date | None]:
        first, last = sorted(draw(st.tuples(days, days)))
        return {"since": draw(maybe(st.just(first))), "until": draw(maybe(st.just(last)))}

    def themes() -> tuple[Theme, ...]:
        return tuple(Theme(text=text, priority=one_of(priorities)) for text in draw(st.lists(texts, max_size=2)))

    def hours() -> dict[str, time | None]:
        start, end = draw(st.sampled_from([(None, None), (time(9, 30), None), (time(0, 0), time(23, 59))]))
        return {"start": start, "end": end}

    def items() -> tuple[AgendaItem, ...]:
        return tuple(
            AgendaItem(title=title, kind="both", presenters=draw(some_names), priority=one_of(priorities))
            for title in draw(st.lists(names, max_size=2))
        )

    seat_rules = [
        SeatRule(
            key=key, body=bodies[0], text=draw(texts), seats_each=2, organisations=tuple(organisations),
            note=draw(maybe(texts)), wish=draw(maybe(st.just("majority-and-opposition"))), **period(),
        )
        for key in rules
    ]  # fmt: skip
    return ForumFile(
        forum=Forum(
            name=draw(names), period=draw(names), language="sv", zone="Europe/Stockholm", country="SE",
            quiet=Quiet(since=time(17, 5), months=draw(st.sampled_from([(), (7, 12)]))), action_reminders=("7d",),
        ),
        priorities=tuple(Priority(key=key, name=draw(names)) for key in priorities),
        counties=tuple(
            County(key=key, name=draw(names), short=draw(names), aliases=draw(some_names)) for key in counties
        ),
        organisations=tuple(
            Organisation(
                key=key, kind="other", county=counties[number] if number < len(counties) else None,
                responsible=number < len(counties), aliases=draw(some_names),
                names=(DatedName(name=draw(names), short=draw(names), genitive=draw(names), **period()),),
            )
            for number, key in enumerate(organisations)
        ),
        people=tuple(
            Person(key=key, name=draw(names), email=draw(maybe(st.just("a@b"))), secretariat=draw(st.booleans()))
            for key in people
        ),
        bodies=tuple(
            Body(
                key=key, name=draw(names), kind="network", prepares=bodies[number - 1] if number else None,
                chair=one_of(people), reminders=draw(offsets), **period(),
            )
            for number, key in enumerate(bodies)
        ),
        seat_rules=tuple(seat_rules),
        seats=tuple(
            Seat(
                body=rule.body, organisation=key, rule=rule.key, person=one_of(people), deputy=one_of(people),
                since=rule.since, until=rule.until,
            )
            for rule in seat_rules for key in organisations
        ),
        meetings=tuple(
            Meeting(
                key=key, body=bodies[0], date=draw(days | st.just(RelativeDate("-2 weeks tuesday"))),
                date_text=draw(maybe(names)), place=draw(maybe(names)), status="held", themes=themes(), items=items(),
                **hours(),
            )
            for key in keys(draw(st.integers(0, 3))) if bodies
        ),
        themes=themes(),
    )  # fmt: skip


@given(forum_files())
@settings(deadline=None, max_examples=60)
def test_what_is_written_reads_back_equal(forum: ForumFile) -> None:
    text = write(forum)
    assert parse(text) == forum
    assert write(parse(text)) == text


@given(forum_files())
@settings(deadline=None, max_examples=20)
def test_a_forum_survives_json(forum: ForumFile) -> None:
    assert ForumFile.model_validate(forum.model_dump(mode="json", by_alias=True)) == forum
