"""The result as a page to hand over: the question, how it was answered, why, by whom, who did not.

It is read by others than the secretariat, so it is drawn as for anybody: sides stand in it only where the forum shows
them to all (docs/the-forum.md). Of an anonymous question it holds what its card shows.
"""

from collections.abc import Iterable, Iterator

from handlers import documents
from handlers.call import Look
from handlers.cards import Bars, Rows, Text, plain
from handlers.documents import Bullets, Document, Paragraph, Part, Table
from handlers.questions import respondents
from handlers.questions.answer_words import LEVELS, anchored, how_it_came, in_full
from handlers.questions.question_words import agrees, audience, in_words, item_name, labels, short_labels
from handlers.questions.results import corrected_on, outcome
from storage import anonymous, meetings, people, questions
from storage.questions import Given, Question


def page(look: Look, question: Question) -> Document:
    """The question, how it was answered and how far that is anchored, why, who answered what, who did not. Of an
    anonymous one nothing of who answered."""
    answered = [*_asked(look, question), documents.Heading(look._("Answers")), *_outcome(look, question)]
    parts = _without_names(look, question) if question.anonymous else _with_names(look, question)
    return Document(question.text, [*answered, *parts])


def _without_names(look: Look, question: Question) -> list[Part]:
    """What was written, in the order in which it is kept: in none."""
    return _listed(look._("Answers in words"), anonymous.texts(look.db, question.id))


def _with_names(look: Look, question: Question) -> list[Part]:
    given = questions.answers(look.db, question.id)
    return [
        documents.Heading(look._("Anchoring")),
        _anchoring(look, question, given),
        *_reasons(look, question, given),
        *_by_respondent(look, question, given),
        *_listed(
            look._("Did not answer"), respondents.short_names(look, question, respondents.missing(look, question))
        ),
    ]


def _asked(look: Look, question: Question) -> Iterator[Part]:
    """Whom it was put to, by whom, when, and what kind of question it is."""
    count = len(questions.asked(look.db, question.id))
    told = look._("Put to {whom} by {name}, {asked}. Closed {closed}.").format(
        whom=audience(look, question, count),
        name=people.get(look.db, question.asked_by_id).name,
        asked=look.speech.lasting(question.opens_at).text,
        closed=look.speech.lasting(question.closes_at).text,
    )
    yield Paragraph(told)
    if question.item_id and (item := meetings.item(look.db, question.item_id)):
        yield Paragraph(item_name(look, item))
    yield Paragraph(look._("A sounding, not a formal referral."))
    if corrected := corrected_on(look, question):
        yield Paragraph(corrected)


def _outcome(look: Look, question: Question) -> Iterator[Part]:
    """The result as it stands on its card."""
    for part in outcome(look, question):
        match part:
            case Bars():
                yield Paragraph(plain(part.words))
                if part.bars:
                    rows = [(bar.label, str(bar.count)) for bar in part.bars]
                    yield Table((look._("The choice"), look._("Count")), rows)
            case Text():
                yield Paragraph(plain(part.words))
            case Rows():
                yield Bullets([": ".join((plain(row.words), plain(row.detail))) for row in part.rows])
            case _:
                continue


def _anchoring(look: Look, question: Question, given: list[Given]) -> Table:
    """How many say each thing, by how far that is anchored."""
    levels = [*reversed(LEVELS), None]
    head = [look._("The choice"), *(look._(LEVELS[level]) for level in reversed(LEVELS)), look._("Not said")]
    rows = [
        (label, *(str(sum(one.choice == number and one.anchoring == level for one in given)) for level in levels))
        for number, label in short_labels(look, question).items()
        if question.kind not in ("several", "ranking")
    ]
    all_of_them = (look._("All"), *(str(sum(one.anchoring == level for one in given)) for level in levels))
    return Table(head, [*rows, all_of_them])


def _reasons(look: Look, question: Question, given: list[Given]) -> Iterator[Part]:
    """The reasons by answer; of a question in words the answers themselves."""
    there = list(reasons_by_answer(look, question, given))
    if there:
        yield documents.Heading(look._("Answers in words") if question.kind == "text" else look._("Reasons"))
    for answer, those in there:
        if answer:
            yield documents.Heading(answer, 3)
        for one in those:
            yield documents.Heading(who(look, question, one), 3 if not answer else 4)
            yield Paragraph(one.text or "")


def reasons_by_answer(look: Look, question: Question, given: Iterable[Given]) -> Iterator[tuple[str, list[Given]]]:
    """Each answer with those who have written why they give it, in the order of the choices. Of a question in words:
    all of them, by no answer."""
    written = [one for one in given if one.text]
    if question.kind == "text":
        if written:
            yield "", written
        return
    order = {number: place for place, number in enumerate(labels(look, question))}
    written.sort(key=lambda one: order.get(one.choice or 0, len(order)))
    answers = dict.fromkeys(in_words(look, question, one) for one in written)
    for answer in answers:
        yield answer[:1].upper() + answer[1:], [one for one in written if in_words(look, question, one) == answer]


def who(look: Look, question: Question, one: Given) -> str:
    """«Region Dalarna (politiskt förankrat)»."""
    name = respondents.name(look, question, one.respondent_id)
    beside = in_full(look, question, one).removeprefix(in_words(look, question, one)).removeprefix(", ")
    return f"{name} ({beside})" if beside else name


def _by_respondent(look: Look, question: Question, given: list[Given]) -> list[Part]:
    """Who answered what, how far that is anchored, and how it came. What was answered in words stands by name before
    it."""
    if not given:
        return []
    answers = question.kind != "text"
    head = [look._("Who"), *([look._("The answer")] if answers else []), look._("Anchoring"), look._("How it came")]
    rows = [
        [
            respondents.name(look, question, one.respondent_id),
            *([in_words(look, question, one)] if answers else []),
            anchored(look, one.anchoring) if one.anchoring else "",
            _how_it_came(look, question, one),
        ]
        for one in given
    ]
    title = look._("Who answered what") if answers else look._("Who answered")
    return [documents.Heading(title), Table(head, rows)]


def _how_it_came(look: Look, question: Question, one: Given) -> str:
    """«instämmer i Region X»; recorded from a mail. Nothing for an answer of one's own."""
    if one.joins_id is not None:
        return agrees(look, question, one, one.joins_id)
    return how_it_came(look, one) if one.recorded else ""


def _listed(heading: str, items: list[str]) -> list[Part]:
    return [documents.Heading(heading), Bullets(items)] if items else []
