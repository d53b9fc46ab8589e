"""What the room does with script beyond what a page can: it follows, it keeps, it keeps the cursor where it was."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Window

ROOM = "tjanstepersonsforum"
QUESTION = "Är tidsplanen rimlig?"
Open = Callable[..., Window]


def asks(secretary: Window) -> None:
    secretary.enters(ROOM)
    secretary.says(f"fråga {QUESTION} ja/delvis/nej, senast om 3 dagar 12:00")
    secretary.presses("Skicka", within="[role=log]")
    secretary.sees("0 av 21 regioner")


def card(window: Window) -> Locator:
    """The question in the room, not what was said about it."""
    return window.page.locator("article", has=window.page.locator("h3", has_text=QUESTION)).last


def option(window: Window, label: str) -> Locator:
    return card(window).get_by_role("button", name=label, exact=True)


def test_the_cursor_stays_on_its_button_while_others_answer(window: Open):
    asks(window("Sara Holmqvist"))
    karin, mats = window("Karin Lind"), window("Mats Ohlin")
    karin.enters(ROOM)
    mats.enters(ROOM)
    mats.page.evaluate("window.unreloaded = true")
    option(mats, "Nej").focus()
    option(karin, "Ja").click()
    expect(card(mats)).to_contain_text("1 av 21 regioner")
    expect(option(mats, "Nej")).to_be_focused()
    expect(mats.page.get_by_role("status")).to_have_text("1 av 21 regioner har svarat")
    assert mats.page.evaluate("window.unreloaded")


def test_what_is_half_written_is_never_swapped_away(window: Open):
    sara, karin = window("Sara Holmqvist"), window("Karin Lind")
    asks(sara)
    sara.page.goto("/")
    sara.presses("Stäm av med ledamöterna")
    question = sara.page.get_by_label("Fråga", exact=True)
    question.fill("Halvskriven fr")
    karin.enters(ROOM)
    option(karin, "Ja").click()
    karin.sees("Tack.")
    sara.page.locator("#home[data-stale]").wait_for()
    expect(question).to_have_value("Halvskriven fr")
    sara.presses("Avbryt")
    sara.sees("1 av 21 regioner")


def test_the_cursor_goes_to_the_form_and_then_to_the_mistake(window: Open):
    sara = window("Sara Holmqvist")
    sara.page.goto("/me")
    sara.says("fråga")
    question = sara.page.get_by_label("Fråga", exact=True)
    expect(question).to_be_focused()
    sara.page.keyboard.type(QUESTION)
    sara.page.get_by_label("Stänger").fill("i går")
    sara.page.keyboard.press("Enter")
    expect(sara.page.get_by_role("alert")).to_be_focused()
    expect(question).to_have_value(QUESTION)
    sara.takes_a_picture("mistake")


def test_without_contact_nothing_written_is_lost(window: Open):
    karin = window("Karin Lind")
    karin.page.goto("/me")
    karin.page.context.set_offline(True)
    karin.page.fill("#words", "nästa")
    karin.page.press("#words", "Enter")
    karin.sees("Inte skickat: ingen kontakt")
    expect(karin.page.locator("#words")).to_have_value("nästa")
    karin.page.context.set_offline(False)
    karin.says("nästa")
    karin.sees("Dina nästa möten")
    karin.complaints.clear()  # the browser complains that it had no contact


def test_the_narrow_menu_opens_closes_and_leads_on(window: Open):
    karin = window("Karin Lind", width=360)
    menu = karin.page.get_by_role("button", name=re.compile("^Meny"))
    rooms = karin.page.get_by_role("navigation", name="Sidor och rum")
    close = rooms.get_by_role("button", name="Stäng")
    for closes in (close.click, lambda: karin.page.keyboard.press("Escape")):
        menu.click()
        expect(close).to_be_in_viewport()
        closes()
        expect(rooms).to_be_hidden()
        expect(menu).to_be_focused()
    menu.evaluate("it => { it.dataset.old = '' }")
    menu.click()
    close.focus()
    with karin.page.expect_response(re.compile("/navigation")):  # the button is drawn afresh while the menu is open
        karin.page.evaluate("htmx.trigger(document.body, 'acted')")
    expect(karin.page.locator("#menu:not([data-old])")).to_be_attached()
    karin.page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    menu.click()
    karin.takes_a_picture("menu.360")
    karin.page.get_by_role("link", name=re.compile("^Tjänstepersonsforum")).click()
    karin.sees("21 platser")


def test_the_language_is_a_link_away(window: Open):
    karin = window("Karin Lind")
    karin.enters(ROOM)
    karin.page.get_by_role("link", name="English").click()
    karin.sees("Only you see what you write.")
    karin.page.get_by_role("link", name="Svenska").click()
    karin.sees("Bara du ser det du skriver.")
