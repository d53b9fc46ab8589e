"""Neutral cards in the markup of the browser room."""

import json
import re
from datetime import UTC, date, datetime
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.browser.cards import Spot, draw, draw_head, draw_section, headed
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
    Footer,
    Form,
    Heading,
    Input,
    Leaf,
    Note,
    Option,
    Row,
    Rows,
    Run,
    Said,
    Text,
    card,
    strong,
    words,
)

SPOT = Spot("body:3", "m41", "once", message=41)
MINE = Spot("body:3", "m41", "once", message=41, private=True)
YES, NO = Option(value="1", label="Ja"), Option(value="2", label="Nej", hint="med skäl", chosen=True)
ANSWER = Choice(action="question.answer", name="choice", options=(YES, NO), values={"question": 7}, label="Svara")


def drawn(*parts, title: str = "Titel", spot: Spot = SPOT) -> str:
    """The card on one line, so that tests need not know how templates indent."""
    return re.sub(r"\s*\n\s*", "", draw(card(title, *parts), spot, "sv"))


def sent(html: str, label: str) -> dict:
    """What the button with that label sends."""
    found = re.search(rf'name="press" value="([^"]*)"[^>]*>{label}', html)
    assert found is not None, html
    return json.loads(unescape(found[1]))


def test_a_note_stands_above_the_title_with_its_way_out():
    wrong = Button(label="Fel region", action="question.wrong", values={"question": 7})
    html = drawn(Note(state="wait", word="Svar saknas", text=words("för {who}", who=strong("Dalarna")), button=wrong))
    assert html.index('<span class="tag wait">Svar saknas</span> <span>för <b>Dalarna</b></span>') < html.index("<h3")
    assert '<button class="plain"' in html
    assert sent(html, "Fel region") == {"action": "question.wrong", "values": {"question": 7}}


def test_a_receipt_has_no_title():
    assert "<h3" not in drawn(Text(words=words("Sparat.")), title="")


def test_words_keep_their_styles_and_instants():
    at = datetime(2027, 5, 19, 7, 30, tzinfo=UTC)
    runs = (Run(text="onsdag 19 maj", style="new", at=at), Run(text=" tidigare "), Run(text="11 maj", style="old"))
    assert (
        '<p><ins><time datetime="2027-05-19T07:30:00+00:00">onsdag 19 maj</time></ins> tidigare <del>11 maj</del></p>'
    ) in drawn(Text(words=runs))


def test_what_a_person_wrote_keeps_its_lines():
    assert '<p class="said" dir="auto">ett<br>två</p><p class="quiet small">Karin</p>' in drawn(
        Said(text="ett\ntvå", by="Karin")
    )


def test_a_long_list_may_be_folded():
    html = drawn(Text(words=words("Saknas: Dalarna och Gotland."), quiet=True, folded="Visa de 2 som saknas"))
    assert '<summary id="m41-more-1">Visa de 2 som saknas</summary><p class="quiet">Saknas: Dalarna' in html


def test_facts_are_a_list_of_terms():
    assert '<dl class="facts"><dt>När</dt><dd>i dag</dd></dl>' in drawn(
        Facts(facts=(Fact(label="När", words=words("i dag")),))
    )


def test_a_repeated_label_says_for_whom_to_those_who_hear_it():
    html = drawn(Buttons(buttons=(Button(label="Klart", action="a.b", about="synpunkter"),)))
    assert 'Klart<span class="vh">: synpunkter</span></button>' in html


def test_a_choice_sends_its_option_and_shows_which_one_stands():
    html = drawn(ANSWER)
    assert sent(html, "Ja") == {"action": "question.answer", "values": {"question": 7, "choice": "1"}}
    assert html.count('aria-pressed="true"') == 1
    assert 'aria-pressed="true">Nej' in html


