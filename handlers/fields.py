"""Types of what people fill in: texts with a limit, dates in words, lists in lines. Read where they enter, once."""

import re
from datetime import time
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, PlainSerializer, StringConstraints, ValidationInfo

from handlers.call import TEXT_LIMIT, Look, Unfit
from handlers.dates import Moment, UnclearDate, read_moment
from handlers.forms import number
from handlers.words import N_

END_OF_DAY = time(16)
"""What a last day means when no time is said: the end of office hours."""

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
        if unclear.suggestion:
            raise Unfit(
                N_("«{text}» does not fit together. Did you mean {suggestion}?"),
                text=value[:80],
                suggestion=look.speech.day(unclear.suggestion.day),
            ) from None
        raise Unfit(
            N_("«{text}» is not a date that I understand. Write for example «Friday 12:00» or «3 March»."),
            text=value[:80],
        ) from None


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
