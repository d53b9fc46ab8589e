"""What can not be reached on the platforms, and why, until it can again: rooms and accounts by their addresses, and
workspaces as a whole. Each is told of once."""

from datetime import datetime

from sqlalchemy import UniqueConstraint, bindparam, delete, exists, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import NEVER_REUSED, UTC, Base, Words
from storage.upsert import insert


class Loss(Base):
    """A room or an account can not be reached, for a `reason` in the platform's own word; `at` that time, most lately.

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


def note(
    db: Session, platform: str, address: str, reason: str, at: datetime, workspace: str | None = None
) -> int | None:
    """Note that the address can not be reached; the number of the loss, None where that is known already."""
    there = {"platform": platform, "address": address, "reason": reason, "at": at}
    if db.execute(STILL, {f"is_{name}": value for name, value in there.items()}).first():
        return None
    return db.scalar(NOTE, there | {"workspace": workspace})


def note_whole(db: Session, platform: str, workspace: str, reason: str, at: datetime) -> tuple[datetime, int | None]:
    """Note that a workspace can not be reached as a whole: since when, and the number of the loss, None where that is
    known already, for whatever reason."""
    if known := whole(db, platform, workspace):
        return known.at, None
    return at, note(db, platform, workspace, reason, at, workspace)


def over(db: Session, platform: str, address: str) -> list[int]:
    """Note that the address can be reached; the losses that are over."""
    return list(db.scalars(OVER, {"platform": platform, "address": address}))


def whole_over(db: Session, platform: str, workspace: str) -> list[int]:
    """Note that the workspace can be reached, and so all that was lost with it; the losses that are over."""
    return list(db.scalars(WHOLE_OVER, {"platform": platform, "workspace": workspace}))


def is_any_whole(db: Session, platform: str) -> bool:
    """Whether any of the platform's workspaces can not be reached."""
    return bool(db.scalar(ANY_WHOLE, {"platform": platform}))


def get(db: Session, loss: int) -> Loss | None:
    return db.get(Loss, loss)


def of(db: Session, platform: str, address: str) -> Loss | None:
    """Why the address can not be reached, if so: the latest reason."""
    return db.scalars(OF, {"platform": platform, "address": address}).first()


def whole(db: Session, platform: str, workspace: str) -> Loss | None:
    """Why the workspace can not be reached, if so."""
    return db.scalars(WHOLE, {"platform": platform, "workspace": workspace}).first()


_loss = Loss.__table__.c
_there = (_loss.platform == bindparam("platform"), _loss.address == bindparam("address"))
_of_workspace = (_loss.platform == bindparam("platform"), _loss.workspace == bindparam("workspace"))
_is_there = (
    _loss.platform == bindparam("is_platform"),
    _loss.address == bindparam("is_address"),
    _loss.reason == bindparam("is_reason"),
)
STILL = update(Loss.__table__).where(*_is_there).values(at=bindparam("is_at")).returning(_loss.id)  # type: ignore[arg-type]
NOTE = insert(Loss).on_conflict_do_nothing(index_elements=["platform", "address", "reason"]).returning(Loss.id)
OVER = delete(Loss.__table__).where(*_there).returning(_loss.id)  # type: ignore[arg-type]
WHOLE_OVER = delete(Loss.__table__).where(*_of_workspace).returning(_loss.id)  # type: ignore[arg-type]
ANY_WHOLE = select(exists().where(_loss.platform == bindparam("platform"), _loss.workspace.is_not(None)))
OF = select(Loss).where(*_there).order_by(Loss.id.desc()).limit(1)
WHOLE = select(Loss).where(*_of_workspace, _loss.address == _loss.workspace)
