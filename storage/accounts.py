"""By which accounts persons are known on the platforms, who asks to be known by one, and whose word on that is trusted.

An address is a platform's own («T1/U2»). It belongs to one person; a person may have several.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey, UniqueConstraint, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column, relationship

from storage.base import NEVER_REUSED, UTC, Base, Words
from storage.losses import Loss
from storage.people import Person
from storage.upsert import insert

State = Literal["waiting", "linked", "denied", "unlinked"]


class Account(Base):
    """A person as a platform knows them. Personal posts go to the account used last. `workspace` is the platform's own
    id of where it belongs, `name` what it is called there."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("platform", "address"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    platform: Mapped[str]
    address: Mapped[str]
    used_at: Mapped[datetime] = mapped_column(UTC)
    workspace: Mapped[str | None]
    name: Mapped[str | None] = mapped_column(Words)
    person: Mapped[Person] = relationship(lazy="joined")


class Stranger(Base):
    """An account that belongs to nobody yet, whose owner has asked to be known by it.

    States: waiting (for the secretariat); linked; denied (not a member); unlinked (it was taken from a person, and is
    not given back by itself). `decided_by` is who of the secretariat, or whose it was, decided last.
    """

    __tablename__ = "stranger"
    __table_args__ = (UniqueConstraint("platform", "address"), NEVER_REUSED)
    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    address: Mapped[str]
    name: Mapped[str] = mapped_column(Words)
    email: Mapped[str | None] = mapped_column(Words)
    workspace: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(UTC)
    state: Mapped[str] = mapped_column(default="waiting")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Workspace(Base):
    """Where accounts belong: an organisation's own part of a platform, under its `key` there. `trusted`: what it says
    of its accounts' e-mail addresses is taken as true."""

    __tablename__ = "workspace"
    __table_args__ = (UniqueConstraint("platform", "key"), NEVER_REUSED)
    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    key: Mapped[str]
    name: Mapped[str] = mapped_column(Words)
    trusted: Mapped[bool] = mapped_column(default=False)


@dataclass(frozen=True)
class Known:
    """Whose an account is, when it was last used, and whether another of theirs was used after it."""

    person: int
    used_at: datetime
    overtaken: bool


# Whose an account is


def known(db: Session, platform: str, address: str) -> Known | None:
    """Whose the account is. On the path of every answer."""
    row = db.execute(KNOWN, {"platform": platform, "address": address}).first()
    return Known(row.person_id, row.used_at, row.overtaken) if row else None


def holder(db: Session, platform: str, address: str) -> int | None:
    """Whose the account is now, also if another has changed that meanwhile."""
    return db.scalar(HOLDER, {"platform": platform, "address": address})


def used(db: Session, person: int, platform: str, address: str, at: datetime) -> None:
    """Note that the person was active on a platform. An account that is another's by now stays theirs."""
    db.execute(USED, {"person_id": person, "platform": platform, "address": address, "used_at": at})


def used_again(db: Session, person: int, platform: str, address: str, at: datetime) -> None:
    """As `used`, for an account that was known just now: one that is nobody's by then stays so."""
    db.execute(USED_AGAIN, {"person": person, "of": platform, "there": address, "now": at})


def link(
    db: Session, person: int, platform: str, address: str, at: datetime, workspace: str | None, name: str | None
) -> bool:
    """Make the account the person's. False if it is somebody's already."""
    where = {"platform": platform, "address": address, "workspace": workspace, "name": name}
    return db.execute(LINK, where | {"person_id": person, "used_at": at}).first() is not None


def renamed(db: Session, platform: str, address: str, name: str) -> None:
    """Note what an account is called on its platform now."""
    there = (Account.platform == platform, Account.address == address)
    db.execute(update(Account).where(*there).values(name=name))


def unlink(db: Session, person: int, platform: str, address: str) -> bool:
    """Have the account be nobody's. False if it is not that person's."""
    mine = (Account.person_id == person, Account.platform == platform, Account.address == address)
    return db.execute(delete(Account).where(*mine).returning(Account.id)).first() is not None


def account(db: Session, person: int, platforms: Sequence[str]) -> Account | None:
    """The account used last, among the platforms that run; one that can not be reached only where there is no other."""
    return db.scalars(ACCOUNT, {"person": person, "platforms": platforms}).first()


def reachable(db: Session, person: int, platforms: Sequence[str]) -> Account | None:
    """The account used last, among the platforms that run, that can be reached."""
    return db.scalars(REACHABLE, {"person": person, "platforms": platforms}).first()


def get(db: Session, account: int) -> Account | None:
    return db.get(Account, account)


def at(db: Session, platform: str, address: str) -> Account | None:
    return db.scalars(select(Account).where(Account.platform == platform, Account.address == address)).first()


def of(db: Session, person: int) -> Sequence[Account]:
    """The accounts of a person, the one used last first."""
    return db.scalars(select(Account).where(Account.person_id == person).order_by(Account.used_at.desc())).all()


def used_last(db: Session, person: int) -> Account | None:
    """The account that a person used last, on whichever platform."""
    return next(iter(of(db, person)), None)


def everyone(db: Session, but: str) -> Sequence[Account]:
    """All accounts on the platforms, `but` those of one, by the order of their persons."""
    theirs = select(Account).join(Person, Person.id == Account.person_id).where(Account.platform != but)
    return db.scalars(theirs.order_by(Person.position, Account.id)).all()


# Who asks to be known


def stranger(db: Session, platform: str, address: str) -> Stranger | None:
    found = select(Stranger).where(Stranger.platform == platform, Stranger.address == address)
    return db.scalars(found.execution_options(populate_existing=True)).first()


def request(db: Session, stranger: int) -> Stranger | None:
    return db.get(Stranger, stranger)


