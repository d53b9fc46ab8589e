"""A question shown to somebody before it is sent: they say that it looks good, or what they think of it.

Nothing goes out by that: the secretariat is told, and sends the question, or changes it first.
"""

from pydantic import BaseModel

from handlers import quiet, rights
from handlers.call import Call, Look, Nothing, Refusal, Reply, on, shows, undoes
from handlers.cards import Button, Buttons, Card, Element, Form, Note, Text, Values, card, strong, words
from handlers.cards import Said as Quoted
from handlers.fields import Line, Number
from handlers.forms import Filled, number
from handlers.people_words import folded
from handlers.questions.drafting import Asking, body_of, checked
from handlers.words import N_
from storage import people, posts, questions, showings
from storage.people import Person
from storage.posts import Post
from storage.questions import Question
from storage.showings import Showing, State


class First(Asking):
    """The question as it was read back, and the person `to` whom it is shown, by key or name."""

    to: Line


class WhichShowing(BaseModel):
    showing: Number


def button(look: Look, draft: Values) -> Button:
    """[Visa för departementet först], under what is read back."""
    return Button(label=look._("Show the ministry first"), action="question.show_first", values=draft | {"edit": True})


def showing_form(call: Call, filled: Filled) -> Form:
    """Who is to see it: anybody in the forum."""
    rights.must_run_the_forum(call)
    _ = call._
    others = [(one.key, one.name) for one in people.everyone(call.db) if one.id != call.person.id]
    return Form(
        title=_("Who is to see it first?"),
        action="question.show_first",
        values={"draft": number(call.ask.values.get("draft"))},
        submit=_("Show it"),
        intro=_("Nobody else sees the question, and it is not sent until you send it."),
        fields=(filled.one("to", _("Who?"), [("", _("Choose")), *others]),),
    )


@on("question.show_first", First, form=showing_form)
def show_first(call: Call, given: First) -> Reply:
    """Show a question that was read back to one person. It can still be sent, or changed, by the same buttons."""
    rights.must_run_the_forum(call)
    draft = number(call.ask.values.get("draft"))
    if not draft:
        raise Refusal(N_("The question is not there any more. Ask it again."))
    checked(call, given, body_of(call, given))
    kept, overtaken = _keep(call, given, given.began or draft, _person(call, given.to))
    when = quiet.after_quiet(call.forum, call.now)
    tell(call, kept, kept.to_id, "question.shown_first", "shown")
    undo = call.undo("question.show_first", showing=kept.id, overtaken=overtaken)
    told = words(call._("{name} gets the question to look at."), name=strong(people.get(call.db, kept.to_id).name))
    if when > call.now:
        told += words(call._(" It is a quiet time now, so that comes {when}."), when=call.speech.moment(when))
    nothing = Text(words=words(call._("It is not sent until you send it.")), quiet=True)
    buttons = Buttons(buttons=(*_to_send(call, kept), undo))
    return Reply(card=card("", Text(words=told), Quoted(text=given.text), nothing, buttons))


def _keep(call: Call, given: First, began: int, person: Person) -> tuple[Showing, list[Values]]:
    """Store to whom it is shown; what that person has seen of it before is overtaken: that, and how it stood."""
    overtaken = list[Values]()
    for earlier in showings.of_draft(call.db, began):
        must_not_be_sent(call, earlier)
        if earlier.to_id == person.id and earlier.state not in ("newer", "withdrawn"):
            overtaken.append({"showing": earlier.id, "state": earlier.state})
            becomes(call, earlier, "newer")
    kept = Showing(
        began=began,
        values=given.model_dump(mode="json", exclude_none=True, exclude={"to"}),
        by_id=call.person.id,
        to_id=person.id,
        at=call.now,
        state="waiting",
    )
    call.db.add(kept)
    call.db.flush()
    return kept, overtaken


def _person(call: Call, name: str) -> Person:
    everyone = people.everyone(call.db)
    found = next((one for one in everyone if name == one.key or folded(name) == folded(one.name)), None)
    if found is None:
        raise Refusal(N_("Nobody in the forum is called «{name}». Choose one in the list."), field="to", name=name)
    if found.id == call.person.id:
        raise Refusal(N_("You have seen it. Choose somebody else."), field="to")
    return found


def tell(call: Call, kept: Showing, person: int, view: str, name: str) -> None:
    subject = f"showing:{kept.id}"
    due = quiet.after_quiet(call.forum, call.now)
    call.post(f"person:{person}", view, f"{subject}:{name}", due, subject, showing=kept.id)


def becomes(call: Call, kept: Showing, state: State, remark: str | None = None) -> None:
    """What was written stays beside a newer wording: it may be what that was made of, and whoever asks still hears of
    it. The one who would have looked does not."""
    over = state in ("newer", "withdrawn")
    kept.state, kept.remark = state, kept.remark if over else remark
    call.db.flush()
    if over:
        posts.supersede_keys(call.db, [f"showing:{kept.id}:shown"])
    call.show_again(f"showing:{kept.id}")
    call.record(f"showing:{kept.id}", status=state)


class Overtaken(BaseModel):
    """A showing, and how it stood."""

    showing: Number
    state: State


class Hiding(WhichShowing):
    """`overtaken`: what this showing stands instead of."""

    overtaken: list[Overtaken] = []


