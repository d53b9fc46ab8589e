"""What a forum should hold after events that came several times, late and in any order: the smallest thing that says
it. An event has its effect, or is refused, when it first comes; after that it changes nothing and gets the same reply.
"""

from dataclasses import dataclass, field

Person = str
"""By key: «karin-lind»."""
Given = tuple[int | None, Person]
"""A choice, or None where an answer was taken back, and by whom."""

ANSWERS_FOR = {"karin-lind": "w", "nils-berg": "w", "mats-ohlin": "h", "samir-haddad": "m"}
"""Who answers for which county: two of them for the same."""
MAY_CHANGE = ("karin-lind", "sara-holmqvist")
"""Who may change what Karin Lind has promised."""


@dataclass(frozen=True)
class Event:
    """What somebody did, once: with the choice, the text, or the number of the action point and its text. `alone`: told
    to the bot, in no group's room."""

    name: str
    who: Person
    action: str
    choice: int = 0
    text: str = ""
    point: int = 0
    alone: bool = False


@dataclass
class Point:
    """An action point: its text, who marked it as done, and who changed it in which way."""

    text: str
    done_by: Person | None = None
    changes: list[tuple[Person, str]] = field(default_factory=list)


@dataclass
class Model:
    """`answers` are all that were given for each county, the newest last; `outcomes` what each event came to."""

    answers: dict[str, list[Given]] = field(default_factory=lambda: {county: [] for county in ANSWERS_FOR.values()})
    points: list[Point] = field(default_factory=list)
    outcomes: dict[str, str] = field(default_factory=dict)
    open: bool = True

    def takes(self, event: Event) -> str:
        """What comes of the event, «done» or «refused»; the first time it does what it says."""
        if event.name not in self.outcomes:
            self.outcomes[event.name] = "done" if self._does(event) else "refused"
        return self.outcomes[event.name]

    def _does(self, event: Event) -> bool:
        match event.action:
            case "question.answer":
                return self._answers(event, event.choice)
            case "question.withdraw":
                given = self.answers[ANSWERS_FOR[event.who]]
                mine = bool(given) and given[-1][0] is not None and given[-1][1] == event.who
                return self._answers(event, None) if mine else self.open
            case "action.log":
                self.points.append(Point(event.text))
                return True
            case _:
                return self._changes(event, self.points[event.point])

    def _answers(self, event: Event, choice: int | None) -> bool:
        if self.open:
            self.answers[ANSWERS_FOR[event.who]].append((choice, event.who))
        return self.open

    def _changes(self, event: Event, point: Point) -> bool:
        match event.action:
            case "action.done" if point.done_by is None:
                point.done_by, what = event.who, "done"
            case "action.reopen" if point.done_by is not None:
                point.done_by, what = None, "reopened"
            case "action.change":
                point.text, what = event.text, "changed"
            case _:
                return False
        point.changes.append((event.who, what))
        return True
