"""The actions and views that there are, and how one is carried out: once for each event, in one transaction.

What is missing or does not fit comes back in its form, with all that was typed. What is refused raises `Refused`, so
that the transaction rolls back.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from inspect import isfunction
from types import ModuleType
from typing import Any

from pydantic import BaseModel, ValidationError
from sqlalchemy.orm import Session

from handlers import undoing
from handlers.call import Ask, Call, File, Look, Nothing, Refusal, Refused, Reply, Unfit, View, paragraph
from handlers.cards import Buttons, Card, Said, Text, Values, card, words
from handlers.fields import Untraced
from handlers.forms import Filled, number
from handlers.words import N_
from storage import drafts, events
from storage.base import UnstorableText, check_storable


class Capabilities:
    """The actions and views of an explicit list of modules; `reads` turns a typed line into what it asks for."""

    def __init__(self, modules: tuple[ModuleType, ...], reads: Callable[[Call, str], Ask]) -> None:
        self.reads = reads
        self.actions = {action: (handler, given, form) for handler, (action, given, form) in _marked(modules, "does")}
        self.undoings = {action: (handler, given, None) for handler, (action, given) in _marked(modules, "takes_back")}
        self.files = {file: (make, given) for make, (file, given) in _marked(modules, "gives")}
        self.new_files = {file: (make, given) for make, (file, given) in _marked(modules, "makes")}
        drawn = _marked(modules, "draws")
        self.views: dict[str, View] = {view: draw for draw, (view, _, _) in drawn}
        self.live = frozenset(view for _, (view, live, _) in drawn if live)
        self.never_twice = frozenset(view for _, (view, _, never_twice) in drawn if never_twice)

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
            reply = self._handle(call)
            undoing.remember(call, reply)
            return reply
        except UnstorableText:
            told = Refusal(N_("The text holds characters that can not be stored. Write it again without them."))
            raise Refused(_refusal(call, told)) from None
        except Refusal as refusal:
            raise Refused(_refusal(call, refusal, *self._written(call))) from None

    def _handle(self, call: Call) -> Reply:
        """Run the action's handler. What is missing or does not fit comes back in its form, with all that was typed."""
        known = self.actions
        if call.ask.action == "undo.do":
            call.ask, known = undoing.read(call), self.undoings
        if call.ask.action not in known:
            raise Refusal(N_("This button no longer works. Write «help» to see what you can do."))
        handler, given, form = known[call.ask.action]
        values = _typed(call)
        if form and values.pop("edit", False):
            return Reply(form=form(call, Filled(values, {})))
        try:
            return handler(call, given.model_validate(values, context=call))
        except ValidationError as wrong:
            errors = sentences(call, wrong)
            if form is None:
                raise Refused(Reply(outcome="refused", card=card("", *map(paragraph, errors.values())))) from None
            if not any(name in values for name in errors):
                return Reply(form=form(call, Filled(values, {})))
            raise Refused(Reply(outcome="refused", form=form(call, Filled(values, errors)))) from None
        except Refusal as refusal:
            if form is None or not refusal.field:
                raise
            wrong = (refusal, *refusal.also)
            errors = {one.field: call._(one.template).format(**one.values) for one in wrong}
            raise Refused(Reply(outcome="refused", form=form(call, Filled(values, errors)))) from None

    def _written(self, call: Call) -> Iterator[Said]:
        """What was written in a form that will not come back: it stands under the refusal, so that it is not lost."""
        _, given, _ = self.actions.get(call.ask.action, (None, BaseModel, None))
        if call.ask.action == "say" or issubclass(given, Untraced):
            return
        for name, value in call.ask.values.items():
            if name in ("text", *call.ask.typed) and isinstance(value, str) and value:
                yield Said(text=value)

    def show(self, view: str, args: Mapping[str, Any], look: Look) -> Card | Nothing:
        """Draw `view` from the state that `look` sees."""
        return self.views[view](look, **args)

    def give(self, file: str, values: Values, look: Look) -> File:
        """Make the file for one who looks. Raises Refused, for one that does not exist as well."""
        return self._made(self.files, file, values, look)

    def make(self, db: Session, ask: Ask, now: datetime) -> File:
        """Make a file that changes something. It is kept nowhere, nor with the event. Raises Refused."""
        self.once(db, ask, now)
        return self._made(self.new_files, ask.action, ask.values, Call(db, ask, now))

    def once(self, db: Session, ask: Ask, now: datetime) -> None:
        """Take the event of a file, where its platform has one: what is not kept can not be given again. Raises Refused
        where it comes again."""
        if not ask.event:
            return
        if events.begin(db, ask.event, now):
            raise Refused(_refusal(Call(db, ask, now), Refusal(N_("That file was made already. Ask for it anew."))))
        events.finish(db, ask.event, Reply().model_dump_json())

    def _made(self, makers: Mapping[str, Any], file: str, values: Values, look: Look) -> File:
        try:
            if file not in makers:
                raise Refusal(N_("There is no such file."))
            make, given = makers[file]
            return make(look, given.model_validate(values, context=look))
        except ValidationError:
            raise Refused(_refusal(look, Refusal(N_("There is no such file.")))) from None
        except Refusal as refusal:
            raise Refused(_refusal(look, refusal)) from None


def _marked(modules: tuple[ModuleType, ...], mark: str) -> list[tuple[Any, Any]]:
    """The functions of the modules that bear a mark, each with what it says."""
    functions = [one for module in modules for one in vars(module).values() if isfunction(one)]
    return [(function, getattr(function, mark)) for function in functions if hasattr(function, mark)]


def _typed(call: Call) -> Values:
    """What was filled in, on top of the draft that it names. What is carried out (`sure`) takes its draft away, so that
    it is sent once. Raises Refusal for a draft that is gone."""
    values = dict(call.ask.values)
    if "draft" not in values:
        return values
    find = drafts.take if values.get("sure") else drafts.read
    kept = find(call.db, number(values.pop("draft")), call.person.id)
    if kept is None:
        raise Refusal(N_("It is already sent."))
    return kept | values


def _refusal(look: Look, refusal: Refusal, *written: Said) -> Reply:
    text = Text(words=words(look._(refusal.template), **refusal.values))
    offers = refusal.offers(look) if refusal.offers else ()
    return Reply(outcome="refused", card=card("", text, *written, Buttons(buttons=offers) if offers else None))


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
