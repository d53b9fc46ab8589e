"""How an input is told: whose it is, what became of it, who answers it until when, where it comes up; and who sees it.

The honest history is what members asked for (docs/the-forum.md): an unanswered input says so.
"""

from collections.abc import Sequence
from datetime import date

from handlers import quiet, rights
from handlers.call import Call, Look, Refusal
from handlers.meetings.meeting_words import is_over
from handlers.words import N_
from storage import absences, inputs, meetings
from storage.inputs import Input, InputStep, State
from storage.meetings import Meeting
from storage.people import Person

FOLLOWS: dict[str, frozenset[State]] = {
    "received": frozenset({"forwarded", "answered", "reported", "withdrawn"}),
    "forwarded": frozenset({"forwarded", "received", "answered", "reported"}),
    "answered": frozenset({"answered", "received", "forwarded", "reported"}),
    "reported": frozenset({"received", "forwarded", "answered"}),
    "withdrawn": frozenset(),
}
"""What each state may become. Back to «received»: the owner was not the right one; back from «answered»: the answer was
taken back; back from «reported»: that was undone."""

ENDED = ("reported", "withdrawn")


def the(look: Look, number: int) -> Input:
    """The input, for those who see it. Raises Refusal for the others, and where there is none."""
    found = inputs.get(look.db, number)
    if found is None:
        raise Refusal(N_("There is no such input. Write «my input» to see yours."))
    if not may_see(look, found):
        raise Refusal(
            N_("Only the sender, those of the same organisation, the one who answers it and the secretariat see this.")
        )
    return found


def locked(call: Call, number: int) -> Input:
    """The input, which nobody else changes meanwhile."""
    return inputs.locked(call.db, the(call, number))


def may_see(look: Look, input: Input) -> bool:
    """Whether the viewer sees the whole of it. On an agenda all in the body see its title, and for whom it was sent."""
    if rights.runs_the_forum(look) or is_sender(look, input) or is_owner(look, input):
        return True
    return input.organisation_id in {stand.organisation_id for stand in look.stands}


def is_sender(look: Look, input: Input) -> bool:
    return look.viewer is not None and input.by_id == look.viewer.id


def is_owner(look: Look, input: Input) -> bool:
    """Whether the viewer is the one who answers it, or stands in for them."""
    if look.viewer is None or input.owner is None:
        return False
    return look.viewer.id in {input.owner.id, *(person.id for person in asked_of(look, input))}


def asked_of(look: Look, input: Input) -> list[Person]:
    """Who is to answer it: its owner, or who stands in; nobody where the forum knows only a name. Where nobody stands
    in, it is kept for the owner until they are back."""
    return absences.waits_for(input.owner, look.away) or [input.owner] if input.owner else []


def owner(input: Input) -> str:
    """Who answers it: a name, or nothing while it lies with the secretariat."""
    return input.owner.name if input.owner else input.owner_name or ""


def may_be_changed(look: Look, input: Input) -> bool:
    """Whether the viewer has yet to say if it is right what the secretariat wrote down on their behalf."""
    if input.entered_by_id is None or not is_sender(look, input) or input.state not in ("received", "forwarded"):
        return False
    return all(step.what not in ("confirmed", "changed") for step in inputs.standing_of(look.db, input.id))


def answer(steps: Sequence[InputStep]) -> InputStep | None:
    """The answer that stands, if there is one, among the steps that count."""
    for step in reversed(steps):
        if step.what in ("answered", "forwarded"):
            return step if step.what == "answered" else None
    return None


def first_answer(steps: Sequence[InputStep]) -> int:
    """The number of the step with which the answer that stands began: later ones correct it."""
    first = 0
    for step in steps:
        first = 0 if step.what == "forwarded" else first or step.id if step.what == "answered" else first
    return first


def is_late(look: Look, input: Input) -> bool:
    """Whether its answer should have come before today."""
    return input.state == "forwarded" and input.due is not None and input.due < look.today


def is_unplaced(input: Input) -> bool:
    """Whether the meeting that was to take it up is cancelled."""
    return input.state not in ENDED and input.meeting is not None and input.meeting.status == "cancelled"


def is_due(look: Look, input: Input) -> bool:
    """Whether the meeting that was to take it up is over, and it is not noted as reported back."""
    return input.state not in ENDED and input.meeting is not None and is_over(look, input.meeting)


