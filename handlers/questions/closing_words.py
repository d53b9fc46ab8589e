"""«stäng»: the open questions that it may be about, each with the button that closes it at once.

The word alone closes nothing, as a result that was shown can not be hidden again.
"""

import re
from typing import Annotated

from pydantic import BaseModel

from handlers import rights
from handlers.call import Call, Refusal, Reply, on, paragraph
from handlers.cards import Button, Buttons, Row, Rows, Values, card, strong, words
from handlers.fields import Blank, Line
from handlers.people_words import folded
from handlers.words import N_
from storage import questions
from storage.questions import Question

FILLING = re.compile(
    r"^(?:(?:den |the )?(?:fr[åa]gan?|avst[äa]mning(?:en)?|question)\b\s*)?(?:(?:om|about)\b\s*)?|\s*\b(?:nu|now)$",
    re.IGNORECASE,
)
"""What says nothing of which question is meant."""

LONGEST = 80
"""Characters by which a question is known."""


class Naming(BaseModel):
    """What was typed of the question; nothing means any."""

    word: Annotated[Line | None, Blank] = None


def closing(call: Call, rest: str) -> Values:
    """«stäng frågan om bredband» as «bredband»."""
    return {"word": FILLING.sub("", rest.strip(' .!?«»"”')).strip()[:LONGEST]}


@on("question.close_which", Naming)
def which(call: Call, given: Naming) -> Reply:
    """Show what can be closed; without the one that was named, all that is open."""
    rights.must_run_the_forum(call)
    there = questions.open_questions(call.db, call.now)
    if not there:
        raise Refusal(N_("No question is open, so there is nothing to close."))
    meant = [one for one in there if folded(given.word or "") in folded(one.text)]
    rows = Rows(rows=tuple(_row(call, one) for one in meant or there))
    unknown = None if meant else paragraph(call._("No open question says «{text}».").format(text=given.word))
    title = call._("Close this question?") if len(rows.rows) == 1 else call._("Which question do you want to close?")
    told = paragraph(call._("Then nobody can answer any more, and the result is shown at once."))
    return Reply(card=card(title, unknown, told, rows))


def _row(call: Call, question: Question) -> Row:
    values = {"question": question.id}
    close = Button(label=call._("Close now"), action="question.close", values=values, about=question.text)
    later = Button(
        label=call._("Change closing time"), action="question.reschedule", values=values, about=question.text
    )
    closes = words(call._("Closes {when}."), when=call.speech.moment(question.closes_at))
    return Row(words=(strong(question.text),), detail=closes, does=(Buttons(buttons=(close, later)),))
