"""Taking back a change of a meeting that was moved, confirmed or cancelled by mistake. Who had heard of it is told."""

from datetime import time

from handlers import quiet
from handlers.call import Call, Look, Nothing, Refusal, Reply, said, shows, undoes
from handlers.cards import Card, Note, card, strong, words
from handlers.meetings.meeting_changes import FIELDS, Was, replan
from handlers.meetings.meeting_words import facts, starts_at, the, title_when
from handlers.meetings.telling_moves import tell
from handlers.words import N_
from storage import meetings, posts
from storage.meetings import Meeting


@undoes("meeting.restore", Was)
def restore(call: Call, given: Was) -> Reply:
    """Have a meeting be what it was before a change, unless it was changed since."""
    meeting = meetings.locked(call.db, the(call, given.meeting))
    _must_be_possible(call, meeting, given)
    heard = _was_heard(call, given.told)
    wrong = {"before": meeting.day.isoformat(), "start": meeting.start.isoformat() if meeting.start else None}
    for name in FIELDS:
        setattr(meeting, name, getattr(given, name))
    replan(call, meeting)
    if heard:
        _tell(call, meeting, given, wrong)
    call.record(f"meeting:{meeting.id}", day=meeting.day.isoformat(), status=meeting.status)
    name = strong(title_when(call, meeting))
    text = call._("Undone: {meeting}. The room is told.") if heard else call._("Undone: {meeting}.")
    return Reply(card=said(words(text, meeting=name)))


def _must_be_possible(call: Call, meeting: Meeting, given: Was) -> None:
    if meeting.sequence != given.changed or (meeting.called_at is not None) != given.called:
        raise Refusal(N_("The meeting has been changed since. Nothing is undone."))
    if quiet.local(given.day, given.start or time(23, 59), call.zone) <= call.now:
        raise Refusal(N_("The meeting would then have begun already. Nothing is undone."))
    ahead = meetings.ahead(call.db, given.day, [meeting.body_id])
    if any(other.day == given.day and other.id != meeting.id for other in ahead):
        raise Refusal(N_("{body} already meets on {day}."), body=meeting.body.name, day=call.speech.day(given.day))


def _was_heard(call: Call, told: str | None) -> bool:
    """Whether the notice has gone out; one that still waits is given up with the change."""
    notice = posts.by_key(call.db, told) if told else None
    return notice is not None and notice.state != "waiting"


def _tell(call: Call, meeting: Meeting, given: Was, wrong: dict[str, str | None]) -> None:
    key = f"meeting:{meeting.id}:restored:{call.now:%Y%m%d%H%M%S}"
    if given.done == "moved":
        tell(call, meeting, key, {"meeting": meeting.id, "day": meeting.day.isoformat(), **wrong})
        return
    args = {"meeting": meeting.id, "done": given.done, "day": meeting.day.isoformat()}
    call.post(f"body:{meeting.body_id}", "meeting.restored", key, None, f"meeting:{meeting.id}", **args)
    if given.done == "cancelled":
        to, subject = f"coming:{meeting.id}", f"meeting:{meeting.id}"
        call.post(to, "meeting.restored", f"{key}:coming", None, subject, **args)


@shows("meeting.restored")
def restored(look: Look, meeting: int, done: str, day: str) -> Card | Nothing:
    """A meeting is held after all, or its time and place are not settled after all."""
    found = meetings.get(look.db, meeting)
    if found is None or found.day.isoformat() != day or found.status == "cancelled" or look.shown:
        return Nothing("no longer so, or stands as it was sent")
    if look.viewer and look.now < (later := quiet.after_quiet(look.forum, look.now)) < starts_at(look.forum, found):
        return Nothing("quiet time", again=later)
    if done == "cancelled":
        title = look._("The meeting is held after all: {meeting}")
    else:
        title = look._("Changed back: {meeting}")
    note = Note(state="wait", word=look._("Preliminary")) if found.status == "preliminary" else None
    return card(title.format(meeting=title_when(look, found)), note, facts(look, found))
