"""Majority and opposition kept apart: one answer for each seat, told by side to those to whom the forum shows sides.

Source: docs/the-forum.md. Sides are stored only where they are given; elsewhere a seat goes by the name of its holder.
"""

from handlers import rights
from handlers.call import Look
from storage import bodies
from storage.bodies import Body, Seat

SIDES = ("majority", "opposition")


def may_see(look: Look) -> bool:
    """Whether the viewer is shown who belongs to which side."""
    return look.forum.sides == "all" or (look.forum.sides == "secretariat" and rights.runs_the_forum(look))


def kept_in(look: Look, body: Body) -> bool:
    """Whether a body has seats with sides, so that they can be asked apart."""
    return any(seat.side for seat in bodies.seats(look.db, body.id, look.today))


def name(look: Look, side: str) -> str:
    return {"majority": look._("the majority"), "opposition": look._("the opposition")}[side]


def seat_name(look: Look, seat: Seat) -> str:
    """«Region Dalarna, majoriteten»."""
    return f"{seat.organisation.named(look.today).name}, {_which(look, seat)}"


def short_name(look: Look, seat: Seat) -> str:
    """«Region Dalarna (majoriteten)»: in a list, where commas part one seat from the next."""
    return f"{seat.organisation.named(look.today).short} ({_which(look, seat)})"


def _which(look: Look, seat: Seat) -> str:
    """Which of its organisation's seats it is: by side, else by the name of who sits there, else by number."""
    person = seat.person or seat.deputy
    if seat.side and may_see(look):
        return name(look, seat.side)
    return person.name if person else look._("seat {number}").format(number=_number(look, seat))


def _number(look: Look, seat: Seat) -> int:
    """Which of its organisation's seats in the body it is."""
    held = [one.id for one in bodies.seats(look.db, seat.body_id, look.today)
            if one.organisation_id == seat.organisation_id]  # fmt: skip
    return held.index(seat.id) + 1 if seat.id in held else 1
