"""Action points: logged from chat, done, reopened, changed; only the responsible are reminded."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel

from handlers import action_cards, meeting_words, people_words, quiet, rights
from handlers.action_words import due_day, due_words, is_mine, mark_done, may_change, reminded, responsible
from handlers.call import Call, Look, Refusal, Reply, on, said
from handlers.cards import Button, Buttons, Card, Form, Text, card, strong, words
from handlers.fields import Blank, Line, Number, Prose, Tick, When
from handlers.forms import Filled
from handlers.words import N_
from storage import actions, bodies, meetings, posts
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


class Which(BaseModel):
    action: Number


class Changing(BaseModel):
    action: Number
    text: Prose
    due: Annotated[When | None, Blank] = None


class Listing(BaseModel):
    which: Literal["mine", "open", "overdue", "meeting"] = "mine"
    meeting: Annotated[Number | None, Blank] = None


def logging_form(call: Call, filled: Filled) -> Form:
    _ = call._
    rooms = [("", _("No group")), *((body.key, body.name) for body in rights.my_bodies(call))]
    here = bodies.get(call.db, call.ask.body).key if call.ask.body else ""
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
        text = call._("{count} action points are saved, one for each organisation in {body}: {text}")
        return Reply(card=said(words(text, count=len(made), body=body.name, text=strong(given.text))))
    return Reply(card=_saved(call, made[0]))


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
    here = [body for body in mine if body.id == call.ask.body]
    return next(iter(here or (mine if len(mine) == 1 else [])), None)


def _new(call: Call, given: Logging, body: Body | None) -> list[Action]:
    if people_words.means_all(given.who) and body is None:
        raise Refusal(N_("All in which group? Choose one."), field="body")
    responsible = people_words.responsible(call, given.who, body)
    if not responsible:
        told = N_("I do not know who «{who}» is. Write a whole name, a region, «the secretariat» or «all».")
        raise Refusal(told, field="who", who=given.who or "")
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


def remind(call: Call, action: Action) -> None:
    """Want the mornings on which the responsible are reminded of an action point.

    One that is due at the next meeting needs none of its own: that meeting's mornings tell what waits.
    """
    subject = f"action:{action.id}:due"
    if (day := action.due) is None:
        return
    for morning in quiet.mornings_before(call.forum, day, call.forum.action_reminders):
        if morning > call.now:
            that_day = quiet.day_of(call.forum, morning).isoformat()
            key = f"action:{action.id}:{day}:morning:{that_day}"
            call.post(f"responsible:{action.id}", "home.morning", key, morning, subject, day=that_day)


def _saved(call: Call, action: Action) -> Card:
    text = words(call._("Saved: {text} ({due})."), text=strong(action.text), due=due_words(call, action))
    return card("", Text(words=text), Buttons(buttons=mark_done(call, action), repeated=True))


@on("action.done", Which)
def done(call: Call, given: Which) -> Reply:
    """Mark an action point as done."""
    action = _mine(call, given.action)
    if action.done_at:
        by = action.done_by.name if action.done_by else ""
        raise Refusal(N_("It was already done, by {name}."), name=by)
    actions.change(call.db, action, call.person.id, call.now, "done", done_at=call.now, done_by_id=call.person.id)
    _changed(call, action, done=True)
    undo = Button(label=call._("Reopen"), action="action.reopen", values={"action": action.id}, about=action.text)
    text = words(call._("Done: {text}"), text=strong(action.text))
    return Reply(card=card("", Text(words=text), Buttons(buttons=(undo,), repeated=True)))


@on("action.reopen", Which)
def reopen(call: Call, given: Which) -> Reply:
    """Open an action point again."""
    action = _mine(call, given.action)
    if not action.done_at:
        raise Refusal(N_("It is still open. Nothing is changed."))
    actions.change(call.db, action, call.person.id, call.now, "reopened", done_at=None, done_by_id=None)
    _changed(call, action, done=False)
    return Reply(card=said(words(call._("Open again: {text}"), text=strong(action.text))))


def changing_form(call: Call, filled: Filled) -> Form:
    _ = call._
    action = _mine(call, filled.number("action"))
    typed = Filled(
        {"text": action.text, "due": action.due.isoformat() if action.due else ""} | filled.values, filled.errors
    )
    return Form(
        title=_("Change the action point"),
        action="action.change",
        values={"action": action.id},
        submit=_("Save"),
        fields=(
            typed.lines("text", _("What shall be done?"), required=True),
            typed.when("due", _("By when?"), _("For example «Friday» or «3 March». Empty: until it is done.")),
        ),
    )


@on("action.change", Changing, form=changing_form)
def change(call: Call, given: Changing) -> Reply:
    """Change text and day; what it was before is kept."""
    action = _mine(call, given.action)
    due = given.due.day if given.due else None
    if due and due < call.today and due != action.due:
        raise Refusal(N_("{day} is past. Write a day to come."), field="due", day=call.speech.day(due))
    keeps = action.next_meeting and due is None
    actions.change(call.db, action, call.person.id, call.now, "changed", text=given.text, due=due, next_meeting=keeps)
    posts.supersede(call.db, f"action:{action.id}:due")
    remind(call, action)
    _changed(call, action, due=due.isoformat() if due else None)
    return Reply(card=_saved(call, action))


def _mine(call: Call, number: int) -> Action:
    """The action point, for those who may change it; nobody else does meanwhile. Raises Refusal for the others."""
    action = actions.locked(call.db, the(call, number))
    if may_change(call, action):
        return action
    if action.person or action.organisation:
        told = N_("Only {who} and the secretariat can change this. Nothing is changed.")
        raise Refusal(told, who=responsible(call, action))
    raise Refusal(N_("Only the secretariat can do this. Write to the secretariat if you want it done."))


def _changed(call: Call, action: Action, **fields: object) -> None:
    """Draw anew its cards, and the mornings of the caller and of those who are responsible."""
    persons = {call.person.id, *(person.id for person in reminded(call, action))}
    call.show_again(f"action:{action.id}", f"actions:{action.body_id}")
    call.show_again(*(f"person:{person}" for person in sorted(persons)))
    call.record(f"action:{action.id}", **fields)


def the(look: Look, number: int) -> Action:
    """The action point. Raises Refusal where there is none."""
    if action := actions.get(look.db, number):
        return action
    raise Refusal(N_("There is no action point with that number. Write «actions» to see yours."))


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
