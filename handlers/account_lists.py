"""The accounts by which one is known on the platforms; for the secretariat everybody's, who asks, and which workspaces
are trusted to say whose an e-mail address is."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel

from handlers import account_requests, rights
from handlers.accounts import PLATFORMS, UNKNOWN, account_words, where, where_exactly
from handlers.call import Call, Look, Refusal, Reply, on, said, undoes
from handlers.cards import Button, Buttons, Card, Element, Heading, Row, Rows, Text, Values, Words, card, strong, words
from handlers.fields import Blank, Line, Number, Tick
from handlers.people_words import folded
from handlers.words import N_
from storage import accounts
from storage.accounts import Account, Stranger, Workspace

BROWSER = "browser"
"""Where everybody is known without an account."""


class Listing(BaseModel):
    """`which`: a person or a workspace by name, for the secretariat."""

    which: Annotated[Line | None, Blank] = None


class Unlinking(BaseModel):
    """`sure`: it was read back. Only one's own account asks for that: without it one is nobody there."""

    account: Number
    person: Number
    sure: Tick = False


class Trusting(BaseModel):
    workspace: Number
    sure: Tick = False


class Trusted(BaseModel):
    """Whether a workspace `was` trusted, and the contrary now."""

    workspace: Number
    was: bool


def typed(call: Call, rest: str) -> Values:
    """«konton karin»."""
    return {"which": rest} if rest else {}


@on("account.list", Listing)
def listing(call: Call, given: Listing) -> Reply:
    """The caller's accounts; for the secretariat who asks, the workspaces, and the accounts that are named."""
    if not rights.runs_the_forum(call):
        mine = [one for one in accounts.of(call.db, call.person.id) if one.platform != BROWSER]
        return Reply(card=card(call._("Your accounts"), *_rows(call, mine)))
    if given.which:
        found = [one for one in accounts.everyone(call.db, BROWSER) if _is_named(call, one, given.which)]
        return Reply(card=card(call._("Accounts: {name}").format(name=given.which), *_rows(call, found)))
    return Reply(card=_overview(call))


def _is_named(look: Look, account: Account, name: str) -> bool:
    there = (account.person.name, account.name or "", where(look, account.platform, account.workspace))
    return any(folded(name) in folded(one) for one in there)


def _rows(look: Look, found: Sequence[Account]) -> list[Element]:
    if not found:
        return [Text(words=words(look._("No account is linked.")), quiet=True)]
    return [Rows(rows=tuple(_row(look, account) for account in found))]


def _row(look: Look, account: Account) -> Row:
    values = {"account": account.id, "person": account.person_id}
    name = account.person.name
    button = Button(label=look._("Unlink"), action="account.unlink", values=values, style="plain", about=name)
    detail = words("{told}", told=account_words(look, account))
    return Row(words=(strong(name),), detail=detail, does=(Buttons(buttons=(button,)),))


def _overview(look: Look) -> Card:
    """What waits, the workspaces, and who was not known; whose accounts there are is asked for by name."""
    waiting = accounts.waiting(look.db)
    parts: list[Element] = [Rows(rows=tuple(account_requests.row(look, one) for one in waiting))] if waiting else []
    known = len(accounts.everyone(look.db, BROWSER))
    told = look.count("{count} account is linked.", "{count} accounts are linked.", known)
    how = look._("Write «accounts» and a name to see whose.")
    parts.append(Text(words=words("{told} {how}", told=told, how=how)))
    if there := accounts.workspaces(look.db):
        parts += [Heading(text=look._("Workspaces")), Rows(rows=tuple(_workspace(look, one) for one in there))]
    if nobody := accounts.denied(look.db):
        parts += [Heading(text=look._("Not members")), Rows(rows=tuple(_denied(look, one) for one in nobody))]
    return card(look._("Accounts"), *parts)


def _workspace(look: Look, workspace: Workspace) -> Row:
    values = {"workspace": workspace.id}
    if workspace.trusted:
        label, action, told = look._("Trust no longer"), "account.distrust", look._("Links by e-mail by itself.")
    else:
        label, action, told = look._("Trust"), "account.trust", look._("You link each account.")
    button = Button(label=label, action=action, values=values, style="plain", about=workspace.name)
    count = accounts.members_of(look.db, workspace.platform, workspace.key)
    many = look.count("{count} account", "{count} accounts", count)
    name = where_exactly(look, workspace.platform, workspace.key)
    detail = words("{many}. {told}", many=many, told=told)
    return Row(words=(strong(name),), detail=detail, does=(Buttons(buttons=(button,)),))


