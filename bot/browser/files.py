"""Files that people fetch: made when they are asked for, for the one who asks."""

from urllib.parse import quote

from aiohttp import web

from bot.browser.parts import PARTS
from bot.browser.trouble import trouble
from bot.browser.visit import Visit, visiting
from handlers.call import Ask, File, Refused


async def fetch(request: web.Request) -> web.Response:
    """The file that a link on a card leads to. What the reader may not have is not there."""
    values = {name: request.query[name] for name in request.query}

    def make(visit: Visit) -> File | None:
        try:
            return visit.parts.capabilities.give(request.match_info["file"], values, visit.look)
        except Refused:
            return None

    made = await visiting(request, make)
    return await trouble(request, 404) if made is None else sent(made)


async def make(request: web.Request) -> web.Response:
    """A file that changes something when it is made, so it is posted for. It goes to the one who asks, and is kept
    nowhere."""
    parts, file = request.app[PARTS], request.match_info["file"]
    values = {name: request.query[name] for name in request.query} | {"entrance": parts.door.entrance}
    person, language = await visiting(request, lambda visit: (visit.person.id, visit.language))
    ask = Ask(file, values, person, "", language)
    try:
        made = await parts.database.write(lambda db: parts.capabilities.make(db, ask, parts.now()))
    except Refused:
        return await trouble(request, 404)
    return sent(made)


def sent(made: File) -> web.Response:
    """The file as an answer, which nobody on the way keeps."""
    return web.Response(
        body=made.content,
        content_type=made.kind,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(made.name)}",
            "Cache-Control": "no-store",
        },
    )
