"""Asking the members: the reading back, the posts that a question lives by, and taking it back at once."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel

from handlers import quiet, rights
from handlers.call import Call, Look, Refusal, Reply, on, said, undoes
from handlers.cards import Button, Buttons, Fact, Facts, Run, Text, card, strong, words
from handlers.fields import END_OF_DAY, Blank, Line, Lines, Number, Tick, When
from handlers.people_words import body_called
from handlers.questions import respondents, sides
from handlers.questions.asking_form import asking_form, usual_body
from handlers.questions.question_words import ENOUGH, anonymity, audience, labels, one_for_each, the
from handlers.words import N_
from storage import bodies, meetings, posts, questions
from storage.bodies import Body
from storage.meetings import Item
from storage.questions import Choice, Question

MOST_CHOICES = 10, N_("Write two to ten different choices, one on each line; there are {count} now.")
"""More do not fit in a card that is read on a phone, nor in Slack's radio buttons."""

MOST_RANKED = 6, N_("Write two to six different choices to rank, one on each line; there are {count} now.")
"""More can not be kept in mind at once."""

INSTANT = timedelta(seconds=1)


class Asking(BaseModel):
    """A question as it is filled in. `chosen` are keys of counties or organisations; without them, all of the
    `body`. The `choices` of a scale say what 1 and what 5 mean."""

    text: Line
    kind: questions.Kind = "yes_partly_no"
    choices: Lines = []
    respondent: questions.Respondent = "county"
    body: Annotated[Line | None, Blank] = None
    chosen: Annotated[list[Line] | None, Blank] = None
    opens: Annotated[When | None, Blank] = None
    closes: When
    bars: Literal["after", "at once"] = "after"
    item: Annotated[Number | None, Blank] = None
    anonymous: Tick = False
    sure: Tick = False


class Asked(BaseModel):
    question: Number


@on("question.ask", Asking, form=asking_form)
def ask(call: Call, given: Asking) -> Reply:
    """Put a question to the members, after reading it back. Only the secretariat asks."""
    rights.must_run_the_forum(call)
    asked, body = _asked(call, given)
    question = _question(call, given, body)
    if not given.sure:
        return _read_back(call, given, question, len(asked))
    questions.ask(call.db, question, asked)
    plan(call, question, f"asked:{question.id}" if given.chosen or body is None else f"body:{body.id}")
    call.record(f"question:{question.id}", kind=question.kind, respondent=question.respondent)
    undo = call.undo("question.ask", question=question.id)
    if question.opens_at > call.now:
        text = words(call._("The question goes out {when}."), when=call.speech.moment(question.opens_at))
        stop = Button(label=call._("Take back"), action="question.close", values={"question": question.id})
        return Reply(card=card("", Text(words=text), Buttons(buttons=(stop,))))
    text = words(call._("The question is sent. It closes {when}."), when=call.speech.moment(question.closes_at))
    return Reply(card=card("", Text(words=text), Buttons(buttons=(undo,))))


@undoes("question.ask", Asked)
def take_back(call: Call, given: Asked) -> Reply:
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
    call.record(subject, withdrawn=True)
    if unseen:
        return Reply(card=said(call._("The question is taken back before anybody has seen it.")))
    told = call._("Where it has been seen, it now says so. Answers that came are kept, but not shown.")
    return Reply(card=said(call._("The question is taken back."), told))


def _question(call: Call, given: Asking, body: Body | None) -> Question:
    opens = given.opens.at(call.zone, call.forum.morning) if given.opens else call.now
    closes = given.closes.at(call.zone, END_OF_DAY)
    if given.opens and given.opens.day < call.today:
        raise Refusal(N_("{day} is past. Write a day to come."), field="opens", day=call.speech.day(given.opens.day))
    must_be_ahead(call, closes, opens)
    if given.chosen and (morning := quiet.after_quiet(call.forum, opens)) < closes:
        opens = morning  # it goes to each person, who is not to be disturbed; a room's card disturbs nobody
    item = _item(call, given)
    return Question(
        text=given.text,
        kind=given.kind,
        respondent=given.respondent,
        body_id=body.id if body else None,
        meeting_id=item.meeting_id if item else None,
        item_id=item.id if item else None,
        opens_at=max(opens, call.now),
        closes_at=closes,
        bars_at_once=given.bars == "at once" and not given.anonymous,
        anonymous=given.anonymous,
        asked_by_id=call.person.id,
        asked_at=call.now,
        choices=_choices(given),
    )


def _choices(given: Asking) -> list[Choice]:
    """What there is to choose from, as far as the asker words it."""
    written = list(dict.fromkeys(given.choices))
    match given.kind:
        case "scale":
            if len(written) not in (0, 2):
                raise Refusal(N_("Write what 1 means and what 5 means, one on each line, or nothing."), field="choices")
            return [Choice(number=number, label=label) for number, label in zip((1, 5), written, strict=False)]
        case "choice" | "several" | "ranking":
            most, told = MOST_RANKED if given.kind == "ranking" else MOST_CHOICES
            if not 2 <= len(written) <= most:
                raise Refusal(told, field="choices", count=len(written))
            return [Choice(number=number, label=label) for number, label in enumerate(written, 1)]
        case _:
            return []