def _denied(look: Look, asked: Stranger) -> Row:
    values = {"stranger": asked.id, "edit": True}
    button = Button(
        label=look._("Link after all"), action="account.link", values=values, style="plain", about=asked.name
    )
    detail = words("{where}", where=where(look, asked.platform, asked.workspace))
    return Row(words=(strong(asked.name),), detail=detail, does=(Buttons(buttons=(button,)),))


@on("account.unlink", Unlinking)
def unlink(call: Call, given: Unlinking) -> Reply:
    """Have an account be nobody's: one's own, or for the secretariat anybody's."""
    account = accounts.get(call.db, given.account)
    if account is None or account.person_id != given.person or account.platform == BROWSER:
        raise Refusal(UNKNOWN)
    mine, name = account.person_id == call.person.id, account.person.name
    if not mine:
        rights.must_run_the_forum(call)
    elif not given.sure:
        return _read_back(call, account)
    platform = PLATFORMS.get(account.platform, account.platform)
    undo = account_requests.unlinked(call, account)
    if mine:
        told = words(call._("The account on {platform} is no longer yours."), platform=platform)
    else:
        done = call._("The account on {platform} is no longer {name}'s. {name} is told.")
        told = words(done, platform=platform, name=strong(name))
    return Reply(card=card("", Text(words=told), Buttons(buttons=(undo,))))


def _read_back(call: Call, account: Account) -> Reply:
    told = call._(
        "After that you are nobody in {where}: your messages come elsewhere, and its buttons do nothing for you."
    )
    there = where(call, account.platform, account.workspace)
    values = {"account": account.id, "person": account.person_id, "sure": True}
    button = Button(label=call._("Unlink my account"), action="account.unlink", values=values, style="danger")
    return Reply(card=card("", Text(words=words(told, where=strong(there))), Buttons(buttons=(button,))))


@on("account.trust", Trusting)
def trust(call: Call, given: Trusting) -> Reply:
    """Take a workspace at its word of whose an e-mail address is, after saying what that means."""
    workspace = _the(call, given.workspace)
    name = strong(where_exactly(call, workspace.platform, workspace.key))
    if workspace.trusted:
        raise Refusal(N_("{workspace} is trusted already."), workspace=workspace.name)
    if not given.sure:
        told = call._(
            "Whoever has an account in {workspace} with a member's e-mail address will then be that member, without "
            "your being asked."
        )
        care = call._(
            "The workspace decides which addresses its accounts have, so trust only one that you would let say who "
            "somebody is. Accounts of the secretariat are always linked by hand."
        )
        values = {"workspace": workspace.id, "sure": True}
        label = call._("Trust {workspace}").format(workspace=workspace.name)
        button = Button(label=label, action="account.trust", values=values, style="primary")
        asks = Text(words=words(told, workspace=name))
        return Reply(card=card("", asks, Text(words=words(care)), Buttons(buttons=(button,))))
    told = call._("Accounts in {workspace} are linked by e-mail address from now on.")
    return _trusted(call, workspace, words(told, workspace=name))


@on("account.distrust", Trusting)
def distrust(call: Call, given: Trusting) -> Reply:
    """Link each account of a workspace by hand again. Those that are linked stay so."""
    workspace = _the(call, given.workspace)
    if not workspace.trusted:
        raise Refusal(N_("{workspace} is not trusted. Nothing is changed."), workspace=workspace.name)
    told = call._("You link each new account in {workspace} from now on. Those that are linked stay so.")
    return _trusted(call, workspace, words(told, workspace=strong(where(call, workspace.platform, workspace.key))))


def _trusted(call: Call, workspace: Workspace, told: Words) -> Reply:
    was = workspace.trusted
    _set(call, workspace, not was)
    undo = call.undo("account.trust_as_before", workspace=workspace.id, was=was)
    return Reply(card=card("", Text(words=told), Buttons(buttons=(undo,))))


def _set(call: Call, workspace: Workspace, trusted: bool) -> None:
    workspace.trusted = trusted
    call.db.flush()
    call.record(f"workspace:{workspace.id}", kind=workspace.platform, done=trusted)


def _the(call: Call, number: int) -> Workspace:
    """The workspace, for the secretariat."""
    rights.must_run_the_forum(call)
    workspace = accounts.locked_workspace(call.db, number)
    if workspace is None:
        raise Refusal(N_("There is no such workspace. Nothing is changed."))
    return workspace


@undoes("account.trust_as_before", Trusted)
def as_before(call: Call, given: Trusted) -> Reply:
    """Trust the workspace as before. What it linked meanwhile stays so."""
    workspace = _the(call, given.workspace)
    if workspace.trusted == given.was:
        raise Refusal(N_("It has been changed since. Nothing is undone."))
    _set(call, workspace, given.was)
    told = call._("Undone. {workspace} is trusted.") if given.was else call._("Undone. {workspace} is not trusted.")
    return Reply(card=said(words(told, workspace=strong(workspace.name))))
