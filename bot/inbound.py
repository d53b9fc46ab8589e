"""What people do, from any platform, on its way to the handlers: nothing is ever answered with silence.

The last resort stands here: an unexpected error gives a reference that is in the log, and what was typed is kept.
"""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from handlers import commands
from handlers.call import Ask, Look, Refused, Reply
from handlers.capabilities import Capabilities
from handlers.cards import Button, Buttons, Said, Text, card, words
from handlers.words import LANGUAGES, N_, catalogue
from storage import events, people
from storage.database import Database, NotSaved, Unavailable

log = structlog.get_logger()

KEPT = timedelta(days=3)
"""How long an event is remembered. Platforms repeat what they have not seen acknowledged for an hour at most."""


T = TypeVar("T")


@dataclass(frozen=True)
class Failure:
    """Something that nobody foresaw; the log tells more under the reference."""

    reference: str


async def attempt(work: Awaitable[T], *foreseen: type[Exception], **about: object) -> T | Failure:
    """Do the work, the last resort around it: what was not `foreseen` is logged, and given as a Failure."""
    try:
        return await work
    except foreseen:
        raise
    except Exception:
        failure = Failure(secrets.token_hex(4))
        log.exception("unexpected", reference=failure.reference, **about)
        return failure


class Inbound:
    """Hands an event to the handlers in one transaction, and always gives a reply."""

    def __init__(self, database: Database, capabilities: Capabilities, now: Callable[[], datetime]) -> None:
        self._database, self._capabilities, self._now = database, capabilities, now

    async def do(self, ask: Ask) -> Reply:
        """Carry out what is asked. What was acknowledged here is stored; what was not says so."""
        done = await attempt(self._perform(ask), action=ask.action, person=ask.person)
        return _unexpected(ask, done.reference) if isinstance(done, Failure) else done

    async def _perform(self, ask: Ask) -> Reply:
        try:
            return await self._database.write(lambda db: self._capabilities.perform(db, ask, self._now()))
        except Refused as refused:
            return refused.reply
        except NotSaved as unsaved:
            log.warning("not saved", reason=unsaved.reason, action=ask.action, person=ask.person)
            return _not_saved(ask)

    async def say(self, text: str, person: int, event: str, language: str | None, body: int | None) -> Reply:
        """Carry out what somebody typed."""
        return await self.do(Ask("say", {"text": text}, person, event, language, body))

    async def suggest(
        self, text: str, person: int, language: str | None, body: int | None
    ) -> Sequence[tuple[str, str]]:
        """Words that a half-typed line may become, each with a hint; none while the database does not answer."""
        try:
            return await self._database.read(
                lambda db: commands.suggestions(Look(db, self._now(), people.get(db, person), language), text)
            )
        except Unavailable:
            return []

    async def forget(self) -> None:
        """Nightly upkeep: drop events that nobody repeats any more."""
        before = self._now() - KEPT
        await self._database.write(lambda db: events.forget(db, before))


def _not_saved(ask: Ask) -> Reply:
    return _failed(
        ask, N_("Not saved: the database can not store anything just now. Nothing you wrote is lost. Try again.")
    )


def _unexpected(ask: Ask, reference: str) -> Reply:
    told = N_(
        "Something went wrong, and nothing was saved. Try again; if it goes on, tell the secretariat: {reference}."
    )
    return _failed(ask, told, reference=reference)


def _failed(ask: Ask, template: str, **values: str) -> Reply:
    """What happened, what was kept, what to do. Drawn without the database."""
    translate = catalogue(ask.language or LANGUAGES[0]).gettext
    typed = "\n".join(value for value in ask.values.values() if isinstance(value, str) and value)
    again = Button(label=translate(N_("Try again")), action=ask.action, values=ask.values, style="primary")
    shown = card(
        "",
        Text(words=words(translate(template), **values)),
        Said(text=typed) if typed else None,
        Buttons(buttons=(again,)),
    )
    return Reply(outcome="unsaved", card=shown)
