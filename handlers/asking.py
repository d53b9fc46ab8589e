"""Asking the members: the form, the reading back, and the posts that a question lives by."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel

from handlers import quiet, respondents, rights
from handlers.call import Call, Look, Refusal, Reply, on, said
from handlers.cards import Button, Buttons, Fact, Facts, Form, Run, Text, card, strong, words
from handlers.fields import END_OF_DAY, Blank, Line, Lines, Number, Tick, When
from handlers.forms import Filled
from handlers.people_words import body_called
from handlers.question_words import audience, item_name, labels, one_for_each
from handlers.words import N_
from storage import bodies, meetings, organisations, questions
from storage.bodies import Body
from storage.questions import Choice, Question

MOST_CHOICES = 10
"""More do not fit in a card that is read on a phone, nor in Slack's radio buttons."""


class Asking(BaseModel):
    """A question as it is filled in. `chosen` are keys of counties or organisations; without them, all of the
    `body`."""

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
    sure: Tick = False


def asking_form(call: Call, filled: Filled) -> Form:
    """What a question needs, filled with what is known. Only the secretariat asks."""
    rights.must_run_the_forum(call)
    _ = call._
    kinds = [("yes_partly_no", _("Yes, partly, no, abstain")), ("choice", _("Choices of your own"))]
    whose = [("county", one_for_each(call, "county")), ("organisation", one_for_each(call, "organisation"))]
    shown = [("after", _("After closing, so that early answers do not steer")), ("at once", _("At once"))]
    who = [(body.key, body.name) for body in bodies.all_bodies(call.db)]
    return Form(
        title=_("Ask the members"),
        action="question.ask",
        submit=_("Read through"),
        intro=_("Nothing is sent until you have seen how it reads."),
        error=_("The question is not sent. All that you wrote is still here.") if filled.errors else "",
        fields=(
            filled.line("text", _("Question"), _("One question at a time. At most 150 characters."), required=True),
            filled.one("kind", _("Kind of answer"), [*kinds, ("text", _("In words"))], "yes_partly_no"),
            filled.lines("choices", _("Your own choices"), _("One on each line, at most ten.")),
            filled.one(
                "respondent",
                _("Whom does an answer count for?"),
                [*whose, ("person", one_for_each(call, "person"))],
                "county",
            ),
            filled.one("body", _("Who is asked?"), who, _usual_body(call).key),
            filled.many("chosen", _("Only some of them"), _choosable(call), _("Leave empty to ask all.")),
            filled.one("item", _("Belongs to"), [("", _("No item")), *_items_ahead(call)]),
            filled.when("opens", _("Opens"), _("Empty: at once.")),
            filled.when("closes", _("Closes"), _("For example «Friday 12:00»."), required=True),
            filled.one("bars", _("When is it shown how others answer?"), shown, "after"),
        ),
    )


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
    if question.opens_at > call.now:
        text = words(call._("The question goes out {when}."), when=call.speech.moment(question.opens_at))
        stop = Button(label=call._("Take back"), action="question.close", values={"question": question.id})
        return Reply(card=card("", Text(words=text), Buttons(buttons=(stop,))))
    closes = call.speech.moment(question.closes_at)
    return Reply(card=said(words(call._("The question is sent. It closes {when}."), when=closes)))


def _question(call: Call, given: Asking, body: Body | None) -> Question:
    opens = given.opens.at(call.zone, call.forum.morning) if given.opens else call.now
    closes = given.closes.at(call.zone, END_OF_DAY)
    if given.opens and given.opens.day < call.today:
        raise Refusal(N_("{day} is past. Write a day to come."), field="opens", day=call.speech.day(given.opens.day))
    must_be_ahead(call, closes, opens)
    if given.chosen and (morning := quiet.after_quiet(call.forum, opens)) < closes:
        opens = morning  # it goes to each person, who is not to be disturbed; a room's card disturbs nobody
    if given.kind == "choice" and not 2 <= len(set(given.choices)) <= MOST_CHOICES:
        raise Refusal(
            N_("Write two to ten different choices, one on each line; there are {count} now."),
            field="choices",
            count=len(set(given.choices)),
        )
    item = meetings.item(call.db, given.item) if given.item is not None else None
    if given.item is not None and item is None:
        raise Refusal(N_("The item is no longer on the agenda."), field="item")
    labels = dict.fromkeys(given.choices) if given.kind == "choice" else {}
    return Question(
        text=given.text,
        kind=given.kind,
        respondent=given.respondent,
        body_id=body.id if body else None,
        meeting_id=item.meeting_id if item else None,
        item_id=item.id if item else None,
        opens_at=max(opens, call.now),
        closes_at=closes,
        bars_at_once=given.bars == "at once",
        asked_by_id=call.person.id,
        asked_at=call.now,
        choices=[Choice(number=number, label=label) for number, label in enumerate(labels, 1)],
    )


def must_be_ahead(call: Call, closes: datetime, opens: datetime) -> None:
    if closes <= call.now:
        when = call.speech.moment(closes).text
        raise Refusal(N_("{when} is past. Write a later time, for example «Friday 12:00»."), field="closes", when=when)
    if closes <= opens:
        when = call.speech.moment(opens).text
        raise Refusal(N_("That is before it opens, {when}. Write a later time."), field="closes", when=when)


def _body(call: Call, given: Asking) -> Body:
    key = given.body or _usual_body(call).key
    found = body_called(bodies.all_bodies(call.db), key)
    if found is None:
        raise Refusal(N_("There is no group called «{name}». Choose one of those in the list."), field="body", name=key)
    return found


def _usual_body(call: Call) -> Body:
    """The body of the room one is in; else the level that prepares another, where soundings usually go."""
    everything = bodies.all_bodies(call.db)
    here = [body for body in everything if body.id == call.ask.body]
    return (here or [body for body in everything if body.prepares_id] or list(everything))[0]


def _asked(call: Call, given: Asking) -> tuple[list[int], Body | None]:
    """The respondents: all of the body, or some; and the body, unless some that were chosen have no seat there."""
    body = _body(call, given)
    everyone = respondents.of_body(call, body, given.respondent)
    asked = respondents.chosen(call, given.chosen, given.respondent) if given.chosen else everyone
    if given.respondent == "person":
        asked = [person for person in asked if person in everyone] or asked
    if not asked:
        raise Refusal(N_("Nobody there can answer, so nothing is sent. Choose others to ask."), field="body")
    return asked, body if set(asked) <= set(everyone) else None


def _choosable(call: Call) -> list[tuple[str, str]]:
    counties = [(f"county:{county.key}", county.name) for county in organisations.counties(call.db)]
    organs = organisations.all_organisations(call.db)
    return counties + [(f"organisation:{organ.key}", organ.named(call.today).name) for organ in organs]


def _items_ahead(call: Call) -> list[tuple[str, str]]:
    """The agenda items of meetings ahead, which a question may belong to."""
    return [
        (str(item.id), item_name(call, item))
        for meeting in meetings.ahead(call.db, call.today)
        for item in meeting.items
    ]


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
    about = Text(words=words(one_for_each(call, question.respondent) + "."), quiet=True)
    return Reply(card=card(question.text, about, Facts(facts=tuple(facts)), Buttons(buttons=(send, change))))


def plan(call: Call, question: Question, room: str) -> None:
    """Want the posts of a question: its card in the `room` when it opens, the missing reminded, the result when it
    closes. The room is a body's, or each of those who are asked."""
    subject, number = f"question:{question.id}", question.id
    opens, closes = max(question.opens_at, call.now), question.closes_at
    call.post(room, "question.card", subject, opens, subject, question=number)
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
