"""npm's emulate, which stands for Slack's Web API: a process of its own, and what a test asks of it."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from bot.slack.manifest import SCOPES
from tests.slack.server import BOT_TOKEN, Values

HERE = Path(__file__).parent
OURS = "xoxp-the-tests-own"
"""A token that may do everything: with it the tests look at what stands in Slack."""
APP: Values = {"app_id": "A01", "client_id": "1.2", "bot_id": "B0BOT", "bot_user_id": "U0BOT"}


class Missing(Exception):
    """Why emulate can not be started, and what to do."""


class Emulate:
    """Slack for one workspace with those `names` in it. The app may do there what its manifest asks for, not more."""

    def __init__(self, names: list[str]) -> None:
        self._process = subprocess.Popen(
            [_node(), HERE / "start.mjs", json.dumps(_workspace(names))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"
        self.ids: dict[str, str] = {user["real_name"]: user["id"] for user in self.ask("users.list")["members"]}
        """By name: emulate makes the ids."""

    def stop(self) -> None:
        self._process.terminate()
        self._process.communicate()

    def ask(self, method: str, token: str = OURS, **values: Any) -> Values:
        """What it answers at once. Whatever it refuses fails the test."""
        told = json.loads(self._fetch(f"/api/{method}", token, json.dumps(values).encode()))
        assert told["ok"], (method, told)
        return told

    def read(self, address: str, token: str) -> str:
        """What stands in a file, for one who may read it."""
        return self._fetch(address.removeprefix(self.url), token).decode()

    def _fetch(self, path: str, token: str, sent: bytes | None = None) -> bytes:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        with urlopen(Request(self.url + path, sent, headers), timeout=10) as answer:
            return answer.read()


def token(name: str) -> str:
    """Of somebody in Slack: for what they write there themselves."""
    return f"xoxp-{name.encode().hex()}"


def _workspace(names: list[str]) -> Values:
    users = [{"name": f"user{number}", "real_name": name} for number, name in enumerate(names)]
    bot = APP | {"token": BOT_TOKEN, "type": "bot", "user": APP["bot_user_id"], "scopes": list(SCOPES)}
    people = [{"token": token(user["real_name"]), "user": user["name"]} for user in users]
    app = APP | {"name": "Forumbot", "client_secret": "secret", "redirect_uris": [], "scopes": list(SCOPES)}
    return {
        "users": users,
        "oauth_apps": [app],
        "tokens": [bot, {"token": OURS, "user": "admin"}, *people],
        "strict_scopes": True,
    }


def _node() -> str:
    node = shutil.which("node")
    if node is None:
        raise Missing("Node is missing: install node and npm, 20 or later, then run «make e2e».")
    if not (HERE / "node_modules" / "emulate").exists():
        raise Missing("emulate is not installed: «.ci/emulate» does it, and so does «make e2e».")
    return node
