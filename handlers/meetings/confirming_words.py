"""What stands after «bekräfta», read into the form: «politikerforum 3 mars kl 10-12 Rosenbad». Nothing is saved until
the form is sent, as the room is told then."""

import re

from handlers.call import Call
from handlers.cards import Values
from handlers.command_words import the_meeting

HOUR = r"\d{1,2}(?:[.:]\d{2})?"
HOURS = re.compile(
    rf"(?<![\w.:/-])(?:(?:kl\.?|at|från|from)\s*)?(?P<start>{HOUR})\s*(?:[-–—]|till|to)\s*(?P<end>{HOUR})(?![\w:/-])"
    rf"|(?<![\w.:/-])(?:kl\.?|at)\s*(?P<at>{HOUR})(?![\w:/-])"
    r"|(?<![\w.:/-])(?P<clock>\d{1,2}[.:]\d{2})(?![\w:/-])",
    re.IGNORECASE,
)
"""«kl 10-12», «10.00–12.00», «kl. 10», «9:30»."""
LINK = re.compile(r"https?://\S+")
BETWEEN = re.compile(r"^(?:i|på|pa|in|at)\b\s*", re.IGNORECASE)


def confirming(call: Call, rest: str) -> Values:
    """The meeting before the hours, the place after them. Without hours, all names the meeting."""
    link = LINK.search(rest)
    text = LINK.sub(" ", rest)
    hours = HOURS.search(text)
    if hours is None:
        values: Values = {"meeting": the_meeting(call, text.strip()).id}
        return values | ({"link": link[0], "edit": True} if link else {})
    meeting = the_meeting(call, text[: hours.start()].strip(" ,"))
    given = {
        "start": _clock(hours["start"] or hours["at"] or hours["clock"]),
        "end": _clock(hours["end"]),
        "place": BETWEEN.sub("", text[hours.end() :].strip(" ,.")),
        "link": link[0] if link else "",
    }
    return {"meeting": meeting.id, "edit": True} | {name: value for name, value in given.items() if value}


def _clock(written: str | None) -> str:
    """«9.30» and «9» as the form shows hours."""
    hour, _, minute = (written or "").replace(".", ":").partition(":")
    return f"{hour}:{minute or '00'}" if hour else ""
