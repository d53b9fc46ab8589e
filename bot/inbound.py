"""What people do, from any platform, on its way to the handlers: nothing is ever answered with silence.

The last resort stands here: an unexpected error gives a reference that is in the log, and what was typed is kept.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any, TypeVar

import structlog
from sqlalchemy.orm import Session

from handlers import accounts as strangers
from handlers import commands
from handlers.accounts import Profile
from handlers.call import Ask, Look, Refused, Reply
from handlers.capabilities import Capabilities
from handlers.cards import Button, Buttons, Card, Said, Text, card, words
from handlers.words import LANGUAGES, N_, catalogue
from storage import accounts, doors, drafts, events, people, undo
from storage.accounts import Known
from storage.database import Database, NotSaved, Unavailable

log = structlog.get_logger()

KEPT = timedelta(days=3)
"""How long an event is remembered. Platforms repeat what they have not seen acknowledged for an hour at most."""

DRAFTS_KEPT = timedelta(days=30)
"""How long a draft can be sent: the button for it stays where it is."""

UNDO_KEPT = timedelta(days=1)
"""How long it is remembered what could be undone: by the forum's clock, as the time in which it can."""

DOORS_KEPT = timedelta(days=30)
"""How long it is remembered that a link or a session has stopped working."""

USED = timedelta(minutes=10)
"""How long it is not noted again that somebody uses the account that they used last."""

SILENCE, LOOK = 1.6, 0.1
"""Seconds in which the database stored nothing after which a person is told so, and between looks whether it is so."""

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
        self._in_doubt: set[str] = set()
        """Events of which we told that it is not certain whether they were saved. When such a one comes again and can
        not be saved, that says nothing about the first time."""
        self._noting: set[asyncio.Future[Any]] = set()

    async def do(self, ask: Ask) -> Reply:
        """Carry out what is asked. What was acknowledged here is stored; what was not says so."""
        done = await attempt(self._perform(ask), action=ask.action, person=ask.person)
        return _unexpected(ask, done.reference) if isinstance(done, Failure) else done

    async def _perform(self, ask: Ask) -> Reply:
        try:
            done = await self._in_time(lambda db: self._capabilities.perform(db, ask, self._now()))
            self._in_doubt.discard(ask.event)
            return done
        except Refused as refused:
            return await self._remember(ask, refused.reply)
        except NotSaved as unsaved:
            log.warning("not saved", reason=unsaved.reason, action=ask.action, person=ask.person)
            if unsaved.reason == "unknown":
                self._in_doubt.add(ask.event)
            return _unsure(ask) if ask.event in self._in_doubt else _not_saved(ask)

    async def _in_time(self, fn: Callable[[Session], Reply]) -> Reply:
        """Nobody waits for a database that neither works nor refuses: a server that hangs, a network that swallows.
        What was asked for may be stored later, hence «unknown». One that is slow, but stores what others want, is
        waited for."""
        saving, asked = asyncio.ensure_future(self._database.write(fn)), monotonic()
        saving.add_done_callback(lambda done: done.cancelled() or done.exception())  # there may be nobody left to tell
        while not (await asyncio.wait({saving}, timeout=LOOK))[0]:
            if monotonic() - max(asked, self._database.heard) > SILENCE:
                raise NotSaved("unknown")
        return saving.result()

    async def _remember(self, ask: Ask, refusal: Reply) -> Reply:
        """Have a refusal stand for the same event repeated: what was refused must not be carried out later, over what
        others have done since."""

        def remember(db: Session) -> Reply:
            if stored := events.begin(db, ask.event, self._now()):
                return Reply.model_validate_json(stored)
            events.finish(db, ask.event, refusal.model_dump_json())
            return refusal

        try:
            return await self._database.write(remember)
        except NotSaved:
            return refusal

    async def whose(self, platform: str, address: str, profile: Callable[[], Awaitable[Profile]]) -> int | Card:
        """Whose an account is: the person, or what to tell one who is nobody here yet. Only of such a one the `profile`
        is fetched."""

        async def look_up() -> int | Card:
            known = await self._database.read(lambda db: accounts.known(db, platform, address))
            if known is None:
                return await self._meeting(strangers.meet, platform, address, await profile())
            self._note_use(known, known.person, platform, address)
            return known.person

        return await self._or_told(look_up(), platform)

    async def knock(self, platform: str, address: str, profile: Profile) -> Card:
        """Somebody who is nobody here yet asks to be known."""
        return await self._or_told(self._meeting(strangers.knock, platform, address, profile), platform)

    async def used(self, platform: str, address: str, person: int) -> None:
        """Note that a person uses an account of theirs, where the platform itself knows who they are: personal posts go
        to the one used last."""

        async def note() -> None:
            known = await self._database.read(lambda db: accounts.known(db, platform, address))
            self._note_use(known, person, platform, address)

        await self._or_told(note(), platform)

    def _note_use(self, known: Known | None, person: int, platform: str, address: str) -> None:
        """Now and then, and beside what the person wants: nobody waits for it."""
        now = self._now()
        if known is None or known.overtaken or now - known.used_at > USED:
            note = accounts.used_again if known else accounts.used
            noted = self._database.write(lambda db: note(db, person, platform, address, now))
            noting = asyncio.ensure_future(self._or_told(noted, platform))
            self._noting.add(noting)
            noting.add_done_callback(self._noting.discard)

    async def finish(self) -> None:
        """Wait for what is being noted."""
        if self._noting:
            await asyncio.wait(self._noting)

    async def _meeting(
        self, meets: Callable[[Look, str, str, Profile], T], platform: str, address: str, profile: Profile
    ) -> T:
        now = self._now()
        return await self._database.write(
            lambda db: meets(Look(db, now, None, profile.language), platform, address, profile)
        )

    async def _or_told(self, work: Awaitable[T], platform: str) -> T | Card:
        """What the work gives; where it can not be done, what to tell somebody of whom nothing is known."""
        try:
            done = await attempt(work, Unavailable, platform=platform)
        except Unavailable as down:
            log.warning("not known", reason=down.reason, platform=platform)
            return _told(N_("The database can not be reached just now, so nothing is done. Try again in a while."))
        return _told(UNEXPECTED, reference=done.reference) if isinstance(done, Failure) else done

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
        """Nightly upkeep: drop events that nobody repeats any more, drafts that nobody sends, links and sessions that
        open nothing. In real time: a demo that moves its clock on by a month still holds what is being written."""
        now = datetime.now(UTC)

        def drop(db: Session) -> None:
            events.forget(db, now - KEPT)
            drafts.forget(db, now - DRAFTS_KEPT)
            doors.forget(db, now - DOORS_KEPT)
            undo.forget(db, self._now() - UNDO_KEPT)

        await self._database.write(drop)
        self._in_doubt.clear()


