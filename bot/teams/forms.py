"""Form → inputs in a card, and what was filled in back to values: pure.

What was wrong stands above its field, and all that was typed in it. The names of the fields are told by the button that
sends them, with what kind each is: Teams sends only texts.
"""

from typing import Any
from urllib.parse import unquote

from bot.paging import Block, Lump
from bot.pressing import Press
from bot.teams import options
from bot.teams.press import FORM, Pen, sending, sets
from bot.teams.texts import SMALL, WRONG, calm, heading, lines, paragraphs, still, tamed
from handlers.cards import Form, Input, Run, Value, Values
from handlers.words import N_

AS_RADIO = 5
FIELD = "field"
NONE = "–"
"""What the option for none carries: an empty one can not be told from none at all."""
FILL_IN = N_("Fill this in.")


def drawn(form: Form, pen: Pen) -> Lump:
    """In one box, as a form is never parted. Raises TooLong where it carries more than fits."""
    number = pen.number()
    fields = [field for field in form.fields if _can_be_filled(field)]
    kinds = {field.name: field.kind for field in fields}
    items = [
        *heading(form.title, "Medium"),
        *lines((Run(text=form.error),), **WRONG),
        *lines((Run(text=form.intro),)),
        *(block for field in fields for block in _field(field, f"{FIELD}.{number}.{field.name}", pen)),
        *sets([sending(form.submit, FORM, Press(form.action, form.values), form=number, fields=kinds)]),
    ]
    return [{"type": "Container", "items": items}]


def filled(data: object) -> tuple[Press, Values, tuple[str, ...]]:
    """What was asked for, what stood in the fields, and the names of those in which one writes. Raises ValueError for
    what no form of ours sends."""
    if not isinstance(data, dict) or not isinstance(kinds := data.get("fields"), dict):
        raise ValueError("no form of ours")
    press = Press.read(data.get("press"))
    values = {name: _sent(data.get(f"{FIELD}.{data.get('form')}.{name}"), kind) for name, kind in kinds.items()}
    return press, values, tuple(name for name, kind in kinds.items() if kind in ("line", "lines", "when"))


def _sent(value: object, kind: object) -> Value:
    text = "" if value is None else str(value)
    match kind:
        case "tick":
            return text == "true"
        case "many":
            return [unquote(one) for one in text.split(",")] if text else []
        case "one":
            return "" if text == NONE else text
        case _:
            return text


def _can_be_filled(field: Input) -> bool:
    """A choice of nothing is no field."""
    return bool(field.options) or field.kind not in ("one", "many")


def _field(field: Input, name: str, pen: Pen) -> Lump:
    """What was wrong and what stands above its options, the field, its hint."""
    above, drawn = _tick(field) if field.kind == "tick" else _listed(field) if field.options else ([], _text(field))
    drawn = {"type": drawn.pop("type"), "id": name} | drawn
    if field.kind != "tick":
        drawn["label"] = still(field.label)
    if field.required and field.kind != "tick" and pen.alone:
        drawn |= {"isRequired": True, "errorMessage": pen.says(FILL_IN)}
    hint = [{"spacing": "Small"} | block for block in lines((Run(text=field.hint),), **SMALL)]
    return [*lines((Run(text=field.error),), **WRONG), *above, drawn, *hint]


def _text(field: Input) -> Block:
    value = {"value": str(field.value)} if field.value else {}
    return {"type": "Input.Text", "isMultiline": field.kind == "lines"} | value


def _tick(field: Input) -> tuple[Lump, Block]:
    """Its words stand beside the box; in full above, where they could be read as markdown there."""
    above = [] if calm(field.label) else paragraphs((Run(text=field.label),))
    box = {"type": "Input.Toggle", "title": still(tamed(field.label)), "wrap": True, "valueOn": "true"}
    return above, box | {"valueOff": "false", "value": "true" if field.value else "false"}


def _listed(field: Input) -> tuple[Lump, Block]:
    """Boxes for many. One of a few is picked among dots, of more or with an option for none in a list."""
    several = field.kind == "many"
    few = len(field.options) <= AS_RADIO and all(option.value and calm(option.label) for option in field.options)
    above, choices = (options.ticked if several or few else options.pulled)(field.options)
    for choice in choices:
        choice["value"] = _kept(choice["value"]) if several else choice["value"] or NONE
    drawn: Block = {"type": "Input.ChoiceSet", "style": "expanded" if several or few else "compact", "wrap": True}
    if several:
        drawn["isMultiSelect"] = True
    chosen = ",".join(_chosen(field, choices))
    return above, drawn | {"choices": choices} | ({"value": chosen} if chosen else {})


def _kept(value: str) -> str:
    """Those that are picked are sent with commas between them."""
    return value.replace("%", "%25").replace(",", "%2C")


def _chosen(field: Input, choices: list[Block]) -> list[Any]:
    stands = field.value if isinstance(field.value, list) else [field.value]
    pairs = zip(field.options, choices, strict=True)
    found = [choice["value"] for option, choice in pairs if option.chosen or option.value in stands]
    return found if field.kind == "many" else found[:1]
