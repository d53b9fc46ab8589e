"""What came of a question: the bars, the result for all, and who is missing, for the secretariat.

Options stand in the order asked, never by size, and look alike: a sounding has no winner.
"""

from collections import Counter
from datetime import datetime

from handlers.call import Look, Nothing, shows
from handlers.cards import Bar, Bars, Card, Element, Note, Row, Rows, Text, card, strong, words
from handlers.questions import respondents, sides, tallies
from handlers.questions.question_words import ENOUGH, is_hidden, labels, short_labels
from storage import anonymous, posts, questions
from storage.bodies import Seat
from storage.questions import Given, Question

FEW = 6
"""Names that stand in sight. More are folded."""


def outcome(look: Look, question: Question) -> list[Element]:
    """How many have answered and, if that is shown by now, how; majority and opposition apart where they are kept so
    and the viewer may see it."""
    known: list[Element] = [bars(look, question)]
    if is_shown(look, question):
        return [*known, *_details(look, question, _counts(look, question)), *_by_side(look, question)]
    if question.anonymous and look.now >= question.closes_at:
        told = look._("Fewer than {count} have answered, so it is not shown how.").format(count=ENOUGH)
        known.append(Text(words=words(told)))
    return known


def bars(look: Look, question: Question) -> Bars:
    """«17 av 21 regioner har svarat», measured against all who are asked, so that silence shows."""
    count, of = len(respondents.answered(look, question)), len(questions.asked(look.db, question.id))
    closed = look.now >= question.closes_at
    told = look._("{answered} answered") if closed else look._("{answered} have answered")
    return Bars(
        count=count,
        of=of,
        words=words(told, answered=strong(respondents.of_many(look, question, count, of))),
        bars=_bars(look, question, _counts(look, question)) if is_shown(look, question) else (),
        caption=look._("Result") if closed else look._("Answers so far"),
    )


def is_shown(look: Look, question: Question) -> bool:
    """Whether it is shown by now how those who have answered did so."""
    enough = not question.anonymous or len(anonymous.participated(look.db, question.id)) >= ENOUGH
    return enough and not is_hidden(look, question)


def _counts(look: Look, question: Question) -> Counter[int]:
    if question.anonymous:
        return Counter(anonymous.counts(look.db, question.id))
    return tallies.counted(question.kind, questions.answers(look.db, question.id))


def _bars(look: Look, question: Question, counts: Counter[int]) -> tuple[Bar, ...]:
    """A bar for each choice. Rankings have points instead."""
    if question.kind == "ranking":
        return ()
    return tuple(Bar(label=label, count=counts[number]) for number, label in short_labels(look, question).items())


def _details(look: Look, question: Question, counts: Counter[int]) -> list[Element]:
    """What bars do not tell: the mean of a scale, the points of a ranking."""
    match question.kind:
        case "scale" if (mean := tallies.mean(counts)) is not None:
            return [Text(words=words(look._("Mean: {mean}."), mean=strong(look.speech.decimal(mean))))]
        case "ranking":
            if not counts.total():
                return [Text(words=words(look._("Nobody has answered.")), quiet=True)]
            return [_points(look, question, counts), _way_of_counting(look, question)]
        case _:
            return []


def _points(look: Look, question: Question, counts: Counter[int]) -> Rows:
    """«norr · 12 poäng, först hos 4»."""
    options = labels(look, question)
    rows = [
        Row(
            words=(strong(options[option]),),
            detail=words(
                look._("{points}, first for {count}"),
                points=look.count("{count} point", "{count} points", got.points),
                count=got.first,
            ),
        )
        for option, got in tallies.ranked(counts, options).items()
    ]
    return Rows(rows=tuple(rows))


def _way_of_counting(look: Look, question: Question) -> Text:
    """Who reads the result may want to check it."""
    most = look.count("{count} point", "{count} points", len(labels(look, question)) - 1)
    told = look._("First place gives {most}, each place after that one less.").format(most=most)
    return Text(words=words(told), quiet=True)


def _by_side(look: Look, question: Question) -> list[Element]:
    """The same for majority and opposition, each by itself."""
    if question.respondent != "seat" or not sides.may_see(look):
        return []
    seats = [look.db.get_one(Seat, seat) for seat in questions.asked(look.db, question.id)]
    given = questions.answers(look.db, question.id)
    return [part for side in sides.SIDES for part in _one_side(look, question, side, seats, given)]