def test_every_form_tells_where_it_stands():
    html = drawn(ANSWER)
    for name, value in (("place", "body:3"), ("event", "once"), ("message", "41")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in html


def test_bars_are_measured_against_all_who_are_asked():
    html = drawn(Bars(count=17, of=21, words=words("17 av 21"), bars=(Bar(label="Ja", count=9),), caption="Svar"))
    assert (
        '<th scope="row">Ja</th><td aria-hidden="true"><svg><rect width="42.86%" height="100%"/></svg></td><td>9</td>'
        in html
    )


@pytest.mark.parametrize(("count", "of"), [(17, 21), (0, 8), (60, 60), (1, 1)])
def test_each_who_is_asked_has_a_seat_in_the_row(count: int, of: int):
    html = drawn(Bars(count=count, of=of, words=words("så många")))
    assert f'viewBox="0 0 {of} 1"' in html
    assert (html.count("<rect"), html.count('<rect class="in"')) == (of, count)


def test_where_many_are_asked_their_number_stands_alone():
    assert "seats" not in drawn(Bars(count=3, of=290, words=words("3 av 290")))


def test_before_any_answer_there_are_only_words():
    assert "<table" not in drawn(Bars(count=0, of=21, words=words("0 av 21")))


def test_rows_show_their_day_and_whether_it_is_certain():
    html = drawn(Rows(rows=(Row(words=words("Möte"), leaf=Leaf(day=date(2027, 5, 19), maybe=True)),)))
    assert '<time class="leaf maybe" datetime="2027-05-19"><b>19</b> maj</time>' in html


def test_numbered_rows_are_counted_in_a_card_and_not_on_a_page():
    rows = Rows(numbered=True, rows=(Row(words=words("ett"), does=(ANSWER,)), Row(words=words("två"))))
    assert '<ol class="list">' in drawn(rows)
    assert '<ul class="rows todo">' in draw_section(card("", rows), SPOT, "sv")


def test_a_row_with_several_ways_on_has_them_on_a_line_of_their_own():
    html = drawn(Rows(rows=(Row(words=words("Fråga"), does=(ANSWER,)),)))
    assert '<li class="ask">' in html


def test_rows_with_a_note_look_the_same_however_one_goes_on():
    note = Note(state="wait", word="Stänger fredag")
    form = Buttons(buttons=(Button(label="Svara", action="question.tell"),))
    html = drawn(Rows(rows=tuple(Row(words=words("Fråga"), note=note, does=(does,)) for does in (ANSWER, form))))
    assert html.count('<li class="ask"><div><p class="for"><span class="tag wait">Stänger fredag</span></p>') == 2


def test_dividers_headings_and_footers():
    html = drawn(Heading(text="Uppföljning"), Divider(), Footer(words=words("Öppen")))
    assert "<h4>Uppföljning</h4><hr><footer>Öppen</footer>" in html


def test_a_page_takes_its_head_from_the_card():
    whole = card("Två saker", Text(words=words("den mest brådskande först"), quiet=True), Rows(rows=()))
    head, rest = headed(whole)
    assert "<h1>Två saker</h1>" in draw_head(head, SPOT, "sv")
    assert [part.part for part in rest.parts] == ["rows"]


class Fields:
    """A form with a field of each kind."""

    line = Input(name="text", label="Fråga", value="Hej?", required=True, hint="Högst 150 tecken.")
    lines = Input(name="choices", label="Alternativ", kind="lines", value="\nett\ntvå")
    when = Input(name="closes", label="Stänger", kind="when", error="Det är för tidigt.")
    one = Input(name="kind", label="Svarsform", kind="one", value="2", options=(YES, Option(value="2", label="Två")))
    many = Input(name="who", label="Vilka", kind="many", value=["1"], options=(YES, Option(value="2", label="Två")))
    tick = Input(name="sure", label="Säker", kind="tick", value=True)
    long = Input(
        name="item", label="Punkt", kind="one", options=tuple(Option(value=str(n), label=f"{n}.") for n in range(9))
    )


@pytest.fixture
def form() -> Form:
    fields = (Fields.line, Fields.lines, Fields.when, Fields.one, Fields.many, Fields.tick, Fields.long)
    return Form(title="Stäm av", action="question.ask", fields=fields, submit="Läs igenom", values={"draft": 3})


def test_a_form_alone_stands_open_under_its_title(form: Form):
    assert '<h3 id="m41-t">Stäm av</h3><form class="form"' in drawn(form, title="")


def test_a_form_beside_other_things_is_folded_until_something_in_it_is_wrong(form: Form):
    assert re.search(r'<details open><summary id="m41-\w+">Stäm av</summary>', drawn(form))
    right = form.model_copy(update={"fields": (Fields.line,)})
    assert "<details><summary" in drawn(right)


def test_a_form_tells_how_each_field_is_read(form: Form):
    found = re.search(r'name="press" value="([^"]*)"', drawn(form))
    assert found is not None
    press = json.loads(unescape(found[1]))
    assert press["values"] == {"draft": 3}
    assert press["fields"]["sure"] == {"kind": "tick", "label": "Säker"}


def test_fields_hold_what_was_typed(form: Form):
    html = draw(card("", form), SPOT, "sv")
    assert 'name="f.text" value="Hej?"' in html
    assert 'rows="4">\n\nett\ntvå</textarea>' in html  # the first line break is the parser's, the second was typed
    assert '<input type="radio" name="f.kind" value="2" checked>' in html
    assert '<input type="checkbox" name="f.who" value="1" checked>' in html
    assert '<select class="short" id="m41-f-item" name="f.item">' in html


def test_a_mistake_is_said_above_and_beside_its_field(form: Form):
    html = drawn(form)
    assert '<div class="note stop" role="alert" tabindex="-1" id="m41-wrong">' in html
    assert '<a href="#m41-f-closes">Stänger</a>: Det är för tidigt.' in html
    assert '<p class="wrong" id="m41-f-closes-e">Det är för tidigt.</p>' in html
    assert 'aria-invalid="true" aria-describedby="m41-f-closes-e"' in html


def test_only_what_is_mine_alone_can_be_put_away(form: Form):
    assert "/dismiss" not in drawn(form)
    assert 'formaction="/dismiss"' in drawn(form, spot=MINE)


def test_what_is_already_done_can_not_be_cancelled_by_its_form(form: Form):
    html = drawn(form.model_copy(update={"final": True}), spot=MINE)
    assert "Läs igenom</button>" in html
    assert "/dismiss" not in html


HOSTILE = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("<>&\"'`={}%"), max_size=40)


