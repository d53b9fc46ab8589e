"""Files that people fetch: made when they are asked for, for the one who asks."""

from urllib.parse import quote

from aiohttp import web

from bot.browser.trouble import trouble
from bot.browser.visit import Visit, visiting
from handlers.call import File, Refused


async def fetch(request: web.Request) -> web.Response:
    """The file that a link on a card leads to. What the reader may not have is not there."""
    values = {name: request.query[name] for name in request.query}

    def make(visit: Visit) -> File | None:
        try:
            return visit.parts.capabilities.give(request.match_info["file"], values, visit.look)
        except Refused:
            return None

    made = await visiting(request, make)
    if made is None:
        return await trouble(request, 404)
    return web.Response(
        body=made.content,
        content_type=made.kind,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(made.name)}",
            "Cache-Control": "no-store",
        },
    )
