"""A name that may be somebody's in the forum, or several people's: it is asked who is meant before anything is done.

Each who may be is offered by the key, which nobody else has.
"""

from handlers.call import Look
from handlers.cards import Button, Buttons, Card, Text, Values, card, words
from handlers.people_words import called, folded, nearest, told_apart
from storage.people import Person


def doubted(look: Look, name: str) -> list[Person]:
    """Who may be meant by it; nobody where that is certain, or where no name in the forum is like it."""
    found = called(look, name)
    return [] if len(found) == 1 else found or nearest(look, name)


def who_is_meant(look: Look, action: str, typed: Values, field: str, near: list[Person], title: str = "") -> Card:
    """Ask about a name (what was `typed` in the `field`), before it is taken for one `beyond` the forum: each press
    carries out the `action`."""
    name, names = str(typed[field]), told_apart(look, near)
    no = Button(label=_outside(look, name, near), action=action, values=typed | {"beyond": True})
    ones = (
        Button(label=label, action=action, values=typed | {field: one.key}, style="primary")
        for one, label in zip(near, names, strict=True)
    )
    change = Button(label=look._("Change"), action=action, values=typed | {"edit": True}, style="plain")
    if _is_of(near, name):
        asks = words(look._("Several in the forum are called «{name}». Who is it?"), name=name)
    else:
        near_names = look.speech.either(names)
        asks = words(look._("Nobody in the forum is called «{name}». Do you mean {near}?"), name=name, near=near_names)
    return card(title, Text(words=asks), Buttons(buttons=(*ones, no, change)))


def _outside(look: Look, name: str, near: list[Person]) -> str:
    if _is_of(near, name):
        return look._("Somebody outside the forum")
    return look._("No, «{name}» outside the forum").format(name=name)


def _is_of(near: list[Person], name: str) -> bool:
    """Whether it is just how they are called."""
    return any(folded(one.name) == folded(name) for one in near)
