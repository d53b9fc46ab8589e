"""The door in a real browser, for real: by a link into the forum, at work under the content security policy, out."""

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import PICTURES, Forumbot, Window


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_one_enters_by_a_link_works_and_leaves(chromium: Browser, forumbot: Forumbot, script: bool):
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
