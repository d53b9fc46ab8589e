"""Taking back what was just done: for ten minutes, by whoever did it, once.

The button undoes what it stands under. The word names what was done last, and asks, since that may be something else
than one has in mind.
"""

from dataclasses import replace
from datetime import timedelta

from handlers.call import Ask, Call, Look, Refusal, Reply, on
from handlers.cards import Button, Buttons, Said, Text, card, words
from handlers.fields import Anything
from handlers.forms import number
from handlers.words import N_
from storage import undo

FOR = timedelta(minutes=10)
"""How long something can be undone: long enough to see the mistake, too short for others to have built on it."""
NOTHING = N_("There is nothing to undo, or it is already undone.")


def read(call: Call) -> Ask:
    """What is asked for when [Undo] is pressed."""
    taken = undo.take(call.db, number(call.ask.values.get("undo")), call.person.id)
    if taken is None:
        raise Refusal(NOTHING)
    action, values, at = taken
    if call.now - at > FOR:
        raise Refusal(N_("It is more than ten minutes ago, so it can no longer be undone. Change it instead."))
    return replace(call.ask, action=action, values=values)


@on("undo.ask", Anything)
def ask(call: Call, given: Anything) -> Reply:
    """What the caller did last, with [Undo]: for the word."""
    last = undo.latest(call.db, call.person.id)
    if last is None:
        raise Refusal(NOTHING)
    if call.now - last.at > FOR:
        told = N_("The ten minutes are over. What you did last was {when}, so it can no longer be undone: «{told}»")
        raise Refusal(told, when=call.speech.moment(last.at), told=last.told)
    asked = words(call._("The last thing you did that can be undone, {when}:"), when=call.speech.moment(last.at))
    button = Button(label=call._("Undo"), action="undo.do", values={"undo": last.id}, style="primary")
    return Reply(card=card("", Text(words=asked), Said(text=last.told), Buttons(buttons=(button,))))


def works(look: Look, button: Button) -> bool:
    """Whether the button still does something: [Undo] no longer does once it was used, or its time is over."""
    if button.action != "undo.do":
        return True
    done = undo.done_at(look.db, number(button.values.get("undo")), look.person.id)
    return done is not None and look.now - done <= FOR


def remember(call: Call, reply: Reply) -> None:
    """Keep by what one knows again what can now be undone."""
    if call.undoable:
        undo.tell(call.db, call.undoable, reply.text().partition("\n")[0])
