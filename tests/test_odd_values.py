"""Whatever stands in the fields of whatever action, and whatever is typed: it is done or refused, never an error."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from handlers import CAPABILITIES
from handlers.call import Ask, Refused, Reply
from tests.conftest import both
from tests.scenes import KARIN, OFFICIALS, SECRETARY, answer, ask
from tests.world import World

HUGE = 10**30
FITTING = {
    "question": 1, "choice": 2, "meeting": 3, "item": 2, "action": 1, "draft": 1, "body": OFFICIALS,
    "text": "Bör vi?", "title": "Bredband", "word": "bredband", "who": "Dalarna", "which": "open",
    "closes": "fredag 12:00", "due": "fredag", "to": "4 mars", "start": "9.30", "presenters": "Bo", "edit": False,
}  # fmt: skip
"""What each field of a form may hold; the other fields may be left out."""
ODD = [
    None, True, "", "abc", "1", str(HUGE), "٣", "{text}", "{0}", "<b>", "\0", "\ud800", "\u202e", 0, -1, 4, 999, 2**31,
    2**63, HUGE, -HUGE, 0.5, "county:w", "alla", "county", "organisation", "choice", "up", "meeting", "igår",
    "1 januari 2020",
]  # fmt: skip

scalars = st.sampled_from(ODD) | st.text(st.characters(), max_size=20) | st.floats()
anything = scalars | st.lists(scalars, max_size=3) | st.dictionaries(st.text(max_size=5), scalars, max_size=3)


@st.composite
def asked(draw: st.DrawFn) -> tuple[str, dict[str, object]]:
    """An action whose fields hold what they may, or anything at all."""
    action = draw(st.sampled_from(sorted(CAPABILITIES.actions)))
    fields = [*CAPABILITIES.actions[action][1].model_fields, "draft", "edit"]
    odd = draw(st.sets(st.sampled_from(fields), max_size=2))
    fitting = {
        name: FITTING[name] for name in fields if name in FITTING and name not in odd and name not in ("draft", "edit")
    }
    return action, fitting | {name: draw(anything) for name in odd}


@pytest.fixture
def lived_in(world: World) -> World:
    """A forum with a question, an answer, an action point and a draft, which odd values may hit."""
    question = ask(world)
    answer(world, KARIN, question, 1)
    world.says(SECRETARY, "att göra Skicka underlag @Dalarna fredag", room=OFFICIALS)
    world.says(SECRETARY, "flytta politikerforum till 3 mars")
    return world


class Undone(Exception):
    """Carries a reply out of a transaction that is not to be kept."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply


def reply_to(world: World, ask: Ask) -> Reply:
    """What an action would be answered, without anything being kept. Unexpected errors come through."""

    def perform(db: Session) -> None:
        raise Undone(CAPABILITIES.perform(db, ask, world.time))

    with pytest.raises((Undone, Refused)) as raised:
        world.write(perform)
    return raised.value.reply


@both
@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(asked=asked(), who=st.sampled_from([SECRETARY, KARIN]))
def test_any_action_with_any_values_is_done_or_refused(lived_in: World, asked: tuple[str, dict], who: str):
    action, values = asked
    reply = reply_to(lived_in, lived_in.asks(who, action, **values))
    assert reply.outcome in ("done", "refused")
    assert reply.card or reply.form
    assert reply.model_dump_json()


@both
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(text=st.text(max_size=60) | st.text('flytta atgör@«»"/?fredag 123 senast til', max_size=60))
def test_whatever_is_typed_gets_an_answer(lived_in: World, text: str):
    reply = reply_to(lived_in, lived_in.asks(SECRETARY, "say", text=text))
    assert reply.card or reply.form
