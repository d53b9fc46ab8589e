"""Where a message goes, and what is told when it can not get there.

A room or an account that can not be reached is left out, and the secretariat told once. Where a whole workspace can
not be, that is told once for all of it, and what was to come there waits.
"""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy.orm import Session

from handlers import quiet
from handlers.accounts import PLATFORMS
from handlers.call import Look, Nothing, shows
from handlers.cards import Card, Note, Text, card, words
from handlers.words import N_
from storage import accounts, bodies, installations, losses, people, places, posts
from storage.people import Person
from storage.posts import Wish

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

INSTALL = N_("The app is no longer installed there. Install it again.")
TOKEN = N_("The app's token does not work there any more. Install the app again.")
RIGHTS = N_("The app may not write there. Install it again, and allow it what it asks for.")
WHY = {
    "is_archived": N_("The channel is archived. Open it again, or connect another."),
    "not_in_channel": N_("The bot is not in the channel. Invite it there again."),
    "channel_not_found": N_("The channel is gone, or the bot is not in it. Invite it there, or connect another."),
    "account_inactive": N_("The account is switched off."),
    "user_disabled": N_("The account is switched off."),
    "user_not_found": N_("The account is gone."),
}
WHY_WHOLE = {
    "account_inactive": INSTALL,
    "token_revoked": INSTALL,
    "not_installed": INSTALL,
    "invalid_auth": TOKEN,
    "not_authed": TOKEN,
    "not_allowed_token_type": TOKEN,
    "token_expired": TOKEN,
    "missing_scope": RIGHTS,
    "no_permission": RIGHTS,
    "ekm_access_denied": N_("Those who run the workspace have shut it for messages. Ask them to open it."),
    "org_login_required": N_("The workspace is being moved to an organisation. It opens again by itself."),
}
"""What the platforms' commonest reasons mean, and what mends it. Others are told in the platform's own word."""


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


def is_lost(
    look: Look, viewer: Person | None, there: Goal, reason: str, workspace: str | None = None
) -> timedelta | None:
    """A room or an account can not be reached, or none in all its `workspace`: the secretariat is told once, until it
    can again. How long what was to come there waits, where it does."""
    platform, address = there
    if workspace is not None:
        return _is_lost_wholly(look, viewer, there, reason, workspace)
    _tell(look, losses.note(look.db, platform, address, reason, look.now), platform, address, reason)
    return None


def _is_lost_wholly(look: Look, viewer: Person | None, there: Goal, reason: str, workspace: str) -> timedelta | None:
    """What is for one person goes elsewhere after a day; for one of the secretariat at once, since they are to mend
    it. The rest waits for so long as it may be of use."""
    platform, address = there
    since, loss = losses.note_whole(look.db, platform, workspace, reason, look.now)
    _tell(look, loss, platform, workspace, reason)
    lasted = look.now - since
    if lasted >= ELSEWHERE or (viewer and viewer.secretariat):
        losses.note(look.db, platform, address, reason, look.now, workspace)
    return min(max(lasted, SOONEST), LATEST) if lasted < NEVER else None


def _tell(look: Look, loss: int | None, platform: str, address: str, reason: str) -> None:
    """The secretariat, unless it knows."""
    if loss is None:
        return
    name = f"loss:{loss}"
    args = {"loss": loss, "platform": platform, "address": address, "reason": reason}
    posts.want(look.db, Wish("secretariat", "place.lost", name, look.now, name, args), look.now)


def is_reached(db: Session, platform: str, address: str) -> None:
    """It was reached: what was told of it is over."""
    posts.touch(db, *(f"loss:{loss}" for loss in losses.over(db, platform, address)))


def is_reached_wholly(db: Session, platform: str, workspace: str) -> None:
    """Something of the workspace was reached, or the app installed there anew."""
    posts.touch(db, *(f"loss:{loss}" for loss in losses.whole_over(db, platform, workspace)))


@shows("place.lost", live=True)
def lost(look: Look, loss: int, platform: str, address: str, reason: str) -> Card | Nothing:
    """To the secretariat: where nothing arrives, why, and what mends it."""
    found = losses.get(look.db, loss)
    if found is None and not look.shown:
        return Nothing("reached again")
    if later := quiet.not_yet(look):
        return later
    title = _title(look, platform, address)
    if found is None:
        return card(title, Note(state="done", word=look._("It can be reached again")))
    whole = found.workspace is not None
    known = (WHY_WHOLE if whole else WHY).get(reason)
    why = look._(known) if known else look._("The platform says: {reason}.").format(reason=reason)
    what = _meanwhile(look, platform, address, whole)
    return card(title, Text(words=words("{why}", why=why)), Text(words=words(what), quiet=True))


def _title(look: Look, platform: str, address: str) -> str:
    """«Tjänstepersonsforum nås inte i Slack». Where there is but one workspace, it has no address."""
    there = PLATFORMS.get(platform, platform)
    if not address:
        return look._("Nobody can be reached in {platform}").format(platform=there)
    who = _whose(look, platform, address)
    return look._("{who} can not be reached in {platform}").format(who=who, platform=there)


def _whose(look: Look, platform: str, address: str) -> str:
    """The body, the person or the workspace."""
    if place := places.at(look.db, platform, address):
        return bodies.get(look.db, place.body_id).name
    if account := accounts.at(look.db, platform, address):
        return people.get(look.db, account.person_id).name
    workspace = accounts.workspace(look.db, platform, address)
    return workspace.name if workspace else installations.name(look.db, address) or address


def _meanwhile(look: Look, platform: str, address: str, whole: bool) -> str:
    """What becomes of what was to come there."""
    if whole:
        waits = look._("What was to come there waits, and comes when it can.")
        after = look._("What is for one person goes after a day to another account of theirs, or to the browser.")
        return f"{waits} {after}"
    if (account := accounts.at(look.db, platform, address)) is None:
        return look._("What was to come there is not sent; the rest is.")
    goes = accounts.reachable(look.db, account.person_id, list(PLATFORMS))
    if goes is None:
        return look._("What is for them stands in the browser, where they see it the next time they come.")
    there = PLATFORMS[goes.platform]
    return look._("What is for them goes to another account of theirs, in {platform}.").format(platform=there)
