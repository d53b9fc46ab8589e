"""Registering for a meeting: by button, in words that are read back, changed and undone; by whom it waits; how many
come."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

from handlers import CAPABILITIES
from handlers.call import Ask, File, Look, Refused
from handlers.meetings import attendance
from storage import people, registrations
from storage.meetings import Meeting
from storage.posts import Post
from tests.conftest import TODAY, both
from tests.scenes import (
    ASTRID,
    CECILIA,
    IVAR,
    KARIN,
    KERSTIN,
    MATS,
    NILS,
    OFFICIALS,
    SAMIR,
    SECRETARY,
    answer,
    ask,
    form_in,
    in_room,
    to,
    typed,
    wrong,
)
from tests.world import EVENTS, World, local


@pytest.fixture
def meeting(world: World) -> int:
    """The officials' next meeting, on Tuesday 9 February 9:30, to which they are called."""
    number = world.meeting("tjanstepersonsforum-next").id
    reply = world.does(SECRETARY, "meeting.call", meeting=number, sure=True)
    assert reply.outcome == "done", reply.text()
    return number


def comes(world: World, who: str, how: str = "room", **values: Any) -> str:
    """Somebody presses one of the four; what they are told."""
    meeting = world.meeting("tjanstepersonsforum-next")
    given = {"meeting": meeting.id, "day": meeting.day.isoformat(), "how": how} | values
    return world.does(who, "registration.save", **given).text()


def counted(world: World) -> str:
    """The numbers in the room."""
    return next(text for text in in_room(world, OFFICIALS) if text.startswith("Kallelse")).splitlines()[-1]


@both
def test_a_button_saves_at_once_and_the_room_sees_the_number(world: World, meeting: int):
    assert comes(world, KARIN).splitlines() == ["Du är anmäld.", "[Underlag] [Ångra]", "[Lägg i kalendern]"]
    assert counted(world) == "1 av 21 regioner anmälda."
    assert comes(world, KARIN, "no").startswith(
        "Noterat att du inte kommer till Tjänstepersonsforum tisdag 9 februari."
    )
    assert counted(world) == "0 av 21 regioner anmälda."


def test_words_are_read_back_before_anything_is_saved(world: World, meeting: int):
    reply = world.says(KARIN, "kommer 9 februari men via länk")
    assert reply.text() == "Tjänstepersonsforum tisdag 9 februari, via länk. Stämmer det?\n[Ja] [Nej]"
    assert counted(world) == "0 av 21 regioner anmälda."
    assert world.presses(KARIN, reply, "Ja").text().splitlines()[0] == (
        "Du är anmäld. Länken kommer hit samma dag kl. 9.15."
    )
    assert counted(world) == "1 av 21 regioner anmälda."


def test_no_to_what_was_read_back_asks_how(world: World, meeting: int):
    reply = world.presses(KARIN, world.says(KARIN, "kommer 9 februari men via länk"), "Nej")
    assert reply.text().endswith("[I salen] [Via länk] [Ersättare] [Nej]")
    assert counted(world) == "0 av 21 regioner anmälda."


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("kommer i salen", "i salen"),
        ("/forum kommer 9 februari på plats", "i salen"),
        ("kommer digitalt den 9 februari", "via länk"),
        ("kommer tjänstepersonsforum via teams", "via länk"),
        ("kommer inte 9 februari", "du kommer inte"),
        ("jag kommer inte den 9 februari", "du kommer inte"),
        ("kommer 9 februari, ersättare Nils Berg", "med Nils Berg som ersättare"),
        ("kommer med ersättare 9 februari", "genom ersättare"),
        ("attend 9 February by link", "via länk"),
        ("attend 9 February in person", "i salen"),
    ],
)
def test_the_ways_to_say_it(world: World, meeting: int, line: str, read: str):
    assert world.says(KARIN, line).text().startswith(f"Tjänstepersonsforum tisdag 9 februari, {read}. Stämmer det?")