def _one_side(look: Look, question: Question, side: str, seats: list[Seat], given: list[Given]) -> list[Element]:
    held = {seat.id for seat in seats if seat.side == side}
    if not held:
        return []
    theirs = [one for one in given if one.respondent_id in held]
    counts, name = tallies.counted(question.kind, theirs), sides.name(look, side)
    told = look._("{side}: {count} of {of}").format(side=name.capitalize(), count=len(theirs), of=len(held))
    apart = Bars(
        count=len(theirs),
        of=len(held),
        words=(strong(told),),
        bars=_bars(look, question, counts),
        caption=name.capitalize(),
    )
    return [apart, *_details(look, question, counts)]


def missing_names(look: Look, question: Question, missing: list[int]) -> list[Element]:
    """«Saknas: Dalarna, Gotland och Halland.» For the secretariat only; of an anonymous question nobody's: with a
    result in which all agree, who is missing would tell what each of the others answered."""
    if not missing or question.anonymous:
        return []
    names = look.speech.joined(respondents.short_names(look, question, missing))
    folded = look.count("Show the one missing", "Show the {count} missing", len(missing)) if len(missing) > FEW else ""
    return [Text(words=words(look._("Missing: {names}."), names=names), quiet=True, folded=folded)]


@shows("question.result", never_twice=True)
def result(look: Look, question: int, closes: str | None = None) -> Card | Nothing:
    """What came of it, for all, at closing. An answer that was begun before, and stored a moment after, is taken in."""
    asked = questions.get(look.db, question)
    if asked is None or asked.taken_back:
        return Nothing("removed")
    if other := of_another_closing(look, asked, closes):
        return other
    if look.now < asked.closes_at:
        return Nothing("closes later", again=asked.closes_at)
    note = Note(word=look._("Result"), text=(look.speech.lasting(asked.closes_at),))
    return card(asked.text, note, *outcome(look, asked), *_corrected(look, asked), *_in_words(look, asked))


def of_another_closing(look: Look, question: Question, closes: str | None) -> Card | Nothing | None:
    """What becomes of a message about a closing (`closes`) that was taken back: one that was seen says so, so that no
    false result stands. None for the closing that counts."""
    if closes is None or datetime.fromisoformat(closes) == question.closes_at:
        return None
    if not look.shown:
        return Nothing("it closes at another time")
    told = look._("It was closed too early. The result comes {when}.")
    if look.now >= question.closes_at:
        told = look._("It was closed too early, and opened again. The result came {when}.")
    when = look.speech.lasting(question.closes_at)
    return card(question.text, Note(word=look._("Opened again")), Text(words=words(told, when=when)))


def reasons_are_shown(look: Look, question: Question) -> bool:
    """Whether the secretariat has had the reasons shown to all, and that stands."""
    shown = posts.by_key(look.db, f"question:{question.id}:reasons")
    return shown is not None and shown.state != "superseded"


def corrected_on(look: Look, question: Question) -> str:
    """«Rättat 5 februari.»; empty where nothing was corrected."""
    if question.corrected_at is None:
        return ""
    day = question.corrected_at.astimezone(look.zone).date()
    return look._("Corrected {day}.").format(day=look.speech.day(day, weekday=False))


def _corrected(look: Look, question: Question) -> list[Element]:
    told = corrected_on(look, question)
    return [Text(words=words(told), quiet=True)] if told else []


def _in_words(look: Look, question: Question) -> list[Element]:
    """The answers in words, by respondent; anonymous ones by nobody. Reasons for a choice are shown when the
    secretariat says so (handlers/questions/handover.py)."""
    if question.anonymous:
        return _without_names(look, question)
    if question.kind != "text":
        return []
    told = [given for given in questions.answers(look.db, question.id) if given.text]
    rows = [
        Row(
            words=words("{who}", who=strong(respondents.name(look, question, given.respondent_id))),
            detail=words("{t}", t=given.text or ""),
        )
        for given in told
    ]
    return [Rows(rows=tuple(rows))] if rows else []


def _without_names(look: Look, question: Question) -> list[Element]:
    told = anonymous.texts(look.db, question.id) if is_shown(look, question) else []
    rows = [Row(words=words("{t}", t=text)) for text in told]
    return [Rows(rows=tuple(rows))] if rows else []
