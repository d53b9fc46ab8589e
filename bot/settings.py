"""The settings, and the only place that reads the environment. docs/operations.md lists them."""

from typing import Annotated

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
