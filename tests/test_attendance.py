"""Who comes to a meeting: the numbers, the list for the door, and whatever is said and moved, in whatever order."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.orm import Session

from handlers import CAPABILITIES
from handlers.call import Ask, File, Look, Refused
from handlers.meetings import attendance
from storage import people, registrations, undo
from storage.meetings import Meeting
from storage.posts import Post
from tests.conftest import TODAY
from tests.meeting_scenes import comes
from tests.scenes import (
    ASTRID,
    CECILIA,
    IVAR,
    KARIN,
    KERSTIN,
    MATS,
    NILS,
    SAMIR,
    SECRETARY,
)
from tests.world import EVENTS, World, local

TOVE = "tove-alm"
"""The assistant of Dalarna's director."""


@pytest.fixture
def meeting(world: World) -> int:
    """The officials' next meeting, on Tuesday 9 February 9:30, to which they are called."""
    number = world.meeting("tjanstepersonsforum-next").id
    reply = world.does(SECRETARY, "meeting.call", meeting=number, sure=True)
    assert reply.outcome == "done", reply.text()
    return number


def test_the_door_list_has_names_for_those_who_run_the_meeting_and_numbers_for_all(world: World, meeting: int):
    comes(world, KARIN, "deputy")
    comes(world, NILS, "room")
    comes(world, MATS)
    comes(world, CECILIA, "no")
    world.goes_to("2027-02-03 10:00")
    comes(world, SAMIR, "link")
    numbers = [
        "Deltagare, Tjänstepersonsforum tisdag 9 februari",
        "3 av 21 regioner anmälda.",
        "I salen: 1",
        "Via länk: 1",
        "Ersättare: 1",
    ]
    assert world.says(KARIN, "deltagare").text().splitlines() == numbers
    shown = world.says(ASTRID, "deltagare").text().splitlines()
    assert shown[:6] == [*numbers, "Kommer inte: Västra Götaland."]
    assert shown[7:11] == [
        "Kommer",
        "– Nils Berg · Region Dalarna, ersättare för Karin Lind",
        "– Mats Ohlin · Region Kalmar län, i salen",
        "– Samir Haddad · Region Skåne, via länk, sen anmälan",
    ]
    assert world.says(KERSTIN, "deltagare tjänstepersonsforum").outcome == "refused"


def test_an_assistant_who_comes_is_on_the_door_list_and_does_not_count_for_the_region(world: World, meeting: int):
    comes(world, TOVE)
    assert "0 av 21 regioner anmälda." in world.says(KARIN, "deltagare").text()
    shown = world.says(SECRETARY, "deltagare").text()
    assert "– Tove Alm · Region Dalarna, handläggare, i salen" in shown
    assert "Dalarna" in next(line for line in shown.splitlines() if line.startswith("Saknas"))
    comes(world, KARIN, "no")
    assert "Kommer inte: Dalarna." in world.says(SECRETARY, "deltagare").text()
    file = given_file(world, SECRETARY, meeting).content.decode()
    assert "| Tove Alm | Region Dalarna | handläggare, i salen |" in file


def test_who_stands_in_is_listed_with_the_region(world: World, meeting: int):
    world.does(MATS, "absence.set", since="2027-02-01", until="2027-02-12", who="Tove Alm")
    comes(world, TOVE)
    assert "– Tove Alm · Region Kalmar län, i salen" in world.says(SECRETARY, "deltagare").text()
    assert "1 av 21 regioner anmälda." in world.says(SECRETARY, "deltagare").text()


def test_the_door_list_is_a_file(world: World, meeting: int):
    comes(world, MATS)
    file = given_file(world, SECRETARY, meeting).content.decode()
    assert "| Mats Ohlin | Region Kalmar län | i salen |" in file
    assert "kl. 9.30–15.00. Mälarsalen. 1 av 21 regioner anmälda." in file
    with pytest.raises(Refused, match="Bara kansliet och ordföranden kan få listan"):
        given_file(world, KARIN, meeting)


def test_the_door_list_is_named_in_the_readers_words(world: World, meeting: int):
    comes(world, MATS)
    shown = world.says(SECRETARY, "deltagare tjänstepersonsforum").text()
    assert "[Hämta listan (Word)] [Text (Markdown)]" in shown
    assert given_file(world, SECRETARY, meeting).name == "deltagare-tjanstepersonsforum-2027-02-09.md"
    in_english = given_file(world, SECRETARY, meeting, "en", "word").name
    assert in_english == "participants-tjanstepersonsforum-2027-02-09.docx"


def given_file(world: World, who: str, meeting: int, language: str = "sv", format: str = "markdown") -> File:
    values = {"meeting": meeting, "format": format}
    person = world.person(who)
    return world.read(
        lambda db: CAPABILITIES.give("registration.door", values, Look(db, world.time, db.merge(person), language))
    )


# Whatever is said and moved, in whatever order

SEATED = (KARIN, NILS, MATS, CECILIA, SAMIR, IVAR)
MEMBERS = (*SEATED, ASTRID)
DEPUTIES = {KARIN: NILS, MATS: "frida-sandgren", SAMIR: "lovisa-dahlbeck"}
DAYS = ("2027-02-09", "2027-02-10", "2027-02-12")
steps = st.lists(
    st.one_of(
        st.tuples(st.just("says"), st.sampled_from(MEMBERS), st.sampled_from(("room", "link", "deputy", "no"))),
        st.tuples(st.just("undoes"), st.sampled_from(MEMBERS), st.none()),
        st.tuples(st.just("moves"), st.sampled_from(DAYS), st.booleans()),
        st.tuples(st.just("tells"), st.none(), st.none()),
    ),
    max_size=14,
)


