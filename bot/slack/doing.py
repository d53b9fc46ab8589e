"""What people do in Slack, on its way to the handlers and back: who it is, what they ask for, what they are told."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.slack import turning
from bot.slack.answers import Answer
from bot.slack.cards import TURN, Shown
from bot.slack.press import Press
from bot.slack.profiles import Profiles
from bot.slack.reading import as_written, mentioned
from bot.slack.ties import Ties
from bot.slack.who import Caller
from handlers.accounts import KNOCK
from handlers.call import Ask, Look, Reply, said
from handlers.cards import Values
from handlers.forms import number
from handlers.words import N_, catalogue
from storage import accounts, people, places
from storage.database import Unavailable

PLATFORM = "slack"


@dataclass(frozen=True)
class Deed:
    """What somebody asks for. `event` is Slack's own id of it."""

    event: str
    press: Press
    typed: tuple[str, ...] = ()


class Doing:
    """Carries out what is asked, and always gives an answer."""

    def __init__(self, ties: Ties) -> None:
        self._ties, self.profiles = ties, Profiles(ties)

    async def do(self, caller: Caller, deed: Deed) -> Answer:
        person, language = await self.who(caller)
        if isinstance(person, Reply):
            return await self._knock(caller, language) if deed.press.action == KNOCK else Answer(person, language)
        if deed.press.action == TURN:
            return await self._turned(person, language, deed.press.values)
        body = await self._body(caller)
        ask = Ask(deed.press.action, deed.press.values, person, deed.event, language, body, deed.typed, caller.place)
        return Answer(await self._ties.inbound.do(ask), language, {"event": deed.event})

    async def say(self, caller: Caller, text: str, event: str) -> Answer:
        """Carry out what somebody typed. Nothing typed asks for help."""
        words = await self.plain(caller, text)
        return await self.do(caller, Deed(event, Press("say", {"text": words}), ("text",)))

    async def who(self, caller: Caller) -> tuple[int | Reply, str]:
        """The person, or what one is told of whom nothing is known; and the language in which."""
        person = await self._ties.inbound.whose(PLATFORM, str(caller.address), lambda: self.profiles.of(caller))
        if isinstance(person, int):
            return person, await self.profiles.language(caller, person)
        return Reply(outcome="unsaved", card=person), await self.profiles.language(caller, None)

    async def _knock(self, caller: Caller, language: str) -> Answer:
        profile = await self.profiles.of(caller)
        return Answer(Reply(card=await self._ties.inbound.knock(PLATFORM, str(caller.address), profile)), language)

    async def plain(self, caller: Caller, text: str) -> str:
        """What they wrote, with those whom they mention called by their names."""
        ids = mentioned(text)
        return as_written(text, await self.names(caller, ids) if ids else {})

    async def names(self, caller: Caller, ids: set[str]) -> Mapping[str, str]:
        """The names of those of them who have an account here."""

        def find(db: Session) -> dict[str, str]:
            known = ((id, accounts.at(db, PLATFORM, f"{home}/{id}")) for id in ids for home in caller.homes)
            return {id: account.person.name for id, account in known if account}

        try:
            return await self._ties.database.read(find)
        except Unavailable:
            return {}

    async def _body(self, caller: Caller) -> int | None:
        """The body whose channel it was said in."""
        if (place := caller.place) is None:
            return None
        address = place.removeprefix(f"{PLATFORM}:")
        try:
            found = await self._ties.database.read(lambda db: places.at(db, PLATFORM, address))
        except Unavailable:
            return None
        return found.body_id if found else None

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
