"""Forms as inputs in a card, and what Teams sends back of them."""

from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from bot.pressing import Press, TooLong
from bot.teams.cards import page, pages
from bot.teams.forms import filled
from handlers.cards import Card, Choice, Form, Input, Option, card
from tests.any_cards import fields as any_fields
from tests.any_cards import labels, options, texts
from tests.teams.validating import check_card, everything
from tests.teams.validating import texts as texts_in


def form(*fields: Input, **given: Any) -> Form:
    values = {"title": "Motivering", "action": "question.reason", "submit": "Spara", "values": {"question": 7}} | given
    return Form(fields=fields, **values)


def drawn(*parts: Any) -> dict[str, Any]:
    made = page(card("", *parts), 1, {}, "sv")
    check_card(made)
    return made


def inputs(made: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in everything(made) if one["type"].startswith("Input.")]


def sent(made: dict[str, Any]) -> dict[str, Any]:
    """What Teams sends when the last form is sent as it came: a field in which nothing stands is not there."""
    button = [one for one in everything(made) if one["type"] == "Action.Execute"][-1]
    return button["data"] | {one["id"]: one["value"] for one in inputs(made) if "value" in one}


@settings(deadline=None)
@given(st.lists(any_fields, min_size=1, max_size=6), labels, texts, texts)
def test_a_form_that_is_sent_as_it_came_gives_what_stood_in_it(fields: list[Input], title: str, intro: str, error: str):
    named = [field.model_copy(update={"name": f"f{place}"}) for place, field in enumerate(fields)]
    try:
        made = drawn(form(*named, title=title, intro=intro, error=error))
    except TooLong:
        reject()
    press, values, typed = filled(sent(made))
    assert press == Press("question.reason", {"question": 7})
    assert values == {field.name: field.value for field in named}
    assert typed == tuple(field.name for field in named if field.kind in ("line", "lines", "when"))


def test_a_form_is_inputs_with_names_and_a_button_that_sends_them():
    made = drawn(form(Input(name="text", label="Varför?", kind="lines", value="Vi vill", required=True)))
    assert inputs(made) == [
        {
            "type": "Input.Text",
            "id": "field.1.text",
            "isMultiline": True,
            "value": "Vi vill",
            "label": "Varför?",
            "isRequired": True,
            "errorMessage": "Fyll i det här.",
        }
    ]
    assert sent(made) | {"press": None} == {
        "action": "form", "press": None, "form": 1, "fields": {"text": "lines"}, "field.1.text": "Vi vill",
    }  # fmt: skip


def test_what_was_wrong_stands_above_its_field_with_what_was_typed_still_in_it():
    wrong = Input(name="due", label="När?", kind="when", value="snart", error="«snart» är inte ett datum.")
    made = drawn(form(wrong, error="Inte sparat."))
    read = [text for text in texts_in(made) if text]
    assert read == ["Motivering", "Inte sparat.", "«snart» är inte ett datum.", "När?", "snart", "Spara"]


def test_options_become_what_holds_them():
    def kind(count: int, kind: str) -> tuple[str, bool]:
        field = Input.model_validate({"name": "x", "label": "X", "kind": kind, "options": options(count)})
        [made] = inputs(drawn(form(field)))
        return made["style"], made.get("isMultiSelect", False)

    assert [kind(count, "one") for count in (3, 6, 250)] == [
        ("expanded", False),
        ("compact", False),
        ("compact", False),
    ]
    assert [kind(count, "many") for count in (3, 250)] == [("expanded", True), ("expanded", True)]


def test_none_can_be_picked_again():
    none = Option(value="", label="Ingen")
    made = drawn(form(Input(name="who", label="Vem?", kind="one", options=(none, *options(2)), value="1")))
    [field] = inputs(made)
    assert (field["style"], field["value"]) == ("compact", "1")
    assert filled(sent(made) | {field["id"]: field["choices"][0]["value"]})[1] == {"who": ""}


def test_several_are_told_apart_though_there_are_commas_in_them():
    several = (Option(value="Ja, gärna", label="Ja, gärna"), Option(value="100 %", label="Allt"))
    made = drawn(form(Input(name="x", label="X", kind="many", options=several, value=["Ja, gärna", "100 %"])))
    assert filled(sent(made))[1] == {"x": ["Ja, gärna", "100 %"]}


def test_a_choice_of_nothing_is_no_field():
    made = drawn(form(Input(name="who", label="Vem?", kind="one"), Input(name="text", label="Text")))
    assert filled(sent(made))[1] == {"text": ""}


def test_words_beside_a_box_that_could_be_markup_stand_in_full_above():
    made = drawn(form(Input(name="sure", label="Ja, *allt* [här](https://exempel.se)", kind="tick", value=True)))
    [box] = inputs(made)
    assert box["title"].replace("\u2060", "") == "Ja, allt här(https://exempel.se)"
    assert "Ja, *allt* [här](https://exempel.se)" in texts_in(made)
    assert filled(sent(made))[1] == {"sure": True}


def test_two_forms_and_a_list_in_one_card_are_kept_apart():
    one = form(Input(name="text", label="Text", value="kvar", required=True))
    listed = Choice(action="a.b", name="text", options=tuple(Option(value=str(n), label=f"{n}") for n in range(9)))
    made = drawn(one, listed, one.model_copy(update={"values": {"question": 8}}))
    press, values, _ = filled(sent(made))
    assert (press.values, values) == ({"question": 8}, {"text": "kvar"})
    assert not any("isRequired" in field for field in inputs(made)), "it would keep the others from being sent"


def test_a_form_that_fits_no_message_is_an_error():
    long = form(*(Input(name=f"f{number}", label="X", value="x" * 3000) for number in range(10)))
    with pytest.raises(TooLong, match="one part of a card"):
        pages(Card(parts=(long,)), "sv")


@pytest.mark.parametrize("data", [None, {}, {"fields": []}, {"fields": {}, "press": 7}])
def test_what_no_form_of_ours_sends_is_refused(data: object):
    with pytest.raises(ValueError, match="of ours"):
        filled(data)
