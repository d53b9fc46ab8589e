"""Changing an action point: done, reopened, another text or day, taken back; and undoing each of these at once."""

from typing import Annotated

from pydantic import BaseModel

from handlers import quiet, rights
from handlers.actions.action_words import due_words, mark_done, may_change, reminded, responsible
from handlers.call import Call, Look, Refusal, Reply, on, said, undoes
from handlers.cards import Button, Buttons, Card, Form, Text, card, strong, words
from handlers.fields import Blank, Number, Prose, When
from handlers.forms import Filled
from handlers.words import N_
from storage import actions, posts
from storage.actions import Action

CHANGED = N_("It has been changed since. Nothing is undone.")


class Which(BaseModel):
    action: Number


class Changing(BaseModel):
    action: Number
    text: Prose
    due: Annotated[When | None, Blank] = None


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


def saved(call: Call, action: Action, undo: Button) -> Card:
    """What was saved, and what can be done with it."""
    text = words(call._("Saved: {text} ({due})."), text=strong(action.text), due=due_words(call, action))
    return card("", Text(words=text), Buttons(buttons=mark_done(call, action), repeated=True), Buttons(buttons=(undo,)))


def undo_button(call: Call, made: list[Action]) -> Button:
    """To take back what was just logged."""
    return call.undo("action.log", actions=[action.id for action in made])


class Logged(BaseModel):
    actions: list[Number]


@undoes("action.log", Logged)
def undo_logging(call: Call, given: Logged) -> Reply:
    """Take back what was just logged, for all whom it concerned, unless one of them has changed it since."""
    found = [actions.locked(call.db, the(call, number)) for number in given.actions]
    if any(actions.standing(call.db, action.id) for action in found):
        raise Refusal(CHANGED)
    for action in found:
        _withdraw(call, action)
    return Reply(card=said(words(call._("Taken back: {text}"), text=strong(found[0].text))))


@on("action.withdraw", Which)
def withdraw(call: Call, given: Which) -> Reply:
    """Take back an action point that should not have been logged: by who logged it, or the secretariat."""
    action = actions.locked(call.db, the(call, given.action))
    if not (rights.runs_the_forum(call) or action.logged_by_id == call.person.id):
        told = N_("Only who logged it and the secretariat can take it back. You can mark it as done.")
        raise Refusal(told)
    if action.withdrawn_at:
        raise Refusal(N_("It is already taken back."))
    _withdraw(call, action)
    return _told(call, action, call._("Taken back: {text}"))


def _withdraw(call: Call, action: Action) -> None:
    actions.change(call.db, action, call.person.id, call.now, "withdrawn", withdrawn_at=call.now)
    posts.supersede(call.db, f"action:{action.id}:due")
    _changed(call, action, withdrawn=True)


@on("action.done", Which)
def done(call: Call, given: Which) -> Reply:
    """Mark an action point as done."""
    action = _mine(call, given.action)
    if action.done_at:
        by = action.done_by.name if action.done_by else ""
        raise Refusal(N_("It was already done, by {name}."), name=by)
    actions.change(call.db, action, call.person.id, call.now, "done", done_at=call.now, done_by_id=call.person.id)
    _changed(call, action, done=True)
    return _told(call, action, call._("Done: {text}"))


@on("action.reopen", Which)
def reopen(call: Call, given: Which) -> Reply:
    """Open an action point again."""
    action = _mine(call, given.action)
    if not action.done_at:
        raise Refusal(N_("It is still open. Nothing is changed."))
    actions.change(call.db, action, call.person.id, call.now, "reopened", done_at=None, done_by_id=None)
    _changed(call, action, done=False)
    return _told(call, action, call._("Open again: {text}"))


def _told(call: Call, action: Action, told: str) -> Reply:
    """What was changed just now, with [Undo]."""
    text = Text(words=words(told, text=strong(action.text)))
    return Reply(card=card("", text, Buttons(buttons=(_undo_change(call, action),))))


def _undo_change(call: Call, action: Action) -> Button:
    """To take back what was changed last, just now."""
    return call.undo("action.put_back", action=action.id, change=actions.changes(call.db, action.id)[-1].id)


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
    _due_anew(call, action)
    return Reply(card=saved(call, action, _undo_change(call, action)))


def _due_anew(call: Call, action: Action) -> None:
    posts.supersede(call.db, f"action:{action.id}:due")
    remind(call, action)
    _changed(call, action, due=action.due.isoformat() if action.due else None)


class Changed(BaseModel):
    """`change` is its number in the history, which keeps what was before it."""

    action: Number
    change: Number


@undoes("action.put_back", Changed)
def put_back(call: Call, given: Changed) -> Reply:
    """Have it be what it was before a change, unless it was changed since."""
    action = _may_change(call, actions.locked(call.db, the(call, given.action)))
    last = actions.standing(call.db, action.id)[-1:]
    if [change.id for change in last] != [given.change]:
        raise Refusal(CHANGED)
    before = actions.fields_before(last[0])
    actions.change(call.db, action, call.person.id, call.now, "undone", **before)
    _due_anew(call, action)
    told = call._("As before, done: {text}") if action.done_at else call._("As before: {text} ({due}).")
    return Reply(card=said(words(told, text=strong(action.text), due=due_words(call, action))))


def _mine(call: Call, number: int) -> Action:
    """The action point, for those who may change it; nobody else does meanwhile. Raises Refusal for the others."""
    action = actions.locked(call.db, the(call, number))
    if action.withdrawn_at:
        raise Refusal(N_("It is taken back, so nothing is changed."))
    return _may_change(call, action)


def _may_change(call: Call, action: Action) -> Action:
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
