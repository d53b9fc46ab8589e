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
FROM = {"fran", "from", "nu", "now"}
STANDS_IN = re.compile(
    r"[\s,;]+(?:(?:min |my )?(?:ersättare|ersattare|stand-in|deputy)\b(?: är| ar| is|:)?\s*(?P<name>\S.*)"
    r"|(?:ersätter|ersatter|svarar|vikarierar|går in|gar in|stands in|answers|fills in)\b.*)$",
    re.IGNORECASE,
)
"""Who answers meanwhile: named after the word, or before it."""
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


def ends_with_day(call: Call, text: str, since: date | None = None) -> tuple[str, str]:
    """The words before a date, and the date as an absolute one, counted `since` another day than today where one is
    given. A date that can not be is left as it was written for the form to tell of."""
    try:
        before, moment, _ = split_date(text, call.today, call.speech.now.time(), since)
    except UnclearDate as unclear:
        return text.strip().removesuffix(unclear.written).rstrip(" ,"), unclear.written
    return before.rstrip(" ,"), _written(moment) if moment else ""


def _written(moment: Moment) -> str:
    return moment.day.isoformat() + (f" {moment.time:%H:%M}" if moment.time else "")


def quoted_first(text: str) -> tuple[str, str]:
    """A quoted text and what follows it; without quotes nothing is quoted."""
    found = QUOTED.match(text)
    return (found["text"].strip(), found["rest"].strip()) if found else ("", text.strip())


def nothing(call: Call, rest: str) -> Values:
    return {}


def answers(call: Call, rest: str) -> Values:
    """What is answered, if more was written: it is read back with the questions that it may answer."""
    return {"text": rest} if re.search(r"\w", rest) else {}


def action(call: Call, rest: str) -> Values:
    """«"Text" @who day», or which action points to list."""
    if folded(rest) in WHICH or folded(rest) in AT_MEETING:
        return listing(call, rest)
    if not rest:
        return {"edit": True}
    at_meeting = bool(NEXT_MEETING.search(rest))
    rest = NEXT_MEETING.sub("", rest)
    quoted, after = quoted_first(rest)
    before, due = ("", "") if not after else ends_with_day(call, after)
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
    """«1–30 april», «1–30 april, Nils Berg ersätter», or nothing: then it is told when one is away. «från» alone asks
    from when."""
    if not rest:
        return {"which": "mine"}
    if folded(rest) in FROM:
        return {"edit": True}
    if found := STANDS_IN.search(rest):
        before, name = rest[: found.start()].strip(" ,;"), found["name"] or ""
        taken = (before, name) if name else _period_first(call, before)
        return period(call, taken[0]) | ({"who": taken[1].strip(" ,.;")} if taken[1] else {})
    try:
        _, found = split_period(rest, call.today)
    except UnclearDate:
        found = None
    if found is None:
        return {"since": rest, "edit": True}
    return {"since": found[0].isoformat(), "until": found[1].isoformat()}


def _period_first(call: Call, text: str) -> tuple[str, str]:
    """The longest period at the beginning, and the name that follows it."""
    said = text.split()
    for count in range(len(said), 0, -1):
        try:
            before, found = split_period(" ".join(said[:count]).rstrip(" ,;"), call.today)
        except UnclearDate:
            continue
        if found and not before:
            name = " ".join(said[count:])
            return " ".join(said[:count]).rstrip(" ,;"), re.sub(r"^(?:och|and)\b\s*", "", name)
    return text, ""


def new_input(call: Call, rest: str) -> Values:
    """«"Title" text», «Title: text», or a text that still needs a title."""
    quoted, after = quoted_first(rest)
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
    quoted, after = quoted_first(rest)
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
    quoted, after = quoted_first(rest)
    values: Values = {"meeting": the_meeting(call, "").id}
    return values | ({"title": quoted or after} if rest else {"edit": True})


def the_meeting(call: Call, text: str) -> Meeting:
    """The meeting that is meant. Raises Refusal where there is none."""
    before, day = ends_with_day(call, text) if text else ("", "")
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
