"""Everybody can use it: nothing for axe-core to find on any page or card, the main job by keyboard alone, large text,
nothing that moves. The pictures of the cards are taken on the way."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, expect

from handlers.words import catalogue
from tests.e2e.conftest import PATIENCE, Demo, Forumbot, Window

ROOM = "tjanstepersonsforum"
WRONG = {"resultTypes": ["violations"]}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]} | WRONG
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}} | WRONG
"""The rules for which it matters whether it is light or dark."""
QUESTION = "Bör utlysningarna samordnas?"
REASONS = "Samma pengar söks två gånger."
SOON = "senast om 3 dagar 12:00"
ASKED = {
    "several": f"fråga Var behövs stöd? flera: norr/söder/öster, {SOON}",
    "ranking": f"fråga I vilken ordning? rangordna norr/söder/öster, {SOON}",
    "scale": f"fråga Hur väl fungerar det? skala 1-5, {SOON}",
    "words": f"fråga Vad saknas? i ord, {SOON}",
    "anonymous": f"fråga anonymt Hur fungerar forumet? ja/delvis/nej, {SOON}",
    "yes": f"fråga {QUESTION} ja/delvis/nej, {SOON}",
}
SAID = ("hjälp", "möten", "dagordning", "lista öppna", "deltagare", "underlag", "sök bredband", "alla inspel", "xyzzy")
FORMS = ("fråga", "att göra", "punkt", "inspel", "flytta", "skriv in inspel", "borta", "länkar")
Open = Callable[..., Window]
Told = Callable[[str], str]


def nothing_is_wrong_on(window: Window) -> None:
    """Neither in the light nor in the dark."""
    for theme, rules in (("light", RULES), ("dark", COLOURS)):
        window.page.emulate_media(color_scheme=theme)
        found = Axe().run(window.page, options=rules)
        assert found.violations_count == 0, found.generate_report()


def card(window: Window, title: str) -> Locator:
    return window.page.locator("article", has=window.page.get_by_role("heading", name=title)).last


@pytest.fixture(params=["sv", "en"])
def people(request: pytest.FixtureRequest, window: Open) -> tuple[Window, Window, Told]:
    """The secretary at a desk, a member with a phone, and the words of their language."""
    language = request.param
    sara = window("Sara Holmqvist", language=language)
    return sara, window("Karin Lind", width=360, language=language), catalogue(language).gettext


def looked_at(window: Window, name: str) -> None:
    """Nothing is wrong with what stands on the page; on a phone and on a desk nothing reaches beyond it, and there is a
    picture of it."""
    nothing_is_wrong_on(window)
    window.page.emulate_media(color_scheme="light")
    before, language = window.page.viewport_size, window.page.get_attribute("html", "lang")
    for width in (360, 1280):
        window.page.set_viewport_size({"width": width, "height": 900})
        window.fits()
        window.takes_a_picture(f"{name}.{width}.{language}")
    window.page.set_viewport_size(before or {"width": 1280, "height": 900})


def test_nothing_is_wrong_with_what_is_asked_and_answered(people: tuple[Window, Window, Told]):
    sara, karin, _ = people
    sara.enters(ROOM)
    for line in ASKED.values():
        sara.says(line)
        sara.presses(_("Send"), within="[role=log]")
    looked_at(sara, "asked")
    answered_in_every_way(karin, _)
    for _day in range(4):
        sara.moves_the_clock(_("+1 day"))
    sara.reads_what_came()
    sara.presses(_("Reasons"))
    sara.sees(REASONS)
    looked_at(sara, "results")
    karin.enters(ROOM)
    looked_at(karin, "results.member")


def answered_in_every_way(karin: Window, _: Told) -> None:
    """Each form is opened; one question is answered, with its reasons."""
    karin.enters(ROOM)
    for title in ("Var behövs stöd?", "I vilken ordning?", "Vad saknas?", "Hur fungerar forumet?"):
        card(karin, title).get_by_role("button", name=_("Answer")).click()
        karin.page.locator("form.form").last.wait_for()
    card(karin, QUESTION).get_by_role("button", name=_("Partly"), exact=True).click()
    karin.presses(_("Write why"))
    karin.fills_in(_("The reasons"), REASONS)
    looked_at(karin, "answering")
    karin.presses(_("Save"))
    karin.presses(_("Politically"))
    karin.enters(ROOM)
    karin.presses(_("Wrong region"))
    karin.sees(_("Which region do you represent?"))
    looked_at(karin, "wrong-region")
    karin.presses(_("I pressed by mistake"))


def test_nothing_is_wrong_with_meetings_and_input(people: tuple[Window, Window, Told]):
    sara, karin, _ = people
    sara.enters(ROOM)
    sara.says("kallelse tjänstepersonsforum")
    looked_at(sara, "calling")
    sara.presses(_("Send"), within="[role=log]")
    karin.enters(ROOM)
    karin.presses(_("By link"))
    karin.sees(_("You are registered."))
    looked_at(karin, "call")
    karin.reads_what_came()
    karin.says("inspel «Laddstolpar vid länsgränsen» Vem bygger dem?")
    sara.reads_what_came()
    sara.says("alla inspel")
    sara.presses(_("Hand on"))
    looked_at(sara, "input.form")
    sara.fills_in(_("Who answers it?"), "Per Norén, departementet")
    sara.fills_in(_("Answer by"), "om 5 dagar")
    sara.presses(_("Hand on"))
    sara.sees("Per Norén, departementet")
    karin.says("mina inspel")
    karin.says("kommer")
    looked_at(karin, "input")
    sara.enters(ROOM)
    for line in (*SAID, *FORMS):
        sara.says(line)
    looked_at(sara, "said")


def test_nothing_is_wrong_with_any_page(people: tuple[Window, Window, Told]):
    sara, karin, _ = people
    for who, one in (("secretary", sara), ("member", karin)):
        for path in ("/", f"/room/{ROOM}", "/me", "/calendar", "/room/none"):
            one.page.goto(path)
            looked_at(one, f"{who}{path.replace('/', '.')}")
        one.page.goto("/calendar")
        one.presses(_("Get an address"))
        one.page.locator("#address").wait_for()
        looked_at(one, f"{who}.address")
        one.complaints.clear()  # a page that is not there is noted in the console


def test_nothing_is_wrong_with_the_page_that_says_not_saved(window: Open, demo: Demo):
    karin = window("Karin Lind", width=360)
    karin.page.goto("/me")
    karin.page.fill("#words", "Det här ska inte gå förlorat.")
    with closing(sqlite3.connect(demo.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        karin.page.press("#words", "Enter")
        expect(karin.page.get_by_label("Det du skrev")).to_have_value("Det här ska inte gå förlorat.")
    looked_at(karin, "not-saved")
    karin.complaints.clear()  # that it was not saved is noted in the console


@pytest.mark.parametrize("locale", ["sv-SE", "en-GB"])
def test_nothing_is_wrong_at_the_door(chromium: Browser, forumbot: Forumbot, locale: str):
    address, run = forumbot
    _ = catalogue(locale[:2]).gettext
    link = run("invite", "karin-lind", FORUMBOT_PUBLIC_URL=address)
    context = chromium.new_context(base_url=address, locale=locale, viewport={"width": 360, "height": 900})
    context.set_default_timeout(PATIENCE)
    context.add_cookies([{"name": "language", "value": locale[:2], "url": address}])
    karin = Window(context.new_page())
    for name, path in (("nobody", "/"), ("no-link", "/in/nonsense"), ("link", link)):
        karin.page.goto(path)
        looked_at(karin, f"door.{name}")
    karin.presses(_("Come in"))
    karin.page.wait_for_url(f"{address}/")
    looked_at(karin, "door.in")
    karin.page.get_by_role("button", name=_("Menu")).click()
    looked_at(karin, "door.menu")
    karin.page.get_by_role("button", name=_("Log out"), exact=True).click()
    karin.sees(_("You are logged out"))
    looked_at(karin, "door.left")
    context.close()


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
    keys.says(ASKED["yes"])
    keys.presses(sara.page.get_by_role("log").get_by_role("button", name="Skicka", exact=True).last, back=True)
    sara.sees("0 av 21 regioner")
    keys.says("kallelse tjänstepersonsforum")
    keys.presses(sara.page.get_by_role("log").get_by_role("button", name="Skicka", exact=True).last, back=True)
    karin.enters(ROOM)
    keys = Keys(karin)
    keys.presses(karin.page.get_by_role("button", name="Delvis", exact=True).last)
    sara.sees("1 av 21 regioner")
    keys.presses(karin.page.get_by_role("button", name="Ledningen").last)
    karin.sees("delvis, förankrat i ledningen")
    keys.presses(karin.page.get_by_role("button", name="I salen", exact=True).last)
    karin.sees("Du är anmäld.")
    keys.says("inspel «Laddstolpar» Vem bygger dem?")
    karin.sees("Kansliet har fått ditt inspel")
    keys.says('att göra "Ta fram ett exempel" fredag')
    karin.sees("Ta fram ett exempel")
    karin.page.goto("/")
    keys.presses(karin.page.locator("main").get_by_role("button", name="Klart").first)
    expect(karin.page.locator("main").get_by_text("Klart: Ta fram ett exempel")).to_be_visible()


def test_text_twice_as_large_still_fits(window: Open):
    sara = window("Sara Holmqvist")
    sara.enters(ROOM)
    for line in ("dagordning", "fråga", "kallelse tjänstepersonsforum"):
        sara.says(line)
    settings = sara.page.context.new_cdp_session(sara.page)
    settings.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    for path in ("/", f"/room/{ROOM}", "/me", "/calendar"):
        sara.page.goto(path)
        assert sara.page.evaluate("getComputedStyle(document.body).fontSize") == "32px"
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
