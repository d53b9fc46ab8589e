"""What the tests of meetings often do: call to one, register, move it; and what then stands where."""

from typing import Any

from tests.scenes import KERSTIN, OFFICIALS, POLITICIANS, SECRETARY, in_room, to
from tests.world import World


def calls(world: World, line: str = "kallelse tjänstepersonsforum", who: str = SECRETARY) -> str:
    """Somebody calls to a meeting and sends it; what they are told."""
    return world.presses(who, world.says(who, line), "Skicka").text()


def called(world: World, who: str) -> list[str]:
    return [text for text in to(world, who) if text.startswith("Kallelse")]


def comes(world: World, who: str, how: str = "room", **values: Any) -> str:
    """Somebody presses one of the four; what they are told."""
    meeting = world.meeting("tjanstepersonsforum-next")
    given = {"meeting": meeting.id, "day": meeting.day.isoformat(), "how": how} | values
    return world.does(who, "registration.save", **given).text()


def counted(world: World) -> str:
    """The numbers in the room."""
    return next(text for text in in_room(world, OFFICIALS) if text.startswith("Kallelse")).splitlines()[-1]


def moves(world: World, who: str, line: str) -> str:
    """Somebody moves a meeting, and is sure; what they are told."""
    return world.presses(who, world.says(who, line), "Flytta och meddela").text()


def confirmed(world: World, meeting: int) -> None:
    """The politicians are called to Tuesday 23 February 10:00; Kerstin comes, and two more."""
    world.does(SECRETARY, "meeting.confirm", meeting=meeting, start="10", end="14.30", place="Norra salen")
    world.does(SECRETARY, "meeting.call", meeting=meeting, sure=True)
    for who, how in ((KERSTIN, "room"), (politician(world, 0), "link"), (politician(world, 1), "no")):
        world.does(who, "registration.save", meeting=meeting, how=how)


def politician(world: World, index: int) -> str:
    return [seat.person.key for seat in world.seats(POLITICIANS) if seat.person and seat.person.key != KERSTIN][index]


def asked_about(world: World, who: str) -> list[str]:
    return [text for text in to(world, who) if text.startswith("Passar")]
