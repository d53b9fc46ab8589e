"""Persons. By which accounts they are known on the platforms: storage/accounts.py."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import NEVER_REUSED, Base, Words


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


def get(db: Session, person: int) -> Person:
    """The person; raises NoResultFound for one that is not there."""
    return db.get_one(Person, person)


def everyone(db: Session) -> Sequence[Person]:
    return db.scalars(select(Person).order_by(Person.position)).all()


def secretariat(db: Session) -> Sequence[Person]:
    return db.scalars(select(Person).where(Person.secretariat.is_(True)).order_by(Person.position)).all()
