"""Input: what members send in of their own accord, and all that became of it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.base import NEVER_REUSED, UTC, Base, Words
from storage.meetings import Meeting
from storage.organisations import Organisation
from storage.people import Person
from storage.posts import Post

State = Literal["received", "forwarded", "answered", "reported", "withdrawn"]
Came = Literal["chat", "open_forum", "mail", "phone", "meeting"]
What = Literal[
    "received", "confirmed", "changed", "added", "forwarded", "returned", "asked_again", "answered", "unanswered",
    "placed", "reported", "reopened", "withdrawn", "undone",
]  # fmt: skip
TAKES_BACK: dict[str, str | None] = {"undone": None, "unanswered": "answered", "reopened": "reported"}
"""Each of these steps takes back the last one that stands, or the last of that kind."""


class Input(Base):
    """A contribution to an `item` of a meeting, or free. `by` is whose it is, `entered_by` the one of the secretariat
    who wrote it down if it `came` another way.

    Its owner answers it: somebody the forum knows (`owner_id`) or a name; by the `due` day.
    """

    __tablename__ = "input"
    __table_args__ = NEVER_REUSED
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(Words)
    text: Mapped[str] = mapped_column(Words)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id", ondelete="SET NULL"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"))
    """The meeting at which it is taken up, or reported back."""
    came: Mapped[str]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTC)
    state: Mapped[str] = mapped_column(index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    owner_name: Mapped[str | None] = mapped_column(Words)
    due: Mapped[date | None]
    by: Mapped[Person] = relationship(foreign_keys=[by_id], lazy="joined")
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id], lazy="joined")
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
    meeting: Mapped[Meeting | None] = relationship(lazy="joined")


class InputStep(Base):
    """One thing that happened to an input. Rows are only added: this is its history."""

    __tablename__ = "input_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    input_id: Mapped[int] = mapped_column(ForeignKey("input.id", ondelete="CASCADE"), index=True)
    what: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTC)
    text: Mapped[str | None] = mapped_column(Words)
    owner: Mapped[str | None] = mapped_column(Words)
    due: Mapped[date | None]


def get(db: Session, input: int) -> Input | None:
    return db.get(Input, input)


def locked(db: Session, input: Input) -> Input:
    """The input as it stands now; until the transaction ends nobody else changes it."""
    db.execute(select(Input.id).where(Input.id == input.id).with_for_update())
    return db.get_one(Input, input.id, populate_existing=True)


def receive(db: Session, input: Input, by: int, now: datetime) -> Input:
    """Store a new input, received now by the hand of `by`; it has its number afterwards."""
    db.add(input)
    db.flush()
    step(db, input, "received", by, now)
    return input


def step(
    db: Session,
    input: Input,
    what: What,
    by: int,
    at: datetime,
    text: str | None = None,
    owner: str | None = None,
    due: date | None = None,
    **fields: Any,
) -> InputStep:
    """Add what happened to its history, and set the `fields` that it changed, and its day where one is given."""
    added = InputStep(input_id=input.id, what=what, by_id=by, at=at, text=text, owner=owner, due=due)
    db.add(added)
    for name, value in (fields | ({"due": due} if due else {})).items():
        setattr(input, name, value)
    db.flush()
    db.refresh(input)
    return added


def steps(db: Session, input: int) -> Sequence[InputStep]:
    """All that happened to it, the oldest first."""
    return db.scalars(select(InputStep).where(InputStep.input_id == input).order_by(InputStep.id)).all()


def standing(steps: Sequence[InputStep]) -> list[InputStep]:
    """Those of its steps that count: what was taken back is history only."""
    found: list[InputStep] = []
    for one in steps:
        if one.what not in TAKES_BACK:
            found.append(one)
        elif (taken := _taken_back(found, one.what)) is not None:
            del found[taken]
    return found


def _taken_back(found: list[InputStep], what: str) -> int | None:
    """Which of the steps: the last of its kind, since more may have been added before it was taken back."""
    kind = TAKES_BACK[what]
    return next((at for at in reversed(range(len(found))) if kind in (None, found[at].what)), None)


def standing_of(db: Session, input: int) -> list[InputStep]:
    """All that happened to it and still counts, the oldest first."""
    return standing(steps(db, input))


def sent_by(db: Session, person: int) -> Sequence[Input]:
    """What a person has sent in, the latest first."""
    return db.scalars(select(Input).where(Input.by_id == person).order_by(Input.at.desc(), Input.id.desc())).all()


def sent_for(db: Session, organisations: Collection[int], besides: int) -> Sequence[Input]:
    """What others than `besides` have sent in for the organisations, the latest first; not what was taken back."""
    wanted = select(Input).where(
        Input.organisation_id.in_(organisations), Input.by_id != besides, Input.state != "withdrawn"
    )
    return db.scalars(wanted.order_by(Input.at.desc(), Input.id.desc())).all()


def owned_by(db: Session, persons: Collection[int]) -> Sequence[Input]:
    """What waits for an answer of the persons, the most urgent first."""
    wanted = select(Input).where(Input.owner_id.in_(persons), Input.state == "forwarded")
    return db.scalars(wanted.order_by(Input.due, Input.id)).all()


def under_way(db: Session) -> Sequence[Input]:
    """All that is neither reported back nor taken back, the oldest first."""
    wanted = select(Input).where(Input.state.in_(("received", "forwarded", "answered")))
    return db.scalars(wanted.order_by(Input.at, Input.id)).all()


def of_item(db: Session, item: int) -> Sequence[Input]:
    """What stands on an item of an agenda, in the order it came."""
    return db.scalars(select(Input).where(Input.item_id == item, Input.state != "withdrawn").order_by(Input.id)).all()


def of_meeting(db: Session, meeting: int) -> Sequence[Input]:
    """What a meeting is to take up, on an item or not, in the order it came."""
    wanted = select(Input).where(Input.meeting_id == meeting, Input.state != "withdrawn")
    return db.scalars(wanted.order_by(Input.id)).all()


def steps_since(db: Session, sender: int, since: datetime | None, until: datetime) -> Sequence[InputStep]:
    """What others did with the inputs of a person in a span of time, the oldest first."""
    wanted = (
        select(InputStep)
        .join(Input, Input.id == InputStep.input_id)
        .where(Input.by_id == sender, InputStep.by_id != sender, InputStep.at < until)
    )
    if since is not None:
        wanted = wanted.where(InputStep.at >= since)
    return db.scalars(wanted.order_by(InputStep.id)).all()


def told_until(db: Session, person: int, before: datetime) -> datetime | None:
    """When the last morning message before an instant was to come that the person has got."""
    wanted = select(func.max(Post.due)).where(
        Post.to == f"person:{person}", Post.view == "home.morning", Post.shown_at.is_not(None), Post.due < before
    )
    return db.scalar(wanted)
