"""People in Slack: what they do there, and what they then see."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, TypeVar

from bot.slack.forms import FIELD
from tests.e2e.slack.emulate import token
from tests.e2e.slack.emulated import EmulatedSlack
from tests.slack.driver import Driver, User, words
from tests.slack.server import Shown, Values, View

T = TypeVar("T")
PATIENCE = 30.0
"""Seconds within which what was done is seen."""


@dataclass
class Member:
    """Somebody who looks at a channel, at their conversation with the bot (`alone`), or at App Home."""

    name: str
    user: User
    people: Driver
    slack: EmulatedSlack
    where: str
    at_home: bool = False
    modal: View | None = None
    """The one that is open before them."""
    wrong: dict[str, str] = field(default_factory=dict)
    """What stands beside the fields of the modal, by its label."""

    @property
    def alone(self) -> str:
        return self.slack.conversation(self.user.id)

    @property
    def mention(self) -> str:
        return f"<@{self.user.id}|{self.user.id.lower()}>"

    # What they do

    def enters(self, channel: str) -> None:
        self.where, self.at_home, self.modal = channel, False, None

    def reads_what_came(self) -> None:
        self.enters(self.alone)

    async def says(self, text: str) -> None:
        """Type it after /forum."""
        self.modal = None
        await self._doing(self.people.command(self.user, text, self.where))

    async def writes(self, text: str) -> None:
        """To the bot, in their conversation."""
        self.reads_what_came()
        await self._doing(self.people.write(self.user, text, channel=self.where))

    def posts(self, text: str) -> Values:
        """Write in the channel to those in it, by no word of the bot's."""
        told = self.slack.emulate.ask("chat.postMessage", token(self.name), channel=self.where, text=text)
        return told["message"] | {"team": self.user.home}

    async def presses(self, label: str) -> None:
        """The last button with that label: the one that the bot has just come with."""
        shown = await self._waited_for(lambda: self._last(lambda one: label in sum(rows(one), [])), f"[{label}]")
        await self._doing(self.people.press(self.user, shown, label))

    async def opens_home(self) -> None:
        self.at_home, self.modal = True, None
        await self._doing(self.people.open_home(self.user))

    async def chooses(self, shortcut: str, message: Values) -> None:
        """From the menu of a message that stands in the channel."""
        payload = self.people.chosen(self.user, shortcut, message, self.where)
        await self._doing(self.people.interact(payload))

    async def sends(self, typed: Values | None = None) -> None:
        """The modal, with what was typed or picked, by the labels of its fields."""
        assert self.modal is not None, "open"
        labels = {block["block_id"]: block["label"]["text"] for block in self.modal.blocks if block["type"] == "input"}
        fields = {label: block_id.removeprefix(FIELD) for block_id, label in labels.items()}
        filled = {fields[label]: value for label, value in (typed or {}).items()}
        answered = await self.people.submit(self.user, self.modal, **filled)
        assert answered.status == 200
        self.wrong = {labels[block_id]: told for block_id, told in answered.said.get("errors", {}).items()}

    def closes_it(self) -> None:
        """The modal."""
        self.modal = None

    async def _doing(self, doing: Any) -> None:
        """What opens a modal does so before it is answered."""
        before = len(self.slack.modals)
        answered = await doing
        assert answered.status == 200, answered
        if len(self.slack.modals) > before:
            self.modal = self.slack.modals[-1]

    # What they see

    @property
    def seen(self) -> list[Shown | View]:
        """The newest last."""
        modal = [self.modal] if self.modal else []
        if self.at_home:
            return [*self.slack.homes.get(self.user.id, [])[-1:], *modal]
        theirs = [one for one in self.slack.privately if (one.only_for, one.channel) == (self.user.id, self.where)]
        return [*sorted([*self.slack.history(self.where), *theirs], key=lambda one: float(one.ts)), *modal]

    @property
    def reads(self) -> str:
        return "\n".join(words(one.blocks) for one in self.seen)

    async def sees(self, text: str) -> None:
        await self._waited_for(lambda: text in self.reads, text)

    async def is_offered(self, *labels: str) -> None:
        """Those buttons and no others stand together, in this order."""
        await self._waited_for(lambda: self._last(lambda one: list(labels) in rows(one)), labels)

    async def gets_a_file_with(self, *texts: str) -> None:
        """The last one that lies in their conversation with the bot."""
        here = self.slack.conversation(self.user.id)
        files = await self._waited_for(
            lambda: [f for one in self.slack.history(here) for f in one.body.get("files", ())], "a file"
        )
        content = self.slack.emulate.read(files[-1]["url_private"], token(self.name))
        for text in texts:
            assert text in content, content

    def _last(self, fits: Callable[[Shown | View], bool]) -> Shown | View | None:
        return next(filter(fits, reversed(self.seen)), None)

    async def _waited_for(self, look: Callable[[], T | None], what: object) -> T:
        until = monotonic() + PATIENCE
        while not (found := look()):
            if monotonic() > until:
                raise AssertionError(f"{what} did not come; {self.name} sees:\n{self.reads}")
            await asyncio.sleep(0.05)
        return found


def rows(shown: Shown | View) -> list[list[str]]:
    """The labels of buttons that stand together."""
    blocks = [block["elements"] for block in shown.blocks if block["type"] == "actions"]
    return [[button["text"]["text"] for button in block if button["type"] == "button"] for block in blocks]
