"""What Slack sends, read once where it enters: https://docs.slack.dev/reference/interaction-payloads.

Only what is used is named here. What does not fit was not sent by Slack.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,40}$")]
Moment = Annotated[str, StringConstraints(pattern=r"^\d{1,12}(\.\d{1,9})?$")]
"""Seconds, and which of that second: what Slack knows a message or a press by."""

Event = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""What Slack itself knows by this name happened once."""


class Unreadable(Exception):
    """Slack sends no such thing."""


class Payload(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    @classmethod
    def of(cls, sent: Any) -> Self:
        """Raises Unreadable."""
        try:
            return cls.model_validate(sent)
        except ValidationError:
            raise Unreadable(cls.__name__) from None


class User(Payload):
    id: Id
    team_id: Id | None = None
    name: str = ""


class Named(Payload):
    """A workspace, an organisation or a channel."""

    id: Id


class Picked(Payload):
    value: str


class Action(Payload):
    """Something that was pressed, or picked from a list."""

    type: str
    action_id: str = ""
    action_ts: Moment
    block_id: str = ""
    value: str | None = None
    selected_option: Picked | None = None


class Container(Payload):
    message_ts: Moment | None = None
    is_ephemeral: bool = False


class Message(Payload):
    ts: Moment
    text: str = ""
    user: Id | None = None
    team: Id | None = None
    user_team: Id | None = None
    source_team: Id | None = None


class View(Payload):
    """A modal, or App Home."""

    id: Id
    type: Literal["modal", "home"]
    hash: str = ""
    callback_id: str = ""
    app_installed_team_id: Id | None = None
    private_metadata: str = ""
    state: dict[str, Any] = {}


class Interaction(Payload):
    """A button or list, a form that was sent, or a shortcut."""

    type: Literal["block_actions", "view_submission", "shortcut", "message_action"]
    user: User
    team: Named | None = None
    enterprise: Named | None = None
    channel: Named | None = None
    trigger_id: str = ""
    response_url: str = ""
    callback_id: str = ""
    container: Container = Container()
    actions: tuple[Action, ...] = ()
    view: View | None = None
    message: Message | None = None


class Command(Payload):
    """«/forum …»"""

    command: str
    user_id: Id
    team_id: Id
    trigger_id: Event
    enterprise_id: Id | None = None
    channel_id: Id | None = None
    text: str = ""
    response_url: str = ""


def _named(event: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(event.get("type"), str):
        raise ValueError("an event of no kind")
    return event


class Callback(Payload):
    """Something that happened. `event` stays as it came: there are many kinds."""

    type: Literal["event_callback"]
    event_id: Event
    team_id: Id
    enterprise_id: Id | None = None
    event_time: int = 0
    event: Annotated[dict[str, Any], AfterValidator(_named)]


class Written(Payload):
    """A message, as an event tells of it."""

    user: Id | None = None
    bot_id: str | None = None
    subtype: str = ""
    channel: Id
    channel_type: str = ""
    ts: Moment
    text: str = ""
    team: Id | None = None
    user_team: Id | None = None
    source_team: Id | None = None


class Profiled(Payload):
    """Somebody's profile was changed: what it says now."""

    user: dict[str, Any]


class Opened(Payload):
    """App Home was opened, or the conversation beside it."""

    user: Id
    tab: str = "home"


class Limited(Payload):
    """Slack holds back events of a workspace, since that minute: there are too many, or too few were heard."""

    type: Literal["app_rate_limited"]
    team_id: Id
    minute_rate_limited: int = 0


class Other(Payload):
    """What needs no reading: Slack asking whether somebody is there."""

    type: Literal["url_verification", "ssl_check", "view_closed", "block_suggestion"]


Said = Interaction | Command | Callback | Limited | Other


def read(body: dict[str, Any]) -> Said:
    """Raises Unreadable."""
    if body.get("ssl_check") == "1":
        return Other(type="ssl_check")
    if "command" in body:
        return Command.of(body)
    match body.get("type"):
        case "app_rate_limited":
            return Limited.of(body)
        case "event_callback":
            return Callback.of(body)
        case "block_actions" | "view_submission" | "shortcut" | "message_action":
            return _complete(Interaction.of(body))
        case _:
            return Other.of(body)


def _complete(said: Interaction) -> Interaction:
    """Raises Unreadable where it lacks what it tells of."""
    if said.type == "block_actions" and not said.actions:
        raise Unreadable("nothing pressed")
    if said.type == "view_submission" and said.view is None:
        raise Unreadable("no form")
    return said
