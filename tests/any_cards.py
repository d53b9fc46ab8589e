"""Any cards and fields at all, for what must hold of every one: for Hypothesis."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from handlers.cards import (
    Bar,
    Bars,
    Button,
    Buttons,
    Card,
    Choice,
    Divider,
    Download,
    Fact,
    Facts,
    Files,
    Footer,
    Form,
    Heading,
    Input,
    Note,
    Option,
    Row,
    Rows,
    Run,
    Said,
    Text,
)  # fmt: skip

HOSTILE = "<!channel> *fet* _lutad_ &lt; `kod` <https://exempel.se|klicka> @här :tada:"

texts = st.one_of(
    st.sampled_from([HOSTILE, "kl. 9.30", "<!channel>", "*x*", "&lt;", "> citat", "<@U1>", "a" * 160, "ord " * 900]),
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=80),
)
labels = texts.filter(str.strip)
runs = st.builds(
    Run,
    text=texts,
    style=st.sampled_from(["", "strong", "new", "old"]),
    at=st.sampled_from([None, datetime(2027, 2, 12, 11, tzinfo=UTC)]),
    href=st.sampled_from(["", "https://exempel.se/a?b=c&d=<e>"]),
)
runs_of = st.lists(runs, max_size=4).map(tuple)
values = st.dictionaries(st.sampled_from(["question", "text"]), st.integers() | st.text(max_size=40))
buttons = st.builds(
    Button,
    label=labels,
    action=st.just("a.b"),
    values=values,
    about=texts,
    style=st.sampled_from(["", "primary", "danger"]),
)
choices = st.builds(
    Choice,
    action=st.just("a.b"),
    name=st.just("choice"),
    values=values,
    label=texts,
    options=st.lists(
        st.builds(Option, value=st.text(max_size=160), label=labels, hint=st.just("") | texts, chosen=st.booleans()),
        min_size=1,
        max_size=30,
        unique_by=lambda option: option.value,
    ).map(tuple),
)
notes = st.builds(Note, word=labels, text=runs_of, button=st.none() | buttons)
groups = st.builds(Buttons, buttons=st.lists(buttons, min_size=1, max_size=12).map(tuple))
rows = st.builds(
    Row, words=runs_of, detail=runs_of, note=st.none() | notes, does=st.lists(groups | choices, max_size=1).map(tuple)
)
parts = st.one_of(
    notes,
    st.builds(Text, words=runs_of, quiet=st.booleans()),
    st.builds(Said, text=texts, by=texts),
    st.builds(Heading, text=labels),
    st.builds(Facts, facts=st.lists(st.builds(Fact, label=labels, words=runs_of), max_size=5).map(tuple)),
    groups,
    st.builds(Files, files=st.lists(st.builds(Download, label=labels, file=st.just("f")), max_size=3).map(tuple)),
    choices,
    st.builds(
        Form,
        title=labels,
        action=st.just("a.b"),
        submit=st.just("Spara"),
        fields=st.just((Input(name="text", label="Text", value="kvar"),)),
    ),
    st.builds(
        Bars,
        count=st.integers(0, 21),
        of=st.integers(0, 21),
        words=runs_of,
        bars=st.lists(st.builds(Bar, label=labels, count=st.integers(0, 21)), max_size=5).map(tuple),
    ),
    st.builds(Rows, rows=st.lists(rows, max_size=25).map(tuple), numbered=st.booleans()),
    st.just(Divider()),
    st.builds(Footer, words=runs_of),
)
cards = st.builds(Card, title=st.just("") | texts, parts=st.lists(parts, max_size=8).map(tuple))


def options(count: int, **given: Any) -> tuple[Option, ...]:
    return tuple(Option(value=str(number), label=f"Region {number}", **given) for number in range(1, count + 1))


fields = st.one_of(
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


def said(shown: Card | Row | Note | Buttons) -> list[str]:
    """Every text that a reader is to see."""
    dumped = shown.model_dump()
    return list(_texts_in(dumped))


SEEN = {"text", "label", "title", "word", "by", "hint"}
HEARD = {"value", "values", "action", "about", "caption", "submit", "fields", "href", "name", "file"}


def _texts_in(node: object, seen: bool = False):
    match node:
        case dict():
            heard = HEARD | ({"label"} if node.get("part") in ("choice", "buttons") else set())
            for name, value in node.items():
                if name not in heard:
                    yield from _texts_in(value, name in SEEN)
        case list() | tuple():
            for one in node:
                yield from _texts_in(one)
        case str() if seen:
            yield node


def squeezed(text: str) -> str:
    return "".join(text.split())
