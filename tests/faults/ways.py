"""Ways in: what people do on a platform, sent to the bot as that platform sends it. A family about what comes in takes
one of them."""

import itertools
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlencode

from aiohttp import ClientSession, web
from pydantic import SecretStr
from sqlalchemy.orm import Session

from bot.settings import Settings
from bot.slack.app import SlackApp
from bot.slack.forms import FIELD, MOST_METADATA
from bot.slack.press import Press
from bot.slack.shortcuts import LOG
from bot.slack.texts import escape, plain_text
from handlers import CAPABILITIES
from handlers.accounts import KNOCK
from handlers.cards import Values
from storage import accounts
from storage.people import Person
from tests.slack.driver import FORM, SECRET, Driver, User, signature, words
from tests.slack.server import BOT_TOKEN, TEAM, Shown, SlackServer, View
from tests.world import World


@dataclass(frozen=True)
class Sent:
    """Something that somebody did, as the platform sends it, however often. `event`: by what the bot knows it; `where`:
    the channel in which it was done."""

    event: str
    body: str
    kind: str
    where: str


class Way(Protocol):
    """`outside`: the platform's own address. People are known by their keys."""

    name: str

    @property
    def outside(self) -> str: ...

    def link(self, db: Session, people: Mapping[str, Person], now: datetime) -> None:
        """Give them their accounts."""
        ...

    def press(self, who: str, action: str, values: Values) -> Sent:
        """A button that carries this, pressed in a channel of its own."""
        ...

    def write(self, who: str, text: str) -> Sent:
        """Words to the bot, in their conversation."""
        ...

    async def send(self, bot: str, what: Sent, again: int = 0, age: int = 0) -> int:
        """To the bot at that address, after so many times, signed so many seconds ago. The status of its answer."""
        ...

    def told(self, what: Sent) -> list[str]:
        """What was answered in the channel of it."""
        ...

    def at(self, world: World) -> "Doorway":
        """The adapter over that forum, without the rest of a bot."""
        ...


@dataclass(frozen=True)
class Doorway:
    """`finish` waits until everybody was told."""

    application: web.Application
    finish: Callable[[], Awaitable[None]]


def settings_of(way: str, outside: str, **more: Any) -> Settings:
    """Of a bot that people meet that way."""
    return Settings.model_construct(**Settings(**more).model_dump() | SETTINGS[way](outside))


def _slack_settings(outside: str) -> Values:
    secrets = {"slack_signing_secret": SecretStr(SECRET), "slack_bot_token": SecretStr(BOT_TOKEN)}
    return secrets | {"slack_api_url": outside}


@dataclass
class InSlack:
    """Everybody is of a workspace of their own, as in a forum of many organisations. `acks`: what stood in answers to
    requests."""

    server: SlackServer
    session: ClientSession
    users: dict[str, User] = field(default_factory=dict)
    name: str = "slack"
    acks: list[Values] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def outside(self) -> str:
        return self.server.api_url

    @property
    def driver(self) -> Driver:
        return self._driver

    def __post_init__(self) -> None:
        self._driver = Driver(self.session, self.server)

    def link(self, db: Session, people: Mapping[str, Person], now: datetime) -> None:
        for key, person in people.items():
            self.users[key] = user = User(f"U{person.id}", f"T{person.id}")
            accounts.link(db, person.id, self.name, user.address, now, user.home, person.name)
            self.server.users[user.id] = {"team_id": user.home, "locale": "sv-SE", "profile": {}}

    def press(self, who: str, action: str, values: Values) -> Sent:
        where, packed = f"C{next(self._numbers)}", Press(action, values).packed()
        button = {"type": "button", "action_id": "press:0", "text": plain_text("Tryck"), "value": packed}
        shown = Shown(where, "1.1", {"blocks": [{"type": "actions", "elements": [button]}]})
        payload = self._driver.pressed(self.users[who], shown, "Tryck")
        event = f"slack:{TEAM}:{payload['actions'][0]['action_ts']}:{self.users[who].address}"
        return Sent(event, _form(payload), FORM, where)

    def write(self, who: str, text: str) -> Sent:
        payload = self._driver.written(self.users[who], text)
        return Sent(f"slack:{payload['event_id']}", json.dumps(payload), "application/json", self.users[who].direct)

    def fill(self, who: str, action: str, values: Values, typed: Values) -> Sent:
        """A form that carries `values`, with what was typed into its fields."""
        element = {"type": "plain_text_input", "action_id": "value"}
        blocks = [{"type": "input", "block_id": FIELD + name, "element": element} for name in typed]
        carried = {"private_metadata": Press(action, values).packed(MOST_METADATA), "callback_id": "form"}
        view = View(f"V{next(self._numbers)}", "1.hash", {"type": "modal", "blocks": blocks} | carried)
        return Sent("", _form(self._driver.filled(self.users[who], view, **typed)), FORM, "")

    def command(self, who: str, text: str) -> Sent:
        """As Slack hands on what was typed after «/forum»."""
        where = f"C{next(self._numbers)}"
        return Sent("", urlencode(self._driver.typed(self.users[who], escape(text), where)), FORM, where)

    def mark(self, who: str, text: str) -> Sent:
        """A message is to be an action point."""
        message = {"text": escape(text), "user": "U9"}
        return Sent("", _form(self._driver.chosen(self.users[who], LOG, message)), FORM, "")

    def knock(self, name: str) -> Sent:
        """Somebody of that name, of whom nothing is known, asks to be."""
        key = f"stranger {next(self._numbers)}"
        self.users[key] = user = User(f"U9{next(self._numbers)}", "T9")
        self.server.users[user.id] = {"team_id": user.home, "real_name": name, "profile": {"real_name": name}}
        return self.press(key, KNOCK, {})

    async def send(self, bot: str, what: Sent, again: int = 0, age: int = 0) -> int:
        raw, stamp = what.body.encode(), str(int(time.time()) - age)
        headers = {"Content-Type": what.kind, "X-Slack-Request-Timestamp": stamp}
        headers |= {"X-Slack-Signature": signature(raw, stamp)}
        headers |= {"X-Slack-Retry-Num": str(again)} if again else {}
        async with self.session.post(f"{bot}/slack/events", data=raw, headers=headers) as answer:
            if (text := await answer.text()).startswith("{"):
                self.acks.append(json.loads(text))
            return answer.status

    def told(self, what: Sent) -> list[str]:
        return [words(shown.blocks) for shown in self.server.privately if shown.channel == what.where]

    def at(self, world: World) -> Doorway:
        settings = settings_of(self.name, self.outside)
        slack = SlackApp(settings, world.database, CAPABILITIES, world.inbound, lambda: world.time)

        async def life(_: web.Application) -> AsyncIterator[None]:
            await slack.start()
            yield
            await slack.stop()

        application = web.Application()
        slack.mount(application)
        application.cleanup_ctx.append(life)
        return Doorway(application, slack.ties.errands.finish)


def _form(payload: Any) -> str:
    return urlencode({"payload": json.dumps(payload)})


@asynccontextmanager
async def in_slack() -> AsyncIterator[InSlack]:
    async with SlackServer().running() as server, ClientSession() as session:
        yield InSlack(server, session)


SETTINGS = {"slack": _slack_settings}
WAYS: dict[str, Any] = {"slack": in_slack}
