"""What stands in the browser's rooms and private conversations, and how far each person has read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import NEVER_REUSED, UTC, Base, Json, Words
from storage.upsert import insert

Cards = Mapping[str, Any]
"""A card by language, each as plain JSON."""


class Message(Base):
    """Something in a place («body:3», «person:7»): a post, what a person said, or a reply to one person.

    A post has `view` and `args`; what was said has `said_by` and `text`. `only_for` is the one person who sees it. A
    reply stands under the message it answers (`reply_to`), one for each person. `at` is the forum's time, `changed` the
    real time of the last change.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("reply_to", "only_for"),
        Index("ix_message_place", "place", "id"),
        NEVER_REUSED,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[str]
    key: Mapped[str | None] = mapped_column(unique=True)
    """The post's key, or the event in which it was said or replied: the same one makes no second message."""
    view: Mapped[str | None]
    args: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    cards: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    said_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Words, default="")
    only_for: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reply_to: Mapped[int | None] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UTC)
    changed: Mapped[datetime] = mapped_column(UTC, index=True)


class Seen(Base):
    """The last message that a person has seen in a place."""

    __tablename__ = "seen"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


def put(
    db: Session, place: str, key: str, view: str, args: Mapping[str, Any], cards: Cards, at: datetime, real: datetime
) -> int:
    """Have the post `key` stand in `place` as it is now."""
    values = {"place": place, "key": key, "view": view, "args": args, "cards": cards, "at": at, "changed": real}
    return db.execute(PUT, values).scalar_one()


def find(db: Session, place: str, key: str) -> int | None:
    return db.scalar(select(Message.id).where(Message.place == place, Message.key == key))


def get(db: Session, message: int) -> Message | None:
    return db.get(Message, message)


def say(db: Session, place: str, person: int, text: str, event: str, at: datetime, real: datetime) -> int:
    """Keep what a person wrote to the bot. Only that person sees it. The same event makes no second message."""
    values = {"place": place, "key": event, "said_by": person, "only_for": person, "text": text, "at": at}
    said = db.execute(SAY, values | {"changed": real}).scalar()
    return said or db.scalars(select(Message.id).where(Message.key == event)).one()


def reply(
    db: Session, place: str, person: int, to: int | None, cards: Cards, event: str, at: datetime, real: datetime
) -> int:
    """Show `cards` to one person: under the message `to`, instead of what stood there, or last in the place. The same
    event makes no second message."""
    values = {"place": place, "only_for": person, "cards": cards, "at": at, "changed": real}
    if to is None:
        return db.execute(REPLY_LAST, values | {"key": event}).scalar_one()
    return db.execute(REPLY, values | {"reply_to": to}).scalar_one()


def rewrite(db: Session, message: int, cards: Cards, real: datetime) -> None:
    """Show `cards` instead of the earlier ones. What was said about those goes with them."""
    db.execute(delete(Message).where(Message.reply_to == message))
    db.execute(update(Message).where(Message.id == message).values(cards=cards, changed=real))


def remove(db: Session, message: int) -> None:
    """Take a message away, with what stands under it."""
    db.execute(delete(Message).where(or_(Message.id == message, Message.reply_to == message)))


def log(
    db: Session, place: str, person: int, after: int = 0, before: int | None = None, limit: int = 50
) -> list[Message]:
    """The last messages of a place that `person` may see, oldest first, without those that stand under others."""
    chosen = select(Message).where(
        Message.place == place, Message.reply_to.is_(None), visible(person), Message.id > after
    )
    if before is not None:
        chosen = chosen.where(Message.id < before)
    return list(reversed(db.scalars(chosen.order_by(Message.id.desc()).limit(limit)).all()))


def under(db: Session, messages: Sequence[int], person: int) -> dict[int, Message]:
    """The reply to `person` that stands under each of the messages."""
    chosen = select(Message).where(Message.reply_to.in_(messages), Message.only_for == person)
    return {reply.reply_to: reply for reply in db.scalars(chosen) if reply.reply_to is not None}


def newest(db: Session) -> int:
    """The last message of all; 0 if there is none."""
    return db.scalar(select(func.max(Message.id))) or 0


def changed_since(db: Session, real: datetime) -> Sequence[Message]:
    """What was put or changed at `real` or later, in the order of the changes."""
    return db.scalars(select(Message).where(Message.changed >= real).order_by(Message.changed, Message.id)).all()


def unread(db: Session, person: int, places: Sequence[str]) -> dict[str, int]:
    """How many posts stand below the last message seen; places without any are left out. Replies are seen at once."""
    rows = db.execute(UNREAD, {"person": person, "places": places})
    return {row.place: row.unread for row in rows}


def see(db: Session, person: int, place: str, last: int) -> None:
    """Note that the person has seen the place up to the message `last`."""
    db.execute(SEE, {"person_id": person, "place": place, "last": last})


def seen(db: Session, person: int, place: str) -> int:
    """The last message seen; 0 for a place never visited."""
    return db.scalar(select(Seen.last).where(Seen.person_id == person, Seen.place == place)) or 0


def visible(person: int):
    """What everyone in the place sees, and what is only for `person`."""
    return or_(Message.only_for.is_(None), Message.only_for == person)


_put = insert(Message)
PUT = _put.on_conflict_do_update(
    index_elements=["key"], set_={name: _put.excluded[name] for name in ("view", "args", "cards", "changed")}
).returning(Message.id)
SAY = insert(Message).on_conflict_do_nothing(index_elements=["key"]).returning(Message.id)
_reply = insert(Message)
_replied = {name: _reply.excluded[name] for name in ("cards", "at", "changed")}
REPLY, REPLY_LAST = (
    _reply.on_conflict_do_update(index_elements=same, set_=_replied).returning(Message.id)
    for same in (["reply_to", "only_for"], ["key"])
)
UNREAD = (
    select(Message.place, func.count().label("unread"))
    .outerjoin(Seen, and_(Seen.place == Message.place, Seen.person_id == bindparam("person")))
    .where(
        Message.place.in_(bindparam("places", expanding=True)),
        Message.id > func.coalesce(Seen.last, 0),
        Message.view.is_not(None),
    )
    .group_by(Message.place)
)
_see = insert(Seen)
SEE = _see.on_conflict_do_update(
    index_elements=["person_id", "place"],
    set_={"last": _see.excluded.last},
    where=Seen.last < _see.excluded.last,
)