def _item(call: Call, given: Asking) -> Item | None:
    item = meetings.item(call.db, given.item) if given.item is not None else None
    if given.item is not None and item is None:
        raise Refusal(N_("The item is no longer on the agenda."), field="item")
    return item


def must_be_ahead(call: Call, closes: datetime, opens: datetime) -> None:
    if closes <= call.now:
        when = call.speech.moment(closes).text
        raise Refusal(N_("{when} is past. Write a later time, for example «Friday 12:00»."), field="closes", when=when)
    if closes <= opens:
        when = call.speech.moment(opens).text
        raise Refusal(N_("That is before it opens, {when}. Write a later time."), field="closes", when=when)


def _body(call: Call, given: Asking) -> Body:
    key = given.body or usual_body(call).key
    found = body_called(bodies.all_bodies(call.db), key)
    if found is None:
        raise Refusal(N_("There is no group called «{name}». Choose one of those in the list."), field="body", name=key)
    return found


def _asked(call: Call, given: Asking) -> tuple[list[int], Body | None]:
    """The respondents: all of the body, or some; and the body, unless some that were chosen have no seat there."""
    body = _body(call, given)
    everyone = respondents.of_body(call, body, given.respondent)
    asked = respondents.chosen(call, given.chosen, given.respondent, body) if given.chosen else everyone
    if given.respondent == "person":
        asked = [person for person in asked if person in everyone] or asked
    if not asked:
        raise Refusal(N_("Nobody there can answer, so nothing is sent. Choose others to ask."), field="body")
    if given.anonymous:
        _must_hide(given, len(asked))
    elif given.respondent == "seat" and not sides.kept_in(call, body):
        raise Refusal(
            N_("{body} has no majority and opposition. Choose whom else an answer counts for."),
            field="respondent",
            body=body.name,
        )
    return asked, body if set(asked) <= set(everyone) else None


def _must_hide(given: Asking, count: int) -> None:
    """An anonymous question hides who answered what only among several, and tells no sides."""
    if given.respondent == "seat":
        raise Refusal(
            N_("Majority and opposition are not told apart in an anonymous question. Choose another."),
            field="respondent",
        )
    if count < ENOUGH:
        raise Refusal(
            N_("{count} would be asked. Ask at least {enough} anonymously, or nothing can be shown."),
            field="chosen" if given.chosen else "body",
            count=count,
            enough=ENOUGH,
        )


def _read_back(call: Call, given: Asking, question: Question, count: int) -> Reply:
    """The question as it will go out, to be sent or changed."""
    _ = call._
    draft = call.draft(given.model_dump(mode="json", exclude_none=True))
    opens = call.speech.moment(question.opens_at) if question.opens_at > call.now else Run(text=_("at once"))
    facts = [
        Fact(label=_("Goes to"), words=words("{whom}", whom=strong(audience(call, question, count)))),
        Fact(label=_("Opens"), words=(opens,)),
        Fact(label=_("Closes"), words=(call.speech.moment(question.closes_at),)),
        Fact(label=_("Choices"), words=words("{all}", all=", ".join(labels(call, question).values()) or _("in words"))),
    ]
    send = Button(label=_("Send"), action="question.ask", values={"draft": draft, "sure": True}, style="primary")
    change = Button(label=_("Change"), action="question.ask", values={"draft": draft, "edit": True})
    about = Text(words=words(_how(call, question)), quiet=True)
    return Reply(card=card(question.text, about, Facts(facts=tuple(facts)), Buttons(buttons=(send, change))))


def _how(call: Call, question: Question) -> str:
    """«Ett svar för varje region. Flera val.» For an anonymous question what is kept as well."""
    kinds = {"several": call._("Several choices."), "ranking": call._("To rank."), "scale": call._("A scale.")}
    kept = anonymity(call) if question.anonymous else ""
    told = [one_for_each(call, question.respondent) + ".", kinds.get(question.kind, ""), kept]
    return " ".join(filter(None, told))


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
    call.post(room, "question.result", f"{subject}:result", closes, subject, question=number)
    call.post("secretariat", "question.closed", f"{subject}:closed", closes, subject, question=number)


def _reminders(look: Look, opens: datetime, closes: datetime) -> list[datetime]:
    """The working mornings on which those who have not answered are reminded; none so soon that it would only nag."""
    last = closes.astimezone(look.zone).date()
    mornings = quiet.mornings_before(look.forum, last, look.forum.question_reminders)
    return [morning for morning in mornings if opens + timedelta(hours=12) < morning < closes]
