"""Asking the members: the reading back, the posts that a question lives by, and taking it back at once."""

from datetime import UTC, datetime, timedelta

from handlers import quiet, rights
from handlers.call import Call, Look, Reply, on, said, undoes
from handlers.cards import Button, Buttons, Text, card, words
from handlers.fields import Tick
from handlers.forms import number
from handlers.questions import first_look, respondents
from handlers.questions.asking_form import asking_form
from handlers.questions.drafting import Asking, body_of, checked, reading
from handlers.questions.question_words import Which, the
from storage import posts, questions
from storage.bodies import Body
from storage.questions import Question

INSTANT = timedelta(seconds=1)


class Sending(Asking):
    """`sure`: it has been read back."""

    sure: Tick = False


@on("question.ask", Sending, form=asking_form)
def ask(call: Call, given: Sending) -> Reply:
    """Put a question to the members, after reading it back. Only the secretariat asks."""
    rights.must_run_the_forum(call)
    body = body_of(call, given)
    question, asked = checked(call, given, body)
    if not given.sure:
        return _read_back(call, given, body, question, len(asked))
    questions.ask(call.db, question, asked)
    first_look.sent(call, given.began or number(call.ask.values.get("draft")), question)
    plan(call, question, f"asked:{question.id}" if given.chosen or question.body_id is None else f"body:{body.id}")
    call.record(f"question:{question.id}", kind=question.kind, respondent=question.respondent)
    undo = call.undo("question.ask", question=question.id)
    if question.opens_at > call.now:
        text = words(call._("The question goes out {when}."), when=call.speech.moment(question.opens_at))
        stop = Button(label=call._("Take back"), action="question.close", values={"question": question.id})
        return Reply(card=card("", Text(words=text), Buttons(buttons=(stop,))))
    text = words(call._("The question is sent. It closes {when}."), when=call.speech.moment(question.closes_at))
    return Reply(card=card("", Text(words=text), Buttons(buttons=(undo,))))


@undoes("question.ask", Which)
def take_back(call: Call, given: Which) -> Reply:
    """Take back a question that was just sent: who has not seen it never will, elsewhere the card says so. Answers that
    came are kept, and not shown."""
    rights.must_run_the_forum(call)
    question = questions.locked(call.db, the(call, given.question))
    unseen = call.now < question.opens_at
    question.closes_at = question.opens_at - INSTANT
    call.db.flush()
    subject = f"question:{question.id}"
    posts.supersede(call.db, subject)
    persons = respondents.people_for(call, question, questions.asked(call.db, question.id))
    call.show_again(subject, *(f"person:{person.id}" for person in persons))
    first_look.show_again(call, question)
    call.record(subject, withdrawn=True)
    if unseen:
        return Reply(card=said(call._("The question is taken back before anybody has seen it.")))
    told = call._("Where it has been seen, it now says so. Answers that came are kept, but not shown.")
    return Reply(card=said(call._("The question is taken back."), told))


def _read_back(call: Call, given: Asking, body: Body, question: Question, count: int) -> Reply:
    """The question as it will go out, to be sent, shown to somebody first, or changed."""
    kept = given.model_copy(update={"body": body.key})  # sent from anywhere, it goes where it was read back
    draft = {"draft": call.draft(kept.model_dump(mode="json", exclude_none=True))}
    buttons = (
        Button(label=call._("Send"), action="question.ask", values=draft | {"sure": True}, style="primary"),
        first_look.button(call, draft),
        Button(label=call._("Change"), action="question.ask", values=draft | {"edit": True}),
        Button(label=call._("More choices"), action="question.ask", values=draft | {"edit": True, "more": True}),
    )
    return Reply(card=card(question.text, *reading(call, question, count), Buttons(buttons=buttons)))


def plan(call: Call, question: Question, room: str) -> None:
    """Want the posts of a question: its card in the `room` when it opens, the assistants told next morning, the
    missing reminded, the result when it closes. The room is a body's, or each of those who are asked."""
    subject, number = f"question:{question.id}", question.id
    opens, closes = max(question.opens_at, call.now), question.closes_at
    call.post(room, "question.card", subject, opens, subject, question=number)
    if (first := quiet.next_morning(call.forum, opens)) < closes:
        told, day = f"{subject}:assistants", f"{first:%Y-%m-%d}"
        call.post(f"assistants:{number}", "home.morning", told, first, subject, day=day)
    for morning in _reminders(call, opens, closes):
        key = f"{subject}:missing:{morning:%Y-%m-%d}"
        call.post(f"missing:{number}", "home.morning", key, morning, subject, day=f"{morning:%Y-%m-%d}")
    at, closing = closes.astimezone(UTC).isoformat(), {"question": number, "closes": closes.isoformat()}
    call.post(room, "question.result", f"{subject}:result:{at}", closes, subject, **closing)
    call.post("secretariat", "question.closed", f"{subject}:closed:{at}", closes, subject, **closing)


def _reminders(look: Look, opens: datetime, closes: datetime) -> list[datetime]:
    """The working mornings on which those who have not answered are reminded; none so soon that it would only nag."""
    last = closes.astimezone(look.zone).date()
    mornings = quiet.mornings_before(look.forum, last, look.forum.question_reminders)
    return [morning for morning in mornings if opens + timedelta(hours=12) < morning < closes]
