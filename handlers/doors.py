"""Personal links: who is given one, and the table of them for a letter to all.

A link is made when the table is fetched and stands nowhere else: the forum keeps only what recognises it. So making the
table is no action, whose reply would be kept with its event and in the room, but a file that is `made`.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from typing import Annotated

from pydantic import BaseModel

from handlers import rights
from handlers.call import Call, File, Look, Reply, makes, on, shows
from handlers.cards import Card, Download, Files, Text, card, strong, words
from handlers.fields import Blank, Line
from handlers.people_words import body_named
from storage import bodies, doors, people
from storage.bodies import Body, Seat
from storage.database import real_time
from storage.people import Person

DAYS = 30
"""How long a link opens the door, unless said otherwise."""
FORMULA = ("=", "+", "-", "@", "\t")
"""What a spreadsheet would take for a formula."""


class Group(BaseModel):
    """For whom: everybody, or those of one body."""

    body: Annotated[Line | None, Blank] = None


class Making(Group):
    """`entrance` is what links begin with, which only the bot knows."""

    entrance: str


@dataclass(frozen=True)
class Link:
    """What is told of a link to the one who hands it out. It opens the door through `last_day`."""

    person: Person
    organisation: str
    address: str
    last_day: date


@on("door.links", Group)
def offer(call: Call, given: Group) -> Reply:
    """Tell what the table will hold, and let it be made."""
    rights.must_run_the_forum(call)
    body = body_named(call, given.body) if given.body else None
    holds = call.count(
        "The table has {count} person: name, e-mail, organisation, their own link.",
        "The table has {count} persons: name, e-mail, organisation, their own link.",
        len(invited(call, body)),
    )
    valid = words(call._("The links work through {day}."), day=strong(call.speech.day(last_day(call, DAYS))))
    care = call._("Whoever has the link is that person, so keep the table as you keep passwords.")
    earlier = call._("Links given earlier go on working.")
    values = {"body": body.key} if body else {}
    table = Download(label=call._("Make the links"), file="door.links", values=values, makes=True)
    return Reply(
        card=card(
            ": ".join(filter(None, [call._("Personal links"), body and body.name])),
            Text(words=words("{holds} {valid}", holds=holds, valid=valid)),
            Text(words=words("{care} {earlier}", care=care, earlier=earlier), quiet=True),
            Files(files=(table,)),
        )
    )


@makes("door.links", Making)
def make(call: Call, given: Making) -> File:
    """The table, with a new link for each person. Separated and marked as a spreadsheet program in Swedish wants it."""
    rights.must_run_the_forum(call)
    body = body_named(call, given.body) if given.body else None
    links = [link(call, person, organ, given.entrance, DAYS) for person, organ in invited(call, body)]
    call.record(f"body:{body.id}" if body else "door")
    key = f"door:{call.person.id}:{call.now.astimezone(UTC):%Y%m%d%H%M%S%f}"
    args = {"at": call.now.isoformat(), "count": len(links), "last": last_day(call, DAYS).isoformat()}
    call.post(f"person:{call.person.id}", "door.made", key, **args)
    name = call._("links")
    return File(f"{name}.csv", "text/csv", table(call, links, ";").encode("utf-8-sig"))


@shows("door.made")
def made(look: Look, at: str, count: int, last: str) -> Card:
    """To the one who fetched the table: that it was made, and when. The links stand in the file alone."""
    told = look.count("The table has {count} link.", "The table has {count} links.", count)
    works = look._("They work through {day}. The file is where your browser keeps what it fetches, or in your chat.")
    title = look._("Personal links were made {when}").format(when=look.speech.lasting(datetime.fromisoformat(at)).text)
    day = look.speech.day(date.fromisoformat(last))
    return card(title, Text(words=words("{told} {works}", told=told, works=works.format(day=day))))


def invited(look: Look, body: Body | None) -> list[tuple[Person, str]]:
    """Everybody who has business in the forum, or in one body, each with their organisation: the secretariat, the
    chairs, the members with deputies and assistants."""
    found = {} if body else {person.id: (person, look._("Secretariat")) for person in people.secretariat(look.db)}
    for one in [body] if body else bodies.all_bodies(look.db):
        for seat in bodies.seats(look.db, one.id, look.today):
            for person in _of(seat):
                found.setdefault(person.id, (person, seat.organisation.named(look.today).name))
        if one.chair:
            found.setdefault(one.chair.id, (one.chair, look._("Chair")))
    return list(found.values())


def _of(seat: Seat) -> Iterable[Person]:
    return filter(None, (seat.person, seat.deputy, seat.assistant))


def organisation_of(look: Look, person: Person) -> str:
    """For whom the person is in the forum."""
    return next((organ for known, organ in invited(look, None) if known.id == person.id), "")


def last_day(look: Look, days: int) -> date:
    """The last day on which a link works that is made now."""
    return real_time(look.db).astimezone(look.zone).date() + timedelta(days=days)


def link(look: Look, person: Person, organisation: str, entrance: str, days: int) -> Link:
    """Make a link for a person. The earlier ones go on working."""
    last = last_day(look, days)
    expires = datetime.combine(last + timedelta(days=1), time.min, look.zone)
    token = doors.issue(look.db, person.id, "enter", real_time(look.db), expires)
    return Link(person, organisation, f"{entrance}{token}", last)


def table(look: Look, links: Iterable[Link], separator: str = ",") -> str:
    """The links as CSV, a row for each, under the names of the columns."""
    _, text = look._, StringIO()
    rows = csv.writer(text, delimiter=separator)
    rows.writerow([_("Name"), _("E-mail"), _("Organisation"), _("Link"), _("Valid through")])
    for one in links:
        cells = (one.person.name, one.person.email or "", one.organisation, one.address, one.last_day.isoformat())
        rows.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return text.getvalue()
