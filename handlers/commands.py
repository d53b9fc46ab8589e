"""The words that people type, in Swedish and English, with or without «/forum», and what each of them asks for.

Source: docs/the-forum.md. A word that is misspelt gets the nearest ones suggested; what is not understood is never
met with silence.
"""

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from textwrap import shorten

from handlers import account_lists, places, plain_words, rights
from handlers import command_words as rest_of
from handlers.call import Ask, Call, Look, Refusal
from handlers.cards import Button, Values
from handlers.fields import clean
from handlers.inputs import next_open_forum
from handlers.meetings import attending_words, confirming_words
from handlers.people_words import folded
from handlers.questions import answering_words, asking_words, closing_words, joining_words
from handlers.words import N_

Reader = Callable[[Call, str], Values]
LONGEST = 10_000
"""Characters of a typed line. A longer one is no command."""
MISSPELT, LIKE_AT_ALL = 0.7, 0.5
"""How like a word must be what was typed: to be taken for it misspelt; to be worth offering, where nobody else could be
meant."""


def anyone(look: Look) -> bool:
    return True


def runs_a_meeting(look: Look) -> bool:
    return rights.runs_the_forum(look) or bool(rights.chairs(look))


@dataclass(frozen=True)
class Command:
    """A word (and its synonyms), what it asks for, and who may."""

    words: tuple[str, ...]
    action: str
    hint: str
    read: Reader = rest_of.nothing
    may: Callable[[Look], bool] = anyone
    bare: str = ""
    """What the word asks for when what follows it only says `which` to list."""
    courtesy: bool = False
    """Said alone, and not among the words to learn: «hej»."""

    def word(self, language: str) -> str:
        """The word to show: the first Swedish, or the first English one."""
        return self.words[0] if language == "sv" else self.words[1]


COMMANDS = (
    Command(("nästa", "next"), "programme.next", N_("Your next meetings and what waits for you")),
    Command(
        ("svara", "answer", "väntar", "waiting"),
        "home.waiting",
        N_("What waits for you, with its buttons"),
        rest_of.answers,
    ),
    Command(("möten", "meetings", "program", "programme"), "programme.list", N_("All meetings ahead"), rest_of.body),
    Command(("dagordning", "agenda"), "meeting.agenda", N_("The agenda of the next meeting"), rest_of.meeting),
    Command(
        ("att göra", "action", "åtgärd", "todo"),
        "action.log",
        N_("Log an action point: «text» @who day"),
        rest_of.action,
        bare="action.list",
    ),
    Command(("lista", "actions"), "action.list", N_("Action points: mine, open, late, meeting"), rest_of.listing),
    Command(
        ("klar", "done", "klart"), "action.done", N_("Mark an action point as done"), rest_of.number, bare="action.list"
    ),
    Command(
        ("öppna igen", "reopen"), "action.reopen", N_("Open an action point again"), rest_of.number, bare="action.list"
    ),
    Command(
        ("ta bort", "withdraw"),
        "action.withdraw",
        N_("Take back an action point that you logged"),
        rest_of.number,
        bare="action.list",
    ),
    Command(("sök", "search"), "programme.search", N_("When did we last take up …?"), rest_of.word),
    Command(
        ("fråga", "ask", "stäm av", "question"),
        "question.ask",
        N_("Ask the members: «text?» choices, closing time"),
        asking_words.question,
        rights.runs_the_forum,
    ),
    Command(
        ("stäng", "close"),
        "question.close_which",
        N_("Close a question before its time: which"),
        closing_words.closing,
        rights.runs_the_forum,
    ),
    Command(
        ("öppna frågan igen", "reopen question", "öppna frågan", "öppna en fråga igen", "reopen the question"),
        "question.reopen_which",
        N_("Open a question again that you have just closed"),
        may=rights.runs_the_forum,
    ),
    Command(
        ("instäm", "agree", "instämmer"),
        "question.join",
        N_("Agree with another's answer: whose"),
        joining_words.joining,
    ),
    Command(
        ("borta", "away", "ledig"),
        "absence.set",
        N_("Say when you are away and who answers"),
        rest_of.period,
        bare="absence.list",
    ),
    Command(("inspel", "input"), "input.send", N_("Send in input: «title» text"), rest_of.new_input),
    Command(
        ("öppet forum", "open forum"),
        "input.open_forum",
        N_("What is registered for the next open forum; register a question"),
        next_open_forum.typed,
    ),
    Command(("mina inspel", "my input", "mitt inspel"), "input.mine", N_("What became of your input")),
    Command(
        ("skriv till kansliet", "write to the secretariat"),
        "input.write",
        N_("Write to the secretariat"),
        rest_of.letter,
    ),
    Command(
        ("alla inspel", "all input"),
        "input.list",
        N_("All input that is under way, what is late first"),
        may=rights.runs_the_forum,
    ),
    Command(
        ("skriv in inspel", "enter input"),
        "input.enter",
        N_("Enter what came by mail or telephone"),
        rest_of.form,
        rights.runs_the_forum,
    ),
    Command(
        ("kommer", "attend"),
        "registration.ask",
        N_("Say whether you are coming: day, in the room, by link, deputy, no"),
        attending_words.attending,
    ),
    Command(("underlag", "materials"), "materials.show", N_("The materials for the next meeting"), rest_of.materials),
    Command(("deltagare", "participants"), "registration.list", N_("Who comes to the next meeting"), rest_of.meeting),
    Command(("kallelse", "call"), "meeting.call", N_("Call the members to a meeting"), rest_of.meeting, runs_a_meeting),
    Command(("flytta", "move"), "meeting.move", N_("Move a meeting: group to day"), rest_of.moving, runs_a_meeting),
    Command(
        ("bekräfta", "confirm"),
        "meeting.confirm",
        N_("Confirm a meeting with time and place"),
        confirming_words.confirming,
        runs_a_meeting,
    ),
    Command(("ställ in", "cancel"), "meeting.cancel", N_("Cancel a meeting"), rest_of.meeting, runs_a_meeting),
    Command(("punkt", "item"), "item.save", N_("Add an item to the agenda"), rest_of.new_item, runs_a_meeting),
    Command(("ångra", "undo"), "undo.ask", N_("Take back what you just did")),
    Command(
        ("länkar", "links"),
        "door.links",
        N_("A table of personal links, for a letter to all"),
        rest_of.body,
        rights.runs_the_forum,
    ),
    Command(
        ("koppla", "connect"),
        "place.connect",
        N_("Make this channel a group's room"),
        places.typed,
        rights.runs_the_forum,
    ),
    Command(
        ("koppla bort", "disconnect"),
        "place.disconnect",
        N_("Have this channel be no group's any more"),
        may=rights.runs_the_forum,
    ),
    Command(
        ("konton", "accounts"),
        "account.list",
        N_("By which accounts you are known on the platforms"),
        account_lists.typed,
    ),
    Command(("hjälp", "help", "?"), "help.show", N_("What you can do")),
    Command(
        ("hej", "hello", "hi", "hejsan", "hej hej", "hallå", "god morgon", "god dag"),
        "help.hello",
        N_("What you can do"),
        courtesy=True,
    ),
    Command(
        ("tack", "thanks", "thank you", "tack så mycket", "tusen tack", "tack för hjälpen", "ok tack", "okej"),
        "help.thanks",
        N_("What you can do"),
        courtesy=True,
    ),
)


