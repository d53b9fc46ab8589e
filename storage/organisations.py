"""Counties and the organisations in them, with names that change over time."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ForeignKey, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.base import Base, Json, Words


class County(Base):
    """A county (län). Its key is its letter: «w» is Dalarna."""

    __tablename__ = "county"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(Words)
    short: Mapped[str] = mapped_column(Words)
    aliases: Mapped[list[str]] = mapped_column(Json, default=list)
    position: Mapped[int]


class OrganisationName(Base):
    """What an organisation is called from one day to another; without days: always."""

    __tablename__ = "organisation_name"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(Words)
    short: Mapped[str] = mapped_column(Words)
    genitive: Mapped[str] = mapped_column(Words)
    since: Mapped[date | None]
    until: Mapped[date | None]
    position: Mapped[int]


class Organisation(Base):
    """A region, agency, association … In each county one organ is `responsible`: it answers for the county."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    county_id: Mapped[int | None] = mapped_column(ForeignKey("county.id"), index=True)
    responsible: Mapped[bool] = mapped_column(default=False)
    aliases: Mapped[list[str]] = mapped_column(Json, default=list)
    position: Mapped[int]
    names: Mapped[list[OrganisationName]] = relationship(
        order_by=OrganisationName.position, lazy="selectin", cascade="all, delete-orphan"
    )

    def named(self, day: date) -> OrganisationName:
        """Its name on `day`; the latest one where no name is dated to that day."""
        return _on(day, self.names)


def get(db: Session, organisation: int) -> Organisation:
    return db.get_one(Organisation, organisation)


def all_organisations(db: Session) -> Sequence[Organisation]:
    return db.scalars(select(Organisation).order_by(Organisation.position)).all()


def counties(db: Session) -> Sequence[County]:
    return db.scalars(select(County).order_by(County.position)).all()


def responsible_for(db: Session, county: int) -> Organisation | None:
    """The organ that answers for the county."""
    return db.scalars(RESPONSIBLE_FOR, {"county": county}).first()


def name_of_responsible(db: Session, county: int, day: date) -> OrganisationName | None:
    """What the organ that answers for the county is called on `day`. On the answer path, so nothing else is read."""
    names = db.scalars(NAMES_OF_RESPONSIBLE, {"county": county}).all()
    return _on(day, names) if names else None


def responsible_kinds(db: Session) -> set[str]:
    """What kinds of organs answer for the counties."""
    return set(db.scalars(RESPONSIBLE_KINDS))


def _on(day: date, names: Sequence[OrganisationName]) -> OrganisationName:
    fitting = [n for n in names if (not n.since or n.since <= day) and (not n.until or day <= n.until)]
    return (fitting or names)[-1]


RESPONSIBLE_FOR = select(Organisation).where(
    Organisation.county_id == bindparam("county"), Organisation.responsible.is_(True)
)
NAMES_OF_RESPONSIBLE = (
    select(OrganisationName)
    .join(Organisation, Organisation.id == OrganisationName.organisation_id)
    .where(Organisation.county_id == bindparam("county"), Organisation.responsible.is_(True))
    .order_by(OrganisationName.position)
)
_organisation = Organisation.__table__.c
RESPONSIBLE_KINDS = select(_organisation.kind).where(_organisation.responsible.is_(True)).distinct()
