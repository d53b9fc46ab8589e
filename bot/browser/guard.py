"""What every request passes: who may ask, from where, and what answers say about themselves."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from ipaddress import ip_address

from aiohttp import web
from yarl import URL

from bot.browser.parts import PARTS
from bot.browser.posted import read
from bot.browser.session import GUEST, SEAL, guest_of, prolong
from bot.browser.trouble import old_page, stranger, trouble
from bot.inbound import Failure, attempt
from storage.database import NotSaved, Unavailable

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
OVER_TLS = {"Strict-Transport-Security": "max-age=31536000"}
READING = ("GET", "HEAD", "OPTIONS")
"""Methods that change nothing."""
ANYBODYS = ("/health", "/static/", "/language/")
"""What anybody may see, from anywhere."""
BY_LINK = ("/in/", "/calendar/")
"""What a secret in the address opens, without a session."""

ELSEWHERE = "/slack/"
"""What other platforms send, who see for themselves whether it is really them."""


class OldPage(web.HTTPForbidden):
    """A form without the seal of this session: of a page that was drawn before one came in anew, or not ours at all."""


async def describe(request: web.Request, response: web.StreamResponse) -> None:
    """Have the browser run nothing and show nothing but what is ours."""
    response.headers.update(HEADERS)
    if request.app[PARTS].door.secure:
        response.headers.update(OVER_TLS)


@web.middleware
async def tell(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn what goes wrong into a page; what nobody foresaw, with the reference by which it stands in the log."""
    if request.path.startswith(ELSEWHERE):
        return await handler(request)
    try:
        answer = await attempt(handler(request), web.HTTPException, Unavailable, route=route(request))
    except web.HTTPUnauthorized:
        return await stranger(request)
    except OldPage:
        return await old_page(request)
    except web.HTTPError as error:
        return await trouble(request, error.status)
    except Unavailable:
        return await trouble(request, 503)
    return await trouble(request, 500, answer.reference) if isinstance(answer, Failure) else answer


@web.middleware
async def admit(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let in who may come in. Only pages of our own may post. A demo, in which anybody is anybody, answers on this
    computer only; else only those are let in who came by their link."""
    if request.path.startswith(ELSEWHERE):
        return await handler(request)
    if request.method not in READING and not is_same_origin(request):
        raise web.HTTPForbidden
    if request.path.startswith(ANYBODYS):
        return await handler(request)
    if request.app[PARTS].demo is not None:
        if not is_loopback(request.host):
            raise web.HTTPMisdirectedRequest
        return await handler(request)
    return await handler(request) if request.path.startswith(BY_LINK) else await _as_guest(request, handler)


async def _as_guest(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Only for who has entered: raises HTTPUnauthorized, and OldPage for what no form of theirs sends."""
    guest = await guest_of(request)
    if guest is None:
        raise web.HTTPUnauthorized
    request[GUEST] = guest
    if request.method not in READING and not guest.sealed((await read(request)).get(SEAL, "")):
        raise OldPage
    answer = await handler(request)
    if guest.ageing and not answer.prepared:
        with suppress(NotSaved):  # then it is prolonged the next time
            await prolong(request, guest, answer)
    return answer


def route(request: web.Request) -> str:
    """Which page was asked for, for the log: not its address, in which a secret may stand."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else ""


def is_loopback(host: str) -> bool:
    """Whether the name in the address is this computer's: another could be anybody's that points here."""
    try:
        name = URL.build(scheme="http", authority=host).host or ""
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


def is_same_origin(request: web.Request) -> bool:
    """Whether a page of ours posts. A client that sends neither header is no browser, which nobody can misuse."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        return site in ("same-origin", "none")
    try:
        return origin is None or URL(origin).authority in (request.host, URL(request.app[PARTS].door.address).authority)
    except ValueError:
        return False
