"""From posts that are due to messages that are there: claim, draw, send or edit, settle.

No transaction is open while a platform is spoken to. A post that may have been sent is looked up before it is sent
again; where a platform can not look up, the post's kind decides whether it may come twice (docs/life-of-a-reminder.md).
"""

import asyncio
import hashlib
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import TypeVar

import structlog
from sqlalchemy.orm import Session

from bot import outcomes
from bot.inbound import Failure, attempt
from bot.platform import Gone, Letter, Lost, Platform, Ref, Retry, Unfit, Unsure
from handlers import audiences, reaching
from handlers.call import Look, Nothing
from handlers.capabilities import Capabilities
from handlers.cards import Card
from handlers.telling_losses import is_reached, is_reached_wholly
from storage import claims, losses, posts
from storage.claims import Claimed
from storage.database import Database, Unavailable, real_time
from storage.posts import Wish

log = structlog.get_logger()
T = TypeVar("T")

LEASE = timedelta(seconds=60)
"""How long a post is in our hands: well above the time-outs of the platforms."""

BEGUN, ENDED = 0.5, 0.75
"""The parts of the lease in which sending may begin, and must end: what is on its way still arrives before another
looks it up."""

TRIES = 20
"""Attempts before a post is given up; with the back-off below that is about an hour. Being told to wait is none."""

SLOW = 0.25
"""Seconds after which others are brought beside those that are still on their way."""

FAREWELL = 5
"""Seconds that a bot which stops gives to what is on its way."""


class Unknown(Exception):
    """It may have been sent, nobody can say, and it must not come twice."""


@dataclass(frozen=True)
class Drawing:
    """A letter, where it goes, and a digest of what it shows."""

    platform: str
    address: str
    letter: Letter
    digest: str