class Checker(HTMLParser):
    """Collects the elements and ids of a piece of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value or "" for name, value in attrs if name == "id"]


def everything(text: str) -> Card:
    """A card with `text` wherever a text can stand."""
    run = (Run(text=text),)
    option = Option(value=text, label=text, hint=text)
    choice = Choice(action="a.c", name="choice", options=(option,), label=text)
    button = Button(label=text, action="a.b", values={"text": text}, about=text)
    fields = tuple(
        Input(name=kind, label=text, kind=kind, value=text, hint=text, error=text, options=(option,))
        for kind in ("line", "lines", "when", "one", "many", "tick")
    )
    return card(
        text,
        Note(state="wait", word=text, text=run),
        Text(words=(strong(text), Run(text=text, style="new"))),
        Said(text=text, by=text),
        Heading(text=text),
        Facts(facts=(Fact(label=text, words=run),)),
        Buttons(buttons=(button,), label=text),
        choice,
        Bars(count=1, of=21, words=run, bars=(Bar(label=text, count=1),), caption=text),
        Rows(rows=(Row(words=run, detail=run, does=(choice.model_copy(update={"action": "a.d"}),)),)),
        Form(title=text, action="a.e", fields=fields, submit=text, intro=text, error=text, values={"text": text}),
        Footer(words=run),
    )


PLAIN, EMPTY = (Checker(draw(everything(text), SPOT, "sv")) for text in ("text", ""))
"""With an empty option, which stands for none, the options are a list to pull down."""


@given(HOSTILE)
def test_no_text_becomes_markup(text: str):
    found = Checker(draw(everything(text), SPOT, "sv"))
    assert found.tags <= PLAIN.tags | EMPTY.tags | {"br"}
    assert found.attributes <= PLAIN.attributes | EMPTY.attributes


@given(HOSTILE)
def test_ids_are_given_once(text: str):
    ids = Checker(draw(everything(text), SPOT, "sv")).ids
    assert len(ids) == len(set(ids))
