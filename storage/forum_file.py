"""The forum as one YAML file: what may stand in it, reading it and writing it.

`read` and `parse` check everything and raise FileError with all that is wrong; `write` gives text that reads back
equal. Nothing here touches a database.
"""

from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from storage import forum_checks, plain_yaml
from storage.file_dates import counted_from
from storage.file_problems import FileError, Problem, broken_rules
from storage.file_values import (
    Clock,
    Country,
    Date,
    DayOffset,
    Email,
    Flag,
    Key,
    Link,
    MeetingDate,
    Minutes,
    Month,
    Name,
    Offset,
    Seats,
    Text,
    Zone,
)

LARGEST = 2_000_000
"""Bytes of a file that is read at all."""
ON_ONE_LINE = {"quiet", "priorities", "counties", "names", "people", "seats", "items"}
"""What is written on one line each."""

Since = Annotated[Date | None, Field(validation_alias="from", serialization_alias="from")]
Language = Literal["sv", "en"]


class Part(BaseModel):
    """A part of the file. Unknown fields are refused; parts compare by value and do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True, validate_by_alias=True)


class Quiet(Part):
    """When nothing is sent: at night (from one local time to another), on weekends and holidays, in whole months."""

    since: Annotated[Clock, Field(validation_alias="from", serialization_alias="from")] = time(18)
    to: Clock = time(8)
    weekends: Flag = True
    holidays: Flag = True
    months: tuple[Month, ...] = ()


class Forum(Part):
    """The forum itself, and when it speaks. Times are local to its zone; offsets are days (d) or hours (h) before.
    `sides`: to whom majority and opposition are shown."""

    name: Name
    period: Name
    language: Language
    zone: Zone
    country: Country
    quiet: Quiet = Quiet()
    morning: Clock = time(8)
    reminder_hour: Clock = time(9)
    confirm: tuple[DayOffset, ...] = ()
    question_reminders: tuple[DayOffset, ...] = ()
    action_reminders: tuple[DayOffset, ...] = ()
    sides: Literal["all", "secretariat", "nobody"] = "secretariat"


class Priority(Part):
    """One of the subjects to which the period's programme gives weight."""

    key: Key
    name: Name


class County(Part):
    """A county (län); its key is its letters in lower case."""

    key: Key
    name: Name
    short: Name
    aliases: tuple[Name, ...] = ()


class DatedName(Part):
    """What an organisation is called from one day to another; without days: always."""

    name: Name
    short: Name
    genitive: Name
    since: Since = None
    until: Date | None = None


class Organisation(Part):
    """An organ, agency or association. Without county it is national; `responsible`: it answers for its county."""

    key: Key
    kind: Literal[
        "region",
        "landsting",
        "samverkansorgan",
        "kommun",
        "kommunforbund",
        "lansstyrelse",
        "agency",
        "ministry",
        "association",
        "other",
    ]
    county: Key | None = None
    responsible: Flag = False
    names: Annotated[tuple[DatedName, ...], Field(min_length=1)]
    aliases: tuple[Name, ...] = ()


class Person(Part):
    """Someone who takes part: an invented name or a role. `secretariat`: acts for the forum's secretariat."""

    key: Key
    name: Name
    email: Email | None = None
    language: Language | None = None
    secretariat: Flag = False


class Body(Part):
    """A level or group of the forum. It may prepare another; `reminders` are its offsets before each meeting,
    `register_by` the last day to register for one."""

    key: Key
    name: Name
    kind: Literal["level", "working-group", "network", "analysis", "dialogue", "predecessor"]
    prepares: Key | None = None
    chair: Key | None = None
    reminders: tuple[Offset, ...] = ()
    register_by: DayOffset = "7d"
    since: Since = None
    until: Date | None = None


class SeatRule(Part):
    """Which organisations are offered seats in a body, and how many each at most. A wish is never a refusal."""

    key: Key
    body: Key
    text: Text
    seats_each: Seats
    organisations: tuple[Key, ...]
    since: Since = None
    until: Date | None = None
    wish: Literal["majority-and-opposition"] | None = None
    note: Text | None = None


