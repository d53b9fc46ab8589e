"""Running the bot: over one database, on one port. What would go wrong later is refused at the start."""

import asyncio
import ipaddress
import socket
from contextlib import closing
from importlib.resources import files
from pathlib import Path

from aiohttp import web
from rich.console import Console

from bot import logs
from bot.app import Forumbot
from bot.settings import Settings
from bot.telling import Stop
from storage import forums, migrating
from storage.database import Database
from storage.forums import Forum

TODAY = files("storage") / "forums" / "today.yaml"
"""The forum that a demo begins with where nothing is loaded."""


def run(settings: Settings, out: Console) -> None:
    """Serve until stopped. Raises Stop for what stands in the way."""
    logs.configure()
    if settings.slack_lacks:
        raise Stop(settings.slack_lacks)
    with _port(settings) as door:
        _prepare(settings, out)
        host, port = door.getsockname()[:2]
        out.print(f"Forumbot is at http://{host}:{port}  (stop it with Ctrl-C)", highlight=False, soft_wrap=True)
        web.run_app(_application(settings), sock=door, print=None, access_log=None, handle_signals=True)


async def _application(settings: Settings) -> web.Application:
    """Put together where the event loop runs."""
    return Forumbot(settings).application()


def _port(settings: Settings) -> socket.socket:
    """The port, ours before anything else is begun: a second bot on it is told so at once."""
    if settings.demo and not _is_loopback(settings.host):
        raise Stop(f"A demo lets anybody be anybody, so it listens on this machine only, not on {settings.host}.")
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        told = f"Port {settings.port} can not be used: {error.strerror}."
        raise Stop(f"{told} Perhaps Forumbot runs there already; PORT=8601 takes another.") from error


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _prepare(settings: Settings, out: Console) -> None:
    """Tables and forum in place. A real forum does not run on a clock that a demo has moved."""
    migrating.upgrade(settings.database_url)
    forum = _loaded(settings.database_url)
    if forum is None and settings.demo:
        from bot import forum_files  # needed this once

        forum_files.load(settings.database_url, Path(str(TODAY)), True, out)
    elif forum is None:
        raise Stop("Nothing is loaded yet. «forumbot load FILE» loads a forum file.")
    elif forum.clock_ahead and not settings.demo:
        raise Stop("A demo has moved the clock of this database. Load the forum into a new one, or run it as a demo.")


def _loaded(url: str) -> Forum | None:
    with closing(Database(url)) as database:
        return asyncio.run(database.read(forums.loaded))