class Model:
    """What should count: everything said, in its order, and what can be undone of it."""

    def __init__(self) -> None:
        self.day = self.known = DAYS[0]
        self.said: list[tuple[str, str, str | None]] = []
        self.undoable: dict[str, list[tuple[int, str | None]]] = {who: [] for who in MEMBERS}
        self.asked: list[tuple[str, str]] = []

    def last(self, who: str, day: str) -> int | None:
        found = [at for at, (person, on, _) in enumerate(self.said) if (person, on) == (who, day)]
        return found[-1] if found else None

    def how(self, who: str, day: str) -> str | None:
        at = self.last(who, day)
        return None if at is None else self.said[at][2]

    def says(self, who: str, how: str) -> None:
        if (how == "deputy" and who not in DEPUTIES) or self.how(who, self.day) == how:
            return
        self.undoable[who].append((len(self.said), self.how(who, self.day)))
        self.said.append((who, self.day, how))

    def undoes(self, who: str) -> None:
        if not self.undoable[who]:
            return
        at, before = self.undoable[who][-1]
        if self.said[at][1] == self.day and self.last(who, self.day) == at:
            self.undoable[who].pop()
            self.said.append((who, self.day, before))

    def latest(self, who: str) -> str | None:
        """Their latest word that counts, of whichever day."""
        found = [at for day in DAYS if (at := self.last(who, day)) is not None and self.said[at][2]]
        return self.said[max(found)][2] if found else None

    def comes(self, who: str, how: dict[str, str | None]) -> bool:
        if how.get(who) == "deputy":
            return how.get(DEPUTIES[who]) != "no"
        return how.get(who) in ("room", "link")

    def tells(self) -> None:
        if self.day != self.known:
            latest = {who: self.latest(who) for who in MEMBERS}
            yes = [who for who in SEATED if self.comes(who, latest) and self.how(who, self.day) is None]
            self.asked += [(who, self.day) for who in yes]
            self.known = self.day

    def moves(self, to: str, later: bool) -> None:
        if to == self.day:
            return
        self.day = to
        if not later:
            self.tells()


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory, loaded) -> Iterator[Engine]:
    """A database for all the examples: each takes back what it did."""
    path = tmp_path_factory.mktemp("registrations") / "forum.db"
    shutil.copy(loaded(*TODAY), path)
    engine = create_engine(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_the_numbers_sum_up_and_each_is_asked_once_for_a_move_and_only_if_they_came(copied: Engine, steps: list[Any]):
    with Session(copied) as db:
        db.execute(text("BEGIN"))  # or releasing the first savepoint would commit
        meeting = db.scalars(select(Meeting).where(Meeting.key == "tjanstepersonsforum-next")).one()
        persons = {person.key: person.id for person in people.everyone(db)}
        clock = map(local, (f"2027-02-01 09:{n // 60:02}:{n % 60:02}" for n in range(99)))
        model = Model()

        def does(who: str, action: str, **values: Any) -> None:
            asks = Ask(action, values, persons[who], f"event-{next(EVENTS)}", "sv")
            with suppress(Refused), db.begin_nested():
                CAPABILITIES.perform(db, asks, next(clock))

        does(SECRETARY, "meeting.call", meeting=meeting.id, sure=True)
        for kind, one, other in steps:
            match kind:
                case "says":
                    model.says(one, other)
                    does(one, "registration.save", meeting=meeting.id, day=meeting.day.isoformat(), how=other)
                case "undoes":
                    model.undoes(one)
                    last = undo.latest(db, persons[one])
                    does(one, "undo.do", undo=last.id if last else 0)
                case "moves":
                    model.moves(one, other)
                    does(SECRETARY, "meeting.move", meeting=meeting.id, to=one, sure=True, later=other)
                case _:
                    model.tells()
                    does(SECRETARY, "meeting.tell", meeting=meeting.id)
            _agrees(db, meeting, persons, model, next(clock))


def _agrees(db: Session, meeting: Meeting, persons: dict[str, int], model: Model, now: datetime) -> None:
    look = Look(db, now, None)
    assert meeting.day.isoformat() == model.day
    said = registrations.of(db, meeting.id, meeting.day)
    hows = {who: model.how(who, model.day) for who in MEMBERS}
    assert {who: said[id].how if (id := persons[who]) in said else None for who in MEMBERS} == hows
    coming = {one.person_id for one in attendance.coming(look, meeting)}
    assert coming == {persons[who] for who in MEMBERS if model.comes(who, hows)}
    counted = attendance.numbers(look, meeting)
    assert len({organ.id for organ in counted.all}) == len(counted.all) == 21
    waiting = {person.id for person in attendance.unregistered(look, meeting)}
    assert not waiting & said.keys()
    asked = [(post.to, post.args["day"]) for post in db.scalars(select(Post).where(Post.view == "meeting.fits"))]
    assert sorted(asked) == sorted((f"person:{persons[who]}", day) for who, day in model.asked)
