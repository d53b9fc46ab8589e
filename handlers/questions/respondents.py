"""Whom an answer counts for: the person, the organisation, the county (by its responsible organ only), or the seat
(where majority and opposition are kept apart).

Source: docs/the-forum.md. A deputy may answer as well as the one who holds the seat; a reminder goes to the deputy only
where the seat is empty.
"""

from collections.abc import Iterable, Sequence

from handlers.call import Look
from handlers.questions import sides
from storage import anonymous, bodies, organisations, people, questions
from storage.bodies import Body, Seat
from storage.organisations import County
from storage.people import Person
from storage.questions import Question


def of_body(look: Look, body: Body, respondent: str) -> list[int]:
    """The respondents in a body: its members, organisations with a seat, counties whose responsible organ has one, or
    all its seats. An empty seat counts as well, as an empty seat's county does: silence is to show."""
    seats = bodies.seats(look.db, body.id, look.today)
    match respondent:
        case "person":
            found = [seat.person_id for seat in seats if seat.person_id]
        case "organisation":
            found = [seat.organisation_id for seat in seats]
        case "seat":
            found = [seat.id for seat in seats]
        case _:
            found = [s.organisation.county_id for s in seats if s.organisation.responsible and s.organisation.county_id]
    return list(dict.fromkeys(found))


def mine(look: Look, question: Question) -> list[int]:
    """The respondents that the viewer may answer for, among those the question may be put to."""
    if question.respondent == "person":
        return [look.person.id]
    stands = [stand for stand in look.stands if question.body_id in (None, stand.body_id)]
    match question.respondent:
        case "organisation":
            found = [stand.organisation_id for stand in stands]
        case "seat":
            found = [stand.seat_id for stand in stands]
        case _:
            found = [stand.county_id for stand in stands if stand.responsible and stand.county_id]
    return list(dict.fromkeys(found))


def assisted(look: Look, question: Question) -> list[int]:
    """The respondents for whom the viewer prepares answers, as an assistant."""
    seats = [seat for seat in look.assisted if question.body_id in (None, seat.body_id)]
    if question.respondent == "person":
        found = [seat.person_id for seat in seats]
    else:
        found = [_respondent(seat, question) for seat in seats]
    return list(dict.fromkeys(one for one in found if one is not None))


def name(look: Look, question: Question, respondent: int) -> str:
    """What the respondent is called in full: a person, an organisation, the organ that answers for the county, or a
    seat."""
    match question.respondent:
        case "person":
            return people.get(look.db, respondent).name
        case "organisation":
            return organisations.get(look.db, respondent).named(look.today).name
        case "seat":
            return sides.seat_name(look, look.db.get_one(Seat, respondent))
        case _:
            organ = organisations.name_of_responsible(look.db, respondent, look.today)
            return organ.name if organ else look.db.get_one(County, respondent).name


def short_names(look: Look, question: Question, respondents: Iterable[int]) -> list[str]:
    """Short names for a list of many, in the forum's order: of what the question counts, so regions where it counts
    regions, counties where it counts counties."""
    wanted = set(respondents)
    if question.respondent == "person":
        return [person.name for person in people.everyone(look.db) if person.id in wanted]
    if question.respondent == "organisation":
        return [o.named(look.today).short for o in organisations.all_organisations(look.db) if o.id in wanted]
    if question.respondent == "seat":
        return [sides.short_name(look, seat) for seat in _seats(look, question) if seat.id in wanted]
    counties = [county for county in organisations.counties(look.db) if county.id in wanted]
    regions = _regions(look) if by_regions(look) else {}
    return [regions.get(county.id, county.short) for county in counties]


def _regions(look: Look) -> dict[int | None, str]:
    """The short name of the organ that answers for each county."""
    organs = organisations.all_organisations(look.db)
    return {organ.county_id: organ.named(look.today).short for organ in organs if organ.responsible}


def of_many(look: Look, question: Question, count: int, of: int) -> str:
    """«17 av 21 regioner»."""
    return look._("{count} of {all}").format(count=count, all=many(look, question, of))


def by_regions(look: Look) -> bool:
    """Whether every county's responsible organ is a region, as it is since 2019."""
    return organisations.responsible_kinds(look.db) <= {"region"}


def people_for(look: Look, question: Question, respondents: Sequence[int]) -> list[Person]:
    """Who is reminded to answer for these: those who hold the seats, and the deputy where a seat is empty."""
    if question.respondent == "person":
        return [people.get(look.db, respondent) for respondent in respondents if respondent not in look.away]
    wanted = set(respondents)
    seats = [seat for seat in _seats(look, question) if _respondent(seat, question) in wanted]
    return bodies.reminded(seats, look.away)


def holders(look: Look, question: Question, respondent: int) -> list[int]:
    """The persons for whom it waits to answer for this respondent."""
    match question.respondent:
        case "person":
            return [respondent]
        case "organisation":
            return bodies.holders(look.db, look.today, organisation=respondent)
        case "seat":
            return bodies.holders(look.db, look.today, seat=respondent)
        case _:
            return bodies.holders(look.db, look.today, county=respondent)


def assistants_for(look: Look, question: Question, respondents: Sequence[int]) -> list[Person]:
    """Who prepares answers for these."""
    wanted = set(respondents)
    seats = [seat for seat in _seats(look, question) if seat.assistant]
    if question.respondent == "person":
        helped = [seat for seat in seats if seat.person_id in wanted]
    else:
        helped = [seat for seat in seats if _respondent(seat, question) in wanted]
    return list({seat.assistant.id: seat.assistant for seat in helped if seat.assistant}.values())


def answered(look: Look, question: Question) -> set[int]:
    """The respondents who have answered, by name or anonymously."""
    if question.anonymous:
        return set(anonymous.participated(look.db, question.id))
    return {given.respondent_id for given in questions.answers(look.db, question.id)}


def has_answered(look: Look, question: Question, respondent: int) -> bool:
    if question.anonymous:
        return respondent in answered(look, question)
    return questions.standing(look.db, question.id, respondent) is not None


def missing(look: Look, question: Question) -> list[int]:
    """The respondents whose answer is missing."""
    there = answered(look, question)
    return [respondent for respondent in questions.asked(look.db, question.id) if respondent not in there]


def _seats(look: Look, question: Question) -> Iterable[Seat]:
    if question.body_id is not None:
        return bodies.seats(look.db, question.body_id, look.today)
    return [seat for body in bodies.all_bodies(look.db) for seat in bodies.seats(look.db, body.id, look.today)]


def _respondent(seat: Seat, question: Question) -> int | None:
    match question.respondent:
        case "organisation":
            return seat.organisation_id
        case "seat":
            return seat.id
        case _:
            return seat.organisation.county_id if seat.organisation.responsible else None


def chosen(look: Look, keys: Iterable[str], respondent: str, body: Body) -> list[int]:
    """The respondents that are named by «county:w» or «organisation:skr», as what the answers are to count for. Seats
    are those in the `body`."""
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
        case "seat":
            wanted = {organ.id for organ in organs}
            seats = bodies.seats(look.db, body.id, look.today)
            return [seat.id for seat in seats if seat.organisation_id in wanted]
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
        case "seat":
            return look.count("{count} seat", "{count} seats", count)
        case _ if by_regions(look):
            return look.count("{count} region", "{count} regions", count)
        case _:
            return look.count("{count} county", "{count} counties", count)
