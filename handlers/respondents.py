"""Whom an answer counts for: the person, the organisation, or the county (by its responsible organ only).

Source: docs/the-forum.md. A deputy may answer as well as the one who holds the seat; a reminder goes to the deputy only
where the seat is empty.
"""

from collections.abc import Iterable, Sequence

from handlers.call import Look
from storage import bodies, organisations, people, questions
from storage.bodies import Body, Seat
from storage.organisations import County, Organisation
from storage.people import Person
from storage.questions import Question


def of_body(look: Look, body: Body, respondent: str) -> list[int]:
    """The respondents in a body: its members, organisations with a seat, or counties whose responsible organ has
    one."""
    seats = bodies.seats(look.db, body.id, look.today)
    match respondent:
        case "person":
            found = [seat.person_id for seat in seats if seat.person_id]
        case "organisation":
            found = [seat.organisation_id for seat in seats]
        case _:
            found = [s.organisation.county_id for s in seats if s.organisation.responsible and s.organisation.county_id]
    return list(dict.fromkeys(found))


def mine(look: Look, question: Question) -> list[int]:
    """The respondents that the viewer may answer for, among those the question may be put to."""
    if question.respondent == "person":
        return [look.person.id]
    stands = [stand for stand in look.stands if question.body_id in (None, stand.body_id)]
    if question.respondent == "organisation":
        found = [stand.organisation_id for stand in stands]
    else:
        found = [stand.county_id for stand in stands if stand.responsible and stand.county_id]
    return list(dict.fromkeys(found))


def name(look: Look, question: Question, respondent: int) -> str:
    """What the respondent is called in full: a person, an organisation, or the organ that answers for the county."""
    match question.respondent:
        case "person":
            return people.get(look.db, respondent).name
        case "organisation":
            return organisations.get(look.db, respondent).named(look.today).name
        case _:
            organ = organisations.name_of_responsible(look.db, respondent, look.today)
            return organ.name if organ else look.db.get_one(County, respondent).name


def short_names(look: Look, question: Question, respondents: Iterable[int]) -> list[str]:
    """Short names for a list of many, in the forum's order."""
    wanted = set(respondents)
    if question.respondent == "person":
        return [person.name for person in people.everyone(look.db) if person.id in wanted]
    if question.respondent == "organisation":
        return [o.named(look.today).short for o in organisations.all_organisations(look.db) if o.id in wanted]
    return [county.short for county in organisations.counties(look.db) if county.id in wanted]


def of_many(look: Look, question: Question, count: int, of: int) -> str:
    """«17 av 21 regioner»."""
    return look._("{count} of {all}").format(count=count, all=many(look, question, of))


def by_regions(look: Look) -> bool:
    """Whether every county's responsible organ is a region, as it is since 2019."""
    return organisations.responsible_kinds(look.db) <= {"region"}


def people_for(look: Look, question: Question, respondents: Sequence[int]) -> list[Person]:
    """Who is reminded to answer for these: those who hold the seats, and the deputy where a seat is empty."""
    if question.respondent == "person":
        return [people.get(look.db, respondent) for respondent in respondents]
    wanted = set(respondents)
    seats = [seat for seat in _seats(look, question) if _respondent(seat.organisation, question) in wanted]
    return bodies.reminded(seats)


def holders(look: Look, question: Question, respondent: int) -> list[int]:
    """The persons for whom it waits to answer for this respondent."""
    match question.respondent:
        case "person":
            return [respondent]
        case "organisation":
            return bodies.holders(look.db, look.today, organisation=respondent)
        case _:
            return bodies.holders(look.db, look.today, county=respondent)


def missing(look: Look, question: Question) -> list[int]:
    """The respondents whose answer is missing."""
    answered = {given.respondent_id for given in questions.answers(look.db, question.id)}
    return [respondent for respondent in questions.asked(look.db, question.id) if respondent not in answered]


def _seats(look: Look, question: Question) -> Iterable[Seat]:
    if question.body_id is not None:
        return bodies.seats(look.db, question.body_id, look.today)
    return [seat for body in bodies.all_bodies(look.db) for seat in bodies.seats(look.db, body.id, look.today)]


def _respondent(organisation: Organisation, question: Question) -> int | None:
    if question.respondent == "organisation":
        return organisation.id
    return organisation.county_id if organisation.responsible else None


def chosen(look: Look, keys: Iterable[str], respondent: str) -> list[int]:
    """The respondents that are named by «county:w» or «organisation:skr», as what the answers are to count for."""
    names = set(keys)
    counties = {county.id for county in organisations.counties(look.db) if f"county:{county.key}" in names}
    organs = [
        organ
        for organ in organisations.all_organisations(look.db)
        if f"organisation:{organ.key}" in names or (organ.responsible and organ.county_id in counties)
    ]
    match respondent:
        case "county":
            return list(dict.fromkeys([*counties, *(organ.county_id for organ in organs if organ.county_id)]))
        case "organisation":
            return [organ.id for organ in organs]
        case _:
            seats = [seat for organ in organs for seat in bodies.seats_for(look.db, organ.id, look.today)]
            return list(dict.fromkeys(seat.person_id for seat in seats if seat.person_id))


def many(look: Look, question: Question, count: int) -> str:
    """«21 regioner»."""
    match question.respondent:
        case "person":
            return look.count("{count} member", "{count} members", count)
        case "organisation":
            return look.count("{count} organisation", "{count} organisations", count)
        case _ if by_regions(look):
            return look.count("{count} region", "{count} regions", count)
        case _:
            return look.count("{count} county", "{count} counties", count)
