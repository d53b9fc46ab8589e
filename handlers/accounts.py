"""Whose an account on a platform is. One who is nobody here yet is met politely and may ask to be known; a workspace
that the secretariat trusts is taken at its word of whose an e-mail address is.

What the secretariat decides of those who ask: handlers/account_requests.py.
"""

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator
from sqlalchemy.orm import Session

from handlers import quiet
from handlers.call import Call, Look, Nothing, Reply, on, said, shows
from handlers.cards import Button, Buttons, Card, Text, card, strong, words
from handlers.fields import Anything, clean_line
from handlers.words import N_
from storage import accounts, audit, people, posts
from storage.accounts import Account, Stranger
from storage.base import UNSTORABLE
from storage.people import Person
from storage.posts import Wish

KNOCK = "account.knock"
"""What is asked for by the only button a stranger has: the platform hands it to `Inbound.knock`."""
PLATFORMS = {"slack": "Slack", "teams": "Teams"}
LONGEST = 150


def _told(value: Any) -> Any:
    """What a platform says of somebody, on one line and storable."""
    return clean_line(re.sub(UNSTORABLE, "", value))[:LONGEST] if isinstance(value, str) else value


Told = Annotated[str, BeforeValidator(_told)]


class Profile(BaseModel):
    """What a platform knows of an account: its owner's name and e-mail address, where it belongs, the language it is
    read in."""

    name: Told
    email: Told | None = None
    workspace: str
    workspace_name: Told = ""
    language: str | None = None


REFUSED = ("denied", "unlinked")
"""What a person decided so, no address undoes."""


def meet(look: Look, platform: str, address: str, profile: Profile) -> int | Card:
    """Whose an account is of which nothing was known just now, by the word of a workspace that is trusted; else what
    its owner is told."""
    if holder := accounts.holder(look.db, platform, address):
        return holder
    asked = accounts.stranger(look.db, platform, address)
    person = _by_mail(look, platform, profile)
    if person is None or (asked and (asked.decided_by_id or asked.state in REFUSED)):
        return _polite(look, asked)
    before = accounts.used_last(look.db, person.id)
    accounts.link(look.db, person.id, platform, address, look.now, profile.workspace, profile.name)
    if asked:
        accounts.become(look.db, asked, "linked", None)
        show_again(look, asked)
    audit.note(look.db, look.now, person.id, "account.link_by_mail", f"person:{person.id}", {"kind": platform})
    tell(look, "account.linked", person.id, platform, address)
    tell_before(look, before, platform, address)
    return person.id


def _by_mail(look: Look, platform: str, profile: Profile) -> Person | None:
    """The one whose e-mail address it is, in a workspace that is trusted. Those of the secretariat are linked by hand:
    whoever runs the workspace could pass for them."""
    workspace = accounts.workspace(look.db, platform, profile.workspace)
    if workspace is None or not workspace.trusted:
        return None
    found = with_mail(look, profile.email)
    return found[0] if len(found) == 1 and not found[0].secretariat else None


def with_mail(look: Look, email: str | None) -> list[Person]:
    """Those in the forum who have that e-mail address."""
    wanted = (email or "").strip().casefold()
    return [one for one in people.everyone(look.db) if wanted and (one.email or "").strip().casefold() == wanted]


def knock(look: Look, platform: str, address: str, profile: Profile) -> Card:
    """Ask to be known. Asking twice is asking once."""
    found = meet(look, platform, address, profile)
    if isinstance(found, int):
        return _known(look, people.get(look.db, found))
    accounts.met(look.db, platform, profile.workspace, profile.workspace_name)
    asked, new = accounts.ask(look.db, platform, address, profile.name, profile.email, profile.workspace, look.now)
    if new:
        _tell_secretariat(look, asked)
    return _polite(look, asked)


def renamed(db: Session, platform: str, address: str, name: str) -> None:
    """The platform calls the owner of an account something else now."""
    accounts.renamed(db, platform, address, _told(name))


@on("account.knock", Anything)
def known(call: Call, given: Anything) -> Reply:
    """One who was linked meanwhile presses [Ask to be linked] again."""
    return Reply(card=_known(call, call.person))


def _known(look: Look, person: Person) -> Card:
    told = look._("You are known as {name}. Do again what you wanted to do.")
    return said(words(told, name=strong(person.name)))


def _polite(look: Look, asked: Stranger | None) -> Card:
    """What one is told who is nobody here yet."""
    if asked and asked.state == "waiting":
        told = look._(
            "The secretariat got your request {when}. You hear of it here. Then do again what you wanted to do: "
            "nothing is done yet."
        )
        return said(words(told, when=look.speech.moment(asked.asked_at)))
    if asked and asked.state == "denied":
        told = look._(
            "The secretariat has answered that this account belongs to nobody in {forum}. Nothing is done. Write to "
            "the secretariat if that is wrong."
        )
        return said(words(told, forum=look.forum.name))
    told = look._(
        "I do not know who you are in {forum} yet, so nothing is done. The secretariat can link your account to you. "
        "Then do it again."
    )
    button = Button(label=look._("Ask to be linked"), action=KNOCK, style="primary")
    return card("", Text(words=words(told, forum=look.forum.name)), Buttons(buttons=(button,)))


