"""The rooms of the bodies on the platforms: which channel is whose.

A channel becomes a body's room by the word «koppla» in it. What is open comes there at once, and all that is new. One
that several workspaces share is one room, from whichever of them it is connected.
"""

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel

from handlers import rights
from handlers.audiences import for_place
from handlers.call import Call, Look, Refusal, Reply, on, said, undoes
from handlers.cards import Button, Buttons, Form, Text, Values, card, strong, words
from handlers.fields import Anything, Blank, Line, Number, Tick
from handlers.forms import Filled
from handlers.people_words import body_named
from handlers.reaching import nothing_arrives
from handlers.telling_losses import is_reached
from handlers.words import N_
from storage import bodies, meetings, places, posts, questions
from storage.bodies import Body
from storage.places import Place
from storage.posts import Wish


class Connecting(BaseModel):
    """`place` is the channel, once it was read back; else the one it is said in."""

    body: Line
    place: Annotated[Line | None, Blank] = None
    sure: Tick = False


class Bound(BaseModel):
    """A channel `was` the room `was_place` of one body, and is now room `place` (0: nobody's). It is written as it was
    addressed then."""

    channel: str
    was: Number = 0
    was_place: Number = 0
    place: Number = 0


def typed(call: Call, rest: str) -> Values:
    """«koppla tjänstepersonsforum»."""
    return {"body": rest} if rest else {"edit": True}


def connect_form(call: Call, filled: Filled) -> Form:
    """Which body's the channel is to be."""
    rights.must_run_the_forum(call)
    channel = _channel(call, filled.text("place"))
    options = [("", call._("Choose")), *((body.key, body.name) for body in bodies.all_bodies(call.db))]
    return Form(
        title=call._("Connect the channel"),
        action="place.connect",
        values={"place": channel},
        submit=call._("Read through"),
        fields=(filled.one("body", call._("Group"), options),),
    )


@on("place.connect", Connecting, form=connect_form)
def connect(call: Call, given: Connecting) -> Reply:
    """Make the channel a body's room, after saying what will be posted there."""
    rights.must_run_the_forum(call)
    channel, body = _channel(call, given.place), _body(call, given.body)
    there = places.locked(call.db, *_parts(channel))
    if there and there.body_id == body.id and not _moves(call, there, channel):
        raise Refusal(N_("The channel is {body}'s already."), body=body.name)
    if not given.sure:
        return _read_back(call, channel, body, there)
    was = _channel_of(there) if there else channel
    kept = Bound(channel=was, was=there.body_id if there else 0, was_place=there.id if there else 0)
    to = channel if there is None or _moves(call, there, channel) else was
    if there:
        places.remove(call.db, there)
    made = _make(call, to, body)
    undo = call.undo("place.put_back", **kept.model_copy(update={"place": made.id}).model_dump())
    came = _bring(call, made, body)
    told = call._("The channel is now {body}'s. What is new comes here.")
    also = call.count("{count} message that is open comes now.", "{count} messages that are open come now.", came)
    text = Text(words=words("{told} {also}", told=words(told, body=strong(body.name)), also=also if came else ""))
    return Reply(card=card("", text, Buttons(buttons=(undo,))))


def _channel(call: Call, place: str | None) -> str:
    """«slack:T1/C2», which was read back or in which it is said. Raises Refusal outside channels."""
    channel = place or call.ask.place or ""
    if not all(channel.partition(":")):
        raise Refusal(N_("Write it in the channel that is meant: then I know which one it is."))
    return channel


def _parts(channel: str) -> tuple[str, str]:
    """The platform, and the address there."""
    platform, _, address = channel.partition(":")
    return platform, address


def _channel_of(place: Place) -> str:
    return f"{place.platform}:{place.address}"


def _moves(look: Look, there: Place, channel: str) -> bool:
    """Whether a channel is to be written to from the other workspace in which it is connected anew: the one by which it
    is reached keeps it, unless nothing arrives from there any more."""
    return _channel_of(there) != channel and nothing_arrives(look.db, there.platform, there.address)


def _body(call: Call, name: str) -> Body:
    return next((body for body in bodies.all_bodies(call.db) if body.key == name), None) or body_named(call, name)


