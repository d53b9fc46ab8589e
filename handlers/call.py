"""How a capability is written: `@on` for what people do, `@shows` for what they are shown.

An event of a platform becomes an `Ask`; `perform` runs its handler in the caller's transaction and gives a `Reply`.
What is refused raises `Refused`, so that the transaction rolls back. `show` draws a view from the present state.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from types import ModuleType
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy.orm import Session

from handlers.cards import Button, Buttons, Card, Form, Run, Said, Text, Values, Words, card, words
from handlers.forms import Filled, number
from handlers.words import N_, Speech
from storage import audit, bodies, drafts, events, forums, people, posts
from storage.base import UnstorableText, check_storable
from storage.bodies import Stand
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

    `field` names the field of the form at fault; `offers` makes buttons with a way forward.
    """

    def __init__(
        self,
        template: str,
        field: str = "",
        offers: Callable[["Look"], tuple[Button, ...]] | None = None,
        **values: Any,
    ) -> None:
        super().__init__(template)
        self.template, self.field, self.offers, self.values = template, field, offers, values


class Reply(BaseModel):
    """What the one who asked gets, and nobody else: a card, or a form to fill in.

    `receipt`: the pressed card says the same by itself where it is drawn for each reader.
    """

    model_config = ConfigDict(frozen=True)

    outcome: Literal["done", "refused", "unsaved"] = "done"
    card: Card | None = None
    form: Form | None = None
    receipt: bool = False

    def text(self) -> str:
        return self.card.text() if self.card else ""


class Refused(Exception):
    """Nothing was changed; `reply` says why."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.text())
        self.reply = reply


@dataclass(frozen=True)
class Nothing:
    """A view that has nothing to show: the `reason` it is not sent, or when to try `again`."""

    reason: str
    again: datetime | None = None


@dataclass(frozen=True)
class Ask:
    """What a person asks for, by whichever platform. `event` is that platform's id of it; `body` the room it was
    said in."""

    action: str
    values: Values
    person: int
    event: str
    language: str | None = None
    body: int | None = None


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
        """What the viewer stands for today, by seat or as deputy."""
        return bodies.stands(self.db, self.viewer.id, self.today) if self.viewer else []


class Call(Look):
    """What a handler may do besides looking: ask for posts, have things shown again, note what was done."""

    def __init__(self, db: Session, ask: Ask, now: datetime) -> None:
        super().__init__(db, now, people.get(db, ask.person), ask.language)
        self.ask = ask

    def post(self, to: str, view: str, key: str, due: datetime | None = None, subject: str = "", **args: Any) -> None:
        """Want a message to exist: `view` with `args`, at `to`, from `due` (now unless said). Asking twice is asking
        once."""
        posts.want(self.db, posts.Wish(to, view, key, due or self.now, subject, args), self.now)

    def show_again(self, subject: str) -> None:
        """Have every message about `subject` («question:41») drawn afresh."""
        posts.touch(self.db, subject)

    def record(self, subject: str, **fields: Any) -> None:
        """Note for the audit what was done to `subject`. Only fields on the audit's list are accepted."""
        audit.note(self.db, self.now, self.person.id, self.ask.action, subject, fields)

    def draft(self, values: Values) -> int:
        """Keep what was typed, so that a button can carry its number instead."""
        return drafts.keep(self.db, self.person.id, self.ask.action, values, self.now)


Handler = Callable[[Call, Any], Reply]
FormOf = Callable[[Call, Filled], Form]
View = Callable[..., Card | Nothing]


def on(action: str, given: type[BaseModel], form: FormOf | None = None):
    """Make a function the handler of `action`. `form` asks for what is missing or does not fit."""

    def mark(handler: Handler) -> Handler:
        handler.does = (action, given, form)  # type: ignore[attr-defined]
        return handler

    return mark


def shows(view: str, live: bool = False, once: bool = False):
    """Make a function the drawing of `view`. A `live` view follows the state; the others stand as they were sent.

    `once`: rather unsure whether it came than sent twice, as for a result.
    """

    def mark(draw: View) -> View:
        draw.draws = (view, live, once)  # type: ignore[attr-defined]
        return draw

    return mark


