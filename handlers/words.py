"""Words, dates and numbers in the reader's language.

Source texts are English msgids; the catalogues lie in `handlers/locale`, read as they are (.po), so that nothing needs
compiling. `N_` marks a text that is translated later, when the reader is known.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from handlers.cards import Run

LANGUAGES = ("sv", "en")
LOCALE = Path(__file__).parent / "locale"


def N_(text: str) -> str:
    """Mark `text` for the catalogue without translating it yet."""
    return text


@cache
def catalogue(language: str) -> NullTranslations:
    """The translations of `language`; English is the source and needs none."""
    path = LOCALE / language / "messages.po"
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as lines:
        write_mo(compiled, read_po(lines, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


class Speech:
    """How one speaks to a reader: language, the forum's time zone, and what day it is."""

    def __init__(self, language: str, zone: ZoneInfo, now: datetime) -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self.zone = zone
        self.now = now.astimezone(zone)
        self._texts = catalogue(self.language)

    def gettext(self, text: str) -> str:
        return self._texts.gettext(text)

    def count(self, one: str, many: str, count: int, **values: object) -> str:
        """«1 svar», «17 svar»: the form that fits `count`, which fills {count}."""
        return self._texts.ngettext(one, many, count).format(count=count, **values)

    def day(self, day: date, weekday: bool = True) -> str:
        """«tisdag 9 februari», with the year when it is another than this one."""
        pattern = ("EEEE " if weekday else "") + "d MMMM" + ("" if day.year == self.now.year else " y")
        return format_date(day, pattern, locale=self.language)

    def period(self, first: date, last: date) -> str:
        """«1–30 april», «1 mars–30 april», or the one day."""
        if first == last:
            return self.day(first)
        same = (first.year, first.month) == (last.year, last.month)
        start = str(first.day) if same and self.language == "sv" else self.day(first, weekday=False)
        return f"{start}–{self.day(last, weekday=False)}"

    def short_month(self, day: date) -> str:
        return format_date(day, "MMM", locale=self.language).rstrip(".")

    def hour(self, at: time) -> str:
        """«9.30», "9:30"."""
        return self.gettext("{hour}:{minute}").format(hour=at.hour, minute=f"{at.minute:02}")

    def clock(self, at: time) -> str:
        """«kl. 9.30», "at 9:30"."""
        return self.gettext("at {hour}").format(hour=self.hour(at))

    def moment(self, at: datetime) -> Run:
        """«tisdag 9 februari kl. 9.30», or «i dag kl. 16.00». The instant is kept for platforms that show it their
        way."""
        local = at.astimezone(self.zone)
        return Run(text=f"{self.near_day(local.date())} {self.clock(local.time())}", at=at.astimezone(UTC))

    def lasting(self, at: datetime) -> Run:
        """«tisdag 9 februari kl. 9.30», for what is still read on other days."""
        local = at.astimezone(self.zone)
        return Run(text=f"{self.day(local.date())} {self.clock(local.time())}", at=at.astimezone(UTC))

    def near_day(self, day: date) -> str:
        """«i dag», «i morgon», else the day."""
        match day - self.now.date():
            case timedelta(days=0):
                return self.gettext("today")
            case timedelta(days=1):
                return self.gettext("tomorrow")
            case _:
                return self.day(day)

    def decimal(self, number: float) -> str:
        """«3,4», "3.4"."""
        return format_decimal(number, "0.0", locale=self.language)

    def joined(self, names: Sequence[str]) -> str:
        """«Dalarna, Gotland och Halland»."""
        if len(names) < 2:
            return "".join(names)
        return self.gettext("{first} and {last}").format(first=", ".join(names[:-1]), last=names[-1])

    def either(self, names: Sequence[str]) -> str:
        """«Dalarna, Gotland eller Halland»."""
        if len(names) < 2:
            return "".join(names)
        return self.gettext("{first} or {last}").format(first=", ".join(names[:-1]), last=names[-1])
