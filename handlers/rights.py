"""Who may do what. The secretariat runs the forum; the chair of a body may do with its meetings what the secretariat
may.

A refusal says who may, and what the one who asked can do instead.
"""

from handlers.call import Call, Look, Refusal
from handlers.words import N_
from storage import bodies
from storage.bodies import Body


def runs_the_forum(look: Look) -> bool:
    """Whether the viewer belongs to the secretariat."""
    return look.viewer is not None and look.viewer.secretariat


def runs_meetings_of(look: Look, body: Body) -> bool:
    """Whether the viewer may change the meetings of the body."""
    return runs_the_forum(look) or (look.viewer is not None and body.chair_id == look.viewer.id)


def chairs(look: Look) -> list[Body]:
    """The bodies that the viewer chairs."""
    return [body for body in bodies.all_bodies(look.db) if look.viewer and body.chair_id == look.viewer.id]


def must_run_the_forum(look: Look) -> None:
    if not runs_the_forum(look):
        raise Refusal(N_("Only the secretariat can do this. Write to the secretariat if you want it done."))


def must_run_meetings_of(call: Call, body: Body) -> None:
    if not runs_meetings_of(call, body):
        raise Refusal(
            N_("Only the secretariat and the chair can change a meeting. Nothing is changed. Ask the secretariat.")
        )


def my_bodies(look: Look) -> list[Body]:
    """The bodies whose rooms the viewer may enter: all for the secretariat, else where one has a seat, deputises,
    assists or chairs."""
    return [body for body in bodies.all_bodies(look.db) if is_in(look, body)]


def is_in(look: Look, body: Body) -> bool:
    """Whether the viewer has a part in the body: a seat, as deputy, chair or a member's assistant, or as one of the
    secretariat. What is drawn for no one viewer is drawn for the body's own room."""
    if look.viewer is None or look.viewer.secretariat or body.chair_id == look.viewer.id:
        return True
    return any(held.body_id == body.id for held in (*look.stands, *look.assisted))


def must_be_in(look: Look, body: Body) -> None:
    if not is_in(look, body):
        raise Refusal(N_("You have no part in {body}, so this is not shown. Ask the secretariat."), body=body.name)
