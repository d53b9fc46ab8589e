"""What people do in Slack, from the request to what they see."""

import copy
import json
from datetime import UTC, datetime

from storage import accounts, actions
from tests.slack.conftest import CHANNEL, KARINS, MATSS, SARA, STRANGER, Office
from tests.slack.driver import User, words
from tests.slack.server import Shown
from tests.slack.troubles import BROKEN, refused, silent

QUESTION = "fråga ”Bör utlysningarna samordnas?” ja/nej, fredag 12:00"


async def ask(office: Office) -> Shown:
    """The secretariat asks; the card as it stands in the officials' channel."""
    await office.people.command(SARA, QUESTION)
    await office.people.press(SARA, office.last, "Skicka")
    await office.settle()
    assert "Frågan är skickad" in words(office.last.blocks)
    [card] = [shown for (channel, _), shown in office.server.messages.items() if channel == CHANNEL]
    return card


# Words


async def test_a_word_after_the_command_is_answered_for_them_alone(office: Office):
    answered = await office.people.command(KARINS, "nästa")
    assert answered.status == 200
    assert answered.said["response_type"] == "ephemeral"
    assert "Tjänstepersonsforum" in words(answered.said["blocks"])
    assert office.server.messages == {}


async def test_the_command_alone_tells_what_waits_and_what_one_can_do(office: Office):
    answered = await office.people.command(KARINS, "")
    assert "Inget väntar på dig" in words(answered.said["blocks"])


async def test_a_word_that_nobody_knows_gets_the_nearest_as_buttons(office: Office):
    answered = await office.people.command(KARINS, "nexta")
    assert "Menade du" in words(answered.said["blocks"])
    await office.people.press(KARINS, office.last, "next")
    await office.settle()
    assert "Tjänstepersonsforum" in words(office.last.blocks)


async def test_a_word_that_needs_a_form_opens_it(office: Office):
    answered = await office.people.command(KARINS, "åtgärd")
    assert (answered.status, answered.text) == (200, "")
    assert office.modal.body["title"]["text"] == "Anteckna något att göra"


async def test_a_form_that_slack_does_not_open_stands_behind_a_button_filled(office: Office):
    office.server.troubles.expect("views.open", refused("expired_trigger_id"))
    answered = await office.people.command(KARINS, "inspel Laddstolpar saknas vid länsgränsen")
    assert "Formuläret kunde inte öppnas" in words(answered.said["blocks"])
    await office.people.press(KARINS, office.last, "Lämna inspel")
    assert "Laddstolpar saknas vid länsgränsen" in words(office.modal.blocks)


async def test_what_is_mentioned_is_called_by_its_name(office: Office):
    await office.people.command(SARA, f"åtgärd ”Ring &amp; fråga” @<@{KARINS.id}|karin> fredag".replace("@<", "<"))
    [point] = await office.read(_points)
    assert (point.text, point.person_id) == ("Ring & fråga", await _person(office, KARINS))


async def test_words_in_the_conversation_with_the_bot_are_answered_there(office: Office):
    answered = await office.people.write(KARINS, "nästa")
    assert (answered.status, answered.text) == (200, "")
    await office.settle()
    [shown] = office.server.messages.values()
    assert shown.channel == KARINS.direct
    assert "Tjänstepersonsforum" in words(shown.blocks)


async def test_a_form_is_behind_a_button_where_one_writes(office: Office):
    await office.people.write(KARINS, "inspel")
    await office.settle()
    [shown] = office.server.messages.values()
    await office.people.press(KARINS, shown, "Lämna inspel")
    assert office.modal.body["title"]["text"] == "Lämna inspel"


async def test_what_the_bot_and_other_bots_write_is_not_read(office: Office):
    await office.people.write(KARINS, "nästa", bot_id="B0BOT")
    await office.people.write(KARINS, "nästa", subtype="message_changed")
    await office.people.write(KARINS, "nästa", channel_type="channel")
    await office.settle()
    assert office.server.calls["chat.postMessage"] == 0


# Buttons, lists


async def test_three_members_of_three_teams_answer_and_each_alone_is_told(office: Office):
    card = await ask(office)
    for user, label in ((KARINS, "Ja"), (MATSS, "Nej")):
        await office.people.press(user, card, label)
        await office.settle()
        assert office.last.only_for == user.id
        assert office.last.channel == CHANNEL
    assert "Region Kalmar län: Nej" in words(office.last.blocks)


async def test_a_button_in_what_only_they_see_is_answered_in_its_place(office: Office):
    card = await ask(office)
    await office.people.press(KARINS, card, "Ja")
    await office.settle()
    told = office.last
    await office.people.press(KARINS, told, "Ångra")
    await office.settle()
    assert office.last is told
    assert told.edits == 1
    await office.people.press(KARINS, _again(told, "Ångra"), "Ångra")
    await office.settle()
    assert office.last is not told  # a refusal leaves it standing
    assert "redan ångrat" in words(office.last.blocks)