def locked(db: Session, stranger: int) -> Stranger | None:
    """Who asks, as it stands now: until the transaction ends nobody else decides it."""
    asked = select(Stranger).where(Stranger.id == stranger).with_for_update()
    return db.scalars(asked.execution_options(populate_existing=True)).first()


def ask(
    db: Session, platform: str, address: str, name: str, email: str | None, workspace: str, when: datetime
) -> tuple[Stranger, bool]:
    """Note who asks to be known. The request, and whether it is new: asking twice is asking once, and what was denied
    stays so."""
    values = {"platform": platform, "address": address, "name": name, "email": email, "workspace": workspace}
    made = db.execute(ASK, values | {"asked_at": when, "state": "waiting", "decided_by_id": None}).first()
    found = stranger(db, platform, address)
    assert found is not None, "just asked"
    return found, made is not None


def become(db: Session, stranger: Stranger, state: State, by: int | None) -> None:
    stranger.state, stranger.decided_by_id = state, by
    db.flush()


def taken(db: Session, account: Account, state: State, by: int) -> Stranger:
    """Note that an account was taken from its person: it is not theirs again by itself."""
    values = {"platform": account.platform, "address": account.address, "name": account.name or account.person.name}
    row = values | {"workspace": account.workspace or "", "email": None, "asked_at": account.used_at}
    db.execute(MEET, row | {"state": state, "decided_by_id": by})
    found = stranger(db, account.platform, account.address)
    assert found is not None, "just met"
    become(db, found, state, by)
    return found


def waiting(db: Session) -> Sequence[Stranger]:
    """Who waits for the secretariat, the one who asked first first."""
    return db.scalars(select(Stranger).where(Stranger.state == "waiting").order_by(Stranger.asked_at)).all()


def denied(db: Session) -> Sequence[Stranger]:
    return db.scalars(select(Stranger).where(Stranger.state == "denied").order_by(Stranger.asked_at)).all()


# Workspaces


def workspace(db: Session, platform: str, key: str) -> Workspace | None:
    return db.scalars(select(Workspace).where(Workspace.platform == platform, Workspace.key == key)).first()


def locked_workspace(db: Session, workspace: int) -> Workspace | None:
    """The workspace as it stands now: until the transaction ends nobody else changes whether it is trusted."""
    known = select(Workspace).where(Workspace.id == workspace).with_for_update()
    return db.scalars(known.execution_options(populate_existing=True)).first()


def workspaces(db: Session) -> Sequence[Workspace]:
    return db.scalars(select(Workspace).order_by(Workspace.name)).all()


def known_workspaces(db: Session, platform: str) -> Sequence[Workspace]:
    """The workspaces of a platform that somebody is known in, or that are trusted."""
    known = exists().where(Account.platform == Workspace.platform, Account.workspace == Workspace.key)
    there = select(Workspace).where(Workspace.platform == platform, or_(Workspace.trusted, known))
    return db.scalars(there.order_by(Workspace.trusted.desc(), Workspace.id)).all()


def met(db: Session, platform: str, key: str, name: str) -> None:
    """Note what a workspace is called. While nobody can tell, it keeps the name it had."""
    db.execute(MET if name else MET_NAMELESS, {"platform": platform, "key": key, "name": name or key, "trusted": False})


def members_of(db: Session, platform: str, key: str) -> int:
    """How many accounts of the workspace are somebody's."""
    theirs = select(func.count(Account.id)).where(Account.platform == platform, Account.workspace == key)
    return db.scalar(theirs) or 0


_other = aliased(Account)
_there = (Account.platform == bindparam("platform"), Account.address == bindparam("address"))
KNOWN = select(
    Account.person_id,
    Account.used_at,
    exists().where(_other.person_id == Account.person_id, _other.used_at > Account.used_at).label("overtaken"),
).where(*_there)
HOLDER = select(Account.person_id).where(*_there)
_account = insert(Account)
USED = _account.on_conflict_do_update(
    index_elements=["platform", "address"],
    set_={"used_at": _account.excluded.used_at},
    where=Account.person_id == _account.excluded.person_id,
)
USED_AGAIN = (
    update(Account)
    .where(
        Account.person_id == bindparam("person"),
        Account.platform == bindparam("of"),
        Account.address == bindparam("there"),
    )
    .values(used_at=bindparam("now"))
)
LINK = _account.on_conflict_do_nothing(index_elements=["platform", "address"]).returning(Account.id)
# Whoever used it since can be reached there again, as far as anybody knows.
_lost = exists().where(
    Loss.platform == Account.platform,
    Loss.address == Account.address,
    Loss.at >= Account.used_at,
    Loss.over.is_(False),
)
_theirs = select(Account).where(
    Account.person_id == bindparam("person"), Account.platform.in_(bindparam("platforms", expanding=True))
)
ACCOUNT = _theirs.order_by(_lost, Account.used_at.desc()).limit(1)
REACHABLE = _theirs.where(~_lost).order_by(Account.used_at.desc()).limit(1)
_stranger = insert(Stranger)
ASK = _stranger.on_conflict_do_update(
    index_elements=["platform", "address"],
    set_={name: _stranger.excluded[name] for name in ("name", "email", "workspace", "asked_at", "state")},
    where=Stranger.state.in_(("linked", "unlinked")),
).returning(Stranger.id)
MEET = _stranger.on_conflict_do_nothing(index_elements=["platform", "address"])
_workspace = insert(Workspace)
MET = _workspace.on_conflict_do_update(index_elements=["platform", "key"], set_={"name": _workspace.excluded.name})
MET_NAMELESS = _workspace.on_conflict_do_nothing(index_elements=["platform", "key"])
