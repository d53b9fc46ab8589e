"""The words for a question and those it is put to: what it is called, whom it goes to, what one can answer."""

from pydantic import BaseModel

from handlers.call import Look, Refusal
from handlers.fields import Number
from handlers.questions import respondents, tallies
from handlers.words import N_
from storage import bodies, meetings, questions
from storage.meetings import Item
from storage.questions import Question, Said

PICKED = ("several", "ranking")
"""The kinds that are answered in a form, with more than one choice."""

SCALE = N_("not at all"), N_("entirely")
"""What 1 and 5 of a scale mean, unless the asker says otherwise: a number alone does not tell which end is high."""

ENOUGH = 5
"""Anonymous answers are shown from this many on: with fewer one could guess whose they are."""


class Which(BaseModel):
    question: Number


def the(look: Look, number: int) -> Question:
    """The question. Raises Refusal where there is none, or none any more."""
    if question := questions.get(look.db, number):
        if question.taken_back:
            raise Refusal(N_("The secretariat has taken this question back, so nothing is saved."))
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
        case "seat":
            return look._("One answer for each seat, majority and opposition apart")
        case _ if respondents.by_regions(look):
            return look._("One answer for each region")
        case _:
            return look._("One answer for each county")


def labels(look: Look, question: Question) -> dict[int, str]:
    """The choices by number, in the order asked; none for a question in words."""
    if question.kind == "yes_partly_no":
        standard = (look._("Yes"), look._("Partly"), look._("No"), look._("We abstain"))
        return dict(enumerate(standard, 1))
    written = {choice.number: choice.label for choice in question.choices}
    if question.kind == "scale":
        low, high = _ends(look, question)
        return {step: str(step) for step in tallies.STEPS} | {1: f"1 ({low})", 5: f"5 ({high})"}
    return written


def _ends(look: Look, question: Question) -> tuple[str, str]:
    """What 1 and 5 mean."""
    low, high = [choice.label.rstrip(".") for choice in question.choices] or map(look._, SCALE)
    return low, high


def ends(look: Look, question: Question) -> str:
    """«1 = inte alls, 5 = helt och hållet.» What does not fit on the buttons of a scale."""
    if question.kind != "scale":
        return ""
    low, high = _ends(look, question)
    return look._("1 = {low}, 5 = {high}.").format(low=low, high=high)


def short_labels(look: Look, question: Question) -> dict[int, str]:
    """The same as they stand in a count or a sentence: «1 avstår», where the button says «Vi avstår»."""
    named = labels(look, question)
    return named | {4: look._("Abstains")} if question.kind == "yes_partly_no" else named


def is_hidden(look: Look, question: Question) -> bool:
    """Whether it is not shown yet how others answer."""
    return look.now < question.closes_at and not question.bars_at_once


def in_words(look: Look, question: Question, said: Said) -> str:
    """An answer as it stands within a sentence: our own words in small letters, what people wrote as they wrote it.
    Of one that joins another's, nothing but that while it is not shown how others answer."""
    if said.joins_id is not None and is_hidden(look, question):
        return agrees(look, question, said, said.joins_id)
    named = short_labels(look, question)
    if question.kind == "ranking":
        return ", ".join(f"{place}. {named[option]}" for place, option in enumerate(said.picks or [], 1))
    if question.kind == "several":
        return look.speech.joined([named[option] for option in said.picks or []])
    told = named.get(said.choice or 0) or said.text or ""
    return told.lower() if question.kind == "yes_partly_no" else told.rstrip(".")


def is_same(question: Question, one: Said, other: Said) -> bool:
    """Whether the answers themselves say the same, whatever stands beside them: anchoring, reasons."""
    parts = ("choice", "picks", "text") if question.kind == "text" else ("choice", "picks")
    return all(getattr(one, part) == getattr(other, part) for part in parts)


def agrees(look: Look, question: Question, said: Said, joins: int) -> str:
    """«instämmer i Region Dalarna»; of an answer that was changed or taken back since, that it was another."""
    theirs, who = questions.standing(look.db, question.id, joins), respondents.name(look, question, joins)
    if theirs is None:
        return look._("agreed with an answer that {who} has taken back").format(who=who)
    told = look._("agrees with {who}")
    if not is_same(question, theirs, said):
        told = look._("agreed with an earlier answer of {who}")
    return told.format(who=who)


def anonymity(look: Look) -> str:
    """What is kept of an anonymous answer, and what can not be promised."""
    return look._(
        "Anonymous: the answer is counted without name or time, apart from who has answered, and can not be changed. "
        "The result is shown after closing, if at least {count} have answered. The database file, its backups and the "
        "log of the running platform may still show traces of who answered what."
    ).format(count=ENOUGH)
