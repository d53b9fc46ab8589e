"""Forms as modals, and what Slack sends back of them."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.answers import Answer, behind_a_button, message
from bot.slack.forms import errors, filled, modal
from bot.slack.press import Press, TooLong
from handlers.call import Reply
from handlers.cards import Button, Buttons, Card, Form, Input, Option, Text, card, words
from tests.any_cards import fields as fields_of_forms
from tests.any_cards import labels, options, texts
from tests.slack.blocks import check_view, told


def form(*fields: Input, **given: Any) -> Form:
    values = {"title": "Motivering", "action": "question.reason", "submit": "Spara", "values": {"question": 7}} | given
    return Form(fields=fields, **values)


def sent(view: dict[str, Any]) -> dict[str, Any]:
    """What Slack sends when nothing was changed in the modal."""
    state = {one["block_id"]: _state(one["element"]) for one in view["blocks"] if one["type"] == "input"}
    return view | {"state": {"values": state}}


def _state(element: dict[str, Any]) -> dict[str, Any]:
    match element["type"]:
        case "plain_text_input":
            value = {"value": element.get("initial_value")}
        case "radio_buttons" | "static_select":
            value = {"selected_option": element.get("initial_option")}
        case _:
            value = {"selected_options": element.get("initial_options", [])}
    return {element["action_id"]: {"type": element["type"]} | value}


@settings(deadline=None)
@given(st.lists(fields_of_forms, min_size=1, max_size=6), labels, texts, texts)
def test_a_form_that_is_sent_as_it_came_gives_what_stood_in_it(fields: list[Input], title: str, intro: str, error: str):
    named = [field.model_copy(update={"name": f"f{place}"}) for place, field in enumerate(fields)]
    view = modal(form(*named, title=title, intro=intro, error=error), "Avbryt")
    check_view(view)
    press, values, typed = filled(sent(view))
    assert press == Press("question.reason", {"question": 7})
    assert values == {field.name: field.value for field in named}
    assert typed == tuple(field.name for field in named if field.kind in ("line", "lines", "when"))


def test_a_form_is_a_modal_whose_fields_are_named():
    view = modal(form(Input(name="text", label="Varför?", kind="lines", value="Vi vill", required=True)), "Avbryt")
    check_view(view)
    [field] = view["blocks"]
    assert (field["block_id"], field["optional"]) == ("field.text", False)
    assert field["element"] == {
        "action_id": "value", "type": "plain_text_input", "multiline": True, "initial_value": "Vi vill",
    }  # fmt: skip


def test_what_was_wrong_stands_above_its_field_and_is_given_for_slack_to_show_beside_it():
    wrong = form(
        Input(name="due", label="När?", kind="when", value="snart", error="«snart» är inte ett datum."),
        error="Inte sparat.",
    )
    view = modal(wrong, "Avbryt")
    check_view(view)
    assert list(told(view["blocks"])) == ["Inte sparat.", "«snart» är inte ett datum."]
    assert errors(wrong) == {"field.due": "«snart» är inte ett datum."}


def test_a_long_title_stands_whole_in_the_modal():
    view = modal(form(Input(name="text", label="Text"), title="Kallelse till Tjänstepersonsforum"), "Avbryt")
    assert view["title"]["text"] == "Kallelse till Tjänstepe…"
    assert list(told(view["blocks"])) == ["Kallelse till Tjänstepersonsforum"]


def test_options_become_what_holds_them():
    def kind(count: int, kind: str) -> str:
        view = modal(
            form(Input.model_validate({"name": "x", "label": "X", "kind": kind, "options": options(count)})), "Avbryt"
        )
        check_view(view)
        return view["blocks"][0]["element"]["type"]

    assert [kind(count, "one") for count in (3, 6, 250)] == ["radio_buttons", "static_select", "static_select"]
    assert [kind(count, "many") for count in (10, 11, 250)] == [
        "checkboxes",
        "multi_static_select",
        "multi_static_select",
    ]


def test_none_can_be_picked_again():
    either = Input(
        name="who", label="Vem?", kind="one", options=(Option(value="", label="Ingen"), *options(2)), value="1"
    )
    view = modal(form(either), "Avbryt")
    element = view["blocks"][0]["element"]
    assert (element["type"], element["initial_option"]["text"]["text"]) == ("static_select", "Region 1")
    element["initial_option"] = element["options"][0]
    assert filled(sent(view))[1] == {"who": ""}


def test_a_choice_of_nothing_is_no_field():
    view = modal(form(Input(name="who", label="Vem?", kind="one"), Input(name="text", label="Text")), "Avbryt")
    check_view(view)
    assert filled(sent(view))[1] == {"text": ""}


def test_more_than_a_field_holds_is_quoted_above_it():
    written = "ord " * 900
    view = modal(form(Input(name="text", label="Text", kind="lines", value=written)), "Avbryt")
    check_view(view)
    assert "".join(told(view["blocks"])) == written


def test_a_form_that_carries_too_much_is_an_error():
    with pytest.raises(TooLong, match=r"question\.reason carries: 30\d\d"):
        modal(form(Input(name="x", label="X"), values={"text": "x" * 3000}), "Avbryt")


def test_what_is_told_above_a_form_is_pressed_beside_it():
    above = card(
        "Fel region", Text(words=words("Vem gällde det?")), Buttons(buttons=(Button(label="Ångra", action="undo.do"),))
    )
    view = modal(form(Input(name="text", label="Text")), "Avbryt", above)
    check_view(view)
    assert list(told(view["blocks"])) == ["Fel region", "Vem gällde det?", "Ångra"]
    with pytest.raises(TooLong, match="above a form"):
        modal(form(Input(name="text", label="Text")), "Avbryt", card("", *(above.parts * 60)))


@pytest.mark.parametrize("view", [{}, {"state": {"values": {"field.x": {}}}}, {"state": None}, {
    "state": {"values": {"field.x": {"value": {"type": "plain_text_input"}}}}, "private_metadata": "7"}])  # fmt: skip
def test_what_no_form_of_ours_sends_is_refused(view: dict[str, Any]):
    with pytest.raises(ValueError, match="of ours"):
        filled(view)


def test_a_list_above_the_form_is_no_field_of_it():
    view = sent(modal(form(Input(name="text", label="Text", value="kvar")), "Avbryt"))
    view["state"]["values"]['{"a":"a.b"}'] = {"press:0": {"type": "static_select", "selected_option": None}}
    assert filled(view)[1] == {"text": "kvar"}


def filled_in(*fields: Input) -> tuple[dict[str, Any], Card]:
    """What the button opens that stands for a form which could not be opened, and the card it stands on."""
    shown = behind_a_button(Answer(Reply(form=form(*fields)), "sv")).card
    [press] = [Press.unpacked(one["value"]) for one in _pressable(shown)]
    return {name: value for name, value in press.values.items() if name.startswith("f_")}, shown


def _pressable(shown: Card) -> list[dict[str, Any]]:
    blocks = message(Answer(Reply(card=shown), "sv"))["blocks"]
    return [element for block in blocks if block["type"] == "actions" for element in block["elements"]]


def test_where_a_form_is_too_long_for_a_button_the_longest_text_is_quoted_and_the_rest_stays_filled_in():
    picked = Input(name="f_item", label="Punkt", kind="one", value="2", options=options(3))
    short = Input(name="f_title", label="Rubrik", value="Laddstolpar")
    long = Input(name="f_text", label="Text", kind="lines", value="ord " * 700)
    values, shown = filled_in(picked, short, long)
    assert values == {"f_item": "2", "f_title": "Laddstolpar"}
    [said] = [part for part in shown.parts if part.part == "said"]
    assert (said.by, said.text) == ("Text", "ord " * 700)


def test_of_several_texts_only_as_many_are_quoted_as_it_takes():
    texts = [Input(name=f"f_{size}", label=str(size), kind="lines", value="a" * size) for size in (300, 1700, 900)]
    values, shown = filled_in(*texts)
    assert list(values) == ["f_300", "f_900"]
    assert [part.by for part in shown.parts if part.part == "said"] == ["1700"]


def test_what_was_picked_is_read_out_only_where_that_alone_is_too_much():
    chosen = tuple(one.model_copy(update={"chosen": True}) for one in options(600))
    many = Input(name="f_all", label="Regioner", kind="many", value=[one.value for one in chosen], options=chosen)
    values, shown = filled_in(many, Input(name="f_title", label="Rubrik", value="Laddstolpar"))
    assert values == {}
    assert [part.by for part in shown.parts if part.part == "said"] == ["Regioner", "Rubrik"]
    assert "Region 600" in shown.text()
