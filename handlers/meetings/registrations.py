"""Registering for a meeting: in the room, by link, by a deputy, or no. Buttons save at once; what was typed is read
back first. It can be changed until the meeting begins."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel

from handlers import calendars, quiet, rights
from handlers.call import Call, Look, Nothing, Refusal, Reply, on, shows, undoes
from handlers.cards import Button, Buttons, Card, Form, Note, Run, Text, card, strong, words
from handlers.doubtful_names import doubted, who_is_meant
from handlers.fields import Blank, Line, Number, Tick
from handlers.forms import Filled
from handlers.meetings import attendance
from handlers.meetings.attendance import about, choice_of, last_day, open_to
from handlers.meetings.meeting_words import facts, is_ahead, starts_at, title_when
from handlers.meetings.reminders import LINK_BEFORE
from handlers.people_words import called
from handlers.waiting import waiting_for
from handlers.words import N_
from storage import meetings, people, registrations
from storage.meetings import Meeting
from storage.people import Person
from storage.registrations import How, Registration

Deputy = Person | str
"""Somebody the forum knows, or a name."""


class Attending(BaseModel):
    """`day` is the one that was asked about; `deputy` a name, where it is another than the seat's: `beyond` says that
    it is nobody's in the forum."""

    meeting: Number
    how: How
    day: Annotated[date | None, Blank] = None
    deputy: Annotated[Line | None, Blank] = None
    beyond: Tick = False


class Asking(BaseModel):
    """What was typed: without `how`, the four ways are offered; to who is `unsure`, with the day by which to say."""

    meeting: Number
    how: Annotated[How | None, Blank] = None
    unsure: Tick = False
    deputy: Annotated[Line | None, Blank] = None


class Restoring(BaseModel):
    """Registration number `made` is taken back; what stood `before` counts again."""

    made: int
    before: int | None


@on("registration.ask", Asking)
def ask(call: Call, given: Asking) -> Reply:
    """Read back what was typed, or ask how the caller comes."""
    meeting = open_to(call, given.meeting, None)
    if given.how is None:
        later = Text(words=words(_say_later(call, meeting))) if given.unsure else None
        return Reply(card=card(title_when(call, meeting), facts(call, meeting), later, choice_of(call, meeting)))
    if given.how == "deputy" and (near := _near(call, given.deputy)):
        return _who_is_meant(call, meeting, given.deputy, near)
    values = {"meeting": meeting.id, "day": meeting.day.isoformat(), "how": given.how, "deputy": given.deputy}
    yes = Button(label=call._("Yes"), action="registration.save", values=values, style="primary")
    no = Button(label=call._("No"), action="registration.ask", values={"meeting": meeting.id})
    text = words(
        call._("{meeting}, {how}. Is that right?"),
        meeting=strong(title_when(call, meeting)),
        how=_way(call, given.how, given.deputy),
    )
    return Reply(card=card("", Text(words=text), Buttons(buttons=(yes, no))))


def _say_later(look: Look, meeting: Meeting) -> str:
    """«Säg till när du vet, senast torsdag 4 februari.»"""
    last = last_day(look.forum, meeting)
    if last < look.today:
        return look._("Nothing is saved. Tell as soon as you know.")
    return look._("Nothing is saved. Tell when you know, by {day}.").format(day=look.speech.day(last))


def in_words(look: Look, one: Registration) -> str:
    """How somebody comes, as they have said it."""
    name = people.get(look.db, one.deputy_id).name if one.deputy_id else one.deputy_name
    return _way(look, one.how or "no", name)


def _way(look: Look, how: str, deputy: str | None) -> str:
    """«via länk», as it stands in a sentence."""
    if how == "deputy":
        return look._("with {name} as deputy").format(name=deputy) if deputy else look._("with a deputy")
    told = {"room": look._("in the room"), "link": look._("by link"), "no": look._("you are not coming")}
    return told[how]


def deputy_form(call: Call, filled: Filled) -> Form:
    _ = call._
    meeting = open_to(call, filled.number("meeting"), None)
    return Form(
        title=_("Deputy at {meeting}").format(meeting=title_when(call, meeting)),
        action="registration.save",
        values={"meeting": meeting.id, "day": meeting.day.isoformat(), "how": "deputy"},
        submit=_("Register"),
        fields=(filled.line("deputy", _("Who comes instead of you?"), _("First name and surname."), required=True),),
    )


