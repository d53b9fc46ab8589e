"""In which workspaces an app of ours is installed, by which token each is spoken to, and who is reached through whom.

The tokens lie here as they are, since they have to be sent. All times are real (`storage.database.real_time`).
"""

from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import UTC, Base, Json, Words
from storage.upsert import insert

MOST_BACK = 1000
"""How many who came back are remembered at once: whoever brings more only lets the first be brought once more, with
which nothing can be had that was had already."""


class Installation(Base):
    """The app in a workspace, or in all workspaces of an organisation: `key` is the platform's id of the one or the
    other. `installed_by` is the platform's id of who did it; from `gone_at` on the token opens nothing."""

    __tablename__ = "installation"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    enterprise: Mapped[str | None] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(Words)
    app: Mapped[str]
    bot: Mapped[str]
    bot_user: Mapped[str]
    token: Mapped[str]
    scopes: Mapped[list[Any]] = mapped_column(Json)
    installed_by: Mapped[str]
    installed_at: Mapped[datetime] = mapped_column(UTC)
    gone_at: Mapped[datetime | None] = mapped_column(UTC)

    @property
    def is_org_wide(self) -> bool:
        return self.key == self.enterprise


class Passage(Base):
    """Whose app is not installed where they belong (`home`), and the installation through which they were met."""

    __tablename__ = "installation_passage"
    home: Mapped[str] = mapped_column(primary_key=True)
    through: Mapped[str]


class Returned(Base):
    """Somebody who came back from the platform, where they said that the app may be installed."""

    __tablename__ = "installation_state"
    state_hash: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UTC, index=True)


def save(db: Session, made: dict[str, Any], real: datetime) -> None:
    """Note that the app is installed, with a token that takes the place of the one before."""
    db.execute(SAVE, made | {"installed_at": real, "gone_at": None})


def get(db: Session, key: str) -> Installation | None:
    """The installation in that workspace, or for all of that organisation, unless it is gone."""
    return db.scalars(GET, {"key": key}).first()


def name(db: Session, key: str) -> str | None:
    """What the workspace or organisation is called in which the app is installed, or was."""
    return db.scalar(select(Installation.name).where(Installation.key == key))


def everywhere(db: Session) -> list[Installation]:
    """All that were ever made, also those that are gone."""
    return list(db.scalars(select(Installation).order_by(Installation.name, Installation.key)))


def serving(db: Session, home: str) -> Installation | None:
    """By which installation those of a workspace or organisation are reached: its own, its organisation's, one in a
    workspace of that organisation, or else the one through which they were met."""
    passage = db.get(Passage, home)
    return _near(db, home) or (_near(db, passage.through) if passage else None)


def through(db: Session, home: str) -> str:
    """The workspace or organisation by whose installation those of `home` are reached, or were while there was one;
    `home` itself where that was never so."""
    passage = db.get(Passage, home)
    ways = [home, *([passage.through] if passage else [])]
    reached = serving(db, home) or next(
        filter(None, (db.scalars(ONCE_NEAR, {"home": way}).first() for way in ways)), None
    )
    return reached.key if reached else home


def _near(db: Session, home: str) -> Installation | None:
    return db.scalars(NEAR, {"home": home}).first()


def met(db: Session, home: str, through: str) -> None:
    """Note that those of `home` were met through the installation that serves `through`, where none of theirs is."""
    there = serving(db, through)
    if there and serving(db, home) is None:
        db.execute(MET, {"home": home, "through": there.key})


def is_known(db: Session, key: str) -> bool:
    """Whether the app is installed there, or was."""
    return db.scalar(select(Installation.id).where(Installation.key == key)) is not None


def gone(db: Session, key: str, since: datetime, real: datetime) -> bool:
    """Note that the app was removed. One that was installed after `since` stands: that was told of an earlier one."""
    return bool(db.execute(GONE, {"of": key, "since": since, "real": real}).all())


def come_back(db: Session, state: str, until: datetime, real: datetime) -> bool:
    """Whether somebody comes with that secret, which is good `until` then, in time and for the first time."""
    db.execute(delete(Returned).where(Returned.expires_at <= real))
    db.execute(delete(Returned).where(Returned.state_hash.in_(TOO_MANY)))
    first = db.execute(BACK, {"state_hash": _hashed(state), "expires_at": until}).first() is not None
    return first and real < until


def _hashed(state: str) -> str:
    return sha256(state.encode(errors="surrogatepass")).hexdigest()


_made = Installation.__table__.c
_insert = insert(Installation)
_changed = (
    "enterprise",
    "name",
    "app",
    "bot",
    "bot_user",
    "token",
    "scopes",
    "installed_by",
    "installed_at",
    "gone_at",
)
SAVE = _insert.on_conflict_do_update(
    index_elements=["key"], set_={name: getattr(_insert.excluded, name) for name in _changed}
)
GET = select(Installation).where(Installation.key == bindparam("key"), Installation.gone_at.is_(None))
_own = Installation.key == bindparam("home")
ONCE_NEAR = (
    select(Installation)
    .where(or_(_own, Installation.enterprise == bindparam("home")))
    .order_by(_own.desc(), Installation.installed_at.desc())
    .limit(1)
)
NEAR = ONCE_NEAR.where(Installation.gone_at.is_(None))
_passage = insert(Passage)
MET = _passage.on_conflict_do_update(index_elements=["home"], set_={"through": _passage.excluded.through})
GONE = (
    update(Installation)
    .where(_made.key == bindparam("of"), _made.installed_at <= bindparam("since"), _made.gone_at.is_(None))
    .values(gone_at=bindparam("real"))
    .returning(Installation.id)
)
TOO_MANY = select(Returned.state_hash).order_by(Returned.expires_at.desc()).offset(MOST_BACK - 1)
BACK = insert(Returned).on_conflict_do_nothing(index_elements=["state_hash"]).returning(Returned.state_hash)
