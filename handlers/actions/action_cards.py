"""The cards of action points in a body's room, and their rows in a list."""

from collections.abc import Iterable
from itertools import groupby

from handlers import rights
from handlers.actions.action_words import due_day, due_words, is_mine, mark_done, may_change, origin, responsible, until
from handlers.call import Look, Nothing, shows
from handlers.cards import Button, Buttons, Card, Fact, Facts, Note, Row, Rows, Text, Words, card, strong, words
from storage.actions import Action, get


@shows("action.card", live=True)
def action_card(look: Look, action: int) -> Card | Nothing:
    """An action point with who and when, and [Done] for those who may."""
    found = get(look.db, action)
    if found is None:
        return Nothing("removed")
    facts = [Fact(label=look._("Who"), words=words("{who}", who=responsible(look, found)))]
    if not (found.done_at or found.withdrawn_at):
        facts.append(Fact(label=look._("When"), words=words("{when}", when=until(look, found))))
    footer = Text(words=words(origin(look, found)), quiet=True)
    return card(found.text, _state(look, found), Facts(facts=tuple(facts)), _buttons(look, found), footer)


def _state(look: Look, action: Action) -> Note:
    if action.withdrawn_at:
        return Note(word=look._("Taken back"), text=(look.speech.lasting(action.withdrawn_at),))
    if action.done_at:
        by = action.done_by.name if action.done_by else ""
        return Note(
            state="done", word=look._("Done"), text=words("{by}, {at}", by=by, at=look.speech.lasting(action.done_at))
        )
    day = due_day(look, action)
    if day and day < look.today:
        return Note(state="stop", word=look._("Late"), text=words("{who}", who=strong(responsible(look, action))))
    return Note(state="wait", word=look._("Action point"), text=words("{who}", who=strong(responsible(look, action))))


def _buttons(look: Look, action: Action) -> Buttons | None:
    """What can be done with it: by the viewer, or by somebody where all see the same."""
    if action.withdrawn_at or (look.viewer and not may_change(look, action)):
        return None
    if action.done_at:
        reopen = Button(label=look._("Reopen"), action="action.reopen", values={"action": action.id}, about=action.text)
        return Buttons(buttons=(reopen,))
    return Buttons(buttons=mark_done(look, action))


@shows("action.together", live=True)
def together_card(look: Look, actions: list[int]) -> Card | Nothing:
    """What every organisation of a body shall do: one card for all, with how many are done and the viewer's own."""
    logged = [action for number in actions if (action := get(look.db, number))]
    found = [action for action in logged if not action.withdrawn_at]
    if not found:
        return card(logged[0].text, _state(look, logged[0])) if logged else Nothing("removed")
    done, of = sum(action.done_at is not None for action in found), len(found)
    many = look.count("{count} organisation", "{count} organisations", of)
    note = Note(
        state="done" if done == of else "wait", word=look._("Action point"), text=words("{all}", all=strong(many))
    )
    when = Facts(facts=(Fact(label=look._("When"), words=words("{when}", when=until(look, found[0]))),))
    told = Text(words=words(look._("{done} of {all} are done."), done=strong(str(done)), all=of))
    mine = tuple(row(look, action) for action in found if is_mine(look, action))
    footer = Text(words=words(origin(look, found[0])), quiet=True)
    return card(found[0].text, note, when, told, Rows(rows=mine) if mine else None, footer)


def rows(look: Look, actions: Iterable[Action]) -> Rows:
    """A list in which those that were logged together for every organisation of a body are one row."""
    found = [list(group) for _, group in groupby(actions, lambda action: (action.text, action.logged_at, action.due))]
    return Rows(rows=tuple(row(look, group[0]) if len(group) == 1 else _one_row(look, group) for group in found))


def _one_row(look: Look, group: list[Action]) -> Row:
    many = look.count("{count} organisation", "{count} organisations", len(group))
    detail = words("{many}, {when}", many=many, when=until(look, group[0]))
    if rights.runs_the_forum(look):
        names = [responsible(look, action) for action in group]
        detail = (*detail, *words(look._(". Missing: {names}."), names=look.speech.joined(names)))
    return Row(words=(strong(group[0].text),), detail=detail)


def row(look: Look, action: Action) -> Row:
    """An action point in a list."""
    buttons = _buttons(look, action)
    return Row(words=(strong(action.text),), detail=_numbered(look, action), does=(buttons,) if buttons else ())


def _numbered(look: Look, action: Action) -> Words:
    """«Region Dalarna, senast fredag 12 februari, nr 3»: the number is what «done» takes."""
    return words(look._("{due}, no. {number}"), due=due_words(look, action), number=action.id)
