"""Where a message goes, and what becomes of it when it can not get there.

A room or an account that can not be reached is left out. Where a whole workspace can not be, what was to come there
waits; what is for one person goes elsewhere at last.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from handlers.call import Look
from handlers.telling_losses import tell
from storage import accounts, addresses, installations, losses, people, places, posts
from storage.claims import Claimed
from storage.people import Person

Goal = tuple[str, str]
"""A platform, and an address there."""
BROWSER = "browser"
"""Where everybody has a room, which they see the next time they come."""

ELSEWHERE = timedelta(days=1)
"""How long a message waits for a workspace before it goes elsewhere: a reminder is of use for a few days."""
NEVER = timedelta(days=14)
"""How long anything waits for one."""
SOONEST, LATEST = timedelta(seconds=5), timedelta(minutes=5)
"""Between two tries of what waits: as long as it has waited, within these."""


@dataclass(frozen=True)
class Onward:
    """What becomes of a message that could not be brought: it goes `elsewhere` at once, or there after the `wait`.
    Neither: it is left."""

    elsewhere: bool = False
    wait: timedelta | None = None


def bound_for(db: Session, claimed: Claimed, platforms: Collection[str]) -> Goal | None:
    """Where a post goes: where it is, or may be, while that is its recipient's."""
    to, platform, address = claimed.wish.to, claimed.platform, claimed.address
    if platform and platform in platforms and address and is_theirs(db, to, platform, address):
        return platform, address
    return None if claimed.ref else goal(db, to, platforms)


def recipient(db: Session, claimed: Claimed) -> Person | None:
    """The person to whom a post goes, where it goes to one."""
    person = posts.person_of(claimed.wish.to)
    return people.get(db, person) if person else None


def goal(db: Session, to: str, platforms: Collection[str]) -> Goal | None:
    """Where a message to a room or person goes, on platforms that run: to the account used last that can be reached,
    else to the person's room in the browser; where there is none, to one that may be reached again."""
    kind, _, number = to.partition(":")
    if kind == "place":
        place = places.get(db, int(number))
        return (place.platform, place.address) if place and place.platform in platforms else None
    if only := posts.account_of(to):
        return only if only[0] in platforms and is_theirs(db, to, *only) else None
    person, running = int(number), list(platforms)
    if account := accounts.reachable(db, person, running):
        return account.platform, account.address
    if BROWSER in platforms:
        return BROWSER, f"person:{person}"
    account = accounts.account(db, person, running)
    return (account.platform, account.address) if account else None


def is_theirs(db: Session, to: str, platform: str, address: str) -> bool:
    """Whether the room is still a body's, the account still the person's: nobody else sees what follows."""
    kind, _, number = to.partition(":")
    if kind == "place":
        return places.get(db, int(number)) is not None
    return platform == BROWSER or accounts.holder(db, platform, address) == posts.person_of(to)


# What can not be reached


def onward(
    look: Look,
    claimed: Claimed,
    platforms: Collection[str],
    reason: str,
    workspace: str | None = None,
    may_come_twice: bool = True,
) -> Onward:
    """Where a post goes can not be reached: note that, and say what becomes of it. It goes elsewhere, unless it is
    there already, or may be and must not come twice."""
    there = bound_for(look.db, claimed, platforms)
    wait = is_lost(look, recipient(look.db, claimed), there, reason, workspace) if there else None
    stays = claimed.ref is not None or (claimed.unsure and not may_come_twice)
    if not stays and goal(look.db, claimed.wish.to, platforms) != there:
        return Onward(elsewhere=True)
    return Onward(wait=wait)


def is_lost(
    look: Look, viewer: Person | None, there: Goal, reason: str, workspace: str | None = None
) -> timedelta | None:
    """A room or an account can not be reached, or none in all its `workspace`: the secretariat is told once, until it
    can again. How long what was to come there waits, where it does."""
    platform, address = there
    if workspace is not None:
        return _is_lost_wholly(look, viewer, there, reason, workspace)
    tell(look, losses.note(look.db, platform, address, reason, look.now), platform, address, reason)
    return None


def _is_lost_wholly(look: Look, viewer: Person | None, there: Goal, reason: str, workspace: str) -> timedelta | None:
    """What is for one person goes elsewhere after a day; for one of the secretariat at once, since they are to mend
    it. The rest waits for so long as it may be of use."""
    platform, address = there
    since, loss = losses.note_whole(look.db, platform, workspace, reason, look.now)
    tell(look, loss, platform, workspace, reason)
    lasted = look.now - since
    if lasted >= ELSEWHERE or (viewer and viewer.secretariat):
        losses.note(look.db, platform, address, reason, look.now, workspace)
    return min(max(lasted, SOONEST), LATEST) if lasted < NEVER else None


def nothing_arrives(db: Session, platform: str, address: str) -> bool:
    """Whether the address can not be reached, itself or with all the workspace by which it is."""
    if losses.of(db, platform, address):
        return True
    way = installations.through(db, addresses.workspace(address))
    return losses.whole(db, platform, way) is not None
