"""Help: what waits and what comes next, with the buttons used most; and all the words that this person may use."""

from handlers import rights
from handlers.call import Call, Reply, on, said
from handlers.cards import Button, Buttons, Row, Rows, Text, card, strong, words
from handlers.commands import mine
from handlers.fields import Anything
from handlers.meetings import programme
from handlers.waiting import waiting_for


@on("help.show", Anything)
def show(call: Call, given: Anything) -> Reply:
    """«Inget väntar på dig. Nästa möte: Politikerforum 3 mars. När jag behöver något får du knappar.»"""
    owed = len(waiting_for(call))
    waits = (
        call.count("{count} thing waits for you.", "{count} things wait for you.", owed)
        if owed
        else call._("Nothing waits for you.")
    )
    calm = call._("When I need something of you, you get buttons.")
    told = " ".join(filter(None, [waits, _next(call), calm]))
    return Reply(card=card("", Text(words=words("{told}", told=told)), Buttons(buttons=_buttons(call, owed > 0))))


@on("help.hello", Anything)
def hello(call: Call, given: Anything) -> Reply:
    """«Hej», with what help says."""
    shown = show(call, given).card
    assert shown is not None, "help is a card"
    return Reply(card=shown.model_copy(update={"title": call._("Hello {name}").format(name=call.person.name)}))


@on("help.thanks", Anything)
def thanks(call: Call, given: Anything) -> Reply:
    return Reply(card=said(call._("You are welcome. Write whenever you need something.")))


def _next(call: Call) -> str:
    meeting = next(iter(programme.mine_next(call)), None)
    if meeting is None:
        return ""
    day = meeting.day_text or call.speech.day(meeting.day, weekday=False)
    return call._("Next meeting: {body} {when}.").format(body=meeting.body.name, when=day)


def _buttons(call: Call, something_waits: bool) -> tuple[Button, ...]:
    """Four at most: what waits comes first, where something does."""
    meetings = Button(label=call._("My meetings"), action="programme.next")
    send_in = Button(label=call._("Send in input"), action="input.send", values={"edit": True})
    write = Button(label=call._("Write to the secretariat"), action="input.write", values={"edit": True})
    inputs = Button(label=call._("All input"), action="input.list")
    used = (meetings, inputs) if rights.runs_the_forum(call) else (meetings, send_in, write)
    if something_waits:
        waits = Button(label=call._("What waits"), action="home.waiting", style="primary")
        used = (waits, *(button for button in used if button is not send_in))
    return (*used, Button(label=call._("All words"), action="help.words"))


@on("help.words", Anything)
def all_words(call: Call, given: Anything) -> Reply:
    """The words for those who like to type."""
    language = call.speech.language
    rows = tuple(
        Row(words=(strong(command.word(language)),), detail=words(call._(command.hint))) for command in mine(call)
    )
    told = call._("Write as you speak, or one of these words. A word alone opens a form.")
    return Reply(card=card(call._("What you can do"), Text(words=words(told), quiet=True), Rows(rows=rows)))
