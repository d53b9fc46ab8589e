"""The feed of one's meetings: a page on which one gets a secret address for it, and the feed itself.

A calendar program can not enter by a session, so the address is the key. It is shown once, and a new one ends the one
before.
"""

from aiohttp import web
from sqlalchemy.orm import Session

from bot.browser.door import too_often, tried_in_vain
from bot.browser.files import sent
from bot.browser.frame import Frame, frame_of
from bot.browser.pages import page
from bot.browser.parts import PARTS
from bot.browser.posted import read
from bot.browser.visit import CALENDAR, Visit, visiting
from handlers import calendars
from handlers.call import Ask, Call, File, Look
from storage import doors, people
from storage.database import real_time


async def show(request: web.Request) -> web.Response:
    """What the feed is, and whether one has an address for it."""
    return await _page(request, "")


async def change(request: web.Request) -> web.Response:
    """Get a new address, which is shown this once; or have none any more."""
    parts, posted = request.app[PARTS], await read(request)
    person = await visiting(request, lambda visit: visit.person.id)

    def carry_out(db: Session) -> str:
        call = Call(db, Ask("calendar.change", {}, person, ""), parts.now())
        if "off" in posted:
            calendars.unsubscribe(call)
            return ""
        return calendars.subscribe(call)

    token = await parts.database.write(carry_out)
    return await _page(request, f"{parts.door.address}/calendar/{token}.ics" if token else "")


async def _page(request: web.Request, address: str) -> web.Response:
    def find(visit: Visit) -> tuple[Frame, bool]:
        has_one = doors.has(visit.db, visit.person.id, "calendar", real_time(visit.db))
        return frame_of(visit, CALENDAR), has_one

    frame, has_one = await visiting(request, find)
    webcal = f"webcal://{address.partition('://')[2]}" if address else ""
    return page("calendar.j2", frame.language, frame=frame, address=address, webcal=webcal, has_one=has_one)


async def feed(request: web.Request) -> web.Response:
    """The meetings of whoever's address it is. What is no address of anybody's answers alike, whatever was wrong."""
    if answer := too_often(request):
        return answer
    parts, token = request.app[PARTS], request.match_info["token"]

    def find(db: Session) -> File | None:
        holder = doors.holder(db, token, "calendar", real_time(db))
        return calendars.feed(Look(db, parts.now(), people.get(db, holder))) if holder else None

    made = await parts.database.read(find)
    if made is None:
        tried_in_vain(request)
        raise web.HTTPNotFound
    return sent(made)
