"""How a capability is written: `@on` for what people do, `@shows` for what they are shown, `@gives` for files they can
keep (`@makes` where that changes something), `@undoes` for taking back what was just done.

An event of a platform becomes an `Ask`, its handler gets a `Call` and gives a `Reply`; a `Refusal` rolls back. A view
gets a `Look` and gives a card, or `Nothing`. How they are found and run: handlers/capabilities.py.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from handlers.cards import Button, Card, Form, Run, Text, Values, Words, card
from handlers.forms import Filled
from handlers.words import Speech
from storage import absences, audit, bodies, drafts, forums, people, places, posts, undo
from storage.absences import Away
from storage.bodies import Seat, Stand
from storage.forums import Forum
from storage.people import Person

TEXT_LIMIT = 2000
"""Characters in one text that a person writes. A longer one is refused and kept; longer matter belongs in a
document."""


class Unfit(ValueError):
    """A value that does not fit its field: an English template and its values, told beside the field."""

    def __init__(self, template: str, **values: Any) -> None:
        super().__init__(template)
        self.template, self.values = template, values


class Refusal(Exception):
    """Why something is not done and what to do instead: an English template with its values.

    `field` names the field of the form at fault; `offers` makes buttons with a way forward. `also` are refusals of the
    same form for other fields of it.
    """

    def __init__(
        self,
        template: str,
        field: str = "",
        offers: Callable[["Look"], tuple[Button, ...]] | None = None,
        also: Sequence["Refusal"] = (),
        **values: Any,
    ) -> None:
        super().__init__(template)
        self.template, self.field, self.offers, self.also, self.values = template, field, offers, also, values


class Reply(BaseModel):
    """What the one who asked gets, and nobody else: a card, or a form to fill in.

    `unsure`: it may have been saved, or not.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    outcome: Literal["done", "refused", "unsaved", "unsure"] = "done"
    card: Card | None = None
    form: Form | None = None

    def text(self) -> str:
        return self.card.text() if self.card else ""


class Refused(Exception):
    """Nothing was changed; `reply` says why."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.text())
        self.reply = reply


@dataclass(frozen=True)
class Nothing:
    """A view that has nothing to show: the `reason` it is not sent, or when to try `again`.

    `over`: what was sent is still good to read, but its buttons ask for what is past.
    """

    reason: str
    again: datetime | None = None
    over: bool = False


@dataclass(frozen=True)
class File:
    """A file to keep or to hand over. `kind` is its media type."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Ask:
    """What a person asks for, by whichever platform. `event` is that platform's id of it; `body` the room it was
    said in, `place` the channel («slack:T1/C2»); `typed` names the values that they wrote themselves."""

    action: str
    values: Values
    person: int
    event: str
    language: str | None = None
    body: int | None = None
    typed: tuple[str, ...] = ("text",)
    place: str | None = None


class Look:
    """What a view knows: the state, the time, and for whom it draws (`viewer` is None where all see the same).

    `due` is when the post was to be shown, `shown` whether this is a redrawing of what is there.
    """

    def __init__(
        self,
        db: Session,
        now: datetime,
        viewer: Person | None,
        language: str | None = None,
        due: datetime | None = None,
        shown: bool = False,
    ) -> None:
        self.db, self.now, self.viewer, self.due, self.shown = db, now, viewer, due or now, shown
        self.forum: Forum = forums.the(db)
        self.zone = ZoneInfo(self.forum.zone)
        self.speech = Speech(language or (viewer.language if viewer else None) or self.forum.language, self.zone, now)
        self._ = self.speech.gettext
        self.count = self.speech.count

    @property
    def today(self):
        """The day it is in the forum's zone."""
        return self.speech.now.date()

    @property
    def person(self) -> Person:
        """The viewer, where there always is one: in a call, at home."""
        assert self.viewer is not None, "this is drawn for somebody"
        return self.viewer

    @cached_property
    def stands(self) -> list[Stand]:
        """What the viewer stands for today: by seat, as deputy, or for somebody who is away."""
        return bodies.stands(self.db, self.viewer.id, self.today) if self.viewer else []

    @cached_property
    def assisted(self) -> Sequence[Seat]:
        """The seats for whose holders the viewer prepares answers."""
        return bodies.assisted(self.db, self.viewer.id, self.today) if self.viewer else []

    @cached_property
    def away(self) -> Away:
        """Who is away today, and who stands in for each."""
        return absences.away_on(self.db, self.today)


