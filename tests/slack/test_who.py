"""Whose account it is, in each kind of payload; and what people meant by what Slack sends of their words."""

from typing import Any

import pytest

from bot.slack import who
from bot.slack.payloads import Callback, Command, Interaction, Unreadable, Written
from bot.slack.reading import as_written

PRESS = {"type": "block_actions", "trigger_id": "1.2", "actions": [{"type": "button", "action_ts": "1.1"}]}
EVENT = {"type": "event_callback", "event_id": "Ev1", "event": {"type": "message"}}


@pytest.mark.parametrize(
    ("sent", "address", "team"),
    [
        ({"user": {"id": "U1", "team_id": "T1"}, "team": {"id": "T1"}}, "T1/U1", "T1"),
        ({"user": {"id": "U1", "team_id": "T2"}, "team": {"id": "T1"}}, "T2/U1", "T1"),
        ({"user": {"id": "U1"}, "team": {"id": "T1"}}, "T1/U1", "T1"),
        ({"user": {"id": "W1", "team_id": "T1"}, "team": {"id": "T1"}, "enterprise": {"id": "E1"}}, "E1/W1", "T1"),
        ({"user": {"id": "W1", "team_id": "E1"}, "team": {"id": "T1"}, "enterprise": {"id": "E1"}}, "E1/W1", "T1"),
        ({"user": {"id": "W1", "team_id": "E1"}, "team": None, "enterprise": {"id": "E1"}}, "E1/W1", "E1"),
        ({"user": {"id": "U1", "team_id": "T2"}, "team": {"id": "T1"}, "enterprise": {"id": "E1"}}, "T2/U1", "T1"),
    ],
)
def test_a_person_is_known_by_the_workspace_they_belong_to(sent: dict[str, Any], address: str, team: str):
    caller = who.of_interaction(Interaction.of(PRESS | sent))
    assert (str(caller.address), caller.team) == (address, team)


def test_a_form_opened_in_a_shared_channel_is_answered_where_the_app_is_installed():
    view = {"id": "V1", "type": "modal", "app_installed_team_id": "T1"}
    sent = PRESS | {"user": {"id": "U1", "team_id": "T2"}, "team": {"id": "T2"}, "view": view}
    caller = who.of_interaction(Interaction.of(sent))
    assert (str(caller.address), caller.team) == ("T2/U1", "T1")


def test_one_who_belongs_nowhere_is_nobody():
    with pytest.raises(Unreadable):
        who.of_interaction(Interaction.of(PRESS | {"user": {"id": "U1"}, "team": None}))


def test_the_same_person_types_and_presses():
    typed = {"command": "/forum", "user_id": "W1", "team_id": "T1", "enterprise_id": "E1", "trigger_id": "1"}
    assert str(who.of_command(Command.of(typed)).address) == "E1/W1"


@pytest.mark.parametrize(
    ("told", "event", "address"),
    [
        ({"team_id": "T1"}, {"team": "T1"}, "T1/U1"),
        ({"team_id": "T1"}, {"team": "T1", "user_team": "T2"}, "T2/U1"),
        ({"team_id": "T1"}, {"team": "T1", "source_team": "T2"}, "T2/U1"),
        ({"team_id": "T1", "enterprise_id": "E1"}, {"team": "T1"}, "E1/U1"),
        ({"team_id": "T1"}, {}, "T1/U1"),
    ],
)
def test_who_wrote_a_message(told: dict[str, Any], event: dict[str, Any], address: str):
    written = Written.of({"user": "U1", "channel": "D1", "ts": "1.1"} | event)
    assert str(who.of_message(Callback.of(EVENT | told), written).address) == address


def test_a_conversation_with_the_bot_is_no_channel():
    sent = PRESS | {"user": {"id": "U1", "team_id": "T2"}, "team": {"id": "T1"}}
    assert who.of_interaction(Interaction.of(sent | {"channel": {"id": "D1"}})).place is None
    assert who.of_interaction(Interaction.of(sent | {"channel": {"id": "C1"}})).place == "slack:T1/C1"


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("<@U1> och <@U2|per> och <@U3>", "@Karin Lind och @per och @U3"),
        ("se <https://a.se/x>", "se https://a.se/x"),
        ("se <http://a.se|a.se>", "se a.se"),
        ("se <https://a.se|underlaget>", "se underlaget (https://a.se)"),
        ("<mailto:a@b.se|a@b.se>", "a@b.se"),
        ("<#C1|kanalen> <#C2>", "#kanalen #C2"),
        ("<!here> <!subteam^S1|@alla>", "@here @alla"),
        ("&lt;@U1&gt;", "<@U1>"),
        ("5 < 6 > 4", "5 < 6 > 4"),
    ],
)
def test_what_people_write_is_read_as_they_meant_it(sent: str, meant: str):
    assert as_written(sent, {"U1": "Karin Lind"}) == meant
