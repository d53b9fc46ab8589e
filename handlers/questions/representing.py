"""Which organisations stand behind those who are asked, and which of them somebody most likely represents."""

from handlers.call import Look
from handlers.questions import respondents
from storage import bodies, organisations, questions
from storage.bodies import Seat
from storage.organisations import Organisation
from storage.questions import Question


def organs_of(look: Look, question: Question, respondent: int) -> list[Organisation]:
    """The organisation behind a respondent."""
    match question.respondent:
        case "organisation":
            return [organisations.get(look.db, respondent)]
        case "seat":
            return [look.db.get_one(Seat, respondent).organisation]
        case "county":
            return [organ] if (organ := organisations.responsible_for(look.db, respondent)) else []
        case _:
            return []


def others(look: Look, question: Question, respondent: int) -> list[Organisation]:
    """The organisations behind those whom the question is put to, save that of one respondent, by name."""
    wrong = {organ.id for organ in organs_of(look, question, respondent)}
    asked = questions.asked(look.db, question.id)
    there = {organ.id: organ for one in asked for organ in organs_of(look, question, one) if organ.id not in wrong}
    return sorted(there.values(), key=lambda organ: organ.named(look.today).name)


def likeliest(look: Look, question: Question, respondent: int) -> Organisation | None:
    """The one of the others that the viewer has or had a seat for, else that mail comes from as the viewer's does. None
    where that is not exactly one: a wrong guess is worse than a list."""
    wrong = {organ.id for organ in organs_of(look, question, respondent)}
    found = (bodies.ever_seated(look.db, look.person.id) - wrong) or _by_mail(look)
    if len(found) != 1:
        return None
    return next((organ for organ in others(look, question, respondent) if organ.id in found), None)


def _by_mail(look: Look) -> set[int]:
    _, _, domain = (look.person.email or "").rpartition("@")
    return bodies.seated_from(look.db, domain, but=look.person.id) if domain else set()


def which(look: Look, question: Question) -> str:
    """What somebody is asked who does not answer for the one that we thought."""
    if question.respondent == "county" and respondents.by_regions(look):
        return look._("Which region do you represent?")
    return look._("Which organisation do you represent?")
