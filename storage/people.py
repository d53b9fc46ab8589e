"""Persons, and by which account each was last seen on each platform."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import NEVER_REUSED, UTC, Base, Words
from storage.upsert import insert


class Person(Base):
    """Somebody in the forum: a member, a deputy, a chair, or (`secretariat`) one who runs it."""

    __tablename__ = "person"
    __table_args__ = NEVER_REUSED
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(Words)
    email: Mapped[str | None] = mapped_column(Words)
    language: Mapped[str | None]
    secretariat: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]


class Account(Base):
    """A person as a platform knows them. Personal posts go to the account used last."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("platform", "address"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    platform: Mapped[str]
    address: Mapped[str]
    used_at: Mapped[datetime] = mapped_column(UTC)


def get(db: Session, person: int) -> Person:
    """The person; raises NoResultFound for one that is not there."""
    return db.get_one(Person, person)


def everyone(db: Session) -> Sequence[Person]:
    return db.scalars(select(Person).order_by(Person.position)).all()


def secretariat(db: Session) -> Sequence[Person]:
    return db.scalars(select(Person).where(Person.secretariat.is_(True)).order_by(Person.position)).all()


def used(db: Session, person: int, platform: str, address: str, at: datetime) -> None:
    """Note that the person was active on a platform."""
    db.execute(USED, {"person_id": person, "platform": platform, "address": address, "used_at": at})


def account(db: Session, person: int, platforms: Sequence[str]) -> Account | None:
    """The account used last, among the platforms that run."""
    return db.scalars(ACCOUNT, {"person": person, "platforms": platforms}).first()


_used = insert(Account)
USED = _used.on_conflict_do_update(
    index_elements=["platform", "address"],
    set_={"used_at": _used.excluded.used_at, "person_id": _used.excluded.person_id},
)
ACCOUNT = (
    select(Account)
    .where(Account.person_id == bindparam("person"), Account.platform.in_(bindparam("platforms", expanding=True)))
    .order_by(Account.used_at.desc())
)
