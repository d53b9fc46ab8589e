"""Pages and pieces of pages: jinja2 templates, in the reader's language."""

import json
from collections.abc import Iterable
from datetime import date
from functools import cache, partial
from typing import Any, cast
from urllib.parse import quote, urlencode
from zlib import crc32

from aiohttp import web
from babel.dates import format_date
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.browser.assets import ASSETS
from handlers.cards import Download, Input, Option, Values
from handlers.words import catalogue


@cache
def environment(language: str) -> Environment:
    """The templates in one language. What people wrote is escaped, always."""
    made = Environment(
        loader=PackageLoader("bot.browser"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    cast(Any, made).install_gettext_translations(catalogue(language), newstyle=False)
    texts: dict[str, Any] = {"lang": language, "asset": address}
    made.globals.update(texts)
    made.filters.update(FILTERS, month=partial(month, language=language))
    made.tests.update(TESTS)
    return made


def address(asset: str) -> str:
    return ASSETS[asset].address


def press(action: str, values: Values, **fields: Any) -> str:
    """What a button sends: its action and values as JSON. For a form also the kind of each field, by name."""
    return json.dumps({"action": action, "values": values} | fields, ensure_ascii=False, sort_keys=True)


def digest(sent: str) -> str:
    """A short name for what a button sends."""
    return f"{crc32(sent.encode()):x}"


def share(count: int, of: int) -> str:
    """A width in an SVG: `count` of all who are asked, so that silence shows."""
    return f"{100 * count / of if of else 0:.2f}%"


def kinds(fields: Iterable[Input]) -> dict[str, Values]:
    """Which fields a form has and how each is read, since a browser does not send a box that is not ticked."""
    return {field.name: {"kind": field.kind, "label": field.label} for field in fields}


def picked(option: Option, field: Input) -> bool:
    """Whether the option is what stands in the field."""
    chosen = field.value if isinstance(field.value, list) else [field.value]
    return option.chosen or option.value in chosen


def month(day: date, language: str) -> str:
    return format_date(day, "MMM", locale=language).rstrip(".")


def initials(name: str) -> str:
    """«Karin Lind» → «KL»."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def fetch(download: Download) -> str:
    """Where the file is fetched."""
    return f"/file/{quote(download.file)}?{urlencode(download.values, doseq=True)}"


FILTERS: dict[str, Any] = {
    "fetch": fetch,
    "press": press,
    "digest": digest,
    "share": share,
    "kinds": kinds,
    "initials": initials,
}
TESTS: dict[str, Any] = {"picked": picked}


def render(template: str, language: str, **values: Any) -> Markup:
    return Markup(environment(language).get_template(template).render(values))


def page(template: str, language: str, status: int = 200, **values: Any) -> web.Response:
    """An answer in HTML. It may show what only one reader may see, so it is never stored on the way."""
    return web.Response(
        text=render(template, language, **values),
        content_type="text/html",
        status=status,
        headers={"Cache-Control": "no-store"},
    )
