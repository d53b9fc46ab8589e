"""Input: what members send in of their own accord, and all that became of it."""

from datetime import date, datetime
from typing import Literal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import NEVER_REUSED, UTC, Base, Words

State = Literal["received", "forwarded", "answered", "reported", "withdrawn"]
Came = Literal["chat", "open_forum", "mail", "phone", "meeting"]
What = Literal["received", "added", "forwarded", "asked_again", "answered", "reported", "withdrawn", "placed"]


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
