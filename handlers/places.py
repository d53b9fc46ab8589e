"""The rooms of the bodies on the platforms: which channel is whose, and what is told when one can not be reached.

A channel becomes a body's room by the word «koppla» in it. What is open comes there at once, and all that is new.
"""

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel
from sqlalchemy.orm import Session

from handlers import quiet, rights
from handlers.accounts import PLATFORMS
from handlers.audiences import for_place
from handlers.call import Call, Look, Nothing, Refusal, Reply, on, said, shows, undoes
from handlers.cards import Button, Buttons, Card, Form, Note, Text, Values, card, strong, words
from handlers.fields import Anything, Blank, Line, Number, Tick
from handlers.forms import Filled
from handlers.people_words import body_named
from handlers.words import N_
from storage import accounts, bodies, losses, meetings, people, places, posts, questions
from storage.bodies import Body
from storage.places import Place
from storage.posts import Wish

WHY = {
    "is_archived": N_("The channel is archived. Open it again, or connect another."),
    "not_in_channel": N_("The bot is not in the channel. Invite it there again."),
    "channel_not_found": N_("The channel is gone, or the bot is not in it. Invite it there, or connect another."),
    "account_inactive": N_("The account or the app is switched off there."),
    "user_disabled": N_("The account is switched off."),
    "user_not_found": N_("The account is gone."),
    "token_revoked": N_("The app is no longer installed there. Install it again."),
    "not_installed": N_("The app is no longer installed there. Install it again."),
}
"""What the platforms' commonest reasons mean, and what mends it. Others are told in the platform's own word."""


class Connecting(BaseModel):
    """`place` is the channel, once it was read back; else the one it is said in."""

    body: Line
    place: Annotated[Line | None, Blank] = None
    sure: Tick = False


class Bound(BaseModel):
    """A channel `was` the room `was_place` of one body, and is now room `place` (0: nobody's)."""

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
    if there and there.body_id == body.id:
        raise Refusal(N_("The channel is {body}'s already."), body=body.name)
    if not given.sure:
        return _read_back(call, channel, body, there)
    kept = Bound(channel=channel, was=there.body_id if there else 0, was_place=there.id if there else 0)
    if there:
        places.remove(call.db, there)
    made = _make(call, channel, body)
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


def _body(call: Call, name: str) -> Body:
    return next((body for body in bodies.all_bodies(call.db) if body.key == name), None) or body_named(call, name)


def _read_back(call: Call, channel: str, body: Body, there: Place | None) -> Reply:
    """What will be posted in the channel, and whose it has been."""
    told = call._("From now on this channel is {body}'s. Questions, agendas, calls and reminders are posted here.")
    seen = call._("Whoever is in the channel sees them, so see that only those of the group are.")
    parts = [Text(words=words(told, body=strong(body.name))), Text(words=words(seen))]
    label = call._("Connect to {body}").format(body=body.name)
    if there:
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
    undo = call.undo("place.put_back", **Bound(channel=channel, was=there.body_id, was_place=there.id).model_dump())
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


# What can not be reached


def is_lost(look: Look, platform: str, address: str, reason: str) -> None:
    """A room or an account can not be reached: the secretariat is told once, until it can again."""
    loss = losses.note(look.db, platform, address, reason, look.now)
    if loss is None:
        return
    name = f"loss:{loss}"
    args = {"loss": loss, "platform": platform, "address": address, "reason": reason}
    posts.want(look.db, Wish("secretariat", "place.lost", name, look.now, name, args), look.now)


def is_reached(db: Session, platform: str, address: str) -> None:
    """It was reached: what was told of it is over."""
    posts.touch(db, *(f"loss:{loss}" for loss in losses.over(db, platform, address)))


@shows("place.lost", live=True)
def lost(look: Look, loss: int, platform: str, address: str, reason: str) -> Card | Nothing:
    """To the secretariat: where nothing arrives, why, and what mends it."""
    over = losses.get(look.db, loss) is None
    if over and not look.shown:
        return Nothing("reached again")
    if later := quiet.not_yet(look):
        return later
    title = look._("{who} can not be reached in {platform}").format(
        who=_whose(look, platform, address), platform=PLATFORMS.get(platform, platform)
    )
    if over:
        return card(title, Note(state="done", word=look._("It can be reached again")))
    why = look._(WHY[reason]) if reason in WHY else look._("The platform says: {reason}.").format(reason=reason)
    what = look._("What was to come there is not sent; the rest is.")
    return card(title, Text(words=words("{why}", why=why)), Text(words=words(what), quiet=True))


def _whose(look: Look, platform: str, address: str) -> str:
    """The body, or the person."""
    if place := places.at(look.db, platform, address):
        return bodies.get(look.db, place.body_id).name
    account = accounts.at(look.db, platform, address)
    return people.get(look.db, account.person_id).name if account else address
