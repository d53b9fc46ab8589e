"""What every platform keeps to, whatever else it is: the same tests for each."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic

import pytest

from bot.browser.client import Browser
from bot.browser.live import Hub
from bot.platform import Gone, Letter, Platform, Ref, Retry
from handlers.cards import Card, Said, Text, card, words
from storage import messages
from storage.database import Database
from tests.slack import driver
from tests.slack.sending import at_once, slack_over
from tests.slack.server import TEAM, SlackServer
from tests.world import local

KEY, UNKNOWN = "question:7@place:1", "question:8@place:1"


@dataclass(frozen=True)
class Stage:
    """A platform that runs, and what can be seen there: `seen` gives a message in words, by its language, `count` how
    many there are; `delete` is what somebody may do there."""

    platform: Platform
    room: str
    person: str
    seen: Callable[[Ref, str], Awaitable[str]]
    count: Callable[[], Awaitable[int]]
    delete: Callable[[Ref], Awaitable[None]]

    def letter(self, title: str, language: str = "sv", said: str = "", key: str = KEY, **more: float) -> Letter:
        """In all languages that the platform shows beside each other, else in that one."""
        cards = {each: drawn(title, each, said) for each in self.platform.languages or (language,)}
        return Letter(key, "question.card", {"question": 7}, cards, **more)

    async def put(self, title: str, ref: Ref | None = None, **how: str | float) -> Ref:
        return await self.platform.put(self.room, self.letter(title, **how), ref)  # type: ignore[arg-type]

    async def find(self, key: str = KEY, address: str = "") -> Ref | None:
        return await self.platform.find(address or self.room, key, datetime.now(UTC))


def drawn(title: str, language: str, said: str) -> Card:
    text = {"sv": "Ja eller nej.", "en": "Yes or no."}[language]
    return card(title, Text(words=words(text)), Said(text=said) if said else None)


@asynccontextmanager
async def browser(url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    database = Database(url)
    platform = Browser(database, Hub(database), lambda: local("2027-02-01 09:00"))

    async def seen(ref: Ref, language: str) -> str:
        message = await database.read(lambda db: messages.get(db, int(ref["message"])))
        assert message is not None, ref
        assert message.cards is not None, ref
        return Card.model_validate(message.cards[language]).text()

    async def count() -> int:
        return await database.read(lambda db: db.query(messages.Message).count())

    async def delete(ref: Ref) -> None:
        await database.write(lambda db: messages.remove(db, int(ref["message"])))

    await platform.start()
    yield Stage(platform, "body:1", "person:1", seen, count, delete)
    await platform.stop()
    await database.aclose()


@asynccontextmanager
async def slack(url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    at_once(monkeypatch)
    async with SlackServer().running() as server, slack_over(server) as platform:

        async def seen(ref: Ref, language: str) -> str:
            return driver.words(server.messages[ref["channel"], ref["ts"]].blocks)

        async def count() -> int:
            return len(server.messages)

        async def delete(ref: Ref) -> None:
            del server.messages[ref["channel"], ref["ts"]]

        yield Stage(platform, f"{TEAM}/C01", f"{TEAM}/U01", seen, count, delete)


Opened = Callable[[str, pytest.MonkeyPatch], AbstractAsyncContextManager[Stage]]


@pytest.fixture(params=[browser, slack], ids=lambda opened: opened.__name__)
async def stage(
    request: pytest.FixtureRequest, forum_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Stage]:
    opened: Opened = request.param
    async with opened(forum_url, monkeypatch) as stage:
        yield stage


async def test_what_was_put_is_found_where_it_was_put(stage: Stage):
    ref = await stage.put("Räcker det?")
    assert await stage.find() == ref
    assert await stage.find(UNKNOWN) is None
    assert await stage.find(address=stage.person) is None


async def test_a_person_is_reached_and_what_they_got_is_found(stage: Stage):
    ref = await stage.platform.put(stage.person, stage.letter("En sak väntar på dig"), None)
    assert await stage.find(address=stage.person) == ref
    again = await stage.platform.put(stage.person, stage.letter("Inget väntar på dig"), ref)
    assert again == ref
    assert (await stage.seen(ref, "sv")).startswith("Inget väntar på dig")


async def test_an_edit_stands_where_the_message_stood(stage: Stage):
    ref = await stage.put("Räcker det?")
    for title in ("Räckte det?", "Det räckte."):
        assert await stage.put(title, ref) == ref
        assert (await stage.seen(ref, "sv")).startswith(title)
    assert await stage.find() == ref
    assert await stage.count() == 1


async def test_of_two_that_were_put_under_one_key_one_is_found_and_can_be_edited(stage: Stage):
    """The courier looks before it sends again; this is where it could not."""
    sent = [await stage.put("Räcker det?"), await stage.put("Räcker det?")]
    found = await stage.find()
    assert found in sent
    assert await stage.put("Räckte det?", found) == found


async def test_it_is_told_in_each_language(stage: Stage):
    for language, text in (("sv", "Ja eller nej."), ("en", "Yes or no.")):
        ref = await stage.put("Räcker det?", language=language, key=f"question:{language}")
        assert text in await stage.seen(ref, language)


async def test_what_people_wrote_stays_as_they_wrote_it(stage: Stage):
    written = '<!channel> <b>fet</b> *fet* _k_ `x` [länk](http://a.example) &amp; "citat"\nåäö 🦉 <@U1>'
    ref = await stage.put(f"Om {written.splitlines()[0]}", said=written)
    seen = await stage.seen(ref, "sv")
    assert written in seen
    assert seen.count("<!channel>") == 2


async def test_what_was_deleted_is_told_to_be_gone_or_stands_there_again(stage: Stage):
    ref = await stage.put("Räcker det?")
    await stage.delete(ref)
    assert await stage.find() is None
    try:
        again = await stage.put("Räckte det?", ref)
    except Gone:
        assert await stage.count() == 0
        again = await stage.put("Räckte det?")
    assert await stage.find() == again
    assert await stage.count() == 1


async def test_a_letter_that_was_held_up_is_neither_sent_nor_edited(stage: Stage):
    ref = await stage.put("Räcker det?")
    for at, key in ((ref, KEY), (None, UNKNOWN)):
        with pytest.raises(Retry):
            await stage.put("Räckte det?", at, key=key, until=monotonic())
    assert await stage.count() == 1
    assert (await stage.seen(ref, "sv")).startswith("Räcker det?")
