"""Addresses on the platforms that can not be reached, and why, until they can again: each is told of once."""

from datetime import datetime

from sqlalchemy import UniqueConstraint, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import NEVER_REUSED, UTC, Base, Words
from storage.upsert import insert


class Loss(Base):
    """A room or an account can not be reached, for a `reason` in the platform's own word."""

    __tablename__ = "loss"
    __table_args__ = (UniqueConstraint("platform", "address", "reason"), NEVER_REUSED)
    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    address: Mapped[str]
    reason: Mapped[str] = mapped_column(Words)
    at: Mapped[datetime] = mapped_column(UTC)


def note(db: Session, platform: str, address: str, reason: str, at: datetime) -> int | None:
    """Note that the address can not be reached; the number of the loss, None where that is known already."""
    return db.scalar(NOTE, {"platform": platform, "address": address, "reason": reason, "at": at})


def over(db: Session, platform: str, address: str) -> list[int]:
    """Note that the address can be reached; the losses that are over."""
    return list(db.scalars(OVER, {"platform": platform, "address": address}))


def get(db: Session, loss: int) -> Loss | None:
    return db.get(Loss, loss)


def of(db: Session, platform: str, address: str) -> Loss | None:
    """Why the address can not be reached, if so: the latest reason."""
    return db.scalars(OF, {"platform": platform, "address": address}).first()


_loss = Loss.__table__.c
_there = (_loss.platform == bindparam("platform"), _loss.address == bindparam("address"))
NOTE = insert(Loss).on_conflict_do_nothing(index_elements=["platform", "address", "reason"]).returning(Loss.id)
OVER = delete(Loss.__table__).where(*_there).returning(_loss.id)  # type: ignore[arg-type]
OF = select(Loss).where(*_there).order_by(Loss.id.desc()).limit(1)
