"""What does not fit: a clear sentence, nothing lost, nothing half-written. Odd values of every kind are in
test_odd_values.py."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from handlers.call import Reply
from storage import questions
from storage.actions import Action
from storage.drafts import Draft
from storage.questions import Question
from tests.conftest import both
from tests.scenes import KARIN, KERSTIN, MATS, OFFICIALS, SECRETARY, answer, ask, in_room, typed, wrong
from tests.world import World

FRIDAY = {"closes": "fredag 12:00", "body": OFFICIALS, "sure": True}


def count(world: World, table: type) -> int:
    return world.read(lambda db: db.scalar(select(func.count()).select_from(table)))


def asks(world: World, **given: object) -> Reply:
    """The secretariat tries to ask something; nothing is asked, and all that was typed comes back."""
    reply = world.does(SECRETARY, "question.ask", **({"text": "Bör vi?"} | FRIDAY | given))
    assert reply.outcome == "refused"
    assert count(world, Question) == 0
    assert reply.form is not None
    only_the_closing = given.get("closes") == ""
    kept, lacks = (
        "Frågan är inte skickad. Allt du skrev finns kvar.",
        "Bara stängningstiden saknas: skriv när frågan stänger.",
    )
    assert reply.form.error == (lacks if only_the_closing else kept)
    return reply


@pytest.mark.parametrize(
    ("given", "field", "told"),
    [
        ({"closes": "1 januari 2020"}, "closes", "onsdag 1 januari 2020 kl. 16.00 har redan varit."),
        ({"closes": "i dag 08:00"}, "closes", "i dag kl. 8.00 har redan varit."),
        ({"opens": "1 januari 2020"}, "opens", "onsdag 1 januari 2020 har redan varit."),
        ({"opens": "fredag", "closes": "torsdag"}, "closes", "Det är innan den öppnar, fredag 5 februari kl. 8.00."),
        ({"closes": "när det passar"}, "closes", "«när det passar» är inget datum som jag förstår."),
        ({"closes": "31 februari"}, "closes", "«31 februari» är inget datum som jag förstår."),
        ({"closes": ""}, "closes", "Fyll i det här."),
        ({"text": "  "}, "text", "Fyll i det här."),
        ({"body": "båtforum"}, "body", "Det finns ingen grupp som heter «båtforum»."),
        ({"chosen": ["county:q"]}, "body", "Ingen där kan svara, så inget är skickat."),
        ({"kind": "choice", "choices": "norr"}, "choices", "Skriv två till tio olika alternativ, ett på varje rad."),
        ({"item": 99}, "item", "Punkten står inte kvar på dagordningen."),
        ({"kind": "röst"}, "kind", "Det här passar inte. Välj eller skriv något annat."),
    ],
)
def test_what_does_not_fit_is_told_beside_its_field(world: World, given: dict, field: str, told: str):
    reply = asks(world, **given)
    assert wrong(reply)[field].startswith(told)
    assert typed(reply).get("text", "") == given.get("text", "Bör vi?").strip() or given.get("text") == "  "


@both
def test_ten_thousand_characters_are_refused_and_kept(world: World):
    long = "Vi tycker så här. " * 600
    reply = asks(world, text=long)
    assert typed(reply)["text"] == long
    assert wrong(reply)["text"] == f"Högst 150 tecken får plats. Din text har {len(long)}."
    question = ask(world, kind="text")
    reply = world.does(KARIN, "question.tell", question=question, text=long)
    assert typed(reply)["text"] == long
    assert wrong(reply)["text"] == f"Högst 2000 tecken får plats. Din text har {len(long)}."
    reply = world.says(KARIN, f"att göra {long[:9000]}")
    assert typed(reply)["text"] == long[:9000].strip()
    assert count(world, Action) == 0


def test_all_that_was_written_stands_under_the_refusal_of_a_form_that_does_not_come_back(world: World):
    asks = world.asks(KARIN, "question.ask", text="Räcker stödet?", choices="norr\nsöder", closes="fredag", body="")
    [reply] = world.at_once(replace(asks, typed=("text", "choices", "closes")))
    assert reply.form is None
    assert reply.text().splitlines()[1:] == ["Räcker stödet?", "norr", "söder", "fredag"]


def test_a_line_longer_than_any_command_is_told_so(world: World):
    reply = world.says(KARIN, "x" * 10_001)
    assert reply.text() == "Högst 10000 tecken kan skrivas här. Din text har 10001. Korta den."


def test_two_hundred_choices_are_refused_and_kept(world: World):
    many = "\n".join(f"Alternativ {number}" for number in range(200))
    reply = asks(world, kind="choice", choices=many)
    assert typed(reply)["choices"] == many
    assert wrong(reply)["choices"].endswith("Nu är det 200.")


def test_the_same_choice_twice_is_one(world: World):
    reply = asks(world, kind="choice", choices="norr\nnorr")
    assert wrong(reply)["choices"].endswith("Nu är det 1.")


@pytest.mark.parametrize(
    ("action", "values", "told"),
    [
        ("meeting.agenda", {"meeting": 99}, "Det finns inget sådant möte. Skriv «möten» för att se vilka som finns."),
        ("meeting.move", {"meeting": 99, "to": "3 mars"}, "Det finns inget sådant möte."),
        ("action.log", {"text": "Ring Bo", "meeting": 99}, "Det finns inget sådant möte."),
        ("question.answer", {"question": 99, "choice": 1}, "Frågan finns inte. Den kan ha tagits bort."),
        ("action.done", {"action": 99}, "Det finns inget att göra med det numret."),
        ("item.remove", {"item": 99}, "Punkten står inte kvar på dagordningen."),
        ("nothing.such", {"x": 1}, "Knappen fungerar inte längre. Skriv «hjälp» för att se vad du kan göra."),
    ],
)
def test_what_there_is_not(world: World, action: str, values: dict, told: str):
    reply = world.does(SECRETARY, action, **values)
    assert reply.outcome == "refused"
    assert reply.text().startswith(told)


@pytest.mark.parametrize("number", [10**30, -1, 0, "abc", None, [1], {"a": 1}, 1.5, True, "", "٣" * 50])
@both
def test_a_number_that_no_row_can_have_is_a_row_that_is_not_there(world: World, number: object):
    ask(world)
    for action in ("question.answer", "question.tell", "question.withdraw", "question.reschedule"):
        given = {"question": number, "choice": 1, "text": "Ja", "closes": "lördag"}
        assert world.does(SECRETARY, action, **given).text().startswith("Frågan finns inte.")
    assert (
        world.does(KARIN, "question.answer", question=1, choice=number)
        .text()
        .startswith("Det är inget av alternativen.")
    )


HOSTILE = "<script>alert(1)</script> & {text} *fet* <@U123> \u202eneddo\u2066 [länk](https://x.se) \x07\x1b[31m"
CLEANED = "<script>alert(1)</script> & {text} *fet* <@U123> neddo [länk](https://x.se) [31m"


@both
def test_hostile_text_stays_text_without_its_invisible_characters(world: World):
    question = ask(world, HOSTILE)
    assert world.seen_in(OFFICIALS) == [CLEANED]
    world.does(SECRETARY, "action.log", text=HOSTILE, who="Dalarna", due="fredag", body=OFFICIALS)
    assert world.seen_in(OFFICIALS) == [CLEANED, CLEANED]
    world.does(SECRETARY, "item.save", meeting=world.meeting("tjanstepersonsforum-next").id, title=HOSTILE)
    assert CLEANED in world.says(KARIN, "dagordning tjänstepersonsforum").text()
    assert "har svarat" in in_room(world, OFFICIALS)[0]
    assert answer(world, KARIN, question, 1).startswith("Tack.")
    told = world.says(SECRETARY, HOSTILE).text()
    assert told.startswith("Jag förstod inte «<script>")


def test_a_title_is_one_line(world: World):
    ask(world, "Bör vi?\r\n\n   Eller\tinte?\u2028")
    assert world.seen_in(OFFICIALS) == ["Bör vi? Eller inte?"]


@pytest.mark.parametrize("bad", ["\0", "\ud800"], ids=["NUL", "half a pair"])
@both
def test_what_no_database_stores_is_refused_alike_on_both(world: World, bad: str):
    told = "Texten har tecken som inte går att spara. Skriv den igen utan dem."
    question = ask(world, kind="text")
    tries: list[Callable[[], Reply]] = [
        lambda: world.does(SECRETARY, "question.ask", text=f"Bör{bad} vi?", **FRIDAY),
        lambda: world.does(KARIN, "question.tell", question=question, text=f"Ja{bad}"),
        lambda: world.does(KARIN, "action.log", text="Ring Bo", who=f"Karin{bad}"),
        lambda: world.does(SECRETARY, "question.ask", text=f"Bör{bad} vi?", edit=True),
        lambda: world.does(SECRETARY, "question.ask", text="Bör vi?", **FRIDAY | {"chosen": [f"county:{bad}"]}),
        lambda: world.says(KARIN, f"att göra Ring Bo{bad}"),
        lambda: world.says(KARIN, bad),
    ]
    assert [attempt().text() for attempt in tries] == [told] * len(tries)
    assert (count(world, Question), count(world, Action)) == (1, 0)


def test_a_draft_is_its_writers_own(world: World):
    drafted = world.says(SECRETARY, "fråga Bör vi? ja/nej, fredag 12:00")
    number = world.read(lambda db: db.scalar(select(Draft.id)))
    for given in ({"sure": True}, {"edit": True}):
        reply = world.does("melker-strid", "question.ask", draft=number, **given)
        assert reply.text() == "Det är redan skickat."
        assert reply.form is None
    assert world.presses(SECRETARY, drafted, "Skicka").outcome == "done"


def test_a_refused_action_leaves_nothing_behind(world: World):
    question = ask(world)
    before = len(world.chat.sent)
    for who, action in ((KERSTIN, "question.answer"), (KARIN, "question.close"), (KARIN, "question.remind")):
        assert world.does(who, action, question=question, choice=1).outcome == "refused"
    assert len(world.chat.sent) == before
    assert world.read(lambda db: questions.answers(db, question)) == []


def test_an_error_that_nobody_foresaw_gives_a_reference_that_stands_in_the_log(world: World):
    question = ask(world, kind="text")
    world.write(lambda db: db.execute(text("DROP TABLE answer")))
    with capture_logs() as log:
        reply = world.does(MATS, "question.tell", question=question, text="Vi vill börja i norr.")
    told, typed_again, _ = reply.text().splitlines()
    reference = told.rpartition(" ")[2].rstrip(".")
    assert told.startswith("Något gick fel, och inget är sparat.")
    assert typed_again == "Vi vill börja i norr."
    assert reference in [entry.get("reference") for entry in log]


# A database that can not store


def database_file(world: World) -> str:
    return world.read(lambda db: db.connection().engine.url.database)


def full(session: Session) -> None:
    """From now on the database may not grow by a single page, as if the disk was full."""
    pages = session.scalars(text("PRAGMA page_count")).one()
    session.execute(text(f"PRAGMA max_page_count = {pages}"))


def roomy(session: Session) -> None:
    session.execute(text("PRAGMA max_page_count = 1000000"))


def not_saved(reply: Reply, kept: str) -> bool:
    """Whether the reply says so, shows what was typed, and offers to try again."""
    first, *rest = reply.text().splitlines()
    assert first == "Inte sparat: databasen kan inte spara just nu. Inget du skrev är borta. Försök igen."
    assert kept in rest
    assert rest[-1] == "[Försök igen]"
    return reply.outcome == "unsaved"


def test_a_locked_database_says_not_saved_keeps_what_was_typed_and_works_afterwards(world: World):
    question = ask(world, kind="text")
    with closing(sqlite3.connect(database_file(world), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        reply = world.does(MATS, "question.tell", question=question, text="Vi vill börja i norr.")
        assert not_saved(reply, kept="Vi vill börja i norr.")
    assert world.read(lambda db: questions.answers(db, question)) == []
    assert (
        world.presses(MATS, reply, "Försök igen").text().startswith("Tack. Region Kalmar län: Vi vill börja i norr.\n")
    )


def test_a_full_database_says_not_saved_keeps_what_was_typed_and_works_afterwards(world: World):
    question = ask(world, kind="text")
    long = "Vi vill börja i norr. " * 90
    world.write(full)
    saved = 0
    while (reply := world.does(MATS, "question.tell", question=question, text=f"{long}{saved}")).outcome == "done":
        saved += 1
    assert not_saved(reply, kept=f"{long}{saved}")
    county = world.organisation("region-kalmar-lan").county_id or 0
    assert len(world.read(lambda db: questions.history(db, question, county))) == saved
    world.write(roomy)
    assert world.presses(MATS, reply, "Försök igen").outcome == "done"
