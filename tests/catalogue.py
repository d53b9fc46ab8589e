"""The texts in the code and the Swedish catalogue, held against each other. `python -m tests.catalogue` brings the
catalogue up to date: new texts come with an empty translation, unused ones go."""

from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
SWEDISH = ROOT / "handlers" / "locale" / "sv" / "messages.po"
KEYWORDS = {"_": None, "N_": None, "gettext": None, "count": (1, 2), "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("**/templates/**.j2", "jinja2")]
OPTIONS = {"**/templates/**.j2": {"extensions": "jinja2.ext.i18n", "trimmed": "true"}}


def in_the_code() -> Catalog:
    """Every text that is marked for translation, with the files it stands in."""
    found = Catalog(locale="sv")
    for folder in ("handlers", "bot"):
        texts = extract_from_dir(ROOT / folder, METHODS, OPTIONS, KEYWORDS)
        for file, _, text, _, _ in sorted(texts, key=lambda one: (one[0], one[1])):
            found.add(text, locations=[(f"{folder}/{file}", None)])
    return found


def in_swedish() -> Catalog:
    with SWEDISH.open("rb") as file:
        return read_po(file, locale="sv")


def is_translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


def update() -> None:
    known, found = in_swedish(), in_the_code()
    for message in found:
        if message.id and (old := known.get(message.id if isinstance(message.id, str) else message.id[0])):
            message.string = old.string
    found.header_comment = (
        "# Swedish, the forum's own language. The msgids are English; `make check` holds it complete."
    )
    with SWEDISH.open("wb") as file:
        write_po(file, found, width=0, include_lineno=False, omit_header=True)


if __name__ == "__main__":
    update()
