"""Claims: a post is taken for a while by whoever brings it, and settled with what came of it.

A claim is a lease under a token. Leases follow real time, and a lease that ran out without a word leaves a doubt
whether the post was sent.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import and_, bindparam, case, delete, false, func, literal, or_, select, union_all, update
from sqlalchemy.orm import Session

from storage.forums import Forum
from storage.posts import Post, Touch, Wish, is_audience, touch, want


@dataclass(frozen=True)
class Claimed:
    """A post in our hands until the lease ends. `unsure`: an earlier claim ended without saying whether it was sent;
    `since` then, in real time, it may have been. `seen`: it was shown at some time."""

    id: int
    token: str
    wish: Wish
    shown: bool
    unsure: bool
    since: datetime
    tries: int
    platform: str | None
    address: str | None
    ref: dict[str, str] | None
    drawn: str | None
    reason: str | None
    seen: bool


def take(db: Session, now: datetime, real: datetime, lease: timedelta, limit: int = 50) -> list[Claimed]:
    """Take what is due, at most one post for each place, new messages before edits, and consume its touches. Audiences
    go by themselves, first of all: what becomes of them takes its turn with the rest. Where the platform may show
    something older than was noted, that is noted with the claim, however it ends.

    `now` is the forum's time, `real` the time that leases follow. Claims wait for each other (they are short), so that
    two couriers never hold the same place.
    """
    db.execute(ONE_CLAIM_AT_A_TIME)
    due = db.scalars(DUE, {"now": now, "real": real, "limit": limit}).all()
    taken = [post for post in due if is_audience(post.to)] or due
    unsure = {post.id for post in taken if post.token is not None}
    for post in taken:
        post.doubt_since = post.doubt_since if post.id in unsure else real
        post.token, post.leased_until, post.tries = uuid4().hex, real + lease, post.tries + 1
        post.waits_for = None
    touches = db.execute(CONSUME, {"taken": [post.id for post in taken]}).all()
    stale = {post for post, stale in touches if stale}
    for post in taken:
        post.drawn = None if post.id in stale else post.drawn
    db.flush()
    return [_claimed(post, post.id in unsure) for post in taken]


def _claimed(post: Post, unsure: bool) -> Claimed:
    assert post.token is not None, "taken"
    assert post.doubt_since is not None, "taken at some time"
    wish = Wish(post.to, post.view, post.key, post.due, post.subject, post.args)
    place, seen = (post.platform, post.address, post.ref), post.shown_at is not None
    rest = post.doubt_since, post.tries, *place, post.drawn, post.reason, seen
    return Claimed(post.id, post.token, wish, post.state == "shown", unsure, *rest)


def aim(db: Session, claimed: Claimed, goal: tuple[str, str] | None) -> Claimed:
    """Note to which address on which platform a post of ours is sent, before it is."""
    platform, address = goal or (None, None)
    post = db.get(Post, claimed.id)
    if post and post.token == claimed.token:
        post.platform, post.address = platform, address
        db.flush()
    return replace(claimed, platform=platform, address=address)


def settle(db: Session, claimed: Claimed, **fields: Any) -> bool:
    """Let go of a post and note what came of it. False, with the post touched, if the lease was lost meanwhile: then
    what we sent may be older than what another has shown."""
    certain = {} if fields.get("token") else {"doubt_since": None}
    released = {"token": None, "leased_until": None, "waits_for": None} | certain | fields
    mine = and_(Post.id == claimed.id, Post.token == claimed.token)
    if db.execute(update(Post).where(mine).values(**released).returning(Post.id)).first():
        return True
    db.add(Touch(post_id=claimed.id, stale=True))
    db.flush()
    return False


def found(db: Session, claimed: Claimed, **fields: Any) -> None:
    """Note where the message lies that a look-up found, and have it drawn again: what it shows may be old."""
    if settle(db, claimed, state="shown", tries=0, **fields):
        db.add(Touch(post_id=claimed.id, stale=True))
        db.flush()


def spread(db: Session, claimed: Claimed, wishes: Iterable[Wish]) -> None:
    """Turn an audience into its posts. Nothing is made if the lease was lost: then another has done it.

    What is newly said about a subject may change what was said of it before.
    """
    if not settle(db, claimed, state="spread"):
        return
    if claimed.wish.subject:
        touch(db, claimed.wish.subject)
    for wish in wishes:
        want(db, wish, wish.due)


def is_due(db: Session, now: datetime, real: datetime) -> bool:
    """Whether a claim would give anything."""
    return db.scalars(DUE, {"now": now, "real": real, "limit": 1}).first() is not None


def next_lease(db: Session, real: datetime) -> datetime | None:
    """When, in real time, the next lease or back-off ends."""
    return db.scalar(NEXT_LEASE, {"real": real})


CONSUME = (
    delete(Touch).where(Touch.post_id.in_(bindparam("taken", expanding=True))).returning(Touch.post_id, Touch.stale)
)
ONE_CLAIM_AT_A_TIME = select(Forum.id).where(Forum.id == 1).with_for_update()
_other = Post.__table__.alias("other")
# These are few and found by indexes; nearly all posts are shown and done with. A CASE has no index that could tempt a
# planner to begin with those.
_perhaps = union_all(
    select(_other.c.id).where(_other.c.state == "waiting", _other.c.due <= bindparam("now")),
    select(Touch.post_id),
    select(_other.c.id).where(_other.c.leased_until.is_not(None)),
)
_needed = case((Post.state == "waiting", Post.due <= bindparam("now")), else_=Post.state == "shown")
_held = _other.c.leased_until > bindparam("real")
_mine = select(_other.c.id).where(_held)
_busy = select(_other.c.to).where(_held, _other.c.waits_for.is_(None))
# A person may have several accounts: what lies in a workspace that is lost holds up nothing that goes elsewhere. What
# is only to go there keeps its turn among what is new: both go to whichever account is the right one then.
_new = case((_other.c.state == "waiting", _other.c.token.is_(None)), else_=false())
_first = select(_other.c.to).where(_held, _other.c.waits_for.is_not(None), _new)
_free = (Post.id.not_in(_mine), Post.to.not_in(_busy), or_(Post.state == "shown", Post.to.not_in(_first)))
_order = (Post.state == "shown", Post.due, Post.id)
_ranked = (
    select(Post.id, func.row_number().over(partition_by=Post.to, order_by=_order).label("turn"))
    .where(Post.id.in_(_perhaps), _needed, *_free)
    .subquery()
)
DUE = (
    select(Post)
    .join(_ranked, _ranked.c.id == Post.id)
    .where(_ranked.c.turn == literal(1))
    .order_by(*_order)
    .limit(bindparam("limit"))
)
NEXT_LEASE = select(func.min(Post.leased_until)).where(Post.leased_until > bindparam("real"))
