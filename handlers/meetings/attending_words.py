"""What stands after «kommer», read into values: «3 mars men via länk», «inte 3 mars», «politikerforum, ersättare Nils
Berg»."""

import re

from handlers.call import Call
from handlers.cards import Values
from handlers.command_words import the_meeting
from handlers.dates import UnclearDate, split_date

MAYBE = re.compile(
    r"\b(?:kanske|eventuellt|ev|osäker|vet inte(?: än)?|maybe|perhaps|possibly|not sure)\b\.?", re.IGNORECASE
)
"""Who does not know yet is asked, with the day by which to say."""
NOT = re.compile(r"\b(?:inte|ej|nej|not|no)\b", re.IGNORECASE)
DEPUTY = re.compile(
    r"\b(?:min |en |my |a )?(?:ersättaren?|ersattaren?|deputy)\b(?: är| is|:)?\s*(?P<name>.*)$", re.IGNORECASE
)
LINK = re.compile(
    r"\b(?:(?:via|per|på|pa|over|by)\s+)?(?:länk(?:en)?|lank(?:en)?|link|teams|video|distans|webben|digitalt|remotely|online)\b",
    re.IGNORECASE,
)
ROOM = re.compile(
    r"\b(?:i salen|i rummet|på plats|pa plats|fysiskt|in the room|in person|on site|ja|yes)\b", re.IGNORECASE
)
FILLING = re.compile(
    r"\b(?:men|och|jag|dit|till|på|pa|den|med|genom|via|mötet|motet|but|and|to|on|the|with|i|am|meeting)\b",
    re.IGNORECASE,
)


def attending(call: Call, rest: str) -> Values:
    """Which meeting, and how: without a way, it is asked for."""
    rest, day = _day(call, rest)
    values: Values = {}
    if MAYBE.search(rest):
        meeting = the_meeting(call, f"{' '.join(FILLING.sub(' ', MAYBE.sub(' ', rest)).split())} {day}".strip())
        return {"meeting": meeting.id, "unsure": True}
    if found := DEPUTY.search(rest):
        name, day_after = _day(call, found["name"])
        rest, day = rest[: found.start()], day or day_after
        values = {"how": "deputy"} | ({"deputy": name.strip(" ,.")} if name.strip(" ,.") else {})
    else:
        for how, pattern in (("no", NOT), ("link", LINK), ("room", ROOM)):
            if not values and pattern.search(rest):
                rest, values = pattern.sub(" ", rest), {"how": how}
    middle, day_before = _day(call, " ".join(FILLING.sub(" ", rest).replace(",", " ").split()))
    meeting = the_meeting(call, f"{middle} {day or day_before}".strip())
    return {"meeting": meeting.id} | values


def _day(call: Call, text: str) -> tuple[str, str]:
    """The words before a day at the end, and the day as it was written."""
    try:
        before, _, written = split_date(text.rstrip(" ,."), call.today, call.speech.now.time())
    except UnclearDate:
        return text, ""
    return before, written
