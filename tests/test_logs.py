"""The log tells what went wrong and never what people wrote."""

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot import logs
from bot.inbound import attempt
from handlers.cards import Said
from storage import bodies
from storage.bodies import Body
from tests.conftest import both
from tests.scenes import MATS, ask
from tests.world import World

SECRET = "Vi vill inte att någon läser det här."


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str]):
    """What the log has by now, written as the bot writes it."""
    before = structlog.get_config()
    logs.configure()
    yield lambda: capsys.readouterr().out
    structlog.configure(**before)


@both
def test_a_row_that_does_not_fit_is_logged_without_its_values(world: World, log):
    question = ask(world, kind="text")
    world.write(lambda db: db.execute(text("CREATE UNIQUE INDEX one_text ON answer (text)")))
    world.does(MATS, "question.tell", question=question, text=SECRET)
    world.does(MATS, "question.tell", question=question, text=SECRET)
    logged = log()
    assert "unique" in logged.lower()
    assert SECRET not in logged


@both
def test_a_key_that_is_taken_is_logged_without_it(world: World, log):
    def rename(db: Session) -> None:
        for body in bodies.all_bodies(db)[:2]:
            body.key = SECRET

    world.run(attempt(world.database.write(rename)))
    logged = log()
    assert Body.__tablename__ in logged
    assert SECRET not in logged


def test_a_card_that_can_not_be_made_is_told_without_its_words():
    with pytest.raises(ValueError, match="Said") as error:
        Said.model_validate({"text": [SECRET]})
    assert SECRET not in str(error.value)
