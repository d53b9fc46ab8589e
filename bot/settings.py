"""The settings, and the only place that reads the environment. docs/operations.md lists them."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, AliasChoices, Field, SecretStr
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError


def _known(url: str) -> str:
    try:
        parsed = make_url(url)
        known = parsed.get_backend_name() in ("sqlite", "postgresql", "postgres")
    except ArgumentError:
        known = False
    else:
        known &= parsed.database not in (None, "", ":memory:")
    if not known:
        raise PydanticCustomError("url", "Expected sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")
    return url


def _reachable(url: str) -> str:
    """An address without anything after the port: pages have theirs from the root."""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    else:
        fits &= parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    if not fits:
        raise PydanticCustomError("url", "Expected https://NAME or http://NAME:PORT, without a path")
    return url.rstrip("/")


def _platforms(name: str) -> AliasChoices:
    """A setting that is known by the same name wherever that platform is spoken of: with our prefix, or without."""
    return AliasChoices(f"FORUMBOT_{name}", name)


class Settings(BaseSettings):
    """How the bot is run. Raises pydantic's ValidationError for a value that does not fit."""

    model_config = SettingsConfigDict(env_prefix="FORUMBOT_", env_ignore_empty=True, frozen=True, extra="ignore")

    database_url: Annotated[str, AfterValidator(_known)] = Field(
        default="sqlite:///var/forum.db", validation_alias=AliasChoices("FORUMBOT_DATABASE_URL", "DATABASE_URL")
    )
    host: str = "127.0.0.1"
    port: int = Field(default=8600, ge=0, le=65535, validation_alias=AliasChoices("FORUMBOT_PORT", "PORT"))
    """0 takes any free port."""
    demo: bool = False
    """Anybody may be anybody, and move the clock: only on this machine."""
    public_url: Annotated[str, AfterValidator(_reachable)] | None = None
    behind_proxy: bool = False
    """Whether the last X-Forwarded-For tells who asks: only where a proxy of ours writes it."""

    slack_signing_secret: SecretStr | None = Field(default=None, validation_alias=_platforms("SLACK_SIGNING_SECRET"))
    """With it Slack may send to /slack/events."""
    slack_app_token: SecretStr | None = Field(default=None, validation_alias=_platforms("SLACK_APP_TOKEN"))
    """With it the bot fetches from Slack what happens there (Socket Mode)."""
    slack_bot_token: SecretStr | None = Field(default=None, validation_alias=_platforms("SLACK_BOT_TOKEN"))
    """Of the one workspace where the app is installed."""
    slack_client_id: str | None = Field(default=None, validation_alias=_platforms("SLACK_CLIENT_ID"))
    slack_client_secret: SecretStr | None = Field(default=None, validation_alias=_platforms("SLACK_CLIENT_SECRET"))
    """With the id: several workspaces may install the app."""
    slack_api_url: str = Field(default="https://slack.com/api/", validation_alias=_platforms("SLACK_API_URL"))

    @property
    def slack(self) -> bool:
        """Whether Slack is to be reached. What is missing then is told at the start."""
        return bool(self.slack_bot_token or self.slack_client_id)

    @property
    def slack_is_shared(self) -> bool:
        """Whether several workspaces may install the app; then a token for one is not used."""
        return bool(self.slack_client_id and self.slack_client_secret)

    @property
    def slack_lacks(self) -> str:
        """What is missing for Slack, as a sentence; empty where nothing is, or Slack is not used."""
        if self.slack and not (self.slack_app_token or self.slack_signing_secret):
            return "Slack is set up halfway: SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) is missing."
        if self.slack_client_id and not self.slack_client_secret and not self.slack_bot_token:
            return "Slack is set up halfway: SLACK_CLIENT_SECRET is missing."
        return ""

    @property
    def address(self) -> str:
        """Where people reach it: what links begin with."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def entrance(self) -> str:
        """What personal links begin with; their token follows."""
        return f"{self.address}/in/"
