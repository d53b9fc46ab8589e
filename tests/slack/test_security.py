"""What is no request of Slack's is refused and does nothing; what Slack sends twice is done once; and what is secret
stands in no log."""

import asyncio
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.slack import guard
from storage import actions
from tests.slack.conftest import KARINS, SARA, Office
from tests.slack.driver import FORM, SECRET, signature, words
from tests.slack.server import APP_TOKEN, BOT_TOKEN
from tests.slack.test_app import ask
from tests.slack.troubles import BROKEN, RESET, wait

LOG = "åtgärd ”Ring Kalmar” @kansliet fredag"


def logged(office: Office) -> str:
    return urlencode(office.people.typed(SARA, LOG))


async def points(office: Office) -> int:
    return len(await office.read(lambda db: list(actions.open_actions(db))))


@pytest.mark.parametrize(
    "sign",
    ["", "v0=", "v0=" + "0" * 64, "v1=" + "a" * 64, "v0=" + "é" * 64, "v0=" + "A" * 64, "x" * 5000],
)
async def test_a_signature_that_is_not_slacks_opens_nothing(office: Office, sign: str):
    answered = await office.people.post(logged(office), FORM, sign=sign.encode().decode("latin-1"))
    assert answered.status == 401
    assert await points(office) == 0


@pytest.mark.parametrize(
    "stamp", ["", "abc", "-1", "1e9", "0x10", "9" * 40, "٣٤٥", "1.5", " 17", "long ago", "4000000000"]
)
async def test_a_time_that_is_long_ago_or_none_opens_nothing(office: Office, stamp: str):
    body = logged(office)
    stamp = str(int(time.time()) - 400) if stamp == "long ago" else stamp
    signed = signature(body.encode(), stamp)
    answered = await office.people.post(body, FORM, stamp=stamp.encode().decode("latin-1").strip() or "", sign=signed)
    assert answered.status == 401
    assert await points(office) == 0


async def test_without_signature_or_with_another_body_nothing_is_done(office: Office):
    async with office.people.client.post("/slack/events", data="{}") as answer:
        assert answer.status == 401
    now = str(int(time.time()))
    signed = signature(b"{}", now)
    assert (await office.people.post(logged(office), FORM, stamp=now, sign=signed)).status == 401
    other = signature(logged(office).encode(), now, "another secret")
    assert (await office.people.post(logged(office), FORM, stamp=now, sign=other)).status == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"[]",
        b"null",
        b"payload=",
        b"payload=%FF",
        b"payload=[]",
        b"payload=5",
        b"a=1&" * 500,
        b"{" + b'"a":{' * 5000,
        b'{"type":"block_actions"}',
        b'{"type":"block_actions","user":5,"team":7,"actions":"x"}',
        b'{"type":"block_actions","user":{"id":"U1"},"actions":[]}',
        b'{"type":"view_submission","user":{"id":"U1","team_id":"T1"},"view":null}',
        b'{"type":"event_callback","event":[],"event_id":""}',
        b'{"type":"no_such_thing"}',
        b"command=/forum",
        b"command=/forum&user_id=../..&team_id=T1&trigger_id=1",
    ],
)
async def test_what_can_not_be_read_is_the_senders_mistake_also_when_signed(office: Office, body: bytes):
    for kind in ("application/json", FORM):
        assert 400 <= (await office.people.post(body, kind)).status < 500


async def test_a_body_of_a_megabyte_is_refused(office: Office):
    assert (await office.people.post(b"a" * (1024 * 1024), sign="v0=" + "0" * 64)).status in (401, 413)
    assert (await office.people.post(b"a" * (1024 * 1024))).status in (400, 413)
    assert (await office.people.post(b"a" * (1024 * 1024 + 1))).status == 413


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["U1", "T1", "modal", "1.1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "type", "text"]), inner),
    max_leaves=5,
)
FIELDS = (
    "user",
    "team",
    "enterprise",
    "view",
    "actions",
    "channel",
    "container",
    "message",
    "authorizations",
    "event",
    "response_urls",
    "is_enterprise_install",
    "trigger_id",
    "callback_id",
    "bot_access_token",
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(["block_actions", "view_submission", "shortcut", "message_action", "event_callback"]),
    odd=st.dictionaries(st.sampled_from(FIELDS), ODD, max_size=4),
)
async def test_no_oddity_is_our_mistake(office: Office, kind: str, odd: dict[str, Any]):
    """Whatever stands in the fields of what is signed."""
    usual = {"type": kind, "user": {"id": "U0KARIN", "team_id": "T02"}, "team": {"id": "T01"}, "team_id": "T01"}
    sent = json.dumps(usual | {"event_id": "E1", "event": {"type": "message"}} | odd)
    status = (await office.people.post(sent)).status
    assert status == 200 or 400 <= status < 500


# Once


@pytest.mark.parametrize("headers", [{}, {"X-Slack-Retry-Num": "1"}])
async def test_a_request_that_is_replayed_is_refused_and_does_nothing(office: Office, headers: dict[str, str]):
    """Also one that says of itself that it is told again: Slack repeats only events."""
    body, now = logged(office), str(int(time.time()))
    signed = signature(body.encode(), now)
    first = await office.people.post(body, FORM, stamp=now, sign=signed)
    again = await office.people.post(body, FORM, stamp=now, sign=signed, **headers)
    assert "Ring Kalmar" in words(first.said["blocks"])
    assert (again.status, again.said) == (409, {})
    assert await points(office) == 1


