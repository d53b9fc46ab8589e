"""Action points: logged from chat, done, reopened, changed; only the responsible are reminded."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BaseModel

from handlers import people_words, quiet, rights
from handlers.action_words import due_day, due_words, is_mine, mark_done, origin, responsible, until
from handlers.call import Call, Look, Nothing, Refusal, Reply, on, said, shows
from handlers.cards import Button, Buttons, Card, Fact, Facts, Form, Note, Row, Rows, Text, card, strong, words
from handlers.fields import Blank, Prose, When
from handlers.forms import Filled
from handlers.words import N_
from storage import actions, bodies, meetings, posts
from storage.actions import Action
from storage.bodies import Body


class Logging(BaseModel):
    """`who` is a person, an organisation, «kansliet», «alla» (every organisation of the body), or nobody: oneself."""

    text: Prose
    who: Annotated[str | None, Blank] = None
    due: Annotated[When | None, Blank] = None
    next_meeting: bool = False
    body: Annotated[str | None, Blank] = None
    meeting: Annotated[int | None, Blank] = None


class Which(BaseModel):
    action: int


class Changing(BaseModel):
    action: int
    text: Prose
    due: Annotated[When | None, Blank] = None


class Listing(BaseModel):
    which: Literal["mine", "open", "overdue", "meeting"] = "mine"
    meeting: Annotated[int | None, Blank] = None


def logging_form(call: Call, filled: Filled) -> Form:
    _ = call._
    rooms = [("", _("No group")), *((body.key, body.name) for body in rights.my_bodies(call))]
    here = bodies.get(call.db, call.ask.body).key if call.ask.body else ""
    return Form(
        title=_("Log an action point"),
        action="action.log",
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
    made = [actions.log(call.db, action) for action in _new(call, given, body)]
    for action in made:
        plan(call, action)
        call.record(f"action:{action.id}", due=action.due.isoformat() if action.due else None)
    if len(made) > 1:
        text = call._("{count} action points are saved, one for each organisation in {body}: {text}")
        return Reply(card=said(words(text, count=len(made), body=body.name if body else "", text=strong(given.text))))
    return Reply(card=_saved(call, made[0]))


def _body(call: Call, given: Logging) -> Body | None:
    """The body it belongs to: as said, of the meeting, of the room, or of the only one that the caller sits in."""
    if given.meeting and (meeting := meetings.get(call.db, given.meeting)):
        return meeting.body
    mine = rights.my_bodies(call)
    if given.body:
        found = next((body for body in mine if given.body in (body.key, body.name)), None)
        if found is None:
            raise Refusal(N_("There is no group of yours called «{name}»."), field="body", name=given.body)
        return found
    here = [body for body in mine if body.id == call.ask.body]
    return next(iter(here or (mine if len(mine) == 1 else [])), None)


def _new(call: Call, given: Logging, body: Body | None) -> list[Action]:
    responsible = people_words.responsible(call, given.who, body)
    if not responsible:
        raise Refusal(
            N_(
                "I do not know who «{who}» is. Write a name as it stands in the forum, a region, «the secretariat» or «all»."
            ),
            field="who",
            who=given.who or "",
        )
    return [
        Action(
            text=given.text,
            person_id=person,
            organisation_id=organisation,
            body_id=body.id if body else None,
            meeting_id=given.meeting,
            due=given.due.day if given.due else None,
            next_meeting=given.next_meeting,
            logged_by_id=call.person.id,
            logged_at=call.now,
        )
        for person, organisation in responsible
    ]


def plan(call: Call, action: Action) -> None:
    """Want the posts of an action point: its card in the body's room, and mornings on which the responsible is reminded.

    One that is due at the next meeting needs none of its own: that meeting's mornings tell what waits.
    """
    subject = f"action:{action.id}"
    if action.body_id:
        call.post(f"body:{action.body_id}", "action.card", subject, None, subject, action=action.id)
    if (day := action.due) is None:
        return
    for offset in call.forum.action_reminders:
        morning_day = quiet.last_working_day(call.forum, day - timedelta(days=int(offset.rstrip("d"))))
        morning = quiet.local(morning_day, call.forum.morning, call.zone)
        if morning > call.now:
            key = f"{subject}:{day}:morning:{morning_day}"
            call.post(f"responsible:{action.id}", "home.morning", key, morning, subject, day=morning_day.isoformat())


def _saved(call: Call, action: Action) -> Card:
    text = words(call._("Saved: {text} {when}."), text=strong(action.text), when=f"({due_plain(call, action)})")
    return card("", Text(words=text), Buttons(buttons=mark_done(call, action)))


def due_plain(look: Look, action: Action) -> str:
    return f"{responsible(look, action)}, {until(look, action)}"


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
    return Reply(receipt=True, card=card("", Text(words=text), Buttons(buttons=(undo,))))


@on("action.reopen", Which)
def reopen(call: Call, given: Which) -> Reply:
    """Open an action point again."""
    action = _mine(call, given.action)
    if not action.done_at:
        raise Refusal(N_("It is still open. Nothing is changed."))
    actions.change(call.db, action, call.person.id, call.now, "reopened", done_at=None, done_by_id=None)
    _changed(call, action, done=False)
    return Reply(receipt=True, card=said(words(call._("Open again: {text}"), text=strong(action.text))))


def changing_form(call: Call, filled: Filled) -> Form:
    _ = call._
    action = the(call, int(filled.text("action", "0")))
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
    posts.supersede(call.db, f"action:{action.id}")
    plan(call, action)
    _changed(call, action, due=due.isoformat() if due else None)
    return Reply(receipt=True, card=_saved(call, action))


def _mine(call: Call, number: int) -> Action:
    """The action point, for those who may change it: the responsible, who logged it, the secretariat."""
    action = the(call, number)
    stands = {stand.organisation_id for stand in bodies.stands(call.db, call.person.id, call.today)}
    if is_mine(action, call.person, stands) or action.logged_by_id == call.person.id or rights.runs_the_forum(call):
        return action
    raise Refusal(
        N_("Only {who} and the secretariat can change this. Nothing is changed."), who=responsible(call, action)
    )


def _changed(call: Call, action: Action, **fields: object) -> None:
    call.show_again(f"action:{action.id}")
    call.show_again(f"person:{call.person.id}")
    call.record(f"action:{action.id}", **fields)


def the(look: Look, number: int) -> Action:
    """The action point. Raises Refusal where there is none."""
    if action := actions.get(look.db, number):
        return action
    raise Refusal(N_("There is no action point with that number. Write «actions» to see yours."))


@shows("action.card", live=True)
def action_card(look: Look, action: int) -> Card | Nothing:
    """An action point with who and when, and [Done] for those who may."""
    found = actions.get(look.db, action)
    if found is None:
        return Nothing("removed")
    facts = [
        Fact(label=look._("Who"), words=words("{who}", who=responsible(look, found))),
        Fact(label=look._("When"), words=words("{when}", when=until(look, found))),
    ]
    footer = Text(words=words(origin(look, found)), quiet=True)
    return card(found.text, _state(look, found), Facts(facts=tuple(facts)), _buttons(look, found), footer)


def _state(look: Look, action: Action) -> Note:
    if action.done_at:
        by = action.done_by.name if action.done_by else ""
        return Note(
            state="done", word=look._("Done"), text=words("{by}, {at}", by=by, at=look.speech.moment(action.done_at))
        )
    day = due_day(look, action)
    if day and day < look.today:
        return Note(state="stop", word=look._("Late"), text=words("{who}", who=strong(responsible(look, action))))
    return Note(state="wait", word=look._("Action point"), text=words("{who}", who=strong(responsible(look, action))))


def _buttons(look: Look, action: Action) -> Buttons:
    if action.done_at:
        reopen = Button(label=look._("Reopen"), action="action.reopen", values={"action": action.id}, about=action.text)
        return Buttons(buttons=(reopen,))
    return Buttons(buttons=mark_done(look, action))


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
    rows = Rows(rows=tuple(row(call, action) for action in found)) if found else None
    others = [
        Button(label=label, action="action.list", values={"which": which})
        for which, label in (("mine", call._("Mine")), ("open", call._("All open")), ("overdue", call._("Late")))
        if which != given.which
    ]
    return Reply(card=card(titles[given.which], empty, rows, Buttons(buttons=tuple(others))))


def _listed(call: Call, given: Listing) -> list[Action]:
    if given.which == "meeting" and given.meeting:
        return list(actions.of_meeting(call.db, given.meeting))
    mine = {body.id for body in rights.my_bodies(call)}
    stands = {stand.organisation_id for stand in bodies.stands(call.db, call.person.id, call.today)}
    everything = actions.open_actions(call.db)
    if given.which == "mine":
        return [action for action in everything if is_mine(action, call.person, stands)]
    seen = [a for a in everything if a.body_id in mine or is_mine(a, call.person, stands) or call.person.secretariat]
    if given.which == "overdue":
        return [action for action in seen if (day := due_day(call, action)) and day < call.today]
    return seen


def row(look: Look, action: Action) -> Row:
    """An action point in a list."""
    return Row(words=(strong(action.text),), detail=due_words(look, action), does=(_buttons(look, action),))
