"""What makes it doubtful whose an account is: names that anybody can choose. And the word of one to whom an account was
linked that is not theirs.
"""

from collections.abc import Iterator

from pydantic import BaseModel

from handlers import quiet
from handlers.accounts import UNKNOWN, where, where_exactly
from handlers.call import Call, Look, Nothing, Refusal, Reply, on, shows
from handlers.cards import Button, Buttons, Card, Note, Text, Words, card, strong, words
from handlers.fields import Number
from handlers.people_words import folded
from storage import accounts, people, posts
from storage.accounts import Account, Stranger
from storage.people import Person
from storage.posts import Wish


class Disputed(BaseModel):
    account: Number


def doubts(look: Look, asked: Stranger) -> Iterator[Words]:
    """What the secretariat ought to know before it says who asks: in a workspace that is not trusted, names are as
    their owners please."""
    own = accounts.workspace(look.db, asked.platform, asked.workspace)
    if own and own.trusted:
        return
    name = own.name if own else asked.workspace
    for other in accounts.known_workspaces(look.db, asked.platform):
        if other.key != asked.workspace and folded(other.name) == folded(name):
            yield _namesake(look, asked, other.trusted, where_exactly(look, asked.platform, other.key))
    if any(is_called(one, asked.name) for one in people.everyone(look.db)):
        told = look._("Anybody can call themselves so there. Ask {name} in another way if you are not sure.")
        yield words(told, name=asked.name)


def is_called(person: Person, name: str) -> bool:
    """«Lind Karin» is Karin Lind, and so is «Karin Lind (Region Dalarna)»."""
    written = name.partition("(")[0].replace(",", " ")
    return sorted(folded(person.name).split()) == sorted(folded(written).split())


def _namesake(look: Look, asked: Stranger, trusted: bool, other: str) -> Words:
    if trusted:
        told = look._("It is not {other}, which you trust, only called the same. Its id is {id}.")
    else:
        told = look._("It is not {other}, where others are linked, only called the same. Its id is {id}.")
    return words(told, other=strong(other), id=strong(asked.workspace))


@on("account.dispute", Disputed)
def dispute(call: Call, given: Disputed) -> Reply:
    """Say that an account which was linked to one is somebody else's: the secretariat takes it from there."""
    account = _mine(call, given.account)
    subject = f"account:{account.platform}:{account.address}"
    key = f"{subject}:disputed:{call.now.isoformat()}"
    wish = Wish("secretariat", "account.disputed", key, call.now, subject, _args(account))
    posts.want(call.db, wish, call.now)
    call.record(f"person:{call.person.id}", kind=account.platform, declined=True)
    told = call._(
        "The secretariat is told that {name} in {where} is not you. You can also unlink the account yourself."
    )
    there = where(call, account.platform, account.workspace)
    text = Text(words=words(told, name=strong(account.name or account.address), where=there))
    return Reply(card=card("", text, Buttons(buttons=(_unlink(call, account),))))


def _mine(call: Call, number: int) -> Account:
    account = accounts.get(call.db, number)
    if account is None or account.person_id != call.person.id:
        raise Refusal(UNKNOWN)
    return account


def _args(account: Account) -> dict[str, str | int]:
    """What the secretariat is told of it also when it is unlinked."""
    there = {"platform": account.platform, "address": account.address, "workspace": account.workspace or ""}
    return {"person": account.person_id, "name": account.name or account.address} | there


def _unlink(look: Look, account: Account) -> Button:
    values = {"account": account.id, "person": account.person_id}
    return Button(label=look._("Unlink"), action="account.unlink", values=values, about=account.name or account.address)


@shows("account.disputed", live=True)
def disputed(look: Look, person: int, platform: str, address: str, workspace: str, name: str) -> Card | Nothing:
    """To the secretariat: somebody says that an account is not theirs; whether it still is linked."""
    known = accounts.at(look.db, platform, address)
    linked = known is not None and known.person_id == person
    if not (linked or look.shown):
        return Nothing("unlinked by now")
    if later := quiet.not_yet(look):
        return later
    whose = people.get(look.db, person).name
    title = look._("{name} says that an account is somebody else's").format(name=whose)
    told = look._("{account} in {where} is linked to {name}. Ask {name} in another way if you are not sure.")
    there = where_exactly(look, platform, workspace)
    text = Text(words=words(told, account=strong(name), where=there, name=whose))
    if known is None or not linked:
        return card(title, Note(word=look._("Unlinked"), text=words("{account}, {where}", account=name, where=there)))
    return card(title, text, Buttons(buttons=(_unlink(look, known),)))