async def test_a_second_click_in_a_moment_is_none(office: Office):
    card = await ask(office)
    pressed = office.people.pressed(KARINS, card, "Ja")
    [action] = pressed["actions"]
    again = pressed | {"actions": [action | {"action_ts": f"{float(action['action_ts']) + 0.4:.6f}"}]}
    await office.people.interact(pressed)
    await office.people.interact(again)
    await office.settle()
    assert office.server.calls["response_url"] == 2  # what Sara was told, and Karin once


async def test_the_same_press_once_more_is_none(office: Office):
    card = await ask(office)
    pressed = office.people.pressed(KARINS, card, "Ja")
    for _ in range(3):
        assert (await office.people.interact(pressed)).status == 200
    await office.settle()
    assert office.server.calls["response_url"] == 2  # what Sara was told, and Karin once


async def test_yes_no_yes_pressed_in_haste_is_yes(office: Office):
    card = await ask(office)
    for turn, label in enumerate(("Ja", "Nej", "Ja")):
        pressed = office.people.pressed(KARINS, card, label)
        pressed["actions"][0]["action_ts"] = f"1700000000.{turn + 1}00000"
        await office.people.interact(pressed)
    await office.settle()
    assert "Region Dalarna: Ja" in words(office.last.blocks)


async def test_what_is_picked_from_a_list_is_what_was_asked_for(office: Office):
    values = {"a": "action.list", "n": "which"}
    listed = {"type": "static_select", "action_id": "press:0", "placeholder": {"type": "plain_text", "text": "Vilka"}}
    options = [{"text": {"type": "plain_text", "text": "Öppna"}, "value": "open"}]
    block = {"type": "actions", "block_id": json.dumps(values), "elements": [listed | {"options": options}]}
    await office.people.press(KARINS, Shown(CHANNEL, "1.1", {"blocks": [block]}), "Vilka", "Öppna")
    await office.settle()
    assert "Öppet att göra" in words(office.last.blocks)


async def test_a_button_that_nobody_knows_says_so(office: Office):
    for value in ("", "{", "[]", '{"a": "no.such"}', '{"a": "question.answer", "v": {"question": "x"}}', '{"f": "no"}'):
        button = {"type": "button", "action_id": "x", "text": {"type": "plain_text", "text": "?"}, "value": value}
        shown = Shown(CHANNEL, "1.1", {"blocks": [{"type": "actions", "elements": [button]}]})
        told = len(office.server.privately)
        assert (await office.people.press(KARINS, shown, "?")).status == 200
        await office.settle()
        assert len(office.server.privately) == told + 1, value


async def test_what_nobody_foresaw_is_told_with_its_reference(office: Office):
    value = '{"a":"turn","v":{"view":"question.card","args":{"no":1},"page":2}}'
    button = {"type": "button", "action_id": "x", "text": {"type": "plain_text", "text": "?"}, "value": value}
    shown = Shown(CHANNEL, "1.1", {"blocks": [{"type": "actions", "elements": [button]}]})
    await office.people.press(KARINS, shown, "?")
    await office.settle()
    assert "Något gick fel" in words(office.last.blocks)


async def test_where_slacks_address_fails_they_are_told_another_way(office: Office):
    card = await ask(office)
    office.server.troubles.always("response_url", BROKEN)
    await office.people.press(KARINS, card, "Ja")
    await office.settle()
    assert office.server.calls["chat.postEphemeral"] == 1
    assert "Region Dalarna: Ja" in words(office.last.blocks)


async def test_what_is_too_long_is_turned_page_by_page(office: Office):
    await office.bot.database.write(_many_points)
    answered = await office.people.command(SARA, "åtgärd öppna")
    first = office.last
    seen = words(answered.said["blocks"])
    while "Visa resten" in words(first.blocks):
        [label] = [line for line in words(first.blocks).splitlines() if line.startswith("Visa resten")]
        await office.people.press(SARA, first, label)
        await office.settle()
        seen += words(first.blocks)
    assert all(f"Punkt nummer {number}" in seen for number in range(90))


# Forms


async def test_what_is_wrong_in_a_form_stands_beside_its_field_until_it_is_right(office: Office):
    await office.people.command(KARINS, "åtgärd")
    answered = await office.people.submit(KARINS, office.modal, text="Ring Kalmar", due="31 februari")
    assert answered.said["response_action"] == "errors"
    assert "field.due" in answered.said["errors"]
    await office.people.submit(KARINS, office.modal, text="Ring Kalmar", due="fredag")
    assert "Ring Kalmar" in words(office.modal.blocks)
    assert office.modal.body["type"] == "modal"
    assert "submit" not in office.modal.body
    await office.people.press(KARINS, office.modal, "Ångra")
    assert await office.read(_points) == []


