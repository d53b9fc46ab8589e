"""Action points: what somebody shall do, by when, and every change of it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.base import NEVER_REUSED, UTC, Base, Json, Words
from storage.bodies import Body
from storage.meetings import Meeting
from storage.organisations import Organisation
from storage.people import Person

Responsible = Literal["person", "organisation", "secretariat"]


class Action(Base):
    """An action point. Due on a `due` day or at the body's next meeting (`next_meeting`); else visible until closed."""

    __tablename__ = "action"
    __table_args__ = NEVER_REUSED
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Words)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    """Neither a person nor an organisation: the secretariat."""
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"))
    due: Mapped[date | None]
    next_meeting: Mapped[bool] = mapped_column(default=False)
    logged_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    logged_at: Mapped[datetime] = mapped_column(UTC)
    done_at: Mapped[datetime | None] = mapped_column(UTC, index=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTC)
    """When it was taken back: then it is in no list any more."""
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id], lazy="joined")
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
    body: Mapped[Body | None] = relationship(lazy="joined")
    meeting: Mapped[Meeting | None] = relationship(lazy="joined")
    done_by: Mapped[Person | None] = relationship(foreign_keys=[done_by_id], lazy="joined")


class ActionChange(Base):
    """What was changed of an action point, by whom («done», «reopened», «withdrawn», «changed», «undone»), and the
    fields as they were."""

    __tablename__ = "action_change"
    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTC)
    what: Mapped[str]
    before: Mapped[dict[str, Any]] = mapped_column(Json)


def get(db: Session, action: int) -> Action | None:
    return db.get(Action, action)


def locked(db: Session, action: Action) -> Action:
    """The action point as it stands now; until the transaction ends nobody else changes it."""
    db.execute(select(Action.id).where(Action.id == action.id).with_for_update())
    return db.get_one(Action, action.id, populate_existing=True)


def log(db: Session, action: Action) -> Action:
    """Store a new action point; it has its number afterwards."""
    db.add(action)
    db.flush()
    return action


def change(db: Session, action: Action, by: int, at: datetime, what: str, **fields: Any) -> None:
    """Set `fields` and keep what they were before."""
    before = {name: _stored(getattr(action, name)) for name in fields}
    db.add(ActionChange(action_id=action.id, by_id=by, at=at, what=what, before=before))
    for name, value in fields.items():
        setattr(action, name, value)
    db.flush()


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def fields_before(change: ActionChange) -> dict[str, Any]:
    """What the fields were that it changed."""
    return {name: _READ[name](value) if value and name in _READ else value for name, value in change.before.items()}


_READ = {"due": date.fromisoformat, "done_at": datetime.fromisoformat, "withdrawn_at": datetime.fromisoformat}


def open_actions(db: Session, body: int | None = None) -> Sequence[Action]:
    """What is not done or taken back, of one body or all; that which is due first first, the undated last."""
    wanted = select(Action).where(Action.done_at.is_(None), Action.withdrawn_at.is_(None))
    if body is not None:
        wanted = wanted.where(Action.body_id == body)
    return db.scalars(wanted.order_by(Action.due.is_(None), Action.due, Action.id)).all()


def of_meeting(db: Session, meeting: int) -> Sequence[Action]:
    """All that was agreed at a meeting, done or not."""
    agreed = select(Action).where(Action.meeting_id == meeting, Action.withdrawn_at.is_(None))
    return db.scalars(agreed.order_by(Action.id)).all()


def changes(db: Session, action: int) -> Sequence[ActionChange]:
    return db.scalars(select(ActionChange).where(ActionChange.action_id == action).order_by(ActionChange.id)).all()


def standing(db: Session, action: int) -> list[ActionChange]:
    """The changes that count, the oldest first: one that was undone is history only."""
    found: list[ActionChange] = []
    for one in changes(db, action):
        if one.what == "undone":
            found.pop()
        else:
            found.append(one)
    return found
