"""Just before a meeting: what the secretariat hears the morning before, and the link for those who come by it."""

from datetime import date, timedelta

from pydantic import BaseModel

from handlers import quiet, rights
from handlers.call import Call, Look, Nothing, Refusal, Reply, on, paragraph, shows
from handlers.cards import Button, Buttons, Card, Run, Text, card, words
from handlers.fields import Number
from handlers.meetings import attendance, chasing, door_list, materials
from handlers.meetings.meeting_words import facts, hours, is_ahead, is_near, the, title_when
from handlers.words import N_
from storage import meetings, registrations
from storage.meetings import Meeting
from storage.people import Person
from storage.posts import Wish


class Reminding(BaseModel):
    meeting: Number


def before(look: Look) -> list[Card]:
    """For the secretariat's morning: the meetings of the next working day to which the members are called. On the day
    itself it is too late to chase anybody."""
    if not rights.runs_the_forum(look):
        return []
    ahead = meetings.ahead(look.db, look.today + timedelta(days=1))
    return [_before(look, meeting) for meeting in ahead if meeting.called_at and is_near(look, meeting)]


def _before(look: Look, meeting: Meeting) -> Card:
    """«I morgon: 18 av 21 regioner anmälda. Saknas: Gotland, Uppsala, Halland. Presentation saknas till punkt 3.»"""
    when = look.speech.near_day(meeting.day)
    title = look._("{day}: {body}").format(day=when[:1].upper() + when[1:], body=meeting.body.name)
    text = " ".join(_state(look, meeting))
    return card(title, Text(words=words("{text}", text=text)), Buttons(buttons=tuple(_buttons(look, meeting))))


def _state(look: Look, meeting: Meeting) -> list[str]:
    """How many have registered, who is missing, which materials are, whether there is a link."""
    told = [attendance.how_many(look, meeting)]
    if missing := attendance.numbers(look, meeting).missing:
        told.append(look._("Missing: {names}.").format(names=attendance.short_names(look, missing)))
    if late := materials.owing(meeting):
        numbers = look.speech.joined([str(item.position) for item in late])
        told.append(
            look.count(
                "Materials are missing for item {numbers}.",
                "Materials are missing for items {numbers}.",
                len(late),
                numbers=numbers,
            )
        )
    by_link = sum(one.how == "link" for one in attendance.coming(look, meeting))
    if by_link and not meeting.link:
        told.append(
            look.count(
                "{count} takes part by link, and there is none.",
                "{count} take part by link, and there is none.",
                by_link,
            )
        )
    return told


def _buttons(look: Look, meeting: Meeting) -> list[Button]:
    found = []
    if unregistered := len(attendance.unregistered(look, meeting)):
        label = look.count("Remind the missing one", "Remind the {count} missing", unregistered)
        found.append(Button(label=label, action="registration.remind", values={"meeting": meeting.id}, style="primary"))
    if materials.owing(meeting):
        found.append(materials.chase_button(look, meeting))
    if not meeting.link and any(one.how == "link" for one in attendance.coming(look, meeting)):
        values = {"meeting": meeting.id, "edit": True}
        found.append(Button(label=look._("Set the link"), action="meeting.confirm", values=values))
    return [*found, door_list.button(look, meeting)]


@on("registration.remind", Reminding)
def remind(call: Call, given: Reminding) -> Reply:
    """Ask those who have not registered, each at most once a day."""
    meeting = the(call, given.meeting)
    rights.must_run_meetings_of(call, meeting.body)
    if meeting.called_at is None or meeting.status == "cancelled" or not is_ahead(call, meeting):
        raise Refusal(N_("Nobody is asked to register for that meeting now."))
    missing = attendance.unregistered(call, meeting)
    if not missing:
        raise Refusal(N_("Everybody has registered. Nobody needs to be reminded."))
    new = chasing.remind(call, [_asking(call, meeting, person) for person in missing])
    if not new:
        raise Refusal(N_("They have already been reminded today."))
    told = call.count("{count} member is reminded {when}.", "{count} members are reminded {when}.", len(new),
                      when=chasing.when(call))  # fmt: skip
    return Reply(card=card("", paragraph(told), chasing.undo(call, new)))


def _asking(call: Call, meeting: Meeting, person: Person) -> Wish:
    to, occurrence = f"person:{person.id}", f"meeting:{meeting.id}:{meeting.day}"
    args = {"meeting": meeting.id, "day": meeting.day.isoformat()}
    key, about = f"{occurrence}:asked:{chasing.day(call)}:{to}", attendance.about(meeting, person.id)
    return Wish(to, "registration.asked", key, call.now, about, args)


@shows("registration.asked", live=True)
def asked(look: Look, meeting: int, day: str) -> Card | Nothing:
    """To one who has not registered: the four ways."""
    found = meetings.get(look.db, meeting)
    if (
        found is None
        or found.status == "cancelled"
        or found.day != date.fromisoformat(day)
        or not is_ahead(look, found)
    ):
        return Nothing("moved, cancelled or begun", over=True)
    if not look.shown and attendance.mine_for(look, found):
        return Nothing("has registered")
    if later := quiet.not_yet(look):
        return later
    title = look._("Are you coming to {meeting}?").format(meeting=title_when(look, found))
    return card(title, facts(look, found), attendance.choice_of(look, found))


@shows("meeting.link")
def link(look: Look, meeting: int, day: str) -> Card | Nothing:
    """The link, to those who come by it, a quarter of an hour before the start."""
    found = meetings.get(look.db, meeting)
    if found is None or found.status == "cancelled" or found.day != date.fromisoformat(day) or look.shown:
        return Nothing("moved, cancelled, or stands as it was sent")
    mine = registrations.standing(look.db, found.id, found.day, look.person.id)
    if not found.link or mine is None or mine.how != "link":
        return Nothing("no link, or comes otherwise")
    title = look._("{body} begins {time}").format(body=found.body.name, time=hours(look, found.start, None).strip())
    return card(title, Text(words=words(look._("The link: {link}"), link=Run(text=found.link, href=found.link))))
