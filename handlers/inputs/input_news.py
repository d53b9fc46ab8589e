"""Who hears of what happens to an input, and when: each step once, and as a rule in the morning's one message.

At once, outside quiet times, come only what is asked of its owner, an answer, and what the secretariat wrote down on
somebody's behalf. The rest waits for the next working morning, so that a year's budget of messages holds.
"""

from datetime import date, datetime, time

from handlers import quiet
from handlers.call import Call, Look, Refusal
from handlers.cards import Row
from handlers.inputs import input_words as told
from handlers.inputs.input_cards import row
from handlers.words import N_
from storage import inputs, people, posts
from storage.inputs import Input, InputStep, State, What
from storage.meetings import Meeting

OF_THE_MORNING = ("forwarded", "returned", "asked_again", "placed", "reported", "undone", "reopened")


def take_step(
    call: Call,
    input: Input,
    what: What,
    becomes: State | None = None,
    text: str | None = None,
    owner: str | None = None,
    due: date | None = None,
    **fields: object,
) -> InputStep:
    """Have something happen to an input, and tell its sender of what others did. Raises Refusal where its state does
    not allow it."""
    now = told.state(call, input).lower()
    over = input.state in told.ENDED and what not in inputs.TAKES_BACK
    if over or (becomes and becomes not in told.FOLLOWS[input.state]):
        raise Refusal(N_("It is {state} already, so this can not be done. Nothing is changed."), state=now)
    changes = fields | {"state": becomes or input.state}
    show_again(call, input)  # where it was until now
    step = inputs.step(call.db, input, what, call.person.id, call.now, text, owner, due, **changes)
    show_again(call, input)
    _follow(call, input)
    if what in OF_THE_MORNING and input.by_id != call.person.id:
        _in_the_morning(call, input, f"sender:{input.id}", f"{step.id}:news")
    call.record(f"input:{input.id}", status=input.state)
    return step


def show_again(call: Call, input: Input) -> None:
    """Draw anew its cards, the agenda it stands on, and the mornings of all whom it waits for."""
    persons = {input.by_id, call.person.id, *(person.id for person in people.secretariat(call.db))}
    persons |= {input.owner_id, *(person.id for person in told.asked_of(call, input))} if input.owner_id else set()
    call.show_again(f"input:{input.id}", f"meeting:{input.meeting_id}", f"meeting:{input.meeting_id}:call")
    call.show_again(*(f"person:{person}" for person in sorted(persons)))


def _in_the_morning(call: Call, input: Input, to: str, key: str) -> None:
    morning = quiet.next_morning(call.forum, call.now)
    day = quiet.day_of(call.forum, morning).isoformat()
    call.post(to, "home.morning", f"input:{input.id}:{key}", morning, f"input:{input.id}", day=day)


def tell_secretariat(call: Call, input: Input, step: InputStep) -> None:
    """It waits for the secretariat: they hear of it in the morning."""
    _in_the_morning(call, input, "secretariat", f"{step.id}:secretariat")


def ask_owner(call: Call, input: Input, step: InputStep) -> None:
    """Ask its owner at once."""
    name = f"input:{input.id}"
    if input.owner_id:
        call.post(
            f"owner:{input.id}", "input.asked", f"{name}:asked:{step.id}", None, name, input=input.id, step=step.id
        )


def _follow(call: Call, input: Input) -> None:
    """While it waits for an answer, remind its owner, and have it come back to the secretariat if none comes in time;
    else give that up."""
    posts.supersede(call.db, f"input:{input.id}:due")
    if input.state != "forwarded" or input.due is None:
        return
    for morning in quiet.mornings_before(call.forum, input.due, call.forum.action_reminders):
        if input.owner_id and morning > call.now:
            _due_in(call, input, f"owner:{input.id}", "morning", morning)
    late = quiet.next_morning(call.forum, quiet.local(input.due, time(23, 59), call.zone))
    _due_in(call, input, "secretariat", "late", late)


def _due_in(call: Call, input: Input, to: str, name: str, morning: datetime) -> None:
    day = quiet.day_of(call.forum, morning).isoformat()
    key = f"input:{input.id}:{input.due}:{name}:{input.owner_id}:{day}"
    call.post(to, "home.morning", key, morning, f"input:{input.id}:due", day=day)


def meeting_cancelled(call: Call, meeting: Meeting) -> None:
    """What a cancelled meeting was to take up waits for the secretariat to place it anew: they hear of it in the
    morning, and its senders see it."""
    for input in inputs.of_meeting(call.db, meeting.id):
        if input.state not in told.ENDED:
            _in_the_morning(call, input, "secretariat", f"cancelled:{call.now:%Y%m%d%H%M%S}")
            show_again(call, input)


def tell_answer(call: Call, input: Input) -> None:
    """Tell its sender of the answer. One that is corrected changes the message that is there; one that comes after
    another was taken back is a message of its own."""
    if input.by_id == call.person.id:
        return
    first = told.first_answer(inputs.standing_of(call.db, input.id))
    name = f"input:{input.id}"
    call.post(f"person:{input.by_id}", "input.answered", f"{name}:answered:{first}", None, name, input=input.id)


def news(look: Look) -> list[Row]:
    """What others have done with the viewer's inputs since the last morning's message, for this one. What was done and
    taken back meanwhile is no news."""
    since = inputs.told_until(look.db, look.person.id, look.due)
    done: dict[int, list[InputStep]] = {}
    for step in inputs.steps_since(look.db, look.person.id, since, look.due):
        done.setdefault(step.input_id, []).append(step)
    new = [number for number, steps in done.items() if _is_of_the_morning(inputs.standing(steps))]
    return [row(look, input) for number in new if (input := inputs.get(look.db, number))]


def _is_of_the_morning(steps: list[InputStep]) -> bool:
    """Whether the last of the steps is told in the morning."""
    return bool(steps) and steps[-1].what in OF_THE_MORNING
