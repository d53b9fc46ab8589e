"""What people do on its way to the handlers, when it can not be stored, and what is forgotten at night."""

import asyncio
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot import inbound
from storage import drafts, events
from storage.actions import Action
from storage.drafts import Draft
from storage.events import Event
from storage.questions import Answer
from tests.conftest import TODAY, both
from tests.scenes import KARIN, MATS, OFFICIALS, SECRETARY, ask
from tests.world import World


def end_in_the_commit(db: Session) -> None:
    """From now on the connection is lost while an answer is being committed."""
    db.execute(
        text(
            "CREATE FUNCTION fall() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'"
        )
    )
    db.execute(
        text(
            "CREATE CONSTRAINT TRIGGER fall AFTER INSERT ON answer "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fall()"
        )
    )


@pytest.mark.parametrize("forum_url", [(*TODAY, "postgresql")], indirect=True)
def test_what_may_have_been_saved_is_not_called_unsaved(world: World):
    question = ask(world, kind="text")
    world.write(end_in_the_commit)
    reply = world.does(MATS, "question.tell", question=question, text="Vi vill börja i norr.")
    assert reply.outcome == "unsure"
    told, typed, _ = reply.text().splitlines()
    assert told == "Det är osäkert om det sparades. Titta efter innan du försöker igen."
    assert typed == "Vi vill börja i norr."


def test_of_what_was_not_saved_only_what_people_typed_is_shown(world: World):
    question = ask(world, kind="text")
    world.write(lambda db: db.execute(text("DROP TABLE answer")))
    reply = world.does(MATS, "question.tell", question=question, text="Vi vill börja i norr.", how="hidden")
    assert "Vi vill börja i norr." in reply.text()
    assert "hidden" not in reply.text()


@both
def test_what_was_refused_is_not_carried_out_when_the_event_comes_again(world: World):
    promise = {"text": "Skriva till länen", "body": OFFICIALS}
    world.does(KARIN, "action.log", **promise)
    point = world.read(lambda db: db.scalars(select(Action.id)).one())
    world.does(SECRETARY, "action.done", action=point)
    refused = world.does(KARIN, "action.done", event="late", action=point)
    world.does(SECRETARY, "action.reopen", action=point)
    assert world.does(KARIN, "action.done", event="late", action=point) == refused
    assert "redan" in refused.text()
    assert world.read(lambda db: db.get_one(Action, point).done_at) is None


def test_nobody_waits_for_a_database_that_says_nothing(world: World, monkeypatch: pytest.MonkeyPatch):
    question, hangs = ask(world, kind="text"), threading.Event()
    asked = world.asks(MATS, "question.tell", question=question, text="Vi vill börja i norr.")
    monkeypatch.setattr(inbound, "SILENCE", 0.5)

    async def ask_while_it_hangs() -> tuple[str, bool]:
        hanging = asyncio.ensure_future(world.database.write(lambda db: hangs.wait(60)))
        reply = await world.inbound.do(asked)
        still = not hanging.done()
        hangs.set()
        await hanging
        monkeypatch.setattr(inbound, "SILENCE", 60)
        return reply.outcome, still

    assert world.run(ask_while_it_hangs()) == ("unsure", True)
    assert world.at_once(asked)[0].outcome == "done"
    assert world.read(lambda db: db.scalars(select(Answer.text)).all()) == ["Vi vill börja i norr."]


def test_what_is_not_certain_stays_so_when_it_comes_again_in_vain(world: World, monkeypatch, forum_url: str):
    question, hangs = ask(world, kind="text"), threading.Event()
    asked = world.asks(MATS, "question.tell", question=question, text="Vi vill börja i norr.")
    monkeypatch.setattr(inbound, "SILENCE", 0.5)

    async def ask_while_it_hangs() -> list[str]:
        hanging = asyncio.ensure_future(world.database.write(lambda db: hangs.wait(60)))
        first = await world.inbound.do(asked)
        hangs.set()
        await hanging
        with closing(sqlite3.connect(forum_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            monkeypatch.setattr(inbound, "SILENCE", 60)
            return [first.outcome, (await world.inbound.do(asked)).outcome]

    assert world.run(ask_while_it_hangs()) == ["unsure", "unsure"]
    assert world.at_once(asked)[0].outcome == "done"
    assert world.read(lambda db: db.scalars(select(Answer.text)).all()) == ["Vi vill börja i norr."]


@both
def test_what_is_old_is_forgotten_at_night_in_real_time(world: World):
    person, real = world.person(KARIN).id, datetime.now(UTC)

    def keep(db: Session) -> None:
        for days in (2, 4, 40):
            events.begin(db, f"{days} days ago", real - timedelta(days=days))
            drafts.keep(db, person, "question.ask", {"days": days}, real - timedelta(days=days))

    world.write(keep)
    world.time = real + timedelta(days=365)
    world.run(world.inbound.forget())
    assert world.read(lambda db: db.scalars(select(Event.id)).all()) == ["2 days ago"]
    assert world.read(lambda db: [draft.values["days"] for draft in db.scalars(select(Draft))]) == [2, 4]
