"""Help: what this person may do, and nothing else."""

from handlers.call import Call, Reply, on
from handlers.cards import Button, Buttons, Row, Rows, Text, card, strong, words
from handlers.commands import mine
from handlers.fields import Anything
from handlers.waiting import waiting_for


@on("help.show", Anything)
def show(call: Call, given: Anything) -> Reply:
    """What waits, the buttons used most, and the words for those who like to type."""
    owed = len(waiting_for(call))
    waits = (
        call.count("{count} thing waits for you.", "{count} things wait for you.", owed)
        if owed
        else call._("Nothing waits for you.")
    )
    calm = call._("When I need something of you, you get buttons.")
    language = call.speech.language
    rows = tuple(
        Row(words=(strong(command.word(language)),), detail=words(call._(command.hint))) for command in mine(call)
    )
    buttons = (
        Button(label=call._("What waits"), action="home.waiting"),
        Button(label=call._("My meetings"), action="programme.next"),
        Button(label=call._("My action points"), action="action.list"),
    )
    return Reply(
        card=card(
            call._("What you can do"),
            Text(words=words("{waits} {calm}", waits=waits, calm=calm)),
            Buttons(buttons=buttons),
            Text(words=words(call._("Or write one of these words. A word alone opens a form.")), quiet=True),
            Rows(rows=rows),
        )
    )
