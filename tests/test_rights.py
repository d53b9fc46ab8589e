"""What is said in a group stays there: with the numbers of another's, nobody reads a word of it."""

import pytest

from storage import questions
from tests.scenes import ASTRID, KERSTIN, OFFICIALS, POLITICIANS, SECRETARY, ask
from tests.world import World


@pytest.fixture
def numbers(world: World) -> dict[str, int]:
    """The numbers of things among the politicians, with whom the officials' chair has no part; all say «hemlig»."""
    meeting = world.meeting("politikerforum-next").id
    world.does(SECRETARY, "item.save", meeting=meeting, title="En hemlig punkt")
    world.does(SECRETARY, "action.log", meeting=meeting, text="Ett hemligt löfte")
    item = world.meeting("politikerforum-next").items[-1]
    question = ask(world, "En hemlig fråga?", body=POLITICIANS, kind="text", item=item.id)
    own = world.meeting("tjanstepersonsforum-next").id
    return {"their meeting": meeting, "their item": item.id, "their question": question, "my meeting": own}


@pytest.mark.parametrize(
    ("action", "values"),
    [
        ("meeting.agenda", {"meeting": "their meeting"}),
        ("meeting.show", {"meeting": "their meeting"}),
        ("action.list", {"which": "meeting", "meeting": "their meeting"}),
        ("question.tell", {"question": "their question"}),
        ("question.tell", {"question": "their question", "text": "Ja"}),
        ("question.change", {"question": "their question"}),
        ("question.withdraw", {"question": "their question"}),
        ("item.save", {"edit": True, "meeting": "my meeting", "item": "their item"}),
        ("item.save", {"meeting": "my meeting", "item": "their item", "title": ""}),
        ("item.place", {"item": "their item", "to": "up"}),
    ],
)
def test_with_numbers_of_another_group_nothing_is_read(world: World, numbers: dict, action: str, values: dict):
    given = {name: numbers.get(value, value) for name, value in values.items()}
    reply = world.does(ASTRID, action, **given)
    assert reply.outcome == "refused"
    assert "hemlig" not in reply.model_dump_json()
    assert world.read(lambda db: questions.answers(db, numbers["their question"])) == []


def test_who_has_a_part_in_the_group_reads_it(world: World, numbers: dict[str, int]):
    assert "hemlig punkt" in world.does(KERSTIN, "meeting.agenda", meeting=numbers["their meeting"]).text()
    listed = world.does(KERSTIN, "action.list", which="meeting", meeting=numbers["their meeting"])
    assert "hemligt löfte" in listed.text()


def test_who_has_none_is_told_so(world: World, numbers: dict[str, int]):
    told = world.does(ASTRID, "meeting.agenda", meeting=numbers["their meeting"]).text()
    assert told == "Du är inte med i Politikerforum, så det här visas inte. Fråga kansliet."


def test_the_dates_are_open_to_all_without_the_way_to_the_agenda(world: World):
    own, foreign = (world.does(ASTRID, "programme.list", body=body).text() for body in (OFFICIALS, POLITICIANS))
    assert "tisdag 23 februari" in foreign
    assert "[Dagordning]" in own
    assert "[Dagordning]" not in foreign
