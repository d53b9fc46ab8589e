"""What people hand over: a plain document, made into Markdown or Word.

The words are kept apart from the marks, as on a card: whatever people wrote stands as they wrote it, and makes no
heading, list or table. In Word it is made for those who listen to it: real headings, a table whose head is repeated,
the language and the title set.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Literal

from handlers.call import File, Look
from handlers.cards import Download, Files, Value

if TYPE_CHECKING:
    from docx.document import Document as WordFile

Format = Literal["markdown", "word"]
KINDS: dict[Format, tuple[str, str]] = {
    "markdown": ("md", "text/markdown"),
    "word": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}
"""The ending and the media type of each format."""


@dataclass(frozen=True)
class Heading:
    """What the next parts are about: of level 2, under the title, or deeper."""

    text: str
    level: Literal[2, 3, 4] = 2


@dataclass(frozen=True)
class Paragraph:
    """A text. Its line breaks are kept; lines without words are left out."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list; two in a row read as one."""

    items: Sequence[str]


@dataclass(frozen=True)
class Table:
    """Rows of as many cells as the head has."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


Part = Heading | Paragraph | Bullets | Table


@dataclass(frozen=True)
class Document:
    title: str
    parts: Sequence[Part]


def downloads(look: Look, file: str, label: str, **values: Value) -> Files:
    """[Hämta underlag (Word)] [Text (Markdown)]: links to a file that `@gives` makes in the `format` that is asked for.
    `label` says what it is, in Word."""
    formats: tuple[tuple[Format, str], ...] = (("word", label), ("markdown", look._("Text (Markdown)")))
    return Files(
        files=tuple(Download(label=label, file=file, values=values | {"format": format}) for format, label in formats)
    )


def handed_over(document: Document, name: str, format: Format, language: str) -> File:
    """The document as a file; `name` is without ending."""
    ending, kind = KINDS[format]
    content = markdown(document) if format == "markdown" else word(document, language)
    return File(f"{name}.{ending}", kind, content)


UNPRINTABLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""What no document can hold, or what would make it read otherwise than it is."""


def _lines(text: str) -> list[str]:
    """The lines that say something. Tabs and spaces in a row are one space, as in every document."""
    lines = text.replace("\r\n", "\n").split("\n")
    return [said for line in lines if (said := " ".join(UNPRINTABLE.sub("", line).split()))]


# Markdown

MARKS = re.compile(r"([\\`*_\[\]<>&|~$#])")
AT_THE_START = re.compile(r"^([-+=:]|\d{1,9}(?=[.)]))")


def markdown(document: Document) -> bytes:
    """The document in Markdown (CommonMark with tables)."""
    blocks = [f"# {_in_one(document.title)}", *(block for part in document.parts if (block := _block(part)))]
    return ("\n\n".join(blocks) + "\n").encode()


def _block(part: Part) -> str:
    match part:
        case Heading():
            return f"{'#' * part.level} {_in_one(part.text)}"
        case Paragraph():
            return "\\\n".join(map(_escaped, _lines(part.text)))
        case Bullets():
            return "\n".join("- " + "\\\n  ".join(map(_escaped, _lines(item))) for item in part.items)
        case Table():
            return "\n".join([_row(part.head), "|" + " --- |" * len(part.head), *map(_row, part.rows)])


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(map(_in_one, cells)) + " |"


def _in_one(text: str) -> str:
    """On one line, as headings and cells are."""
    return _escaped(" / ".join(_lines(text)))


def _escaped(line: str) -> str:
    """A line of what people wrote, so that every sign in it stands for itself."""
    return AT_THE_START.sub(_escaped_start, MARKS.sub(r"\\\1", line))


def _escaped_start(found: re.Match[str]) -> str:
    return f"{found[1]}\\" if found[1].isdigit() else f"\\{found[1]}"


# Word


def word(document: Document, language: str) -> bytes:
    """The document as a Word file (docx), for A4. `language` is that of its words, «sv»."""
    from docx import Document as new  # read when the first one is made: it takes memory that most days need not

    made: WordFile = new()
    _describe(made, document.title, language)
    made.add_heading(" / ".join(_lines(document.title)), level=1)
    for part in document.parts:
        _add(made, part)
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def _describe(made: "WordFile", title: str, language: str) -> None:
    """What reading aids ask for: the title, the language. The template's own author and dates go."""
    from docx.oxml.ns import qn
    from docx.shared import Mm

    about = made.core_properties
    about.title, about.language, about.author, about.comments = " ".join(_lines(title))[:255], language, "", ""
    for stale in ("dcterms:created", "dcterms:modified"):
        for found in about._element.findall(qn(stale)):
            about._element.remove(found)
    for style in made.styles.element.iter(qn("w:rPrDefault")):
        for spoken in style.iter(qn("w:lang")):
            spoken.set(qn("w:val"), {"sv": "sv-SE", "en": "en-GB"}.get(language, language))
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)


def _add(made: "WordFile", part: Part) -> None:
    match part:
        case Heading():
            made.add_heading(" / ".join(_lines(part.text)), level=part.level)
        case Paragraph():
            if lines := _lines(part.text):
                made.add_paragraph("\n".join(lines))
        case Bullets():
            for item in part.items:
                made.add_paragraph("\n".join(_lines(item)), style="List Bullet")
        case Table():
            _add_table(made, part)


def _add_table(made: "WordFile", part: Table) -> None:
    from docx.oxml import OxmlElement

    table = made.add_table(rows=1 + len(part.rows), cols=len(part.head), style="Table Grid")
    for row, cells in zip(table.rows, [part.head, *part.rows], strict=True):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = "\n".join(_lines(text))
    head = table.rows[0]
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in head.cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
    made.add_paragraph()
