"""Anonymous answers: counted and nothing more. Nowhere in the database does anything tie an answer to a person."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from storage import anonymous, questions
from storage.base import Base
from tests.browser.conftest import Site, site  # noqa: F401  (fixture)
from tests.conftest import both
from tests.scenes import (
    COLLEAGUE,
    KARIN,
    KERSTIN,
    MATS,
    NILS,
    OFFICIALS,
    POLITICIANS,
    SECRETARY,
    ask,
    form_in,
    in_room,
    to,
    wrong,
)
from tests.world import World

CLOSING = "2027-02-05 12:00"
KEPT = (
    "Anonymt: svaret räknas utan namn och tid, skilt från vem som har svarat, och kan inte ändras. Resultatet visas "
    "efter stängning, om minst 5 har svarat. Databasfilen, säkerhetskopiorna och plattformens logg kan ändå visa spår "
    "av vem som har svarat vad."
)


def asks(world: World, **given: Any) -> int:
    """Each of the officials is asked anonymously."""
    return ask(world, **({"anonymous": True, "respondent": "person"} | given))


def officials(world: World) -> list[str]:
    return [seat.person.key for seat in world.seats(OFFICIALS) if seat.person]


def fills_in(world: World, who: str, question: int, **values: Any) -> str:
    """Somebody sends the form as platforms do, which tell what was typed in it; what they are told."""
    asked = world.asks(who, "question.answer_anonymously", question=question, **values)
    [reply] = world.at_once(replace(asked, typed=tuple(values)))
    world.delivers()
    return reply.text()


def dump(world: World) -> dict[str, list[str]]:
    return world.read(rows)


def rows(db: Session) -> dict[str, list[str]]:
    """All rows of all tables, as text."""
    return {name: [repr(tuple(row)) for row in db.execute(table.select())] for name, table in TABLES.items()}


def holding(dumped: dict[str, list[str]], text: str) -> set[str]:
    """The tables in which it stands."""
    return {name for name, rows in dumped.items() if any(text in row for row in rows)}


TABLES = Base.metadata.tables


def test_an_anonymous_question_is_typed_and_read_back_with_what_is_kept(world: World):
    reply = world.says(SECRETARY, "fråga anonymt Hur går det? skala, senast fredag 12:00", room=OFFICIALS)
    assert reply.text().splitlines()[:3] == [
        "Hur går det?",
        f"Ett svar för varje ledamot. En skala. {KEPT}",
        "Går till: 20 ledamöter i Tjänstepersonsforum",
    ]
    world.presses(SECRETARY, reply, "Skicka")
    question = world.read(lambda db: questions.recent(db, 1)[0])
    assert (question.anonymous, question.respondent, question.bars_at_once) == (True, "person", False)


def test_the_usual_form_does_not_offer_it_and_the_anonymous_one_does_not_lose_it(world: World):
    assert "anonym" not in world.says(SECRETARY, "fråga").model_dump_json().lower()
    form = form_in(world.says(SECRETARY, "ask anonymously"))
    assert form.title == "Stäm av anonymt med ledamöterna"
    assert form.values == {"anonymous": True, "respondent": "person"}
    assert "bars" not in {field.name for field in form.fields}


def test_the_card_says_what_is_kept_and_what_files_may_show(world: World):
    question = asks(world)
    shown = world.looks(KARIN, "question.card", question=question).text()
    assert KEPT in shown
    assert "[Svara]" in shown
    assert "Du kan ändra" not in shown
    form = form_in(world.does(KARIN, "question.answer_anonymously", question=question, edit=True))
    assert KEPT in form.intro
    assert [option.label for option in form.fields[0].options] == ["Ja", "Delvis", "Nej", "Vi avstår"]


@both
def test_an_answer_is_counted_and_told_without_its_choice(world: World):
    question = asks(world)
    told = fills_in(world, KARIN, question, choice="3")
    assert told.splitlines() == [
        "Tack. Karin Lind har svarat.",
        "Vad som svarades sparas utan namn och kan inte ändras.",
    ]
    shown = world.looks(KARIN, "question.card", question=question).text()
    assert shown.splitlines()[1].endswith(". Karin Lind")
    assert "[Svara]" not in shown
    assert "1 av 20 ledamöter har svarat" in in_room(world, OFFICIALS)[0]
    assert world.read(lambda db: anonymous.counts(db, question)) == {3: 1}


@both
def test_one_answers_once_and_changes_nothing(world: World):
    question = asks(world)
    fills_in(world, KARIN, question, choice="3")
    assert fills_in(world, KARIN, question, choice="1") == (
        "Ett svar är redan räknat. Det är anonymt, så det kan inte ändras."
    )
    for action in ("question.answer", "question.change", "question.withdraw", "question.tell", "question.pick"):
        values = {"choice": 1, "text": "hemligt", "picks": ["1"]}
        assert world.does(KARIN, action, question=question, **values).outcome == "refused"
    assert world.says(KARIN, "ångra").outcome == "refused"
    assert world.read(lambda db: anonymous.counts(db, question)) == {3: 1}
    assert world.read(lambda db: questions.answers(db, question)) == []


@both
def test_two_answer_for_one_region_at_the_same_time_and_one_is_counted(world: World):
    question = asks(world, respondent="county")
    act = "question.answer_anonymously"
    replies = world.at_once(*(world.asks(who, act, question=question, choice="1") for who in (KARIN, NILS)))
    assert sorted(reply.outcome for reply in replies) == ["done", "refused"]
    assert world.read(lambda db: anonymous.counts(db, question)) == {1: 1}


@both
def test_many_answer_at_the_same_time_and_all_are_counted(world: World):
    question, everyone = asks(world), officials(world)
    act = "question.answer_anonymously"
    world.at_once(*(world.asks(who, act, question=question, choice="1") for who in everyone))
    assert world.read(lambda db: anonymous.counts(db, question)) == {1: len(everyone)}
    assert len(world.read(lambda db: anonymous.participated(db, question))) == len(everyone)


def test_only_those_who_are_asked_answer(world: World):
    question = asks(world)
    for who in (KERSTIN, SECRETARY, COLLEAGUE):
        assert fills_in(world, who, question, choice="1").startswith("Den här frågan går till andra")
    named = ask(world)
    assert fills_in(world, KARIN, named, choice="1") == "Den här frågan är inte anonym. Svara på dess kort."


def test_the_missing_are_reminded_and_named_to_nobody(world: World):
    question = asks(world)
    for who in officials(world):
        if who != MATS:
            fills_in(world, who, question, choice="1")
    for shown in (world.looks(SECRETARY, "question.card", question=question), world.looks(SECRETARY, "home.todo")):
        assert "19 av 20 ledamöter har svarat" in shown.text()
        assert "Mats Ohlin" not in shown.text()
    assert world.looks(KARIN, "home.waiting").title == "Inget väntar på dig"
    assert "Bör utlysningarna samordnas?" in world.looks(MATS, "home.waiting").text()
    world.goes_to("2027-02-02 08:00")
    assert len(to(world, MATS)) == 1
    assert "Mats Ohlin" not in world.does(SECRETARY, "question.remind", question=question).text()
    assert to(world, KARIN) == []


def test_the_result_comes_after_closing_and_only_from_five_answers_up(world: World):
    four, five = asks(world, text="Fyra?"), asks(world, text="Fem?")
    for who in officials(world)[:4]:
        fills_in(world, who, four, choice="1")
        fills_in(world, who, five, choice="2")
    fills_in(world, officials(world)[4], five, choice="3")
    for who in (KARIN, SECRETARY):
        shown = world.looks(who, "question.card", question=five).text()
        assert "5 av 20 ledamöter har svarat" in shown
        assert "4 delvis" not in shown
    world.goes_to(CLOSING)
    results = [text for text in in_room(world, OFFICIALS) if "Resultat." in text]
    assert [text.splitlines()[2:] for text in results] == [
        ["4 av 20 ledamöter svarade", "Färre än 5 har svarat, så det visas inte hur."],
        ["5 av 20 ledamöter svarade", "0 ja, 4 delvis, 1 nej, 0 avstår"],
    ]
    closed = "".join(to(world, SECRETARY))
    assert "Färre än 5 har svarat" in closed
    assert "4 ja" not in closed


def test_words_are_told_without_names(world: World):
    question, everyone = asks(world, kind="text"), officials(world)
    for number, who in enumerate(everyone[:5]):
        fills_in(world, who, question, words=f"Tanke {number}")
    world.goes_to(CLOSING)
    told = in_room(world, OFFICIALS)[-1].splitlines()[3:]
    assert sorted(told) == [f"– Tanke {number}" for number in range(5)]


def test_rankings_and_several_choices_are_counted_like_others(world: World):
    ranking = asks(world, text="Ordning?", kind="ranking", choices="väg\njärnväg")
    several = asks(world, text="Vilka?", kind="several", choices="tid\npengar")
    for who in officials(world)[:5]:
        fills_in(world, who, ranking, place1="2", place2="1")
        fills_in(world, who, several, picks=["1", "2"])
    world.goes_to(CLOSING)
    order, which = (text.splitlines()[3:] for text in in_room(world, OFFICIALS)[-2:])
    assert order[:2] == ["– väg · 0 poäng, först hos 0", "– järnväg · 5 poäng, först hos 5"]
    assert which == ["5 tid, 5 pengar"]


@pytest.mark.parametrize(
    ("given", "field", "told"),
    [
        ({"chosen": ["county:w", "county:h"]}, "chosen", "2 skulle få frågan. Fråga minst 5 anonymt"),
        (
            {"respondent": "seat", "body": POLITICIANS},
            "respondent",
            "Majoritet och opposition skiljs inte åt i en anonym fråga.",
        ),
    ],
)
def test_what_could_not_be_anonymous_is_refused(world: World, given: dict, field: str, told: str):
    values = {"text": "Hur?", "closes": "fredag", "body": OFFICIALS, "anonymous": True, "respondent": "person"}
    assert wrong(world.does(SECRETARY, "question.ask", **(values | given)))[field].startswith(told)


def test_what_does_not_fit_comes_back_empty(world: World):
    question = asks(world, kind="text")
    reply = world.does(KARIN, "question.answer_anonymously", question=question, words="hemlighet " * 300)
    assert wrong(reply)["words"].startswith("Högst 2000 tecken får plats.")
    assert form_in(reply).error == "Inget är räknat än. Det du fyllde i är inte kvar, eftersom svaret är anonymt."
    assert "hemlighet" not in reply.model_dump_json()
    world.does(SECRETARY, "question.close", question=question)
    reply = world.does(KARIN, "question.answer_anonymously", question=question, words="hemlighet")
    assert reply.outcome == "refused"
    assert "hemlighet" not in reply.model_dump_json()


@both
def test_no_table_holds_what_was_answered_but_the_counters_and_the_texts(world: World):
    choice, why = asks(world, text="Hur?"), asks(world, text="Varför?", kind="text")
    several = asks(world, text="Vad?", kind="several", choices="tid\npengar")
    before = dump(world)
    for who in officials(world)[:6]:
        fills_in(world, who, choice, choice="3")
        fills_in(world, who, why, words="hemlighet")
        fills_in(world, who, several, picks=["2"])
    after = dump(world)
    new = {name: set(after[name]) - set(before[name]) for name in after}
    assert holding(after, "hemlighet") == {"anonymous_text"}
    assert {name for name, rows in new.items() if any("pengar" in row for row in rows)} == set()
    assert not new["answer"] | new["draft"] | new["undo"]
    for question in (choice, why, several):
        world.does(SECRETARY, "question.close", question=question)
    for who in officials(world)[5:7]:  # one has answered already
        for question in (choice, why, several):
            told = fills_in(world, who, question, words="förtroende", text="förtroende", choice="förtroende")
            assert "stängde" in told
            assert "förtroende" not in told
    assert not holding(dump(world), "förtroende")
    told = "".join(new["event"] | new["audit"])
    assert not any(word in told for word in ("Nej", "nej", "'choice': 3", "picks", '"choice"'))
    assert {column.name for column in TABLES["anonymous_count"].columns} == {"question_id", "choice", "count"}
    assert {column.name for column in TABLES["anonymous_text"].columns} == {"id", "question_id", "text"}
    assert {column.name for column in TABLES["participated"].columns} == {"question_id", "respondent_id"}


@both
def test_what_is_refused_is_not_kept_beside_who_gave_it(world: World):
    question = asks(world, kind="text")
    fills_in(world, KARIN, question, words="först")
    again = fills_in(world, KARIN, question, words="hemlighet")
    assert again == "Ett svar är redan räknat. Det är anonymt, så det kan inte ändras."
    world.goes_to(CLOSING)
    late = fills_in(world, MATS, question, words="hemlighet")
    assert late.startswith("Frågan stängde")
    assert "hemlighet" not in late
    assert fills_in(world, KERSTIN, question, words="hemlighet").startswith("Den här frågan går till andra")
    assert holding(dump(world), "hemlighet") == set()


@both
def test_what_could_not_be_saved_is_shown_to_who_wrote_it_and_kept_nowhere(world: World):
    question = asks(world, kind="text")
    world.write(lambda db: db.execute(text("ALTER TABLE anonymous_text RENAME TO gone")))
    assert "hemlighet" in fills_in(world, KARIN, question, words="hemlighet")
    world.write(lambda db: db.execute(text("ALTER TABLE gone RENAME TO anonymous_text")))
    assert holding(dump(world), "hemlighet") == set()
    fills_in(world, KARIN, question, words="hemlighet")
    assert holding(dump(world), "hemlighet") == {"anonymous_text"}


@both
def test_neither_the_order_of_the_rows_nor_their_transaction_ties_a_text_to_a_person(world: World, forum_url: str):
    question, everyone = asks(world, kind="text"), officials(world)
    for number, who in enumerate(everyone):
        fills_in(world, who, question, words=f"Tanke {number}")
    hidden = "rowid, 0" if forum_url.startswith("sqlite") else "ctid::text, xmin::text"

    def marks(db: Session, table: str, column: str) -> list[tuple]:
        found = db.connection().exec_driver_sql(f"SELECT {column}, {hidden} FROM {table} ORDER BY 2")
        return [tuple(row) for row in found]

    texts = world.read(lambda db: marks(db, "anonymous_text", "id"))
    people = world.read(lambda db: marks(db, "participated", "respondent_id"))
    assert [row[0] for row in texts] == sorted(row[0] for row in texts)
    assert [row[0] for row in people] == sorted(row[0] for row in people)
    assert len({row[2] for row in texts}) == len({row[2] for row in people}) == 1


async def test_what_the_browser_keeps_does_not_hold_it(site: Site):  # noqa: F811
    sara = await site.reader(SECRETARY)
    await sara.opens("/room/tjanstepersonsforum")
    await sara.writes("fråga anonymt Varför då? fritext, senast fredag 12:00")
    await sara.presses("Skicka")
    await site.delivered()
    karin = await (await site.reader(KARIN)).opens("/room/tjanstepersonsforum")
    await karin.presses("Svara")
    await karin.presses("Skicka svaret (kan inte ändras)", words="hemlighet " * 300)
    assert "Högst 2000 tecken" in karin.reads
    await karin.presses("Skicka svaret (kan inte ändras)", words="hemlighet")
    assert "Karin Lind har svarat." in karin.reads
    mats = await (await site.reader(MATS)).opens("/room/tjanstepersonsforum")
    await mats.presses("Svara")
    await sara.opens("/room/tjanstepersonsforum")
    await sara.presses("Stäng nu")
    await mats.presses("Skicka svaret (kan inte ändras)", words="hemlighet")
    assert "Frågan stängde" in mats.reads
    assert holding(await site.bot.database.read(rows), "hemlighet") == {"anonymous_text"}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(given=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 5)), max_size=12))
def test_the_counts_equal_the_answers_given(world: World, given: list[tuple[int, int]]):
    question, everyone = asks(world), officials(world)
    done = [
        world.does(everyone[who], "question.answer_anonymously", question=question, choice=str(choice)).outcome
        == "done"
        for who, choice in given
    ]
    counts = world.read(lambda db: anonymous.counts(db, question))
    assert sum(counts.values()) == sum(reply for reply in done)
    assert len(world.read(lambda db: anonymous.participated(db, question))) == sum(counts.values())
