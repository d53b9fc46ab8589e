"""Cards in Slack's blocks, whatever stands in them: nothing is cut, nothing becomes markup, nothing is refused."""

import json
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from bot.inbound import _failed
from bot.slack.cards import fallback, page, pages
from bot.slack.press import Press, TooLong, fits
from handlers.call import Ask
from handlers.cards import (
    Bar,
    Bars,
    Button,
    Buttons,
    Card,
    Choice,
    Footer,
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
from tests.any_cards import cards, said, squeezed
from tests.slack.blocks import check_message, told

REST = "Visa resten ({page} av {pages})"
AGAIN = {"event": "slack:T1:1:U1"}


@settings(deadline=None)
@given(cards)
def test_whatever_a_card_holds_its_pages_hold_all_of_it_and_slack_takes_them(shown: Card):
    made = pages(shown)
    for number in range(1, len(made) + 1):
        check_message(page(shown, number, AGAIN, REST), fallback(shown))
    drawn = squeezed("".join(text for blocks in made for text in told(blocks)))
    for text in said(shown):
        assert squeezed(text) in drawn, text


@settings(deadline=None)
@given(cards)
def test_nothing_that_people_wrote_becomes_markup(shown: Card):
    ours = re.compile(
        r"<!date\^\d+\^\{date_num\} \{time\}\|[^<>|]*>|<https://exempel\.se/a\?b=c&amp;d=&lt;e&gt;\|[^<>|]*>"
    )
    for blocks in pages(shown):
        for small in (one for block in blocks if block["type"] == "context" for one in block["elements"]):
            if small["type"] == "mrkdwn":
                left = ours.sub("", small["text"])
                assert not re.search(r"[<>_`]|&(?!amp;|lt;|gt;)|:\w+:", left), left
    assert not re.search(r"[<>]", fallback(shown))


def test_each_page_but_the_last_ends_with_a_button_for_the_next():
    long = card("Lista", Rows(rows=tuple(Row(words=words(f"Rad {number}"), does=(DONE,)) for number in range(200))))
    made = pages(long)
    shown = [page(long, number, AGAIN, REST) for number in range(1, len(made) + 1)]
    turns = [Press.unpacked(one[-1]["elements"][0]["value"]) for one in shown[:-1]]
    assert [turn.action for turn in turns] == ["turn"] * (len(made) - 1)
    assert [turn.values for turn in turns] == [AGAIN | {"page": number} for number in range(2, len(made) + 1)]
    assert shown[0][-1]["elements"][0]["text"]["text"] == f"Visa resten (2 av {len(made)})"
    assert page(long, 99, AGAIN, REST) == shown[-1]
    assert page(long, 0, AGAIN, REST) == shown[0]


DONE = Buttons(buttons=(Button(label="Klart", action="action.done", values={"action": 7}),))


def test_a_row_and_its_buttons_stand_on_one_page():
    long = card("", Rows(rows=tuple(Row(words=words(f"Rad {number}"), does=(DONE,)) for number in range(200))))
    for blocks in pages(long):
        assert [block["type"] for block in blocks] == ["rich_text", "actions"] * (len(blocks) // 2)


def test_few_options_are_buttons_and_many_a_list():
    def options(count: int) -> tuple[Option, ...]:
        return tuple(Option(value=str(number), label=f"Region {number}") for number in range(count))

    [few] = pages(card("", Choice(action="a.b", name="who", options=options(4), values={"question": 7})))
    assert Press.unpacked(few[0]["elements"][3]["value"]) == Press("a.b", {"question": 7, "who": "3"})
    [many] = pages(
        card("", Choice(action="a.b", name="who", options=options(21), values={"question": 7}, label="Vem?"))
    )
    assert many[0]["elements"][0]["type"] == "static_select"
    assert Press.unpacked(many[0]["block_id"]) == Press("a.b", {"question": 7}, name="who")
    assert many[0]["elements"][0]["options"][20]["value"] == "20"


def test_two_lists_for_the_same_are_told_apart():
    options = tuple(Option(value=str(number), label=f"Region {number}") for number in range(21))
    choice = Choice(action="a.b", name="who", options=options)
    [blocks] = pages(card("", choice, choice))
    assert len({block["block_id"] for block in blocks}) == 2
    assert {Press.unpacked(block["block_id"]) == Press("a.b", name="who") for block in blocks} == {True}


def test_what_a_list_can_not_carry_stands_as_buttons():
    options = tuple(Option(value=f"{'x' * 150}{number}", label=f"Region {number}") for number in range(12))
    [blocks] = pages(card("", Choice(action="a.b", name="who", options=options)))
    assert [len(block["elements"]) for block in blocks] == [5, 5, 2]


def test_options_too_long_for_a_button_are_numbered_and_read_out():
    options = tuple(Option(value=str(number), label=f"{'samma början ' * 8}{number}") for number in (1, 2))
    [blocks] = pages(card("", Choice(action="a.b", name="who", options=options)))
    assert [text[:2] for text in told(blocks[1:])] == ["1.", "2."]
    assert next(told(blocks)).endswith("början 2")


def test_the_chosen_one_is_marked_without_losing_a_letter():
    longest = Option(value="1", label="x" * 74, chosen=True)
    [blocks] = pages(card("", Choice(action="a.b", name="who", options=(longest, Option(value="2", label="Nej")))))
    assert list(told(blocks))[0] == f"1. {'x' * 74}\n2. Nej"


def test_a_button_that_carries_too_much_is_an_error_and_can_be_left_out():
    heavy = card("", Buttons(buttons=(Button(label="Igen", action="a.b", values={"text": "x" * 2000}),)))
    with pytest.raises(TooLong, match=r"a\.b carries: 20\d\d characters of at most 2000"):
        pages(heavy)
    assert pages(only(heavy, fits)) == [[]]


def test_what_was_typed_at_length_is_quoted_when_trying_again_can_not_carry_it():
    asked = Ask("question.reason", {"question": 7, "text": "ord " * 500}, 1, "e", "sv")
    failed = _failed(asked, "Something went wrong.").card
    assert failed is not None
    blocks = page(only(failed, fits), 1, AGAIN, REST)
    check_message(blocks, fallback(failed))
    assert [block["type"] for block in blocks] == ["rich_text", "rich_text"]
    assert "".join(told(blocks)).count("ord") == 500


def test_an_instant_is_a_date_in_slack_and_our_words_where_it_can_not_be():
    at = Run(text="fredag 12 februari kl. 12.00", at=datetime(2027, 2, 12, 11, tzinfo=UTC), style="strong")
    [blocks] = pages(
        card("", Text(words=words("Stänger {when}.", when=at)), Footer(words=words("Till {when}.", when=at)))
    )
    [_, date, _] = blocks[0]["elements"][0]["elements"]
    assert date == {
        "type": "date",
        "timestamp": 1802430000,
        "format": "{date_num} {time}",
        "fallback": "fredag 12 februari kl. 12.00",
        "style": {"bold": True},
    }
    small = "Till *<!date^1802430000^{date_num} {time}|fredag 12 februari kl. 12.00>*."
    assert blocks[1]["elements"][0]["text"] == small


def test_a_day_stays_in_our_words_though_the_hour_is_known():
    start = Run(text="tisdag 9 februari", at=datetime(2027, 2, 9, 8, 30, tzinfo=UTC))
    [blocks] = pages(card("", Text(words=words("{day} kl. 9.30–15.00", day=start))))
    assert {one["type"] for one in blocks[0]["elements"][0]["elements"]} == {"text"}


def test_bars_say_the_number_first_and_are_measured_against_all():
    bars = (Bar(label="Ja", count=9), Bar(label="Nej", count=1), Bar(label="Vi avstår", count=0))
    [blocks] = pages(card("", Bars(count=10, of=21, words=words("{n} har svarat", n=strong("10 av 21")), bars=bars)))
    assert list(told(blocks)) == ["10 av 21 har svarat\nJa 9 ■■■■\nNej 1 ■\nVi avstår 0"]


def test_the_fallback_says_what_the_card_says_and_not_what_can_be_pressed():
    shown = card("Räcker det?", Note(word="Svar saknas"), Said(text="<!here>"), DONE)
    assert fallback(shown) == "Räcker det?\nSvar saknas\n&lt;!here&gt;"
    assert len(fallback(card("", Text(words=words("ord " * 5000))))) <= 3000


def test_small_print_that_would_be_formatted_goes_as_plain_text():
    [blocks] = pages(card("", Footer(words=(strong("Viktigt"), Run(text="*s_t*")))))
    assert blocks[0]["elements"] == [{"type": "plain_text", "text": "Viktigt*s_t*", "emoji": False}]
    [blocks] = pages(card("", Footer(words=(strong("17"), Run(text="st")))))
    assert blocks[0]["elements"][0]["text"] == "17st"


def test_a_press_of_others_is_none_of_ours():
    for packed in ("[]", "7", '{"v":[]}', "{"):
        with pytest.raises(ValueError, match=r"press|JSON|Expecting"):
            Press.unpacked(packed)
    assert Press.unpacked(json.dumps({"a": "a.b"})) == Press("a.b")
