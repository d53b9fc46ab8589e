"""How a meeting is told: its name and day, when and where, its themes, and what the secretariat can do with it."""

from datetime import datetime, time, timedelta

from handlers import quiet, rights
from handlers.call import Call, Look, Refusal
from handlers.cards import Button, Buttons, Fact, Facts, Run, Words, strong, words
from handlers.words import N_
from storage import meetings
from storage.forums import Forum
from storage.meetings import Meeting


def starts_at(forum: Forum, meeting: Meeting) -> datetime:
    """The instant it starts; without a known start, the end of the day before it is too late to remind: 23:59."""
    return quiet.local(meeting.day, meeting.start or time(23, 59), quiet.zone_of(forum))


def is_ahead(look: Look, meeting: Meeting) -> bool:
    """Whether it has not begun yet."""
    return look.now < starts_at(look.forum, meeting)


def is_near(look: Look, meeting: Meeting) -> bool:
    """Whether it is the last working day before it, or the day itself, and it has not begun."""
    return is_ahead(look, meeting) and quiet.last_working_day(look.forum, meeting.day - timedelta(days=1)) <= look.today


def is_over(look: Look, meeting: Meeting) -> bool:
    """Whether its day has passed, or it was never held."""
    return meeting.day < look.today or meeting.status in ("held", "cancelled")


def day(look: Look, meeting: Meeting) -> str:
    """«tisdag 9 februari», or the fuzzy text."""
    return meeting.day_text or look.speech.day(meeting.day)


def day_and_hour(look: Look, meeting: Meeting) -> str:
    """«tisdag 9 februari kl. 9.30»."""
    return day(look, meeting) + hours(look, meeting.start, None)


def title_when(look: Look, meeting: Meeting) -> str:
    """«Tjänstepersonsforum tisdag 9 februari»."""
    return f"{meeting.body.name} {day(look, meeting)}"


def when(look: Look, meeting: Meeting) -> Words:
    """«tisdag 9 februari kl. 9.30–15.00», with «preliminärt» where it is."""
    runs: list[Run] = [
        Run(text=day(look, meeting), at=starts_at(look.forum, meeting) if meeting.start else meeting.day)
    ]
    if meeting.start:
        runs.append(Run(text=hours(look, meeting.start, meeting.end)))
    if meeting.status == "preliminary":
        runs.append(Run(text=look._(", preliminary")))
    if meeting.status == "cancelled":
        runs.append(Run(text=look._(", cancelled")))
    return tuple(runs)


def hours(look: Look, start: time | None, end: time | None) -> str:
    """« kl. 9.30–15.00», to stand after the day; nothing where no start is known."""
    if start is None:
        return ""
    until = f"–{look.speech.hour(end)}" if end else ""
    return f" {look.speech.clock(start)}{until}"


def themes(meeting: Meeting) -> str:
    """The themes, or the titles on the agenda where no themes are set, in one line."""
    return ", ".join([theme.text for theme in meeting.themes] or [item.title for item in meeting.items])


def facts(look: Look, meeting: Meeting) -> Facts:
    """When, where, themes: what is known of them."""
    rows = [Fact(label=look._("When"), words=when(look, meeting))]
    if meeting.place:
        rows.append(Fact(label=look._("Where"), words=words("{place}", place=meeting.place)))
    if themes(meeting):
        rows.append(Fact(label=look._("Themes"), words=words("{themes}", themes=themes(meeting))))
    return Facts(facts=tuple(rows))


def manage(look: Look, meeting: Meeting) -> Buttons | None:
    """[Confirm] [Move] [Cancel the meeting] for those who may."""
    if not rights.runs_meetings_of(look, meeting.body) or not is_ahead(look, meeting):
        return None
    values = {"meeting": meeting.id}
    name = title_when(look, meeting)
    confirm = Button(label=look._("Confirm"), action="meeting.confirm", values=values, style="primary", about=name)
    change = Button(label=look._("Time and place"), action="meeting.confirm", values=values, about=name)
    return Buttons(
        buttons=(
            confirm if meeting.status == "preliminary" else change,
            move_button(look, meeting),
            Button(
                label=look._("Cancel the meeting"), action="meeting.cancel", values=values, style="danger", about=name
            ),
        )
    )


def move_button(look: Look, meeting: Meeting) -> Button:
    values = {"meeting": meeting.id}
    return Button(label=look._("Move"), action="meeting.move", values=values, about=title_when(look, meeting))


def the(look: Look, number: int | None) -> Meeting:
    """The meeting. Raises Refusal where there is none."""
    if number and (meeting := meetings.get(look.db, number)):
        return meeting
    raise Refusal(N_("There is no such meeting. Write «meetings» to see those that there are."))


def readable(look: Look, number: int) -> Meeting:
    """The meeting, for those who have a part in its body. Raises Refusal for the others."""
    meeting = the(look, number)
    rights.must_be_in(look, meeting.body)
    return meeting


def named(look: Look, meeting: Meeting) -> Run:
    return strong(title_when(look, meeting))


def changeable(call: Call, number: int) -> Meeting:
    """The meeting, for those who may change it; nobody else changes it meanwhile. Raises Refusal."""
    meeting = meetings.locked(call.db, the(call, number))
    rights.must_run_meetings_of(call, meeting.body)
    if meeting.status == "cancelled":
        raise Refusal(N_("The meeting is cancelled. Nothing is changed."))
    if not is_ahead(call, meeting):
        raise Refusal(N_("The meeting has already been held. Nothing is changed."))
    return meeting
