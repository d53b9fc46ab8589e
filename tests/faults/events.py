"""Every event one to four times, shuffled and late, on both databases and beside a model: the same comes of it
everywhere, and the newest click wins.

Hypothesis makes up what people do and when each copy of it arrives. Everything that takes it in is real: Inbound, the
handlers, SQLite and PostgreSQL. The newest click is the one that was first carried out last.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import structlog
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.call import Ask, Reply
from storage import actions, questions
from storage.actions import Action
from storage.organisations import County
from storage.people import Person
from tests.conftest import TODAY
from tests.faults.databases import KINDS, forum
from tests.faults.frame import Scale
from tests.faults.model import ANSWERS_FOR, MAY_CHANGE, Event, Model
from tests.figures import Figure
from tests.scenes import KARIN, OFFICIALS, ask, in_room
from tests.world import World, local

log = structlog.get_logger()

STEPS = 60
"""What happens in one example: something is done, a copy of it arrives, time passes."""

OPENS, CLOSES = TODAY[1], "2027-02-01 12:00"

copies = st.integers(1, 4)
which = st.integers(0, 10_000)
"""One of those that there are by then."""


def figures(scale: Scale, folder: Path) -> list[Figure]:
    with ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner())
        sides = [stack.enter_context(side(runner, kind, folder)) for kind in KINDS]
        seen: Counter[str] = Counter()
        differences = examples(scale, sides, seen)
    return [
        Figure("events: shuffled histories", seen["histories"], ""),
        Figure("events: deliveries, on each database", seen["deliveries"], ""),
        Figure("events: of these repeats", seen["repeats"], ""),
        Figure(
            "events: histories that ended otherwise than the model, or on one database only", differences, "", at_most=0
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


class Side:
    """One of the two databases, with a question and action points of its own for each history."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.question = 0
        self.points: list[int] = []
        self.replies: dict[str, Reply] = {}

    def begins(self) -> None:
        self.world.time = local(OPENS)
        self.question, self.points, self.replies = ask(self.world, closes=CLOSES), [], {}

    def asked(self, event: Event) -> Ask:
        """The event as a platform hands it over. Names of events are used again in the next history."""
        values: dict[str, Any] = {
            "question.answer": {"question": self.question, "choice": event.choice},
            "question.withdraw": {"question": self.question},
            "action.log": {"text": event.text, "body": OFFICIALS},
        }.get(event.action) or {"action": self.points[event.point], "text": event.text}
        return Ask(event.action, values, self.person(event.who), f"{self.question}:{event.name}", "sv")

    @cache  # noqa: B019  (as long as the family runs)
    def person(self, key: str) -> int:
        return self.world.person(key).id

    def takes(self, event: Event, twins: int) -> None:
        """So many copies of an event at once. All get the same reply, and the same as those before."""
        replies = self.world.at_once(*[self.asked(event)] * twins)
        first = self.replies.setdefault(event.name, replies[0])
        assert all(reply == first for reply in replies), [reply.text() for reply in (first, *replies)]

    def finds_the_new_point(self) -> None:
        new = self.world.read(lambda db: db.scalars(select(Action.id).order_by(Action.id.desc()).limit(1)).one())
        if new not in self.points:
            self.points.append(new)

    def holds(self) -> dict[str, Any]:
        """The answers and action points of this history, in the model's words."""
        return self.world.read(self._holds)

    def _holds(self, db: Session) -> dict[str, Any]:
        names: dict[int | None, str | None] = {None: None, **{p.id: p.key for p in db.scalars(select(Person))}}
        counties = {key: db.scalars(select(County.id).where(County.key == key)).one() for key in ANSWERS_FOR.values()}
        return {
            "answers": {
                county: [(a.choice, names[a.by_id]) for a in questions.history(db, self.question, number)]
                for county, number in counties.items()
            },
            "points": [
                {
                    "text": point.text,
                    "done_by": names[point.done_by_id],
                    "changes": [(names[change.by_id], change.what) for change in actions.changes(db, point.id)],
                }
                for point in map(db.get_one, [Action] * len(self.points), self.points)
            ],
        }

    def shows(self) -> list[str]:
        """The cards in the room, once all is delivered."""
        self.world.delivers()
        return in_room(self.world, OFFICIALS)


@contextmanager
def side(runner: asyncio.Runner, kind: str, folder: Path) -> Iterator[Side]:
    with forum(kind, folder) as url:
        world = World(runner, url, OPENS)
        yield Side(world)
        world.close()


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
    @rule(times=copies)
    def promises(self, times: int) -> None:
        self.sends(times, KARIN, "action.log", text=f"Skriva till länen, {self.done}")

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
