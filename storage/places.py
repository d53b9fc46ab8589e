"""The rooms of the bodies: a place is a body's room on one platform. A body may have several."""

from collections.abc import Sequence

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import NEVER_REUSED, Base
from storage.upsert import insert


class Place(Base):
    __tablename__ = "place"
    __table_args__ = (UniqueConstraint("platform", "address"), NEVER_REUSED)
    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    address: Mapped[str]
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)


def get(db: Session, place: int) -> Place | None:
    return db.get(Place, place)


def of(db: Session, body: int) -> Sequence[Place]:
    """The rooms of a body, on all platforms."""
    return db.scalars(select(Place).where(Place.body_id == body).order_by(Place.id)).all()


def bind(db: Session, platform: str, address: str, body: int) -> None:
    """Make the place a room of the body, instead of any body it belonged to before."""
    db.execute(BIND, {"platform": platform, "address": address, "body_id": body})


_place = insert(Place)
BIND = _place.on_conflict_do_update(index_elements=["platform", "address"], set_={"body_id": _place.excluded.body_id})
