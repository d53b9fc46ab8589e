"""What the secretariat does with a result: a page to hand over, the reasons to read, the reasons shown to all."""

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from handlers import documents, rights
from handlers.call import Call, File, Look, Nothing, Refusal, Reply, gives, on, said, shows
from handlers.cards import (
    Bars,
    Button,
    Buttons,
    Card,
    Element,
    Heading,
    Note,
    Row,
    Rows,
    Text,
    card,
    plain,
    strong,
    words,
)
from handlers.documents import Bullets, Document, Paragraph, Part, Table
from handlers.fields import Number
from handlers.questions import respondents
from handlers.questions.answer_words import LEVELS, how_it_came, in_full
from handlers.questions.question_words import audience, in_words, item_name, labels, short_labels, the
from handlers.questions.results import corrected_on, missing_names, outcome
from handlers.words import N_
from storage import bodies, meetings, people, posts, questions
from storage.questions import Given, Question


class Handing(BaseModel):
    question: Number
    format: documents.Format


class About(BaseModel):
    question: Number


@shows("question.closed")
def closed(look: Look, question: int) -> Card | Nothing:
    """For the secretariat: how it went, who never answered, and what to do with it."""
    asked = questions.get(look.db, question)
    if asked is None or asked.taken_back:
        return Nothing("removed")
    if look.now < asked.closes_at:
        return Nothing("closes later", again=asked.closes_at)
    missing = missing_names(look, asked, respondents.missing(look, asked))
    return card(asked.text, Note(word=look._("Closed")), *outcome(look, asked), *missing, *_to_do(look, asked))


def _to_do(look: Look, question: Question) -> list[Element]:
    """How far it is anchored, and what the secretariat can do with it."""
    if question.anonymous:
        return []
    given = questions.answers(look.db, question.id)
    political = sum(one.anchoring == "political" for one in given)
    told = words(look._("Politically anchored: {count}."), count=political)
    values = {"question": question.id}
    reasons = (
        Button(label=look._("Reasons"), action="question.reasons", values=values),
        Button(label=look._("Show in the room"), action="question.publish", values=values),
    )
    correct = Button(label=look._("Correct an answer"), action="question.correct", values=values | {"edit": True})
    files = documents.downloads(look, "question.handover", look._("Fetch (Word)"), question=question.id)
    written = question.kind != "text" and any(one.text for one in given)
    buttons = Buttons(buttons=(*(reasons if written else ()), correct))
    return [*([Text(words=told)] if political else []), files, buttons]


@gives("question.handover", Handing)
def handover(look: Look, given: Handing) -> File:
    """The result as a page to hand over, in Word or Markdown. For the secretariat, once the question has closed."""
    question = _result_of(look, given.question)
    title = "".join(sign if sign.isalnum() else " " for sign in question.text)
    day = question.closes_at.astimezone(look.zone).date()
    name = " ".join(f"{day} {title[:60]}".split())
    return documents.handed_over(page(look, question), name, given.format, look.speech.language)


def _result_of(look: Look, number: int) -> Question:
    """The question, if it is closed and not anonymous; only for the secretariat."""
    rights.must_run_the_forum(look)
    question = the(look, number)
    if question.anonymous:
        raise Refusal(N_("The question is anonymous, so nothing is shown of who answered what."))
    if look.now < question.closes_at:
        when = look.speech.moment(question.closes_at)
        raise Refusal(N_("The question is open until {when}. The result is there when it has closed."), when=when)
    return question


def page(look: Look, question: Question) -> Document:
    """The question, how it was answered and how far that is anchored, why, who joined whom, who did not answer."""
    given = questions.answers(look.db, question.id)
    return Document(
        question.text,
        [
            *_asked(look, question),
            documents.Heading(look._("Answers")),
            *_outcome(look, question),
            documents.Heading(look._("Anchoring")),
            _anchoring(look, question, given),
            *_reasons(look, question, given),
            *_listed(look._("Agreements"), _joined(look, question, given)),
            *_listed(look._("Recorded by the secretariat"), _recorded(look, question, given)),
            *_listed(look._("Did not answer"), _silent(look, question)),
        ],
    )


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
            yield documents.Heading(_who(look, question, one), 3 if not answer else 4)
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


