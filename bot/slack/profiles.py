"""What Slack knows of somebody: name, address, language. Asked for seldom, and never waited for long."""

import asyncio
from dataclasses import dataclass
from time import monotonic
from typing import Any

import structlog

from bot.slack import who
from bot.slack.addresses import Address
from bot.slack.ties import Ties
from bot.slack.who import Caller
from bot.slack.workspaces import NotDone
from handlers.accounts import Profile, renamed
from handlers.words import LANGUAGES
from storage import accounts, forums, people
from storage.database import Unavailable

log = structlog.get_logger()

PLATFORM = "slack"

KEPT = 600
"""Seconds for which a language is remembered."""
MOST_KEPT = 5000
PATIENCE = 1.0
"""Seconds: the one who asked waits meanwhile, and Slack for three in all."""


@dataclass(frozen=True)
class Spoken:
    language: str
    until: float


class Profiles:
    """What is known of those who act."""

    def __init__(self, ties: Ties) -> None:
        self._ties = ties
        self._spoken: dict[tuple[Address, int | None], Spoken] = {}

    async def of(self, caller: Caller) -> Profile:
        """Of one whom the forum does not know. An e-mail address counts only where Slack has seen that it is theirs,
        and the person in the workspace that is said to be theirs."""
        user, workspace = await asyncio.gather(self.told(caller.team, caller.address.id), self._workspace(caller))
        about = user.get("profile") or {}
        home = {user.get("team_id"), (user.get("enterprise_user") or {}).get("enterprise_id")}
        is_seen = user.get("is_email_confirmed", True) and not user.get("is_bot") and caller.address.team in home
        return Profile(
            name=name_in(user) or caller.address.id,
            email=about.get("email") if is_seen else None,
            workspace=caller.address.team,
            workspace_name=workspace,
            language=_language(user),
        )

    async def language(self, caller: Caller, person: int | None, stranger: Profile | None = None) -> str:
        """In which language somebody is spoken to: their own, else the one they read Slack in, else the forum's. Of a
        `stranger` that was asked for already."""
        known, now = self._spoken.get((caller.address, person)), monotonic()
        if known and now < known.until:
            return known.language
        spoken = await self._find(caller, person, stranger)
        if len(self._spoken) >= MOST_KEPT:
            self._spoken.clear()
        self._spoken[caller.address, person] = Spoken(spoken, now + KEPT)
        return spoken

    async def _find(self, caller: Caller, person: int | None, stranger: Profile | None) -> str:
        database = self._ties.database
        try:
            own, forums_own = await database.read(
                lambda db: (people.get(db, person).language if person else None, forums.the(db).language)
            )
        except Unavailable:
            return LANGUAGES[0]
        if own is None and stranger is None:
            own = _language(await self.told(caller.team, caller.address.id))
        return own or (stranger and stranger.language) or forums_own

    async def told(self, team: str, user: str) -> dict[str, Any]:
        """What Slack tells of somebody, in the workspace where the app is installed; nothing where it does not."""
        try:
            asked = {"user": user, "include_locale": True}
            answer = await self._ties.workspaces.look(team, "users.info", PATIENCE, **asked)
        except NotDone as error:
            log.info("slack does not tell of somebody", reason=error.reason)
            return {}
        return answer.get("user") or {}

    async def _workspace(self, caller: Caller) -> str:
        try:
            answer = await self._ties.workspaces.look(caller.team, "team.info", PATIENCE, team=caller.address.team)
        except NotDone as error:
            log.info("slack does not tell of a workspace", reason=error.reason)
            return ""
        return str((answer.get("team") or {}).get("name", ""))

    async def changed(self, user: dict[str, Any]) -> None:
        """Somebody is called something else now: so is their account, where they have one."""
        address, name = who.of_profile(user), name_in(user)
        if address is None or not name:
            return
        try:
            known = await self._ties.database.read(lambda db: accounts.at(db, PLATFORM, str(address)))
            if known and known.name != name:
                await self._ties.database.write(lambda db: renamed(db, PLATFORM, str(address), name))
        except Unavailable as down:
            log.warning("a changed name was not noted", reason=down.reason)


def name_in(user: dict[str, Any]) -> str:
    """What somebody is called there."""
    about = user.get("profile") or {}
    return str(about.get("real_name") or user.get("real_name") or user.get("name") or "")


def _language(user: dict[str, Any]) -> str | None:
    """«sv-SE» is Swedish."""
    language = str(user.get("locale") or "").partition("-")[0]
    return language if language in LANGUAGES else None
