"""What every request passes: who may ask, from where, and what answers say about themselves."""

from collections.abc import Awaitable, Callable
from ipaddress import ip_address

from aiohttp import web
from yarl import URL

from bot.browser.pages import page
from bot.browser.parts import PARTS
from bot.browser.trouble import language_of, trouble
from bot.inbound import Failure, attempt
from storage.database import Unavailable

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
OPEN = ("/health", "/static/")
"""What anybody may see."""


async def describe(request: web.Request, response: web.StreamResponse) -> None:
    """Have the browser run nothing and show nothing but what is ours."""
    response.headers.update(HEADERS)


@web.middleware
async def tell(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn what goes wrong into a page; what nobody foresaw, with the reference by which it stands in the log."""
    try:
        answer = await attempt(handler(request), web.HTTPException, Unavailable, path=request.path)
    except web.HTTPError as error:
        return await trouble(request, error.status)
    except Unavailable:
        return await trouble(request, 503)
    return await trouble(request, 500, answer.reference) if isinstance(answer, Failure) else answer


@web.middleware
async def admit(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Only pages of our own may post. Demo mode, in which anybody is anybody, answers on this computer only."""
    if request.path.startswith(OPEN):
        return await handler(request)
    if request.app[PARTS].demo is None:
        return page("signin.j2", language_of(request), 401, frame=None)
    if not is_loopback(request.host):
        raise web.HTTPMisdirectedRequest
    if request.method == "POST" and not is_same_origin(request):
        raise web.HTTPForbidden
    return await handler(request)


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
        return origin is None or URL(origin).authority == request.host
    except ValueError:
        return False
