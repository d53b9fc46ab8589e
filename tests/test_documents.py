"""Documents to hand over: whatever people wrote stands as they wrote it, in Markdown and in Word."""

from io import BytesIO

import docx
from docx.oxml.ns import qn
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from handlers.documents import Bullets, Document, Heading, Paragraph, Table, handed_over, markdown, word

SIGNS = st.text(st.sampled_from("ab å\n\t\\`*_{}[]()<>#+-.!|&~=:;1\"'$/@\u2028\u0007é "), max_size=30)
WRITTEN = st.one_of(SIGNS, st.text(max_size=30))
PARTS = st.one_of(
    st.builds(Heading, WRITTEN, st.sampled_from([2, 3])),
    st.builds(Paragraph, WRITTEN),
    st.builds(Bullets, st.lists(WRITTEN, min_size=1, max_size=3)),
    st.builds(Table, st.tuples(WRITTEN, WRITTEN), st.lists(st.tuples(WRITTEN, WRITTEN), max_size=3)),
)
SAID = "Ja.\n# Nej\n- *Kanske* | <b>1 & 2</b>"


def flat(text: str) -> str:
    """The words of a text as they are read: no signs that cannot be seen, no breaks."""
    seen = "".join(" " if sign in "\n\t\r" else sign for sign in text if sign.isprintable() or sign in "\n\t\r")
    return "".join(seen.split())


def words_of(token: Token) -> str:
    return "".join(one.content for one in token.children or ())


def read(content: bytes) -> list[tuple[str, list[str]]]:
    """The blocks of a Markdown text, each with the texts in it."""
    blocks: list[tuple[str, list[str]]] = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(content.decode()):
        if token.level == 0 and token.nesting >= 0:
            blocks.append((token.tag, []))
        if token.type == "inline":
            assert {one.type for one in token.children or ()} <= {"text", "text_special", "hardbreak"}, token
            blocks[-1][1].append(words_of(token))
    return blocks


def expected(part: object) -> tuple[str, list[str]]:
    match part:
        case Heading():
            return f"h{part.level}", [part.text]
        case Paragraph():
            return "p", [part.text]
        case Bullets():
            return "ul", list(part.items)
        case Table():
            return "table", [cell for row in (part.head, *part.rows) for cell in row]
    raise TypeError(part)


def bare(blocks: list[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    """Without breaks (in a heading or cell they are shown as « / ») and without what is empty."""
    told = [(tag, [said for text in texts if (said := flat(text).replace("/", ""))]) for tag, texts in blocks]
    return [(tag, texts) for tag, texts in told if texts]


@given(WRITTEN, st.lists(PARTS, max_size=4))
@example("# 1.", [Paragraph("---"), Bullets(["1) a\n\n    b"]), Table(("|", "a\nb"), [("\\|", ":-")])])
@example("", [Heading(""), Bullets([""]), Paragraph(""), Table(("", ""), [])])
def test_nothing_that_people_write_changes_a_markdown_document(title: str, parts: list):
    lists = [part for part in parts if isinstance(part, Bullets)]
    parts = [part for part in parts if part not in lists[1:]]
    assert bare(read(markdown(Document(title, parts)))) == bare([("h1", [title]), *map(expected, parts)])


@given(WRITTEN, st.lists(PARTS, max_size=3))
def test_every_text_can_stand_in_a_word_document(title: str, parts: list):
    made = docx.Document(BytesIO(word(Document(title, parts), "sv")))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    texts = [text for _, texts in map(expected, parts) for text in texts]
    told = sorted(flat(text).replace("/", "") for text in [title, *texts])
    found = sorted(flat(text).replace("/", "") for text in [*(p.text for p in made.paragraphs), *cells])
    assert [text for text in found if text] == [text for text in told if text]


def test_line_breaks_are_kept():
    made = Document("Svar", [Paragraph(SAID), Bullets([SAID]), Table(["Vad"], [[SAID]])])
    assert markdown(made).decode() == (
        "# Svar\n\n"
        "Ja.\\\n\\# Nej\\\n\\- \\*Kanske\\* \\| \\<b\\>1 \\& 2\\</b\\>\n\n"
        "- Ja.\\\n  \\# Nej\\\n  \\- \\*Kanske\\* \\| \\<b\\>1 \\& 2\\</b\\>\n\n"
        "| Vad |\n| --- |\n| Ja. / \\# Nej / - \\*Kanske\\* \\| \\<b\\>1 \\& 2\\</b\\> |\n"
    )
    opened = docx.Document(BytesIO(word(made, "sv")))
    assert [p.text for p in opened.paragraphs if p.text] == ["Svar", SAID, SAID]
    assert opened.tables[0].cell(1, 0).text == SAID


def test_a_word_document_is_made_for_those_who_listen_to_it():
    content = word(Document("Svar", [Heading("Ja"), Heading("Dalarna", 3), Table(["Vem", "Vad"], [["a", "b"]])]), "sv")
    made = docx.Document(BytesIO(content))
    assert made.core_properties.title == "Svar"
    assert made.core_properties.language == "sv"
    assert made.core_properties.author == ""
    assert [p.style.name for p in made.paragraphs[:3] if p.style] == ["Heading 1", "Heading 2", "Heading 3"]
    [spoken] = {lang.get(qn("w:val")) for lang in made.styles.element.iter(qn("w:lang"))}
    assert spoken == "sv-SE"
    head, row = made.tables[0].rows
    assert [repeated._tr.trPr.find(qn("w:tblHeader")) is not None for repeated in (head, row)] == [True, False]


def test_a_document_is_handed_over_under_its_name():
    made = Document("Svar", [Paragraph("Ja")])
    plain, rich = handed_over(made, "svar", "markdown", "sv"), handed_over(made, "svar", "word", "sv")
    assert (plain.name, plain.kind, plain.content) == ("svar.md", "text/markdown", b"# Svar\n\nJa\n")
    assert rich.name == "svar.docx"
    assert rich.content.startswith(b"PK")
