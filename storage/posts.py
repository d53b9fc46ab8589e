"""Posts: the messages that we want to exist, what they show and where, and what became of each.

A post is *due* when its time has come and it was never shown, or when something it shows was touched since. The courier
claims it for a while (a lease under a token), draws and sends it, and settles what came of it. `due` follows the
forum's clock, leases follow real time. docs/life-of-a-reminder.md tells it as a story.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy import insert as plain_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import NEVER_REUSED, UTC, Base, Json, Words
from storage.upsert import insert


class Post(Base):
    """States: waiting; shown; over (was shown, and stands as it is from now on); spread (an audience: its posts are
    made); skipped, superseded, removed and unknown (each with its reason). `to` is «place:7», «person:9»,
    «person:9@slack:T1/U2» (by that account only) or an audience; `subject` is what touches it («question:41»)."""

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
    waits_for: Mapped[str | None]
    """The workspace that can not be reached, while it is left for later because of that."""
    doubt_since: Mapped[datetime | None] = mapped_column(UTC)
    """In real time, when the first of the claims began of which it is not certain whether they sent it."""
    tries: Mapped[int] = mapped_column(default=0)
    platform: Mapped[str | None]
    address: Mapped[str | None]
    """With `platform` where it is, or where it was to be sent: known before that, so that it is looked up there."""
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


def is_audience(to: str) -> bool:
    """Whether the post must be spread before it can be sent."""
    return not to.startswith(("place:", "person:"))


def person_of(to: str) -> int | None:
    """The person to whom a message goes, where it goes to one."""
    return int(to.removeprefix("person:").partition("@")[0]) if to.startswith("person:") else None


def account_of(to: str) -> tuple[str, str] | None:
    """The platform and address of the only account by which a message may reach its person, where there is one."""
    _, at, account = to.partition("@")
    platform, _, address = account.partition(":")
    return (platform, address) if at else None


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


def again(db: Session, subject: str, now: datetime) -> None:
    """What is said of the subject holds once more: whoever was spared the message gets it, the others see it afresh."""
    db.execute(AGAIN, {"about": subject, "now": now})
    touch(db, subject)


def next_due(db: Session, now: datetime) -> datetime | None:
    """When, by the forum's time, the next waiting post is due; None where nothing lies ahead."""
    return db.scalar(NEXT_DUE, {"now": now})


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
AGAIN = (
    update(Post)
    .where(Post.subject == bindparam("about"), Post.state == "skipped")
    .values(state="waiting", due=bindparam("now"), tries=0, reason=None)
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
OVERTAKEN = select(
    exists().where(
        Post.subject == bindparam("about"),
        Post.view == bindparam("seen"),
        Post.state == "waiting",
        Post.due > bindparam("due"),
        Post.due <= bindparam("now"),
    )
)
