"""The secretariat is told what can not be reached on the platforms, why, and what mends it: once, until it can again.

Where a whole workspace can not be, that is told once for all of it.
"""

from sqlalchemy.orm import Session

from handlers import quiet
from handlers.accounts import PLATFORMS
from handlers.call import Look, Nothing, shows
from handlers.cards import Card, Note, Text, card, words
from handlers.words import N_
from storage import accounts, bodies, installations, losses, people, places, posts
from storage.posts import Wish

INSTALL = N_("The app is no longer installed there. Install it again.")
TOKEN = N_("The app's token does not work there any more. Install the app again.")
RIGHTS = N_("The app may not write there. Install it again, and allow it what it asks for.")
INVITE = N_("The bot is not in the channel. Invite it there again.")
WHY = {
    "is_archived": N_("The channel is archived. Open it again, or connect another."),
    "not_in_channel": INVITE,
    "no_permission": INVITE,
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
    "ekm_access_denied": N_("Those who run the workspace have shut it for messages. Ask them to open it."),
    "org_login_required": N_("The workspace is being moved to an organisation. It opens again by itself."),
}
"""What the platforms' commonest reasons mean, and what mends it. Others are told in the platform's own word."""


def tell(look: Look, loss: int | None, platform: str, address: str, reason: str) -> None:
    """The secretariat, unless it knows: what it was told of already says so again."""
    if loss is None:
        return
    name = f"loss:{loss}"
    args = {"loss": loss, "platform": platform, "address": address, "reason": reason}
    posts.want(look.db, Wish("secretariat", "place.lost", name, look.now, name, args), look.now)
    posts.again(look.db, name, look.now)


def is_reached(db: Session, platform: str, address: str) -> None:
    """It was reached: what was told of it is over."""
    _over(db, losses.over(db, platform, address))


def is_reached_wholly(db: Session, platform: str, workspace: str) -> None:
    """Something was reached by way of the workspace, or the app installed there anew: whatever goes by that way now can
    be reached, also where it went by another when it was lost."""
    for lost in losses.whole_ones(db, platform):
        if workspace in (lost, installations.through(db, lost)):
            _over(db, losses.whole_over(db, platform, lost))


def _over(db: Session, over: list[int]) -> None:
    posts.touch(db, *(f"loss:{loss}" for loss in over))


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
