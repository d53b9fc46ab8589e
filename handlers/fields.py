"""Types of what people fill in: texts with a limit, dates in words, lists in lines. Read where they enter, once."""

import re
from datetime import time
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, PlainSerializer, StringConstraints, ValidationInfo

from handlers.call import TEXT_LIMIT, Look, Unfit
from handlers.dates import Moment, Reason, UnclearDate, read_moment
from handlers.forms import number
from handlers.words import N_

END_OF_DAY = time(16)
"""What a last day means when no time is said: the end of office hours."""

NO_DATE = N_("«{text}» is not a date that I understand. Write for example «Friday 12:00» or «3 March».")
EITHER = N_("«{text}» may be an hour or a day of the month. Write «{suggestion}» or «{other}».")
TWO_THINGS = N_("«{text}» does not fit together. Did you mean {suggestion}?")
WHY_NOT: dict[Reason, str] = {
    "day or hour": N_(
        "«{text}» is no date, as that day of the month falls on another weekday. Did you mean {suggestion}?"
    ),
    "either end": N_("«{text}» may be either end of the day. Did you mean {suggestion}?"),
    "hour is past": N_("«{text}» is past today. Did you mean {suggestion}?"),
    "weekday does not fit": N_("In «{text}» the weekday is not that of the day. Did you mean {suggestion}?"),
}
"""Why a date is not taken as it was written, where it is nearly one."""

HIDDEN = re.compile("[\u0001-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Control and bidirectional characters: they could make a text read otherwise than it is. NUL is refused before."""


def clean(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return HIDDEN.sub("", value.replace("\r\n", "\n")).strip()


def clean_line(value: Any) -> Any:
    return " ".join(clean(value).split()) if isinstance(value, str) else value


def _one_line(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


def _link(value: str) -> str:
    if re.fullmatch(r"[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?::\d+)?/\S*", value):
        return f"https://{value}"  # «exempel.se/x.pdf», as people say an address; «x.pdf» alone is a file
    if not re.fullmatch(r"https?://\S+", value):
        raise Unfit(N_("A link begins with https:// and has no spaces."))
    return value


def _said(value: Any) -> str:
    text = str(value).strip()
    if not text:
        raise Unfit(N_("Fill this in."))
    return text


def _moment(value: Any, info: ValidationInfo) -> Any:
    look, value = info.context, _said(value)
    assert isinstance(look, Look), "fields are read for somebody"
    try:
        return read_moment(value, look.today, look.speech.now.time())
    except UnclearDate as unclear:
        meant = [_suggested(look, moment) for moment in unclear.suggestions]
        told = EITHER if len(meant) > 1 else WHY_NOT.get(unclear.reason, TWO_THINGS) if meant else NO_DATE
        raise Unfit(
            told, text=value[:80], suggestion=meant[0] if meant else "", other=meant[-1] if meant else ""
        ) from None


def _suggested(look: Look, moment: Moment) -> str:
    """«torsdag 26 november kl. 15.00»: with the hour, where one was written."""
    day = look.speech.day(moment.day)
    return f"{day} {look.speech.clock(moment.time)}" if moment.time else day


def _written(moment: Moment) -> str:
    return moment.day.isoformat() + (f" {moment.time:%H:%M}" if moment.time else "")


def _lines(value: Any) -> Any:
    lines = re.split(r"[\n/;]", value) if isinstance(value, str) else value
    return [line for text in lines if (line := clean(text))] if isinstance(lines, list) else lines


def _ticked(value: Any) -> Any:
    return value not in ("", "off", "false", False, None)


def _blank(value: Any) -> Any:
    return None if value in ("", [], None) else value


class Anything(BaseModel):
    """For an action that takes nothing: whatever comes with it does not matter."""


class Untraced(BaseModel):
    """What nothing may tie to the one who fills it in. It is never quoted to them: what they are told is kept with the
    event, and so with their name. Its form comes back empty too."""


Number = Annotated[int, BeforeValidator(number)]
"""The number of a row, or 0."""

Line = Annotated[str, BeforeValidator(clean_line), StringConstraints(min_length=1, max_length=150)]
"""A title or question: one that fits in a heading on every platform."""

Prose = Annotated[str, BeforeValidator(clean), StringConstraints(min_length=1, max_length=TEXT_LIMIT)]
"""A text of some sentences."""

Link = Annotated[str, BeforeValidator(clean), StringConstraints(max_length=TEXT_LIMIT), AfterValidator(_link)]

When = Annotated[Moment, BeforeValidator(_moment), PlainSerializer(_written)]
"""A date in words, kept as an absolute one once it has been read."""

Lines = Annotated[list[Line], BeforeValidator(_lines)]
"""Several short texts, one on each line or parted by / or ;."""

Tick = Annotated[bool, BeforeValidator(_ticked)]

Blank = BeforeValidator(_blank)
"""An empty field is a value that was not given."""


def _clock(value: Any) -> Any:
    value = _said(value)
    found = re.fullmatch(r"(?:kl\.?|at)?\s*(\d{1,2})(?:[:.](\d{2}))?", value.strip(), re.IGNORECASE)
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise Unfit(N_("«{text}» is not a time of day. Write for example 9:30."), text=value[:20])
    return time(int(found[1]), int(found[2] or 0))


Clock = Annotated[time, BeforeValidator(_clock)]
"""A time of day: «9.30», «9:30», «kl. 9»."""
