"""Who is meant by what somebody typed: a person, an organisation, the secretariat, or every organisation of a body."""

import difflib
import unicodedata
from collections import Counter
from collections.abc import Iterable

from handlers.call import Call, Look, Refusal
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


def called(look: Look, name: str) -> list[Person]:
    """Those in the forum who are called exactly so: by their name, alone or with the organisation, or by their key."""
    wanted = folded(name)
    return [one for one in people.everyone(look.db) if _any(str.__eq__, _names_of_person(look, one, wanted), wanted)]


def nearest(look: Look, name: str) -> list[Person]:
    """Those in the forum whose name is most like one that nobody there has: it may be misspelt, or only a part. What
    follows a comma says where somebody works."""
    wanted, everyone = folded(name.partition(",")[0]), people.everyone(look.db)
    names = dict.fromkeys(folded(person.name) for person in everyone)
    if " " in wanted:
        near = difflib.get_close_matches(wanted, names, n=3, cutoff=0.8)
    else:
        near = [one for one in names if difflib.get_close_matches(wanted, one.split(), cutoff=0.8)][:3]
    return [person for one in near for person in everyone if folded(person.name) == one]


def told_apart(look: Look, persons: Iterable[Person]) -> list[str]:
    """Their names, each with the organisation where others in the forum have the same name."""
    often = Counter(folded(one.name) for one in people.everyone(look.db))
    return [described(look, one) if often[folded(one.name)] > 1 else one.name for one in persons]


def described(look: Look, person: Person) -> str:
    """«Karin Lind, Region Dalarna»."""
    seats = bodies.seats_of(look.db, person.id, look.today)
    organ = (
        look._("Secretariat") if person.secretariat else seats[0].organisation.named(look.today).name if seats else ""
    )
    return ", ".join(filter(None, [person.name, organ]))


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
    persons = {person.id: _names_of_person(call, person, wanted) for person in people.everyone(call.db)}
    organs = {organ.id: names_of(organ) for organ in organisations.all_organisations(call.db)}
    for fits in (str.__eq__, str.startswith):
        found: list[Responsible] = [(None, id) for id, names in organs.items() if _any(fits, names, wanted)]
        found = found or [(id, None) for id, names in persons.items() if _any(fits, names, wanted)]
        if len(found) == 1:
            return found
    return _responsible_of_county(call, wanted)


def _names_of_person(look: Look, person: Person, wanted: str) -> list[str]:
    """With the organisation only where that is `wanted` too: it takes a look at the seats."""
    at_length = [described(look, person)] if wanted.startswith(f"{folded(person.name)},") else []
    return [person.name, person.key, *at_length]


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
