"""What becomes of a post that is not brought now: later, never, or nothing to show."""

from datetime import timedelta

from sqlalchemy.orm import Session

from handlers.call import Nothing
from handlers.reaching import Onward
from storage import claims
from storage.claims import Claimed
from storage.database import real_time


def later(db: Session, claimed: Claimed, reason: str, wait: timedelta, told: bool, **fields: object) -> None:
    """Being `told` to wait is no try. A doubt whether it was sent stays, until a look-up has settled it."""
    fields = {"tries": claimed.tries - 1 if told else claimed.tries, "reason": reason} | fields
    if claimed.unsure:
        fields["token"] = claimed.token
    claims.settle(db, claimed, leased_until=real_time(db) + wait, **fields)


def lost(db: Session, claimed: Claimed, onward: Onward, reason: str, workspace: str | None) -> None:
    """What becomes of a post that goes where nothing arrives."""
    if onward.elsewhere:
        claims.settle(db, claimed, reason=reason)
    elif onward.wait:
        later(db, claimed, reason, onward.wait, told=True, waits_for=workspace)
    else:
        claims.settle(db, claimed, **left(claimed, reason))


def left(claimed: Claimed, reason: str) -> dict[str, object]:
    """What becomes of a post that is not tried any more."""
    never = "unknown" if claimed.unsure else "removed"
    return {"tries": 0, "reason": reason, "state": "shown" if claimed.shown else never}


def nothing(claimed: Claimed, nothing: Nothing) -> dict[str, object]:
    if nothing.again:
        return {"due": nothing.again, "tries": 0}
    if claimed.shown:  # What is over is not drawn again at each touch for ever.
        return {"tries": 0, "state": "over" if nothing.over else "shown"}
    return {"state": "removed" if claimed.seen else "skipped", "reason": nothing.reason}
