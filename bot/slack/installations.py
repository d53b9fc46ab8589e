"""The workspaces that installed the app, in our database: the library's own stores would be a second writer.

Token rotation is not used: the manifest leaves it off, since the bot would lose a workspace for good if it were killed
between taking a new token and storing it. So a token lasts until the app is removed.
"""

import hmac
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from secrets import token_hex
from time import monotonic
from typing import Any

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from sqlalchemy.orm import Session

from bot.slack.profiles import PLATFORM
from bot.slack.workspaces import quiet
from handlers.telling_losses import is_reached_wholly
from storage import installations as kept
from storage.database import Database, real_time

AWAY = timedelta(minutes=10)
"""How long somebody may be away at Slack to say that the app may be installed."""
TRUSTED = 60.0
"""Seconds for which a token is used unseen: so soon a process hears what another was told of a removal."""


@dataclass(frozen=True)
class Held:
    token: str
    until: float


class Installations(AsyncInstallationStore):
    """By whose token each workspace is spoken to, and what Slack's OAuth flow needs to store one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: dict[str, Held] = {}

    @property
    def logger(self) -> logging.Logger:
        return quiet

    async def token(self, home: str) -> str | None:
        """The token for a workspace or organisation; None where nobody there, and nobody they share a channel with,
        has the app."""
        held, now = self._held.get(home), monotonic()
        if held and now < held.until:
            return held.token
        found = await self._database.read(lambda db: kept.serving(db, home))
        if found is None:
            self._held.pop(home, None)
            return None
        self._held[home] = Held(found.token, now + TRUSTED)
        return found.token

    async def through(self, home: str) -> str:
        """The workspace or organisation by whose token those of `home` are reached, or were."""
        return await self._database.read(lambda db: kept.through(db, home))

    async def met(self, home: str, through: str) -> None:
        """Somebody of `home` was met in `through`, where the app is installed. Where it is not at home, that is how
        they are reached: by whoever shares a channel with them."""
        if home == through or await self.token(home) is not None:
            return

        def note(db: Session) -> None:
            kept.met(db, home, through)
            if there := kept.serving(db, home):
                is_reached_wholly(db, PLATFORM, there.key)

        await self._database.write(note)

    async def gone(self, keys: Sequence[str], since: datetime) -> str | None:
        """The app was removed, then, from the first of these workspaces and organisations that ever had it: which it
        was, if it had it still. Slack tells of a removal twice."""
        self._held.clear()

        def note(db: Session) -> str | None:
            key = next((key for key in keys if kept.is_known(db, key)), None)
            return key if key and kept.gone(db, key, since, real_time(db)) else None

        return await self._database.write(note)

    # What the library asks for

    async def async_save(self, installation: Installation) -> None:
        made = _columns(installation)
        self._held.clear()

        def save(db: Session) -> None:
            kept.save(db, made, real_time(db))
            is_reached_wholly(db, PLATFORM, made["key"])

        await self._database.write(save)

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        found = await self._found(enterprise_id, team_id, is_enterprise_install)
        return _installation(found).to_bot() if found else None

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """There is one for each workspace: the app asks nobody for a token of their own."""
        found = await self._found(enterprise_id, team_id, is_enterprise_install)
        return _installation(found) if found else None

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        await self.gone([key for key in (team_id, enterprise_id) if key], datetime.now(UTC))

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Nothing is stored of a single person."""

    async def _found(
        self, enterprise: str | None, team: str | None, is_org_wide: bool | None
    ) -> kept.Installation | None:
        """The workspace's own, else that of all its organisation."""
        keys = [key for key in (None if is_org_wide else team, enterprise) if key]
        return await self._database.read(lambda db: next(filter(None, (kept.get(db, key) for key in keys)), None))


class States(AsyncOAuthStateStore):
    """By which it is known that who comes back from Slack went there from here: signed by us and good for a while.
    Nothing is stored of those who go, since anybody may go as often as they like; of those who come back it is, so that
    each comes once."""

    def __init__(self, database: Database, secret: str) -> None:
        self._database, self._key = database, secret.encode()

    @property
    def logger(self) -> logging.Logger:
        return quiet

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        until = datetime.now(UTC) + AWAY
        return self._signed(f"{until.timestamp():.0f}.{token_hex(16)}")

    async def async_consume(self, state: str) -> bool:
        left, _, _ = state.rpartition(".")
        if not compare_digest(self._signed(left).encode(), state.encode(errors="surrogatepass")):
            return False
        until = datetime.fromtimestamp(int(left.partition(".")[0]), UTC)
        return await self._database.write(lambda db: kept.come_back(db, state, until, real_time(db)))

    def _signed(self, left: str) -> str:
        signed = hmac.new(self._key, b"state:" + left.encode(errors="surrogatepass"), "sha256")
        return f"{left}.{signed.hexdigest()}"


def _columns(made: Installation) -> dict[str, Any]:
    """Raises ValueError for what no app of ours is given."""
    key = made.enterprise_id if made.is_enterprise_install else made.team_id
    name = made.enterprise_name if made.is_enterprise_install else made.team_name
    if not key or not made.bot_token:
        raise ValueError("an installation without a workspace or a token")
    return {
        "key": key,
        "enterprise": made.enterprise_id,
        "name": name or key,
        "app": made.app_id or "",
        "bot": made.bot_id or "",
        "bot_user": made.bot_user_id or "",
        "token": made.bot_token,
        "scopes": sorted(made.bot_scopes or ()),
        "installed_by": made.user_id or "",
    }


def _installation(found: kept.Installation) -> Installation:
    return Installation(
        app_id=found.app,
        enterprise_id=found.enterprise,
        enterprise_name=found.name if found.is_org_wide else None,
        team_id=None if found.is_org_wide else found.key,
        team_name=None if found.is_org_wide else found.name,
        bot_token=found.token,
        bot_id=found.bot,
        bot_user_id=found.bot_user,
        bot_scopes=found.scopes,
        user_id=found.installed_by,
        is_enterprise_install=found.is_org_wide,
        token_type="bot",
        installed_at=found.installed_at,
    )
