"""Posts: the messages that we want to exist, what they show and where, and what became of each.

A post is *due* when its time has come and it was never shown, or when something it shows was touched since. The courier
claims it for a while (a lease under a token), draws and sends it, and settles what came of it. `due` follows the
forum's clock, leases follow real time. docs/life-of-a-reminder.md tells it as a story.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    ForeignKey,
    Index,
    and_,
    bindparam,
    case,
    delete,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy import insert as plain_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import NEVER_REUSED, UTC, Base, Json, Words
from storage.forums import Forum
from storage.upsert import insert


class Post(Base):
    """States: waiting; shown; over (was shown, and stands as it is from now on); spread (an audience: its posts are
    made); skipped, superseded, removed and unknown (each with its reason). `to` is «place:7», «person:9» or an
    audience; `subject` is what touches it («question:41»)."""

    __tablename__ = "post"
    __table_args__ = (
        Index("ix_post_due", "state", "due"),
        Index("ix_post_leased", "leased_until"),
        NEVER_REUSED,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    to: Mapped[str] = mapped_column(index=True)
    view: Mapped[str]
    args: Mapped[dict[str, Any]] = mapped_column(Json)
    subject: Mapped[str] = mapped_column(index=True)
    due: Mapped[datetime] = mapped_column(UTC)
    state: Mapped[str] = mapped_column(default="waiting")
    reason: Mapped[str | None] = mapped_column(Words)
    token: Mapped[str | None]
    leased_until: Mapped[datetime | None] = mapped_column(UTC)
    doubt_since: Mapped[datetime | None] = mapped_column(UTC)
    """In real time, when the first of the claims began of which it is not certain whether they sent it."""
    tries: Mapped[int] = mapped_column(default=0)
    platform: Mapped[str | None]
    address: Mapped[str | None]
    ref: Mapped[dict[str, str] | None] = mapped_column(Json)
    drawn: Mapped[str | None]
    """A digest of the card that the platform shows, so that an unchanged one is not sent again."""
    shown_at: Mapped[datetime | None] = mapped_column(UTC)


class Touch(Base):
    """Something a post shows has changed. Rows are only added and consumed: a counter on the post would be a hot row.

    `stale`: the platform may show something older than what we noted last, so even an unchanged card is sent again.
    """

    __tablename__ = "touch"
    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    stale: Mapped[bool]


@dataclass(frozen=True)
class Wish:
    """A message that we want to exist."""

    to: str
    view: str
    key: str
    due: datetime
    subject: str = ""
    args: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Claimed:
    """A post in our hands until the lease ends. `unsure`: an earlier claim ended without saying whether it was sent;
    `since` then, in real time, it may have been."""

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


def is_audience(to: str) -> bool:
    """Whether the post must be spread before it can be sent."""
    return not to.startswith(("place:", "person:"))


def want(db: Session, wish: Wish, now: datetime) -> None:
    """Have the message exist. One whose time is past is noted as skipped; a superseded one that is ahead is revived, at
    once where planning anew (with another zone or hour) moved it from ahead into the past: nobody has seen it yet."""
    past = wish.due < now
    values = {"key": wish.key, "to": wish.to, "view": wish.view, "args": wish.args, "subject": wish.subject}
    state = {"state": "skipped", "reason": "past"} if past else {"state": "waiting", "reason": None}
    db.execute(WANT, values | state | {"due": wish.due, "tries": 0})
    if past:
        db.execute(AT_ONCE, {"wished": wish.key, "now": now})


def supersede(db: Session, subject: str) -> None:
    """Give up the messages about `subject` that nobody has seen yet."""
    db.execute(SUPERSEDE, {"about": subject})


def supersede_keys(db: Session, keys: Sequence[str]) -> int:
    """Give up the messages with those keys that nobody has seen yet; how many that were."""
    return len(db.execute(SUPERSEDE_KEYS, {"keys": keys}).all())


def take_back(db: Session, subject: str, view: str) -> None:
    """Give up a message to an audience even where it was spread: whoever has not seen it will not, what was shown is
    for the view to draw anew. Wanting it again revives it."""
    db.execute(TAKE_BACK, {"about": subject, "seen": view})


def unplan(db: Session, subject: str, now: datetime) -> None:
    """Give up what is ahead about `subject` and not spread yet: planning anew revives what stays. What is due by now,
    or on its way to a room or person, comes as it is."""
    db.execute(UNPLAN, {"about": subject, "now": now})


def touch(db: Session, *subjects: str) -> None:
    """Have every message about one of the subjects drawn afresh."""
    if subjects:
        db.execute(TOUCH, [{"about": subject} for subject in subjects])


def touch_all(db: Session, to: str) -> None:
    """Have every message to a room or person drawn afresh."""
    db.execute(TOUCH_ALL, {"room": to})


def claim(db: Session, now: datetime, real: datetime, lease: timedelta, limit: int = 50) -> list[Claimed]:
    """Take what is due, at most one post for each place, new messages before edits, and consume its touches. Audiences
    go by themselves, first of all: what becomes of them takes its turn with the rest.

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
    db.flush()
    touches = db.execute(CONSUME, {"taken": [post.id for post in taken]}).all()
    stale = {post for post, stale in touches if stale}
    return [_claimed(post, post.id in unsure, post.id in stale) for post in taken]