class Courier:
    """Brings posts to the platforms. Several couriers may run beside each other."""

    def __init__(
        self,
        database: Database,
        capabilities: Capabilities,
        platforms: Iterable[Platform],
        now: Callable[[], datetime],
        lease: timedelta = LEASE,
    ) -> None:
        self._database, self._capabilities, self._now, self._lease = database, capabilities, now, lease
        self._platforms = {platform.name: platform for platform in platforms}
        self._under_way: set[asyncio.Task[None]] = set()

    async def deliver(self) -> None:
        """Bring everything that is due, until nothing is. A place that is slow holds up no other for long."""
        while True:
            if await self._is_due():
                since = monotonic()
                self._under_way |= {asyncio.create_task(self._bring(claimed, since)) for claimed in await self._claim()}
            if not self._under_way:
                return
            done, _ = await asyncio.wait(self._under_way, timeout=SLOW)
            self._under_way -= done

    async def finish(self) -> None:
        """Wait for what is on its way, so that a bot that stops leaves nothing in doubt."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=FAREWELL)

    async def _is_due(self) -> bool:
        return await self._database.read(lambda db: claims.is_due(db, self._now(), real_time(db)))

    async def _claim(self) -> list[Claimed]:
        def claim(db: Session) -> list[Claimed]:
            taken = claims.take(db, self._now(), real_time(db), self._lease)
            return [self._aimed(db, claimed) for claimed in taken]

        return await self._database.write(claim)

    def _aimed(self, db: Session, claimed: Claimed) -> Claimed:
        """With where it is to be sent, unless it is somewhere already, or may be."""
        there = claimed.ref is not None or (claimed.unsure and claimed.platform)
        if there or posts.is_audience(claimed.wish.to):
            return claimed
        return claims.aim(db, claimed, reaching.goal(db, claimed.wish.to, self._platforms))

    async def _bring(self, claimed: Claimed, since: float) -> None:
        """Claimed after `since` (on time.monotonic). Nothing goes wrong here unnoticed. What could not even be noted is
        left: its lease ends by itself."""
        try:
            await attempt(self._try(claimed, since), Unavailable, post=claimed.wish.key)
        except Unavailable as down:
            log.warning("database", reason=down.reason, post=claimed.wish.key)

    async def _try(self, claimed: Claimed, since: float) -> None:
        """What may have been sent is looked up first. What proves to be there already is taken up as it is, and then
        drawn again: it may show an older state. What proves not to be there is in doubt no more."""
        in_doubt = claimed.unsure and claimed.ref is None and not posts.is_audience(claimed.wish.to)
        found = await self._foreseen(claimed, self._look_up(claimed)) if in_doubt else claimed
        if isinstance(found, Claimed):
            await self._foreseen(found, self._draw_and_send(found, since))
        elif found:
            await self._database.write(lambda db: claims.found(db, claimed, **found, shown_at=self._now()))

    async def _foreseen(self, claimed: Claimed, doing: Coroutine[None, None, T]) -> T | None:
        """What comes of it; None, and settled, where it fails."""
        foreseen = (Unavailable, Retry, Gone, Unfit, Unsure, Unknown)
        try:
            done = await attempt(doing, *foreseen, post=claimed.wish.key)
            if not isinstance(done, Failure):
                return done
            await self._again(claimed, f"unexpected: {done.reference}", None, token=claimed.token)
        except Retry as retry:
            await self._again(claimed, str(retry), retry.after)
        except Lost as lost:
            await self._lost(claimed, lost)
        except Gone as gone:
            await self._gone(claimed, str(gone))
        except Unfit as unfit:
            await self._give_up(claimed, str(unfit))
        except Unsure as unsure:
            await self._again(claimed, str(unsure), None, token=claimed.token)
        except Unknown as unknown:
            await self._settle(claimed, state="unknown", reason=str(unknown))
        return None

    async def _look_up(self, claimed: Claimed) -> dict[str, object] | Claimed:
        """Where a message lies that may have been sent; else the post, to be sent. Where that can not be told, a
        reminder may come twice, a result may not: then it raises Unknown."""
        goal = await self._database.read(lambda db: reaching.bound_for(db, claimed, self._platforms))
        if goal is None:
            return claimed
        platform, address = goal
        try:
            if claimed.address and (claimed.platform, claimed.address) != goal:
                raise Unsure("where it may have been sent nobody can look")
            ref = await self._platforms[platform].find(address, claimed.wish.key, claimed.since)
        except Unsure as unsure:
            if not self._may_come_twice(claimed):
                raise Unknown(str(unsure)) from unsure
            return claimed
        return {"platform": platform, "address": address, "ref": ref} if ref else replace(claimed, unsure=False)

    def _may_come_twice(self, claimed: Claimed) -> bool:
        return claimed.wish.view not in self._capabilities.never_twice

    async def _draw_and_send(self, claimed: Claimed, since: float) -> None:
        drawn = await self._database.read(lambda db: self._draw(db, claimed))
        match drawn:
            case list():
                await self._database.write(lambda db: claims.spread(db, claimed, drawn))
            case Nothing():
                await self._settle(claimed, **outcomes.nothing(claimed, drawn))
            case Drawing() if self._stands_there(claimed, drawn):
                await self._settle(claimed, tries=0)
            case Drawing():
                if (goal := (drawn.platform, drawn.address)) != (claimed.platform, claimed.address):
                    await self._database.write(lambda db: claims.aim(db, claimed, goal))
                ref = await self._send(claimed, drawn, since)
                await self._shown(claimed, drawn, ref)

    def _stands_there(self, claimed: Claimed, drawing: Drawing) -> bool:
        """Whether the platform shows this already: surely so, and the same to each reader."""
        same = drawing.digest == claimed.drawn and not claimed.unsure
        return same and not self._platforms[drawing.platform].for_each_reader

    def _draw(self, db: Session, claimed: Claimed) -> list[Wish] | Nothing | Drawing:
        """What the post has become by now: several posts, nothing, or a letter in the languages of its place."""
        wish, now = claimed.wish, self._now()
        if posts.is_audience(wish.to):
            return audiences.spread(Look(db, now, None, due=wish.due), wish)
        viewer = reaching.recipient(db, claimed)
        if (goal := reaching.bound_for(db, claimed, self._platforms)) is None:
            return Nothing("no account or room on any platform that runs")
        platform, address = goal
        cards: dict[str, Card] = {}
        for language in self._platforms[platform].languages or (None,):
            look = Look(db, now, viewer, language, due=wish.due, shown=claimed.shown)
            drawn = self._capabilities.show(wish.view, wish.args, look)
            if isinstance(drawn, Nothing):
                return drawn
            cards[look.speech.language] = drawn
        return Drawing(platform, address, Letter(wish.key, wish.view, wish.args, cards), _digest(cards))

    async def _send(self, claimed: Claimed, drawing: Drawing, since: float) -> Ref:
        """Send or edit while the post is surely ours: whoever was held up for long sends nothing beside another."""
        begun, ended = (since + part * self._lease.total_seconds() for part in (BEGUN, ENDED))
        if monotonic() >= begun:
            raise Retry("held up for too long", after=1)
        letter, limit = replace(drawing.letter, until=begun), asyncio.timeout(ended - monotonic())
        try:
            async with limit:
                return await self._platforms[drawing.platform].put(drawing.address, letter, claimed.ref)
        except TimeoutError:
            if limit.expired():
                raise Unsure("on its way for too long") from None
            raise

    async def _shown(self, claimed: Claimed, drawing: Drawing, ref: Ref) -> None:
        """Note what is there now, and that its place can be reached."""
        platform, address = drawing.platform, drawing.address
        fields = {"platform": platform, "address": address, "ref": ref, "drawn": drawing.digest}
        at = {} if claimed.shown else {"shown_at": self._now()}

        def note(db: Session) -> bool:
            claims.settle(db, claimed, state="shown", tries=0, **fields, **at)
            is_reached(db, platform, address)
            return bool(losses.whole_ones(db, platform))

        whole = await self._database.write(note)
        if whole and (workspace := await self._platforms[platform].workspace(address)) is not None:
            await self._database.write(lambda db: is_reached_wholly(db, platform, workspace))

    async def _settle(self, claimed: Claimed, **fields: object) -> None:
        await self._database.write(lambda db: claims.settle(db, claimed, **fields))

    async def _again(self, claimed: Claimed, reason: str, after: float | None, **fields: object) -> None:
        """Leave it for later: when the platform says, else ever later, and at last not at all. A doubt whether it was
        sent stays (the token), until a look-up has settled it."""
        if after is None and claimed.tries >= TRIES:
            await self._give_up(claimed, f"given up: {reason}")
            return
        wait = timedelta(seconds=after if after is not None else min(2.0**claimed.tries, 300.0))
        await self._database.write(
            lambda db: outcomes.later(db, claimed, reason, wait, told=after is not None, **fields)
        )

    async def _give_up(self, claimed: Claimed, reason: str) -> None:
        """What is shown stands as it is until it changes again; what never was is not sent any more."""
        log.error("given up", post=claimed.wish.key, reason=reason)
        await self._settle(claimed, **outcomes.left(claimed, reason))

    async def _lost(self, claimed: Claimed, lost: Lost) -> None:
        """Where it goes can not be reached. The other posts go on."""
        log.warning("lost", post=claimed.wish.key, reason=str(lost), workspace=lost.workspace)
        there, twice = (str(lost), lost.workspace), self._may_come_twice(claimed)

        def note(db: Session) -> None:
            onward = reaching.onward(Look(db, self._now(), None), claimed, self._platforms, *there, twice)
            outcomes.lost(db, claimed, onward, *there)

        await self._database.write(note)

    async def _gone(self, claimed: Claimed, reason: str) -> None:
        """The message was deleted on its platform. One that is still of use is made anew, once."""
        anew = f"made anew: {reason}"
        if (
            claimed.shown
            and claimed.wish.view in self._capabilities.live
            and not (claimed.reason or "").startswith("made")
        ):
            await self._settle(claimed, state="waiting", ref=None, drawn=None, reason=anew)
        else:
            await self._settle(claimed, state="removed", reason=reason)


def _digest(cards: dict[str, Card]) -> str:
    text = "".join(f"{language}{cards[language].model_dump_json()}" for language in sorted(cards))
    return hashlib.sha256(text.encode()).hexdigest()
