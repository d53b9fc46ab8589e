"""`forumbot doctor`: what is set, missing or wrong, and what to do about it. Only looks; never tells a secret."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy.exc import SQLAlchemyError

from bot.settings import Settings
from bot.telling import told
from storage import forums, migrating
from storage.database import Database, Unavailable, address

State = Literal["fine", "note", "wrong"]


@dataclass(frozen=True)
class Finding:
    """`told` says how it is with `what`, and what to do. Only what is wrong stands in the way."""

    state: State
    what: str
    told: str

    def __str__(self) -> str:
        return f"{self.state:<6} {self.what}: {self.told}"


def examine(settings: Settings) -> list[Finding]:
    """Everything that can be known from here."""
    return [*_database(settings), *_address(settings), *_slack(settings)]


def _database(settings: Settings) -> Iterator[Finding]:
    url = address(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        yield Finding("wrong", "Database", "there is none yet. «forumbot load FILE» makes it and loads a forum file.")
        return
    try:
        revision = migrating.current(url)
        if revision == migrating.newest():
            yield Finding("fine", "Database", f"{url.get_backend_name()}, its tables are at revision {revision}.")
            yield _forum(settings)
        else:
            yield _other_revision(revision)
    except (Unavailable, SQLAlchemyError, OSError) as error:
        yield Finding("wrong", "Database", " ".join(told(error)))


def _other_revision(revision: str | None) -> Finding:
    if revision is None:
        return Finding("wrong", "Database", "it is empty. «forumbot load FILE» loads a forum file.")
    if revision > migrating.newest():
        return Finding("wrong", "Database", f"revision {revision} is of a later version. Install that one.")
    behind = f"its tables are at revision {revision}, not {migrating.newest()}. «forumbot migrate» brings them up"
    return Finding("note", "Database", f"{behind}; «forumbot run» does so by itself.")


def _forum(settings: Settings) -> Finding:
    with closing(Database(settings.database_url)) as database:
        forum = asyncio.run(database.read(forums.loaded))
    if forum is None:
        return Finding("wrong", "Forum", "nothing is loaded. «forumbot load FILE» loads a forum file.")
    if forum.clock_ahead and not settings.demo:
        moved = "a demo has moved the clock of this database"
        return Finding("wrong", "Forum", f"{moved}. Load the forum into a new one, or run it as a demo.")
    return Finding("fine", "Forum", f"{forum.name}, in the zone {forum.zone}.")


def _address(settings: Settings) -> Iterator[Finding]:
    if settings.public_url is None:
        links = f"personal links begin with {settings.address}, which opens on this machine only"
        yield Finding("note", "Address", f"{links}. Set FORUMBOT_PUBLIC_URL to the address that people use.")
    elif settings.public_url.startswith("http://"):
        yield Finding("note", "Address", f"{settings.public_url}, without TLS: whoever listens on the way reads all.")
    else:
        yield Finding("fine", "Address", f"{settings.public_url}.")


def _slack(settings: Settings) -> Sequence[Finding]:
    if not settings.model_dump(include=SLACK, exclude_none=True):
        return [Finding("note", "Slack", "not set. docs/slack.md tells how.")]
    from bot.slack import examining  # loads Slack's libraries

    return asyncio.run(examining.examine(settings))


SLACK = {"slack_signing_secret", "slack_bot_token", "slack_app_token", "slack_client_id", "slack_client_secret"}
