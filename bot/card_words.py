"""What the elements of a card say, the same on each platform that draws them from blocks."""

from collections.abc import Iterator

from handlers.cards import Button, Form, Note, Option, Row, Run, Words, strong


def shortened(label: str, most: int) -> str:
    """A label that fits. What is longer stands whole beside it."""
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"


def parted(text: str, most: int) -> Iterator[str]:
    """The text in pieces that fit, parted between words where there are any."""
    while len(text) > most:
        place = max(text.rfind(" ", 0, most), text.rfind("\n", 0, most)) + 1 or most
        yield text[:place]
        text = text[place:]
    yield text


def noted(note: Note) -> Words:
    """«Ert svar saknas. Du svarar för Region Dalarna»."""
    word = note.word if note.word[-1:] in ("", ".", "?", "!", ":") else f"{note.word}."
    return (strong(word), Run(text=" "), *note.text) if note.text else (strong(word),)


def row_words(row: Row, mark: str) -> Words:
    note = (*noted(row.note), Run(text=" ")) if row.note else ()
    detail = (Run(text=" · "), *row.detail) if row.detail else ()
    return (Run(text=mark), *note, *row.words, *detail)


def opening(form: Form) -> Button:
    """Opens the form, with what stands in its fields."""
    filled = {field.name: field.value for field in form.fields if field.value}
    return Button(label=form.title, action=form.action, values=form.values | filled | {"edit": True})


def marked(option: Option) -> str:
    return f"✓ {option.label}" if option.chosen else option.label


def labelled(options: tuple[Option, ...], room: int) -> tuple[Option, ...]:
    """The options with labels that fit. Where one does not, all are numbered, so that they can be told apart."""
    if all(len(option.label) <= room for option in options):
        return options
    return tuple(
        option.model_copy(update={"label": shortened(f"{number}. {option.label}", room)})
        for number, option in enumerate(options, 1)
    )


def read_out(options: tuple[Option, ...], numbered: bool) -> tuple[Words, ...]:
    """The options in full, a line for each."""
    marks = [f"{number}. " if numbered else "" for number in range(1, len(options) + 1)]
    return tuple(_described(mark, option) for mark, option in zip(marks, options, strict=True))


def _described(mark: str, option: Option) -> Words:
    hint = (Run(text=f" – {option.hint}"),) if option.hint else ()
    return (*((Run(text=mark),) if mark else ()), strong(option.label), *hint)
