"""Majority and opposition apart: one answer for each seat, told by side to those to whom the forum shows sides."""

from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from handlers.call import Look
from handlers.questions.results import outcome
from storage import questions
from storage.base import Base
from storage.bodies import Seat
from storage.forums import Forum
from tests.conftest import both
from tests.scenes import (
    HENNING,
    KARIN,
    KERSTIN,
    OFFICIALS,
    POLITICIANS,
    SECRETARY,
    answer,
    ask,
    form_in,
    in_room,
    to,
    wrong,
)
from tests.test_handover import fetched
from tests.world import World

LEIF = "leif-busk"
"""The other politician of Dalarna."""
CLOSING = "2027-02-05 12:00"


def asks(world: World, **given: Any) -> int:
    return ask(world, **({"body": POLITICIANS, "respondent": "seat"} | given))


def shows_sides_to(world: World, whom: str) -> None:
    world.write(lambda db: db.execute(update(Forum).values(sides=whom)))


def side_of(world: World, who: str) -> str:
    person = world.person(who).id
    return next(seat.side for seat in world.seats(POLITICIANS) if seat.person_id == person) or ""


@both
def test_each_seat_answers_for_itself(world: World):
    question = asks(world)
    assert "Ett svar för varje plats, majoritet och opposition var för sig." in in_room(world, POLITICIANS)[0]
    assert answer(world, KERSTIN, question, 1).startswith("Tack. Region Dalarna, Kerstin Morén: ja.")
    assert answer(world, LEIF, question, 3).startswith("Tack. Region Dalarna, Leif Busk: nej.")
    assert "2 av 42 platser har svarat" in in_room(world, POLITICIANS)[0]


def test_an_empty_seat_counts_so_that_silence_shows(world: World):
    vacant = world.seats(POLITICIANS)[0].id
    world.write(lambda db: db.execute(update(Seat).where(Seat.id == vacant).values(person_id=None, deputy_id=None)))
    asks(world)
    assert "0 av 42 platser har svarat" in in_room(world, POLITICIANS)[0]
    question = world.read(lambda db: questions.recent(db, 1)[0].id)
    shows_sides_to(world, "nobody")
    assert "Region Stockholm (plats 1)" in world.looks(SECRETARY, "question.card", question=question).text()


@pytest.mark.parametrize(
    ("whom", "seen"),
    [("all", {KERSTIN, SECRETARY, ""}), ("secretariat", {SECRETARY}), ("nobody", set())],
)
def test_the_sides_are_told_to_those_whom_the_forum_shows_them(world: World, whom: str, seen: set[str]):
    shows_sides_to(world, whom)
    question = asks(world)
    answer(world, KERSTIN, question, 1)
    world.goes_to(CLOSING)
    drawn = {
        KERSTIN: world.looks(KERSTIN, "question.card", question=question).text(),
        SECRETARY: to(world, SECRETARY)[-1],
        "": in_room(world, POLITICIANS)[-1],
    }
    assert {who for who, text in drawn.items() if "Majoriteten: " in text} == seen
    for text in drawn.values():
        assert "1 av 42 platser svarade\n1 ja, 0 delvis" in text


def test_the_two_sides_add_up_to_the_whole(world: World):
    shows_sides_to(world, "all")
    question = asks(world)
    answer(world, KERSTIN, question, 1)
    answer(world, LEIF, question, 3)
    answer(world, "yasmin-karimi", question, 1)
    world.goes_to(CLOSING)
    whole, *sides = [part for part in shown(world, question) if part.part == "bars"]
    assert [bars.caption for bars in sides] == ["Majoriteten", "Oppositionen"]
    assert whole.count == sum(bars.count for bars in sides) == 3
    assert whole.of == sum(bars.of for bars in sides) == 42
    for total, *apart in zip(*([bar.count for bar in bars.bars] for bars in (whole, *sides)), strict=True):
        assert total == sum(apart)


def shown(world: World, question: int) -> list:
    def look(db: Session) -> list:
        asked = questions.get(db, question)
        assert asked
        return outcome(Look(db, world.time, None, "sv"), asked)

    return world.read(look)


def test_a_member_reads_for_whom_it_counts(world: World):
    question = asks(world)
    name = world.looks(KERSTIN, "question.card", question=question).text().splitlines()[1]
    assert name == "Svar saknas. Du svarar för Region Dalarna, Kerstin Morén"
    shows_sides_to(world, "all")
    side = {"majority": "majoriteten", "opposition": "oppositionen"}[side_of(world, KERSTIN)]
    name = world.looks(KERSTIN, "question.card", question=question).text().splitlines()[1]
    assert name == f"Svar saknas. Du svarar för Region Dalarna, {side}"


def test_only_those_with_a_seat_there_are_asked_and_reminded(world: World):
    question = asks(world)
    assert answer(world, KARIN, question, 1).startswith("Den här frågan går till andra")
    answer(world, KERSTIN, question, 1)
    world.goes_to("2027-02-02 08:00")
    assert to(world, KERSTIN) == to(world, KARIN) == []
    assert len(to(world, LEIF)) == 1


def test_some_regions_are_asked_with_both_their_seats(world: World):
    question = asks(world, chosen=["county:w"])
    assert len(to(world, KERSTIN)) == len(to(world, LEIF)) == 1
    assert len(world.read(lambda db: questions.asked(db, question))) == 2


def test_it_is_offered_only_where_sides_are_given(world: World):
    more: dict[str, Any] = {"edit": True, "more": True}
    assert "var för sig" in form_in(world.does(SECRETARY, "question.ask", **more)).model_dump_json()
    world.write(lambda db: db.execute(update(Seat).values(side=None)))
    assert "var för sig" not in form_in(world.does(SECRETARY, "question.ask", **more)).model_dump_json()


def test_a_group_without_sides_is_not_asked_so(world: World):
    given = {"text": "Bör vi?", "closes": "fredag", "body": OFFICIALS, "respondent": "seat"}
    told = wrong(world.does(SECRETARY, "question.ask", **given))["respondent"]
    assert told == "Tjänstepersonsforum har ingen majoritet och opposition. Välj något annat som ett svar räknas för."


@pytest.mark.parametrize(("whom", "told"), [("all", True), ("secretariat", False), ("nobody", False)])
def test_the_page_handed_over_tells_sides_only_where_all_see_them(world: World, whom: str, told: bool):
    question = asks(world)
    answer(world, KERSTIN, question, 1)
    world.goes_to(CLOSING)
    shows_sides_to(world, whom)
    page = fetched(world, question, "markdown").content.decode()
    assert ("Majoriteten: " in page, "(oppositionen)" in page) == (told, told)
    assert ("| Region Dalarna, Kerstin Morén | ja |" in page) is not told
    assert "1 av 42 platser svarade" in page


def test_the_side_stands_in_no_table_but_the_seats(world: World):
    question = asks(world)
    answer(world, KERSTIN, question, 1)
    answer(world, HENNING, question, 1)
    world.goes_to(CLOSING)
    told = world.read(
        lambda db: {
            name
            for name, table in Base.metadata.tables.items()
            for row in db.execute(table.select())
            if any(word in repr(row).lower() for word in ("majority", "opposition", "majoritet:", "majoriteten"))
        }
    )
    assert told <= {"seat", "forum", "seat_rule"}
