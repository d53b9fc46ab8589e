"""What can not be reached on the platforms, and why, until it can again: rooms and accounts by their addresses, and
workspaces as a whole. Each is told of once, also where it comes and goes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import UniqueConstraint, bindparam, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import NEVER_REUSED, UTC, Base, Words
from storage.upsert import insert

RECENT = timedelta(days=1)
"""A loss that is over and comes again within this is the same one."""


class Loss(Base):
    """A room or an account can not be reached, for a `reason` in the platform's own word; `at` that time, most lately.
    `over`: it can again, and the loss is kept to be known by if it comes back.

    `workspace`: nothing can be sent to all of it. The row whose `address` is the workspace itself tells since when
    (`at`), the others who is reached elsewhere meanwhile."""

    __tablename__ = "loss"
    __table_args__ = (UniqueConstraint("platform", "address", "reason"), NEVER_REUSED)
    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    address: Mapped[str]
    reason: Mapped[str] = mapped_column(Words)
    at: Mapped[datetime] = mapped_column(UTC)
    workspace: Mapped[str | None]
    over: Mapped[bool] = mapped_column(default=False)


def note(
    db: Session, platform: str, address: str, reason: str, at: datetime, workspace: str | None = None
) -> int | None:
    """Note that the address can not be reached; the number of the loss, None where that is known already. A recent one
    that was over is that again."""
    there = {"platform": platform, "address": address, "reason": reason, "at": at, "workspace": workspace}
    named = {f"is_{name}": value for name, value in there.items()} | {"recent": at - RECENT}
    if db.execute(STILL, named).first():
        return None
    if again := db.scalar(AGAIN, named):
        return again
    db.execute(FORGET, named)
    return db.scalar(NOTE, there | {"over": False})


def note_whole(db: Session, platform: str, workspace: str, reason: str, at: datetime) -> tuple[datetime, int | None]:
    """Note that a workspace can not be reached as a whole: since when, and the number of the loss, None where that is
    known already, for whatever reason."""
    if known := whole(db, platform, workspace):
        return known.at, None
    return at, note(db, platform, workspace, reason, at, workspace)


def over(db: Session, platform: str, address: str) -> list[int]:
    """Note that the address can be reached; the losses that are over."""
    return list(db.scalars(OVER, {"of": platform, "there": address}))


def whole_over(db: Session, platform: str, workspace: str) -> list[int]:
    """Note that the workspace can be reached, and so all that was lost with it; the losses that are over."""
    return list(db.scalars(WHOLE_OVER, {"of": platform, "within": workspace}))


def whole_ones(db: Session, platform: str) -> Sequence[str]:
    """The platform's workspaces that can not be reached."""
    return db.scalars(WHOLE_ONES, {"of": platform}).all()


def get(db: Session, loss: int) -> Loss | None:
    """Unless it is over."""
    found = db.get(Loss, loss)
    return found if found and not found.over else None


def of(db: Session, platform: str, address: str) -> Loss | None:
    """Why the address can not be reached, if so: the latest reason."""
    return db.scalars(OF, {"of": platform, "there": address}).first()


def whole(db: Session, platform: str, workspace: str) -> Loss | None:
    """Why the workspace can not be reached, if so."""
    return db.scalars(WHOLE, {"of": platform, "within": workspace}).first()


_loss = Loss.__table__.c
_stands = _loss.over.is_(False)
_there = (_loss.platform == bindparam("of"), _loss.address == bindparam("there"), _stands)
_of_workspace = (_loss.platform == bindparam("of"), _loss.workspace == bindparam("within"), _stands)
_is_there = (
    _loss.platform == bindparam("is_platform"),
    _loss.address == bindparam("is_address"),
    _loss.reason == bindparam("is_reason"),
)
_note = update(Loss.__table__).where(*_is_there).values(at=bindparam("is_at")).returning(_loss.id)  # type: ignore[arg-type]
STILL = _note.where(_stands)
AGAIN = _note.where(_loss.over, _loss.at > bindparam("recent")).values(over=False, workspace=bindparam("is_workspace"))
FORGET = delete(Loss.__table__).where(*_is_there, _loss.over)  # type: ignore[arg-type]
NOTE = insert(Loss).on_conflict_do_nothing(index_elements=["platform", "address", "reason"]).returning(Loss.id)
_over = update(Loss.__table__).values(over=True).returning(_loss.id)  # type: ignore[arg-type]
OVER = _over.where(*_there)
WHOLE_OVER = _over.where(*_of_workspace)
WHOLE_ONES = (
    select(_loss.workspace).distinct().where(_stands, _loss.platform == bindparam("of"), _loss.workspace.is_not(None))
)
OF = select(Loss).where(*_there).order_by(Loss.id.desc()).limit(1)
WHOLE = select(Loss).where(*_of_workspace, _loss.address == _loss.workspace)
