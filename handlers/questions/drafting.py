"""A question while it is written: what is filled in, what it may not be, and how it will read."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel

from handlers import quiet
from handlers.call import Call, Look, Refusal
from handlers.cards import Element, Fact, Facts, Run, Text, strong, words
from handlers.fields import END_OF_DAY, Blank, Line, Lines, Number, Tick, When
from handlers.people_words import body_called
from handlers.questions import respondents, sides
from handlers.questions.asking_form import usual_body
from handlers.questions.question_words import ENOUGH, anonymity, audience, labels, one_for_each
from handlers.words import N_
from storage import bodies, meetings, questions
from storage.bodies import Body
from storage.meetings import Item
from storage.questions import Choice, Question

MOST_CHOICES = 10, N_("Write two to ten different choices, one on each line; there are {count} now.")
"""More do not fit in a card that is read on a phone, nor in Slack's radio buttons."""

MOST_RANKED = 6, N_("Write two to six different choices to rank, one on each line; there are {count} now.")
"""More can not be kept in mind at once."""


class Asking(BaseModel):
    """A question as it is filled in. `chosen` are keys of counties or organisations; without them, all of the
    `body`. The `choices` of a scale say what 1 and what 5 mean. `began` is the draft as which it was first read back,
    however often it was changed since."""

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
    began: Annotated[Number | None, Blank] = None


def checked(call: Call, given: Asking, body: Body) -> tuple[Question, list[int]]:
    """The question, and the respondents it is put to. Raises Refusal beside what can not be asked so."""
    asked = _must_be_askable(call, given, body)
    _must_be_in_time(call, given)
    _must_have_choices(given)
    if given.item is not None and _item(call, given) is None:
        raise Refusal(N_("The item is no longer on the agenda."), field="item")
    return question_of(call, given, body), asked


def question_of(look: Look, given: Asking, body: Body) -> Question:
    """The question as it would be put now; not stored."""
    closes, opens = given.closes.at(look.zone, END_OF_DAY), _opens(look, given)
    if given.chosen and (morning := quiet.after_quiet(look.forum, opens)) < closes:
        opens = morning  # it goes to each person, who is not to be disturbed; a room's card disturbs nobody
    item = _item(look, given)
    everyone = respondents.of_body(look, body, given.respondent)
    return Question(
        text=given.text,
        kind=given.kind,
        respondent=given.respondent,
        body_id=body.id if set(asked_of(look, given, body)) <= set(everyone) else None,
        meeting_id=item.meeting_id if item else None,
        item_id=item.id if item else None,
        opens_at=max(opens, look.now),
        closes_at=closes,
        bars_at_once=given.bars == "at once" and not given.anonymous,
        anonymous=given.anonymous,
        asked_by_id=look.person.id,
        asked_at=look.now,
        choices=_choices(given),
    )


def body_of(call: Call, given: Asking) -> Body:
    """The body in which it is asked: the one that is named, or the usual one."""
    key = given.body or usual_body(call).key
    found = body_called(bodies.all_bodies(call.db), key)
    if found is None:
        raise Refusal(N_("There is no group called «{name}». Choose one of those in the list."), field="body", name=key)
    return found


def asked_of(look: Look, given: Asking, body: Body) -> list[int]:
    """The respondents: all of the body, or some."""
    everyone = respondents.of_body(look, body, given.respondent)
    asked = respondents.chosen(look, given.chosen, given.respondent, body) if given.chosen else everyone
    if given.respondent == "person":
        return [person for person in asked if person in everyone] or asked
    return asked


def reading(look: Look, question: Question, count: int) -> list[Element]:
    """How it will read: «Ett svar för varje region. Flera val.»; to whom it goes, when, what can be answered."""
    _ = look._
    opens = look.speech.moment(question.opens_at) if question.opens_at > look.now else Run(text=_("at once"))
    facts = (
        Fact(label=_("Goes to"), words=words("{whom}", whom=strong(audience(look, question, count)))),
        Fact(label=_("Opens"), words=(opens,)),
        Fact(label=_("Closes"), words=(look.speech.moment(question.closes_at),)),
        Fact(label=_("Choices"), words=words("{all}", all=", ".join(labels(look, question).values()) or _("in words"))),
    )
    return [Text(words=words(_how(look, question)), quiet=True), Facts(facts=facts)]


def _how(look: Look, question: Question) -> str:
    """For whom an answer counts, and its kind. For an anonymous question what is kept as well."""
    kinds = {"several": look._("Several choices."), "ranking": look._("To rank."), "scale": look._("A scale.")}
    kept = anonymity(look) if question.anonymous else ""
    told = [one_for_each(look, question.respondent) + ".", kinds.get(question.kind, ""), kept]
    return " ".join(filter(None, told))


def _opens(look: Look, given: Asking) -> datetime:
    return given.opens.at(look.zone, look.forum.morning) if given.opens else look.now


def _must_be_in_time(call: Call, given: Asking) -> None:
    if given.opens and given.opens.day < call.today:
        raise Refusal(N_("{day} is past. Write a day to come."), field="opens", day=call.speech.day(given.opens.day))
    must_be_ahead(call, given.closes.at(call.zone, END_OF_DAY), _opens(call, given))


def must_be_ahead(call: Call, closes: datetime, opens: datetime) -> None:
    if closes <= call.now:
        when = call.speech.moment(closes).text
        raise Refusal(N_("{when} is past. Write a later time, for example «Friday 12:00»."), field="closes", when=when)
    if closes <= opens:
        when = call.speech.moment(opens).text
        raise Refusal(N_("That is before it opens, {when}. Write a later time."), field="closes", when=when)


def _written(given: Asking) -> list[str]:
    return list(dict.fromkeys(given.choices))


def _choices(given: Asking) -> list[Choice]:
    """What there is to choose from, as far as the asker words it."""
    match given.kind:
        case "scale":
            return [Choice(number=step, label=label) for step, label in zip((1, 5), _written(given), strict=False)]
        case "choice" | "several" | "ranking":
            return [Choice(number=number, label=label) for number, label in enumerate(_written(given), 1)]
        case _:
            return []


def _must_have_choices(given: Asking) -> None:
    count = len(_written(given))
    if given.kind == "scale" and count not in (0, 2):
        raise Refusal(N_("Write what 1 means and what 5 means, one on each line, or nothing."), field="choices")
    if given.kind in ("choice", "several", "ranking"):
        most, told = MOST_RANKED if given.kind == "ranking" else MOST_CHOICES
        if not 2 <= count <= most:
            raise Refusal(told, field="choices", count=count)


def _item(look: Look, given: Asking) -> Item | None:
    return meetings.item(look.db, given.item) if given.item is not None else None


def _must_be_askable(call: Call, given: Asking, body: Body) -> list[int]:
    """Somebody is asked, and can be told apart as far as the answers are to be."""
    asked = asked_of(call, given, body)
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
    return asked


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