def _who(look: Look, question: Question, one: Given) -> str:
    """«Region Dalarna (politiskt förankrat)»."""
    name = respondents.name(look, question, one.respondent_id)
    beside = in_full(look, question, one).removeprefix(in_words(look, question, one)).removeprefix(", ")
    return f"{name} ({beside})" if beside else name


def _joined(look: Look, question: Question, given: list[Given]) -> list[str]:
    told = look._("{who} agrees with {other}")
    return [
        told.format(
            who=respondents.name(look, question, one.respondent_id),
            other=respondents.name(look, question, one.joins_id),
        )
        for one in given
        if one.joins_id is not None
    ]


def _recorded(look: Look, question: Question, given: list[Given]) -> list[str]:
    return [
        look._("{who}: {answer}, {how}").format(
            who=respondents.name(look, question, one.respondent_id),
            answer=in_words(look, question, one),
            how=how_it_came(look, one),
        )
        for one in given
        if one.recorded
    ]


def _silent(look: Look, question: Question) -> list[str]:
    return [respondents.name(look, question, one) for one in respondents.missing(look, question)]


def _listed(heading: str, items: list[str]) -> list[Part]:
    return [documents.Heading(heading), Bullets(items)] if items else []


@on("question.reasons", About)
def reasons(call: Call, given: About) -> Reply:
    """The reasons by answer, for the secretariat to read."""
    question = _result_of(call, given.question)
    found = _shown(call, question)
    if not found:
        return Reply(card=said(call._("Nobody has written why.")))
    return Reply(card=card(call._("Reasons"), *found))


def _shown(look: Look, question: Question) -> list[Element]:
    shown: list[Element] = []
    for answer, those in reasons_by_answer(look, question, questions.answers(look.db, question.id)):
        rows = [Row(words=(strong(_who(look, question, one)),), detail=words("{t}", t=one.text or "")) for one in those]
        shown += [*([Heading(text=answer)] if answer else []), Rows(rows=tuple(rows))]
    return shown


@on("question.publish", About)
def publish(call: Call, given: About) -> Reply:
    """Show the reasons where the question was asked. The result itself stands there since closing."""
    question = _result_of(call, given.question)
    if not _shown(call, question):
        raise Refusal(N_("Nobody has written why, so there is nothing to show. The result stands there already."))
    asked_in = posts.by_key(call.db, f"question:{question.id}")
    assert asked_in is not None, "a question has its card from the start"
    key = f"question:{question.id}:reasons"
    if posts.by_key(call.db, key):
        raise Refusal(N_("The reasons are shown already."))
    call.post(asked_in.to, "question.published", key, subject=f"question:{question.id}", question=question.id)
    call.record(f"question:{question.id}", status="published")
    if asked_in.to.startswith("body:") and question.body_id is not None:
        told = call._("The reasons are now shown in {body}.").format(body=bodies.get(call.db, question.body_id).name)
    else:
        told = call._("The reasons are now shown to all who were asked.")
    return Reply(card=said(told))


@shows("question.published", never_twice=True)
def published(look: Look, question: int) -> Card | Nothing:
    """The reasons, for all who were asked. Drawn anew only if an answer was corrected."""
    asked = questions.get(look.db, question)
    if asked is None or (look.shown and asked.corrected_at is None):
        return Nothing("stands as it was sent")
    corrected = corrected_on(look, asked)
    note = Note(word=look._("Reasons"), text=words("{t}", t=corrected) if corrected else ())
    return card(asked.text, note, *_shown(look, asked))
