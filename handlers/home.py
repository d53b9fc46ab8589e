"""Home: what waits for my answer, what I shall do, my next meetings, my seats. And the one combined message of a
morning."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel

from handlers import quiet, rights
from handlers.actions import action_cards
from handlers.call import Call, Look, Nothing, Reply, on, shows
from handlers.cards import Bars, Button, Buttons, Card, Element, Footer, Heading, Row, Rows, Text, card, strong, words
from handlers.fields import Anything, Blank, Prose
from handlers.forms import Filled
from handlers.inputs import input_news, open_forum
from handlers.inputs.sending import sending_form
from handlers.meetings import eve, programme
from handlers.meetings.meeting_words import is_near, when
from handlers.questions import answering_words, respondents
from handlers.questions.asking_form import asking_form
from handlers.questions.results import bars, missing_names
from handlers.waiting import later_for, waiting_for
from storage import actions, bodies, meetings, posts, questions

HOME = ("home.waiting", "home.todo", "home.meetings", "home.seat")
"""The cards that a person's home consists of, in this order, where a platform shows it as one."""


def cards_of(look: Look, show: Callable[[str, Mapping[str, Any], Look], Card | Nothing]) -> list[Card]:
    """The cards of the viewer's home that have anything to show."""
    drawn = (show(view, {}, look) for view in HOME)
    return [one for one in drawn if isinstance(one, Card) and (one.parts or one.title)]


@on("home.ask", Anything)
def ask_the_forum(call: Call, given: Anything) -> Reply:
    """What asking the forum is from anywhere on a platform: asking its members; for those who may not, giving its
    secretariat input."""
    asks = asking_form if rights.runs_the_forum(call) else sending_form
    return Reply(form=asks(call, Filled({}, {})))


class Waiting(BaseModel):
    """`text`: the answer that was written after the word."""

    text: Annotated[Prose | None, Blank] = None


@on("home.waiting", Waiting)
def what_waits(call: Call, given: Waiting) -> Reply:
    """All that waits for the caller, with its buttons; what was answered in words is read back instead."""
    if given.text and (read := answering_words.read_back(call, given.text)):
        return read
    waits = waiting_for(call)
    shown = _waiting(call) if waits else answering_words.may_answer(call) or _waiting(call)
    if not given.text or not (waits or answering_words.open_to(call)):
        return Reply(card=shown)
    not_yet = Text(words=words(call._("Nothing is answered yet. Press the buttons to answer.")))
    return Reply(card=card(shown.title, not_yet, *shown.parts))


@shows("home.waiting", live=True)
def waiting(look: Look) -> Card | Nothing:
    """Questions and action points that wait for the viewer."""
    return _waiting(look)


def _waiting(look: Look) -> Card:
    found = waiting_for(look)
    if not found:
        return card(look._("Nothing waits for you"), _next_line(look))
    title = look.count("One thing waits for you", "{count} things wait for you", len(found))
    return card(title, Rows(numbered=len(found) > 1, rows=tuple(one.row for one in found)))


def _next_line(look: Look) -> Text | None:
    """«Nästa möte: Politikerforum onsdag 3 mars.»"""
    meeting = next(iter(programme.mine_next(look)), None)
    if meeting is None:
        return None
    text = look._("Next meeting: {body} {when}.")
    return Text(words=words(text, body=meeting.body.name, when=when(look, meeting)), quiet=True)


@shows("home.todo", live=True)
def todo(look: Look) -> Card | Nothing:
    """What the viewer shall do later on; for the secretariat how far each question has come."""
    if rights.runs_the_forum(look):
        return _how_far(look)
    later = later_for(look)
    if not later:
        return Nothing("nothing to do later")
    return card(look._("To do later"), action_cards.rows(look, later))


def _how_far(look: Look) -> Card:
    """For the secretariat: each open question with its count and who is missing; action points that are late."""
    parts: list[Element] = []
    for question in questions.open_questions(look.db, look.now):
        closes = words(look._("Closes {when}."), when=look.speech.moment(question.closes_at))
        known: Bars = bars(look, question).model_copy(update={"bars": ()})
        missing = missing_names(look, question, respondents.missing(look, question))
        parts += [Text(words=(strong(question.text), *words(" {closes}", closes=closes))), known, *missing]
    if not parts:
        parts.append(Text(words=words(look._("No question is open.")), quiet=True))
    ask = Button(label=look._("Ask the members"), action="question.ask", values={"edit": True}, style="primary")
    log = Button(label=look._("Log an action point"), action="action.log", values={"edit": True})
    return card(look._("How far it has come"), *parts, Buttons(buttons=(ask, log)))


