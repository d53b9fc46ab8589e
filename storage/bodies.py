"""Bodies (levels and groups of the forum), the rules for their seats, and who sits in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ForeignKey, and_, bindparam, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from storage.absences import STANDS_IN_FOR, Away, away_on
from storage.base import NEVER_REUSED, Base, Json, Words
from storage.organisations import Organisation
from storage.people import Person

NOBODY: Away = {}


class Body(Base):
    """A level, working group or network. A body of kind «predecessor» only has history. One may prepare another."""

    __tablename__ = "body"
    __table_args__ = NEVER_REUSED
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(Words)
    kind: Mapped[str]
    prepares_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    chair_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reminders: Mapped[list[str]] = mapped_column(Json, default=list)
    register_by: Mapped[str] = mapped_column(default="7d")
    """The last day to register for a meeting, counted from it: «7d» before."""
    since: Mapped[date | None]
    until: Mapped[date | None]
    position: Mapped[int]
    chair: Mapped[Person | None] = relationship(lazy="joined")


class SeatRule(Base):
    """How many seats an organisation is offered in a body, from one day to another: `seats_each` is a ceiling."""

    __tablename__ = "seat_rule"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    text: Mapped[str] = mapped_column(Words)
    seats_each: Mapped[int]
    organisations: Mapped[list[str]] = mapped_column(Json)
    since: Mapped[date | None]
    until: Mapped[date | None]
    wish: Mapped[str | None]
    note: Mapped[str | None] = mapped_column(Words)
    position: Mapped[int]


class Seat(Base):
    """A seat that an organisation holds in a body. Nobody on it is information, not a fault."""

    __tablename__ = "seat"
    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("seat_rule.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    assistant_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Who prepares answers for the member to approve."""
    side: Mapped[str | None]
    since: Mapped[date | None]
    until: Mapped[date | None]
    position: Mapped[int]
    body: Mapped[Body] = relationship(lazy="joined")
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id], lazy="joined")
    deputy: Mapped[Person | None] = relationship(foreign_keys=[deputy_id], lazy="joined")
    assistant: Mapped[Person | None] = relationship(foreign_keys=[assistant_id], lazy="joined")


def get(db: Session, body: int) -> Body:
    return db.get_one(Body, body)


def all_bodies(db: Session) -> Sequence[Body]:
    """Every body that meets, in the forum's order; not the predecessors."""
    return db.scalars(select(Body).where(Body.kind != "predecessor").order_by(Body.position)).all()


def seats(db: Session, body: int, day: date) -> Sequence[Seat]:
    """The seats of a body that are open on `day`, taken or not."""
    return db.scalars(SEATS, {"body": body, "day": day}).all()


def locked_seats(db: Session, body: int, day: date) -> Sequence[Seat]:
    """The same as they stand now; until the transaction ends nobody else gives or takes one of them."""
    db.execute(select(Body.id).where(Body.id == body).with_for_update())
    return db.scalars(SEATS.execution_options(populate_existing=True), {"body": body, "day": day}).all()


def seats_of(db: Session, person: int, day: date) -> Sequence[Seat]:
    """The seats that a person holds, or is deputy for, on `day`."""
    return db.scalars(SEATS_OF, {"person": person, "day": day}).all()


def assisted(db: Session, person: int, day: date) -> Sequence[Seat]:
    """The seats for whose holders a person prepares answers on `day`."""
    return db.scalars(ASSISTED, {"person": person, "day": day}).all()


def seats_for(db: Session, organisation: int, day: date) -> Sequence[Seat]:
    """The seats of an organisation in all bodies on `day`."""
    return db.scalars(SEATS_FOR, {"organisation": organisation, "day": day}).all()


def ever_seated(db: Session, person: int) -> set[int]:
    """The organisations for which a person has or had a seat: as member, deputy or assistant, on any day."""
    return set(db.scalars(EVER_SEATED, {"person": person}))


