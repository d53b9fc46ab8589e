"""What people do in Slack, on its way to the handlers and back: who it is, what they ask for, what they are told."""

import asyncio
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.paging import TURN, Shown
from bot.slack import turning, who
from bot.slack.addresses import Address
from bot.slack.answers import Answer
from bot.slack.press import Press
from bot.slack.profiles import PLATFORM, Profiles, name_in
from bot.slack.reading import as_written, mentioned
from bot.slack.ties import Ties
from bot.slack.who import Caller
from handlers.accounts import KNOCK, Profile
from handlers.call import Ask, Look, Reply, said
from handlers.cards import Values
from handlers.forms import number
from handlers.words import N_, catalogue
from storage import accounts, people
from storage.database import Unavailable

MOST_ASKED = 10
"""Of how many who are mentioned Slack is asked at once."""


@dataclass(frozen=True)
class Deed:
    """What somebody asks for. `event` is Slack's own id of it."""

    event: str
    press: Press
    typed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Author:
    """Who wrote a message: their name, and whether they have an account here."""

    name: str
    is_known: bool = False


class Doing:
    """Carries out what is asked, and always gives an answer."""

    def __init__(self, ties: Ties) -> None:
        self._ties, self.profiles = ties, Profiles(ties)
        self._met: set[Address] = set()

    async def do(self, caller: Caller, deed: Deed) -> Answer:
        person, language, profile = await self._whose(caller)
        if isinstance(person, Reply):
            asks = profile if deed.press.action == KNOCK else None
            return await self._knock(caller, language, asks) if asks else Answer(person, language)
        if deed.press.action == TURN:
            return await self._turned(person, language, deed.press.values)
        asked, values = deed.press.action, deed.press.values
        ask = Ask(asked, values, person, deed.event, language, typed=deed.typed, place=caller.place)
        return Answer(await self._ties.inbound.do(ask), language, {"event": deed.event})

    async def say(self, caller: Caller, text: str, event: str) -> Answer:
        """Carry out what somebody typed. Nothing typed asks for help."""
        words = await self.plain(caller, text)
        return await self.do(caller, Deed(event, Press("say", {"text": words}), ("text",)))

    async def who(self, caller: Caller) -> tuple[int | Reply, str]:
        """The person, or what one is told of whom nothing is known; and the language in which."""
        person, language, _ = await self._whose(caller)
        return person, language

    async def _whose(self, caller: Caller) -> tuple[int | Reply, str, Profile | None]:
        """As above, and what Slack tells of a stranger, which is asked for once."""
        found: list[Profile] = []

        async def profile() -> Profile:
            self._met.add(caller.address)
            found.append(await self.profiles.of(caller))
            return found[0]

        with self._meeting(caller):
            person = await self._ties.inbound.whose(PLATFORM, str(caller.address), profile)
        told = found[0] if found else None
        if isinstance(person, int):
            return person, await self.profiles.language(caller, person), told
        return Reply(outcome="unsaved", card=person), await self.profiles.language(caller, None, told), told

    @contextmanager
    def _meeting(self, caller: Caller) -> Iterator[None]:
        try:
            yield
        finally:
            self._met.discard(caller.address)

    def is_meeting(self, caller: Caller) -> bool:
        """Whether they are somebody of whom nothing was known, and who is being asked about just now: nothing is done
        for them yet."""
        return caller.address in self._met

    async def _knock(self, caller: Caller, language: str, profile: Profile) -> Answer:
        with self._meeting(caller):
            self._met.add(caller.address)
            told = await self._ties.inbound.knock(PLATFORM, str(caller.address), profile)
        return Answer(Reply(card=told), language)

    # Those who are mentioned, and those who wrote

    async def plain(self, caller: Caller, text: str, *teams: str) -> str:
        """What was written, with those who are mentioned called by their names. `teams` are where they may belong,
        besides where the caller does."""
        ids = mentioned(text)
        return as_written(text, await self._names(caller, ids, {*caller.homes, *teams}) if ids else {})

    async def _names(self, caller: Caller, ids: set[str], homes: set[str]) -> Mapping[str, str]:
        """The names of those of them who have an account here. Where the same id may stand for several or for none,
        Slack tells to which workspace they belong."""
        known = await self._called([Address(home, id) for home in homes for id in ids])
        there = {id: [name for address, name in known.items() if address.id == id] for id in ids}
        names = {id: found[0] for id, found in there.items() if len(found) == 1}
        doubtful = sorted(ids - names.keys())[:MOST_ASKED]
        told = await asyncio.gather(*(self.profiles.told(caller.team, id) for id in doubtful))
        meant = {id: address for id, user in zip(doubtful, told, strict=True) if (address := who.of_profile(user))}
        known = await self._called(meant.values()) if meant else {}
        return names | {id: known[address] for id, address in meant.items() if address in known}

    async def author(self, caller: Caller, address: Address) -> Author:
        """Who wrote a message: by their name in the forum, else what Slack calls them."""
        if known := await self._called([address]):
            return Author(known[address], is_known=True)
        user = await self.profiles.told(caller.team, address.id)
        meant = who.of_profile(user)
        if meant and (known := await self._called([meant])):
            return Author(known[meant], is_known=True)
        return Author(name_in(user) or address.id)

    async def _called(self, addresses: Collection[Address]) -> Mapping[Address, str]:
        """The names of those who have an account there."""

        def find(db: Session) -> dict[Address, str]:
            known = ((address, accounts.at(db, PLATFORM, str(address))) for address in addresses)
            return {address: account.person.name for address, account in known if account}

        try:
            return await self._ties.database.read(find)
        except Unavailable:
            return {}

    async def _turned(self, person: int, language: str, again: Values) -> Answer:
        """Another page of what is shown."""
        ties = self._ties

        def find(db: Session) -> Shown | None:
            look = Look(db, ties.now(), people.get(db, person), language, shown=True)
            return turning.found(look, ties.capabilities, again)

        try:
            shown = await ties.database.read(find)
        except Unavailable:
            shown = None
        if shown is None:
            told = catalogue(language).gettext(N_("That is no longer here. Ask for it again."))
            return Answer(Reply(outcome="refused", card=said(told)), language)
        kept = {name: value for name, value in again.items() if name != "page"}
        return Answer(Reply(), language, kept, number(again.get("page")), shown)
