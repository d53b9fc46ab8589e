"""Reading what a form sends."""

from typing import Any, Literal

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from multidict import MultiDict
from pydantic import BaseModel, ConfigDict, ValidationError

from handlers.cards import Value, Values
from storage.base import UNSTORABLE

Posted = MultiDict[str]


class Field(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    kind: Literal["line", "lines", "when", "one", "many", "tick"]
    label: str

    def read(self, name: str, posted: Posted) -> Value:
        match self.kind:
            case "tick":
                return name in posted
            case "many":
                return posted.getall(name, [])
            case _:
                return posted.get(name, "").replace("\r\n", "\n")


class Press(BaseModel):
    """What was pressed: an action with its values, and the fields of the form, since boxes not ticked are not sent."""

    model_config = ConfigDict(hide_input_in_errors=True)

    action: str
    values: Values = {}
    fields: dict[str, Field] = {}

    @property
    def typed(self) -> tuple[str, ...]:
        """The names of the fields in which one writes."""
        return tuple(name for name, field in self.fields.items() if field.kind in ("line", "lines", "when"))

    def filled(self, posted: Posted) -> Values:
        """The values, with what stands in the fields."""
        return self.values | {name: field.read(f"f.{name}", posted) for name, field in self.fields.items()}


async def read(request: web.Request) -> Posted:
    """The texts that were posted; files are not wanted anywhere. Raises HTTPBadRequest for what no form sends: bytes
    that are no text, parts that do not end, an encoding that nobody knows or that is not its own."""
    try:
        posted = await request.post()
    except (ValueError, LookupError, HttpProcessingError, web.RequestPayloadError) as wrong:
        raise web.HTTPBadRequest from wrong
    return MultiDict((name, value) for name, value in posted.items() if isinstance(value, str))


def pressed(posted: Posted) -> Press:
    """Raises HTTPBadRequest for what no button of ours sends."""
    try:
        return Press.model_validate_json(posted.get("press", ""))
    except ValidationError as wrong:
        raise web.HTTPBadRequest from wrong


def storable(value: Any) -> Any:
    """`value` as it can be kept: characters that no database stores are replaced, in all its texts."""
    match value:
        case str():
            return UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", value)
        case dict():
            return {key: storable(inner) for key, inner in value.items()}
        case list() | tuple():
            return [storable(inner) for inner in value]
        case _:
            return value
