"""Who did something in Slack, and where.

Whose account it is stands in another field of each kind of payload. In a channel that several organisations share, the
workspace that the app is installed in (`team`) is not the one that the person belongs to (`address.team`). Somebody in
an organisation with several workspaces (Enterprise Grid) has one id in all of them and is known by the organisation,
since Slack names now the one, now the other. Not tried on a live Grid: one who acts in a workspace of another
organisation there may be met under their workspace, as a stranger once more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack.addresses import Address
from bot.slack.payloads import Callback, Command, Interaction, Message, Unreadable, Written

CONVERSATION = "D"
"""What the ids of conversations between two begin with."""


@dataclass(frozen=True)
class Caller:
    """`team` is where the app is installed: by that workspace's token they are answered."""

    address: Address
    team: str
    channel: str | None = None

    @property
    def place(self) -> str | None:
        """The channel in which it was said, for handlers; a conversation with the bot is none."""
        if self.channel is None or self.channel.startswith(CONVERSATION):
            return None
        return f"slack:{Address(self.team, self.channel)}"

    @property
    def homes(self) -> tuple[str, ...]:
        """Where people whom they mention may belong."""
        return tuple(dict.fromkeys((self.address.team, self.team)))


def _home(own: str | None, team: str | None, enterprise: str | None) -> str:
    """Where the person belongs. Raises Unreadable where nothing tells it."""
    home = own or team or enterprise
    if home is None:
        raise Unreadable("of no workspace")
    return enterprise if enterprise and home == team else home


def of_interaction(said: Interaction) -> Caller:
    """Raises Unreadable where it tells of no workspace."""
    team = said.team.id if said.team else None
    enterprise = said.enterprise.id if said.enterprise else None
    address = Address(_home(said.user.team_id, team, enterprise), said.user.id)
    installed = said.view.app_installed_team_id if said.view else None
    return Caller(address, installed or team or enterprise or address.team, said.channel.id if said.channel else None)


def of_command(said: Command) -> Caller:
    address = Address(_home(said.team_id, said.team_id, said.enterprise_id), said.user_id)
    return Caller(address, said.team_id, said.channel_id)


def of_message(said: Callback, written: Written) -> Caller:
    """Raises Unreadable for what nobody wrote."""
    if written.user is None:
        raise Unreadable("written by nobody")
    own = written.user_team or written.source_team or written.team
    address = Address(_home(own, said.team_id, said.enterprise_id), written.user)
    return Caller(address, said.team_id, written.channel)


def of_author(said: Interaction, message: Message) -> Address | None:
    """Who wrote a message that somebody chose: in a shared channel it tells of which workspace they are. None where
    nobody wrote it."""
    if message.user is None:
        return None
    team, enterprise = (said.team.id if said.team else None), (said.enterprise.id if said.enterprise else None)
    own = message.user_team or message.source_team or message.team
    return Address(_home(own, team, enterprise), message.user)


def of_profile(user: Mapping[str, Any]) -> Address | None:
    """Whom Slack tells of. None where it does not say to which workspace they belong."""
    home = (user.get("enterprise_user") or {}).get("enterprise_id") or user.get("team_id")
    return Address(str(home), str(user["id"])) if home and user.get("id") else None


def of_event(said: Callback, user: str) -> Caller:
    """Somebody in the workspace itself, as in App Home."""
    return Caller(Address(_home(None, said.team_id, said.enterprise_id), user), said.team_id)
