"""What people choose from a message's menu, or from anywhere in Slack: a form, filled with what is known."""

import asyncio
from textwrap import shorten

import structlog

from bot.slack import who
from bot.slack.answers import Answer
from bot.slack.doing import Author, Deed, Doing
from bot.slack.payloads import Interaction, Message
from bot.slack.press import Press
from bot.slack.ties import Ties
from bot.slack.who import Caller
from bot.slack.workspaces import NotDone
from handlers.call import TEXT_LIMIT
from handlers.cards import Values

log = structlog.get_logger()

LOG, SAVE, ASK = "log_action", "save_input", "ask_forum"
"""What the manifest calls them."""
LONGEST_TITLE = 150
PATIENCE = 1.0
"""Seconds for what it is only better to know: the form has to open in three."""


class Shortcuts:
    def __init__(self, ties: Ties, doing: Doing) -> None:
        self._ties, self._doing = ties, doing

    async def do(self, caller: Caller, said: Interaction) -> Answer:
        event = f"slack:{said.trigger_id}"
        if said.callback_id == ASK:
            return await self._doing.do(caller, Deed(event, Press("home.ask")))
        if said.message is not None and said.callback_id == LOG:
            return await self._form(caller, event, "action.log", await self._point(caller, said, said.message))
        if said.message is not None and said.callback_id == SAVE:
            return await self._form(caller, event, "input.send", await self._input(caller, said, said.message))
        return await self._doing.do(caller, Deed(event, Press(said.callback_id)))

    async def _form(self, caller: Caller, event: str, action: str, filled: Values) -> Answer:
        return await self._doing.do(caller, Deed(event, Press(action, filled | {"edit": True}), ("text",)))

    async def _point(self, caller: Caller, said: Interaction, message: Message) -> Values:
        """Whoever wrote it does it, if they are known here."""
        author, link, text = await self._known(caller, said, message)
        values: Values = {"text": _with(text, link)}
        return values | {"who": author.name} if author.is_known else values

    async def _input(self, caller: Caller, said: Interaction, message: Message) -> Values:
        author, link, text = await self._known(caller, said, message)
        title = shorten(text.strip().partition("\n")[0], LONGEST_TITLE, placeholder="…")
        return {"title": title, "text": _with(text, ", ".join(filter(None, [author.name, link])))}

    async def _known(self, caller: Caller, said: Interaction, message: Message) -> tuple[Author, str, str]:
        """Who wrote it, where it stands, and what it says."""
        address = who.of_author(said, message)
        teams = [address.team] if address else []
        return await asyncio.gather(
            self._doing.author(caller, address) if address else _nobody(),
            self._link(caller, message),
            self._doing.plain(caller, message.text, *teams),
        )

    async def _link(self, caller: Caller, message: Message) -> str:
        try:
            asked = {"channel": caller.channel or "", "message_ts": message.ts}
            found = await self._ties.workspaces.look(caller.team, "chat.getPermalink", PATIENCE, **asked)
        except NotDone as error:
            log.info("no link to a message", reason=error.reason)
            return ""
        return str(found.get("permalink", ""))


async def _nobody() -> Author:
    return Author("")


def _with(text: str, origin: str) -> str:
    """The text with where it comes from. What is too long for a form is read there."""
    room = TEXT_LIMIT - len(origin) - 2
    kept = text if len(text) <= room else text[: room - 1].rstrip() + "…"
    return f"{kept}\n\n{origin}".strip()
