"""Who comes to a meeting, and how. As with answers, rows are only added: a person's latest one for the day counts."""

from datetime import date, datetime
from typing import Literal

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import UTC, Base, Words

How = Literal["room", "link", "deputy", "no"]


class Registration(Base):
    """What a person said of a meeting on a `day`: when it moves, they are asked again. Without `how` it is taken back.

    For a deputy that the forum knows `deputy_id`, else `deputy_name`.
    """

    __tablename__ = "registration"
    __table_args__ = (Index("ix_registration_meeting", "meeting_id", "day", "person_id", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    day: Mapped[date]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    how: Mapped[str | None]
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    deputy_name: Mapped[str | None] = mapped_column(Words)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTC)
