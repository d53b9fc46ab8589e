"""The door: in by a personal link, out again.

Opening a link shows a button and does nothing else, so a mail scanner that follows it burns nothing; the page names
nobody. What opens nothing (expired, revoked, never given) gets the same answer for the same work.
"""

from aiohttp import web
from sqlalchemy.orm import Session

from bot.browser.demo import go
from bot.browser.outside import page_outside
from bot.browser.parts import PARTS
from bot.browser.posted import read
from bot.browser.session import GUEST, cookie, give, take
from storage import doors
from storage.database import real_time


async def knock(request: web.Request) -> web.Response:
    """What a link shows: the button that lets one in."""
    token = request.match_info["token"]
    if answer := too_often(request):
        return answer
    holder = await request.app[PARTS].database.read(lambda db: doors.holder(db, token, "enter", real_time(db)))
    if holder is None:
        return _opens_nothing(request)
    return page_outside(request, "enter.j2", token=token)


async def enter(request: web.Request) -> web.Response:
    """Let the link's holder in, in this browser. Whoever was in it before is out."""
    token, parts = request.match_info["token"], request.app[PARTS]
    if answer := too_often(request):
        return answer
    before = request.cookies.get(cookie(parts.door))

    def begin(db: Session) -> tuple[int, str] | None:
        real = real_time(db)
        begun = doors.enter(db, token, real)
        if begun and before:
            doors.leave(db, before, real)
        return begun

    begun = await parts.database.write(begin)
    if begun is None:
        return _opens_nothing(request)
    person, session = begun
    answer = go("/")
    if parts.demo:
        answer.set_cookie("person", str(person), httponly=True, samesite="Lax")
    else:
        give(request, answer, session)
    return answer


async def leave(request: web.Request) -> web.Response:
    """End this session, or all of the person's."""
    guest, posted = request[GUEST], await read(request)

    def end(db: Session) -> None:
        real = real_time(db)
        if "everywhere" in posted:
            doors.leave_everywhere(db, guest.person, real)
        doors.leave(db, guest.token, real)

    await request.app[PARTS].database.write(end)
    answer = page_outside(request, "left.j2")
    take(request, answer)
    return answer


def _opens_nothing(request: web.Request) -> web.Response:
    tried_in_vain(request)
    return page_outside(request, "no_link.j2", 404)


def tried_in_vain(request: web.Request) -> None:
    """Note that a secret in the address opens nothing."""
    request.app[PARTS].door.tries.failed(address_of(request))


def too_often(request: web.Request) -> web.Response | None:
    """The answer to who has tried too many of them lately, before this one is looked at."""
    wait = request.app[PARTS].door.tries.wait(address_of(request))
    if not wait:
        return None
    answer = page_outside(request, "wait.j2", 429, minutes=-(-wait // 60))
    answer.headers["Retry-After"] = str(wait)
    return answer


def address_of(request: web.Request) -> str:
    """Where a request comes from. Behind a proxy of ours that is what the proxy wrote last; what stands before it
    anybody may have written."""
    if request.app[PARTS].door.behind_proxy:
        told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if told:
            return told
    return request.remote or ""