class Call(Look):
    """What a handler may do besides looking: ask for posts, have things shown again, note what was done."""

    def __init__(self, db: Session, ask: Ask, now: datetime) -> None:
        super().__init__(db, now, people.get(db, ask.person), ask.language)
        self.ask = ask
        self.undoable: list[int] = []

    @cached_property
    def body(self) -> int | None:
        """The body in whose room it was said."""
        if self.ask.body or self.ask.place is None:
            return self.ask.body
        platform, _, address = self.ask.place.partition(":")
        place = places.at(self.db, platform, address)
        return place.body_id if place else None

    def post(self, to: str, view: str, key: str, due: datetime | None = None, subject: str = "", **args: Any) -> None:
        """Want a message to exist: `view` with `args`, at `to`, from `due` (now unless said). Asking twice is asking
        once."""
        posts.want(self.db, posts.Wish(to, view, key, due or self.now, subject, args), self.now)

    def show_again(self, *subjects: str) -> None:
        """Have every message about one of the subjects («question:41») drawn afresh."""
        posts.touch(self.db, *subjects)

    def record(self, subject: str, **fields: Any) -> None:
        """Note for the audit what was done to `subject`. Only fields on the audit's list are accepted."""
        audit.note(self.db, self.now, self.person.id, self.ask.action, subject, fields)

    def draft(self, values: Values) -> int:
        """Keep what was typed, so that a button can carry its number instead."""
        return drafts.keep(self.db, self.person.id, self.ask.action, values, self.now)

    def undo(self, action: str, /, **values: Any) -> Button:
        """A button that takes back what is being done, for ten minutes: `@undoes(action)` does it with these values."""
        kept = undo.keep(self.db, self.person.id, action, values, self.now)
        self.undoable.append(kept)
        return Button(label=self._("Undo"), action="undo.do", values={"undo": kept}, style="plain")


Handler = Callable[[Call, Any], Reply]
FormOf = Callable[[Call, Filled], Form]
View = Callable[..., Card | Nothing]


def on(action: str, given: type[BaseModel], form: FormOf | None = None):
    """Make a function the handler of `action`. `form` asks for what is missing or does not fit."""

    def mark(handler: Handler) -> Handler:
        handler.does = (action, given, form)  # type: ignore[attr-defined]
        return handler

    return mark


def shows(view: str, live: bool = False, never_twice: bool = False):
    """Make a function the drawing of `view`. A `live` view follows the state; the others stand as they were sent.

    `never_twice`: rather not sure whether it came than sent twice, as for a result.
    """

    def mark(draw: View) -> View:
        draw.draws = (view, live, never_twice)  # type: ignore[attr-defined]
        return draw

    return mark


def undoes(action: str, given: type[BaseModel]):
    """Make a function that takes back what `call.undo(action, …)` offered to. Nobody can ask for it otherwise."""

    def mark(handler: Handler) -> Handler:
        handler.takes_back = (action, given)  # type: ignore[attr-defined]
        return handler

    return mark


def gives(file: str, given: type[BaseModel]):
    """Make a function the maker of a file, for one who looks: `(look, given) -> File`. It raises Refusal."""

    def mark(make: Callable[[Look, Any], File]) -> Callable[[Look, Any], File]:
        make.gives = (file, given)  # type: ignore[attr-defined]
        return make

    return mark


def makes(file: str, given: type[BaseModel]):
    """Make a function the maker of a file that can not be had without changing something: `(call, given) -> File`. It
    runs each time it is asked for, and nothing of what it makes is kept. It raises Refusal."""

    def mark(make: Callable[[Call, Any], File]) -> Callable[[Call, Any], File]:
        make.makes = (file, given)  # type: ignore[attr-defined]
        return make

    return mark


def said(*parts: Words | str) -> Card:
    """A receipt: one or a few short paragraphs."""
    return card("", *map(paragraph, parts))


def paragraph(text: Words | str) -> Text:
    return Text(words=(Run(text=text),) if isinstance(text, str) else text)
