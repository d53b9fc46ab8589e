"""What stands after a command's word, read into values: quoted texts, choices, @who, days at the end.

Quotes may be ”…”, «…», "…" or left out. Nothing is guessed: what is missing is asked for in the form.
"""

import re
from datetime import date, timedelta

from handlers import rights
from handlers.call import Call, Refusal
from handlers.cards import Button, Values
from handlers.dates import Moment, UnclearDate, split_date
from handlers.meetings.meeting_words import title_when
from handlers.people_words import body_named, folded
from handlers.periods import split_period
from handlers.words import N_
from storage import bodies, meetings
from storage.bodies import Body
from storage.meetings import Meeting

QUOTED = re.compile(r"^\s*[\"”“«'](?P<text>.+?)[\"”“»'](?P<rest>.*)$", re.DOTALL)
STANDARD = {"ja", "delvis", "nej", "avstar", "vi avstar", "yes", "partly", "no", "abstain", "we abstain"}
PARTLY = {"delvis", "partly"}
"""What tells yes, partly, no, abstain from a plain «ja/nej»."""
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
NEXT_MEETING = re.compile(r"\s*,?\s*(?:till |for |by )?(?:n[äa]sta möte|next meeting)\s*$", re.IGNORECASE)
FILLING = re.compile(
    r"\b(?:till|f[öo]r|inf[öo]r|p[åa]|fr[åa]n|det|den|n[äa]sta|m[öo]te[nt]?s?|punkt \d+|"
    r"of|on|from|the|next|meeting(?:'s)?|item \d+)\b",
    re.IGNORECASE,
)
"""What says nothing of which meeting is meant: it is the next one."""
LAST = re.compile(r"\b(?:f[öo]rra|senaste|last|latest)\b", re.IGNORECASE)
WHICH = {
    "mina": "mine", "mine": "mine", "oppna": "open", "open": "open", "alla oppna": "open",
    "sena": "overdue", "forsenade": "overdue", "overdue": "overdue", "late": "overdue",
}  # fmt: skip
AT_MEETING = {"mote", "motet", "fran motet", "meeting", "the meeting"}


def _ends_with_day(call: Call, text: str) -> tuple[str, str]:
    """The words before a date, and the date as an absolute one. A date that can not be is left for the form to tell
    of."""
    try:
        before, moment, _ = split_date(text, call.today, call.speech.now.time())
    except UnclearDate:
        head, _, tail = text.rstrip().rpartition(",")
        return (head, tail.strip()) if head else ("", text)
    return before.rstrip(" ,"), _written(moment) if moment else ""


def _written(moment: Moment) -> str:
    return moment.day.isoformat() + (f" {moment.time:%H:%M}" if moment.time else "")


def _quoted(text: str) -> tuple[str, str]:
    """A quoted text and what follows it; without quotes nothing is quoted."""
    found = QUOTED.match(text)
    return (found["text"].strip(), found["rest"].strip()) if found else ("", text.strip())


def nothing(call: Call, rest: str) -> Values:
    return {}


def answers(call: Call, rest: str) -> Values:
    """Nothing is answered by a word, as it does not say to which question: only that `more` was written is told."""
    return {"more": True} if re.search(r"\w", rest) else {}


def question(call: Call, rest: str) -> Values:
    """«"Text?" ja/nej, senast fredag 12:00»; «anonymt» before it, or the group that is asked. Anonymously each member
    answers, unless changed. Where neither quotes nor «?» tell the question from its choices, the form is shown."""
    if found := ANONYMOUSLY.match(rest):
        return question(call, rest[found.end() :]) | {"anonymous": True, "respondent": "person"}
    if named := _group_first(call, rest):
        return question(call, named[1]) | {"body": named[0].key}
    quoted, after = _quoted(rest)
    before, closes = _ends_with_day(call, after)
    told_apart = bool(quoted)
    if not quoted:
        asked, mark, choices = before.rpartition("?")
        quoted, before, told_apart = (asked + mark, choices, True) if mark else (before, "", False)
    unclear = not closes or not told_apart or UNREAD.search(before) is not None
    values: Values = {"text": quoted, "edit": unclear} if rest else {"edit": True}
    return values | ({"closes": closes} if closes else {}) | _choices(before)


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


def action(call: Call, rest: str) -> Values:
    """«"Text" @who day», or which action points to list."""
    if folded(rest) in WHICH or folded(rest) in AT_MEETING:
        return listing(call, rest)
    if not rest:
        return {"edit": True}
    at_meeting = bool(NEXT_MEETING.search(rest))
    rest = NEXT_MEETING.sub("", rest)
    quoted, after = _quoted(rest)
    before, due = ("", "") if not after else _ends_with_day(call, after)
    text, _, who = before.partition("@")
    if quoted:
        text, who = quoted, who or text
    values: Values = {"text": text.strip(" ,"), "next_meeting": at_meeting}
    return values | ({"who": who.strip(" ,")} if who.strip(" ,") else {}) | ({"due": due} if due else {})


