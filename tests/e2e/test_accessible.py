"""Everybody can use it: nothing for axe-core to find, the main job by keyboard alone, large text, no motion."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Window

ROOM = "tjanstepersonsforum"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
QUESTION = "Bör utlysningarna samordnas?"
SAID = {
    "sv": ("hjälp", "möten", "dagordning", "lista öppna", "deltagare", "underlag", "borta 1–30 april", "sök bredband",
           "mina inspel", "xyzzy"),
    "en": ("help", "meetings", "agenda", "actions open", "participants", "materials", "away 1-30 April",
           "search broadband", "my input", "xyzzy"),
}  # fmt: skip
FORMS = {
    "sv": ("fråga", "att göra", "punkt", "inspel", "flytta"),
    "en": ("ask", "action", "item", "input", "move"),
}
Open = Callable[..., Window]


def nothing_is_wrong_on(window: Window) -> None:
    found = Axe().run(window.page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_page_and_no_card_has_a_fault_that_axe_finds(window: Open, dark: bool, language: str):
    sara = window("Sara Holmqvist", dark=dark, language=language)
    sara.enters(ROOM)
    for line in SAID[language]:
        sara.says(line)
    sara.says(f"fråga {QUESTION} ja/delvis/nej, senast om 3 dagar 12:00")
    sara.page.get_by_role("log").get_by_role("button", name="Skicka" if language == "sv" else "Send").last.click()
    sara.page.get_by_role("heading", name=QUESTION).last.wait_for()
    nothing_is_wrong_on(sara)
    for line in FORMS[language]:
        sara.says(line)
    nothing_is_wrong_on(sara)
    for path in ("/", "/me", "/calendar", "/room/none"):
        sara.page.goto(path)
        nothing_is_wrong_on(sara)
    karin = window("Karin Lind", width=360, dark=dark, language=language)
    for path in ("/", f"/room/{ROOM}", "/me"):
        karin.page.goto(path)
        nothing_is_wrong_on(karin)
    karin.complaints.clear()  # a page that is not there is noted in the console
    sara.complaints.clear()


class Keys:
    """Somebody with a keyboard and nothing else."""

    def __init__(self, window: Window) -> None:
        self.window, self.page, self.keyboard = window, window.page, window.page.keyboard

    def reaches(self, goal: Locator, back: bool = False) -> None:
        """Go on with Tab until the goal has the focus, which is seen."""
        for _ in range(150):
            self.keyboard.press("Shift+Tab" if back else "Tab")
            if goal.evaluate("it => it === document.activeElement"):
                ring = goal.evaluate("it => getComputedStyle(it).outlineStyle + getComputedStyle(it).boxShadow")
                assert ring != "nonenone", "the focus is not seen"
                return
        raise AssertionError(f"not reached by Tab: {goal}")

    def presses(self, goal: Locator, back: bool = False) -> None:
        self.reaches(goal, back)
        self.keyboard.press("Enter")

    def says(self, text: str) -> None:
        threads = self.page.locator("[data-mine]")
        before = threads.count()
        self.reaches(self.page.locator("#words"))
        self.keyboard.type(text)
        self.keyboard.press("Enter")
        threads.nth(before).wait_for()


def test_the_whole_main_job_is_done_by_keyboard(window: Open):
    sara, karin = window("Sara Holmqvist"), window("Karin Lind")
    sara.enters(ROOM)
    keys = Keys(sara)
    keys.says(f"fråga {QUESTION} ja/delvis/nej, senast om 3 dagar 12:00")
    keys.presses(sara.page.get_by_role("log").get_by_role("button", name="Skicka", exact=True).last, back=True)
    sara.sees("0 av 21 regioner")
    karin.enters(ROOM)
    keys = Keys(karin)
    keys.presses(karin.page.get_by_role("button", name="Delvis", exact=True).last)
    karin.sees("1 av 21 regioner")
    sara.sees("1 av 21 regioner")
    keys.says('att göra "Ta fram ett exempel" fredag')
    karin.sees("Ta fram ett exempel")
    karin.page.goto("/")
    keys.presses(karin.page.locator("main").get_by_role("button", name="Klart").first)
    expect(karin.page.locator("main").get_by_text("Klart: Ta fram ett exempel")).to_be_visible()


@pytest.mark.parametrize("path", ["/", f"/room/{ROOM}", "/me", "/calendar"])
def test_text_twice_as_large_still_fits(window: Open, path: str):
    sara = window("Sara Holmqvist")
    sara.enters(ROOM)
    sara.says("dagordning")
    sara.says("fråga")
    sara.page.goto(path)
    sara.page.evaluate("document.documentElement.style.fontSize = '200%'")
    sara.fits()
    sara.takes_a_picture(f"large{path.replace('/', '.')}")


def test_nothing_moves_for_those_who_asked_for_that(window: Open):
    sara = window("Sara Holmqvist")
    sara.page.emulate_media(reduced_motion="reduce")
    sara.enters(ROOM)
    sara.says("dagordning")
    moving = """() => [...document.querySelectorAll('*')].filter(it => {
        const style = getComputedStyle(it);
        const lasting = style.transitionDuration.split(",").some(time => parseFloat(time) > 0.01);
        return style.animationName !== "none" || lasting;
    }).length"""
    assert sara.page.evaluate(moving) == 0
