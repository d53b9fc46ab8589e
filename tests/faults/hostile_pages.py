"""Hostile strings as people would leave them, on real pages in Chromium. The browser is told to ignore the content
security policy, so that what is counted is what the pages themselves let through."""

import json
import secrets
import shutil
from collections import Counter
from dataclasses import dataclass
from random import Random

from playwright.sync_api import APIRequestContext, Page, sync_playwright
from playwright.sync_api import TimeoutError as PageTimeout

from storage.base import UNSTORABLE
from tests.e2e.conftest import CHROMIUM
from tests.faults.hostile_texts import MARK, hostile, script
from tests.performance.running import running

OFFICIALS = "tjanstepersonsforum"
WATCH = """
window.executed = false;
for (const name of ['alert', 'confirm', 'prompt']) window[name] = () => { window.executed = true; };
"""
FOREIGN = """
[...document.querySelectorAll('script:not([src^="/static/"]), iframe, object, embed, base, meta[http-equiv], ' +
 '[href^="javascript:" i], [href^="data:" i], [action^="javascript:" i], [srcdoc]')].length +
[...document.querySelectorAll('*')].filter(it => [...it.attributes].some(one => /^on|^hx-on/i.test(one.name))).length
"""
"""Elements that no template of ours draws."""
STANDS = "document.body.innerText.split('executed=true').length - 1"
"""How many of the scripts are there to be read."""
CONTROL = (
    "<script>{mark}</script>", "<img src=x onerror={mark}>", "<input autofocus onfocus={mark}>",
    "<svg><script>{mark}</script></svg>", "<iframe srcdoc='<script>parent.executed=true</script>'></iframe>",
    "<script>alert()</script>",
)  # fmt: skip
"""Pages in which something of theirs does run, in the ways that the strings try."""
SCREENFUL = 6
"""Strings of each kind that are left before the pages are looked at."""
SETTLING, RUNS = 300, 20_000
"""Milliseconds in which what loads by itself has loaded, and in which what surely runs has run."""


@dataclass(frozen=True)
class Where:
    """The room and the meeting in which the strings are left."""

    place: str
    path: str
    meeting: int


def shown(url: str, where: Where, dice: Random, number: int) -> Counter[str]:
    """Leave `number` strings in every field in which people write, and look at the pages that show them."""
    counted: Counter[str] = Counter()
    with running(url) as bot, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        context = browser.new_context(base_url=bot.address, bypass_csp=True)
        context.add_init_script(WATCH)
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.dismiss())
        counted["control"] = seen_to_run(page)
        while counted["strings"] < number:
            for _ in range(SCREENFUL):
                counted["strings"] += leave(context.request, where, dice)
            for path in (where.path, "/me", "/"):
                counted.update(look(page, path))
        browser.close()
    return counted


def seen_to_run(page: Page) -> int:
    """How many of the pages in which a script does run are noticed as such: else that none was would mean nothing."""
    page.goto("/")
    for number, wrapped in enumerate(CONTROL):
        page.set_content(wrapped.format(mark=MARK))
        try:
            page.wait_for_function("window.executed", timeout=RUNS)
        except PageTimeout:
            return number
        page.goto("/")
    return len(CONTROL)


def leave(client: APIRequestContext, where: Where, dice: Random) -> int:
    """A question, an action point, an item with its presenters and its link, each done and each refused, so that a form
    comes back; and what is typed. Gives the number of strings."""
    one, two, three, four = (dice.choice((script, hostile))(dice) for _ in range(4))
    link = f"https://example.org/{three[:200]}"
    asked: dict[str, object] = {"text": f"Bör {one}", "closes": "fredag 12:00", "body": OFFICIALS, "sure": True}
    done: dict[str, object] = {"text": f"Gör {two}", "who": "Dalarna", "due": "fredag", "body": OFFICIALS}
    item: dict[str, object] = {"meeting": where.meeting, "title": f"Punkt {three}", "presenters": [four], "link": link}
    for action, values in (("question.ask", asked), ("action.log", done), ("item.save", item)):
        post(client, where, "/do", press=pressed(action, values))
        post(client, where, "/do", press=pressed(action, values | {"closes": four, "due": four, "link": four}))
    post(client, where, "/say", text=four)
    post(client, where, "/say", text="dagordning tjänstepersonsforum")
    return 4


def pressed(action: str, values: dict[str, object]) -> str:
    return json.dumps({"action": action, "values": values})


def post(client: APIRequestContext, where: Where, path: str, **fields: str) -> None:
    form = {"event": secrets.token_hex(8), "place": where.place} | fields
    client.post(path, form={name: UNSTORABLE.sub("", value) for name, value in form.items()}, max_redirects=0)


def look(page: Page, path: str) -> dict[str, int]:
    """What a page shows that it should not."""
    page.goto(path)
    page.wait_for_timeout(SETTLING)
    found = {"executed": "Number(window.executed)", "foreign": FOREIGN, "stands": STANDS}
    return {"pages": 1} | {name: page.evaluate(script) for name, script in found.items()}
