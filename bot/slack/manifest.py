"""What Slack has to know of the app before it can be installed, ready to be pasted there. Pure.

https://docs.slack.dev/reference/app-manifest. Nothing is asked for that is not used: docs/slack.md says what for.
"""

from typing import Any

from handlers.words import N_, catalogue

EVENTS, INSTALL, REDIRECT = "/slack/events", "/slack/install", "/slack/oauth_redirect"
"""Where Slack sends, where a workspace begins to install the app, and where it comes back."""

SCOPES = (
    "channels:history",
    "chat:write",
    "commands",
    "files:write",
    "groups:history",
    "im:history",
    "im:write",
    "team:read",
    "users:read",
    "users:read.email",
)
"""What the bot may do in a workspace."""
HAPPENINGS = ("app_home_opened", "app_uninstalled", "message.im", "tokens_revoked", "user_profile_changed")
"""What Slack tells it of."""
COMMAND = "/forum"

Manifest = dict[str, Any]

DESCRIPTION = N_("The forum's questions, meetings, input and what is to be done.")
LONG = N_(
    "Forumbot asks the forum's members and counts the answers, reminds of meetings, takes input to the one who owns "
    "the matter, and keeps what is to be done. Everything can be done by buttons; /forum takes the same words as "
    "elsewhere. It reads only what is written to it, and in channels it is invited to it looks for its own messages."
)
SHORTCUTS = (
    ("global", "ask_forum", N_("Ask the forum"), N_("Ask the forum's members, or its secretariat.")),
    ("message", "log_action", N_("Log as action point"), N_("Note what is to be done, who does it and by when.")),
    ("message", "save_input", N_("Save as input"), N_("Take what somebody wrote to the one who owns the matter.")),
)
"""Type, id, name and description."""


def manifest(language: str, url: str = "") -> Manifest:
    """For Slack to send to `url`, or for Socket Mode where there is none."""
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": _display(language),
        "features": _features(language, url),
        "oauth_config": {"scopes": {"bot": list(SCOPES)}} | ({"redirect_urls": [url + REDIRECT]} if url else {}),
        "settings": {
            "event_subscriptions": _sent_to(url) | {"bot_events": list(HAPPENINGS)},
            "interactivity": {"is_enabled": True} | _sent_to(url),
            "org_deploy_enabled": True,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


def _display(language: str) -> Manifest:
    say = catalogue(language).gettext
    told = {"description": say(DESCRIPTION), "long_description": say(LONG)}
    return {"name": "Forumbot", **told, "background_color": "#0d5c48"}


def _features(language: str, url: str) -> Manifest:
    say = catalogue(language).gettext
    command = {
        "command": COMMAND,
        "description": say(DESCRIPTION),
        "usage_hint": say(N_("help")),
        "should_escape": True,  # names those who are mentioned by their ids
    }
    shortcuts = [
        {"type": type, "callback_id": id, "name": say(name), "description": say(told)}
        for type, id, name, told in SHORTCUTS
    ]
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "Forumbot", "always_online": True},
        "shortcuts": shortcuts,
        "slash_commands": [command | ({"url": url + EVENTS} if url else {})],
    }


def _sent_to(url: str) -> Manifest:
    return {"request_url": url + EVENTS} if url else {}