def seated_from(db: Session, domain: str, but: int) -> set[int]:
    """The organisations for which others (all `but` one person) have or had a seat whose mail comes from the
    `domain`."""
    mail = func.lower(Person.email).endswith(f"@{domain.lower()}", autoescape=True)
    theirs = select(Person.id).where(mail, Person.id != but)
    sits = or_(Seat.person_id.in_(theirs), Seat.deputy_id.in_(theirs), Seat.assistant_id.in_(theirs))
    return set(db.scalars(select(Seat.organisation_id).where(sits)))


@dataclass(frozen=True)
class Stand:
    """An organisation that somebody stands for in a body. `responsible`: it answers for its county."""

    body_id: int
    organisation_id: int
    county_id: int | None
    responsible: bool
    seat_id: int


def stands(db: Session, person: int, day: date) -> list[Stand]:
    """What a person stands for on `day`: by seat, as deputy, or for somebody who is away."""
    return [Stand(*row) for row in db.execute(STANDS_FOR, {"person": person, "day": day})]


def reminded(seats: Iterable[Seat], away: Away = NOBODY) -> list[Person]:
    """Whom things wait for: those who hold the seats; who stands in for one that is away; the deputy where a seat is
    empty, or nobody stands in."""
    return list({person.id: person for seat in seats if (person := _waits_for(seat, away))}.values())


def _waits_for(seat: Seat, away: Away) -> Person | None:
    there = [person for person in (seat.person, seat.deputy) if person and person.id not in away]
    stand_in = away.get(seat.person.id) if seat.person else None
    return there[0] if seat.person in there else stand_in or next(iter(there), None)


def holders(
    db: Session, day: date, county: int | None = None, organisation: int | None = None, seat: int | None = None
) -> list[int]:
    """The persons whom things may wait for, and their assistants: in any body, for an organisation or for the organ
    responsible in a county; or in one seat. For one who is away: whoever stands in, and the deputy."""
    wanted = {"day": day, "county": county, "organisation": organisation, "seat": seat}
    away, found = away_on(db, day), set[int | None]()
    for person, deputy, assistant in db.execute(HOLDERS, wanted):
        found |= {person, assistant}
        if person is None or person in away:
            stand_in = away.get(person) if person else None
            found |= {deputy, stand_in.id if stand_in else None}
    return sorted(filter(None, found))


# Columns of the tables, not of the classes: where rows are wanted, that spares the ORM and half the time.
_seat, _organisation = Seat.__table__.c, Organisation.__table__.c
_held_by = Seat.__table__.join(Organisation.__table__, _organisation.id == _seat.organisation_id)
_open = and_(
    or_(_seat.since.is_(None), _seat.since <= bindparam("day")),
    or_(_seat.until.is_(None), bindparam("day") <= _seat.until),
)
SEATS = select(Seat).where(Seat.body_id == bindparam("body"), _open).order_by(Seat.position)
SEATS_OF = (
    select(Seat)
    .where(or_(Seat.person_id == bindparam("person"), Seat.deputy_id == bindparam("person")), _open)
    .order_by(Seat.position)
)
ASSISTED = select(Seat).where(Seat.assistant_id == bindparam("person"), _open).order_by(Seat.position)
SEATS_FOR = select(Seat).where(Seat.organisation_id == bindparam("organisation"), _open).order_by(Seat.position)
EVER_SEATED = select(Seat.organisation_id).where(
    or_(*(sits == bindparam("person") for sits in (Seat.person_id, Seat.deputy_id, Seat.assistant_id)))
)
STANDS_FOR = (
    select(_seat.body_id, _seat.organisation_id, _organisation.county_id, _organisation.responsible, _seat.id)
    .select_from(_held_by)
    .where(
        or_(
            _seat.person_id == bindparam("person"),
            _seat.deputy_id == bindparam("person"),
            _seat.person_id.in_(STANDS_IN_FOR),
        ),
        _open,
    )
    .order_by(_seat.position)
)
HOLDERS = (
    select(_seat.person_id, _seat.deputy_id, _seat.assistant_id)
    .select_from(_held_by)
    .where(
        or_(
            and_(_organisation.county_id == bindparam("county"), _organisation.responsible),
            _organisation.id == bindparam("organisation"),
            _seat.id == bindparam("seat"),
        ),
        _open,
    )
    .distinct()
)