@on("registration.save", Attending, form=deputy_form)
def save(call: Call, given: Attending) -> Reply:
    """Register the caller for the meeting on its day. Registering again replaces it."""
    meeting = open_to(call, given.meeting, given.day)
    if given.how == "deputy" and not given.beyond and (near := _near(call, given.deputy)):
        return _who_is_meant(call, meeting, given.deputy, near)
    deputy = _deputy(call, meeting, given.deputy, given.beyond) if given.how == "deputy" else None
    if given.how == "deputy" and deputy is None:
        return Reply(form=deputy_form(call, Filled({"meeting": meeting.id}, {})))
    before = registrations.latest(call.db, meeting.id, meeting.day, call.person.id)
    new = _registration(call, meeting, given.how, deputy)
    if before and (before.how, before.deputy_id, before.deputy_name) == (new.how, new.deputy_id, new.deputy_name):
        return Reply(card=_receipt(call, meeting, before, undo=None))
    kept = registrations.add(call.db, new)
    undo = call.undo("registration.restore", made=kept.id, before=before.id if before else None)
    _tell_deputy(call, meeting, kept)
    _changed(call, meeting)
    return Reply(card=_receipt(call, meeting, kept, undo))


def _registration(call: Call, meeting: Meeting, how: str | None, deputy: Deputy | None) -> Registration:
    return Registration(
        meeting_id=meeting.id,
        day=meeting.day,
        person_id=call.person.id,
        how=how,
        deputy_id=deputy.id if isinstance(deputy, Person) else None,
        deputy_name=deputy if isinstance(deputy, str) else None,
        by_id=call.person.id,
        at=call.now,
    )


def _deputy(call: Call, meeting: Meeting, name: str | None, beyond: bool) -> Deputy | None:
    """Who is named, or else the deputy of the caller's seat; None where somebody must be named."""
    if name is None:
        held = [seat for seat in attendance.seats(call, meeting) if seat.person_id == call.person.id]
        known = [seat.deputy for seat in held if seat.deputy and seat.deputy.id not in call.away]
        return next(iter(known), None)
    found = [] if beyond else called(call, name)
    if call.person in found:
        raise Refusal(N_("You can not be your own deputy. Write another name."), field="deputy")
    return found[0] if len(found) == 1 else name


def _near(call: Call, name: str | None) -> list[Person]:
    """Who may be meant by a deputy's name, where that is not certain."""
    return [one for one in doubted(call, name) if one.id != call.person.id] if name else []


def _who_is_meant(call: Call, meeting: Meeting, name: str | None, near: list[Person]) -> Reply:
    typed = {"meeting": meeting.id, "day": meeting.day.isoformat(), "how": "deputy", "deputy": name}
    title = title_when(call, meeting)
    return Reply(card=who_is_meant(call, "registration.save", typed, "deputy", near, title))


def _tell_deputy(call: Call, meeting: Meeting, kept: Registration) -> None:
    if kept.deputy_id:
        args = {"meeting": meeting.id, "day": meeting.day.isoformat(), "person": kept.person_id}
        key, subject = f"registration:{kept.id}:deputy", about(meeting, kept.person_id)
        call.post(f"person:{kept.deputy_id}", "registration.deputy", key, None, subject, **args)


def _changed(call: Call, meeting: Meeting) -> None:
    """Draw anew what shows it: the numbers, and the caller's own messages."""
    subject = f"meeting:{meeting.id}"
    own = about(meeting, call.person.id), f"person:{call.person.id}"
    call.show_again(subject, f"{subject}:call", *own, *attendance.mornings_of_secretariat(call))
    call.record(subject, day=meeting.day.isoformat())


@undoes("registration.restore", Restoring)
def restore(call: Call, given: Restoring) -> Reply:
    """Have what stood before count again, unless something was said since."""
    made = call.db.get_one(Registration, given.made)
    meeting = open_to(call, made.meeting_id, made.day)
    now = registrations.latest(call.db, meeting.id, made.day, made.person_id)
    if now is None or now.id != made.id:
        raise Refusal(N_("You have changed it since. Nothing is undone."))
    before = call.db.get(Registration, given.before) if given.before else None
    again = _registration(call, meeting, before.how if before else None, None)
    if before:
        again.deputy_id, again.deputy_name = before.deputy_id, before.deputy_name
    kept = registrations.add(call.db, again)
    _tell_deputy(call, meeting, kept)
    _changed(call, meeting)
    if kept.how is None:
        return Reply(
            card=card("", Text(words=words(call._("Undone. You are not registered."))), choice_of(call, meeting))
        )
    return Reply(card=_receipt(call, meeting, kept, undo=None))


