"""The words for a question and those it is put to: what it is called, whom it goes to, what one can answer."""

from handlers import respondents
from handlers.call import Look, Refusal
from handlers.words import N_
from storage import bodies, meetings, questions
from storage.meetings import Item
from storage.questions import Question, Said


def the(look: Look, number: int) -> Question:
    """The question. Raises Refusal where there is none."""
    if question := questions.get(look.db, number):
        return question
    raise Refusal(N_("There is no such question. It may have been removed."))


def item_name(look: Look, item: Item) -> str:
    """«Politikerforum 3 mars, punkt 4: Bredband»."""
    meeting = meetings.get(look.db, item.meeting_id)
    assert meeting is not None, "an item is always of a meeting"
    return look._("{body} {day}, item {number}: {title}").format(
        body=meeting.body.name, day=look.speech.day(meeting.day, weekday=False), number=item.position, title=item.title
    )


def audience(look: Look, question: Question, count: int) -> str:
    """«21 regioner i Politikerforum»: who is asked."""
    many = respondents.many(look, question, count)
    if question.body_id is None:
        return many
    return look._("{many} in {body}").format(many=many, body=bodies.get(look.db, question.body_id).name)


def one_for_each(look: Look, respondent: str) -> str:
    """«Ett svar för varje region»: for whom an answer counts."""
    match respondent:
        case "person":
            return look._("One answer for each member")
        case "organisation":
            return look._("One answer for each organisation")
        case _ if respondents.by_regions(look):
            return look._("One answer for each region")
        case _:
            return look._("One answer for each county")


def labels(look: Look, question: Question) -> dict[int, str]:
    """The choices by number, in the order asked; none for a question in words."""
    if question.kind == "yes_partly_no":
        standard = (look._("Yes"), look._("Partly"), look._("No"), look._("We abstain"))
        return dict(enumerate(standard, 1))
    return {choice.number: choice.label for choice in question.choices}


def in_words(look: Look, question: Question, said: Said) -> str:
    """An answer as it stands within a sentence: our own words in small letters, what people wrote as they wrote it."""
    told = labels(look, question).get(said.choice or 0) or said.text or ""
    return told.lower() if question.kind == "yes_partly_no" else told.rstrip(".")