def _claimed(post: Post, unsure: bool, stale: bool) -> Claimed:
    assert post.token is not None, "taken"
    assert post.doubt_since is not None, "taken at some time"
    wish = Wish(post.to, post.view, post.key, post.due, post.subject, post.args)
    shown, drawn = post.state == "shown", None if stale else post.drawn
    place = post.platform, post.address, post.ref
    return Claimed(post.id, post.token, wish, shown, unsure, post.doubt_since, post.tries, *place, drawn, post.reason)


def settle(db: Session, claimed: Claimed, **fields: Any) -> bool:
    """Let go of a post and note what came of it. False, with the post touched, if the lease was lost meanwhile: then
    what we sent may be older than what another has shown."""
    certain = {} if fields.get("token") else {"doubt_since": None}
    released = {"token": None, "leased_until": None} | certain | fields
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


def next_due(db: Session, now: datetime) -> datetime | None:
    """When, by the forum's time, the next waiting post is due; None where nothing lies ahead."""
    return db.scalar(NEXT_DUE, {"now": now})


def next_lease(db: Session, real: datetime) -> datetime | None:
    """When, in real time, the next lease or back-off ends."""
    return db.scalar(NEXT_LEASE, {"real": real})


def due_between(db: Session, since: datetime, until: datetime) -> Sequence[Post]:
    """The posts with their time in the span, in that order; not what was spread or superseded: others stand for it."""
    return db.scalars(DUE_BETWEEN, {"since": since, "until": until}).all()


def ahead(db: Session, view: str, now: datetime) -> Sequence[Post]:
    """The messages of a view that are not due yet, nor on their way to a room or person."""
    return [post for post in db.scalars(AHEAD, {"seen": view, "now": now}) if is_audience(post.to)]


def overtaken(db: Session, subject: str, view: str, due: datetime, now: datetime) -> bool:
    """Whether a later message of the same view about the same subject is due as well."""
    return bool(db.scalar(OVERTAKEN, {"about": subject, "seen": view, "due": due, "now": now}))


def by_key(db: Session, key: str) -> Post | None:
    return db.scalars(select(Post).where(Post.key == key)).first()


def spread_to(db: Session, body: int, view: str, subject: str) -> Post | None:
    """The message of that view about `subject` that has gone to the rooms of a body, where it still stands."""
    gone = select(Post).where(Post.subject == subject, Post.view == view, Post.to == f"body:{body}")
    found = db.scalars(gone.where(Post.state == "spread").order_by(Post.id.desc()).limit(1)).first()
    there = select(Post.id).where(Post.subject == subject, Post.view == view, Post.to.like("place:%"))
    return found if db.scalar(there.where(Post.state == "shown").limit(1)) else None


