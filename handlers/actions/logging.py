"""Action points: logged from chat, and listed; only the responsible are reminded."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel

from handlers import people_words, rights
from handlers.actions import action_cards
from handlers.actions.action_changes import remind, saved, undo_button
from handlers.actions.action_words import due_day, is_mine, may_change
from handlers.call import Call, Refusal, Reply, on
from handlers.cards import Button, Buttons, Form, Text, card, strong, words
from handlers.fields import Blank, Line, Number, Prose, Tick, When
from handlers.forms import Filled
from handlers.meetings import meeting_words
from handlers.words import N_
from storage import actions, bodies, meetings
from storage.actions import Action
from storage.bodies import Body


class Logging(BaseModel):
    """`who` is a person, an organisation, «kansliet», «alla» (every organisation of the body), or nobody: oneself."""

    text: Prose
    who: Annotated[Line | None, Blank] = None
    due: Annotated[When | None, Blank] = None
    next_meeting: Tick = False
    body: Annotated[Line | None, Blank] = None
    meeting: Annotated[Number | None, Blank] = None


class Listing(BaseModel):
    which: Literal["mine", "open", "overdue", "meeting"] = "mine"
    meeting: Annotated[Number | None, Blank] = None


def logging_form(call: Call, filled: Filled) -> Form:
    _ = call._
    rooms = [("", _("No group")), *((body.key, body.name) for body in rights.my_bodies(call))]
    here = bodies.get(call.db, call.body).key if call.body else ""
    return Form(
        title=_("Log an action point"),
        action="action.log",
        values={name: filled.values[name] for name in ("next_meeting", "meeting") if name in filled.values},
        submit=_("Save"),
        error=_("Nothing is saved yet. All that you wrote is still here.") if filled.errors else "",
        fields=(
            filled.lines("text", _("What shall be done?"), required=True),
            filled.line("who", _("Who does it?"), _("A name, a region, «the secretariat» or «all». Empty: you.")),
            filled.when("due", _("By when?"), _("For example «Friday» or «3 March». Empty: until it is done.")),
            filled.one("body", _("Comes up in"), rooms, here),
        ),
    )


@on("action.log", Logging, form=logging_form)
def log(call: Call, given: Logging) -> Reply:
    """Log an action point; «all» makes one for each organisation of the body."""
    body = _body(call, given)
    if given.due and given.due.day < call.today:
        raise Refusal(N_("{day} is past. Write a day to come."), field="due", day=call.speech.day(given.due.day))
    if given.next_meeting and body is None:
        raise Refusal(N_("At whose next meeting? Choose a group."), field="body")
    made = [actions.log(call.db, action) for action in _new(call, given, body)]
    for action in made:
        remind(call, action)
        call.record(f"action:{action.id}", due=action.due.isoformat() if action.due else None)
    if body:
        _show_in_room(call, made, body)
    if body and len(made) > 1:
        told = call._("{count} action points are saved, one for each organisation in {body}: {text}")
        text = Text(words=words(told, count=len(made), body=body.name, text=strong(given.text)))
        return Reply(card=card("", text, Buttons(buttons=(undo_button(call, made),))))
    return Reply(card=saved(call, made[0], undo_button(call, made)))


def _show_in_room(call: Call, made: list[Action], body: Body) -> None:
    """One card in the body's room, however many organisations it concerns."""
    to, first = f"body:{body.id}", made[0].id
    if len(made) == 1:
        call.post(to, "action.card", f"action:{first}", None, f"action:{first}", action=first)
    else:
        numbers = [action.id for action in made]
        call.post(to, "action.together", f"actions:{first}", None, f"actions:{body.id}", actions=numbers)