def _receipt(call: Call, meeting: Meeting, kept: Registration, undo: Button | None) -> Card:
    """What counts now, the link if it is time for it, what else waits."""
    left = len(waiting_for(call))
    still = call.count("One thing left.", "{count} things left.", left) if left else ""
    text = (
        words("{said} {still}", said=_said(call, meeting, kept), still=still) if still else _said(call, meeting, kept)
    )
    late = last_day(call.forum, meeting) < call.today and kept.how != "no"
    told = call._("The last day to register was {day}, so the secretariat sees it as late.")
    note = Text(words=words(told, day=call.speech.day(last_day(call.forum, meeting))), quiet=True) if late else None
    materials = Button(label=call._("Materials"), action="materials.show", values={"meeting": meeting.id})
    buttons = [materials] if kept.how != "no" and meeting.items else []
    shown = Buttons(buttons=(*buttons, *([undo] if undo else [])))
    calendar = calendars.files_of(call, meeting) if kept.how in ("room", "link") else None
    return card("", Text(words=text), note, shown if shown.buttons else None, calendar)


def _said(call: Call, meeting: Meeting, kept: Registration) -> tuple[Run, ...]:
    _ = call._
    if kept.how == "no":
        return words(_("Noted that you are not coming to {meeting}."), meeting=title_when(call, meeting))
    if kept.how == "deputy":
        if kept.deputy_id:
            name = people.get(call.db, kept.deputy_id).name
            return words(_("{name} is registered as your deputy and has been told."), name=strong(name))
        return words(
            _("{name} is registered as your deputy. The forum does not know {name}, so tell them yourself."),
            name=strong(kept.deputy_name or ""),
        )
    if kept.how == "link":
        return words("{a} {b}", a=_("You are registered."), b=_link_promise(call, meeting))
    return words(_("You are registered."))


def _link_promise(call: Call, meeting: Meeting) -> tuple[Run, ...]:
    """«Länken kommer hit samma dag kl. 9.45.»; from then on the link itself."""
    if meeting.start is None:
        return words(call._("The link comes here when the time is set."))
    at = starts_at(call.forum, meeting) - LINK_BEFORE
    if at <= call.now and meeting.link:
        return words(call._("The link: {link}"), link=Run(text=meeting.link, href=meeting.link))
    if at <= call.now:
        return words(call._("The link comes here when the secretariat has it."))
    return words(
        call._("The link comes here the same day {time}."), time=call.speech.clock(at.astimezone(call.zone).time())
    )


@shows("registration.deputy", live=True)
def deputising(look: Look, meeting: int, day: str, person: int) -> Card | Nothing:
    """To a deputy: for whom they come, when and where; it follows what the member says later."""
    found, on = meetings.get(look.db, meeting), date.fromisoformat(day)
    if found is None or (not is_ahead(look, found) and found.day == on):
        return Nothing("the meeting has begun", over=True)
    said = registrations.standing(look.db, meeting, on, person)
    holds = found.day == on and found.status != "cancelled" and said and said.deputy_id == look.person.id
    name = people.get(look.db, person).name
    if not holds:
        if not look.shown:
            return Nothing("no longer so")
        if found.status == "cancelled":
            return card(title_when(look, found), Note(state="stop", word=look._("Cancelled")))
        text = look._("You are no longer deputy for {name} on {day}.").format(name=name, day=look.speech.day(on))
        return card(title_when(look, found), Text(words=words(text)))
    if later := quiet.not_yet(look):
        return later
    text = words(look._("{name} has registered you as deputy."), name=strong(name))
    agenda = Button(label=look._("Agenda"), action="meeting.agenda", values={"meeting": found.id})
    buttons = Buttons(buttons=(agenda,)) if rights.is_in(look, found.body) else None
    return card(title_when(look, found), Text(words=text), facts(look, found), buttons)
