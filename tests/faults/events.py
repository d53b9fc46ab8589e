"""Every event one to four times, shuffled and late, on both databases, by each platform, and beside a model: the same
comes of it everywhere, and the newest click wins.

Hypothesis makes up what people do and when each copy of it arrives. Everything that takes it in is real: Inbound, the
handlers, SQLite and PostgreSQL, and a platform's adapter with all that is signed and sent. The newest click is the one
that was first carried out last.
"""

import asyncio
from collections import Counter
from contextlib import ExitStack
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import Any

import structlog
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from tests.faults.databases import KINDS
from tests.faults.events_outside import side_outside
from tests.faults.frame import Scale
from tests.faults.model import ANSWERS_FOR, MAY_CHANGE, Event, Model
from tests.faults.sides import CLOSES, Side, side
from tests.faults.ways import WAYS
from tests.figures import Figure
from tests.scenes import KARIN

log = structlog.get_logger()

STEPS = 60
"""What happens in one example: something is done, a copy of it arrives, time passes."""

copies = st.integers(1, 4)
which = st.integers(0, 10_000)
"""One of those that there are by then."""


def figures(scale: Scale, folder: Path) -> list[Figure]:
    with ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner())
        sides = [stack.enter_context(side(runner, kind, folder)) for kind in KINDS]
        dice = scale.chance("late copies")
        for way, kind in product(WAYS, ("sqlite",) if scale.short else KINDS):
            sides.append(stack.enter_context(side_outside(runner, way, kind, folder, dice)))
        seen: Counter[str] = Counter()
        differences = examples(scale, sides, seen)
    return [
        Figure("events: shuffled histories", seen["histories"], ""),
        Figure("events: deliveries, on each database and by each platform", seen["deliveries"], ""),
        Figure("events: of these repeats", seen["repeats"], ""),
        Figure(
            "events: histories that ended otherwise than the model, or on one side only", differences, "", at_most=0
        ),
    ]


def examples(scale: Scale, sides: list["Side"], seen: Counter[str]) -> int:
    """How many histories went wrong. Hypothesis stops at the first and tells the shortest in the log."""

    class Machine(Events):
        def __init__(self) -> None:
            super().__init__(sides, seen)

    how = settings(
        max_examples=scale.of(8, 300),
        stateful_step_count=STEPS,
        deadline=None,
        report_multiple_bugs=False,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large),
    )
    try:
        run_state_machine_as_test(seed(scale.seed)(Machine), settings=how)
    except AssertionError as wrong:
        log.exception("another end", steps=getattr(wrong, "__notes__", ()))
        return 1
    return 0


class Events(RuleBasedStateMachine):
    """What people do, and the copies of it that are still on their way."""

    def __init__(self, sides: list[Side], seen: Counter[str]) -> None:
        super().__init__()
        self.sides, self.seen, self.model = sides, seen, Model()
        self.done, self.on_their_way = 0, list[Event]()

    @initialize()
    def a_question_is_asked(self) -> None:
        for one in self.sides:
            one.begins()

    def sends(self, times: int, who: str, action: str, **given: Any) -> None:
        self.done += 1
        self.on_their_way += [Event(f"event {self.done}", who, action, **given)] * times

    @rule(who=st.sampled_from(sorted(ANSWERS_FOR)), choice=st.integers(1, 3), times=copies)
    def answers(self, who: str, choice: int, times: int) -> None:
        self.sends(times, who, "question.answer", choice=choice)

    @rule(who=st.sampled_from(sorted(ANSWERS_FOR)), times=copies)
    def withdraws(self, who: str, times: int) -> None:
        self.sends(times, who, "question.withdraw")

    @precondition(lambda self: self.done < STEPS / 3)
    @rule(times=copies, alone=st.booleans())
    def promises(self, times: int, alone: bool) -> None:
        self.sends(times, KARIN, "action.log", text=f"Skriva till länen, {self.done}", alone=alone)

    @precondition(lambda self: self.model.points)
    @rule(
        who=st.sampled_from(MAY_CHANGE), what=st.sampled_from(["done", "reopen", "change"]), point=which, times=copies
    )
    def changes(self, who: str, what: str, point: int, times: int) -> None:
        point %= len(self.model.points)
        self.sends(times, who, f"action.{what}", point=point, text=f"Ändrat, {self.done}")

    @precondition(lambda self: self.on_their_way)
    @rule(pick=which)
    def one_arrives(self, pick: int) -> None:
        event = self.on_their_way[pick % len(self.on_their_way)]
        self.on_their_way.remove(event)
        self.arrives(event, 1)

    @precondition(lambda self: self.on_their_way)
    @rule(pick=which)
    def twins_arrive_at_once(self, pick: int) -> None:
        event = self.on_their_way[pick % len(self.on_their_way)]
        twins = self.on_their_way.count(event)
        self.on_their_way = [other for other in self.on_their_way if other != event]
        self.arrives(event, twins)

    @precondition(lambda self: self.done > STEPS / 3 and self.model.open)
    @rule()
    def the_question_closes(self) -> None:
        self.model.open = False
        for one in self.sides:
            one.world.goes_to(CLOSES)

    def arrives(self, event: Event, twins: int) -> None:
        known = event.name in self.model.outcomes
        self.seen.update(deliveries=twins, repeats=twins - (not known))
        outcome = self.model.takes(event)
        for one in self.sides:
            one.takes(event, twins)
            assert one.replies[event.name].outcome == outcome, (event, one.replies[event.name].text())
            if event.action == "action.log":
                one.finds_the_new_point()

    def teardown(self) -> None:
        """What is still on its way comes at last, the oldest of it last; then all sees the same in the room."""
        while self.on_their_way:
            self.arrives(self.on_their_way.pop(), 1)
        expected = {"answers": self.model.answers, "points": [asdict(point) for point in self.model.points]}
        for one in self.sides:
            assert not one.question or one.holds() == expected
        first, *others = [one.shows() for one in self.sides if one.question]
        assert all(other == first for other in others)
        self.seen["histories"] += 1
