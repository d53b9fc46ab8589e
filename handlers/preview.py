"""What will be posted: when, to whom, and how it would read. It changes nothing.

Each post is drawn with its due time as now, and audiences are resolved as things stand.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from handlers import audiences
from handlers.call import Look, Nothing
from handlers.capabilities import Capabilities
from storage import bodies, meetings, people, places, posts
from storage.posts import Post, Wish


@dataclass(frozen=True)
class Planned:
    """A message to come, or one that was. `person` is set for a personal one."""

    at: datetime
    to: str
    subject: str
    key: str
    view: str
    state: str
    text: str
    person: int | None = None


def preview(db: Session, capabilities: Capabilities, since: datetime, until: datetime) -> list[Planned]:
    """All posts with their time in the span, in that order; what would show nothing, and never did, is left out."""
    found: dict[str, Planned] = {}
    for post in posts.due_between(db, since, until):
        for planned in _planned(db, capabilities, post):
            found.setdefault(planned.key, planned)
    return sorted(found.values(), key=lambda planned: (planned.at, planned.key))


def per_person(planned: list[Planned]) -> dict[tuple[int, str, int], int]:
    """How many personal messages each person (by id and name) gets in each year."""
    return Counter((one.person, one.to, one.at.year) for one in planned if one.person is not None)


def _planned(db: Session, capabilities: Capabilities, post: Post) -> Iterator[Planned]:
    wish = Wish(post.to, post.view, post.key, post.due, post.subject, post.args)
    look = Look(db, post.due, None, due=post.due)
    wishes = audiences.spread(look, wish) if posts.is_audience(post.to) else [wish]
    for one in wishes:
        person = posts.person_of(one.to)
        viewer = people.get(db, person) if person else None
        drawn = capabilities.show(one.view, one.args, Look(db, post.due, viewer, due=post.due))
        if isinstance(drawn, Nothing) and post.state not in ("shown", "over"):
            continue
        text = "" if isinstance(drawn, Nothing) else drawn.text()  # of one that was sent long ago nothing may be left
        at = post.due.astimezone(look.zone)
        yield Planned(at, _name(db, one.to), subject(db, one), one.key, one.view, post.state, text, person)


def _name(db: Session, to: str) -> str:
    if person := posts.person_of(to):
        return people.get(db, person).name
    place = places.get(db, int(to.partition(":")[2]))
    return bodies.get(db, place.body_id).name if place else to


def subject(db: Session, wish: Wish) -> str:
    """What it is about, in words that stay the same: «meeting politikerforum 2015-05-27», «question 41»."""
    kind, _, number = wish.subject.partition(":")
    if kind == "meeting" and (meeting := meetings.get(db, int(number))):
        return f"meeting {meeting.body.key} {wish.args.get('day') or meeting.day}"
    if wish.view == "home.morning":
        return f"morning {people.get(db, int(number)).key} {wish.args['day']}"
    return f"{kind} {number}".strip()
