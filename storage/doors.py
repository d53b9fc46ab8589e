"""Personal links by which people enter (or their calendars fetch meetings), and the sessions that entering begins.

Only the SHA-256 of a token is kept: whoever reads the tables can not enter with what stands there. The tokens are
random and long, so a plain hash is enough. All times here are real (`storage.database.real_time`), never the forum's: a
demo that moves its clock lets nobody in or out.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex
from typing import Literal

from sqlalchemy import ForeignKey, and_, bindparam, delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import UTC, Base

Kind = Literal["enter", "calendar"]

STAY = timedelta(days=90)
"""How long a session lasts after it was last used."""
BYTES = 20
"""Random bytes of a token. It is written in hexadecimal digits: no letter programme loses one at the end of a line."""


class DoorLink(Base):
    """A link that was given to a person. `used_at` is when somebody last entered by it."""

    __tablename__ = "door_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(UTC)
    expires_at: Mapped[datetime | None] = mapped_column(UTC)
    revoked_at: Mapped[datetime | None] = mapped_column(UTC)
    used_at: Mapped[datetime | None] = mapped_column(UTC)


class Stay(Base):
    """A browser in which a person has entered. `seen_at` is when it was last used, to the day."""

    __tablename__ = "session"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(UTC)
    seen_at: Mapped[datetime] = mapped_column(UTC)
    expires_at: Mapped[datetime] = mapped_column(UTC)
    ended_at: Mapped[datetime | None] = mapped_column(UTC)


def issue(db: Session, person: int, kind: Kind, real: datetime, expires: datetime | None) -> str:
    """Make a link, and give its token: this once. The person's other links go on working."""
    token = token_hex(BYTES)
    db.add(DoorLink(person_id=person, kind=kind, token_hash=hashed(token), made_at=real, expires_at=expires))
    db.flush()
    return token


def holder(db: Session, token: str, kind: Kind, real: datetime) -> int | None:
    """Whose link it is. None alike for one that has expired, was revoked, or never was."""
    return db.scalar(HOLDER, {"hash": hashed(token), "of_kind": kind, "real": real})


def has(db: Session, person: int, kind: Kind, real: datetime) -> bool:
    """Whether the person has a link of a kind that works."""
    return db.scalar(HAS, {"person": person, "of_kind": kind, "real": real}) is not None


def revoke(db: Session, person: int, kind: Kind, real: datetime) -> int:
    """End the person's links of a kind that still work, and tell how many there were."""
    return len(db.execute(REVOKE, {"person": person, "of_kind": kind, "real": real}).all())


def enter(db: Session, token: str, real: datetime) -> tuple[int, str] | None:
    """Begin a session by a link, which goes on working until it expires. Gives the person and the session's token, or
    None where the link opens nothing."""
    person = db.scalar(USE, {"hash": hashed(token), "of_kind": "enter", "real": real})
    if person is None:
        return None
    made = token_hex(BYTES)
    times = {"made_at": real, "seen_at": real, "expires_at": real + STAY}
    db.add(Stay(person_id=person, token_hash=hashed(made), **times))
    db.flush()
    return person, made


def who(db: Session, token: str, real: datetime) -> tuple[int, datetime] | None:
    """The person whose session it is, and when it was last seen. None if it has ended, expired, or never was."""
    found = db.execute(WHO, {"hash": hashed(token), "real": real}).first()
    return (found.person_id, found.seen_at) if found else None


def stay(db: Session, token: str, real: datetime) -> None:
    """Let a session that still runs last from now on."""
    db.execute(STAYING, {"hash": hashed(token), "real": real, "until": real + STAY})


def leave(db: Session, token: str, real: datetime) -> None:
    """End the session."""
    db.execute(LEAVE, {"hash": hashed(token), "real": real})


def leave_everywhere(db: Session, person: int, real: datetime) -> int:
    """End all sessions of a person, and tell how many still ran."""
    return len(db.execute(LEAVE_EVERYWHERE, {"person": person, "real": real}).all())


def forget(db: Session, before: datetime) -> None:
    """Drop links and sessions that had stopped working by then."""
    db.execute(delete(DoorLink).where(or_(DoorLink.expires_at < before, DoorLink.revoked_at < before)))
    db.execute(delete(Stay).where(or_(Stay.expires_at < before, Stay.ended_at < before)))


def hashed(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode(errors="surrogatepass")).hexdigest()


_opens = and_(
    DoorLink.revoked_at.is_(None),
    or_(DoorLink.expires_at.is_(None), DoorLink.expires_at > bindparam("real")),
)
_by_token = and_(DoorLink.token_hash == bindparam("hash"), DoorLink.kind == bindparam("of_kind"), _opens)
_runs = and_(Stay.ended_at.is_(None), Stay.expires_at > bindparam("real"))
_of_person = and_(DoorLink.person_id == bindparam("person"), DoorLink.kind == bindparam("of_kind"), _opens)
HAS = select(DoorLink.id).where(_of_person).limit(1)
HOLDER = select(DoorLink.person_id).where(_by_token)
USE = update(DoorLink).where(_by_token).values(used_at=bindparam("real")).returning(DoorLink.person_id)
REVOKE = update(DoorLink).where(_of_person).values(revoked_at=bindparam("real")).returning(DoorLink.id)
WHO = select(Stay.person_id, Stay.seen_at).where(Stay.token_hash == bindparam("hash"), _runs)
STAYING = (
    update(Stay)
    .where(Stay.token_hash == bindparam("hash"), _runs)
    .values(seen_at=bindparam("real"), expires_at=bindparam("until"))
)
LEAVE = update(Stay).where(Stay.token_hash == bindparam("hash"), _runs).values(ended_at=bindparam("real"))
LEAVE_EVERYWHERE = (
    update(Stay)
    .where(Stay.person_id == bindparam("person"), _runs)
    .values(ended_at=bindparam("real"))
    .returning(Stay.id)
)
