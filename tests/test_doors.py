"""Personal links and sessions: what is kept of them, how long they open the door, and the table for a letter to all."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from sqlalchemy import select, text, update

from handlers import CAPABILITIES
from handlers.call import Ask, File, Refused
from storage import bodies, doors
from storage.doors import DoorLink, Stay
from tests.conftest import both
from tests.scenes import ASTRID, KARIN, KERSTIN, MATS, NILS, OFFICIALS, SECRETARY, to
from tests.world import World

ENTRANCE = "https://forum.example/in/"
MONTH = timedelta(days=30)


def now() -> datetime:
    return datetime.now(UTC)


def given(world: World, who: str, kind: doors.Kind = "enter", lasts: timedelta | None = MONTH) -> str:
    """The token of a new link."""
    person, real = world.person(who).id, now()
    return world.write(lambda db: doors.issue(db, person, kind, real, real + lasts if lasts else None))


def opens(world: World, token: str, kind: doors.Kind = "enter", later: timedelta = timedelta()) -> int | None:
    return world.read(lambda db: doors.holder(db, token, kind, now() + later))


def entered(world: World, token: str) -> str:
    """The token of the session that the link begins."""
    begun = world.write(lambda db: doors.enter(db, token, now()))
    assert begun is not None
    return begun[1]


def inside(world: World, session: str, later: timedelta = timedelta()) -> bool:
    return world.read(lambda db: doors.who(db, session, now() + later)) is not None


def fetched(world: World, who: str, **values: str) -> File:
    """The table that somebody has made. Raises Refused."""
    ask = Ask("door.links", {"entrance": ENTRANCE} | values, world.person(who).id, "", "sv")
    return world.write(lambda db: CAPABILITIES.make(db, ask, world.time))


def rows(file: File) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(file.content.decode("utf-8-sig")), delimiter=";"))


# Links


@both
def test_a_link_opens_the_door_again_and_again_until_it_expires(world: World):
    token = given(world, KARIN)
    for _ in range(2):
        assert inside(world, entered(world, token))
    assert opens(world, token, later=MONTH - timedelta(minutes=1)) == world.person(KARIN).id
    assert opens(world, token, later=MONTH + timedelta(minutes=1)) is None


@both
def test_looking_at_a_link_leaves_it_unused(world: World):
    token = given(world, KARIN)
    assert opens(world, token)
    assert world.read(lambda db: db.scalars(select(DoorLink.used_at)).all()) == [None]
    entered(world, token)
    assert None not in world.read(lambda db: db.scalars(select(DoorLink.used_at)).all())


@both
def test_a_new_link_leaves_the_earlier_one_alone_and_revoking_ends_both(world: World):
    tokens = [given(world, KARIN), given(world, KARIN)]
    other = given(world, MATS)
    assert all(opens(world, token) for token in tokens)
    karin = world.person(KARIN).id
    assert world.write(lambda db: doors.revoke(db, karin, "enter", now())) == 2
    assert not any(opens(world, token) for token in tokens)
    assert world.write(lambda db: doors.revoke(db, karin, "enter", now())) == 0
    assert opens(world, other)


@both
def test_the_calendars_link_has_no_end_and_does_not_open_the_door(world: World):
    karin = world.person(KARIN).id
    assert not world.read(lambda db: doors.has(db, karin, "calendar", now()))
    token = given(world, KARIN, "calendar", lasts=None)
    assert world.read(lambda db: doors.has(db, karin, "calendar", now()))
    assert opens(world, token, "calendar", later=timedelta(days=5000)) == karin
    assert opens(world, token, "enter") is None
    assert world.write(lambda db: doors.enter(db, token, now())) is None


@pytest.mark.parametrize("token", ["", "0" * 40, "å\x00\ud800", "' OR 1=1 --"])
def test_what_was_never_given_opens_nothing(world: World, token: str):
    assert opens(world, token) is None
    assert world.write(lambda db: doors.enter(db, token, now())) is None
    assert not inside(world, token)


@both
def test_the_tables_hold_nothing_by_which_one_enters(world: World):
    token = given(world, KARIN)
    session = entered(world, token)
    assert len(bytes.fromhex(token)) * 8 >= 128
    kept = world.read(
        lambda db: str([db.execute(text(f'SELECT * FROM "{it}"')).all() for it in ("door_link", "session")])
    )
    assert token not in kept
    assert session not in kept
    assert doors.hashed(token) in kept


# Sessions


@both
def test_a_session_lasts_ninety_days_from_when_it_was_last_used(world: World):
    session = entered(world, given(world, KARIN))
    assert inside(world, session, later=timedelta(days=89))
    assert not inside(world, session, later=timedelta(days=91))
    world.write(lambda db: doors.stay(db, session, now() + timedelta(days=60)))
    assert inside(world, session, later=timedelta(days=149))


@both
def test_an_ended_session_is_not_prolonged(world: World):
    session = entered(world, given(world, KARIN))
    world.write(lambda db: doors.leave(db, session, now()))
    world.write(lambda db: doors.stay(db, session, now()))
    assert not inside(world, session)


@both
def test_one_leaves_here_or_everywhere(world: World):
    token = given(world, KARIN)
    office, phone, telephone = (entered(world, token) for _ in range(3))
    other = entered(world, given(world, MATS))
    world.write(lambda db: doors.leave(db, office, now()))
    assert not inside(world, office)
    assert inside(world, phone)
    karin = world.person(KARIN).id
    assert world.write(lambda db: doors.leave_everywhere(db, karin, now())) == 2
    assert not inside(world, phone)
    assert not inside(world, telephone)
    assert inside(world, other)


@both
def test_the_forums_clock_lets_nobody_out(world: World):
    session = entered(world, given(world, KARIN))
    world.sleeps_through(days=400)
    assert inside(world, session)


@both
def test_at_night_what_has_long_stopped_working_is_forgotten(world: World):
    gone, runs, calendar = given(world, KARIN), given(world, MATS), given(world, KARIN, "calendar", lasts=None)
    over, stays = entered(world, gone), entered(world, runs)
    long_ago = now() - timedelta(days=31)

    def age(db) -> None:
        db.execute(update(DoorLink).where(DoorLink.token_hash == doors.hashed(gone)).values(expires_at=long_ago))
        db.execute(update(Stay).where(Stay.token_hash == doors.hashed(over)).values(ended_at=long_ago))

    world.write(age)
    world.run(world.inbound.forget())
    assert world.read(lambda db: set(db.scalars(select(DoorLink.token_hash)))) == set(
        map(doors.hashed, (runs, calendar))
    )
    assert world.read(lambda db: db.scalars(select(Stay.token_hash)).all()) == [doors.hashed(stays)]


# The table


def test_the_secretariat_is_told_what_the_table_holds_before_it_is_made(world: World):
    reply = world.says(SECRETARY, "länkar")
    assert reply.text().splitlines()[0] == "Personliga länkar"
    assert "personer: namn, e-post, organisation och egen länk. Länkarna gäller till och med" in reply.text()
    assert "[Gör länkarna]" in reply.text()
    assert world.read(lambda db: db.scalars(select(DoorLink.id)).all()) == []


def test_for_one_group_the_table_has_its_members_only(world: World):
    assert "Personliga länkar: Tjänstepersonsforum" in world.says(SECRETARY, "länkar tjänstepersonsforum").text()
    names = [row["Namn"] for row in rows(fetched(world, SECRETARY, body=OFFICIALS))]
    assert {world.person(who).name for who in (KARIN, NILS, MATS, ASTRID)} <= set(names)
    assert not {world.person(who).name for who in (KERSTIN, SECRETARY)} & set(names)
    assert len(names) == len(set(names))


@both
def test_each_row_has_a_link_of_its_own_that_works_through_the_day_it_says(world: World):
    made = rows(fetched(world, SECRETARY))
    [karin] = [row for row in made if row["Namn"] == "Karin Lind"]
    assert karin["Organisation"] == "Region Dalarna"
    token = karin["Länk"].removeprefix(ENTRANCE)
    assert opens(world, token) == world.person(KARIN).id
    last = datetime.fromisoformat(karin["Gäller till och med"]).replace(hour=22, tzinfo=UTC)
    assert opens(world, token, later=last - now())
    assert not opens(world, token, later=last + timedelta(hours=3) - now())
    assert len({row["Länk"] for row in made}) == len(made)
    people = world.read(
        lambda db: {
            it.name
            for body in bodies.all_bodies(db)
            for seat in bodies.seats(db, body.id, world.time.date())
            for it in (seat.person, seat.deputy)
            if it
        }
    )
    assert people <= {row["Namn"] for row in made}


@both
def test_the_table_stands_nowhere_but_with_the_one_who_fetched_it(world: World):
    world.says(SECRETARY, "länkar")
    made = rows(fetched(world, SECRETARY))
    tokens = [row["Länk"].removeprefix(ENTRANCE) for row in made]
    kept = world.read(
        lambda db: str([db.execute(text(f"SELECT * FROM {it}")).all() for it in ("event", "message", "audit", "draft")])
    )
    assert "door.links" in kept
    assert not [token for token in tokens if token in kept]


def test_who_made_the_table_is_told_when(world: World):
    count = len(rows(fetched(world, SECRETARY)))
    world.delivers()
    told = to(world, SECRETARY)[-1].splitlines()
    assert told[0] == "Personliga länkar gjordes måndag 1 februari kl. 9.00"
    assert told[1].startswith(f"Tabellen har {count} länkar. De fungerar till och med ")
    assert ENTRANCE not in str(told)


@pytest.mark.parametrize("who", [KARIN, ASTRID, KERSTIN])
def test_only_the_secretariat_gives_links(world: World, who: str):
    told = "Bara kansliet kan göra det här. Skriv till kansliet om du vill få det gjort."
    assert world.says(who, "länkar").text() == told
    with pytest.raises(Refused):
        fetched(world, who)
    assert world.read(lambda db: db.scalars(select(DoorLink.id)).all()) == []


def test_a_group_that_is_not_there_is_told(world: World):
    assert "Det finns ingen grupp som heter «ingen»" in world.says(SECRETARY, "länkar ingen").text()
    with pytest.raises(Refused):
        fetched(world, SECRETARY, body="ingen")


def test_a_name_is_no_formula_in_a_spreadsheet(world: World):
    world.write(lambda db: db.execute(text("UPDATE person SET name = '=cmd()' WHERE key = 'karin-lind'")))
    assert "'=cmd()" in [row["Namn"] for row in rows(fetched(world, SECRETARY))]