def latest(db: Session, subject: str, view: str) -> Post | None:
    """The message of that view about `subject` that was wanted last."""
    return db.scalars(
        select(Post).where(Post.subject == subject, Post.view == view).order_by(Post.id.desc()).limit(1)
    ).first()


_want = insert(Post)
WANT = _want.on_conflict_do_update(
    index_elements=["key"],
    set_={name: _want.excluded[name] for name in ("due", "args", "state", "reason", "tries")},
    where=and_(Post.state == "superseded", _want.excluded.state == "waiting"),
)
SUPERSEDE = (
    update(Post)
    .where(Post.subject == bindparam("about"), Post.state == "waiting", Post.token.is_(None))
    .values(state="superseded")
)
SUPERSEDE_KEYS = (
    update(Post)
    .where(Post.key.in_(bindparam("keys", expanding=True)), Post.state == "waiting", Post.token.is_(None))
    .values(state="superseded")
    .returning(Post.id)
)
AT_ONCE = (
    update(Post)
    .where(Post.key == bindparam("wished"), Post.state == "superseded", Post.due > bindparam("now"))
    .values(state="waiting", due=bindparam("now"), tries=0)
)
_to_many = and_(Post.to.not_like("place:%"), Post.to.not_like("person:%"))
TAKE_BACK = (
    update(Post)
    .where(
        Post.subject == bindparam("about"),
        Post.view == bindparam("seen"),
        or_(
            and_(_to_many, Post.state.in_(("waiting", "spread"))),
            and_(Post.state == "waiting", Post.token.is_(None)),
        ),
    )
    .values(state="superseded", token=None, leased_until=None, doubt_since=None)
)
UNPLAN = SUPERSEDE.where(Post.due > bindparam("now"), _to_many)
TOUCH = plain_insert(Touch.__table__).from_select(  # type: ignore[arg-type]
    ["post_id", "stale"],
    select(Post.id, false()).where(
        Post.subject == bindparam("about"), or_(Post.state == "waiting", Post.state == "shown")
    ),
)
TOUCH_ALL = plain_insert(Touch.__table__).from_select(  # type: ignore[arg-type]
    ["post_id", "stale"], select(Post.id, false()).where(Post.to == bindparam("room"), Post.state == "shown")
)
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
_busy = select(_other.c.to).where(_other.c.leased_until > bindparam("real"))
_order = (Post.state == "shown", Post.due, Post.id)
_ranked = (
    select(Post.id, func.row_number().over(partition_by=Post.to, order_by=_order).label("turn"))
    .where(Post.id.in_(_perhaps), _needed, Post.to.not_in(_busy))
    .subquery()
)
DUE = (
    select(Post)
    .join(_ranked, _ranked.c.id == Post.id)
    .where(_ranked.c.turn == literal(1))
    .order_by(*_order)
    .limit(bindparam("limit"))
)
DUE_BETWEEN = (
    select(Post)
    .where(
        Post.state.in_(("waiting", "shown", "over", "skipped", "removed", "unknown")),
        Post.due >= bindparam("since"),
        Post.due < bindparam("until"),
    )
    .order_by(Post.due, Post.id)
)
AHEAD = select(Post).where(Post.state == "waiting", Post.view == bindparam("seen"), Post.due > bindparam("now"))
NEXT_DUE = select(func.min(Post.due)).where(Post.state == "waiting", Post.due > bindparam("now"))
NEXT_LEASE = select(func.min(Post.leased_until)).where(Post.leased_until > bindparam("real"))
OVERTAKEN = select(
    exists().where(
        Post.subject == bindparam("about"),
        Post.view == bindparam("seen"),
        Post.state == "waiting",
        Post.due > bindparam("due"),
        Post.due <= bindparam("now"),
    )
)
