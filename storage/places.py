"""The rooms of the bodies: a place is a body's room on one platform. A body may have several.

A channel that several workspaces share is one place, whatever workspace it is seen from: `address` is by which of them
it is written to («T1/C2»), `channel` what it is called in all of them («C2», see `storage.addresses`).
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage import addresses
from storage.base import NEVER_REUSED, Base
from storage.upsert import insert

ONE_PLACE = Index("ix_place_channel", "platform", "channel", unique=True)


class Place(Base):
    __tablename__ = "place"
    __table_args__ = (UniqueConstraint("platform", "address"), ONE_PLACE, NEVER_REUSED)
    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    address: Mapped[str]
    channel: Mapped[str]
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)


def get(db: Session, place: int) -> Place | None:
    return db.get(Place, place)


def of(db: Session, body: int) -> Sequence[Place]:
    """The rooms of a body, on all platforms."""
    return db.scalars(select(Place).where(Place.body_id == body).order_by(Place.id)).all()


def bind(db: Session, platform: str, address: str, body: int) -> None:
    """Make the place a room of the body, instead of any body it belonged to before."""
    db.execute(BIND, _named(platform, address) | {"body_id": body})


def at(db: Session, platform: str, address: str) -> Place | None:
    """The place that the address leads to, from whatever workspace."""
    return db.scalars(_at(platform, address)).first()


def locked(db: Session, platform: str, address: str) -> Place | None:
    """The place as it stands now: until the transaction ends nobody else makes it another body's."""
    there = _at(platform, address).with_for_update()
    return db.scalars(there.execution_options(populate_existing=True)).first()


def _at(platform: str, address: str):
    return select(Place).where(Place.platform == platform, Place.channel == addresses.channel(address))


def _named(platform: str, address: str) -> dict[str, Any]:
    return {"platform": platform, "address": address, "channel": addresses.channel(address)}


def make(db: Session, platform: str, address: str, body: int, place: int | None = None) -> Place | None:
    """Make the place a room of the body; None if it is a body's already. One that a body had before, by its number
    `place`, is that again, with all that stands there."""
    values = _named(platform, address) | {"body_id": body} | ({"id": place} if place else {})
    made = db.scalar(MAKE, values)
    return get(db, made) if made else None


def remove(db: Session, place: Place) -> None:
    """Have the place be no body's. What stands there is left as it is."""
    db.delete(place)
    db.flush()


_place = insert(Place)
BIND = _place.on_conflict_do_update(index_elements=["platform", "channel"], set_={"body_id": _place.excluded.body_id})
MAKE = _place.on_conflict_do_nothing().returning(Place.id)
