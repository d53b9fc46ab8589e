"""Hostile strings as people would leave them, on real pages in Chromium. The browser is told to ignore the content
security policy, so that what is counted is what the pages themselves let through."""

import asyncio
import json
import secrets
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from random import Random

from aiohttp import ClientSession
from playwright.sync_api import Page, sync_playwright
from playwright.sync_api import TimeoutError as PageTimeout

from storage.base import UNSTORABLE
from tests.browser.conftest import set_clock
from tests.conftest import TODAY
from tests.e2e.conftest import CHROMIUM
from tests.faults.databases import drop, new_forum
from tests.faults.frame import Scale
from tests.faults.hostile_texts import MARK, hostile, script
from tests.faults.sharing import shared
from tests.figures import Figure
from tests.performance.running import running
from tests.scenes import OFFICIALS
from tests.world import World

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
AT_A_TIME, IN_EACH = 192, 4
"""Strings that are left in one forum before its pages are looked at, and those left together."""
AT_ONCE = 4
"""Requests that are under way at a time."""
AGENDA = [("/say", {"text": "dagordning tjänstepersonsforum"})]
"""What is said last, so that all items stand there."""
SETTLING, RUNS = 300, 20_000
"""Milliseconds in which what loads by itself has loaded, and in which what surely runs has run."""


@dataclass(frozen=True)
class Piece:
    """A forum over which a bot runs, the room and the meeting in which the strings are left, and how many."""

    url: str
    place: str
    path: str
    meeting: int
    strings: int
    dice: Random


def figures(scale: Scale, folder: Path) -> list[Figure]:
    found: Counter[str] = Counter()
    number = scale.of(72, 10_000)
    for piece, counted in shared(shown, pieces(number, scale, folder)):
        found += counted
        drop(piece.url)
    return [
        Figure("hostile strings on pages in Chromium, without the security policy", found["strings"], "strings"),
        Figure("pages looked at", found["pages"], "pages", at_least=3),
        Figure("pages on which a script did run, not noticed", found["unnoticed"], "pages", at_most=0),
        Figure("pages on which a script of theirs ran", found["executed"], "pages", at_most=0),
        Figure("elements on them that no template draws", found["foreign"], "elements", at_most=0),
        Figure("scripts of theirs that stood there to be read", found["stands"], "scripts", at_least=1),
    ]


def pieces(number: int, scale: Scale, folder: Path) -> Iterator[Piece]:
    for first in range(0, number, AT_A_TIME):
        url = new_forum("sqlite", folder)
        with asyncio.Runner() as runner:
            runner.run(set_clock(url, TODAY[1]))
            world = World(runner, url, TODAY[1])
            room, meeting = world.room(OFFICIALS), world.meeting("tjanstepersonsforum-next").id
            world.close()
        strings, dice = min(AT_A_TIME, number - first), scale.chance(f"hostile pages, {first}")
        yield Piece(url, room, f"/room/{OFFICIALS}", meeting, strings, dice)


def shown(piece: Piece) -> Counter[str]:
    """Leave the strings in every field in which people write, and look at the pages that show them."""
    with running(piece.url) as bot:
        counted = Counter(strings=asyncio.run(left(piece, bot.address)))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
            context = browser.new_context(base_url=bot.address, bypass_csp=True)
            context.add_init_script(WATCH)
            page = context.new_page()
            page.on("dialog", lambda dialog: dialog.dismiss())
            counted["unnoticed"] = len(CONTROL) - seen_to_run(page)
            for path in (piece.path, "/me", "/"):
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


async def left(piece: Piece, address: str) -> int:
    """How many strings."""
    times = -(-piece.strings // IN_EACH)
    posts = chain((post for _ in range(times) for post in leaving(piece)), AGENDA)

    async def leave(client: ClientSession) -> None:
        for path, fields in posts:
            form = {"event": secrets.token_hex(8), "place": piece.place} | fields
            kept = {name: UNSTORABLE.sub("", value) for name, value in form.items()}
            async with client.post(path, data=kept, allow_redirects=False) as answer:
                await answer.read()

    async with ClientSession(address) as client:
        await asyncio.gather(*(leave(client) for _ in range(AT_ONCE)))
    return times * IN_EACH


def leaving(piece: Piece) -> Iterator[tuple[str, dict[str, str]]]:
    """A question, an action point, an item with its presenters and its link, each done and each refused, so that a form
    comes back; and what is typed."""
    one, two, three, four = (piece.dice.choice((script, hostile))(piece.dice) for _ in range(IN_EACH))
    link = f"https://example.org/{three[:200]}"
    asked: dict[str, object] = {"text": f"Bör {one}", "closes": "fredag 12:00", "body": OFFICIALS, "sure": True}
    done: dict[str, object] = {"text": f"Gör {two}", "who": "Dalarna", "due": "fredag", "body": OFFICIALS}
    item: dict[str, object] = {"meeting": piece.meeting, "title": f"Punkt {three}", "presenters": [four], "link": link}
    for action, values in (("question.ask", asked), ("action.log", done), ("item.save", item)):
        yield "/do", {"press": pressed(action, values)}
        yield "/do", {"press": pressed(action, values | {"closes": four, "due": four, "link": four})}
    yield "/say", {"text": four}


def pressed(action: str, values: dict[str, object]) -> str:
    return json.dumps({"action": action, "values": values})


def look(page: Page, path: str) -> dict[str, int]:
    """What a page shows that it should not."""
    page.goto(path)
    page.wait_for_timeout(SETTLING)
    found = {"executed": "Number(window.executed)", "foreign": FOREIGN, "stands": STANDS}
    return {"pages": 1} | {name: page.evaluate(script) for name, script in found.items()}