@undoes("question.show_first", Hiding)
def hide(call: Call, given: Hiding) -> Reply:
    """Do not show it after all, unless something has been said of it; what it stood instead of stands again."""
    kept = the_showing(call, given.showing)
    if kept.state != "waiting" or kept.question_id is not None:
        raise Refusal(N_("It has been changed since. Nothing is undone."))
    becomes(call, kept, "withdrawn")
    for one in given.overtaken:
        earlier = the_showing(call, one.showing)
        becomes(call, earlier, one.state, earlier.remark)
        _tell_again(call, earlier)
    name = strong(people.get(call.db, kept.to_id).name)
    text = words(call._("{name} is no longer asked to look at it. The question is kept, and not sent."), name=name)
    return Reply(card=card("", Text(words=text), Buttons(buttons=_to_send(call, kept))))


def _tell_again(call: Call, kept: Showing) -> None:
    """The one who looks is asked again; or whoever asks is told what was said, where that was passed over meanwhile."""
    if kept.state == "waiting":
        tell(call, kept, kept.to_id, "question.shown_first", "shown")
    elif (last := last_news(call, kept)) and last.state == "skipped":
        tell_said(call, kept)


def tell_said(call: Call, kept: Showing) -> str:
    """Whoever asks hears what was said of it: the key of that message. One that was read already is drawn anew where it
    stands, which nobody notices, so each is a message of its own."""
    last = last_news(call, kept)
    name = f"said:{last.id}" if last else "said"
    tell(call, kept, kept.by_id, "question.looked_at", name)
    return f"showing:{kept.id}:{name}"


def last_news(look: Look, kept: Showing) -> Post | None:
    """The last message that tells what was said of it."""
    return posts.latest(look.db, f"showing:{kept.id}", "question.looked_at")


@shows("question.looked_at", live=True)
def looked_at(look: Look, showing: int) -> Card | Nothing:
    """To the one who asks, or who sends it instead: what was said of the question, and the way to send it."""
    kept = showings.get(look.db, showing)
    if kept is None or (not look.shown and _needs_no_telling(kept)):
        return Nothing("no longer so")
    return as_it_stands(look, kept)


def as_it_stands(look: Look, kept: Showing) -> Card:
    """What was said of it, if anything, and what can be done."""
    name = strong(people.get(look.db, kept.to_id).name)
    if kept.remark:
        told = look._("{name} has looked at the question and writes:")
    elif kept.state == "fine":
        told = look._("{name} finds that the question looks good.")
    else:
        told = look._("{name} has not said what they think of the question.")
    text = Text(words=words(told, name=name))
    remark = Quoted(text=kept.remark) if kept.remark else None
    return card(str(kept.values["text"]), text, remark, *_next(look, kept))


def _needs_no_telling(kept: Showing) -> bool:
    """Nothing was said, or that it looks good, and it is sent or worded anew. A comment is told in any case."""
    return kept.state == "waiting" or (is_over(kept) and not kept.remark)


def is_over(kept: Showing) -> bool:
    return kept.question_id is not None or kept.state in ("newer", "withdrawn")


def where_it_is(look: Look, kept: Showing) -> Note:
    sent = questions.get(look.db, kept.question_id) if kept.question_id else None
    if sent:
        back = look._("Taken back by the secretariat") if sent.taken_back else look._("Sent")
        return Note(state="stop" if sent.taken_back else "done", word=back)
    match kept.state:
        case "withdrawn":
            return Note(state="stop", word=look._("Taken back by the secretariat"))
        case "newer":
            return Note(word=look._("There is a newer wording"))
        case "fine":
            return Note(state="done", word=look._("You find that it looks good"))
        case "remarked":
            return Note(state="done", word=look._("The secretariat has your comment"))
        case _:
            return Note(state="wait", word=look._("Not sent yet"))


def _next(look: Look, kept: Showing) -> list[Element]:
    if is_over(kept):
        return [where_it_is(look, kept)]
    not_sent = Text(words=words(look._("It is not sent until you send it.")), quiet=True)
    return [not_sent, Buttons(buttons=_to_send(look, kept))]


def _to_send(look: Look, kept: Showing) -> tuple[Button, ...]:
    """[Skicka] [Ändra], as under what was read back, for anybody in the secretariat."""
    values: Values = {"showing": kept.id}
    return (
        Button(label=look._("Send"), action="question.send_shown", values=values, style="primary"),
        Button(label=look._("Change"), action="question.send_shown", values=values | {"edit": True}),
    )


def sent(call: Call, began: int, question: Question) -> None:
    """Note what was sent at last, where it was shown to somebody first. Raises Refusal where that is done already, in
    other words."""
    for kept in showings.of_draft(call.db, began):
        must_not_be_sent(call, kept)
        kept.question_id = question.id
        call.db.flush()
        call.show_again(f"showing:{kept.id}")


def show_again(call: Call, question: Question) -> None:
    """Draw the showings of a question anew: it was taken back."""
    call.show_again(*(f"showing:{kept.id}" for kept in showings.of_question(call.db, question.id)))


def must_not_be_sent(look: Look, kept: Showing) -> None:
    """What was sent and taken back may be sent anew."""
    question = questions.get(look.db, kept.question_id) if kept.question_id else None
    if question and not question.taken_back:
        raise Refusal(N_("It is already sent."))


def the_showing(call: Call, number: int) -> Showing:
    """The showing, which nobody else changes meanwhile; for the secretariat."""
    rights.must_run_the_forum(call)
    found = showings.get(call.db, number)
    if found is None:
        raise Refusal(N_("The question is not there any more. Ask it again."))
    return showings.locked(call.db, found)
