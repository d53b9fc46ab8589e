"""What came of a question: the bars, the result for all, and who is missing, for the secretariat."""

from handlers import respondents
from handlers.call import Look, Nothing, shows
from handlers.cards import Bar, Bars, Card, Element, Note, Row, Rows, Text, card, strong, words
from handlers.question_words import labels
from storage import people, questions
from storage.questions import Question


def bars(look: Look, question: Question) -> Bars:
    """«17 av 21 regioner har svarat», measured against all who are asked, so that silence shows."""
    given = questions.answers(look.db, question.id)
    of = len(questions.asked(look.db, question.id))
    closed = look.now >= question.closes_at
    counts = dict.fromkeys(labels(look, question), 0)
    for one in given:
        if one.choice is not None:
            counts[one.choice] += 1
    shown = closed or question.bars_at_once
    told = look._("{answered} answered") if closed else look._("{answered} have answered")
    return Bars(
        count=len(given),
        of=of,
        words=words(told, answered=strong(respondents.of_many(look, question, len(given), of))),
        bars=tuple(Bar(label=label, count=counts[n]) for n, label in labels(look, question).items()) if shown else (),
        caption=look._("Result") if closed else look._("Answers so far"),
    )


def missing_names(look: Look, question: Question, missing: list[int]) -> list[Element]:
    """«Saknas: Dalarna, Gotland och Halland.» For the secretariat only."""
    if not missing:
        return []
    names = look.speech.joined(respondents.short_names(look, question, missing))
    return [Text(words=words(look._("Missing: {names}."), names=names), quiet=True)]


@shows("question.result", never_twice=True)
def result(look: Look, question: int) -> Card | Nothing:
    """What came of it, for all, at closing."""
    asked = questions.get(look.db, question)
    if asked is None or look.shown:
        return Nothing("stands as it was sent")
    if look.now < asked.closes_at:
        return Nothing("closes later", again=asked.closes_at)
    note = Note(word=look._("Result"), text=(look.speech.lasting(asked.closes_at),))
    return card(asked.text, note, bars(look, asked), *_reasons(look, asked))


def _reasons(look: Look, question: Question) -> list[Element]:
    """The answers in words, by respondent."""
    told = [given for given in questions.answers(look.db, question.id) if given.text]
    rows = [
        Row(
            words=words("{who}", who=strong(respondents.name(look, question, given.respondent_id))),
            detail=words("{t}", t=given.text or ""),
        )
        for given in told
    ]
    return [Rows(rows=tuple(rows))] if rows else []


@shows("question.closed")
def closed(look: Look, question: int) -> Card | Nothing:
    """For the secretariat: how it went and who never answered."""
    asked = questions.get(look.db, question)
    if asked is None or look.shown:
        return Nothing("stands as it was sent")
    if look.now < asked.closes_at:
        return Nothing("closes later", again=asked.closes_at)
    missing = missing_names(look, asked, respondents.missing(look, asked))
    return card(asked.text, Note(word=look._("Closed")), bars(look, asked), *missing)


@shows("question.wrong")
def wrong(look: Look, question: int, respondent: int, person: int) -> Card | Nothing:
    """To the secretariat: somebody says that they do not answer for the one we think."""
    asked = questions.get(look.db, question)
    if asked is None or look.shown:
        return Nothing("no longer so")
    standing = questions.standing(look.db, question, respondent)
    told = look._("{name} says: I do not answer for {who}. It has no answer now. Put the seat right in the forum file.")
    if standing:
        told = look._(
            "{name} says: I do not answer for {who}. {other}'s answer stands. Put the seat right in the forum file."
        )
    text = words(
        told,
        name=strong(people.get(look.db, person).name),
        who=strong(respondents.name(look, asked, respondent)),
        other=people.get(look.db, standing.by_id).name if standing else "",
    )
    return card(asked.text, Text(words=text))