@shows("home.meetings", live=True)
def my_meetings(look: Look) -> Card | Nothing:
    """The next meetings of the viewer's bodies; for the secretariat all that is ahead."""
    ahead = meetings.ahead(look.db, look.today) if rights.runs_the_forum(look) else programme.mine_next(look)
    if not ahead:
        return card(look._("Your next meetings"), Text(words=words(look._("No meeting is planned.")), quiet=True))
    return card(look._("Your next meetings"), Rows(rows=tuple(programme.row(look, meeting) for meeting in ahead)))


@shows("home.seat", live=True)
def seats(look: Look) -> Card | Nothing:
    """Which seats the viewer holds and for whom, with a way to say that they are away; for the secretariat all action
    points that are open."""
    if rights.runs_the_forum(look):
        return _open_actions(look)
    held = bodies.seats_of(look.db, look.person.id, look.today)
    if not held:
        return Nothing("no seat")
    rows = []
    for seat in held:
        person = seat.person.name if seat.person else look._("empty seat")
        deputy = look._(" Deputy: {name}.").format(name=seat.deputy.name) if seat.deputy else ""
        detail = words("{person}.{deputy}", person=person, deputy=deputy)
        rows.append(
            Row(
                words=words("{b}, {o}", b=strong(seat.body.name), o=seat.organisation.named(look.today).name),
                detail=detail,
            )
        )
    away = Button(label=look._("I am away"), action="absence.list")
    return card(look._("Your seats"), Rows(rows=tuple(rows)), Buttons(buttons=(away,)))


def _open_actions(look: Look) -> Card:
    found = list(actions.open_actions(look.db))
    empty = Text(words=words(look._("No action point is open.")), quiet=True)
    return card(look._("Open action points"), action_cards.rows(look, found) if found else empty)


@shows("home.morning", live=True)
def morning(look: Look, day: str) -> Card | Nothing:
    """All that waits for a person, in one message a morning. It follows what is done until the next morning's comes."""
    that_day = date.fromisoformat(day)
    if look.shown and look.today != that_day:
        return Nothing("another day has come", over=True)
    if posts.overtaken(look.db, f"person:{look.person.id}", "home.morning", look.due, look.now):
        return Nothing("a later message says the same")
    if not look.shown and look.person.id in look.away:
        return Nothing("away")
    if later := quiet.not_yet(look):
        return later
    near = eve.before(look)
    found = [*near, *_due_or_asked(look), *open_forum.closed(look), *_news(look)]
    if not (found or look.shown):
        return Nothing("nothing waits")
    return _in_one(look, found or [_waiting(look)], None if near else _soon(look))


def _due_or_asked(look: Look) -> list[Card]:
    return [_waiting(look)] if waiting_for(look) else []


def _news(look: Look) -> list[Card]:
    news = input_news.news(look)
    return [card(look._("News of your input"), Rows(rows=tuple(news)))] if news else []


def _in_one(look: Look, found: list[Card], soon: Text | None) -> Card:
    """The cards as one: the first gives the title, each of the others a heading."""
    first, *others = found
    rest: list[Element] = [part for one in others for part in (Heading(text=one.title), *one.parts)]
    footer = Footer(words=words(look._("One message this morning. It follows what you do.")))
    return card(first.title, soon, *first.parts, *rest, footer)


def _soon(look: Look) -> Text | None:
    """«I morgon kl. 9.30 är det Tjänstepersonsforum, Mälarsalen.» On the last working morning before it, and on the
    day itself."""
    near = [meeting for meeting in programme.mine_next(look) if is_near(look, meeting)]
    if not near:
        return None
    place = f", {near[0].place}" if near[0].place else ""
    if near[0].start is None or near[0].status == "preliminary":
        return Text(words=words("{body} {when}{place}.", body=near[0].body.name, when=when(look, near[0]), place=place))
    day = look.speech.near_day(near[0].day)
    clock = strong(look.speech.clock(near[0].start))
    text = look._("{day} {time} it is {body}{place}.")
    return Text(
        words=words(text, day=day[:1].upper() + day[1:], time=clock, body=strong(near[0].body.name), place=place)
    )
