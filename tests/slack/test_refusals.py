"""What Slack's refusals mean for a post: each word that its documentation lists."""

import pytest

from bot.platform import Gone, Lost, Retry, Unfit, Unsure
from bot.slack.client import Slack
from bot.slack.refusals import LOST, MESSAGE_GONE, NO_HISTORY, PERHAPS_DONE, THOUGH_THE_TOKEN_WORKS, UNFIT, WAIT, WHOLE
from tests.slack.sending import PERSON, ROOM, letter
from tests.slack.server import SlackServer
from tests.slack.troubles import BROKEN, refused

EVERYWHERE = """
access_denied accesslimited account_inactive deprecated_endpoint ekm_access_denied enterprise_is_restricted fatal_error
internal_error invalid_arg_name invalid_arguments invalid_array_arg invalid_auth invalid_charset invalid_form_data
invalid_post_type is_bot method_deprecated missing_post_type missing_scope no_permission not_allowed_token_type
not_authed org_login_required ratelimited request_timeout service_unavailable team_access_not_granted team_added_to_org
token_expired token_revoked two_factor_setup_required unknown_method
"""
SENDING = """
app_access_restricted as_user_not_supported attachment_payload_limit_exceeded channel_not_found invalid_blocks
invalid_blocks_format invalid_metadata_format invalid_metadata_schema is_archived markdown_text_conflict
message_limit_exceeded messages_tab_disabled metadata_must_be_sent_from_app metadata_too_large msg_blocks_too_long
msg_too_long no_text not_in_channel rate_limited restricted_action restricted_action_non_threadable_channel
restricted_action_read_only_channel restricted_action_thread_locked restricted_action_thread_only_channel
slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked slack_connect_lists_sharing_blocked
team_not_found too_many_attachments too_many_contact_cards
"""
EDITING = """
block_mismatch cant_update_message edit_window_closed external_channel_migrating invalid_attachments is_inactive
message_not_found streaming_state_conflict update_failed
"""
LOOKING = """
channel_is_limited_access invalid_cursor invalid_metadata_filter_keys invalid_ts_latest invalid_ts_oldest
invalid_user_combination method_not_supported_for_channel_type not_enough_users too_many_users user_disabled
user_not_found user_not_visible users_list_not_supplied
"""
PASSES = {
    "external_channel_migrating",
    "invalid_cursor",
    "request_timeout",
    "streaming_state_conflict",
    "team_added_to_org",
    "update_failed",
}
"""Not done, and worth another try. What is said of files, drafts, threads and others' behalf is not said to us."""


def test_each_word_of_the_documentation_means_something():
    documented = set((EVERYWHERE + SENDING + EDITING + LOOKING).split())
    assert documented <= MESSAGE_GONE | LOST | UNFIT | PERHAPS_DONE | WAIT | PASSES
    assert documented >= NO_HISTORY
    assert THOUGH_THE_TOKEN_WORKS < WHOLE < LOST


def test_no_word_means_two_things():
    kinds = [MESSAGE_GONE, LOST, UNFIT, PERHAPS_DONE, WAIT, PASSES]
    assert sum(map(len, kinds)) == len(set().union(*kinds))


@pytest.mark.parametrize(
    ("word", "posting", "editing"),
    [
        ("message_not_found", Gone, Gone),
        ("cant_update_message", Gone, Gone),
        ("not_in_channel", Lost, Lost),
        ("channel_not_found", Lost, Lost),
        ("is_archived", Lost, Lost),
        ("is_inactive", Lost, Lost),
        ("account_inactive", Lost, Lost),
        ("token_revoked", Lost, Lost),
        ("missing_scope", Lost, Lost),
        ("invalid_blocks", Unfit, Unfit),
        ("msg_too_long", Unfit, Unfit),
        ("fatal_error", Unsure, Retry),
        ("internal_error", Unsure, Retry),
        ("team_added_to_org", Retry, Retry),
        ("a_word_of_tomorrow", Retry, Retry),
    ],
)
async def test_a_refusal_of_a_message_and_of_an_edit(
    server: SlackServer, slack: Slack, word: str, posting: type, editing: type
):
    ref = await slack.put(ROOM, letter(), None)
    server.troubles.always("chat.postMessage", refused(word))
    server.troubles.always("chat.update", refused(word))
    for meaning, at in ((posting, None), (editing, ref)):
        with pytest.raises(meaning) as told:
            await slack.put(ROOM, letter("question:2"), at)
        assert (type(told.value), str(told.value)) == (meaning, word)


@pytest.mark.parametrize("word", sorted(WHOLE))
async def test_what_is_said_of_the_token_is_lost_with_the_whole_workspace(server: SlackServer, slack: Slack, word: str):
    server.troubles.always("chat.postMessage", refused(word))
    server.troubles.always("auth.test", refused(word))
    for address in (ROOM, PERSON):
        with pytest.raises(Lost, match=word) as told:
            await slack.put(address, letter(), None)
        assert told.value.workspace is not None


@pytest.mark.parametrize(
    "word", ["channel_not_found", "is_archived", "user_disabled", "team_access_not_granted", "no_permission"]
)
async def test_what_is_said_of_a_channel_or_a_person_is_theirs_alone(server: SlackServer, slack: Slack, word: str):
    server.troubles.always("chat.postMessage", refused(word))
    with pytest.raises(Lost, match=word) as told:
        await slack.put(PERSON, letter(), None)
    assert told.value.workspace is None


@pytest.mark.parametrize("word", sorted(WHOLE))
async def test_what_is_said_while_our_token_works_is_of_the_channel_or_the_person_alone(
    server: SlackServer, slack: Slack, word: str
):
    server.troubles.always("chat.postMessage", refused(word))
    for address in (ROOM, PERSON):
        with pytest.raises(Lost, match=word) as told:
            await slack.put(address, letter(), None)
        assert (told.value.workspace is None) == (word not in THOUGH_THE_TOKEN_WORKS)


async def test_where_the_token_can_not_be_tried_just_now_nothing_is_called_lost(server: SlackServer, slack: Slack):
    server.troubles.always("chat.postMessage", refused("account_inactive"))
    server.troubles.expect("auth.test", BROKEN, BROKEN)
    for address in (ROOM, PERSON):
        with pytest.raises(Retry):
            await slack.put(address, letter(), None)


async def test_of_a_fault_of_ours_is_told_where_it_is_and_not_what_is_written(server: SlackServer, slack: Slack):
    told = "[ERROR] must be less than 3001 characters: Hemligt [json-pointer:/blocks/3/text]"
    server.troubles.always("chat.postMessage", refused("invalid_blocks", told))
    with pytest.raises(Unfit, match="^invalid_blocks at /blocks/3/text$"):
        await slack.put(ROOM, letter(), None)
