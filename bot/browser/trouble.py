"""When something is wrong: a page that says so in a sentence, with all that was typed ready to be sent again."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from markupsafe import Markup
from pydantic import ValidationError
from yarl import URL

from bot.browser.cards import Spot, draw
from bot.browser.frame import Frame, frame_of
from bot.browser.outside import language_of, page_outside
from bot.browser.pages import page
from bot.browser.posted import Posted, Press, read
from bot.browser.visit import visiting
from handlers.call import Reply
from handlers.cards import Text, card
from handlers.words import N_, catalogue
from storage.database import Unavailable

SAID = {
    400: (
        N_("That could not be understood"),
        N_("The page you came from may be old. Open it again and try once more."),
    ),
    403: (N_("Not from here"), N_("What you sent did not come from a page of the forum, so nothing was done.")),
    404: (N_("There is nothing here"), N_("The page is gone, or it is in a room that you are not a member of.")),
    405: (N_("There is nothing here"), N_("The page is gone, or it is in a room that you are not a member of.")),
    413: (N_("That is too much at once"), N_("Nothing is saved. Send a shorter text, or the document in another way.")),
    421: (N_("Not from here"), N_("The demo answers only on this computer: open it as 127.0.0.1 or localhost.")),
    500: (N_("Something went wrong"), N_("The fault is ours. If you were sending something, it stands here below.")),
    503: (N_("Not saved"), N_("The forum can not be reached just now. What you wrote is still here. Try again soon.")),
}
"""For each status: what is wrong, and what to do."""
UNSAVED = {"unsaved": N_("Not saved"), "unsure": N_("Perhaps not saved")}
"""The outcomes of which nothing may be stored, and what is told."""
FRAMED = {200, 400, 404, 405, 413, 503}
"""With the navigation around it. Elsewhere it is not certain who asks, or that it can be drawn."""


@dataclass(frozen=True)
class Typed:
    name: str
    label: str
    value: str


@dataclass(frozen=True)
class Again:
    """A post that can be made again as it was: what was typed can be changed, the rest is kept."""

    path: str
    typed: Sequence[Typed]
    kept: Sequence[tuple[str, str]]


async def trouble(request: web.Request, status: int, reference: str = "") -> web.Response:
    """The page for a status, with what was posted."""
    title, text = SAID.get(status, SAID[400 if status < 500 else 500])
    posted = await _posted(request, status)
    return await _page(request, status, title, text, again=again(request, posted), reference=reference)


async def stranger(request: web.Request) -> web.Response:
    """For who has not entered, or no longer is: how to, with what was written, which is sent nowhere."""
    made = page_outside(request, "signin.j2", 401, written=await _written(request))
    return _whole(request, made)


async def old_page(request: web.Request) -> web.Response:
    """A form of ours that was drawn for another session, or none of ours: nothing is done by it."""
    told = N_("Nothing was done: the page is from before you came in anew. Open it again and try once more.")
    return await _page(
        request, 403, N_("The page is old"), told, framed=True, written=await _written(request), again=None
    )


async def unsaved(request: web.Request, posted: Posted, reply: Reply) -> web.Response:
    """Nothing was stored, as far as is known, so the reply can not be either: it is shown at once."""
    return await _page(request, 503, UNSAVED[reply.outcome], again=again(request, posted), reply=reply)


async def only_shown(request: web.Request, reply: Reply) -> web.Response:
    """What was asked is done, but the reply could not be kept: it is shown this once."""
    return await _page(
        request, 200, N_("It is done"), N_("This reply could not be kept. You see it only now."), reply=reply
    )


async def _page(
    request: web.Request,
    status: int,
    title: str,
    text: str = "",
    reply: Reply | None = None,
    framed: bool = False,
    **values: Any,
) -> web.Response:
    frame = await _frame(request) if framed or status in FRAMED else None
    language = frame.language if frame else language_of(request)
    told = catalogue(language).gettext
    made = page(
        "trouble.j2",
        language,
        status,
        frame=frame,
        title=told(title),
        text=told(text) if text else "",
        reply=_reply(reply, language),
        back=came_from(request),
        **({"again": None, "reference": "", "written": ()} | values),
    )
    return _whole(request, made)


def _whole(request: web.Request, made: web.Response) -> web.Response:
    """The page in the place of the one that posted; a piece that was fetched by itself stays as it is."""
    if "HX-Request" in request.headers:
        made.headers["HX-Reswap"] = "outerHTML" if request.method == "POST" else "none"
        made.headers["HX-Retarget"] = made.headers["HX-Reselect"] = "#main"
    return made


async def _written(request: web.Request) -> list[str]:
    """What somebody wrote in the form that was posted."""
    if request.method != "POST":
        return []
    posted = await read(request)
    return [value for name, value in posted.items() if value.strip() and name in _labels(posted)]


def came_from(request: web.Request) -> str:
    """The page that was left, if the browser tells which."""
    with suppress(ValueError):
        return URL(request.headers.get("Referer", "/")).path
    return "/"


def _reply(reply: Reply | None, language: str) -> Markup:
    """The words of a reply. Its buttons are left out: they belong under what was pressed."""
    if reply is None or reply.card is None:
        return Markup()
    texts = [part for part in reply.card.parts if isinstance(part, Text)]
    return draw(card(reply.card.title, *texts), Spot("", "reply", ""), language)


async def _frame(request: web.Request) -> Frame | None:
    with suppress(Unavailable, web.HTTPUnauthorized):
        return await visiting(request, lambda visit: frame_of(visit, None))
    return None


def again(request: web.Request, posted: Posted | None) -> Again | None:
    if not posted:
        return None
    labels = _labels(posted)
    typed = [Typed(name, labels[name], value) for name, value in posted.items() if name in labels]
    return Again(str(request.rel_url), typed, [(name, value) for name, value in posted.items() if name not in labels])


def _labels(posted: Posted) -> dict[str, str]:
    """The fields in which one writes, with their labels."""
    try:
        press = Press.model_validate_json(posted.get("press", ""))
    except ValidationError:
        return {"text": ""}
    return {"text": ""} | {f"f.{name}": press.fields[name].label for name in press.typed}


async def _posted(request: web.Request, status: int) -> Posted | None:
    return await read(request) if request.method == "POST" and status >= 500 else None
