"""How an answer reaches the one who asked, and nobody else: in the answer to Slack, at an address that Slack named for
it, as a modal, or in the conversation with the bot. Where one way fails, another is tried."""

import asyncio
from time import monotonic
from typing import Any

import aiohttp
import structlog

from bot.slack.answers import Answer, behind_a_button, message, modal
from bot.slack.ties import Ties
from bot.slack.who import Caller
from bot.slack.workspaces import NotDone
from handlers.words import N_

log = structlog.get_logger()

LIFE = 2.5
"""Seconds after which nobody waits for a modal any more: what opens it works for three."""
TRIES, PAUSE = 2, 1.0
"""At an address that Slack named, and seconds between."""
NO_FORM = N_("The form could not be opened. Press the button to try again.")


class Giving:
    def __init__(self, ties: Ties) -> None:
        self._ties = ties

    # Modals

    async def open(self, caller: Caller, trigger: str, answer: Answer, since: float) -> bool:
        """Open a modal for what was done at `since` (on time.monotonic). Whether it is open."""
        return await self._view(caller, "views.open", answer, LIFE - (monotonic() - since), trigger_id=trigger)

    async def update(self, caller: Caller, view: str, answer: Answer) -> bool:
        """Show it in the modal that is open."""
        return await self._view(caller, "views.update", answer, LIFE, view_id=view)

    async def _view(self, caller: Caller, method: str, answer: Answer, patience: float, **where: str) -> bool:
        try:
            await self._ties.workspaces.ask(caller.team, method, max(patience, 0), view=modal(answer), **where)
        except NotDone as error:
            log.warning("no modal", method=method, reason=error.reason)
        else:
            return True
        return False

    # Messages

    def in_the_ack(self, answer: Answer) -> dict[str, Any]:
        """For who typed a command."""
        return {"response_type": "ephemeral"} | message(behind_a_button(answer))

    def later(self, caller: Caller, answer: Answer, url: str = "", instead: bool = False) -> None:
        """When Slack has its answer: at the `url`, `instead` of what was pressed or beside it; else as below."""
        self._ties.errands.run(self._respond(caller, behind_a_button(answer), url, instead), "an answer in slack")

    async def _respond(self, caller: Caller, answer: Answer, url: str, instead: bool) -> None:
        told = message(answer) | {"response_type": "ephemeral", "replace_original": instead}
        if not (url and await self._posted(url, told)):
            await self._write(caller, answer)

    async def _posted(self, url: str, told: dict[str, Any]) -> bool:
        for left in reversed(range(TRIES)):
            try:
                async with self._ties.workspaces.session.post(url, json=told) as answer:
                    status = answer.status
            except (aiohttp.ClientError, TimeoutError) as error:
                status = type(error).__name__
            if status == 200:
                return True
            log.warning("not told where it was asked", status=status)
            if status in (403, 404, 410) or not left:
                return False
            await asyncio.sleep(PAUSE)
        return False

    async def _write(self, caller: Caller, answer: Answer) -> None:
        """In the channel, so that only they see it; else in their conversation with the bot."""
        told, user = message(answer), caller.address.id
        in_channel = [("chat.postEphemeral", {"channel": caller.channel, "user": user})] if caller.place else []
        alone = {"channel": user if caller.place else caller.channel or user}
        for method, where in [*in_channel, ("chat.postMessage", alone)]:
            try:
                await self._ties.workspaces.ask(caller.team, method, **told, **where, unfurl_links=False)
            except NotDone as error:
                log.warning("not told", method=method, reason=error.reason)
            else:
                return

    def form_failed(self, answer: Answer) -> Answer:
        """What is told where a form could not be opened."""
        return behind_a_button(answer, answer.say(NO_FORM)) if answer.reply.form else answer
