"""Who asks to be known by an account: the secretariat says who it is, with one press, or that it is nobody here.

Either can be taken back at once, and so can unlinking (handlers/account_lists.py): what became of an account and of its
request is one undoing.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel

from handlers import people_words, quiet, rights
from handlers.account_doubts import doubts, is_called
from handlers.accounts import PLATFORMS, show_again, tell, tell_before, where_exactly, with_mail
from handlers.call import Call, Look, Nothing, Refusal, Reply, on, said, shows, undoes
from handlers.cards import Button, Buttons, Card, Form, Note, Row, Run, Text, Words, card, plain, strong, words
from handlers.fields import Blank, Line, Number
from handlers.forms import Filled
from handlers.words import N_
from storage import accounts, people, posts
from storage.accounts import Account, State, Stranger
from storage.people import Person

NEAREST = 2
"""Persons who are offered as buttons: with [Somebody else] and [Not a member] that makes four."""
WITHIN = timedelta(days=1)
"""How long one who asks may wait."""


class Asked(BaseModel):
    stranger: Number


class Linking(Asked):
    """Who it is: by number, or by the name that was typed."""

    person: Number = 0
    name: Annotated[Line | None, Blank] = None


class Changed(BaseModel):
    """An account `was` one person's and is `now` another's (0: nobody's); its request `stood` so, as was `decided` by
    somebody, and `stands` so. `told` is the key of what the person was told."""

    stranger: Number
    was: int
    now: int
    stood: State
    decided: int | None = None
    stands: State
    told: str


@shows("account.request", live=True)
def request(look: Look, stranger: int) -> Card | Nothing:
    """To the secretariat: somebody asks to be known; what was decided of it."""
    asked = accounts.request(look.db, stranger)
    if asked is None or (asked.state != "waiting" and not look.shown):
        return Nothing("decided by now")
    if later := quiet.not_yet(look):
        return later
    name = look._("{name} asks to be linked").format(name=asked.name)
    known = accounts.at(look.db, asked.platform, asked.address)
    if asked.state != "waiting":
        return card(name, Text(words=_who(look, asked)), _decided(look, asked, known))
    told = Text(words=(*_who(look, asked), *_nearest_words(look, asked)))
    return card(name, told, *(Text(words=one) for one in doubts(look, asked)), _buttons(look, asked))


def _who(look: Look, asked: Stranger) -> Words:
    """«Karin L (karin@dalarna.example) i Slack, Region Dalarna (T1).»"""
    mail = f" ({asked.email})" if asked.email else ""
    there = where_exactly(look, asked.platform, asked.workspace)
    return words(look._("{name}{mail} in {where}."), name=strong(asked.name), mail=mail, where=there)


def _decided(look: Look, asked: Stranger, known: Account | None) -> Note:
    by = people.get(look.db, asked.decided_by_id).name if asked.decided_by_id else ""
    if asked.state == "linked" and known:
        word = look._("Linked to {name}").format(name=known.person.name)
        return Note(state="done", word=word, text=words("{by}", by=by))
    word = look._("Not a member") if asked.state == "denied" else look._("Unlinked")
    return Note(word=word, text=words("{by}", by=by))


def row(look: Look, asked: Stranger) -> Row:
    """Somebody who asks, among what waits for the secretariat."""
    title = strong(look._("{name} asks to be linked").format(name=asked.name))
    doubted = (run for one in doubts(look, asked) for run in (Run(text=" "), *one))
    detail = (*_who(look, asked), *_nearest_words(look, asked), *doubted)
    return Row(words=(title,), detail=detail, does=(_buttons(look, asked),))


def _buttons(look: Look, asked: Stranger) -> Buttons:
    values = {"stranger": asked.id}
    there = tuple(
        Button(label=person.name, action="account.link", values=values | {"person": person.id}, about=asked.name)
        for person, _ in nearest(look, asked)
    )
    other = Button(
        label=look._("Somebody else"), action="account.link", values=values | {"edit": True}, about=asked.name
    )
    nobody = Button(label=look._("Not a member"), action="account.deny", values=values, about=asked.name)
    return Buttons(buttons=(*there, other, nobody))


def _nearest_words(look: Look, asked: Stranger) -> Words:
    """« Samma e-post: Karin Lind, Region Dalarna.»"""
    told = (f"{look._(why)}: {people_words.described(look, person)}" for person, why in nearest(look, asked))
    return words("{told}", told="".join(f" {one}." for one in told))


def nearest(look: Look, asked: Stranger) -> list[tuple[Person, str]]:
    """Who it may be, the likeliest first, and why: the same e-mail address, the same name, a name like it."""
    same = [one for one in people.everyone(look.db) if is_called(one, asked.name)]
    found = [
        *((one, N_("Same e-mail address")) for one in with_mail(look, asked.email)),
        *((one, N_("Same name")) for one in same),
        *((one, N_("Name like it")) for one in people_words.nearest(look, asked.name)),
    ]
    return list({one.id: (one, why) for one, why in reversed(found)}.values())[::-1][:NEAREST]


def link_form(call: Call, filled: Filled) -> Form:
    """The name, as the forum has it."""
    rights.must_run_the_forum(call)
    asked = _the(call, filled.number("stranger"))
    return Form(
        title=call._("Who is {name}?").format(name=asked.name),
        action="account.link",
        values={"stranger": asked.id},
        submit=call._("Link the account"),
        intro=plain(_who(call, asked)),
        fields=(filled.line("name", call._("Name"), call._("As the forum has it, for example «Karin Lind»."), True),),
    )


@on("account.link", Linking, form=link_form)
def link(call: Call, given: Linking) -> Reply:
    """Say who it is: from now on the account is that person's, who is told."""
    rights.must_run_the_forum(call)
    asked = _the(call, given.stranger)
    person = _meant(call, given)
    stood: State = "denied" if asked.state == "denied" else "waiting"
    decided = asked.decided_by_id
    before = accounts.used_last(call.db, person.id)
    if not _give(call, person.id, asked):
        raise Refusal(N_("The account has been linked meanwhile. Nothing is changed."))
    accounts.become(call.db, asked, "linked", call.person.id)
    told = tell(call, "account.linked", person.id, asked.platform, asked.address)
    tell_before(call, before, asked.platform, asked.address)
    call.record(f"person:{person.id}", kind=asked.platform, done=True)
    show_again(call, asked)
    undo = _undo(call, asked, 0, person.id, stood, decided, told)
    done = call._("{account} on {platform} is now {name}, who has been told.")
    platform = PLATFORMS.get(asked.platform, asked.platform)
    text = Text(words=words(done, account=asked.name, platform=platform, name=strong(person.name)))
    return Reply(card=card("", text, Buttons(buttons=(undo, *_trust(call, asked, person)))))


def _give(call: Call, person: int, asked: Stranger) -> bool:
    """Make the account that person's."""
    return accounts.link(call.db, person, asked.platform, asked.address, call.now, asked.workspace or None, asked.name)


def _trust(look: Look, asked: Stranger, person: Person) -> Sequence[Button]:
    """[Trust Region Dalarna], where its word of the e-mail address would have been enough."""
    workspace = accounts.workspace(look.db, asked.platform, asked.workspace)
    if workspace is None or workspace.trusted or person not in with_mail(look, asked.email):
        return ()
    label = look._("Trust {workspace}").format(workspace=workspace.name)
    return (Button(label=label, action="account.trust", values={"workspace": workspace.id}),)


def _the(call: Call, stranger: int) -> Stranger:
    """Who asks, for those who may decide of it. Raises Refusal where it is decided; whom the secretariat did not know
    it may come to know."""
    asked = accounts.locked(call.db, stranger)
    if asked is None or asked.state not in ("waiting", "denied"):
        raise Refusal(N_("That is decided already. Nothing is changed."))
    return asked


def _meant(call: Call, given: Linking) -> Person:
    """The person that was pressed or named. Raises Refusal where nobody is, or several could be."""
    everyone = people.everyone(call.db)
    if given.person:
        found = [one for one in everyone if one.id == given.person]
    elif given.name:
        found = [one for one in everyone if is_called(one, given.name)] or with_mail(call, given.name)
    else:
        raise Refusal(N_("Fill this in."), field="name")
    if len(found) == 1:
        return found[0]
    if found:
        told = N_("Several are called «{name}». Write the e-mail address instead.")
        raise Refusal(told, field="name", name=given.name)
    near = people_words.nearest(call, given.name or "")
    if not near:
        raise Refusal(N_("Nobody in the forum is called «{name}»."), field="name", name=given.name)
    raise Refusal(
        N_("Nobody in the forum is called «{name}». Did you mean {near}?"),
        field="name",
        name=given.name,
        near=call.speech.either(people_words.told_apart(call, near)),
    )


@on("account.deny", Asked)
def deny(call: Call, given: Asked) -> Reply:
    """Say that it is nobody of the forum. Whoever it is, is told so when they press something."""
    rights.must_run_the_forum(call)
    asked = _the(call, given.stranger)
    if asked.state == "denied":
        raise Refusal(N_("That is decided already. Nothing is changed."))
    decided = asked.decided_by_id
    accounts.become(call.db, asked, "denied", call.person.id)
    call.record(f"stranger:{asked.id}", kind=asked.platform, declined=True)
    show_again(call, asked)
    undo = _undo(call, asked, 0, 0, "waiting", decided, "")
    told = call._("{name} is not linked, and is told so the next time they press something.")
    return Reply(card=card("", Text(words=words(told, name=strong(asked.name))), Buttons(buttons=(undo,))))


def _undo(call: Call, asked: Stranger, was: int, now: int, stood: State, decided: int | None, told: str) -> Button:
    stands: State = asked.state  # type: ignore[assignment]
    kept = Changed(stranger=asked.id, was=was, now=now, stood=stood, decided=decided, stands=stands, told=told)
    return call.undo("account.put_back", **kept.model_dump())


def unlinked(call: Call, account: Account) -> Button:
    """Take an account from its person, and tell them if another did it. The button gives it back."""
    mine, person = account.person_id == call.person.id, account.person_id
    before = accounts.stranger(call.db, account.platform, account.address)
    stood: State = "linked" if before is None else before.state  # type: ignore[assignment]
    decided = before.decided_by_id if before else None
    asked = accounts.taken(call.db, account, "unlinked", call.person.id)
    accounts.unlink(call.db, person, account.platform, account.address)
    told = "" if mine else tell(call, "account.unlinked", person, account.platform, account.address)
    call.record(f"person:{person}", kind=asked.platform, withdrawn=True)
    show_again(call, asked)
    call.show_again(f"account:{account.platform}:{account.address}")
    return _undo(call, asked, person, 0, stood, decided, told)


@undoes("account.put_back", Changed)
def put_back(call: Call, given: Changed) -> Reply:
    """Have an account be whose it was, and its request wait as it did."""
    asked = accounts.locked(call.db, given.stranger)
    holder = asked and (accounts.holder(call.db, asked.platform, asked.address) or 0)
    if asked is None or holder != given.now or asked.state != given.stands:
        raise Refusal(N_("It has been changed since. Nothing is undone."))
    if given.now:
        accounts.unlink(call.db, given.now, asked.platform, asked.address)
    if given.was:
        _give(call, given.was, asked)
        posts.touch_all(call.db, f"person:{given.was}")
    accounts.become(call.db, asked, given.stood, given.decided)
    call.show_again(f"account:{asked.platform}:{asked.address}")
    heard = bool(given.told) and not posts.supersede_keys(call.db, [given.told])
    if heard:
        view = "account.unlinked" if given.now else "account.linked"
        tell(call, view, given.now or given.was, asked.platform, asked.address)
    call.record(f"stranger:{asked.id}", kind=asked.platform, withdrawn=True)
    show_again(call, asked)
    told = call._("Undone. {name} is linked as before.") if given.was else call._("Undone. {name} is not linked.")
    if given.stood == "waiting":
        told = call._("Undone. {name} waits for you again.")
    return Reply(card=said(words(told, name=strong(asked.name))))
