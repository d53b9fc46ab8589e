"""Sending in an input, handing it on, and what then is stored of it: for the tests of inputs."""

from storage import inputs
from storage.inputs import Input, InputStep
from tests.scenes import SECRETARY
from tests.world import World

AMINA = "amina-warsame"
"""The director of Värmland."""
POSTS = "Laddstolpar vid länsgränsen"
LATER = "2027-02-15 09:00"
"""The Monday after the Friday by which Mats was to answer."""


def sent(world: World, who: str = AMINA) -> int:
    """Somebody sends in an input; its number."""
    world.says(who, f'inspel "{POSTS}" Det saknas stolpar på båda sidor.')
    return stored(world)[-1].id


def stored(world: World) -> list[Input]:
    """All inputs that are under way, the oldest first."""
    return list(world.read(inputs.under_way))


def handed_on(world: World, to: str = "Mats Ohlin") -> int:
    """The secretariat hands it to somebody who answers by Friday the 12th; its number."""
    number = sent(world)
    assert world.does(SECRETARY, "input.forward", input=number, to=to, due="12 februari").outcome == "done"
    return number


def steps(world: World, number: int) -> list[InputStep]:
    return list(world.read(lambda db: inputs.steps(db, number)))


def shown(world: World, who: str, number: int) -> list[str]:
    return world.does(who, "input.show", input=number).text().splitlines()
