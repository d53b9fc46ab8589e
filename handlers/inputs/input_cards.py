"""The cards of an input: all of it, its row in a list, what its owner and its sender get."""

from collections.abc import Iterable, Sequence

from handlers import quiet, rights
from handlers.call import Look, Nothing, shows
from handlers.cards import Buttons, Card, Element, Note, Row, Said, Text, card, strong, words
from handlers.inputs import input_words as told
from handlers.inputs.input_buttons import for_owner, for_secretariat, for_sender, is_right, show
from storage import inputs, people
from storage.inputs import Input, InputStep


def whole(look: Look, input: Input) -> Card:
    """All of it: where it stands, its history, what was written, and what the viewer can do."""
    steps = inputs.steps(look.db, input.id)
    standing = inputs.standing(steps)
    sentences = [told.history(look, input, steps), told.promise(look, input, standing), told.comes_up(look, input)]
    buttons = [
        for_owner(look, input) if told.is_owner(look, input) else (),
        for_secretariat(look, input) if rights.runs_the_forum(look) else (),
        for_sender(look, input) if told.is_sender(look, input) else (),
    ]
    return card(
        input.title,
        note(look, input),
        Text(words=words(_sent(look, input)), quiet=True),
        *(Text(words=words("{told}", told=one)) for one in sentences if one),
        Said(text=input.text),
        *_said_since(look, standing),
        *(Buttons(buttons=some) for some in buttons if some),
    )


def note(look: Look, input: Input) -> Note:
    """Its state, and who answers it."""
    colour = "stop" if told.is_late(look, input) else "done" if input.state in ("answered", "reported") else "wait"
    who = words("{who}", who=told.owner(input)) if input.state == "forwarded" else ()
    return Note(state=colour, word=told.state(look, input), text=who)


def _sent(look: Look, input: Input) -> str:
    """«Skickat 4 november av Amina Warsame för Region Värmland.», and how it came if not in writing here."""
    day = look.speech.day(quiet.day_of(look.forum, input.at), weekday=False)
    if input.organisation:
        template = look._("Sent {day} by {name} for {organisation}.")
        organ = input.organisation.named(look.today).name
        sent = template.format(day=day, name=input.by.name, organisation=organ)
    else:
        sent = look._("Sent {day} by {name}.").format(day=day, name=input.by.name)
    return f"{sent} {came(look, input)}".strip()


def came(look: Look, input: Input) -> str:
    """How an input came that the secretariat wrote down; nothing for those that the sender wrote."""
    ways = {
        "mail": look._("Came by mail, written down by the secretariat."),
        "phone": look._("Came by telephone, written down by the secretariat."),
        "meeting": look._("Said at a meeting, written down by the secretariat."),
    }
    return ways.get(input.came, "")


def _said_since(look: Look, steps: Sequence[InputStep]) -> Iterable[Element]:
    """What was added or said at a meeting, and the answer that stands: a later one replaces an earlier."""
    standing = told.answer(steps)
    for step in steps:
        if step.text and (step.what in ("added", "reported") or step is standing):
            yield said_by(look, step)


def said_by(look: Look, step: InputStep) -> Said:
    """What somebody wrote, with name and day."""
    name = (step.what == "answered" and step.owner) or people.get(look.db, step.by_id).name
    return Said(text=step.text or "", by=f"{name}, {told.short_day(look, quiet.day_of(look.forum, step.at))}")


def row(look: Look, input: Input) -> Row:
    """An input in a list of one's own: what happened last."""
    last = inputs.standing_of(look.db, input.id)[-1]
    return Row(
        words=(strong(input.title),),
        detail=words("{last}", last=told.step_words(look, input, last)),
        note=note(look, input),
        does=(Buttons(buttons=(show(look, input),)),),
    )


def row_to_handle(look: Look, input: Input) -> Row:
    """An input in the secretariat's list: from whom, with whom it lies and until when, what to do next."""
    buttons = for_secretariat(look, input)[:2]
    return Row(
        words=words("{title}", title=strong(told.of_whom(look, input))),
        detail=words("{where}", where=_where(look, input)),
        note=note(look, input),
        does=(Buttons(buttons=(*buttons, show(look, input))),),
    )


def _where(look: Look, input: Input) -> str:
    if told.is_unplaced(input):
        return told.comes_up(look, input)
    if input.state == "forwarded" and input.due:
        return look._("To be answered by {day}.").format(day=look.speech.day(input.due))
    return told.comes_up(look, input) or told.step_words(look, input, inputs.standing_of(look.db, input.id)[-1])


