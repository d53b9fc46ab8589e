"""Forms as modals, and what Slack sends back of them."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.forms import errors, filled, modal
from bot.slack.press import Press, TooLong
from handlers.cards import Button, Buttons, Form, Input, Option, Text, card, words
from tests.slack.blocks import check_view, told
from tests.slack.test_parts import labels, texts


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


def options(count: int, **given: Any) -> tuple[Option, ...]:
    return tuple(Option(value=str(number), label=f"Region {number}", **given) for number in range(1, count + 1))


kept = st.one_of(
    st.builds(Input, name=st.just("x"), label=labels, kind=st.sampled_from(["line", "lines", "when"]), value=texts.map(
        lambda text: text[:3000]), hint=texts, error=texts, required=st.booleans()),
    st.builds(Input, name=st.just("x"), label=labels, kind=st.just("tick"), value=st.booleans()),
    st.builds(
        lambda names, chosen, none, **given: Input(
            options=(*((Option(value="", label="Ingen"),) if none else ()),
                *(Option(value=str(place), label=name, hint=name) for place, name in enumerate(names))),
            value=str(chosen % len(names)), **given),
        st.lists(labels, min_size=1, max_size=12), st.integers(0, 20), st.booleans(),
        name=st.just("x"), label=labels, kind=st.just("one"),
    ),
    st.builds(
        lambda count, chosen, **given: Input(
            options=options(count), value=sorted({str(one % count + 1) for one in chosen}), **given),
        st.integers(1, 9), st.lists(st.integers(0, 30)), name=st.just("x"), label=labels, kind=st.just("many"),
    ),
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(kept, min_size=1, max_size=6), labels, texts, texts)
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
