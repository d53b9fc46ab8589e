"""Who an audience is, when its time comes: a post to an audience becomes one for each room or person.

Personal reminders become one post for each person and morning, whatever reasons there are for it; those that the bot
slept through become one as well.
"""

from collections.abc import Iterable, Sequence

from handlers import quiet
from handlers.actions.action_words import reminded
from handlers.call import Look
from handlers.inputs import input_words
from handlers.meetings import attendance
from handlers.questions import respondents
from storage import absences, actions, bodies, inputs, meetings, people, places, questions
from storage.people import Person
from storage.posts import Wish


def spread(look: Look, wish: Wish) -> list[Wish]:
    """The posts that a post to an audience becomes, as things stand now."""
    kind, _, number = wish.to.partition(":")
    if kind == "body":
        return [for_place(wish, place.id) for place in places.of(look.db, int(number))]
    return [_for_person(look, wish, person) for person in _people(look, kind, int(number or 0))]


def for_place(wish: Wish, place: int) -> Wish:
    """What a message to a body is in one of its rooms."""
    return Wish(f"place:{place}", wish.view, f"{wish.key}@place:{place}", wish.due, wish.subject, wish.args)


def _for_person(look: Look, wish: Wish, person: Person) -> Wish:
    if wish.view == "home.morning":
        morning = quiet.after_quiet(look.forum, look.now)
        day = quiet.day_of(look.forum, morning).isoformat()
        key = f"morning:{person.id}:{day}"
        return Wish(f"person:{person.id}", wish.view, key, morning, f"person:{person.id}", {"day": day})
    return Wish(f"person:{person.id}", wish.view, f"{wish.key}@person:{person.id}", wish.due, wish.subject, wish.args)


def _people(look: Look, kind: str, number: int) -> Iterable[Person]:
    match kind:
        case "secretariat":
            return _of_secretariat(look)
        case "members":
            return bodies.reminded(bodies.seats(look.db, number, look.today), look.away)
        case "asked" | "missing" | "assistants" | "recorded":
            return _of_question(look, kind, number)
        case "responsible":
            return _of_action(look, number)
        case "unregistered" | "by-link" | "coming":
            return _of_meeting(look, kind, number)
        case "sender" | "owner":
            return _of_input(look, kind, number)
        case "returned":
            return _of_absence(look, number)
        case _:
            raise ValueError(f"no such audience: {kind}")


def _of_secretariat(look: Look) -> Sequence[Person]:
    """Those of the secretariat who are there; all, if none is."""
    everybody = people.secretariat(look.db)
    return [person for person in everybody if person.id not in look.away] or everybody


def _of_question(look: Look, kind: str, number: int) -> list[Person]:
    question = questions.get(look.db, number)
    if question is None:
        return []
    if kind == "recorded":
        entered = [one.respondent_id for one in questions.answers(look.db, question.id) if one.recorded]
        return respondents.people_for(look, question, entered)
    missing = respondents.missing(look, question)
    assistants = [] if question.anonymous else respondents.assistants_for(look, question, missing)
    if kind == "assistants":
        return assistants
    if kind == "missing":
        return [*respondents.people_for(look, question, missing), *assistants]
    return respondents.people_for(look, question, questions.asked(look.db, question.id))


def _of_action(look: Look, number: int) -> list[Person]:
    action = actions.get(look.db, number)
    return reminded(look, action) if action and not (action.done_at or action.withdrawn_at) else []


def _of_input(look: Look, kind: str, number: int) -> list[Person]:
    """Whose an input is, or those who are to answer it, while it waits for that."""
    found = inputs.get(look.db, number)
    if found is None:
        return []
    if kind == "sender":
        return [found.by]
    return input_words.asked_of(look, found) if found.state == "forwarded" else []


def _of_absence(look: Look, number: int) -> list[Person]:
    """Who was away, unless they came back earlier: they have seen what waits then."""
    found = absences.get(look.db, number)
    return [found.person] if found and found.ended_at is None else []


def _of_meeting(look: Look, kind: str, number: int) -> list[Person]:
    """Those who have not registered, who come by link, or all whom it concerns that it is held: who comes, and for whom
    a deputy does."""
    meeting = meetings.get(look.db, number)
    if meeting is None:
        return []
    if kind == "unregistered":
        return attendance.unregistered(look, meeting)
    found = attendance.coming(look, meeting)
    if kind == "by-link":
        return [people.get(look.db, one.person_id) for one in found if one.how == "link"]
    persons = [person for one in found for person in (one.person_id, one.deputy_id) if person]
    return [people.get(look.db, person) for person in dict.fromkeys(persons)]
