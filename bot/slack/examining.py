"""Slack's part of `forumbot doctor`: the settings held against each other, and each token tried."""

import re
from collections.abc import Iterator
from typing import Any

import aiohttp
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.doctor import Finding
from bot.settings import Settings
from bot.slack.manifest import INSTALL, SCOPES
from bot.slack.workspaces import Workspaces
from storage import installations
from storage.database import Database, Unavailable
from storage.installations import Installation

SHAPES = {
    "slack_signing_secret": (r"[0-9a-f]{32}", "32 digits and letters a–f, from «Basic Information», «Signing Secret»"),
    "slack_bot_token": (r"xoxb-[\w-]+", "xoxb-…, from «OAuth & Permissions», «Bot User OAuth Token»"),
    "slack_app_token": (r"xapp-[\w-]+", "xapp-…, from «Basic Information», «App-Level Tokens»"),
    "slack_client_id": (r"\d+\.\d+", "two numbers with a full stop between, from «Basic Information», «Client ID»"),
    "slack_client_secret": (r"[0-9a-f]{32}", "32 digits and letters a–f, from «Basic Information», «Client Secret»"),
}
"""What each setting looks like, and where it is found in Slack's pages for the app."""
NOT_VALID = {
    "account_inactive": "the app was removed from that workspace. Install it there again",
    "invalid_auth": "Slack does not know it. Copy it once more",
    "missing_scope": "it may not do that. For Socket Mode it needs connections:write",
    "not_allowed_token_type": "it is a token of another kind",
    "token_expired": "it has expired. Leave token rotation off, and install the app again",
    "token_revoked": "it was revoked. Install the app again",
}


class Refused(Exception):
    """Slack does not take a token, or can not be asked; the sentence says why and what to do."""


async def examine(settings: Settings) -> list[Finding]:
    workspaces = Workspaces(settings.slack_api_url, None)
    await workspaces.start()
    try:
        return [*_shapes(settings), *_whole(settings), *await _tried(settings, workspaces)]
    finally:
        await workspaces.stop()


def _shapes(settings: Settings) -> Iterator[Finding]:
    """Most that goes wrong is a value from the wrong field."""
    for name, (shape, told) in SHAPES.items():
        value = getattr(settings, name)
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if text and not re.fullmatch(shape, text):
            yield Finding("wrong", name.upper(), f"does not look like it. Expected {told}.")


def _whole(settings: Settings) -> Iterator[Finding]:
    """Whether what is set is enough, and goes together."""
    if bool(settings.slack_client_id) != bool(settings.slack_client_secret):
        missing = "SLACK_CLIENT_SECRET" if settings.slack_client_id else "SLACK_CLIENT_ID"
        yield Finding("wrong", missing, "missing. Several workspaces need both; for one, set neither.")
    elif not settings.slack:
        yield Finding("wrong", "SLACK_BOT_TOKEN", f"missing. Expected {SHAPES['slack_bot_token'][1]}.")
    if not settings.slack_app_token and not settings.slack_signing_secret:
        both = "for Socket Mode SLACK_APP_TOKEN, or SLACK_SIGNING_SECRET where Slack can reach you"
        yield Finding("wrong", "Slack", f"nothing comes in. Set one more: {both}.")
    yield from _ways(settings)


def _ways(settings: Settings) -> Iterator[Finding]:
    is_public = (settings.public_url or "").startswith("https://")
    if settings.slack_app_token and settings.slack_signing_secret:
        yield Finding("note", "Slack", "both ways in are set. Slack uses the one in the app's manifest.")
    elif settings.slack_signing_secret and not is_public:
        yield Finding("note", "Slack", "it sends to https only. Is there a proxy? FORUMBOT_PUBLIC_URL is its address.")
    if settings.slack_is_shared and not is_public:
        yield Finding("wrong", "FORUMBOT_PUBLIC_URL", "https://… is needed for workspaces to install the app.")
    if settings.slack_is_shared and settings.slack_bot_token:
        yield Finding("note", "SLACK_BOT_TOKEN", "not used: each workspace has a token of its own.")


async def _tried(settings: Settings, workspaces: Workspaces) -> list[Finding]:
    found = [await _socket(workspaces, settings.slack_app_token)] if settings.slack_app_token else []
    if settings.slack_is_shared:
        return [*found, *await _installed(settings, workspaces)]
    if settings.slack_bot_token:
        found.append(await _token(workspaces, "SLACK_BOT_TOKEN", settings.slack_bot_token.get_secret_value()))
    return found


async def _socket(workspaces: Workspaces, token: SecretStr) -> Finding:
    """Ask where to connect, as the bot does when it starts."""
    try:
        await _ask(workspaces.speaking_as(token.get_secret_value()), "apps.connections.open")
    except Refused as why:
        return Finding("wrong", "SLACK_APP_TOKEN", f"{why}.")
    return Finding("fine", "SLACK_APP_TOKEN", "Socket Mode opens.")


async def _installed(settings: Settings, workspaces: Workspaces) -> list[Finding]:
    try:
        made = [one for one in await _all(settings) if one.gone_at is None]
    except Unavailable:
        return [Finding("wrong", "Workspaces", "the database can not tell which have the app.")]
    if not made:
        return [Finding("note", "Workspaces", f"none has the app yet. It is installed at {settings.address}{INSTALL}.")]
    return [await _token(workspaces, f"Workspace {one.name} ({one.key})", one.token) for one in made]


async def _all(settings: Settings) -> list[Installation]:
    database = Database(settings.database_url)
    try:
        return await database.read(installations.everywhere)
    finally:
        await database.aclose()


async def _token(workspaces: Workspaces, what: str, token: str) -> Finding:
    """Whose it is, and whether it may do all that the bot does."""
    try:
        answer, scopes = await _ask(workspaces.speaking_as(token), "auth.test")
    except Refused as why:
        return Finding("wrong", what, f"{why}.")
    if missing := sorted(set(SCOPES) - scopes):
        again = "Paste the manifest anew and install the app once more"
        return Finding("wrong", what, f"may not {', '.join(missing)}. {again}.")
    known = " in ".join(filter(None, (answer.get("user"), answer.get("team"))))
    if more := sorted(scopes - set(SCOPES)):
        return Finding("note", what, f"{known}. It may more than is used: {', '.join(more)}.")
    return Finding("fine", what, f"{known}.")


async def _ask(client: AsyncWebClient, method: str) -> tuple[dict[str, Any], set[str]]:
    """Slack's answer, and what the token may do. Raises Refused."""
    try:
        answer = await client.api_call(method)
    except SlackApiError as error:
        raise Refused(_meant(error)) from None
    except (aiohttp.ClientError, TimeoutError, SlackClientError) as error:
        raise Refused(f"Slack can not be asked at {client.base_url} ({type(error).__name__})") from None
    granted = next((value for name, value in answer.headers.items() if name.lower() == "x-oauth-scopes"), "")
    return dict(answer.data), {scope.strip() for scope in granted.split(",") if scope.strip()}  # type: ignore[arg-type]


def _meant(error: SlackApiError) -> str:
    response: Any = error.response
    if response.status_code == 429:
        return "Slack says to wait. Try again in a minute"
    code = response.data.get("error", "") if isinstance(response.data, dict) else ""
    return NOT_VALID.get(code, f"Slack says «{code or response.status_code}»")