def _tell_secretariat(look: Look, asked: Stranger) -> None:
    """At once, or in the morning's message where it is a quiet time."""
    subject = f"stranger:{asked.id}"
    key = f"{subject}:{asked.asked_at.isoformat()}"
    if quiet.is_quiet(look.forum, look.now):
        morning = quiet.next_morning(look.forum, look.now)
        day = quiet.day_of(look.forum, morning).isoformat()
        wish = Wish("secretariat", "home.morning", key, morning, subject, {"day": day})
    else:
        wish = Wish("secretariat", "account.request", key, look.now, subject, {"stranger": asked.id})
    posts.want(look.db, wish, look.now)
    show_again(look, asked)


def show_again(look: Look, asked: Stranger) -> None:
    """Draw anew what tells of somebody who asked, and what waits for those of the secretariat."""
    waits = [f"person:{person.id}" for person in people.secretariat(look.db)]
    posts.touch(look.db, f"stranger:{asked.id}", *waits)


def tell(look: Look, view: str, person: int, platform: str, address: str) -> str:
    """Tell a person what became of an account of theirs: where they were seen last. The key of the message."""
    key = f"{view}:{platform}:{address}:{look.now.isoformat()}"
    args = {"platform": platform, "address": address}
    posts.want(look.db, Wish(f"person:{person}", view, key, look.now, "", args), look.now)
    return key


def tell_before(look: Look, before: Account | None, platform: str, address: str) -> None:
    """Tell a person of an account that was linked to them where they were `before`: if it is somebody else's, that one
    hears nothing of it."""
    if before is not None:
        key = f"account.another:{platform}:{address}:{look.now.isoformat()}"
        to = f"person:{before.person_id}@{before.platform}:{before.address}"
        args = {"platform": platform, "address": address}
        posts.want(look.db, Wish(to, "account.another", key, look.now, "", args), look.now)


def where(look: Look, platform: str, workspace: str | None) -> str:
    """«Slack, Region Dalarna»: the platform, and the workspace by its name."""
    known = accounts.workspace(look.db, platform, workspace or "")
    parts = (PLATFORMS.get(platform, platform), known.name if known else workspace or "")
    return ", ".join(filter(None, parts))


def where_exactly(look: Look, platform: str, workspace: str) -> str:
    """«Slack, Region Dalarna (T1)»: with the platform's own id, which nobody can choose as one can a name."""
    known = accounts.workspace(look.db, platform, workspace)
    there = where(look, platform, workspace)
    return f"{there} ({workspace})" if known and known.name != workspace else there


@shows("account.linked")
def linked(look: Look, platform: str, address: str) -> Card | Nothing:
    """To one whose account was linked: who they are here, and a way out."""
    account = _newly_theirs(look, platform, address)
    if isinstance(account, Nothing):
        return account
    told = look._("You are linked: here you are {name}. Do again what you wanted to do, or write «help».")
    values = {"account": account.id, "person": look.person.id}
    wrong = Button(label=look._("That is not me"), action="account.unlink", values=values, style="plain")
    return card("", Text(words=words(told, name=strong(look.person.name))), Buttons(buttons=(wrong,)))


@shows("account.another")
def another(look: Look, platform: str, address: str) -> Card | Nothing:
    """To one to whom a further account was linked, where they were before."""
    account = _newly_theirs(look, platform, address)
    if isinstance(account, Nothing):
        return account
    told = look._("Another account, {name} in {where}, has been linked to you. Not you?")
    there = where(look, platform, account.workspace)
    text = Text(words=words(told, name=strong(account.name or address), where=there))
    button = Button(label=look._("Say so"), action="account.dispute", values={"account": account.id})
    return card("", text, Buttons(buttons=(button,)))


def _newly_theirs(look: Look, platform: str, address: str) -> Account | Nothing:
    """The account that was linked to the viewer, while it is theirs and the hour is one to tell it in."""
    account = accounts.at(look.db, platform, address)
    if look.shown or account is None or account.person_id != look.person.id:
        return Nothing("no longer so")
    return quiet.not_yet(look) or account


@shows("account.unlinked")
def unlinked(look: Look, platform: str, address: str) -> Card | Nothing:
    """To one from whom an account was taken."""
    if look.shown or accounts.holder(look.db, platform, address) == look.person.id:
        return Nothing("no longer so")
    if later := quiet.not_yet(look):
        return later
    told = look._("The secretariat has unlinked your account on {platform}. Write to the secretariat if that is wrong.")
    return said(words(told, platform=PLATFORMS.get(platform, platform)))


def account_words(look: Look, account: Account) -> str:
    """«Slack, Region Dalarna, senast använt tisdag 9 februari»."""
    there = where(look, account.platform, account.workspace)
    used = look.speech.day(quiet.day_of(look.forum, account.used_at))
    return look._("{where}, last used {day}").format(where=there, day=used)


UNKNOWN = N_("There is no such account. Nothing is changed.")
