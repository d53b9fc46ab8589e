"""A question that somebody looks at first, sent or changed by whoever in the secretariat is there: its own asker may be
away by then.
"""

from datetime import datetime

from handlers.call import Call, Look, Refusal, Reply, on
from handlers.cards import Button, Buttons, Form, Note, Row, Values, strong, words
from handlers.fields import END_OF_DAY
from handlers.forms import Filled
from handlers.questions import asking
from handlers.questions.asking_form import asking_form
from handlers.questions.drafting import Asking
from handlers.questions.first_look import WhichShowing, as_it_stands, must_not_be_sent, the_showing
from handlers.words import N_
from storage import people, showings
from storage.showings import Showing


def as_shown(call: Call, filled: Filled) -> Form:
    """The question as it was shown, to be changed; or with what is wrong with it by now."""
    kept = _unsent(call, filled.number("showing"))
    return asking_form(call, Filled(kept.values | {"began": kept.began}, filled.errors))


@on("question.send_shown", WhichShowing, form=as_shown)
def send(call: Call, given: WhichShowing) -> Reply:
    """Send it as it was shown."""
    kept = _unsent(call, given.showing)
    values = kept.values | {"began": kept.began, "sure": True}
    return asking.ask(call, asking.Sending.model_validate(values, context=call))


@on("question.see_shown", WhichShowing)
def see(call: Call, given: WhichShowing) -> Reply:
    """What was said of it, in full."""
    return Reply(card=as_it_stands(call, _unsent(call, given.showing)))


def _unsent(call: Call, number: int) -> Showing:
    """The showing, for the secretariat to send; also one that was taken back: the question is kept."""
    kept = the_showing(call, number)
    must_not_be_sent(call, kept)
    newest = _newest(call, kept)
    if _wording(newest) != _wording(kept):
        told = N_("There is a newer wording of the question, so this one is not sent. Send that one.")
        raise Refusal(told, offers=lambda look: (_see(look, newest),))
    return kept


def _newest(call: Call, kept: Showing) -> Showing:
    """As what the question was shown last, to whomever."""
    stands = [one for one in showings.of_draft(call.db, kept.began) if one.state != "withdrawn"]
    return stands[-1] if stands else kept


def _wording(kept: Showing) -> Values:
    return {name: value for name, value in kept.values.items() if name != "began"}


def _see(look: Look, kept: Showing) -> Button:
    text = str(kept.values["text"])
    return Button(label=look._("Show"), action="question.see_shown", values={"showing": kept.id}, about=text)


def to_send(look: Look) -> list[tuple[datetime, Row]]:
    """For the secretariat: what was shown and is not sent yet, and when it was to close, while that is ahead."""
    found = [(_closes(look, kept), kept) for kept in showings.unsent(look.db)]
    return [(closes, _row(look, kept)) for closes, kept in found if closes > look.now]


def _closes(look: Look, kept: Showing) -> datetime:
    return Asking.model_validate(kept.values, context=look).closes.at(look.zone, END_OF_DAY)


def _row(look: Look, kept: Showing) -> Row:
    return Row(
        words=(strong(str(kept.values["text"])),),
        detail=words(_how_far(look, kept), name=people.get(look.db, kept.to_id).name),
        note=Note(state="wait", word=look._("Not sent yet")),
        does=(Buttons(buttons=(_see(look, kept),)),),
    )


def _how_far(look: Look, kept: Showing) -> str:
    match kept.state:
        case "fine":
            return look._("{name} finds that the question looks good.")
        case "remarked":
            return look._("{name} has written a comment.")
        case _:
            return look._("Shown to {name}, who has not said anything yet.")
