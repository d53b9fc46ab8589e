"""Looking first at a question that is not sent yet: how it would read, «it looks good», or a comment.

Only the one it is shown to says anything of it, and may do so until it is sent. Showing it: first_look.py.
"""

from handlers.call import Call, Look, Nothing, Refusal, Reply, on, said, shows, undoes
from handlers.cards import Button, Buttons, Card, Element, Form, Text, Values, card, words
from handlers.cards import Said as Quoted
from handlers.fields import Prose
from handlers.forms import Filled
from handlers.people_words import body_called
from handlers.questions.drafting import Asking, asked_of, question_of, reading
from handlers.questions.first_look import (
    WhichShowing,
    becomes,
    is_over,
    last_news,
    must_not_be_sent,
    tell_said,
    where_it_is,
)
from handlers.words import N_
from storage import bodies, people, posts, showings
from storage.showings import Showing, State


class Remarking(WhichShowing):
    text: Prose


@shows("question.shown_first", live=True)
def shown_first(look: Look, showing: int) -> Card | Nothing:
    """To the one who looks first: the question as it would read, and what can be said of it."""
    kept = showings.get(look.db, showing)
    parts = _read(look, kept) if kept else None
    if kept is None or parts is None or (not look.shown and is_over(kept)):
        return Nothing("no longer so")
    title, *rest = parts
    asks = look._("{name} would like to know what you think before the question is sent.")
    told = Text(words=words(asks, name=people.get(look.db, kept.by_id).name))
    return card(str(kept.values["text"]), title, told, *rest, *_to_say(look, kept))


def _read(look: Look, kept: Showing) -> list[Element] | None:
    """Where it has come, and how it reads; None where its group is gone."""
    given = Asking.model_validate(kept.values, context=look)
    body = body_called(bodies.all_bodies(look.db), given.body or "")
    if body is None:
        return None
    question = question_of(look, given, body)
    sounding = Text(words=words(look._("A sounding, not a formal referral.")))
    return [where_it_is(look, kept), sounding, *reading(look, question, len(asked_of(look, given, body)))]


def _to_say(look: Look, kept: Showing) -> list[Element]:
    remark = [Quoted(text=kept.remark)] if kept.remark else []
    if is_over(kept):
        return [*remark]
    values: Values = {"showing": kept.id}
    fine = Button(label=look._("Looks good"), action="question.looks_good", values=values)
    write = Button(label=look._("Write a comment"), action="question.remark", values=values | {"edit": True})
    return [*remark, Buttons(buttons=(write,) if kept.state == "fine" else (fine, write))]


@on("question.looks_good", WhichShowing)
def looks_good(call: Call, given: WhichShowing) -> Reply:
    """It may be sent as it is, says the one who looked first."""
    kept = _mine(call, given.showing)
    return _say(call, kept, "fine", None, call._("Thank you. The secretariat is told that it looks good."))


def remarking_form(call: Call, filled: Filled) -> Form:
    kept = _mine(call, filled.number("showing"))
    typed = Filled(({"text": kept.remark} if kept.remark else {}) | filled.values, filled.errors)
    return Form(
        title=call._("Write a comment"),
        action="question.remark",
        values={"showing": kept.id},
        submit=call._("Send"),
        intro=call._("It goes to {name}.").format(name=people.get(call.db, kept.by_id).name),
        fields=(typed.lines("text", call._("Your comment"), call._("At most 2,000 characters."), required=True),),
        error=call._("The comment is not sent. All that you wrote is still here.") if filled.errors else "",
    )


@on("question.remark", Remarking, form=remarking_form)
def remark(call: Call, given: Remarking) -> Reply:
    """What should be otherwise, says the one who looked first."""
    kept = _mine(call, given.showing)
    return _say(call, kept, "remarked", given.text, call._("Thank you. The secretariat has your comment."))


def _say(call: Call, kept: Showing, state: State, remark: str | None, thanks: str) -> Reply:
    before = {"state": kept.state, "remark": kept.remark}
    becomes(call, kept, state, remark)
    last = last_news(call, kept)
    news = None if last and last.state == "waiting" else tell_said(call, kept)
    undo = call.undo("question.say_of", showing=kept.id, then=state, then_remark=remark, told=news, **before)
    return Reply(card=card("", Text(words=words(thanks)), Buttons(buttons=(undo,))))


class Unsaying(WhichShowing):
    """`told` is the key of the message that was made of it; none where one was on its way already."""

    told: str | None = None
    state: State
    remark: str | None
    then: State
    then_remark: str | None


@undoes("question.say_of", Unsaying)
def unsay(call: Call, given: Unsaying) -> Reply:
    """What was said of it before stands again, or nothing."""
    kept = _mine(call, given.showing)
    if (kept.state, kept.remark) != (given.then, given.then_remark):
        raise Refusal(N_("It has been changed since. Nothing is undone."))
    becomes(call, kept, given.state, given.remark)
    if given.told:
        posts.supersede_keys(call.db, [given.told])
    return Reply(card=_stands_again(call, given))


def _stands_again(call: Call, given: Unsaying) -> Card:
    """What counts now: nothing said, that it looks good, or an earlier comment."""
    match given.state:
        case "fine":
            return said(call._("Undone. What you said before stands again: it looks good."))
        case "remarked":
            told = Text(words=words(call._("Undone. Your earlier comment stands again:")))
            return card("", told, Quoted(text=given.remark or ""))
        case _:
            return said(call._("Undone. The question still waits for what you think."))


def _mine(call: Call, number: int) -> Showing:
    """The showing, for the one it is shown to, while something can be said of it."""
    found = showings.get(call.db, number)
    if found is None or found.to_id != call.person.id:
        raise Refusal(N_("This question was shown to somebody else. Nothing is changed."))
    kept = showings.locked(call.db, found)
    must_not_be_sent(call, kept)
    if is_over(kept):
        raise Refusal(N_("It is taken back, or there is a newer wording. Nothing is changed."))
    return kept