class Capabilities:
    """The actions and views of an explicit list of modules; `reads` turns a typed line into what it asks for."""

    def __init__(self, modules: tuple[ModuleType, ...], reads: Callable[[Call, str], Ask]) -> None:
        self.reads = reads
        functions = [function for module in modules for function in vars(module).values()]
        marked = [(function, function.does) for function in functions if hasattr(function, "does")]
        self.actions = {action: (handler, given, form) for handler, (action, given, form) in marked}
        drawn = [(function, function.draws) for function in functions if hasattr(function, "draws")]
        self.views: dict[str, View] = {view: draw for draw, (view, _, _) in drawn}
        self.live = frozenset(view for _, (view, live, _) in drawn if live)
        self.once = frozenset(view for _, (view, _, once) in drawn if once)

    def perform(self, db: Session, ask: Ask, now: datetime) -> Reply:
        """Do what is asked, once for each event: a repeated event gets the reply of the first time. Raises Refused."""
        if stored := events.begin(db, ask.event, now):
            return Reply.model_validate_json(stored)
        reply = self._carry_out(Call(db, ask, now))
        events.finish(db, ask.event, reply.model_dump_json())
        return reply

    def _carry_out(self, call: Call) -> Reply:
        try:
            check_storable(call.ask.values)
            if call.ask.action == "say":
                call.ask = self.reads(call, str(call.ask.values.get("text", "")))
            return self._handle(call)
        except UnstorableText:
            told = Refusal(N_("The text holds characters that can not be stored. Write it again without them."))
            raise Refused(_refusal(call, told)) from None
        except Refusal as refusal:
            raise Refused(_refusal(call, refusal, _written(call))) from None

    def _handle(self, call: Call) -> Reply:
        """Run the action's handler. What is missing or does not fit comes back in its form, with all that was typed."""
        if call.ask.action not in self.actions:
            raise Refusal(N_("This button no longer works. Write «help» to see what you can do."))
        handler, given, form = self.actions[call.ask.action]
        values = _typed(call)
        if form and values.pop("edit", False):
            return Reply(form=form(call, Filled(values, {})))
        try:
            return handler(call, given.model_validate(values, context=call))
        except ValidationError as wrong:
            errors = sentences(call, wrong)
            if form is None:
                raise Refused(Reply(outcome="refused", card=card("", *map(_paragraph, errors.values())))) from None
            if not any(name in values for name in errors):
                return Reply(form=form(call, Filled(values, {})))
            raise Refused(Reply(outcome="refused", form=form(call, Filled(values, errors)))) from None
        except Refusal as refusal:
            if form is None or not refusal.field:
                raise
            errors = {refusal.field: call._(refusal.template).format(**refusal.values)}
            raise Refused(Reply(outcome="refused", form=form(call, Filled(values, errors)))) from None

    def show(self, view: str, args: Mapping[str, Any], look: Look) -> Card | Nothing:
        """Draw `view` from the state that `look` sees."""
        return self.views[view](look, **args)


def _typed(call: Call) -> Values:
    """What was filled in, on top of the draft that it names."""
    values = call.ask.values
    draft = {"draft": number(values["draft"])} if "draft" in values else {}
    return drafts.filled(call.db, values | draft, call.person.id)


def _written(call: Call) -> Said | None:
    """What was written in a form that will not come back: it stands under the refusal, so that it is not lost."""
    text = call.ask.values.get("text")
    return Said(text=text) if call.ask.action != "say" and isinstance(text, str) and text else None


def _refusal(look: Look, refusal: Refusal, written: Said | None = None) -> Reply:
    text = Text(words=words(look._(refusal.template), **refusal.values))
    offers = refusal.offers(look) if refusal.offers else ()
    return Reply(outcome="refused", card=card("", text, written, Buttons(buttons=offers) if offers else None))


def sentences(look: Look, wrong: ValidationError) -> dict[str, str]:
    """What is wrong with each field, in the caller's language."""
    return {str(error["loc"][0]) if error["loc"] else "": _sentence(look, error) for error in wrong.errors()}


def _sentence(look: Look, error: Any) -> str:
    context = error.get("ctx", {})
    if isinstance(unfit := context.get("error"), Unfit):
        return look._(unfit.template).format(**unfit.values)
    match error["type"]:
        case "missing" | "too_short" | "string_too_short":
            return look._(N_("Fill this in."))
        case "too_long" | "string_too_long":
            return look._(N_("At most {limit} characters fit here; yours has {length}.")).format(
                limit=context["max_length"], length=len(error["input"])
            )
        case _:
            return look._(N_("This does not fit here. Choose or write something else."))


def said(*parts: Words | str) -> Card:
    """A receipt: one or a few short paragraphs."""
    return card("", *map(_paragraph, parts))


def _paragraph(text: Words | str) -> Text:
    return Text(words=(Run(text=text),) if isinstance(text, str) else text)
