"""Form → modal, and what was filled in back to values: pure.

The fields are named by their blocks, so that Slack can show each error beside its field and keeps what was typed.
"""

from collections.abc import Iterator
from typing import Any

from bot.paging import Space
from bot.slack import options
from bot.slack.cards import VIEW, pages
from bot.slack.press import Press, TooLong, shortened
from bot.slack.texts import Block, paragraphs, plain_text, quotes
from handlers.cards import Card, Form, Input, Option, Run, Value, Values, strong

MOST_TITLE = 24
MOST_METADATA = 3000
MOST_WRITTEN = 3000
"""Characters in a field."""
MOST_LABEL = 2000
AS_RADIO = 5
AS_CHECKBOXES = 10
FIELD = "field."
"""What the id of each field's block begins with."""
TICK = "tick"
NONE = "–"
"""What the option for none carries, as Slack takes none without a value."""


def modal(form: Form, close: str, above: Card | None = None) -> dict[str, Any]:
    """The form as a modal. `above`: what is told before one fills it in. Raises TooLong where the form carries more
    than fits, or there is too much above."""
    title = shortened(form.title, MOST_TITLE)
    top = [
        *([] if title == form.title else paragraphs((strong(form.title),))),
        *paragraphs((strong(form.error),), (Run(text=form.intro),)),
    ]
    asked = [*top, *(block for field in form.fields for block in _field(field))]
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain_text(title),
        "submit": plain_text(shortened(form.submit, MOST_TITLE)),
        "close": plain_text(close),
        "private_metadata": Press(form.action, form.values).packed(MOST_METADATA),
        "blocks": [*(_above(above, VIEW.blocks - len(asked)) if above else []), *asked],
    }


def _above(card: Card, most: int) -> list[Block]:
    told = pages(card, Space(most, VIEW.size))
    if len(told) > 1:
        raise TooLong("blocks above a form", sum(map(len, told)), most)
    return told[0]


def errors(form: Form) -> dict[str, str]:
    """What was wrong, by the block of its field. Where there is none, the form is drawn again: it says so above."""
    return {FIELD + field.name: field.error for field in form.fields if field.error and _can_be_filled(field)}


def filled(view: dict[str, Any]) -> tuple[Press, Values, tuple[str, ...]]:
    """What was asked for, what stood in the fields, and the names of those in which one writes. Raises ValueError for
    what no form of ours sends."""
    try:
        fields = [(name.removeprefix(FIELD), *_sent(elements)) for name, elements in _fields(view)]
        press = Press.unpacked(view["private_metadata"])
    except (KeyError, TypeError, AttributeError, StopIteration) as odd:
        raise ValueError("no form of ours") from odd
    typed = tuple(name for name, _, written in fields if written)
    return press, {name: value for name, value, _ in fields}, typed


def _fields(view: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What was picked in a list above the form is no field of it."""
    return ((name, elements) for name, elements in view["state"]["values"].items() if name.startswith(FIELD))


def _sent(elements: dict[str, Any]) -> tuple[Value, bool]:
    """The value of a field, and whether it was written."""
    element = next(iter(elements.values()))
    match element["type"]:
        case "plain_text_input":
            return element.get("value") or "", True
        case "radio_buttons" | "static_select":
            picked = element.get("selected_option")
            return ("" if picked is None or picked["value"] == NONE else picked["value"]), False
        case _:
            picked = [option["value"] for option in element.get("selected_options") or ()]
            return (bool(picked) if TICK in elements else picked), False


def _can_be_filled(field: Input) -> bool:
    """A choice of nothing is no field: Slack takes no empty lists."""
    return bool(field.options) or field.kind not in ("one", "many")


def _field(field: Input) -> list[Block]:
    """One field, with its hint, under what its options can not say in full. A tick has no label of its own: its words
    stand beside the box as well."""
    if not _can_be_filled(field):
        return []
    drawn: Block = {
        "type": "input",
        "block_id": FIELD + field.name,
        "label": plain_text(shortened(field.label, MOST_LABEL)),
        "optional": not field.required,
        "element": {"action_id": TICK if field.kind == "tick" else "value"} | _element(field),
    }
    if field.hint:
        drawn["hint"] = plain_text(shortened(field.hint, MOST_LABEL))
    return [*_in_full(field), drawn]


def _in_full(field: Input) -> list[Block]:
    """What does not fit in the field itself; and what was wrong, which Slack shows beside it only as long as the same
    modal stands."""
    long = [(Run(text=text),) for text in (field.label, field.hint) if len(text) > MOST_LABEL]
    hints = any(len(option.hint) > options.MOST_LABEL for option in field.options)
    written = quotes(field.value) if isinstance(field.value, str) and len(field.value) > MOST_WRITTEN else []
    wrong = paragraphs((strong(field.error),))
    return [*wrong, *paragraphs(*long), *options.read_out(field.options, hints), *written]


def _element(field: Input) -> dict[str, Any]:
    match field.kind:
        case "one":
            return _one(field)
        case "many":
            kind = "checkboxes" if len(field.options) <= AS_CHECKBOXES else "multi_static_select"
            fitting = options.labelled(field.options)
            chosen = field.value if isinstance(field.value, list) else [field.value]
            picked = [options.drawn_option(option) for option in fitting if option.chosen or option.value in chosen]
            return {"type": kind, **options.listed(fitting)} | _initial("initial_options", picked)
        case "tick":
            on = options.drawn_option(*options.labelled((Option(value="on", label=field.label),)))
            return {"type": "checkboxes", "options": [on]} | _initial("initial_options", [on] if field.value else [])
        case _:
            written = {"type": "plain_text_input", "multiline": field.kind == "lines"}
            return written | _initial("initial_value", str(field.value or "")[:MOST_WRITTEN])


def _one(field: Input) -> dict[str, Any]:
    """With an option for none it is a list to pull down, however short."""
    given = options.labelled(field.options)
    short = len(given) <= AS_RADIO and all(option.value for option in given)
    fitting = tuple(option.model_copy(update={"value": option.value or NONE}) for option in given)
    drawn = [options.drawn_option(option) for option in fitting]
    stands = [option.chosen or option.value == field.value for option in given]
    chosen = drawn[stands.index(True)] if any(stands) else None
    return {"type": "radio_buttons" if short else "static_select", **options.listed(fitting)} | _initial(
        "initial_option", chosen
    )


def _initial(name: str, value: object) -> dict[str, Any]:
    return {name: value} if value else {}
