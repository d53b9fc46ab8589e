"""Pages for those who are not in. They name nobody; their language is the one chosen before, or the first that the
browser asks for and we speak, and the other is a link away."""

from typing import Any

from aiohttp import web

from bot.browser.frame import other_language
from bot.browser.pages import page
from bot.browser.visit import Caller
from handlers.words import LANGUAGES


def page_outside(request: web.Request, template: str, status: int = 200, **values: Any) -> web.Response:
    """A page without navigation. Where it shows what was `written`, the link that would lose it is left out."""
    language = language_of(request)
    other = None if values.get("written") else other_language(language)
    return page(template, language, status, frame=None, other=other, **values)


def language_of(request: web.Request) -> str:
    """The language chosen before, or the first that the browser asks for and we speak."""
    asked = [part.split(";")[0].strip()[:2] for part in request.headers.get("Accept-Language", "").split(",")]
    return Caller.of(request).language or next((code for code in asked if code in LANGUAGES), LANGUAGES[0])
