"""What can be done with an input, by its sender, by the one who answers it, and by the secretariat."""

from handlers.call import Look
from handlers.cards import Button
from handlers.inputs import input_words as told
from storage.inputs import Input


def show(look: Look, input: Input) -> Button:
    return _button(look._("Show"), "input.show", input, style="plain")


def for_sender(look: Look, input: Input) -> tuple[Button, ...]:
    """[Add something] [Write to the secretariat] [All my input]."""
    add = () if input.state in told.ENDED else (_button(look._("Add something"), "input.add", input, edit=True),)
    unsure = is_right(look, input) if told.may_be_changed(look, input) else ()
    every = () if unsure else (Button(label=look._("All my input"), action="input.all"),)
    return (*unsure, *add, _button(look._("Write to the secretariat"), "input.write", input, edit=True), *every)


def is_right(look: Look, input: Input) -> tuple[Button, ...]:
    """[Yes] [Change], for what the secretariat wrote down."""
    return (_button(look._("Yes"), "input.confirm", input), _button(look._("Change"), "input.change", input, edit=True))


def for_owner(look: Look, input: Input) -> tuple[Button, ...]:
    """[Answer] [Wrong person]."""
    if input.state == "answered":
        return (_button(look._("Change the answer"), "input.answer", input, edit=True),)
    if input.state != "forwarded":
        return ()
    answer = _button(look._("Answer"), "input.answer", input, style="primary", edit=True)
    return (answer, _button(look._("Wrong person"), "input.return", input))


def for_secretariat(look: Look, input: Input) -> tuple[Button, ...]:
    """What comes next first."""
    forward = _button(look._("Hand on"), "input.forward", input, edit=True)
    ask_again = _button(look._("Ask again"), "input.ask_again", input, edit=True)
    answer = _button(look._("Enter the answer"), "input.answer", input, edit=True)
    place = _button(look._("Take up at a meeting"), "input.place", input, edit=True)
    report = _button(look._("Reported back"), "input.report", input, edit=True)
    first = (place,) if told.is_unplaced(input) else (report,) if told.is_due(look, input) else ()
    rest = {
        "received": (forward, answer, place),
        "forwarded": (ask_again, answer, forward, place),
        "answered": (report, place),
    }.get(input.state, ())
    return (*first, *(button for button in rest if button not in first))[:4]


def _button(label: str, action: str, input: Input, style: str = "", **values: bool) -> Button:
    return Button.model_validate({
        "label": label, "action": action, "values": {"input": input.id} | values, "style": style, "about": input.title,
    })  # fmt: skip
