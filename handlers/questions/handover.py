"""What the secretariat does with a result: a page to hand over, the reasons to read, the reasons shown to all."""

from handlers import documents, rights
from handlers.call import Call, File, Look, Nothing, Refusal, Reply, gives, on, said, shows, undoes
from handlers.cards import Button, Buttons, Card, Element, Heading, Note, Row, Rows, Text, card, strong, words
from handlers.questions import respondents
from handlers.questions.question_words import ENOUGH, Which, the
from handlers.questions.result_page import page, reasons_by_answer, who
from handlers.questions.results import (
    corrected_on,
    is_shown,
    missing_names,
    of_another_closing,
    outcome,
    reasons_are_shown,
)
from handlers.words import N_
from storage import bodies, posts, questions
from storage.questions import Question


class Handing(Which):
    format: documents.Format


@shows("question.closed")
def closed(look: Look, question: int, closes: str | None = None) -> Card | Nothing:
    """For the secretariat: how it went, who never answered, and what to do with it."""
    asked = questions.get(look.db, question)
    if asked is None or asked.taken_back:
        return Nothing("removed")
    if other := of_another_closing(look, asked, closes):
        return other
    if look.now < asked.closes_at:
        return Nothing("closes later", again=asked.closes_at)
    missing = missing_names(look, asked, respondents.missing(look, asked))
    return card(asked.text, Note(word=look._("Closed")), *outcome(look, asked), *missing, *_to_do(look, asked))


def _to_do(look: Look, question: Question) -> list[Element]:
    """How far it is anchored, and what the secretariat can do with it."""
    files = documents.downloads(look, "question.handover", look._("Fetch (Word)"), question=question.id)
    if question.anonymous:
        return [files] if is_shown(look, question) else []
    given = questions.answers(look.db, question.id)
    political = sum(one.anchoring == "political" for one in given)
    told = words(look._("Politically anchored: {count}."), count=political)
    values = {"question": question.id}
    reasons = (
        Button(label=look._("Reasons"), action="question.reasons", values=values),
        Button(label=look._("Show in the room"), action="question.publish", values=values),
    )
    correct = Button(label=look._("Correct an answer"), action="question.correct", values=values | {"edit": True})
    written = question.kind != "text" and any(one.text for one in given)
    buttons = Buttons(buttons=(*(reasons if written else ()), correct))
    return [*([Text(words=told)] if political else []), files, buttons]


@gives("question.handover", Handing)
def handover(look: Look, given: Handing) -> File:
    """The result as a page to hand over, in Word or Markdown. For the secretariat, once the question has closed."""
    question = _closed(look, given.question)
    if not is_shown(look, question):
        raise Refusal(N_("Fewer than {count} have answered, so it is not shown how."), count=ENOUGH)
    as_for_anybody = Look(look.db, look.now, None, look.speech.language)
    title = "".join(sign if sign.isalnum() else " " for sign in question.text)
    day = question.closes_at.astimezone(look.zone).date()
    name = " ".join(f"{day} {title[:60]}".split())
    return documents.handed_over(page(as_for_anybody, question), name, given.format, look.speech.language)


def _result_of(look: Look, number: int) -> Question:
    """The same, if it is not anonymous."""
    question = _closed(look, number)
    if question.anonymous:
        raise Refusal(N_("The question is anonymous, so nothing is shown of who answered what."))
    return question


def _closed(look: Look, number: int) -> Question:
    """The question, if it is closed; only for the secretariat."""
    rights.must_run_the_forum(look)
    question = the(look, number)
    if look.now < question.closes_at:
        when = look.speech.moment(question.closes_at)
        raise Refusal(N_("The question is open until {when}. The result is there when it has closed."), when=when)
    return question


@on("question.reasons", Which)
def reasons(call: Call, given: Which) -> Reply:
    """The reasons by answer, for the secretariat to read."""
    question = _result_of(call, given.question)
    found = _shown(call, question)
    if not found:
        return Reply(card=said(call._("Nobody has written why.")))
    return Reply(card=card(call._("Reasons"), *found))


def _shown(look: Look, question: Question) -> list[Element]:
    shown: list[Element] = []
    for answer, those in reasons_by_answer(look, question, questions.answers(look.db, question.id)):
        rows = [Row(words=(strong(who(look, question, one)),), detail=words("{t}", t=one.text or "")) for one in those]
        shown += [*([Heading(text=answer)] if answer else []), Rows(rows=tuple(rows))]
    return shown


@on("question.publish", Which)
def publish(call: Call, given: Which) -> Reply:
    """Show the reasons where the question was asked. The result itself stands there since closing."""
    question = _result_of(call, given.question)
    if not _shown(call, question):
        raise Refusal(N_("Nobody has written why, so there is nothing to show. The result stands there already."))
    asked_in = posts.by_key(call.db, f"question:{question.id}")
    assert asked_in is not None, "a question has its card from the start"
    key = f"question:{question.id}:reasons"
    if reasons_are_shown(call, question):
        raise Refusal(N_("The reasons are shown already."))
    call.post(asked_in.to, "question.published", key, subject=f"question:{question.id}", question=question.id)
    call.record(f"question:{question.id}", status="published")
    if asked_in.to.startswith("body:") and question.body_id is not None:
        told = call._("The reasons are now shown in {body}.").format(body=bodies.get(call.db, question.body_id).name)
    else:
        told = call._("The reasons are now shown to all who were asked.")
    undo = call.undo("question.publish", question=question.id)
    return Reply(card=card("", Text(words=words(told)), Buttons(buttons=(undo,))))


@undoes("question.publish", Which)
def unpublish(call: Call, given: Which) -> Reply:
    """No longer show the reasons: who has not seen them never will, elsewhere the message says so."""
    question = _result_of(call, given.question)
    if not reasons_are_shown(call, question):
        raise Refusal(N_("It has been changed since. Nothing is undone."))
    subject = f"question:{question.id}"
    posts.take_back(call.db, subject, "question.published")
    call.show_again(subject)
    call.record(subject, status="published", withdrawn=True)
    return Reply(card=said(call._("The reasons are no longer shown. Some may have read them by now.")))


@shows("question.published", never_twice=True)
def published(look: Look, question: int) -> Card | Nothing:
    """The reasons, for all who were asked; where they were taken back, that they were."""
    asked = questions.get(look.db, question)
    if asked is None:
        return Nothing("removed")
    if not reasons_are_shown(look, asked):
        told = look._("The reasons are no longer shown.")
        return card(asked.text, Text(words=words(told))) if look.shown else Nothing("taken back")
    corrected = corrected_on(look, asked)
    note = Note(word=look._("Reasons"), text=words("{t}", t=corrected) if corrected else ())
    return card(asked.text, note, *_shown(look, asked))
