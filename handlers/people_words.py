"""Who is meant by what somebody typed: a person, an organisation, the secretariat, or every organisation of a body."""

import difflib
import unicodedata
from collections.abc import Iterable

from handlers.call import Call, Look, Refusal
from handlers.cards import Button, Buttons, Card, Text, Values, card, words
from handlers.words import N_
from storage import bodies, organisations, people
from storage.bodies import Body
from storage.organisations import Organisation
from storage.people import Person

SECRETARIAT = {"kansliet", "kansli", "secretariat", "the secretariat"}
EVERYONE = {"alla", "all", "everyone", "alla organisationer"}
MYSELF = {"jag", "mig", "me", "i"}

Responsible = tuple[int | None, int | None]
"""A person's id, or an organisation's; neither is the secretariat."""


def responsible(call: Call, who: str | None, body: Body | None) -> list[Responsible]:
    """Who is responsible, as typed after @; empty if nobody is called so, or more than one could be meant."""
    wanted = folded(who or "jag").removeprefix("@").strip()
    if wanted in MYSELF:
        return [(call.person.id, None)]
    if wanted in SECRETARIAT:
        return [(None, None)]
    if means_all(who) and body:
        seats = bodies.seats(call.db, body.id, call.today)
        return [(None, organ) for organ in dict.fromkeys(seat.organisation_id for seat in seats)]
    return _named(call, wanted)


def nearest(look: Look, name: str) -> list[Person]:
    """Those in the forum whose name is most like one that nobody there has: it may be misspelt, or only a part. What
    follows a comma says where somebody works."""
    wanted, everyone = folded(name.partition(",")[0]), people.everyone(look.db)
    called = {folded(person.name): person for person in everyone}
    if " " in wanted:
        return [called[one] for one in difflib.get_close_matches(wanted, called, n=3, cutoff=0.8)]
    return [one for text, one in called.items() if difflib.get_close_matches(wanted, text.split(), cutoff=0.8)][:3]


def who_is_meant(look: Look, action: str, typed: Values, field: str, near: list[Person], title: str = "") -> Card:
    """Ask about a name (what was `typed` in the `field`) that is almost that of somebody in the forum, before it is
    taken for one `beyond` it: each press carries out the `action`."""
    name, names = str(typed[field]), look.speech.either([one.name for one in near])
    asks = words(look._("Nobody in the forum is called «{name}». Do you mean {near}?"), name=name, near=names)
    ones = [Button(label=one.name, action=action, values=typed | {field: one.name}, style="primary") for one in near]
    no = look._("No, «{name}» outside the forum").format(name=name)
    beyond = Button(label=no, action=action, values=typed | {"beyond": True})
    change = Button(label=look._("Change"), action=action, values=typed | {"edit": True}, style="plain")
    return card(title, Text(words=asks), Buttons(buttons=(*ones, beyond, change)))


def body_called(among: Iterable[Body], name: str) -> Body | None:
    """The body with exactly that key or name."""
    return next((body for body in among if name in (body.key, body.name)), None)


def body_named(call: Call, text: str) -> Body:
    """The body whose name, or a word of it, begins with `text`. Raises Refusal that names those there are."""
    wanted, everything = folded(text), bodies.all_bodies(call.db)
    for body in everything:
        if f" {wanted}" in f" {folded(body.name)}" or body.key.startswith(wanted):
            return body
    names = ", ".join(body.name for body in everything)
    raise Refusal(N_("There is no group called «{name}». There are: {names}."), name=text, names=names)


def means_all(who: str | None) -> bool:
    """Whether every organisation of a body is meant."""
    return folded(who or "").removeprefix("@") in EVERYONE


def _named(call: Call, wanted: str) -> list[Responsible]:
    persons = {person.id: [person.name, person.key] for person in people.everyone(call.db)}
    organs = {organ.id: names_of(organ) for organ in organisations.all_organisations(call.db)}
    for fits in (str.__eq__, str.startswith):
        found: list[Responsible] = [(None, id) for id, names in organs.items() if _any(fits, names, wanted)]
        found = found or [(id, None) for id, names in persons.items() if _any(fits, names, wanted)]
        if len(found) == 1:
            return found
    return _responsible_of_county(call, wanted)


def _responsible_of_county(call: Call, wanted: str) -> list[Responsible]:
    """«Dalarna» means the organ that answers for the county."""
    for county in organisations.counties(call.db):
        if wanted in {folded(name) for name in (county.name, county.short, *county.aliases)}:
            organ = organisations.responsible_for(call.db, county.id)
            return [(None, organ.id)] if organ else []
    return []


def _any(fits: object, names: list[str], wanted: str) -> bool:
    return any(fits(folded(name), wanted) for name in names)  # type: ignore[operator]


def names_of(organ: Organisation) -> list[str]:
    """All that an organisation is or was called."""
    return [organ.key, *organ.aliases, *(text for name in organ.names for text in (name.name, name.short))]


def folded(text: str) -> str:
    """Lower case, and `a` for `å`: as people type on keyboards without Swedish letters."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in bare if not unicodedata.combining(sign)).split())