def _not_saved(ask: Ask) -> Reply:
    return _failed(
        ask, N_("Not saved: the database can not store anything just now. Nothing you wrote is lost. Try again.")
    )


def _unsure(ask: Ask) -> Reply:
    """The contact was lost while it was being stored."""
    told = N_("It is not certain whether it was saved. Look for it before you try again.")
    return _failed(ask, told).model_copy(update={"outcome": "unsure"})


UNEXPECTED = N_(
    "Something went wrong, and nothing was saved. Try again; if it goes on, tell the secretariat: {reference}."
)


def _unexpected(ask: Ask, reference: str) -> Reply:
    return _failed(ask, UNEXPECTED, reference=reference)


def _told(template: str, **values: str) -> Card:
    return card("", Text(words=words(catalogue(LANGUAGES[0]).gettext(template), **values)))


def _failed(ask: Ask, template: str, **values: str) -> Reply:
    """What happened, what was kept, what to do. Drawn without the database."""
    translate = catalogue(ask.language or LANGUAGES[0]).gettext
    written = (value for name, value in ask.values.items() if name in ask.typed)
    typed = "\n".join(value for value in written if isinstance(value, str) and value)
    again = Button(label=translate(N_("Try again")), action=ask.action, values=ask.values, style="primary")
    shown = card(
        "",
        Text(words=words(translate(template), **values)),
        Said(text=typed) if typed else None,
        Buttons(buttons=(again,)),
    )
    return Reply(outcome="unsaved", card=shown)
