"""The main cards, and hostile ones, drawn by Microsoft's own renderer."""

import json

from bot.teams.cards import page
from handlers.cards import Card, Fact, Facts, Form, Heading, Input, Note, Option, Row, Rows, Said, Text, card, words
from tests.any_cards import squeezed
from tests.teams.golden import FOLDER
from tests.teams.rendering import rendered

WILD = "*fet* _lutad_ ~~bort~~ [klicka](https://exempel.se) <b>x</b> `kod` &lt; {{TIME(2027-02-12T11:00:00Z)}} # rubrik"
MADE_BY_MARKUP = {"a", "em", "strong", "s", "code", "b", "h1", "h2", "ol", "ul", "li", "blockquote", "pre"}


def test_the_main_cards_are_drawn_without_complaint():
    cards = {
        f"{path.stem} {number}": one
        for path in sorted(FOLDER.glob("*.json"))
        for number, one in enumerate(json.loads(path.read_text())["pages"], 1)
    }
    drawn = dict(zip(cards, rendered(*cards.values()), strict=True))
    assert {name: one.problems for name, one in drawn.items() if one.problems} == {}
    assert all(one.text for one in drawn.values())


def wild() -> Card:
    said = words("{wild}", wild=WILD)
    options = (Option(value="1", label=WILD), Option(value="2", label="1. Nej"))
    fields = (
        Input(name="a", label=WILD, hint=WILD, error=WILD, value=WILD),
        Input(name="b", label="X", kind="one", options=options),
        Input(name="c", label="X", kind="many", options=options),
        Input(name="d", label=WILD, kind="tick"),
    )
    return card(
        WILD,
        Note(word=WILD, text=said),
        Text(words=said, quiet=True),
        Said(text=WILD, by=WILD),
        Heading(text=WILD),
        Facts(facts=(Fact(label="Var", words=said),)),
        Rows(rows=(Row(words=said, detail=said),), numbered=True),
        Form(title=WILD, action="a.b", submit="Spara", fields=fields, intro=WILD, error=WILD),
    )


def test_what_people_wrote_is_drawn_as_they_wrote_it():
    [drawn] = rendered(page(wild(), 1, {}, "sv"))
    assert drawn.problems == []
    assert MADE_BY_MARKUP & drawn.tags.keys() == set()
    assert squeezed(drawn.text).replace("\u2060", "").count(squeezed(WILD)) >= 15


def test_the_renderer_would_have_told():
    odd = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlok", "text": WILD}]}
    marked = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": WILD}]}
    first, second = rendered(odd, marked)
    assert first.problems
    assert {"a", "em", "code"} <= second.tags.keys()