def _read_back(call: Call, channel: str, body: Body, there: Place | None) -> Reply:
    """What will be posted in the channel, and whose it has been."""
    told = call._("From now on this channel is {body}'s. Questions, agendas, calls and reminders are posted here.")
    seen = call._("Whoever is in the channel sees them, so see that only those of the group are.")
    parts = [Text(words=words(told, body=strong(body.name))), Text(words=words(seen))]
    label = call._("Connect to {body}").format(body=body.name)
    if there and there.body_id != body.id:
        before = bodies.get(call.db, there.body_id).name
        taken = call._("The channel is {body}'s now. That group gets nothing here any more.")
        parts.insert(0, Text(words=words(taken, body=strong(before))))
        label = call._("Connect to {body} instead").format(body=body.name)
    values = {"body": body.key, "place": channel, "sure": True}
    button = Button(label=label, action="place.connect", values=values, style="primary")
    return Reply(card=card("", *parts, Buttons(buttons=(button,))))


def _make(call: Call, channel: str, body: Body, place: int | None = None) -> Place:
    """Raises Refusal where another has connected it meanwhile."""
    made = places.make(call.db, *_parts(channel), body.id, place)
    if made is None:
        raise Refusal(N_("The channel has been connected meanwhile. Nothing is changed."))
    is_reached(call.db, *_parts(channel))
    call.record(f"body:{body.id}", kind=_parts(channel)[0], done=True)
    return made


def _bring(call: Call, place: Place, body: Body) -> int:
    """Have what is open in the body's other rooms come to this one as well; how much that is."""
    there = [post for view, subject in _open(call, body) if (post := posts.spread_to(call.db, body.id, view, subject))]
    for post in there:
        wish = Wish(post.to, post.view, post.key, call.now, post.subject, post.args)
        posts.want(call.db, for_place(wish, place.id), call.now)
    return len(there)


def _open(look: Look, body: Body) -> Iterator[tuple[str, str]]:
    """View and subject of what a body has open: its questions, the next meeting's agenda."""
    yield from (("question.card", f"question:{one.id}") for one in questions.open_questions(look.db, look.now))
    if meeting := meetings.next_of(look.db, body.id, look.today):
        yield "meeting.agenda", f"meeting:{meeting.id}"


@on("place.disconnect", Anything)
def disconnect(call: Call, given: Anything) -> Reply:
    """Have the channel be no body's. What was posted there stands as it is."""
    rights.must_run_the_forum(call)
    channel = _channel(call, None)
    there = places.locked(call.db, *_parts(channel))
    if there is None:
        raise Refusal(N_("The channel belongs to no group. Nothing is changed."))
    name = bodies.get(call.db, there.body_id).name
    kept = Bound(channel=_channel_of(there), was=there.body_id, was_place=there.id)
    undo = call.undo("place.put_back", **kept.model_dump())
    places.remove(call.db, there)
    call.record(f"body:{there.body_id}", kind=there.platform, withdrawn=True)
    told = call._("Nothing of {body} is posted here any more. What was, stands as it is.")
    return Reply(card=card("", Text(words=words(told, body=strong(name))), Buttons(buttons=(undo,))))


@undoes("place.put_back", Bound)
def put_back(call: Call, given: Bound) -> Reply:
    """Have the channel be whose it was: what stands there follows its matter again."""
    rights.must_run_the_forum(call)
    there = places.locked(call.db, *_parts(given.channel))
    if (there.id if there else 0) != given.place:
        raise Refusal(N_("It has been changed since. Nothing is undone."))
    if there:
        call.record(f"body:{there.body_id}", kind=there.platform, withdrawn=True)
        places.remove(call.db, there)
    if not given.was:
        return Reply(card=said(call._("Undone. The channel belongs to no group.")))
    body = bodies.get(call.db, given.was)
    again = _make(call, given.channel, body, given.was_place)
    posts.touch_all(call.db, f"place:{again.id}")
    _bring(call, again, body)
    return Reply(card=said(words(call._("Undone. The channel is {body}'s."), body=strong(body.name))))
