"""What it means for a post when Slack refuses: every word that Slack's documentation lists for the methods by which
posts are sent, edited and looked up, and the few beyond it that were met.

https://docs.slack.dev/reference/methods/chat.postMessage, chat.update, conversations.history, conversations.open.
A word that is not here means: not done, and worth another try.
"""

import re
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.platform import Gone, Lost, Retry, Unfit, Unsure

MESSAGE_GONE = {"cant_update_message", "edit_window_closed", "message_not_found"}
"""The message is not there to be edited, or not by us."""

LOST = {
    "access_denied",
    "accesslimited",
    "account_inactive",
    "app_access_restricted",
    "cannot_dm_bot",
    "channel_is_limited_access",
    "channel_not_found",
    "ekm_access_denied",
    "enterprise_is_restricted",
    "invalid_auth",
    "invalid_user_combination",
    "is_archived",
    "is_bot",
    "is_inactive",
    "message_limit_exceeded",
    "messages_tab_disabled",
    "metadata_must_be_sent_from_app",
    "missing_scope",
    "no_permission",
    "not_allowed_token_type",
    "not_authed",
    "not_in_channel",
    "org_login_required",
    "restricted_action",
    "restricted_action_non_threadable_channel",
    "restricted_action_read_only_channel",
    "restricted_action_thread_locked",
    "restricted_action_thread_only_channel",
    "team_access_not_granted",
    "team_not_found",
    "token_expired",
    "token_revoked",
    "two_factor_setup_required",
    "user_disabled",
    "user_not_found",
    "user_not_visible",
}
"""What somebody has to mend in Slack: the channel, the account, or what the app may do there."""

WHOLE = {
    "account_inactive",
    "accesslimited",
    "ekm_access_denied",
    "enterprise_is_restricted",
    "invalid_auth",
    "message_limit_exceeded",
    "missing_scope",
    "not_allowed_token_type",
    "not_authed",
    "org_login_required",
    "token_expired",
    "token_revoked",
    "two_factor_setup_required",
}
"""Those of them that are said of the token or the workspace, whatever is sent where. `team_access_not_granted` is not:
the token of an organisation may write to its other workspaces. Nor is `no_permission`: «make sure your app is a member
of the conversation»."""
THOUGH_THE_TOKEN_WORKS = {"message_limit_exceeded", "missing_scope"}
"""Those of them that leave the token good for other things. The others may be said of a channel or person alone, which
is so while the token still opens something."""

UNFIT = {
    "as_user_not_supported",
    "attachment_payload_limit_exceeded",
    "block_mismatch",
    "deprecated_endpoint",
    "invalid_arg_name",
    "invalid_arguments",
    "invalid_array_arg",
    "invalid_attachments",
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_charset",
    "invalid_form_data",
    "invalid_json",
    "invalid_metadata_filter_keys",
    "invalid_metadata_format",
    "invalid_metadata_schema",
    "invalid_post_type",
    "invalid_ts_latest",
    "invalid_ts_oldest",
    "json_not_object",
    "markdown_text_conflict",
    "metadata_too_large",
    "method_deprecated",
    "method_not_supported_for_channel_type",
    "missing_post_type",
    "msg_blocks_too_long",
    "msg_too_long",
    "no_text",
    "not_enough_users",
    "slack_connect_canvas_sharing_blocked",
    "slack_connect_file_link_sharing_blocked",
    "slack_connect_lists_sharing_blocked",
    "too_many_attachments",
    "too_many_contact_cards",
    "too_many_users",
    "unknown_method",
    "users_list_not_supplied",
}
"""What we should not have sent as it is."""

PERHAPS_DONE = {"fatal_error", "internal_error", "service_unavailable"}
"""Some of it may have succeeded, says the documentation."""

NO_HISTORY = {
    "access_denied",
    "accesslimited",
    "deprecated_endpoint",
    "enterprise_is_restricted",
    "is_bot",
    "method_deprecated",
    "missing_scope",
    "no_permission",
    "not_allowed_token_type",
    "unknown_method",
}
"""We may not look, though we may send."""

WAIT = {"rate_limited", "ratelimited"}
USUAL_WAIT = 30.0
"""Seconds, where Slack does not say how many."""

UNREADABLE = "unreadable"
SPOT = re.compile(r"\[json-pointer:([\w/-]+)\]")
"""Where in what we sent the fault is; the rest of Slack's sentence could quote what people wrote."""


@dataclass(frozen=True)
class Refusal:
    """Slack's `word` for it, and the seconds `after` which it may be tried again, where it says so."""

    word: str
    status: int
    after: float | None
    spots: tuple[str, ...]

    @classmethod
    def of(cls, error: SlackApiError) -> "Refusal":
        """Of an answer that Slack's library did not like, which may be none of Slack's at all."""
        response: Any = error.response
        data, headers = getattr(response, "data", None), response.headers
        status = getattr(response, "status_code", None) or response.status
        told = data if isinstance(data, dict) else {}
        word = str(told.get("error") or UNREADABLE)
        after = str(headers.get("Retry-After", ""))
        waits = float(after) if after.isdecimal() else USUAL_WAIT
        where = SPOT.findall(str((told.get("response_metadata") or {}).get("messages", "")))
        return cls(word, status, waits if status == 429 or word in WAIT else None, tuple(where))

    def meaning(self, doubt: type[Retry | Unsure]) -> Exception:
        """What it means for the post, where `doubt` stands for what may have been done."""
        if self.after is not None:
            return Retry("told to wait", after=self.after)
        if self.word in MESSAGE_GONE:
            return Gone(self.word)
        if self.word in LOST:
            return Lost(self.word)
        if self.word in UNFIT:
            return Unfit(" at ".join((self.word, *self.spots)))
        return doubt(self.word) if self._perhaps_done() else Retry(self.word)

    def _perhaps_done(self) -> bool:
        """With a status of 4xx and no word of Slack's, something in between refused it."""
        return self.status >= 500 or self.word in PERHAPS_DONE or (self.word == UNREADABLE and self.status < 400)
