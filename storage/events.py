"""Events that came in, with the reply each got: a repeated event gets the same reply and changes nothing."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import UTC, Base, Words
from storage.upsert import insert


class Event(Base):
    __tablename__ = "event"
    id: Mapped[str] = mapped_column(primary_key=True)
    reply: Mapped[str | None] = mapped_column(Words)
    at: Mapped[datetime] = mapped_column(UTC, index=True)


def begin(db: Session, event: str, at: datetime) -> str | None:
    """Take the event, or give the reply it got before. On PostgreSQL a twin waits here until the first has
    committed."""
    if db.execute(TAKE, {"id": event, "at": at}).first():
        return None
    return db.scalar(REPLY, {"event": event})


def finish(db: Session, event: str, reply: str) -> None:
    db.execute(FINISH, {"event": event, "answer": reply})


def reply(db: Session, event: str) -> str | None:
    """The reply that an event got, as long as it is remembered."""
    return db.scalar(REPLY, {"event": event})


def forget(db: Session, before: datetime) -> None:
    """Drop events so old that no platform repeats them."""
    db.execute(delete(Event).where(Event.at < before))


_event = Base.metadata.tables["event"]  # not the class: writing by the ORM costs twice as much, for each answer
TAKE = insert(_event).on_conflict_do_nothing(index_elements=["id"]).returning(_event.c.id)
REPLY = select(Event.reply).where(Event.id == bindparam("event"))
FINISH = update(_event).where(_event.c.id == bindparam("event")).values(reply=bindparam("answer"))