def read(call: Call, text: str) -> Ask:
    """What a typed line asks for. Raises Refusal with the nearest suggestions where it is not understood."""
    line = re.sub(r"^\s*/?(?:forum\b|forumbot\b)?\s*/?", "", clean(text), flags=re.IGNORECASE).strip()
    if not line:
        line = "hjälp"
    if len(line) > LONGEST:
        raise Refusal(
            N_("At most {limit} characters can be typed here; yours has {length}. Shorten it."),
            limit=LONGEST,
            length=len(line),
        )
    found = _command(line) or _command(plain_words.as_command(line))
    if found is None and answering_words.is_answer(call, line):
        found = _command(f"svara {line}")
    if found is None:
        raise _not_understood(call, line)
    command, rest = found
    values = command.read(call, rest)
    action = command.bare if command.bare and "which" in values else command.action
    return replace(call.ask, action=action, values=values, typed=("text",))


def _command(line: str) -> tuple[Command, str] | None:
    """The command whose word begins the line, the longest word first, and what follows it."""
    pairs = sorted(((word, command) for command in COMMANDS for word in command.words), key=lambda pair: -len(pair[0]))
    for word, command in pairs:
        typed = line[: len(word)]
        after = line[len(word) :]
        if command.courtesy and re.search(r"\w", after):
            continue
        if folded(typed) == folded(word) and (not after or not after[0].isalnum()):
            return command, after.strip(" :,")
    return None


def _not_understood(call: Call, line: str) -> Refusal:
    near = nearest(call, line)
    buttons = tuple(Button(label=word, action="say", values={"text": word}) for word in near)
    if near:
        return Refusal(
            N_("I do not know «{word}». Did you mean {near}?"),
            offers=lambda look: buttons,
            word=_unknown(line),
            near=call.speech.either(near),
        )
    helps = Button(label=call._("Help"), action="say", values={"text": "hjälp"})
    if rights.runs_the_forum(call):
        likest = nearest(call, line, LIKE_AT_ALL)
        words = tuple(Button(label=word, action="say", values={"text": word}) for word in likest)
        told = N_("I did not understand «{text}». Write «help» to see what you can do.")
        return Refusal(told, offers=lambda look: (*words, helps), text=line[:80])
    send = Button(label=call._("Send it as input"), action="say", values={"text": f"inspel {line}"})
    return Refusal(
        N_("I did not understand «{text}». Is it for the secretariat? Or write «help» to see what you can do."),
        offers=lambda look: (send, helps),
        text=line[:80],
    )


def _unknown(line: str) -> str:
    """What to name as not understood: the first word, or the whole line where that is a small one like «how»."""
    first = line.split()[0][:40]
    return first if len(first) > 3 else shorten(line, 40, placeholder=" …")


def nearest(look: Look, line: str, like: float = MISSPELT) -> list[str]:
    """The words, of those that the viewer may use, that are most like the line's beginning, or a word in it. Never
    «undo»: a guess should not lead to taking something back."""
    offered = [command for command in mine(look) if "undo" not in command.words]
    known = {folded(word): word for command in offered for word in command.words}
    start = folded(line).split()
    tries = [" ".join(start[:2]), *(word.strip("?.,:;") for word in start if len(word) > 3 or word == start[0])]
    found = [known[key] for text in tries for key in difflib.get_close_matches(text, known, n=2, cutoff=like)]
    return list(dict.fromkeys(found))[:3]


def mine(look: Look) -> list[Command]:
    """The commands that the viewer may use."""
    return [command for command in COMMANDS if command.may(look) and not command.courtesy]


def suggestions(look: Look, text: str) -> list[tuple[str, str]]:
    """Words that a half-typed line may become, each with a hint."""
    start = folded(text.lstrip("/ "))
    fits = [(command.word(look.speech.language), command) for command in mine(look)]
    return [(word, look._(command.hint)) for word, command in fits if folded(word).startswith(start)]
