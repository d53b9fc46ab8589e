"""What is asked for to put a question: the form, filled with what is known and short enough for a phone."""

from handlers import rights
from handlers.call import Call
from handlers.cards import Form, Input, Values
from handlers.forms import Filled, number
from handlers.questions import sides
from handlers.questions.question_words import SCALE, anonymity, item_name, one_for_each
from storage import bodies, meetings, organisations
from storage.bodies import Body

WITHOUT_CHOICES = ("yes_partly_no", "text")


def asking_form(call: Call, filled: Filled) -> Form:
    """What a question needs; only the secretariat asks. What is seldom chosen is left out until «more» is asked for, or
    something was chosen there; what can not apply is left out altogether."""
    rights.must_run_the_forum(call)
    _ = call._
    anonymous, more = bool(filled.values.get("anonymous")), bool(filled.values.get("more"))
    seldom = _seldom(call, filled, anonymous)
    intro = _("Nothing is sent until you have seen how it reads.")
    if not more:
        intro += " " + _("Then you can also choose who answers, when it opens and the like.")
    return Form(
        title=_("Ask the members anonymously") if anonymous else _("Ask the members"),
        action="question.ask",
        values=_carried(call, filled),
        submit=_("Read through"),
        intro=anonymity(call) if anonymous else intro,
        error=_wrong(call, filled),
        fields=(
            filled.line("text", _("Question"), _("One question at a time. At most 150 characters."), required=True),
            *_kind(call, filled),
            filled.when("closes", _("Closes"), _("For example «Friday 12:00»."), required=True),
            _body(call, filled),
            *(field for field, usual in seldom if more or field.error or field.value not in (usual, "", [])),
        ),
    )


def _wrong(call: Call, filled: Filled) -> str:
    """In one sentence, what to do before it can be read through."""
    if filled.errors.keys() == {"closes"} and not filled.text("closes"):
        return call._("Only the closing time is missing: write when the question closes.")
    return call._("The question is not sent. All that you wrote is still here.") if filled.errors else ""


def _carried(call: Call, filled: Filled) -> Values:
    """What goes with the form unseen: the draft that the question began as among it."""
    began = number(filled.values.get("began")) or number(call.ask.values.get("draft"))
    carried = {name: True for name in ("anonymous", "more") if filled.values.get(name)}
    usual = {"respondent": "person"} if "anonymous" in carried else {}  # its field may be left out of the short form
    return usual | carried | ({"began": began} if began else {})


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
    kind = filled.one("kind", _("Kind of answer"), kinds, "yes_partly_no")
    if filled.text("kind") in WITHOUT_CHOICES and not filled.errors:
        return [kind]
    if filled.text("kind") == "scale":
        usual = _("One on each line. Empty: {low}, {high}.").format(low=_(SCALE[0]), high=_(SCALE[1]))
        return [kind, filled.lines("choices", _("What 1 and what 5 mean"), usual)]
    hint = _("One on each line, at most ten; six to rank. For a scale: what 1 and what 5 mean, or nothing.")
    return [kind, filled.lines("choices", _("Your own choices"), hint)]


def _body(call: Call, filled: Filled) -> Input:
    groups = [(body.key, body.name) for body in bodies.all_bodies(call.db)]
    return filled.one("body", call._("Who is asked?"), groups, usual_body(call).key)


def _seldom(call: Call, filled: Filled, anonymous: bool) -> list[tuple[Input, str]]:
    """What is seldom chosen, each with what it usually is."""
    usual = "person" if anonymous else "county"
    items = _items_ahead(call)
    return [
        (filled.many("chosen", call._("Only some of them"), _choosable(call), call._("Leave empty to ask all.")), ""),
        (_respondent(call, filled, anonymous, usual), usual),
        *([(filled.one("item", call._("Belongs to"), [("", call._("No item")), *items]), "")] if items else []),
        (filled.when("opens", call._("Opens"), call._("Empty: at once.")), ""),
        *([] if anonymous else [(_bars(call, filled), "after")]),
    ]


def _respondent(call: Call, filled: Filled, anonymous: bool, usual: str) -> Input:
    """Whom an answer counts for. Seats are offered where a group has majority and opposition."""
    apart = not anonymous and any(sides.kept_in(call, body) for body in bodies.all_bodies(call.db))
    whose = ["county", "organisation", "person", *(["seat"] if apart else [])]
    options = [(respondent, one_for_each(call, respondent)) for respondent in whose]
    return filled.one("respondent", call._("Whom does an answer count for?"), options, usual)


def _bars(call: Call, filled: Filled) -> Input:
    shown = [("after", call._("After closing, so that early answers do not steer")), ("at once", call._("At once"))]
    return filled.one("bars", call._("When is it shown how others answer?"), shown, "after")


def usual_body(call: Call) -> Body:
    """The body of the room one is in; else the level that prepares another, where soundings usually go."""
    everything = bodies.all_bodies(call.db)
    here = [body for body in everything if body.id == call.body]
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
