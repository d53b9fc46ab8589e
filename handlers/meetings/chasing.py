"""Reminding people by hand, each at most once a day. What a quiet time holds back until the morning can be taken back;
what has been sent can not."""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel

from handlers import quiet
from handlers.call import Call, Refusal, Reply, said, undoes
from handlers.cards import Buttons
from handlers.words import N_
from storage import posts
from storage.posts import Wish


class Sent(BaseModel):
    """The messages that were wanted, by their keys."""

    keys: list[str]


def remind(call: Call, wishes: Sequence[Wish]) -> list[Wish]:
    """Want the messages, but for those that were wanted today already; gives the new ones."""
    new = [wish for wish in wishes if not _is_wanted(call, wish)]
    for wish in new:
        posts.want(call.db, wish, call.now)
    return new


def _is_wanted(call: Call, wish: Wish) -> bool:
    there = posts.by_key(call.db, wish.key)
    return there is not None and there.state != "superseded"


def day(call: Call) -> date:
    """The day on which they get it: what several quiet days hold back comes once."""
    return quiet.day_of(call.forum, quiet.after_quiet(call.forum, call.now))


def when(call: Call) -> str:
    """When they get it: «nu», or «i morgon kl. 8.00»."""
    later = quiet.after_quiet(call.forum, call.now)
    return call.speech.moment(later).text if later > call.now else call._("now")


def undo(call: Call, new: Sequence[Wish]) -> Buttons | None:
    """[Undo], where they wait for the morning."""
    if not new or quiet.after_quiet(call.forum, call.now) == call.now:
        return None
    return Buttons(buttons=(call.undo("reminders.send", keys=[wish.key for wish in new]),))


@undoes("reminders.send", Sent)
def take_back(call: Call, given: Sent) -> Reply:
    """Give up the reminders that wait for the morning."""
    gone = posts.supersede_keys(call.db, given.keys)
    if not gone:
        raise Refusal(N_("They have got it by now, and what has been sent can not be taken back."))
    if late := len(given.keys) - gone:
        told = call.count("Undone, but {count} had got it already.", "Undone, but {count} had got it already.", late)
        return Reply(card=said(told))
    return Reply(card=said(call._("Undone. Nobody is reminded.")))
