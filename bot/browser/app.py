"""The browser's routes: pages and their pieces, what people do, the stream of events, demo mode."""

from aiohttp import web

from bot.browser import assets, calendars, demo, doing, door, files, guard, reading, stream
from bot.browser.parts import PARTS, Parts
from bot.browser.trouble import came_from
from handlers.words import LANGUAGES


def build(app: web.Application, parts: Parts) -> None:
    """Put the browser's routes into the application. The hub is started with the platform."""
    app[PARTS] = parts
    app.middlewares.extend([guard.tell, guard.admit])
    app.on_response_prepare.append(guard.describe)
    app.on_shutdown.append(close)
    app.add_routes(
        [
            web.get("/", reading.home_page),
            web.get("/room/{key}", reading.body_room),
            web.get("/me", reading.my_room),
            web.get("/news", reading.news),
            web.get(r"/message/{message:\d+}", reading.message),
            web.get("/navigation", reading.navigation),
            web.get("/suggest", reading.suggestions),
            web.get("/file/{file}", files.fetch),
            web.post("/file/{file}", files.make),
            web.get("/calendar", calendars.show),
            web.post("/calendar", calendars.change),
            web.get("/calendar/{token}.ics", calendars.feed),
            web.get("/events", stream.events),
            web.get("/language/{language}", language),
            web.get("/static/{hash}/{name}", assets.serve),
            web.get("/health", health),
            web.post("/do", doing.do),
            web.post("/say", doing.say),
            web.post("/dismiss", doing.dismiss),
            web.get("/in/{token}", door.knock),
            web.post("/in/{token}", door.enter),
        ]
    )
    app.add_routes(DEMO if parts.demo else SESSION)


DEMO = (web.post("/demo/person", demo.be), web.post("/demo/clock", demo.move))
"""Where anybody may be anybody, and nobody has to enter."""
SESSION = (web.post("/out", door.leave),)


async def close(app: web.Application) -> None:
    """End the open streams, or the server would wait for them."""
    app[PARTS].hub.close()


async def health(request: web.Request) -> web.Response:
    """Whether everything runs that brings and shows messages."""
    ready = request.app[PARTS].alive()
    return web.json_response({"status": "ready" if ready else "not ready"}, status=200 if ready else 503)


async def language(request: web.Request) -> web.Response:
    """Speak another language from now on, on the page that the link names. One that a secret in the address opens is
    not named in another: then it is the page that was left."""
    chosen = request.match_info["language"]
    if chosen not in LANGUAGES:
        raise web.HTTPNotFound
    answer = demo.go(demo.local(request.query.get("path") or came_from(request)))
    secure = request.app[PARTS].door.secure
    answer.set_cookie("language", chosen, max_age=31536000, httponly=True, samesite="Lax", secure=secure)
    return answer
