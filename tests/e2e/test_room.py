"""The main job in a real browser: asking, answering in several windows at once, logging, being reminded."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import PATIENCE, Window

ROOM = "tjanstepersonsforum"
QUESTION = "Bör utlysningarna samordnas?"
ACTION = "Ta fram ett exempel på matchning"
Open = Callable[..., Window]


def counts(window: Window) -> Locator:
    """How many have given each answer, beside the bars."""
    return window.page.locator("table.bars").last.locator("td:last-child")


def test_all_see_the_count_and_the_bars_move_while_three_answer(window: Open):
    sara = window("Sara Holmqvist")
    sara.enters(ROOM)
    sara.says("fråga")
    form = sara.page.locator("form.form").last
    form.get_by_label("Fråga", exact=True).fill(QUESTION)
    form.get_by_label("Stänger").fill("om 3 dagar 12:00")
    sara.presses("Läs igenom")
    sara.presses("Fler val")
    sara.page.locator("form.form").last.get_by_label("Genast").check()
    sara.presses("Läs igenom")
    sara.sees("21 regioner i Tjänstepersonsforum")
    sara.takes_a_picture("asking")
    sara.presses("Skicka", within="[role=log]")
    members = [window("Karin Lind"), window("Mats Ohlin", dark=True), window("Elsa Nyqvist", width=360)]
    for member in members:
        member.enters(ROOM)
        member.page.evaluate("window.unreloaded = true")
    for number, (member, answer) in enumerate(zip(members, ("Ja", "Delvis", "Ja"), strict=True), 1):
        member.presses(answer)
        for one in (sara, *members):
            one.sees(f"{number} av 21 regioner")
    for one in (sara, *members):
        expect(counts(one)).to_have_text(["2", "1", "0", "0"])
    assert all(member.page.evaluate("window.unreloaded") for member in members)
    expect(members[0].page.locator("table.bars rect").first).to_have_attribute("width", "9.52%")
    for name, one in zip(("secretariat", "light", "dark", "360"), (sara, *members), strict=True):
        one.takes_a_picture(f"question.{name}")


def test_an_action_is_logged_and_the_reminder_comes_when_the_clock_moves(window: Open):
    sara, karin = window("Sara Holmqvist"), window("Karin Lind")
    karin.page.goto("/me")
    sara.enters(ROOM)
    sara.says(f'att göra "{ACTION}" @Region Dalarna om 5 dagar')
    sara.sees(ACTION)
    for _ in range(30):
        sara.moves_the_clock("Nästa utskick")
        sara.page.wait_for_load_state()
        if karin.page.get_by_text(ACTION).count():
            break
    karin.sees(ACTION)
    karin.takes_a_picture("reminder")
    karin.presses("Klart")
    sara.page.goto("/")
    sara.sees("Inget är öppet att göra")
    sara.enters(ROOM)
    sara.takes_a_picture("room")


def test_the_keyboard_is_enough(window: Open):
    karin = window("Karin Lind")
    karin.enters(ROOM)
    box, keys = karin.page.get_by_role("combobox", name="Skriv till Forumbot"), karin.page.keyboard
    for _ in range(40):
        keys.press("Tab")
        if box.evaluate("it => it === document.activeElement"):
            break
    keys.type("/nä")
    expect(karin.page.locator("[role=option]").first).to_contain_text("nästa")
    expect(box).to_have_attribute("aria-expanded", "true")
    keys.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "suggestion-1")
    karin.takes_a_picture("completion")
    keys.press("Tab")
    keys.press("Enter")
    karin.sees("Dina nästa möten")
    keys.press("ArrowUp")
    expect(box).to_have_value("nästa ")
    keys.press("ArrowDown")
    expect(box).to_have_value("")


def test_one_click_sends_while_words_are_suggested(window: Open):
    karin = window("Karin Lind")
    karin.enters("natverk-kompetens")
    karin.page.locator("#words").press_sequentially("dagordning")
    karin.page.locator("[role=option]").first.wait_for()
    send = karin.page.locator(".composer button").bounding_box()
    assert send
    karin.page.mouse.click(send["x"] + send["width"] / 2, send["y"] + send["height"] / 2)
    karin.sees("Dagordning, Nätverk kompetens")


def test_the_receipt_for_an_answer_on_the_home_page_comes_into_sight_on_a_phone(window: Open):
    sara, elsa = window("Sara Holmqvist"), window("Elsa Nyqvist", width=360)
    for number, question in enumerate(("Räcker medlen?", QUESTION, "Hinner ni?"), 1):
        sara.enters(ROOM)
        sara.says(f"fråga {question} ja/delvis/nej, senast om 3 dagar 12:00")
        sara.presses("Skicka", within="[role=log]")
        expect(sara.page.get_by_text("Frågan är skickad")).to_have_count(number, timeout=PATIENCE)
    elsa.page.goto("/")
    with elsa.page.expect_response(re.compile(r"/\?reply=")):  # the page hears of the answer too, and is drawn afresh
        elsa.presses("Ja")
    receipt = elsa.page.locator("#home article")
    expect(receipt).to_be_focused(timeout=PATIENCE)
    expect(receipt).to_be_in_viewport()


def test_all_works_without_script(window: Open):
    sara, karin = window("Sara Holmqvist", script=False), window("Karin Lind", script=False)
    sara.enters(ROOM)
    sara.says(f"fråga {QUESTION} ja/delvis/nej, senast om 3 dagar 12:00")
    sara.presses("Skicka", within="[role=log]")
    sara.sees("Frågan är skickad")
    karin.enters(ROOM)
    karin.presses("Delvis")
    karin.sees("Tack.")
    karin.sees("1 av 21 regioner")
    karin.takes_a_picture("without-script")


@pytest.mark.parametrize(
    ("width", "dark", "language"),
    [
        (360, False, "sv"),
        (360, True, "en"),
        (768, False, "en"),
        (1280, True, "sv"),
        (1280, False, "en"),
        (1920, False, "sv"),
    ],
)
def test_every_page_fits(window: Open, width: int, dark: bool, language: str):
    sara = window("Sara Holmqvist", width, dark, language)
    sara.page.goto("/me")
    for text in ("dagordning", "hjälp", "fråga"):
        sara.says(text)
    look = f"{width}.{'dark' if dark else 'light'}.{language}"
    for name, path in (("home", "/"), ("room", f"/room/{ROOM}"), ("me", "/me")):
        sara.page.goto(path)
        sara.fits()
        sara.takes_a_picture(f"{name}.{look}")
