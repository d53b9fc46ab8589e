"""The settings, and the only place that reads the environment. docs/operations.md lists them."""

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """How the bot is run. Raises pydantic's ValidationError for a value that does not fit."""

    model_config = SettingsConfigDict(env_prefix="FORUMBOT_", env_ignore_empty=True, frozen=True, extra="ignore")

    database_url: str = Field(
        default="sqlite:///var/forum.db", validation_alias=AliasChoices("FORUMBOT_DATABASE_URL", "DATABASE_URL")
    )
    host: str = "127.0.0.1"
    port: int = Field(default=8600, ge=0, le=65535, validation_alias=AliasChoices("FORUMBOT_PORT", "PORT"))
    """0 takes any free port."""
    demo: bool = False
    """Anybody may be anybody, and move the clock: only on this machine."""
