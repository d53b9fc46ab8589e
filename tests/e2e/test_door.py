"""The door in a real browser, for real: by a link into the forum, at work under the content security policy, out."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import PICTURES, ROOT, Window

TODAY = ROOT / "storage" / "forums" / "today.yaml"


@pytest.fixture
def forumbot(tmp_path: Path) -> Iterator[tuple[str, Callable[..., str]]]:
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
        assert bot.stdout is not None
        yield next(found[0] for line in bot.stdout if (found := re.search(r"http://[\d.:]+", line))), run
        bot.terminate()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_one_enters_by_a_link_works_and_leaves(
    chromium: Browser, forumbot: tuple[str, Callable[..., str]], script: bool
):
    address, run = forumbot
    link = run("invite", "sara-holmqvist", FORUMBOT_PUBLIC_URL=address)
    assert link.startswith(f"{address}/in/")
    context = chromium.new_context(base_url=address, locale="sv-SE", java_script_enabled=script)
    sara = Window(context.new_page())
    sara.page.goto(link)
    sara.presses("Kom in")
    sara.page.wait_for_url(f"{address}/")
    sara.page.screenshot(path=PICTURES / f"door-{script}.png")
    sara.enters("tjanstepersonsforum")
    if script:
        sara.says("länkar")
    else:
        sara.page.fill("#words", "länkar")
        sara.page.locator(".composer button").click()
    sara.sees("Tabellen har")
    with sara.page.expect_download() as download:
        sara.presses("Gör länkarna")
    assert download.value.suggested_filename == "länkar.csv"
    assert "Karin Lind" in download.value.path().read_text(encoding="utf-8-sig")
    sara.page.get_by_role("button", name="Logga ut", exact=True).click()
    sara.sees("Du är utloggad")
    assert sara.complaints == []
    sara.page.goto("/")
    sara.sees("Du behöver din egen länk")
    context.close()
