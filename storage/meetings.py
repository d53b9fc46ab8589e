"""Meetings, their themes and agenda items. A meeting of a predecessor forum is history."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Literal

from sqlalchemy import ForeignKey, event, inspect, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.base import NEVER_REUSED, UTC, Base, Json, Words
from storage.bodies import Body
from storage.forums import Priority

Status = Literal["preliminary", "confirmed", "held", "cancelled"]
Kind = Literal["information", "dialogue", "both", "none"]


class Theme(Base):
    """What a meeting is about, or (without a meeting) a further theme of the programme's backlog."""

    __tablename__ = "theme"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Words)
    priority_id: Mapped[int | None] = mapped_column(ForeignKey("priority.id"))
    position: Mapped[int]


class Item(Base):
    """A numbered point of a meeting's agenda."""

    __tablename__ = "item"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(Words)
    kind: Mapped[str]
    presenters: Mapped[list[str]] = mapped_column(Json, default=list)
    priority_id: Mapped[int | None] = mapped_column(ForeignKey("priority.id"))
    link: Mapped[str | None] = mapped_column(Words)
    """The materials."""
    minutes: Mapped[int | None]
    """How long it takes; the times of an agenda follow from these and the meeting's start."""
    no_materials: Mapped[bool] = mapped_column(default=False)
    """Its presenters need none, so nobody owes them."""
    open_forum: Mapped[str | None]
    """An open forum: until when members register questions for it, counted from the meeting («5d» before)."""
    priority: Mapped[Priority | None] = relationship(lazy="joined")


class Meeting(Base):
    """A meeting of a body: local day and times in the forum's zone. `day_text` is shown instead of a day that is
    fuzzy."""

    __tablename__ = "meeting"
    __table_args__ = NEVER_REUSED
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    day: Mapped[date] = mapped_column(index=True)
    day_text: Mapped[str | None] = mapped_column(Words)
    start: Mapped[time | None]
    end: Mapped[time | None]
    place: Mapped[str | None] = mapped_column(Words)
    status: Mapped[str]
    moved_from: Mapped[date | None]
    link: Mapped[str | None] = mapped_column(Words)
    """Where those take part who are not in the room."""
    register_by: Mapped[str | None]
    """The last day to register, counted from the meeting («7d» before); None: as the body has it."""
    called_at: Mapped[datetime | None] = mapped_column(UTC)
    """When the call went out; from then on members are asked to register."""
    sequence: Mapped[int] = mapped_column(default=0)
    """How often one of what `CALENDARS_SHOW` was changed: by it calendars tell which version is newer (RFC 5545)."""
    body: Mapped[Body] = relationship(lazy="joined")
    themes: Mapped[list[Theme]] = relationship(order_by=Theme.position, lazy="selectin", cascade="all, delete-orphan")
    items: Mapped[list[Item]] = relationship(order_by=Item.position, lazy="selectin", cascade="all, delete-orphan")


CALENDARS_SHOW = ("day", "start", "end", "place", "link", "status")


@event.listens_for(Meeting, "before_update")
def _raise_sequence(_mapper: object, _connection: object, meeting: Meeting) -> None:
    """Here, because a load of the forum file changes meetings as well as people do, and none may be forgotten."""
    attributes = inspect(meeting).attrs
    if any(attributes[name].history.has_changes() for name in CALENDARS_SHOW):
        meeting.sequence += 1


def get(db: Session, meeting: int) -> Meeting | None:
    return db.get(Meeting, meeting)


def locked(db: Session, meeting: Meeting) -> Meeting:
    """The meeting as it stands now, with its agenda; until the transaction ends nobody else changes it."""
    db.execute(select(Meeting.id).where(Meeting.id == meeting.id).with_for_update())
    return db.get_one(Meeting, meeting.id, populate_existing=True)


def item(db: Session, item: int) -> Item | None:
    return db.get(Item, item)


def ahead(db: Session, day: date, bodies: Sequence[int] | None = None) -> Sequence[Meeting]:
    """Meetings on `day` or later that are not held or cancelled, the nearest first."""
    wanted = select(Meeting).where(Meeting.day >= day, Meeting.status.in_(("preliminary", "confirmed")))
    if bodies is not None:
        wanted = wanted.where(Meeting.body_id.in_(bodies))
    return db.scalars(wanted.order_by(Meeting.day, Meeting.id)).all()


def next_of(db: Session, body: int, day: date) -> Meeting | None:
    """The body's next meeting on `day` or later."""
    return next(iter(ahead(db, day, [body])), None)


def last_of(db: Session, body: int, day: date) -> Meeting | None:
    """The body's latest meeting before `day`."""
    return db.scalars(
        select(Meeting)
        .where(Meeting.body_id == body, Meeting.day < day, Meeting.status != "cancelled")
        .order_by(Meeting.day.desc())
    ).first()


def every(db: Session) -> Sequence[Meeting]:
    """The whole programme with its history, oldest first."""
    return db.scalars(select(Meeting).order_by(Meeting.day, Meeting.id)).all()


def on(db: Session, body: int, day: date) -> Meeting | None:
    """The body's meeting on a day; one that was cancelled only where there is no other."""
    that_day = select(Meeting).where(Meeting.body_id == body, Meeting.day == day)
    return db.scalars(that_day.order_by(Meeting.status == "cancelled", Meeting.id)).first()


def backlog(db: Session) -> Sequence[Theme]:
    """The programme's further themes."""
    return db.scalars(select(Theme).where(Theme.meeting_id.is_(None)).order_by(Theme.position)).all()