def _body(call: Call, given: Logging) -> Body | None:
    """The body it belongs to: as said, of the meeting, of the room, or of the only one that the caller sits in."""
    mine = rights.my_bodies(call)
    if given.meeting is not None:
        meeting = meeting_words.the(call, given.meeting)
        if meeting.body not in mine:
            raise Refusal(N_("There is no group of yours called «{name}»."), field="body", name=meeting.body.name)
        return meeting.body
    if given.body:
        found = people_words.body_called(mine, given.body)
        if found is None:
            raise Refusal(N_("There is no group of yours called «{name}»."), field="body", name=given.body)
        return found
    here = [body for body in mine if body.id == call.body]
    return next(iter(here or (mine if len(mine) == 1 else [])), None)


def _new(call: Call, given: Logging, body: Body | None) -> list[Action]:
    if people_words.means_all(given.who) and body is None:
        raise Refusal(N_("All in which group? Choose one."), field="body")
    responsible = people_words.responsible(call, given.who, body)
    if not responsible:
        raise _unknown(call, given.who or "")
    if not (rights.runs_the_forum(call) or (body and rights.runs_meetings_of(call, body))):
        _must_be_own(call, responsible)
    return [
        Action(
            text=given.text,
            person_id=person,
            organisation_id=organisation,
            body_id=body.id if body else None,
            meeting_id=given.meeting or _todays_meeting(call, body),
            due=given.due.day if given.due else None,
            next_meeting=given.next_meeting,
            logged_by_id=call.person.id,
            logged_at=call.now,
        )
        for person, organisation in responsible
    ]


def _unknown(call: Call, who: str) -> Refusal:
    if near := people_words.nearest(call, who):
        names = call.speech.either(people_words.told_apart(call, near))
        return Refusal(N_("I do not know who «{who}» is. Do you mean {near}?"), field="who", who=who, near=names)
    told = N_("I do not know who «{who}» is. Write a whole name, a region, «the secretariat» or «all».")
    return Refusal(told, field="who", who=who)


def _must_be_own(call: Call, responsible: list[people_words.Responsible]) -> None:
    """A member may promise for oneself and for whom one stands, and ask something of the secretariat."""
    stands = {stand.organisation_id for stand in call.stands}
    if any(
        person not in (None, call.person.id) or organisation not in (None, *stands)
        for person, organisation in responsible
    ):
        told = N_("You can log this for yourself, for those you stand for or for the secretariat. Ask the secretariat.")
        raise Refusal(told, field="who")


def _todays_meeting(call: Call, body: Body | None) -> int | None:
    """What is logged on the day of a meeting was agreed there."""
    meeting = meetings.on(call.db, body.id, call.today) if body else None
    return meeting.id if meeting else None


@on("action.list", Listing)
def listing(call: Call, given: Listing) -> Reply:
    """Mine, all that is open, what is overdue, or what was agreed at a meeting."""
    found = _listed(call, given)
    titles = {
        "mine": call._("What you shall do"),
        "open": call._("Open action points"),
        "overdue": call._("Action points that are late"),
        "meeting": call._("Agreed at the meeting"),
    }
    empty = None if found else Text(words=words(call._("Nothing here.")))
    rows = action_cards.rows(call, found) if found else None
    others = [
        Button(label=label, action="action.list", values={"which": which})
        for which, label in (("mine", call._("Mine")), ("open", call._("All open")), ("overdue", call._("Late")))
        if which != given.which
    ]
    return Reply(card=card(titles[given.which], empty, rows, Buttons(buttons=tuple(others))))


def _listed(call: Call, given: Listing) -> list[Action]:
    if given.which == "meeting":
        meeting = meeting_words.the(call, given.meeting)
        rights.must_be_in(call, meeting.body)
        return list(actions.of_meeting(call.db, meeting.id))
    everything = sorted(actions.open_actions(call.db), key=lambda action: due_day(call, action) or date.max)
    if given.which == "mine":
        return [action for action in everything if is_mine(call, action)]
    here = {body.id for body in rights.my_bodies(call)}
    seen = [action for action in everything if action.body_id in here or may_change(call, action)]
    if given.which == "overdue":
        return [action for action in seen if (day := due_day(call, action)) and day < call.today]
    return seen
