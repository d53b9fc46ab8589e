"""The manifest fits Slack's documented fields, and asks for what the code uses: no more, no less."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from bot.__main__ import app
from bot.slack.manifest import EVENTS, HAPPENINGS, REDIRECT, SCOPES, SHORTCUTS, manifest
from bot.slack.shortcuts import ASK, LOG, SAVE

ROOT = Path(__file__).parents[2]
ADDRESS = "https://forum.example.se"
TEXT = {"name": (1, 35), "description": (1, 140), "long_description": (175, 4000)}
SHORTCUT = {"name": (1, 24), "type": (1, 7), "callback_id": (1, 255), "description": (1, 150)}
COMMAND = {"command": (2, 32), "description": (1, 2000), "usage_hint": (1, 1000), "url": (1, 3000)}
FIELDS: dict[str, set[str]] = {
    "": {"_metadata", "display_information", "features", "oauth_config", "settings"},
    "_metadata": {"major_version", "minor_version"},
    "display_information": {*TEXT, "background_color"},
    "features": {"app_home", "bot_user", "shortcuts", "slash_commands", "unfurl_domains"},
    "features.app_home": {"home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"},
    "features.bot_user": {"display_name", "always_online"},
    "oauth_config": {"redirect_urls", "scopes"},
    "oauth_config.scopes": {"bot", "user", "bot_optional", "user_optional"},
    "settings": {
        "allowed_ip_address_ranges",
        "event_subscriptions",
        "interactivity",
        "org_deploy_enabled",
        "socket_mode_enabled",
        "token_rotation_enabled",
    },
    "settings.event_subscriptions": {"request_url", "bot_events", "user_events"},
    "settings.interactivity": {"is_enabled", "request_url", "message_menu_options_url"},
}
"""Slack's reference of the app manifest, and the schema that it publishes with it: which fields, how long."""
METHODS: dict[str, set[str]] = {
    "apps.connections.open": set(),
    "auth.test": set(),
    "chat.delete": {"chat:write"},
    "chat.getPermalink": set(),
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": {"channels:history", "groups:history", "im:history"},
    "conversations.open": {"im:write"},
    "files.completeUploadExternal": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "team.info": {"team:read"},
    "users.info": {"users:read", "users:read.email"},
    "views.open": set(),
    "views.publish": set(),
    "views.update": set(),
}
"""What each method of the Web API needs, as documented. Whoever uses another says here what it needs."""
CALLED = re.compile(r'"((?:apps|auth|chat|conversations|files|team|users|views)\.[A-Za-z.]+)"')

both_forms = pytest.mark.parametrize("url", ["", ADDRESS], ids=["socket mode", "http"])
languages = pytest.mark.parametrize("language", ["sv", "en"])


def parts(made: dict[str, Any], path: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Each object in it, by its path; of lists nothing."""
    inner = [parts(value, f"{path}.{name}".lstrip(".")) for name, value in made.items() if isinstance(value, dict)]
    return [(path, made), *(one for some in inner for one in some)]


def fits(told: dict[str, Any], limits: dict[str, tuple[int, int]]) -> bool:
    return all(least <= len(told[name]) <= most for name, (least, most) in limits.items() if name in told)


@both_forms
@languages
def test_it_has_no_field_that_slack_does_not_document(url: str, language: str):
    for path, made in parts(manifest(language, url)):
        assert set(made) <= FIELDS[path], path


@both_forms
@languages
def test_every_text_is_as_long_as_slack_takes(url: str, language: str):
    made = manifest(language, url)
    assert fits(made["display_information"], TEXT)
    assert re.fullmatch("#[0-9a-f]{6}", made["display_information"]["background_color"])
    for shortcut in made["features"]["shortcuts"]:
        assert set(shortcut) == set(SHORTCUT)
        assert fits(shortcut, SHORTCUT)
    for command in made["features"]["slash_commands"]:
        assert set(command) <= {*COMMAND, "should_escape"}
        assert fits(command, COMMAND)
    assert all(len(scope) <= 50 for scope in made["oauth_config"]["scopes"]["bot"])


def test_in_socket_mode_it_names_no_address():
    made = manifest("sv")
    assert made["settings"]["socket_mode_enabled"]
    assert "http" not in json.dumps(made)


def test_over_http_slack_sends_everything_to_one_address():
    made = manifest("sv", ADDRESS)
    assert not made["settings"]["socket_mode_enabled"]
    sent_to = [
        made["settings"]["event_subscriptions"]["request_url"],
        made["settings"]["interactivity"]["request_url"],
        made["features"]["slash_commands"][0]["url"],
    ]
    assert sent_to == [ADDRESS + EVENTS] * 3
    assert made["oauth_config"]["redirect_urls"] == [ADDRESS + REDIRECT]


def test_the_names_of_the_shortcuts_are_those_of_the_forum():
    names = {one["callback_id"]: one["name"] for one in manifest("sv")["features"]["shortcuts"]}
    assert names == {ASK: "Fråga forumet", LOG: "Anteckna att göra", SAVE: "Spara som inspel"}
    assert {id for _, id, *_ in SHORTCUTS} == {ASK, LOG, SAVE}


def test_it_asks_for_what_the_methods_in_the_code_need_and_nothing_else():
    code = "".join(path.read_text() for path in (ROOT / "bot" / "slack").glob("*.py"))
    called = set(CALLED.findall(code))
    assert called - set(METHODS) == set()
    assert set().union(*(METHODS[method] for method in called)) | {"commands"} == set(SCOPES)


async def test_slack_tells_of_what_is_listened_to_and_nothing_else(open_office):
    office = await open_office(slack_client_id="1.2", slack_client_secret=SecretStr("c" * 32))
    assert {name.partition(".")[0] for name in HAPPENINGS} == set(office.bot.slack.listening.happenings)


@pytest.mark.parametrize("scope", SCOPES)
def test_every_scope_is_explained(scope: str):
    assert f"| `{scope}` |" in (ROOT / "docs" / "slack.md").read_text()


@pytest.mark.parametrize("event", HAPPENINGS)
def test_every_event_is_explained(event: str):
    assert f"| `{event}` |" in (ROOT / "docs" / "slack.md").read_text()


@pytest.mark.parametrize("file", sorted(path.name for path in (ROOT / "bot" / "slack").glob("[a-z]*.py")))
def test_every_file_is_in_the_table_of_files(file: str):
    assert f"`{file}`" in (ROOT / "docs" / "slack.md").read_text().partition("## The files")[2]


# The command


def test_it_is_printed_ready_to_be_pasted():
    printed = CliRunner().invoke(app, ["manifest", "slack", "--url", f"{ADDRESS}/"])
    assert printed.exit_code == 0
    assert json.loads(printed.stdout) == manifest("sv", ADDRESS)


@pytest.mark.parametrize("url", ["http://forum.example.se", "forum.example.se", f"{ADDRESS}/forum", "https://"])
def test_an_address_that_slack_would_not_take_is_told(url: str):
    printed = CliRunner().invoke(app, ["manifest", "slack", "--url", url])
    assert printed.exit_code == 1
    assert "Slack sends to https only" in printed.stderr
