"""The demo as `make run` starts it, and people with windows of their own in front of it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).parent.parent.parent
PICTURES = ROOT / "var" / "e2e"
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TODAY = ROOT / "storage" / "forums" / "today.yaml"
Forumbot = tuple[str, Callable[..., str]]
"""Where it answers, and its command line."""

PATIENCE = 30_000
"""Milliseconds within which what was done is seen."""

POSTS = 40
"""More moments than one waits for in the demo's year."""

LEFT = ("htmx:sendAbort", "htmx:afterRequest")
"""What htmx says when a page is left while it was fetching something. What really fails has other names besides."""


def _labelled(label: str) -> re.Pattern[str]:
    """A button with that label. What it is about may follow, for those who listen."""
    return re.compile(rf"^{re.escape(label)} ?(:|$)")


class Window:
    """Somebody at a browser. Whatever the browser complains of fails the test."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", lambda told: self._notes(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: self._notes(str(error)))

    def _notes(self, complaint: str) -> None:
        if not complaint.startswith(LEFT):
            self.complaints.append(complaint)

    def becomes(self, name: str) -> None:
        """Be that person, by the bar of the demo."""
        option = self.page.locator("#demo-person option", has_text=name).first
        self.page.select_option("#demo-person", option.get_attribute("value"))
        self.page.locator("form[action='/demo/person'] button").click()

    def enters(self, room: str) -> None:
        self.page.goto(f"/room/{room}")

    def says(self, text: str) -> None:
        """Write to the bot, and wait for its reply."""
        threads = self.page.locator("[data-mine]")
        before = threads.count()
        self.page.fill("#words", text)
        self.page.press("#words", "Enter")
        threads.nth(before).wait_for(timeout=PATIENCE)

    def presses(self, label: str, within: str = "main") -> None:
        """Press the last button with that label: the one that the bot has just come with."""
        self.page.locator(within).get_by_role("button", name=_labelled(label)).last.click()

    def picks(self, label: str, what: str) -> None:
        """Choose in a list, as it stands there."""
        self.page.locator("main").get_by_label(label, exact=True).last.select_option(label=what)

    def fills_in(self, label: str, text: str) -> None:
        self.page.locator("main").get_by_label(label, exact=True).last.fill(text)

    def reads_what_came(self) -> None:
        """Look at one's own messages."""
        self.page.goto("/me")

    def gets(self, label: str) -> str:
        """Fetch a file by its button; what stands in it."""
        with self.page.expect_download() as download:
            self.page.locator("main").get_by_role("link", name=label, exact=True).last.click()
        return download.value.path().read_text(encoding="utf-8")

    def moves_the_clock(self, label: str) -> None:
        self.page.locator(".demo").get_by_role("button", name=label).click()
        self.page.wait_for_load_state()

    def moves_the_clock_until(self, other: "Window", text: str) -> None:
        """Move it from post to post, until somebody has got what is waited for."""
        for _ in range(POSTS):
            other.reads_what_came()
            if other.page.locator("main").get_by_text(text).count():
                return
            self.moves_the_clock("Nästa utskick")
        raise AssertionError(f"«{text}» did not come")

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("main").get_by_text(text).last).to_be_visible(timeout=PATIENCE)

    def is_offered(self, *labels: str) -> None:
        """The last buttons that stand together with the first of them are these, in this order."""
        first = self.page.locator("main").get_by_role("button", name=_labelled(labels[0]))
        beside = first.last.locator("xpath=..").locator("button")
        expect(beside).to_have_text([_labelled(label) for label in labels], timeout=PATIENCE)

    def fits(self) -> None:
        """Nothing reaches beyond the width of the window."""
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    def takes_a_picture(self, name: str) -> None:
        self.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        self.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield browser
        browser.close()


class Demo:
    """A demo of its own, on a copy of a database into which the forum is loaded."""

    def __init__(self, folder: Path, loaded: Path | None = None) -> None:
        self.database = folder / "forum.db"
        if loaded:
            shutil.copy(loaded, self.database)
        settings = {"FORUMBOT_DATABASE_URL": f"sqlite:///{self.database}", "PORT": "0", "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", "bot", "run", "--demo"]
        self._bot = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stdout=subprocess.PIPE, text=True)

    @cached_property
    def address(self) -> str:
        """Where it answers, as soon as it does."""
        return _told_address(self._bot)

    def stop(self) -> None:
        self._bot.terminate()

    def is_over(self) -> None:
        """Wait until it has stopped."""
        self._bot.communicate()


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Demo]]:
    """Gives a demo that nobody has used. To start and to stop takes more than a second each: the next one starts while
    this one is used, and the one before stops by itself."""
    first = Demo(tmp_path_factory.mktemp("loaded"))
    assert first.address
    first.stop()
    first.is_over()
    demos = [Demo(tmp_path_factory.mktemp("demo"), first.database)]

    def take() -> Demo:
        demos.append(Demo(tmp_path_factory.mktemp("demo"), first.database))
        return demos[-2]

    yield take
    demos[-1].stop()
    for one in demos:
        one.is_over()


@pytest.fixture
def demo(fresh: Callable[[], Demo]) -> Iterator[Demo]:
    taken = fresh()
    yield taken
    taken.stop()


@pytest.fixture
def address(demo: Demo) -> str:
    """Where a fresh demo answers."""
    return demo.address


@pytest.fixture(scope="session")
def numbers() -> dict[str, str]:
    """Whom somebody is in the demo, by name, once they have been chosen in its bar: the same in each."""
    return {}


@pytest.fixture
def window(chromium: Browser, address: str, numbers: dict[str, str]) -> Iterator[Callable[..., Window]]:
    """Opens a window for somebody at the home page: `window("Karin Lind", width=360, dark=True, language="en")`."""
    opened: list[Window] = []

    def make(name: str, width: int = 1280, dark: bool = False, language: str = "sv", script: bool = True) -> Window:
        context = chromium.new_context(
            base_url=address,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
        )
        known = {"language": language} | ({"person": numbers[name]} if name in numbers else {})
        context.add_cookies([{"name": key, "value": value, "url": address} for key, value in known.items()])
        context.set_default_timeout(PATIENCE)
        opened.append(Window(context.new_page()))
        opened[-1].page.goto("/")
        if name not in numbers:
            opened[-1].becomes(name)
            numbers[name] = next(it["value"] for it in context.cookies() if it["name"] == "person")
        return opened[-1]

    yield make
    for one in opened:
        assert one.complaints == []
        one.page.context.close()


@pytest.fixture
def forumbot(tmp_path: Path) -> Iterator[Forumbot]:
    """Where a forum answers that is no demo, and its command line."""
    settings = {"FORUMBOT_DATABASE_URL": f"sqlite:///{tmp_path}/forum.db", "PORT": "0", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "bot"]

    def run(*words: str, **more: str) -> str:
        done = subprocess.run(
            [*command, *words], cwd=ROOT, env=os.environ | settings | more, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    run("load", str(TODAY), "--yes")
    with subprocess.Popen(
        [*command, "run"], cwd=ROOT, env=os.environ | settings, stdout=subprocess.PIPE, text=True
    ) as bot:
        yield _told_address(bot), run
        bot.terminate()


def _told_address(bot: subprocess.Popen[str]) -> str:
    """Where a bot that has been started says that it answers."""
    assert bot.stdout is not None
    return next(found[0] for line in bot.stdout if (found := re.search(r"http://[\d.:]+", line)))
