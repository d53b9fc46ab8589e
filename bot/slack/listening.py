"""What comes from Slack, each kind to where it is done and answered: nothing that people do is met with silence.

What is in the answer to Slack (the ack) is on its way when what was asked for is stored.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from hashlib import sha256
from time import monotonic
from typing import Any

import structlog

from bot.inbound import Failure, attempt
from bot.slack import who
from bot.slack.answers import Answer, modal, wrong
from bot.slack.clicks import Clicks
from bot.slack.doing import Deed, Doing
from bot.slack.filing import Filing
from bot.slack.forms import FIELD, filled
from bot.slack.giving import Giving
from bot.slack.home import Homes
from bot.slack.payloads import (
    Action,
    Callback,
    Command,
    Interaction,
    Limited,
    Opened,
    Other,
    Profiled,
    Said,
    Unreadable,
    View,
    Written,
)
from bot.slack.press import Press
from bot.slack.shortcuts import Shortcuts
from bot.slack.ties import Ties
from bot.slack.who import Caller
from handlers.call import Reply, said
from handlers.words import LANGUAGES, N_

log = structlog.get_logger()

Ack = dict[str, Any]
Happening = Callable[[Callback], Awaitable[None]]

SPOKEN = ("", "file_share", "thread_broadcast")
"""Kinds of messages that somebody wrote; the others tell that one was changed, or that somebody came."""
MOST_KEPT = 10_000
PATIENCE = 2.0
"""Seconds after which a stranger is answered later: Slack waits for three."""
AGAIN = 3600
"""Seconds for which it is not logged again that events of a workspace are held back."""
UNEXPECTED = N_(
    "Something went wrong. Look whether it is done before you try again; if it goes on, tell the secretariat: "
    "{reference}."
)


class Listening:
    """`happenings` are events that others see to, by their type."""

    def __init__(self, ties: Ties) -> None:
        self._ties, self._clicks, self._giving = ties, Clicks(), Giving(ties)
        self.doing = Doing(ties)
        self.homes = Homes(ties, self.doing)
        self._filing, self._shortcuts = Filing(ties, self.doing), Shortcuts(ties, self.doing)
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._limited: dict[str, float] = {}
        self.happenings: dict[str, Happening] = {
            "app_home_opened": self._home,
            "message": self._message,
            "user_profile_changed": self._profile,
        }

    async def listen(self, given: Said) -> Ack:
        """What to answer Slack. Raises Unreadable."""
        done = await attempt(self._heard(given), Unreadable, during=f"{type(given).__name__} of slack")
        return self._failed(given, done.reference) if isinstance(done, Failure) else done

    async def _heard(self, given: Said) -> Ack:
        match given:
            case Command():
                return await self._command(given)
            case Callback():
                return await self._event(given)
            case Interaction(type="block_actions"):
                return await self._press(given)
            case Interaction(type="view_submission"):
                return await self._submission(given)
            case Interaction():
                return await self._shortcut(given)
            case Limited():
                self._warn(given)
                return {}
            case Other():
                return {}

    async def _soon(self, caller: Caller, work: Coroutine[Any, Any, Answer], url: str) -> Answer | None:
        """What they are told. None for a stranger of whom too little is known in time: they are told at the `url` when
        it is. Slack's answer promises them nothing, since nothing is done for one who is not known."""
        task = asyncio.create_task(work)
        await asyncio.wait({task}, timeout=PATIENCE)
        if task.done() or not self.doing.is_meeting(caller):
            return await task
        self._ties.errands.run(self._late(caller, task, url), "meeting a stranger in slack")
        return None

    async def _late(self, caller: Caller, task: asyncio.Task[Answer], url: str) -> None:
        done = await attempt(task, during="meeting a stranger in slack")
        self.homes.changed(caller)
        answer = _unexpected(done.reference) if isinstance(done, Failure) else done
        self._giving.later(caller, self._giving.form_failed(answer), url)

    # Commands

    async def _command(self, given: Command) -> Ack:
        since, caller = monotonic(), who.of_command(given)
        work = self.doing.say(caller, given.text, f"slack:{given.trigger_id}")
        answer = await self._soon(caller, work, given.response_url)
        if answer is None:
            return {}
        self.homes.changed(caller)
        if answer.reply.form and await self._giving.open(caller, given.trigger_id, answer, since):
            return {}
        return self._giving.in_the_ack(self._giving.form_failed(answer))

    # Buttons and lists

    async def _press(self, given: Interaction) -> Ack:
        since, caller = monotonic(), who.of_interaction(given)
        if given.view and given.view.type == "home":
            self.homes.opened(caller)
        if self._clicks.is_second(caller, given):
            return {}
        action = given.actions[0]
        deed = Deed(f"slack:{caller.team}:{action.action_ts}:{caller.address}", pressed(action))
        if deed.press.file:
            self._ties.errands.run(self._file(given, caller, deed), "a file for slack")
            return {}
        answer = await self._soon(caller, self.doing.do(caller, deed), given.response_url)
        if answer is not None:
            self.homes.changed(caller)
            await self._show(given, caller, answer, since)
        return {}

    async def _file(self, given: Interaction, caller: Caller, deed: Deed) -> None:
        await self._show(given, caller, await self._filing.give(caller, deed), monotonic())

    async def _show(self, given: Interaction, caller: Caller, answer: Answer, since: float) -> None:
        """Where it was pressed: in a modal in its place, at home in a modal, in a channel for them alone."""
        if given.view and given.view.type == "modal":
            if await self._giving.update(caller, given.view.id, answer):
                return
        elif (answer.reply.form or given.view) and await self._giving.open(caller, given.trigger_id, answer, since):
            return
        instead = given.container.is_ephemeral and not answer.is_refusal
        self._giving.later(caller, self._giving.form_failed(answer), given.response_url, instead)

    # Forms

    async def _submission(self, given: Interaction) -> Ack:
        caller, view = who.of_interaction(given), given.view
        assert view is not None, "read so"
        try:
            press, values, typed = filled(view.model_dump())
        except ValueError as odd:
            raise Unreadable("no form of ours") from odd
        deed = Deed(sent(view), Press(press.action, press.values | values), typed)
        answer = await self.doing.do(caller, deed)
        self.homes.changed(caller)
        return self._after_a_form(view, answer)

    def _after_a_form(self, view: View, answer: Answer) -> Ack:
        """What was wrong beside its field, where all that was typed still stands; else what comes next."""
        fields = [block for block in view.state.get("values", {}) if block.startswith(FIELD)]
        if errors := wrong(answer, fields):
            return {"response_action": "errors", "errors": errors}
        return {"response_action": "update", "view": modal(answer)}

    # Shortcuts

    async def _shortcut(self, given: Interaction) -> Ack:
        since, caller = monotonic(), who.of_interaction(given)
        answer = await self._soon(caller, self._shortcuts.do(caller, given), given.response_url)
        if answer and not await self._giving.open(caller, given.trigger_id, answer, since):
            self._giving.later(caller, self._giving.form_failed(answer), given.response_url)
        return {}

    # Events

    async def _event(self, given: Callback) -> Ack:
        """Slack tells of an event again until it is heard; each is taken once."""
        if given.event_id in self._seen:
            return {}
        self._seen[given.event_id] = None
        if len(self._seen) > MOST_KEPT:
            self._seen.popitem(last=False)
        happening = self.happenings.get(str(given.event.get("type")))
        if happening is not None:
            await happening(given)
        return {}

    async def _home(self, given: Callback) -> None:
        opened = Opened.of(given.event)
        if opened.tab == "home":
            self.homes.opened(who.of_event(given, opened.user))

    async def _message(self, given: Callback) -> None:
        """What is written to the bot in their conversation is read as words."""
        written = Written.of(given.event)
        if written.channel_type != "im" or written.bot_id or written.subtype not in SPOKEN:
            return
        caller = who.of_message(given, written)
        answer = await self.doing.say(caller, written.text, f"slack:{given.event_id}")
        self.homes.changed(caller)
        self._giving.later(caller, answer)

    async def _profile(self, given: Callback) -> None:
        user = Profiled.of(given.event).user
        self._ties.errands.run(self.doing.profiles.changed(user), "a changed profile in slack")

    def _warn(self, given: Limited) -> None:
        """Slack tells it each minute; once an hour is enough for those who read the log."""
        now = monotonic()
        if now >= self._limited.get(given.team_id, now):
            self._limited[given.team_id] = now + AGAIN
            since = datetime.fromtimestamp(given.minute_rate_limited, UTC).isoformat()
            log.warning("slack holds back events of a workspace", workspace=given.team_id, since=since)

    # The last resort

    def _failed(self, given: Said, reference: str) -> Ack:
        """Told to the one who did something, where they did it."""
        answer = _unexpected(reference)
        match given:
            case Command():
                return self._giving.in_the_ack(answer)
            case Interaction(type="view_submission", view=View() as view):
                return self._after_a_form(view, answer)
            case Interaction():
                self._giving.later(who.of_interaction(given), answer, given.response_url)
        return {}


def _unexpected(reference: str) -> Answer:
    told = Answer(Reply(), LANGUAGES[0]).say(UNEXPECTED).format(reference=reference)
    return Answer(Reply(outcome="unsaved", card=said(told)), LANGUAGES[0])


def pressed(action: Action) -> Press:
    """What a button carries, or a list and what was picked from it. What is not of ours asks for something that nobody
    does, which is told."""
    try:
        if action.selected_option is None:
            return Press.unpacked(action.value or "")
        listed = Press.unpacked(action.block_id)
        return Press(listed.action, listed.values | {listed.name: action.selected_option.value})
    except ValueError:
        return Press("unknown")


def sent(view: View) -> str:
    """The event of a form: the same for the same thing sent twice from one drawing of it."""
    state = sha256(repr(view.state).encode(errors="surrogatepass")).hexdigest()[:16]
    return f"slack:{view.id}:{view.hash}:{state}"
