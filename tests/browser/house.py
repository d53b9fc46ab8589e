"""The bot as it runs for real, with a door that people enter by their links."""

from datetime import UTC, datetime, timedelta

from aiohttp.test_utils import TestClient
from sqlalchemy import update

from storage import doors
from storage.doors import Stay
from tests.browser.reader import Reader
from tests.browser.sites import Site
from tests.scenes import ASTRID, KARIN, KERSTIN, NILS, SECRETARY

INSIDE = {"secretariat": SECRETARY, "chair": ASTRID, "member": KARIN, "deputy": NILS, "of another group": KERSTIN}
"""Somebody for each role."""


class Entrant(Reader):
    """Somebody at a browser that has the cookie of a session, if it has one."""

    def __init__(self, client: TestClient, session: str = "", name: str = "session") -> None:
        super().__init__(client, 0)
        self.session = session
        self._cookies = {"language": "sv", name: session} if session else {"language": "sv"}


class House(Site):
    """The bot as it runs for real."""

    async def link(self, key: str, lasts: timedelta = timedelta(days=30)) -> str:
        """The token of a link that somebody was given."""
        person, real = await self.person(key), datetime.now(UTC)
        return await self.bot.database.write(lambda db: doors.issue(db, person, "enter", real, real + lasts))

    async def session(self, key: str) -> str:
        """The token of a session that somebody has begun."""
        token = await self.link(key)
        begun = await self.bot.database.write(lambda db: doors.enter(db, token, datetime.now(UTC)))
        assert begun is not None
        return begun[1]

    async def entrant(self, key: str) -> Entrant:
        return await Entrant(self.client, await self.session(key)).opens("/")

    async def visitor(self, role: str) -> Entrant:
        """Somebody in a role, of whom some have never entered, and some too long ago."""
        if role == "nobody":
            return Entrant(self.client)
        if role == "expired":
            session, past = await self.session(KARIN), datetime.now(UTC) - timedelta(minutes=1)
            mine = Stay.token_hash == doors.hashed(session)
            await self.bot.database.write(lambda db: db.execute(update(Stay).where(mine).values(expires_at=past)))
            return Entrant(self.client, session)
        return await self.entrant(INSIDE[role])

    @property
    def routes(self) -> set[tuple[str, str]]:
        assert self.client.app is not None
        found = [route for route in self.client.app.router.routes() if route.method != "HEAD" and route.resource]
        return {(route.method, route.resource.canonical) for route in found if route.resource}
