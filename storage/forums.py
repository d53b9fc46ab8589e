"""The forum itself: name, language, time, quiet hours, priorities, and what its file said at the last load."""

from datetime import time
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, Json, Words


class Forum(Base):
    """One row: a database holds one forum."""

    __tablename__ = "forum"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Words)
    period: Mapped[str] = mapped_column(Words)
    language: Mapped[str]
    zone: Mapped[str]
    country: Mapped[str]
    quiet: Mapped[dict[str, Any]] = mapped_column(Json)
    morning: Mapped[time]
    reminder_hour: Mapped[time]
    confirm: Mapped[list[str]] = mapped_column(Json)
    question_reminders: Mapped[list[str]] = mapped_column(Json)
    action_reminders: Mapped[list[str]] = mapped_column(Json)
    sides: Mapped[str] = mapped_column(default="secretariat")
    """To whom majority and opposition are shown: «all», the «secretariat», or «nobody»."""
    file: Mapped[str] = mapped_column(Words, deferred=True)
    """The forum file as last loaded: by it a later load tells what the file changed. Long, so read only when asked
    for."""
    clock_ahead: Mapped[int] = mapped_column(default=0)
    """Seconds by which a demo's clock is ahead of the real one."""


class Priority(Base):
    __tablename__ = "priority"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(Words)
    position: Mapped[int]


def the(db: Session) -> Forum:
    """The forum. Raises NoResultFound before the first load."""
    return db.execute(THE).scalar_one()


def loaded(db: Session) -> Forum | None:
    """The forum, or None before the first load."""
    return db.execute(THE).scalar_one_or_none()


def set_clock(db: Session, ahead: int) -> None:
    db.execute(update(Forum).values(clock_ahead=ahead))


def priorities(db: Session) -> list[Priority]:
    return list(db.scalars(select(Priority).order_by(Priority.position)))


THE = select(Forum).where(Forum.id == 1)
