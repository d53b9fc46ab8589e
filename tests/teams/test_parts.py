"""Cards as Adaptive Cards, whatever stands in them: nothing is cut, nothing becomes markup, nothing is refused."""

import re
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.pressing import Press, TooLong
from bot.teams.cards import fallback, page, pages
from bot.teams.press import fits, pressed
from bot.teams.texts import calm, tamed
from handlers.cards import (
    Bar,
    Bars,
    Button,
    Buttons,
    Card,
    Choice,
    Divider,
    Fact,
    Facts,
    Note,
    Option,
    Row,
    Rows,
    Run,
    Said,
    Text,
    card,
    only,
    strong,
    words,
)
from tests.any_cards import HOSTILE, cards, said, squeezed
from tests.teams.validating import check_card, everything, texts

AGAIN = {"event": "teams:a:1"}
DONE = Buttons(buttons=(Button(label="Klart", action="action.done", values={"action": 7}),))


def alone(*parts: Any, title: str = "") -> dict[str, Any]:
    """A card of one page, that Teams takes."""
    shown = card(title, *parts)
    assert len(pages(shown, "sv")) == 1
    made = page(shown, 1, AGAIN, "sv")
    check_card(made)
    return made


def found(made: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [one for one in everything(made) if one["type"] == kind]


@settings(deadline=None)
@given(cards)
def test_whatever_a_card_holds_its_pages_hold_all_of_it_and_teams_takes_them(shown: Card):
    made = [page(shown, number, AGAIN, "sv") for number in range(1, len(pages(shown, "sv")) + 1)]
    drawn = squeezed("".join(text for one in made for text in texts(one))).replace("\u2060", "")
    for one in made:
        check_card(one)
    for text in said(shown):
        assert squeezed(text) in drawn, text


@settings(deadline=None)
@given(cards)
def test_nothing_that_people_wrote_becomes_markup(shown: Card):
    for body in pages(shown, "sv"):
        for one in (one for block in body for one in everything(block)):
            if one["type"] == "TextBlock":
                assert calm(one["text"])
            if one["type"] == "Input.Toggle" or one.get("style") == "expanded":
                assert all(calm(text) for text in texts(one))
            for fact in one.get("facts", ()):
                assert calm(fact["title"])
                assert calm(fact["value"])


@given(st.text() | st.text(alphabet="*_`~[]<>\\|{}&#;1. -=+\nahtps:/w"))
@example("HTTP: www.exempel.se")
def test_what_is_tamed_is_calm(text: str):
    assert calm(tamed(text)), tamed(text)


def test_a_date_that_somebody_wrote_as_teams_would_is_left_as_it_is():
    wrote = "{{DATE(2027-02-12T11:00:00Z,SHORT)}}"
    [run] = found(alone(Said(text=wrote)), "TextRun")
    assert (run["text"] != wrote, run["text"].replace("\u2060", "")) == (True, wrote)


def test_each_page_but_the_last_ends_with_a_button_for_the_next():
    long = card("Lista", Rows(rows=tuple(Row(words=words(f"Rad {number}"), does=(DONE,)) for number in range(200))))
    last = len(pages(long, "sv"))
    shown = [page(long, number, AGAIN, "sv") for number in range(1, last + 1)]
    turns = [pressed(one["body"][-1]["actions"][0]["data"]) for one in shown[:-1]]
    assert last > 1
    assert turns == [Press("turn", AGAIN | {"page": number}) for number in range(2, last + 1)]
    assert shown[0]["body"][-1]["actions"][0]["title"] == f"Visa resten (2 av {last})"
    assert page(long, 99, AGAIN, "sv") == shown[-1]
    assert page(long, 0, AGAIN, "sv") == shown[0]


def test_a_row_stands_in_a_box_with_its_buttons():
    made = alone(Rows(rows=(Row(words=words("Ring Bo"), does=(DONE,)), Row(words=words("Skriv"))), numbered=True))
    assert [[one["type"] for one in box["items"]] for box in made["body"]] == [
        ["RichTextBlock", "ActionSet"],
        ["RichTextBlock"],
    ]
    assert [text for text in texts(made) if text] == ["1. Ring Bo", "Klart", "2. Skriv"]


def test_a_button_carries_its_action_and_sends_nothing_that_is_filled_in():
    press = Button(label="Klart", action="action.done", values={"action": 7}, about="Ring Bo", style="danger")
    [made] = found(alone(Buttons(buttons=(press,))), "Action.Execute")
    assert made == {
        "type": "Action.Execute",
        "title": "Klart",
        "verb": "press",
        "data": {"action": "press", "press": {"a": "action.done", "v": {"action": 7}}},
        "tooltip": "Klart: Ring Bo",
        "style": "destructive",
        "associatedInputs": "none",
    }
    assert pressed(made["data"]) == Press("action.done", {"action": 7})


def test_more_buttons_than_teams_shows_stand_in_several_sets():
    made = alone(Buttons(buttons=tuple(Button(label=f"{number}", action="a.b") for number in range(8))))
    assert [len(one["actions"]) for one in made["body"]] == [6, 2]


def regions(count: int) -> tuple[Option, ...]:
    return tuple(Option(value=str(number), label=f"Region {number}") for number in range(count))


def test_few_options_are_buttons_and_many_a_list_with_a_button():
    few = alone(Choice(action="a.b", name="who", options=regions(4), values={"question": 7}))
    assert pressed(few["body"][0]["actions"][3]["data"]) == Press("a.b", {"question": 7, "who": "3"})
    many = alone(Choice(action="a.b", name="who", options=regions(21), values={"question": 7}, label="Vem?"))
    [pulled], [choose] = found(many, "Input.ChoiceSet"), found(many, "Action.Execute")
    assert (pulled["label"], len(pulled["choices"]), choose["title"]) == ("Vem?", 21, "Välj")
    assert pressed(choose["data"] | {pulled["id"]: "20"}) == Press("a.b", {"question": 7, "who": "20"})
    assert pressed(choose["data"]) == Press("a.b", {"question": 7, "who": ""})


def test_options_too_long_for_a_button_are_numbered_and_read_out():
    options = tuple(Option(value=str(number), label=f"{'samma början ' * 8}{number}") for number in (1, 2))
    read = list(texts(alone(Choice(action="a.b", name="who", options=options))))
    assert [text[:2] for text in read if text] == ["1.", "2.", "1.", "2."]
    assert read[1].endswith("början 2")


def test_a_button_that_carries_too_much_is_an_error_and_can_be_left_out():
    heavy = card("", Buttons(buttons=(Button(label="Igen", action="a.b", values={"text": "x" * 10_000}),)))
    with pytest.raises(TooLong, match=r"a\.b carries: 100\d\d characters of at most 10000"):
        pages(heavy, "sv")
    assert pages(only(heavy, fits), "sv") == [[]]


def test_an_instant_stays_in_our_words():
    at = Run(text="fredag 12 februari kl. 12.00", at=datetime(2027, 2, 12, 11, tzinfo=UTC), style="strong")
    made = alone(Text(words=words("Stänger {when}.", when=at)))
    assert made["body"][0]["inlines"][1] == {"type": "TextRun", "text": at.text, "weight": "Bolder"}


def test_a_state_stands_in_words_and_colour_helps():
    made = alone(Note(state="wait", word="Ert svar saknas", text=words("Du svarar för Region Dalarna")))
    assert made["body"][0]["style"] == "warning"
    assert [text for text in texts(made) if text] == ["Ert svar saknas. Du svarar för Region Dalarna"]


def test_bars_say_words_and_number_first_and_are_measured_against_all():
    bars = (Bar(label="Ja", count=9), Bar(label="Nej", count=1), Bar(label="Vi avstår", count=0))
    made = alone(Bars(count=10, of=21, words=words("{n} har svarat", n=strong("10 av 21")), bars=bars))
    assert [text for text in texts(made) if text] == [
        "10 av 21 har svarat", "Ja", "9", "■■■■", "Nej", "1", "■", "Vi avstår", "0",
    ]  # fmt: skip


def test_facts_are_a_table_unless_that_would_be_markup():
    plain = (Fact(label="När", words=words("tisdag 9 februari")), Fact(label="Var", words=words("Rosenbad")))
    assert alone(Facts(facts=plain))["body"][0]["facts"][1] == {"title": "Var", "value": "Rosenbad"}
    wild = (*plain, Fact(label="Tema", words=words(HOSTILE.replace("{", "{{"))))
    made = alone(Facts(facts=wild))
    assert {one["type"] for one in made["body"]} == {"RichTextBlock"}
    assert list(texts(made))[-1] == f"Tema: {HOSTILE}"


def test_a_title_that_could_be_read_as_markdown_is_no_heading_but_looks_alike():
    assert alone(title="Räcker stödet?")["body"][0]["style"] == "heading"
    [title] = alone(title="Är [detta](https://exempel.se) *rätt*?")["body"]
    assert title["inlines"] == [
        {"type": "TextRun", "text": "Är [detta](https://exempel.se) *rätt*?", "size": "Large", "weight": "Bolder"}
    ]


def test_what_is_folded_is_shown_by_a_button():
    made = alone(Text(words=words("Saknas: Dalarna, Kalmar."), quiet=True, folded="Visa vilka"))
    [opens], box = made["body"][0]["actions"], made["body"][1]
    assert (opens["title"], opens["targetElements"], box["isVisible"]) == ("Visa vilka", [box["id"]], False)


def test_a_divider_is_a_line_above_what_comes_next():
    made = alone(Text(words=words("Fråga")), Divider(), Text(words=words("Svar")))
    assert [one.get("separator", False) for one in made["body"]] == [False, True]


def test_lines_that_people_wrote_stay_lines():
    [box] = alone(Said(text="Vi bygger.\n\nKlart i maj\noch sen", by="Mats Ohlin"))["body"]
    assert ["".join(run["text"] for run in one["inlines"]) for one in box["items"]] == [
        "Vi bygger.", "Klart i maj", "och sen", "Mats Ohlin",
    ]  # fmt: skip
    assert [one.get("spacing") for one in box["items"]] == [None, "Medium", "None", None]


def test_the_fallback_says_what_the_card_says_and_not_what_can_be_pressed():
    shown = card("Räcker det?", Note(word="Svar saknas"), Said(text="<at>alla</at>"), DONE)
    assert fallback(shown) == "Räcker det?\nSvar saknas\n<at>alla</at>"
    assert page(shown, 1, AGAIN, "sv")["fallbackText"] == "Räcker det? Svar saknas atalla/at"
    assert len(fallback(card("", Text(words=words("ord " * 5000))))) <= 1000


@pytest.mark.parametrize("data", [None, "x", {}, {"press": []}, {"press": {"v": 7}}])
def test_a_press_of_others_is_none_of_ours(data: object):
    with pytest.raises(ValueError, match="of ours"):
        pressed(data)


def test_nothing_of_the_sdk_is_needed_to_draw():
    script = "import sys, bot.teams.cards; print([name for name in sys.modules if name.startswith('microsoft')])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert re.sub(r"\s", "", done.stdout) == "[]"
