"""What the last move of a demo's clock brought, and to whom: who pressed sees it at once, wherever it came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from handlers.call import Look
from handlers.cards import Card
from storage import bodies, messages, people, posts

SHOWN = 3
"""As many different messages are named; the rest is counted. As many receivers of each."""


@dataclass(frozen=True)
class Arrival:
    """A message that came: its first words by language, and the room or person it came to."""

    words: Mapping[str, str]
    to: str


def between(db: Session, since: datetime, until: datetime) -> list[Arrival]:
    """The messages that came because their time did: first those to rooms, so that they are not only counted."""
    due = [post for post in posts.due_between(db, since, until) if post.platform == "browser" and post.ref]
    found = [it for post in due if post.ref and (it := messages.get(db, int(post.ref["message"])))]
    found.sort(key=lambda it: it.place.startswith("person:"))
    return [Arrival(_first_words(it.cards), _name(db, it.place)) for it in found]


def _first_words(cards: messages.Cards) -> dict[str, str]:
    return {code: Card.model_validate(sent).text().partition("\n")[0] for code, sent in cards.items()}


def _name(db: Session, place: str) -> str:
    kind, _, number = place.partition(":")
    return (bodies.get if kind == "body" else people.get)(db, int(number)).name


def told(look: Look, came: Sequence[Arrival] | None) -> str:
    """«Skickat: «2 saker väntar på dig» till Karin Lind, Mats Ohlin och 14 till.»"""
    if not came:
        return "" if came is None else look._("Nothing was sent.")
    receivers: dict[str, list[str]] = {}
    for it in came:
        words = it.words.get(look.speech.language) or next(iter(it.words.values()), "")
        receivers.setdefault(words, []).append(it.to)
    named = [
        look._("«{message}» to {whom}").format(message=words, whom=_whom(look, names))
        for words, names in list(receivers.items())[:SHOWN]
    ]
    others = sum(len(names) for names in list(receivers.values())[SHOWN:])
    if others:
        named.append(look.count("{count} other message", "{count} other messages", others))
    return look._("Sent: {messages}.").format(messages="; ".join(named))


def _whom(look: Look, names: Sequence[str]) -> str:
    if len(names) <= SHOWN:
        return look.speech.joined(names)
    rest = len(names) - SHOWN + 1
    return look.speech.joined([*names[: SHOWN - 1], look.count("{count} more", "{count} more", rest)])