def test_a_word_alone_asks_about_the_next_meeting(world: World, meeting: int):
    assert world.says(KARIN, "kommer").text().splitlines() == [
        "Tjänstepersonsforum tisdag 9 februari",
        "När: tisdag 9 februari kl. 9.30–15.00",
        "Var: Mälarsalen",
        "Teman: Bredband, Matchning på arbetsmarknaden",
        "[I salen] [Via länk] [Ersättare] [Nej]",
    ]
    assert "Jag hittar inget sådant möte." in world.says(KARIN, "kommer 8 mars").text()


def test_the_seats_deputy_is_registered_and_told(world: World, meeting: int):
    assert comes(world, KARIN, "deputy").startswith("Nils Berg är anmäld som din ersättare och får veta det.")
    [told] = to(world, NILS)
    assert told.splitlines()[:2] == [
        "Tjänstepersonsforum tisdag 9 februari",
        "Karin Lind har anmält dig som ersättare.",
    ]
    comes(world, KARIN)
    assert to(world, NILS)[0].splitlines()[1] == "Du är inte längre ersättare för Karin Lind tisdag 9 februari."


def test_without_a_deputy_a_name_is_asked_for(world: World, meeting: int):
    given = {"meeting": meeting, "day": "2027-02-09", "how": "deputy"}
    form = form_in(world.does(CECILIA, "registration.save", **given))
    assert form.title == "Ersättare på Tjänstepersonsforum tisdag 9 februari"
    assert counted(world) == "0 av 21 regioner anmälda."
    told = world.does(CECILIA, form.action, **form.values, deputy="Bo Ek").text()
    assert told.startswith("Bo Ek är anmäld som din ersättare. Forumet känner inte Bo Ek, så säg till själv.")
    assert counted(world) == "1 av 21 regioner anmälda."
    assert comes(world, SAMIR, "deputy", deputy="karin lind").startswith("Karin Lind är anmäld som din ersättare och")
    refused = world.does(MATS, "registration.save", **given, deputy="Mats Ohlin")
    assert wrong(refused) == {"deputy": "Du kan inte vara din egen ersättare. Skriv ett annat namn."}
    assert typed(refused) == {"deputy": "Mats Ohlin"}


def test_a_deputy_who_declines_does_not_come(world: World, meeting: int):
    comes(world, KARIN, "deputy")
    assert counted(world) == "1 av 21 regioner anmälda."
    comes(world, NILS, "no")
    assert counted(world) == "0 av 21 regioner anmälda."


@both
def test_it_is_undone_within_ten_minutes(world: World, meeting: int):
    comes(world, KARIN, "link")
    reply = world.does(KARIN, "registration.save", meeting=meeting, how="no", day="2027-02-09")
    assert world.presses(KARIN, reply, "Ångra").text().startswith("Du är anmäld. Länken kommer hit samma dag kl. 9.15.")
    assert counted(world) == "1 av 21 regioner anmälda."
    first = world.does(MATS, "registration.save", meeting=meeting, how="room", day="2027-02-09")
    comes(world, MATS, "link")
    assert world.presses(MATS, first, "Ångra").text() == "Du har ändrat det sedan dess. Inget är ångrat."
    new = world.does(SAMIR, "registration.save", meeting=meeting, how="room", day="2027-02-09")
    assert world.presses(SAMIR, new, "Ångra").text().startswith("Ångrat. Du är inte anmäld.")
    assert counted(world) == "2 av 21 regioner anmälda."


def test_it_waits_until_one_has_said_and_the_receipt_tells_what_is_left(world: World, meeting: int):
    question = ask(world)
    assert world.looks(KARIN, "home.waiting").text().splitlines()[:3] == [
        "2 saker väntar på dig",
        "1. Anmäl dig senast i morgon · Kommer du till Tjänstepersonsforum tisdag 9 februari?",
        "[I salen] [Via länk] [Ersättare] [Nej]",
    ]
    assert comes(world, KARIN).splitlines()[0] == "Du är anmäld. En sak kvar."
    answer(world, KARIN, question, 1)
    assert world.looks(KARIN, "home.waiting").title == "Inget väntar på dig"
    assert "Kommer du" in world.looks(IVAR, "home.waiting").text()
    for other in (NILS, KERSTIN, ASTRID):
        assert "Kommer du" not in world.looks(other, "home.waiting").text()


