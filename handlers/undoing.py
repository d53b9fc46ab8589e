"""Taking back what was just done: for ten minutes, by whoever did it, once."""

from dataclasses import replace
from datetime import timedelta

from handlers.call import Ask, Call, Refusal
from handlers.forms import number
from handlers.words import N_
from storage import undo

FOR = timedelta(minutes=10)
"""How long something can be undone: long enough to see the mistake, too short for others to have built on it."""


def read(call: Call) -> Ask:
    """What is asked for when «undo» is pressed, or written: then it is the last thing that the caller did."""
    chosen = number(call.ask.values.get("undo")) or undo.latest(call.db, call.person.id)
    taken = undo.take(call.db, chosen, call.person.id) if chosen else None
    if taken is None:
        raise Refusal(N_("There is nothing to undo, or it is already undone."))
    action, values, at = taken
    if call.now - at > FOR:
        raise Refusal(N_("It is more than ten minutes ago, so it can no longer be undone. Change it instead."))
    return replace(call.ask, action=action, values=values)
