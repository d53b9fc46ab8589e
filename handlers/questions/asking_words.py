"""What stands after «fråga», read into values: the group, the question, its choices, when it opens and closes.

Nothing is guessed: where it can not be told what is the question and what its choices, the form is shown, filled.
"""

import re
from datetime import date

from handlers.call import Call
from handlers.cards import Values
from handlers.command_words import ends_with_day, quoted_first
from handlers.people_words import folded
from storage import bodies
from storage.bodies import Body

STANDARD = {"ja", "delvis", "nej", "avstar", "vi avstar", "yes", "partly", "no", "abstain", "we abstain"}
PARTLY = {"delvis", "partly"}
"""What tells yes, partly, no, abstain from a plain «ja/nej»."""
TIMES = re.compile(
    r"[\s,;]*\b(?:(?P<opens>öppnar|oppnar|opens)\b|(?P<closes>(?:stänger|stanger|stängs|stangs|closes)\b|(?=(?:senast|by)\b)))",
    re.IGNORECASE,
)
"""What stands before a time that is said in so many words."""
UNREAD = re.compile(r"@|\b(?:senast|stänger|öppnar|opens|closes)\b", re.IGNORECASE)
"""Signs that more was meant than choices: then the form is shown, filled, instead of guessing."""
ANONYMOUSLY = re.compile(r"^\s*(?:anonymt|anonymously)\b[\s:,]*", re.IGNORECASE)
KIND = re.compile(
    r"(?:(?P<several>flera|several)\s*:|(?P<scale>skala|scale)(?:\s*1\s*[-–]\s*5)?(?:\s*:|$)|(?P<ranking>rangordna|rank)\b:?)",
    re.IGNORECASE,
)
"""What stands before the choices. «flera» without a colon may be the first of them: «flera möten/färre möten»."""
KIND_AFTER = re.compile(
    r",\s*(?:(?P<several>(?:flera|several)(?: val| choices)?)|(?P<ranking>rangordna|rank(?:ing)?))$",
    re.IGNORECASE,
)
"""The same as a last piece, after the choices: «norr/söder/väster, flera val»."""
IN_WORDS = {"fritext", "i ord", "med ord", "in words", "free text"}


def question(call: Call, rest: str) -> Values:
    """«"Text?" ja/nej, öppnar onsdag 9:00, stänger fredag 12:00»; «anonymt» before it, or the group that is asked.
    Anonymously each member answers, unless changed. Where neither quotes nor «?» tell the question from its choices,
    the form is shown; so it is where nothing says when it closes, with that marked."""
    if found := ANONYMOUSLY.match(rest):
        return question(call, rest[found.end() :]) | {"anonymous": True, "respondent": "person"}
    if named := _group_first(call, rest):
        return question(call, named[1]) | {"body": named[0].key}
    quoted, after = quoted_first(rest)
    before, times = _times(call, after)
    told_apart = bool(quoted)
    if not quoted:
        asked, mark, choices = before.rpartition("?")
        quoted, before, told_apart = (asked + mark, choices, True) if mark else (before, "", False)
    if not rest:
        return {"edit": True}
    unclear = bool(times["closes"]) and (not told_apart or UNREAD.search(before) is not None)
    return {"text": quoted, "edit": unclear} | times | _choices(before)


def _times(call: Call, text: str) -> tuple[str, Values]:
    """The words before the times at the end, and when it opens and closes. A weekday to close on is the next one after
    the opening."""
    spoken = _spoken(call, text)
    before = text[: spoken[0][0].start()] if spoken else text
    written = {str(sign.lastgroup): phrase for sign, phrase in spoken}
    opens = ends_with_day(call, written["opens"])[1] if "opens" in written else ""
    since = _day_of(opens)
    if "closes" in written:
        closes = ends_with_day(call, written["closes"], since)[1]
    else:
        before, closes = ends_with_day(call, before, since)
    return before.rstrip(" ,"), {"closes": closes} | ({"opens": opens} if opens else {})


def _spoken(call: Call, text: str) -> list[tuple[re.Match[str], str]]:
    """Each «öppnar» and «stänger» with its time, those last in the text: elsewhere they are words like others."""
    found, last = [], len(text)
    for sign in reversed(list(TIMES.finditer(text))):
        phrase = text[sign.end() : last].strip(" ,;")
        if not phrase and found and sign.lastgroup == found[0][0].lastgroup:
            found, last = [(sign, found[0][1]), *found[1:]], sign.start()  # «stänger senast …» is one
            continue
        before, written = ends_with_day(call, phrase)
        if before or not written:
            break
        found, last = [(sign, phrase), *found], sign.start()
    return found


def _day_of(written: str) -> date | None:
    """The day of a time that was read; None where it was not."""
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None


def _group_first(call: Call, text: str) -> tuple[Body, str] | None:
    """The group whose whole name stands first, and what follows it. «Politikerforum är bra?» is a question about it: a
    capital, and none after it."""
    for body in bodies.all_bodies(call.db):
        name, rest = text[: len(body.name)], text[len(body.name) :]
        if folded(name) == folded(body.name) and (not rest or not rest[0].isalnum()):
            follows = rest.lstrip(" :,")
            is_about = name[0].isupper() and follows[:1].islower() and ":" not in rest[:2]
            return None if is_about else (body, follows)
    return None


def _choices(text: str) -> Values:
    text = text.strip(" ,.")
    last = KIND_AFTER.search(text)
    text = text[: last.start()] if last else text
    if found := KIND.match(text):
        return {"kind": found.lastgroup, "choices": _parted_by_slashes(text[found.end() :])}
    if last:
        return {"kind": last.lastgroup, "choices": _parted_by_slashes(text)}
    choices = _parted_by_slashes(text)
    if folded(text) in IN_WORDS:
        return {"kind": "text"}
    named = {folded(choice) for choice in choices}
    if len(choices) < 2 or (named <= STANDARD and named & PARTLY):
        return {}
    return {"kind": "choice", "choices": [choice.capitalize() for choice in choices] if named <= STANDARD else choices}


def _parted_by_slashes(text: str) -> list[str]:
    return [choice for part in text.split("/") if (choice := part.strip(" ,."))]
