"""The settings, and the only place that reads the environment. docs/operations.md lists them."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, AliasChoices, Field
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

    @property
    def address(self) -> str:
        """Where people reach it: what links begin with."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def entrance(self) -> str:
        """What personal links begin with; their token follows."""
        return f"{self.address}/in/"