async def test_a_form_sent_twice_is_saved_once(office: Office):
    await office.people.command(KARINS, "åtgärd")
    sent = office.people.filled(KARINS, office.modal, text="Ring Kalmar")
    first, second = await office.people.interact(sent), await office.people.interact(sent)
    assert first.said == second.said
    assert len(await office.read(_points)) == 1


async def test_after_one_form_comes_the_next_and_what_it_makes_is_seen(office: Office):
    await office.people.command(SARA, "fråga")
    await office.people.submit(SARA, office.modal, text="Bör utlysningarna samordnas?", closes="fredag 12:00")
    assert "Går till" in words(office.modal.blocks)
    await office.people.press(SARA, office.modal, "Ändra")
    assert "Bör utlysningarna samordnas?" in words(office.modal.blocks)
    assert office.modal.body["submit"]["text"] == "Läs igenom"


async def test_what_could_not_be_saved_stays_in_the_form(office: Office):
    await office.people.command(KARINS, "åtgärd")
    office.bot.database.close()
    answered = await office.people.submit(KARINS, office.modal, text="Ring Kalmar")
    [told] = answered.said["errors"].values()
    assert answered.said["response_action"] == "errors"
    assert "databasen" in told.lower()


# Shortcuts


async def test_a_message_is_logged_as_an_action_point_of_its_author(office: Office):
    message = {"user": MATSS.id, "team": MATSS.home, "text": "Jag skickar <https://a.se/b|listan> i dag"}
    await office.people.choose(MATSS, "log_action", message)
    shown = words(office.modal.blocks)
    assert "Jag skickar listan (https://a.se/b) i dag" in shown
    assert "https://forumet.slack.com/archives/C01/p" in shown
    assert "Mats Ohlin" in shown
    await office.people.submit(MATSS, office.modal)
    [point] = await office.read(_points)
    assert point.person_id == await _person(office, MATSS)


async def test_a_message_is_saved_as_input_with_its_author_and_where_it_stands(office: Office):
    message = {"user": STRANGER.id, "team": STRANGER.home, "text": "Laddstolpar saknas\nvid länsgränsen"}
    await office.people.choose(KARINS, "save_input", message)
    shown = words(office.modal.blocks)
    assert "Laddstolpar saknas" in shown
    assert "Namn, https://forumet.slack.com/archives/C01/p" in shown


async def test_a_message_too_long_for_a_form_keeps_its_link(office: Office):
    office.server.troubles.always("users.info", silent(2))
    await office.people.choose(KARINS, "log_action", {"user": KARINS.id, "text": "ord " * 2000})
    [text, *_] = [block["element"].get("initial_value") for block in office.modal.blocks if block["type"] == "input"]
    assert len(text) <= 2000
    assert "…\n\nhttps://forumet" in text


async def test_asking_the_forum_is_asking_the_members_or_the_secretariat(office: Office):
    await office.people.choose(SARA, "ask_forum")
    assert office.modal.body["title"]["text"] == "Stäm av med ledamöterna"
    await office.people.choose(KARINS, "ask_forum")
    assert office.modal.body["title"]["text"] == "Lämna inspel"


async def test_a_shortcut_that_nobody_knows_says_so(office: Office):
    await office.people.choose(KARINS, "no_such")
    assert "fungerar inte längre" in words(office.modal.blocks)


async def test_what_is_said_in_a_channel_is_said_in_its_body(office: Office):
    await office.people.command(SARA, "åtgärd ”Ring Kalmar” @kansliet fredag")
    [point] = await office.read(_points)
    assert point.body_id is not None


# Socket Mode


async def test_by_socket_mode_all_is_the_same(socket_office: Office):
    office = socket_office
    answered = await office.server.send("slash_commands", office.people.typed(KARINS, "nästa"))
    assert "Tjänstepersonsforum" in words(answered["blocks"])
    await office.server.send("events_api", office.people.written(KARINS, "nästa"))
    await office.settle()
    [shown] = office.server.messages.values()
    assert "Tjänstepersonsforum" in words(shown.blocks)
    await office.server.send("interactive", office.people.chosen(SARA, "ask_forum"))
    assert office.modal.body["title"]["text"] == "Stäm av med ledamöterna"
    assert (await office.people.post("{}")).status == 404


def _again(shown: Shown, label: str) -> Shown:
    """The message as it stood before its button was pressed."""
    before = copy.copy(shown)
    value = '{"a":"undo.do","v":{"undo":1}}'
    button = {"type": "button", "action_id": "x", "text": {"type": "plain_text", "text": label}, "value": value}
    before.body = {"blocks": [{"type": "actions", "elements": [button]}]}
    return before


def _many_points(db):
    for number in range(90):
        actions.log(db, actions.Action(text=f"Punkt nummer {number}", logged_by_id=1, logged_at=datetime.now(UTC)))


def _points(db):
    return list(actions.open_actions(db))


async def _person(office: Office, user: User) -> int:
    account = await office.read(lambda db: accounts.at(db, "slack", user.address))
    return account.person_id