def listing(call: Call, rest: str) -> Values:
    """Which action points to list: mine, open, late, or those of the last meeting."""
    if folded(rest) in AT_MEETING:
        return {"which": "meeting", "meeting": _last_meeting(call).id}
    return {"which": WHICH.get(folded(rest), "mine")}


def _last_meeting(call: Call) -> Meeting:
    """The latest meeting of the room's body, or of the caller's; today's counts."""
    held = [meetings.last_of(call.db, body.id, call.today + timedelta(days=1)) for body in _bodies(call, "")]
    found = max((meeting for meeting in held if meeting), key=lambda meeting: meeting.day, default=None)
    if found is None:
        raise Refusal(N_("No meeting has been held yet."))
    return found


def number(call: Call, rest: str) -> Values:
    """The number of an action point, or nothing: then they are listed."""
    found = re.search(r"\d{1,9}", rest)
    return {"action": int(found[0])} if found else {"which": "mine"}


def period(call: Call, rest: str) -> Values:
    """«1–30 april», or nothing: then it is told when one is away."""
    if not rest:
        return {"which": "mine"}
    try:
        _, found = split_period(rest, call.today)
    except UnclearDate:
        found = None
    if found is None:
        return {"since": rest, "edit": True}
    return {"since": found[0].isoformat(), "until": found[1].isoformat()}


def new_input(call: Call, rest: str) -> Values:
    """«"Title" text», «Title: text», or a text that still needs a title."""
    quoted, after = _quoted(rest)
    if quoted:
        return {"title": quoted} | ({"text": after} if after else {"edit": True})
    title, colon, text = rest.partition(": ")
    if colon and text.strip():
        return {"title": title.strip(), "text": text.strip()}
    return {"text": rest, "edit": True} if rest else {"edit": True}


def letter(call: Call, rest: str) -> Values:
    return {"text": rest} if rest else {"edit": True}


def form(call: Call, rest: str) -> Values:
    return {"edit": True}


def body(call: Call, rest: str) -> Values:
    return {"body": rest}


def word(call: Call, rest: str) -> Values:
    quoted, after = _quoted(rest)
    return {"word": (quoted or after).rstrip("?.! ")} if rest else {"edit": True}


def meeting(call: Call, rest: str) -> Values:
    """A body, or a day, or nothing: the next meeting of the room, or of the caller."""
    return {"meeting": the_meeting(call, rest).id}


def materials(call: Call, rest: str) -> Values:
    """As a meeting; or the last one, or one with an item that is called so. Raises Refusal, with the next meetings,
    where there is none of these."""
    if LAST.search(rest):
        return {"meeting": _last_meeting(call).id}
    try:
        return meeting(call, rest)
    except Refusal:
        ahead = meetings.ahead(call.db, call.today, [body.id for body in _bodies(call, "")])
        named = [one for one in ahead if any(folded(rest) in folded(item.title) for item in one.items)]
        if named:
            return {"meeting": named[0].id}
        buttons = tuple(
            Button(label=title_when(call, one), action="materials.show", values={"meeting": one.id})
            for one in ahead[:3]
        )
        told = N_("I find no meeting or item called «{name}». Choose a meeting to see its materials.")
        raise Refusal(told, offers=lambda look: buttons, name=rest[:80]) from None


def moving(call: Call, rest: str) -> Values:
    """«politikerforum [9 februari] till 3 mars»."""
    which, to = _parted(rest)
    values: Values = {"meeting": the_meeting(call, which).id}
    return values | ({"to": to} if to else {"edit": True})


def _parted(rest: str) -> tuple[str, str]:
    """What stands before and after «till»."""
    before, *after = re.split(r"(?:^|\s+)(?:till|to)\s+", rest, maxsplit=1, flags=re.IGNORECASE)
    return before, after[0] if after else ""


def new_item(call: Call, rest: str) -> Values:
    """«Bredband» as a new item of the next meeting."""
    quoted, after = _quoted(rest)
    values: Values = {"meeting": the_meeting(call, "").id}
    return values | ({"title": quoted or after} if rest else {"edit": True})


def the_meeting(call: Call, text: str) -> Meeting:
    """The meeting that is meant. Raises Refusal where there is none."""
    before, day = _ends_with_day(call, text) if text else ("", "")
    found = _bodies(call, before)
    if day:
        on_day = date.fromisoformat(day[:10])
        ahead = [one for body in found if (one := meetings.on(call.db, body.id, on_day))]
    else:
        ahead = list(meetings.ahead(call.db, call.today, [body.id for body in found]))
    if not ahead:
        names = ", ".join(title_when(call, m) for m in meetings.ahead(call.db, call.today)[:3])
        raise Refusal(N_("I find no such meeting. The next ones are: {names}."), names=names or "–")
    return ahead[0]


def _bodies(call: Call, text: str) -> list[Body]:
    """The body that is named; else that of the room; else all of the caller's."""
    if name := " ".join(FILLING.sub(" ", text).split()).strip(" ?."):
        return [body_named(call, name)]
    here = [body for body in bodies.all_bodies(call.db) if body.id == call.body]
    return here or rights.my_bodies(call)
