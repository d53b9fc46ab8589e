"""The Slack platform over the server that stands for Slack, and letters to send by it."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.platform import Letter
from bot.slack import client
from bot.slack.client import Slack
from bot.slack.workspaces import Workspaces
from handlers.cards import Element, Text, card, words
from tests.slack.server import BOT_TOKEN, TEAM, SlackServer

ROOM, OTHER, PERSON = f"{TEAM}/C01", f"{TEAM}/C02", f"{TEAM}/U0KARIN"


@asynccontextmanager
async def slack_over(server: SlackServer) -> AsyncIterator[Slack]:
    workspaces = Workspaces(server.api_url, BOT_TOKEN)
    await workspaces.start()
    try:
        yield Slack(workspaces.client)
    finally:
        await workspaces.stop()


def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send without keeping a pace: Slack here takes what comes."""
    for name in ("EVERY_POST", "EVERY_EDIT", "EVERY_SENDING", "EVERY_UPDATE"):
        monkeypatch.setattr(client, name, 0.0)


def letter(
    key: str = "question:1",
    title: str = "Räcker det?",
    parts: Iterable[Element] = (),
    language: str = "sv",
    **more: Any,
) -> Letter:
    drawn = card(title, *(parts or [Text(words=words("Ja eller nej."))]))
    return Letter(key, "question.card", {"question": 1}, {language: drawn}, **more)