async def test_an_event_that_slack_repeats_within_the_second_is_heard_and_its_replay_is_not(office: Office):
    told = json.dumps(office.people.written(SARA, LOG))
    now = str(int(time.time()))
    signed = signature(told.encode(), now)
    again = {"X-Slack-Retry-Num": "1"}
    for headers, status in (({}, 200), (again, 200), (again, 409), ({}, 409), ({"X-Slack-Retry-Num": "x"}, 409)):
        assert (await office.people.post(told, stamp=now, sign=signed, **headers)).status == status
    await office.settle()
    assert await points(office) == 1


async def test_only_so_many_signatures_are_remembered(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(guard, "MOST_KEPT", 3)
    for _ in range(9):
        await office.people.post(logged(office), FORM)
    assert len(office.bot.slack._guard._seen) == 3


async def test_a_signature_is_forgotten_when_it_opens_nothing_any_more(office: Office, monkeypatch: pytest.MonkeyPatch):
    await office.people.post(logged(office), FORM)
    monkeypatch.setattr(guard, "time", lambda: time.time() + 302)
    await office.people.post(logged(office), FORM)
    assert len(office.bot.slack._guard._seen) == 1


async def test_an_event_that_slack_repeats_is_done_and_answered_once(office: Office):
    told = office.people.written(SARA, LOG)
    for retry in range(4):
        assert (await office.people.tell(told, retry)).status == 200
    await office.settle()
    assert await points(office) == 1
    assert len([shown for shown in office.server.messages.values() if shown.channel == SARA.direct]) == 1


async def test_an_event_repeated_to_another_process_is_not_done_again(office: Office, open_office: Callable):
    told = office.people.written(SARA, LOG)
    await office.people.tell(told)
    other = await open_office()
    await other.people.tell(told, 1)
    await other.settle()
    assert await points(office) == 1


async def test_a_press_that_slack_repeats_is_done_once(office: Office):
    card = await ask(office)
    pressed = office.people.pressed(KARINS, card, "Ja")
    await asyncio.gather(*(office.people.interact(pressed) for _ in range(5)))
    await office.settle()
    told = [words(shown.blocks) for shown in office.server.privately if shown.only_for == KARINS.id]
    assert len(set(told)) == 1


async def test_slack_tries_our_certificate(office: Office):
    answered = await office.people.post("ssl_check=1&token=SECRETOLDTOKEN", FORM)
    assert (answered.status, answered.text) == (200, "")


async def test_that_slack_holds_events_back_is_logged_once_an_hour(office: Office, capsys):
    now = int(time.time())
    for minute in range(3):
        told = {"type": "app_rate_limited", "team_id": "T01", "minute_rate_limited": now + 60 * minute, "token": "x"}
        assert (await office.people.post(json.dumps(told))).status == 200
    assert capsys.readouterr().out.count("slack holds back events of a workspace") == 1
    assert (await office.people.post('{"type":"app_rate_limited"}')).status == 400


async def test_slack_asks_whether_somebody_is_there(office: Office):
    answered = await office.people.post(json.dumps({"type": "url_verification", "challenge": "abc", "token": "x"}))
    assert answered.status == 200
    assert "abc" in answered.text


# Secrets


async def test_no_secret_stands_in_the_log(office: Office, caplog: pytest.LogCaptureFixture, capsys):
    caplog.set_level(logging.DEBUG)
    for trouble in (BROKEN, RESET, wait(1)):
        office.server.troubles.expect("response_url", trouble, trouble)
        office.server.troubles.expect("views.open", trouble)
        office.server.troubles.expect("users.info", trouble)
        await office.people.command(KARINS, "inspel Hemligheten är ute")
        await office.people.press(KARINS, office.last, "Lämna inspel")
    await office.people.write(KARINS, "nästa")
    await office.people.open_home(KARINS)
    await office.people.post("{}", sign="v0=" + "0" * 64)
    await office.settle()
    said = caplog.text + "".join(capsys.readouterr())
    for secret in (BOT_TOKEN, SECRET, "SECRETURL", "SECRETOLDTOKEN", "SECRETTICKET", "Hemligheten"):
        assert secret not in said, secret


async def test_nor_by_socket_mode(socket_office: Office, caplog: pytest.LogCaptureFixture, capsys):
    caplog.set_level(logging.DEBUG)
    office = socket_office
    await office.server.send("slash_commands", office.people.typed(KARINS, "nästa"))
    assert office.server.socket is not None
    await office.server.socket.close()
    await asyncio.sleep(0.2)
    said = caplog.text + "".join(capsys.readouterr())
    for secret in (BOT_TOKEN, APP_TOKEN, "SECRETTICKET", "SECRETURL", "SECRETOLDTOKEN"):
        assert secret not in said, secret


# Where Slack is not set


def test_where_slack_is_not_set_nothing_of_it_is_loaded(forum_url: str):
    script = """
import asyncio, sys
from bot.app import Forumbot
from bot.settings import Settings
async def run():
    bot = Forumbot(Settings())
    bot.application()
    await bot.start()
    await bot.stop()
asyncio.run(run())
print([name for name in sys.modules if name.startswith(("slack_", "bot.slack"))])
"""
    clean = {name: value for name, value in os.environ.items() if "SLACK" not in name}
    environment = clean | {"FORUMBOT_DATABASE_URL": forum_url}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment)
    assert done.stdout.strip().endswith("[]"), done.stdout + done.stderr
