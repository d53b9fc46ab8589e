"""What is asked for to put a question: the form, filled with what is known and short enough for a phone."""

from handlers import rights
from handlers.call import Call
from handlers.cards import Form, Input
from handlers.forms import Filled
from handlers.questions import sides
from handlers.questions.question_words import anonymity, item_name, one_for_each
from storage import bodies, meetings, organisations
from storage.bodies import Body

WITHOUT_CHOICES = ("yes_partly_no", "text")


def asking_form(call: Call, filled: Filled) -> Form:
    """What a question needs; only the secretariat asks. What can not apply to it is left out."""
    rights.must_run_the_forum(call)
    _ = call._
    anonymous = bool(filled.values.get("anonymous"))
    return Form(
        title=_("Ask the members anonymously") if anonymous else _("Ask the members"),
        action="question.ask",
        values={"anonymous": True} if anonymous else {},
        submit=_("Read through"),
        intro=anonymity(call) if anonymous else _("Nothing is sent until you have seen how it reads."),
        error=_("The question is not sent. All that you wrote is still here.") if filled.errors else "",
        fields=(
            filled.line("text", _("Question"), _("One question at a time. At most 150 characters."), required=True),
            *_kind(call, filled),
            *_whom(call, filled, anonymous),
            *_item(call, filled),
            filled.when("opens", _("Opens"), _("Empty: at once.")),
            filled.when("closes", _("Closes"), _("For example «Friday 12:00»."), required=True),
            *([] if anonymous else [_bars(call, filled)]),
        ),
    )


def _kind(call: Call, filled: Filled) -> list[Input]:
    """The kind of answer, and the choices of one's own unless the kind has none."""
    _ = call._
    kinds = [
        ("yes_partly_no", _("Yes, partly, no, abstain")),
        ("choice", _("Choices of your own")),
        ("several", _("Several choices of your own")),
        ("scale", _("A scale from 1 to 5")),
        ("ranking", _("Choices of your own, to rank")),
        ("text", _("In words")),
    ]
    hint = _("One on each line, at most ten; six to rank. For a scale: what 1 and what 5 mean, or nothing.")
    kind = filled.one("kind", _("Kind of answer"), kinds, "yes_partly_no")
    if filled.text("kind") in WITHOUT_CHOICES and not filled.errors:
        return [kind]
    return [kind, filled.lines("choices", _("Your own choices"), hint)]


def _whom(call: Call, filled: Filled, anonymous: bool) -> list[Input]:
    """Whom an answer counts for, and who is asked. Seats are offered where a group has majority and opposition."""
    everything = bodies.all_bodies(call.db)
    apart = not anonymous and any(sides.kept_in(call, body) for body in everything)
    whose = ["county", "organisation", "person", *(["seat"] if apart else [])]
    usual = "person" if anonymous else "county"
    return [
        filled.one(
            "respondent",
            call._("Whom does an answer count for?"),
            [(respondent, one_for_each(call, respondent)) for respondent in whose],
            usual,
        ),
        filled.one(
            "body", call._("Who is asked?"), [(body.key, body.name) for body in everything], usual_body(call).key
        ),
        filled.many("chosen", call._("Only some of them"), _choosable(call), call._("Leave empty to ask all.")),
    ]


def _item(call: Call, filled: Filled) -> list[Input]:
    ahead = _items_ahead(call)
    return [filled.one("item", call._("Belongs to"), [("", call._("No item")), *ahead])] if ahead else []


def _bars(call: Call, filled: Filled) -> Input:
    shown = [("after", call._("After closing, so that early answers do not steer")), ("at once", call._("At once"))]
    return filled.one("bars", call._("When is it shown how others answer?"), shown, "after")


def usual_body(call: Call) -> Body:
    """The body of the room one is in; else the level that prepares another, where soundings usually go."""
    everything = bodies.all_bodies(call.db)
    here = [body for body in everything if body.id == call.ask.body]
    return (here or [body for body in everything if body.prepares_id] or list(everything))[0]


def _choosable(call: Call) -> list[tuple[str, str]]:
    counties = [(f"county:{county.key}", county.name) for county in organisations.counties(call.db)]
    organs = organisations.all_organisations(call.db)
    return counties + [(f"organisation:{organ.key}", organ.named(call.today).name) for organ in organs]


def _items_ahead(call: Call) -> list[tuple[str, str]]:
    """The agenda items of meetings ahead, which a question may belong to."""
    return [
        (str(item.id), item_name(call, item))
        for meeting in meetings.ahead(call.db, call.today)
        for item in meeting.items
    ]
