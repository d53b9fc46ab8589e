"""What Slack would refuse: its own models, and what they miss.

`check_message` and `check_view` raise AssertionError. Limits as documented in Slack's reference of Block Kit; the total
of a message is not, but refused all the same from about 12,000 characters.
"""

import json
import logging
from collections import Counter
from collections.abc import Iterator
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

Drawn = dict[str, Any]

MOST_TOTAL = 12000
IN_RICH_TEXT = {"rich_text_section": {"text", "link", "date"}, "rich_text_quote": {"text", "link", "date"}}
TEXTS = {"button": 75, "header": 150, "label": 2000, "hint": 2000, "placeholder": 150, "option": 75, "group": 75}
OPTIONS = {"radio_buttons": 10, "checkboxes": 10, "static_select": 100, "multi_static_select": 100}
DATES = {"{date_num}", "{date}", "{date_long}", "{date_pretty}", "{date_long_pretty}", "{date_short}", "{time}"}


def check_message(blocks: list[Drawn], text: str) -> None:
    assert len(blocks) <= 50
    assert len(text) <= 40000
    total = len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))
    assert total <= MOST_TOTAL, total
    assert not any(block["type"] == "input" for block in blocks), "fields are for modals"
    _check_blocks(blocks)


def check_view(view: Drawn) -> None:
    fields = [block for block in view["blocks"] if block["type"] == "input"]
    assert 1 <= len(view["blocks"]) <= 100
    assert len(json.dumps(view)) <= 250_000
    for name in ("title", "submit", "close"):
        if name in view:
            _check_plain(view[name], 24)
    assert not fields or "submit" in view, "fields without a button that sends them"
    assert len(view.get("private_metadata", "")) <= 3000
    assert len(view.get("callback_id", "")) <= 255
    View(**view).to_dict()
    _check_blocks(view["blocks"])


def _check_blocks(blocks: list[Drawn]) -> None:
    for block in blocks:
        parsed = Block.parse(block)
        assert parsed is not None, block
        assert _as_sent(parsed.to_dict()) == _as_sent(block), "the models drop something"
        _check_block(block)
    _check_unique("block_id", [block["block_id"] for block in blocks if "block_id" in block])
    _check_unique(
        "action_id", [one["action_id"] for block in blocks if block["type"] == "actions" for one in block["elements"]]
    )


def _as_sent(drawn: object) -> str:
    return json.dumps(drawn, sort_keys=True, default=lambda model: model.to_dict())


def _check_unique(what: str, ids: list[str]) -> None:
    assert all(0 < len(one) <= 255 for one in ids), ids
    assert not (twice := [one for one, times in Counter(ids).items() if times > 1]), f"{what}: {twice}"


def _check_block(block: Drawn) -> None:
    match block["type"]:
        case "header":
            _check_plain(block["text"], TEXTS["header"])
        case "context":
            assert 1 <= len(block["elements"]) <= 10
            for element in block["elements"]:
                _check_text(element, 3000)
        case "rich_text":
            _check_rich_text(block)
        case "actions":
            assert 1 <= len(block["elements"]) <= 25
            for element in block["elements"]:
                _check_element(element)
        case "input":
            _check_plain(block["label"], TEXTS["label"])
            if "hint" in block:
                _check_plain(block["hint"], TEXTS["hint"])
            _check_element(block["element"])
        case other:
            assert other == "divider", other


def _check_rich_text(block: Drawn) -> None:
    said = 0
    for part in block["elements"]:
        assert part["elements"], "an empty paragraph"
        for element in part["elements"]:
            assert element["type"] in IN_RICH_TEXT[part["type"]], element
            assert set(element.get("style", {})) <= {"bold", "strike", "italic", "code"}
            text = element["fallback"] if element["type"] == "date" else element["text"]
            assert text, element
            assert len(element.get("url", "")) <= 3000
            if element["type"] == "date":
                assert isinstance(element["timestamp"], int)
                assert any(token in element["format"] for token in DATES)
            said += len(text)
    assert 0 < said <= 3100, said


def _check_element(element: Drawn) -> None:
    match element["type"]:
        case "button":
            _check_plain(element["text"], TEXTS["button"])
            assert 0 < len(element["value"]) <= 2000
            assert len(element.get("accessibility_label", "")) <= 75
            assert element.get("style", "primary") in ("primary", "danger")
            assert len(element.get("url", "")) <= 3000
        case "plain_text_input":
            assert element.get("initial_value", "x")
            assert len(element.get("initial_value", "")) <= 3000
        case kind:
            _check_options(kind, element)


def _check_options(kind: str, element: Drawn) -> None:
    groups = element.get("option_groups", [{"options": element.get("options", [])}])
    assert ("options" in element) != ("option_groups" in element)
    assert 1 <= len(groups) <= 100
    for group in groups:
        assert 1 <= len(group["options"]) <= OPTIONS[kind]
        if "label" in group:
            _check_plain(group["label"], TEXTS["group"])
    given = [option for group in groups for option in group["options"]]
    for option in given:
        _check_plain(option["text"], TEXTS["option"])
        assert 0 < len(option["value"]) <= 150
        if "description" in option:
            _check_plain(option["description"], TEXTS["option"])
    assert len({option["value"] for option in given}) == len(given), "two options with one value"
    chosen = element.get("initial_options", [element[name] for name in ("initial_option",) if name in element])
    assert all(one in given for one in chosen)
    assert element.get("initial_options", True), "none chosen is left out"
    if "placeholder" in element:
        _check_plain(element["placeholder"], TEXTS["placeholder"])


def _check_plain(text: Drawn, most: int) -> None:
    assert text["type"] == "plain_text", text
    _check_text(text, most)


def _check_text(text: Drawn, most: int) -> None:
    assert text["text"].strip(), "an empty text"
    assert len(text["text"]) <= most, text
    if text["type"] == "mrkdwn":
        assert "verbatim" in text, text


def told(blocks: list[Drawn]) -> Iterator[str]:
    """Every text in the blocks, as one reads it."""
    for block in blocks:
        match block["type"]:
            case "rich_text":
                for part in block["elements"]:
                    yield "".join(_read(element) for element in part["elements"])
            case "context":
                yield from (_unmarked(element) for element in block["elements"])
            case "header":
                yield block["text"]["text"]
            case "actions":
                yield from (text for element in block["elements"] for text in _pressed(element))


def _read(element: Drawn) -> str:
    return element["fallback"] if element["type"] == "date" else element["text"]


def _unmarked(element: Drawn) -> str:
    text = element["text"]
    if element["type"] == "plain_text":
        return text
    for mark, meant in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(mark, meant)
    return text


def _pressed(element: Drawn) -> Iterator[str]:
    if element["type"] == "button":
        yield element["text"]["text"]
    for option in element.get("options", []):
        yield option["text"]["text"]
    for group in element.get("option_groups", []):
        yield from (option["text"]["text"] for option in group["options"])


logging.getLogger("slack_sdk.models").setLevel(logging.ERROR)