def row_to_answer(look: Look, input: Input) -> Row:
    """An input among what waits for its owner."""
    by = look.speech.near_day(input.due) if input.due else look._("No day")
    late = told.is_late(look, input)
    return Row(
        words=words("{title}", title=strong(told.of_whom(look, input))),
        detail=words(look._("You are asked to answer this.")),
        note=Note(state="stop" if late else "wait", word=look._("Late") if late else by),
        does=(Buttons(buttons=(*for_owner(look, input), show(look, input))),),
    )


@shows("input.asked", live=True)
def asked(look: Look, input: int, step: int) -> Card | Nothing:
    """For its owner: what they are asked to answer, by when."""
    found = inputs.get(look.db, input)
    if found and step not in [one.id for one in inputs.standing_of(look.db, input)]:
        return _not_asked(look, found)
    if found is None or not told.is_owner(look, found) or found.state in told.ENDED:
        return Nothing("another answers it", over=True)
    if _asked_anew(look, found, step):
        return Nothing("asked again since", over=True)
    if later := quiet.not_yet(look):
        return later
    if found.state == "answered":
        return card(found.title, note(look, found), Text(words=words(look._("Your answer has reached the sender."))))
    due = strong(look.speech.day(found.due)) if found.due else look._("when you can")
    ask = words(look._("The secretariat asks you to answer this by {day}."), day=due)
    steps = inputs.standing_of(look.db, found.id)
    return card(
        found.title,
        note(look, found),
        Text(words=ask),
        Text(words=words(_sent(look, found)), quiet=True),
        Said(text=found.text),
        *(said_by(look, one) for one in steps if one.what == "added"),
        *(said_by(look, one) for one in steps if one.id == step and one.text),
        Buttons(buttons=for_owner(look, found)),
    )


def _asked_anew(look: Look, input: Input, step: int) -> bool:
    steps = inputs.standing_of(look.db, input.id)
    return any(one.what in ("forwarded", "asked_again") and one.id > step for one in steps)


def _not_asked(look: Look, input: Input) -> Card | Nothing:
    """To who was asked by mistake: that it was taken back, and what holds if they were asked before."""
    if not look.shown:
        return Nothing("taken back before it was seen")
    gone, before = look._("The secretariat has taken this back."), look._("What it asked you before still holds.")
    holds = told.is_owner(look, input) and input.state not in told.ENDED
    text = f"{gone} {before}" if holds else gone
    return card(input.title, Text(words=words("{told}", told=text)))


@shows("input.answered", live=True)
def answered(look: Look, input: int) -> Card | Nothing:
    """For its sender: the answer, as it stands."""
    found = inputs.get(look.db, input)
    if found is None:
        return Nothing("removed")
    standing = told.answer(inputs.standing_of(look.db, input))
    if standing is None and not look.shown:
        return Nothing("the answer was taken back")
    if later := quiet.not_yet(look):
        return later
    title = look._("About your input: {title}").format(title=found.title)
    if standing is None:
        gone = look._("The earlier answer no longer stands. You hear when there is a new one.")
        return card(title, note(look, found), Text(words=words(gone)), Buttons(buttons=(show(look, found),)))
    where = Text(words=words("{told}", told=place)) if (place := told.comes_up(look, found)) else None
    return card(title, note(look, found), said_by(look, standing), where, Buttons(buttons=for_sender(look, found)))


@shows("input.entered", live=True)
def entered(look: Look, input: int) -> Card | Nothing:
    """For the one on whose behalf the secretariat wrote it down: is it right?"""
    found = inputs.get(look.db, input)
    if found is None or (found.state in told.ENDED and not look.shown):
        return Nothing("it is over")
    if later := quiet.not_yet(look):
        return later
    unsure = told.may_be_changed(look, found)
    ask = look._("The secretariat has written down your input. Is it right?")
    done = look._("The secretariat has written down your input.")
    if found.state == "withdrawn":
        ask = done = look._("The secretariat has taken this back.")
    return card(
        found.title,
        note(look, found),
        Text(words=words(ask if unsure else done)),
        Text(words=words(came(look, found)), quiet=True),
        Said(text=found.text),
        Buttons(buttons=is_right(look, found) if unsure else (show(look, found),)),
    )


@shows("input.added", live=True)
def added(look: Look, input: int, step: int) -> Card | Nothing:
    """For those who handle it: what the sender added, or that it was taken back."""
    found = inputs.get(look.db, input)
    new = next((one for one in inputs.standing_of(look.db, input) if one.id == step), None)
    if found is None or found.state in told.ENDED or look.person.id == found.by_id or not (new or look.shown):
        return Nothing("it is over, taken back, or one's own", over=True)
    if later := quiet.not_yet(look):
        return later
    title = look._("Added to: {title}").format(title=found.title)
    gone = Text(words=words(look._("{name} has taken back what was added."), name=found.by.name))
    return card(title, said_by(look, new) if new else gone, Buttons(buttons=(show(look, found),)))
