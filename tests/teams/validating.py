"""What Teams would refuse or not show: elements and properties that schema 1.5 does not know, and what it does not say.

`check_card` raises AssertionError. Only what we use is listed; something new is looked up first, in Microsoft's
reference of the schema, and not newer than 1.5.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

Drawn = dict[str, Any]
Fits = Callable[[Any], bool]

MOST_BYTES = 80_000
MOST_OF_A_SET = 6


def one_of(*allowed: str) -> Fits:
    return lambda value: value in allowed


def a(kind: type) -> Fits:
    return lambda value: type(value) is kind


def said(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def some(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


def width(value: Any) -> bool:
    return value in ("auto", "stretch") or type(value) is int or value.removesuffix("px").isdecimal()


SPACING = one_of("none", "small", "default", "medium", "large", "extraLarge", "None", "Small", "Medium", "Large")
SIZE = one_of("Small", "Default", "Medium", "Large", "ExtraLarge")
COLOR = one_of("Default", "Dark", "Light", "Accent", "Good", "Warning", "Attention")
WEIGHT = one_of("Default", "Lighter", "Bolder")
STYLE = one_of("default", "emphasis", "good", "attention", "warning", "accent")
ELEMENT: dict[str, Fits] = {"id": said, "isVisible": a(bool), "separator": a(bool), "spacing": SPACING}
INPUT = ELEMENT | {"label": said, "isRequired": a(bool), "errorMessage": said}
ACTION: dict[str, Fits] = {"title": said, "tooltip": said, "style": one_of("default", "positive", "destructive")}

KNOWN: dict[str, dict[str, Fits]] = {
    "AdaptiveCard": {
        "$schema": said,
        "version": lambda value: tuple(map(int, value.split("."))) <= (1, 5),
        "lang": one_of("sv", "en"),
        "fallbackText": a(str),
        "body": a(list),
    },
    "TextBlock": ELEMENT
    | {"text": said, "wrap": a(bool), "style": one_of("heading"), "size": SIZE, "weight": WEIGHT, "color": COLOR},
    "RichTextBlock": ELEMENT | {"inlines": some},
    "TextRun": {
        "text": a(str), "size": SIZE, "weight": WEIGHT, "color": COLOR, "isSubtle": a(bool), "strikethrough": a(bool),
        "selectAction": a(dict),
    },
    "FactSet": ELEMENT | {"facts": some},
    "Container": ELEMENT | {"items": some, "style": STYLE},
    "ColumnSet": ELEMENT | {"columns": some},
    "Column": ELEMENT | {"items": a(list), "width": width},
    "ActionSet": ELEMENT | {"actions": lambda value: some(value) and len(value) <= MOST_OF_A_SET},
    "Input.Text": INPUT | {"isMultiline": a(bool), "value": said},
    "Input.Toggle": INPUT
    | {"title": said, "wrap": a(bool), "valueOn": said, "valueOff": said, "value": one_of("true", "false")},
    "Input.ChoiceSet": INPUT
    | {"choices": some, "style": one_of("compact", "expanded"), "isMultiSelect": a(bool), "wrap": a(bool)}
    | {"value": said},
    "Action.Execute": ACTION | {"verb": said, "data": a(dict), "associatedInputs": one_of("auto", "none")},
    "Action.OpenUrl": ACTION | {"url": lambda value: value.startswith(("https://", "http://"))},
    "Action.ToggleVisibility": ACTION | {"targetElements": some},
}  # fmt: skip
NEEDED = {
    "AdaptiveCard": {"version", "body", "lang", "fallbackText"}, "TextBlock": {"text", "wrap"},
    "RichTextBlock": {"inlines"}, "TextRun": {"text"}, "FactSet": {"facts"},
    "Container": {"items"}, "ColumnSet": {"columns"}, "Column": {"width"},
    "ActionSet": {"actions"}, "Input.Text": {"id", "label"}, "Input.Toggle": {"id", "title"},
    "Input.ChoiceSet": {"id", "label", "choices"}, "Action.Execute": {"title", "verb", "data"},
    "Action.OpenUrl": {"url"}, "Action.ToggleVisibility": {"title", "targetElements"},
}  # fmt: skip
INSIDE = {"body", "items", "columns", "inlines", "actions", "selectAction"}


def check_card(card: Drawn) -> None:
    assert card["type"] == "AdaptiveCard"
    long = len(json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le"))
    assert long <= MOST_BYTES, long
    found = list(everything(card))
    for one in found:
        _check(one)
    _check_ids(found)


def everything(node: Drawn) -> Iterator[Drawn]:
    """The card and all that is in it."""
    yield node
    for name in INSIDE & node.keys():
        inside = node[name] if isinstance(node[name], list) else [node[name]]
        for one in inside:
            yield from everything(one)


def _check(one: Drawn) -> None:
    known = KNOWN[one["type"]]
    for name, value in one.items():
        assert name == "type" or name in known, f"{one['type']} knows no {name}"
        assert name == "type" or known[name](value), f"{one['type']}.{name}: {value!r}"
    assert NEEDED[one["type"]] <= one.keys(), one
    match one["type"]:
        case "FactSet":
            _check_pairs(one["facts"])
        case "Input.ChoiceSet":
            _check_choices(one)
        case "Action.Execute":
            assert said(one["data"].get("action")), "the SDK knows an action by this"
            assert one["data"]["action"] == one["verb"]


def _check_pairs(pairs: list[Drawn]) -> None:
    for pair in pairs:
        assert pair.keys() == {"title", "value"}, pair
        assert all(map(said, pair.values())), pair


def _check_choices(one: Drawn) -> None:
    _check_pairs(one["choices"])
    values = [choice["value"] for choice in one["choices"]]
    assert len(set(values)) == len(values), "two choices with one value"
    several = one.get("isMultiSelect", False)
    assert not several or not any("," in value for value in values), "a comma parts what is picked"
    picked = one.get("value", "").split(",") if several else [one.get("value", "")]
    assert all(value in values for value in picked if value), picked


def _check_ids(found: list[Drawn]) -> None:
    ids = Counter(one["id"] for one in found if "id" in one)
    assert not (twice := [one for one, times in ids.items() if times > 1]), twice
    targets = {target for one in found for target in one.get("targetElements", ())}
    assert targets <= ids.keys(), "shows what is not there"


def texts(card: Drawn) -> Iterator[str]:
    """Every text in the card, as one reads it; the runs of a block together."""
    for one in everything(card):
        match one["type"]:
            case "RichTextBlock":
                yield "".join(run["text"] for run in one["inlines"])
            case "TextBlock":
                yield one["text"]
            case "FactSet":
                yield from (text for fact in one["facts"] for text in fact.values())
            case "Input.ChoiceSet":
                yield one["label"]
                yield from (choice["title"] for choice in one["choices"])
            case _:
                yield from (one[name] for name in ("label", "title", "value") if name in one)