def of_whom(look: Look, input: Input) -> str:
    """«Laddstolpar vid länsgränsen (Region Dalarna)», with the sender's name where it is for no organisation."""
    who = input.organisation.named(look.today).short if input.organisation else input.by.name
    return f"{input.title} ({who})"


def state(look: Look, input: Input) -> str:
    """The state in a word."""
    if is_late(look, input):
        return look._("Late")
    told = {
        "received": look._("Received"),
        "forwarded": look._("Forwarded"),
        "answered": look._("Answered"),
        "reported": look._("Reported back"),
        "withdrawn": look._("Taken back"),
    }
    return told[input.state]


def history(look: Look, input: Input, steps: Sequence[InputStep]) -> str:
    """«5 nov: mottaget. 9 nov: lämnat till Per Norén. Svar saknas.»"""
    told = [step_words(look, input, step) for step in steps]
    missing = look._("No answer yet.") if input.state in ("received", "forwarded") else ""
    return " ".join([*(f"{one}." for one in told), missing]).strip()


def step_words(look: Look, input: Input, step: InputStep) -> str:
    """«9 nov: lämnat till Per Norén, departementet»."""
    day = short_day(look, quiet.day_of(look.forum, step.at))
    templates = {
        "received": look._("{day}: received"),
        "confirmed": look._("{day}: confirmed by the sender"),
        "changed": look._("{day}: changed by the sender"),
        "added": look._("{day}: added to by the sender"),
        "forwarded": look._("{day}: handed to {owner}"),
        "returned": look._("{day}: back with the secretariat from {owner}"),
        "asked_again": look._("{day}: the secretariat asked again"),
        "answered": look._("{day}: answered by {owner}"),
        "unanswered": look._("{day}: the answer is taken back"),
        "placed": look._("{day}: to be taken up in {owner}"),
        "reported": look._("{day}: reported back in {owner}"),
        "reopened": look._("{day}: not reported back yet after all"),
        "withdrawn": look._("{day}: taken back"),
        "undone": look._("{day}: that was undone"),
    }
    where = meeting_name(look, input.meeting) if step.what == "reported" and input.meeting else step.owner
    return templates[step.what].format(day=day, owner=where or look._("the secretariat"))


def short_day(look: Look, day: date) -> str:
    """«9 nov», with the year when it is another than this one."""
    year = "" if day.year == look.today.year else f" {day.year}"
    return f"{day.day} {look.speech.short_month(day)}{year}"


def promise(look: Look, input: Input, steps: Sequence[InputStep]) -> str:
    """When its answer is to come, and from whom, said as it is."""
    if input.state == "received":
        return look._("It lies with the secretariat.")
    if input.state != "forwarded" or input.due is None:
        return ""
    due = look.speech.day(input.due, weekday=False)
    if is_late(look, input):
        return look._("The answer was to come by {day}. The secretariat sees that it is late.").format(day=due)
    since = next((number for number, step in enumerate(reversed(steps)) if step.what == "forwarded"), 0)
    if any(step.what == "asked_again" for step in steps[len(steps) - since :]):
        told, others = look._("The secretariat answers you by {day}."), look._("The answer is to come by {day}.")
        return (told if is_sender(look, input) else others).format(day=due)
    return look._("The answer is to come by {day}.").format(day=due)


def comes_up(look: Look, input: Input) -> str:
    """«Frågan tas upp på Politikerforum 3 mars, punkt 4.»"""
    meeting = input.meeting
    if meeting is None or input.state in ENDED:
        return ""
    name = meeting_name(look, meeting)
    if meeting.status == "cancelled":
        return look._("{meeting} is cancelled. The secretariat finds another meeting.").format(meeting=name)
    if is_over(look, meeting):
        return look._("It was to be taken up in {meeting}. It is not reported back yet.").format(meeting=name)
    item = meetings.item(look.db, input.item_id) if input.item_id else None
    if item is None:
        return look._("It is taken up in {meeting}.").format(meeting=name)
    return look._("It is taken up in {meeting}, item {number}.").format(meeting=name, number=item.position)


def meeting_name(look: Look, meeting: Meeting) -> str:
    """«Politikerforum 3 mars»."""
    return f"{meeting.body.name} {meeting.day_text or look.speech.day(meeting.day, weekday=False)}"
