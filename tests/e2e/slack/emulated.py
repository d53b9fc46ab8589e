"""Slack as the bot meets it in the e2e: emulate, and before it a thin server of ours.

Everything that the Web API is asked goes through to emulate, and what it answers goes back: messages, their metadata
and history, conversations, scopes, triggers, modals, homes and files are emulate's. Ours is what it does not have:

- `users.info`: emulate knows one workspace and no languages, so `team_id` and `locale` are put into its answer;
- `team.info`: the same, so the workspace that was asked for gets the name of its region;
- `response_url`, and the answer to a command: emulate simulates no interaction, so what is shown to one person alone
  stands with us (`privately`);
- a modal that changes by the answer to its being sent: Slack does that, emulate has it done by `views.update`;
- troubles: emulate never says 429, and never leaves one waiting.

Of the modals and homes that emulate opened, its answer is kept, since it has no method by which they are read.
"""

from dataclasses import dataclass, field
from time import monotonic, monotonic_ns, time

import aiohttp
from aiohttp import web

from tests.e2e.slack.emulate import Emulate
from tests.slack.server import BOT_TOKEN, Shown, SlackServer, Values, View, sent

OWN = ("id", "hash", "state")
"""What Slack adds to a view."""


@dataclass
class EmulatedSlack(SlackServer):
    """`users` are what is told of somebody besides, by id."""

    emulate: Emulate = field(kw_only=True)
    since: str = "0.0"
    """What came before is another test's."""

    # What is asked

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method, values = request.match_info["method"], await sent(request)
        self.calls[method] += 1
        self.log.append((method, values))
        self.asked.append((method, monotonic()))
        trouble = self.troubles.next(method)
        if trouble.kind != "fine" and not trouble.after:
            return await trouble.happen(request)
        told = await self._passed_on(request)
        if told["ok"]:
            self._note(method, values, told)
        return await trouble.happen(request) if trouble.after else web.json_response(told)

    async def _passed_on(self, request: web.Request) -> Values:
        kept = {name: request.headers[name] for name in ("Authorization", "Content-Type")}
        url = f"{self.emulate.url}{request.path}"
        async with aiohttp.request("POST", url, data=await request.read(), headers=kept) as answer:
            return await answer.json()

    def _note(self, method: str, values: Values, told: Values) -> None:
        """What emulate does not know is added, and what it can not be asked for is kept."""
        match method:
            case "users.info":
                told["user"] |= self.users.get(values["user"], {})
            case "team.info" if "team" in values:
                told["team"] |= {"id": values["team"], "name": f"Region {values['team']}"}
            case "views.open":
                self.modals.append(_view(told["view"]))
            case "views.update":
                [view] = [view for view in self.modals if view.id == told["view"]["id"]]
                _redraw(view, told["view"])
            case "views.publish":
                self.homes.setdefault(values["user_id"], []).append(_view(told["view"]))

    # What Slack itself does

    def moment(self) -> str:
        """As emulate makes them: those of one second are told apart by their order only, and ours come after its."""
        return f"{int(time())}.{500_000 + next(self._numbers)}"

    def trigger(self, user: str = "") -> str:
        """One of emulate's, which opens one modal within three seconds."""
        return self.emulate.ask("views.generateTriggerId", BOT_TOKEN, user_id=user)["trigger_id"]

    def change(self, view: View, body: Values) -> None:
        _redraw(view, self.emulate.ask("views.update", BOT_TOKEN, view_id=view.id, view=body)["view"])

    # What stands there

    def channel(self) -> str:
        """A new one. All that is seen is what comes from now on."""
        channel = self.emulate.ask("conversations.create", name=f"kanal-{monotonic_ns()}")["channel"]["id"]
        self.since = self.emulate.ask("chat.postMessage", channel=channel, text="Välkomna")["ts"]
        return channel

    def conversation(self, user: str) -> str:
        """Somebody's with the bot."""
        return self.emulate.ask("conversations.open", BOT_TOKEN, users=user)["channel"]["id"]

    def history(self, channel: str) -> list[Shown]:
        """All messages in it, the oldest first."""
        messages = self.emulate.ask("conversations.history", BOT_TOKEN, channel=channel, limit=1000)["messages"]
        assert len(messages) < 1000
        new = [one for one in messages if _turn(one["ts"]) > _turn(self.since)]
        return [Shown(channel, one["ts"], one, edits="edited" in one) for one in reversed(new)]


def _turn(ts: str) -> int:
    """emulate counts its messages."""
    return int(ts.partition(".")[2])


def _view(told: Values) -> View:
    return View(told["id"], told["hash"], _drawn(told))


def _redraw(view: View, told: Values) -> None:
    view.body, view.hash = _drawn(told), told["hash"]


def _drawn(told: Values) -> Values:
    return {name: value for name, value in told.items() if name not in OWN}