class Seat(Part):
    """A seat of an organisation in a body by a rule. Without person it is empty, which is information, not a fault."""

    body: Key
    organisation: Key
    rule: Key
    person: Key | None = None
    deputy: Key | None = None
    assistant: Key | None = None
    side: Literal["majority", "opposition"] | None = None
    since: Since = None
    until: Date | None = None


class Theme(Part):
    """What a meeting is to be about, or (in the file's last section) could be about some day."""

    text: Text
    priority: Key | None = None


class AgendaItem(Part):
    """An item of an agenda; its number is its place in the list. `open_forum`: members register questions for it until
    then."""

    title: Name
    kind: Literal["information", "dialogue", "both", "none"]
    presenters: tuple[Name, ...] = ()
    priority: Key | None = None
    link: Link | None = None
    minutes: Minutes | None = None
    no_materials: Flag = False
    open_forum: DayOffset | None = None


class Meeting(Part):
    """A meeting of a body. `date_text` is shown where the day is not known; `date` is then the one to sort by."""

    key: Key
    body: Key
    date: MeetingDate
    date_text: Name | None = None
    start: Clock | None = None
    end: Clock | None = None
    place: Name | None = None
    link: Link | None = None
    register_by: DayOffset | None = None
    status: Literal["preliminary", "confirmed", "held", "cancelled"]
    themes: tuple[Theme, ...] = ()
    items: tuple[AgendaItem, ...] = ()


class ForumFile(Part):
    """A whole forum, section by section as in the file."""

    forum: Forum
    priorities: tuple[Priority, ...] = ()
    counties: tuple[County, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    people: tuple[Person, ...] = ()
    bodies: tuple[Body, ...] = ()
    seat_rules: tuple[SeatRule, ...] = ()
    seats: tuple[Seat, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    themes: tuple[Theme, ...] = ()


def read(path: Path) -> ForumFile:
    """Read a forum file. Raises FileError with every problem in it, and OSError if there is no such file."""
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    try:
        return parse(content.decode("utf-8-sig"), path.name)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = Problem(line, "the file", "text in UTF-8", f"the byte {content[error.start]:02X}")
        raise FileError([problem], path.name) from error


def parse(text: str, name: str = "forum file") -> ForumFile:
    """The forum in a YAML text. Raises FileError with every problem in it; `name` is what the file is called there."""
    if len(text.encode(errors="replace")) > LARGEST:
        raise FileError([Problem(1, "the file", "at most 2 MB", "more")], name)
    plain = plain_yaml.read(text)
    if plain.broken:
        raise FileError(plain.problems, name)
    findings = list(forum_checks.findings(plain.data))
    forum_file = None
    try:
        forum_file = ForumFile.model_validate(plain.data, by_alias=True, by_name=False)
    except ValidationError as error:
        findings += broken_rules(error, ForumFile)
    told = {problem.field for problem in plain.problems}
    problems = [problem for problem in map(plain.located, findings) if problem.field not in told]
    if forum_file is None or problems or told:
        raise FileError(plain.problems + problems, name)
    return forum_file


def write(forum_file: ForumFile) -> str:
    """The forum as YAML, section by section, without what is absent. `parse` reads it back equal."""
    sections = forum_file.model_dump(by_alias=True, exclude_defaults=True)
    sections["forum"] = forum_file.forum.model_dump(by_alias=True)
    return "\n".join(plain_yaml.write({name: section}, ON_ONE_LINE) for name, section in sections.items())


def absolute(forum_file: ForumFile, today: date) -> ForumFile:
    """The same forum with every relative date counted from `today`."""
    country = forum_file.forum.country
    meetings = (
        meeting
        if isinstance(meeting.date, date)
        else meeting.model_copy(update={"date": counted_from(today, meeting.date, country)})
        for meeting in forum_file.meetings
    )
    return forum_file.model_copy(update={"meetings": tuple(meetings)})


def counts(forum_file: ForumFile) -> dict[str, int]:
    """The number of seats, taken or not, by the key of each body."""
    return {body.key: sum(seat.body == body.key for seat in forum_file.seats) for body in forum_file.bodies}