def test_monday_morning_before_the_meeting(world: World, meeting: int):
    ask(world, "Bredband", closes="måndag 8 februari 16:00")
    world.says(SECRETARY, "att göra Exempel på matchning @Karin Lind måndag 8 februari", room=OFFICIALS)
    world.goes_to("2027-02-08 08:00")
    assert to(world, KARIN)[-1].splitlines() == [
        "3 saker väntar på dig",
        "I morgon kl. 9.30 är det Tjänstepersonsforum, Mälarsalen.",
        "1. Sista dagen har passerat · Kommer du till Tjänstepersonsforum tisdag 9 februari?",
        "[I salen] [Via länk] [Ersättare] [Nej]",
        "2. Stänger i dag kl. 16.00 · Bredband · Du svarar för Region Dalarna.",
        "[Ja] [Delvis] [Nej] [Vi avstår]",
        "3. i dag · Exempel på matchning · Karin Lind, senast måndag 8 februari",
        "[Klart] [Ändra]",
        "Ett meddelande den här morgonen. Det följer det du gör.",
    ]
    assert comes(world, KARIN).splitlines()[:2] == [
        "Du är anmäld. 2 saker kvar.",
        "Sista anmälningsdag var tisdag 2 februari, så kansliet ser att anmälan kom sent.",
    ]
    assert to(world, KARIN)[-1].startswith("2 saker väntar på dig")


def test_those_who_have_not_registered_hear_of_it_the_morning_before_the_last_day(world: World, meeting: int):
    world.write(lambda db: setattr(db.get_one(Meeting, meeting), "register_by", "4d"))
    world.does(SECRETARY, "meeting.confirm", meeting=meeting, start="9.30", end="15", place="Mälarsalen")
    comes(world, KARIN)
    world.goes_to("2027-02-04 08:00")
    morning = to(world, MATS)[-1]
    assert "Anmäl dig senast i morgon · Kommer du till" in morning
    assert "den här morgonen" in morning
    assert not any("den här morgonen" in text for text in to(world, KARIN))


def test_it_can_be_changed_until_the_meeting_begins(world: World, meeting: int):
    world.goes_to("2027-02-09 09:29")
    assert comes(world, KARIN, "link").startswith("Du är anmäld. Länken: https://exempel.se/tjanstepersonsforum")
    world.goes_to("2027-02-09 09:30")
    assert comes(world, KARIN, "no") == "Mötet har börjat, så anmälan kan inte ändras längre. Skriv till kansliet."


def test_only_those_who_have_a_part_in_the_body_register(world: World, meeting: int):
    told = world.does(KERSTIN, "registration.save", meeting=meeting, how="room")
    assert told.outcome == "refused"
    assert world.does(ASTRID, "registration.save", meeting=meeting, how="room").outcome == "done"
    assert counted(world) == "0 av 21 regioner anmälda."


@pytest.mark.parametrize("given", [{"how": "maybe"}, {"how": ""}, {"how": "room", "day": "9 feb"}, {"how": ["room"]}])
def test_what_no_button_sends_saves_nothing(world: World, meeting: int, given: dict[str, Any]):
    world.does(KARIN, "registration.save", meeting=meeting, **given)
    assert counted(world) == "0 av 21 regioner anmälda."


def test_the_agenda_asks_as_well_once_the_call_is_out(world: World, meeting: int):
    assert "[I salen] [Via länk] [Ersättare] [Nej]" in world.says(KARIN, "dagordning").text()
    assert "[I salen]" not in world.says(KERSTIN, "dagordning politikerforum").text()


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
        self.asked: set[tuple[str, str]] = set()

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
            self.asked |= {(who, self.day) for who in yes}
            self.known = self.day

    def moves(self, to: str, later: bool) -> None:
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
def test_the_numbers_sum_up_and_each_is_asked_once_for_a_day_and_only_if_they_came(copied: Engine, steps: list[Any]):
    with Session(copied) as db:
        meeting = db.scalars(select(Meeting).where(Meeting.key == "tjanstepersonsforum-next")).one()
        persons = {person.key: person.id for person in people.everyone(db)}
        clock = map(local, (f"2027-02-01 {9 + n // 60:02}:{n % 60:02}" for n in range(99)))
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
                    does(one, "undo.do")
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
