"""A walk through the product in which every card and form that anybody meets is looked at.

After a lively forum everything that can be pressed is pressed once, and each form is filled in with too much and
nonsense, and then well.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import select

from handlers import CAPABILITIES
from handlers.call import TEXT_LIMIT, Look, Nothing, Reply
from handlers.cards import Button, Card, Choice, Element, Form, Input, Note, Rows, Values
from handlers.words import LANGUAGES
from storage import people
from storage.posts import Post
from tests.any_cards import HOSTILE
from tests.meeting_scenes import calls, comes, confirmed, moves
from tests.scenes import (
    ASTRID,
    CECILIA,
    HENNING,
    KARIN,
    KERSTIN,
    MATS,
    NILS,
    OFFICIALS,
    SAMIR,
    SECRETARY,
    answer,
    ask,
)
from tests.sending_in import AMINA, handed_on
from tests.test_changed_seats import decides
from tests.test_changed_seats import says as represents
from tests.test_correcting import corrected
from tests.test_first_look import shown as first_looked
from tests.test_proposals import TOVE
from tests.test_recording import county, records
from tests.test_wrong_region import ERIK
from tests.world import World

EVERYBODY = (SECRETARY, KARIN, MATS, NILS, AMINA, KERSTIN, ASTRID, HENNING)
LONGEST = f"{HOSTILE}\n{'Vi vill. ' * 300}"[:TEXT_LIMIT].strip()
WELL = {
    "closes": "fredag 12 februari 12:00",
    "due": "26 februari",
    "since": "1 mars",
    "until": "12 mars",
    "day": "1 februari",
    "start": "10",
    "end": "12",
    "link": "https://exempel.se/underlag",
    "who": "Mats Ohlin",
    "stand_in": "Mats Ohlin",
    "to": "Mats Ohlin",
    "choices": "Ja\nNej",
    "minutes": "10",
    "beyond": "",
}
"""What fits in the fields of that name; in others any text does."""
WORDS = (
    "hjälp", "väntar", "nästa", "möten", "dagordning", "underlag", "deltagare", "mina inspel", "alla inspel", "borta",
    "att göra mina", "att göra öppna", "att göra försenade", "sök bredband", "kommer", "fråga", "inspel", "länkar",
    "ångra", "svara", "flytta politikerforum till 4 mars", "ställ in politikerforum", "flyta", "kallelse",
    "öppet forum tjänstepersonsforum",
)  # fmt: skip

OF_EACH, ENOUGH = 4, 20
"""Messages of one kind that are looked at, at a time and at all."""

Seen = Callable[[Card | None, Form | None], None]


class Walk:
    """`seen` is given every card and form there is; `drawn` and `asked` tell which views and forms that were."""

    def __init__(self, world: World, seen: Seen) -> None:
        self.world, self._seen = world, seen
        self.drawn: set[str] = set()
        self.forms: set[str] = set()
        self._pressed: set[tuple[str, str]] = set()
        self._ahead: deque[tuple[str, Button]] = deque()
        self._times = Counter[str]()
        self._readers = tuple(world.person(who).id for who in (SECRETARY, KARIN))

    def says(self, who: str, text: str) -> Reply:
        return self.meets(who, self.world.says(who, text))

    def does(self, who: str, action: str, /, **values: Any) -> Reply:
        return self.meets(who, self.world.does(who, action, **values))

    def meets(self, who: str, reply: Reply) -> Reply:
        """Somebody sees a reply; what can be pressed in it is pressed later."""
        self._seen(reply.card, reply.form)
        if reply.card:
            self._note(who, reply.card)
        if reply.form:
            self.forms.add(reply.form.action)
        return reply

    def presses_everything(self, most: int) -> None:
        """As long as there is something that nobody has pressed yet."""
        while self._ahead and most:
            who, button = self._ahead.popleft()
            reply, most = self.does(who, button.action, **button.values), most - 1
            if reply.form:
                self._fills_in(who, reply.form)

    def _fills_in(self, who: str, form: Form) -> None:
        """Too long, and well."""
        for fill in (_at_length, _well):
            self.does(who, form.action, **form.values | {field.name: fill(field) for field in form.fields})

    def opens_every_form(self, **values: Any) -> None:
        """Those that nobody has met yet, about the things with these numbers."""
        for action in [action for action, (_, _, form) in CAPABILITIES.actions.items() if form]:
            for who in (SECRETARY, MATS, KARIN, AMINA, ASTRID):
                if action not in self.forms:
                    self.meets(who, self.world.at_once(self.world.asks(who, action, edit=True, **values))[0])

    def looks_at_all_posts(self) -> None:
        """What was ever posted, drawn as it would be now, in both languages: the first few of each kind."""

        def posted(db: Any) -> Iterator[tuple[str, Values, int | None]]:
            times = Counter[tuple[str, str]]()
            for post in db.scalars(select(Post).order_by(Post.id.desc())):
                kind, _, number = post.to.partition(":")
                times[post.view, kind] += 1
                if times[post.view, kind] <= OF_EACH and self._times[post.view] < ENOUGH:
                    alone = {"person": (int(number or 0),), "place": (None,), "body": (None,)}
                    yield from ((post.view, post.args, who) for who in alone.get(kind, self._readers))

        self._look(posted)

    def looks_at(self, view: str, **args: Any) -> None:
        """A view that is not posted, as some people see it."""
        readers = [self.world.person(who).id for who in EVERYBODY]
        self._look(lambda _: ((view, args, who) for who in readers))

    def _look(self, at: Callable[[Any], Iterable[tuple[str, Values, int | None]]]) -> None:
        def show(db: Any) -> list[tuple[str, str, Card | Nothing]]:
            return [
                (viewer.key if viewer else MATS, view, CAPABILITIES.show(view, args, look))
                for view, args, who in at(db)
                for viewer in (people.get(db, who) if who else None,)
                for language in LANGUAGES
                for look in (Look(db, self.world.time, viewer, language),)
            ]

        for reader, view, card in self.world.read(show):
            if isinstance(card, Card):
                self.drawn.add(view)
                self._times[view] += 1
                self._seen(card, None)
                self._note(reader, card)

    def _note(self, who: str, card: Card) -> None:
        for button in pressable(card.parts):
            kind = (button.action, str(sorted(button.values)))
            if kind not in self._pressed:
                self._pressed.add(kind)
                self._ahead.append((who, button))


def pressable(parts: tuple[Element, ...]) -> Iterator[Button]:
    """Every button, those for an option too."""
    for part in parts:
        match part:
            case Note() if part.button:
                yield part.button
            case Choice():
                for option in part.options[:1]:
                    yield Button(label=option.label, action=part.action, values=part.values | {part.name: option.value})
            case Rows():
                for row in part.rows:
                    yield from pressable(row.does)
                    yield from (row.note.button,) if row.note and row.note.button else ()
            case Form():
                yield Button(label=part.title, action=part.action, values=part.values | {"edit": True})
            case _:
                yield from getattr(part, "buttons", ())


def _at_length(field: Input) -> object:
    return field.value if field.options else f"{HOSTILE} {'ord ' * 600}"


def _well(field: Input) -> object:
    options = [option.value for option in field.options if option.value]
    if field.kind == "many":
        return options[:1]
    if options:
        return field.value or options[0]
    return field.value or WELL.get(field.name, LONGEST if field.kind == "lines" else HOSTILE)


def lively(world: World, seen: Seen) -> Walk:
    """A month of the forum, in which something of nearly everything happens."""
    walk = Walk(world, seen)
    _meetings(walk)
    _questions(walk)
    _answers_of_others(walk)
    _inputs_and_actions(walk)
    for place, text in enumerate(WORDS):
        walk.says(EVERYBODY[place % len(EVERYBODY)], text)
    return walk


def _meetings(walk: Walk) -> None:
    world = walk.world
    meeting, theirs = world.meeting("tjanstepersonsforum-next").id, world.meeting("politikerforum-next").id
    walk.says(SECRETARY, f"punkt Bredband i fjällen {HOSTILE}")
    walk.does(MATS, "absence.set", since="2027-02-01", until="2027-02-12", who="Samir Haddad")
    walk.looks_at_all_posts()
    walk.does(SAMIR, "absence.decline", absence=1)
    calls(world)
    comes(world, KARIN, "deputy", deputy=world.person(NILS).id)
    walk.does(SECRETARY, "registration.remind", meeting=meeting)
    walk.does(SECRETARY, "materials.chase", meeting=meeting)
    confirmed(world, theirs)
    moves(world, SECRETARY, "flytta politikerforum till 3 mars")
    world.undoes(SECRETARY)
    walk.does(SECRETARY, "meeting.move", meeting=theirs, to="4 mars", sure=True, later=True)
    walk.looks_at_all_posts()
    walk.does(SECRETARY, "meeting.tell", meeting=theirs)
    world.presses(SECRETARY, world.says(SECRETARY, "ställ in politikerforum"), "Ställ in mötet")
    walk.looks_at_all_posts()
    world.undoes(SECRETARY)


def _questions(walk: Walk) -> None:
    world = walk.world
    first = ask(world, f"Bör utlysningarna samordnas? {HOSTILE}")
    for who, choice in ((KARIN, 1), (MATS, 2), (SAMIR, 3)):
        answer(world, who, first, choice)
    walk.does(KARIN, "question.reason", question=first, text=LONGEST)
    walk.does(CECILIA, "question.join", question=first, joins=county(world, "region-dalarna"))
    walk.does(NILS, "question.answer", question=first, choice=2)
    ask(world, "Var ska vi börja?", choices="norr\nsöder\nöst\nväst", kind="ranking", closes="fredag 12:00")
    ask(world, "Vad vill ni säga?", kind="text")
    [_, shown] = first_looked(world)
    walk.meets(SECRETARY, shown)
    walk.does(ASTRID, "question.remark", showing=1, text=HOSTILE)


def _answers_of_others(walk: Walk) -> None:
    world = walk.world
    question = ask(world, "Räcker stödet till bredband?")
    walk.does(TOVE, "question.answer", question=question, choice=1)
    walk.looks_at_all_posts()
    walk.does(KARIN, "question.approve", proposal=1)
    records(world, question, "region-halland")
    records(world, question, "region-kalmar-lan")
    answer(world, ERIK, question, 1)
    walk.does(ERIK, "question.withdraw", question=question)
    world.passes(hours=1)
    represents(world, question)
    walk.looks_at_all_posts()
    decides(world, "question.keep_seat", question)
    world.passes(days=1)
    walk.does(SECRETARY, "question.close", question=question)
    corrected(world, question)
    walk.does(SECRETARY, "question.publish", question=question)


def _inputs_and_actions(walk: Walk) -> None:
    world = walk.world
    for who, due in (("Dalarna", "fredag"), ("Karin Lind", "1 mars"), ("alla", "1 mars"), ("Mats Ohlin", "")):
        walk.does(SECRETARY, "action.log", text=HOSTILE, who=who, due=due, body=OFFICIALS)
    number = handed_on(world)
    walk.does(AMINA, "input.add", input=number, text=HOSTILE)
    walk.looks_at_all_posts()
    walk.does(MATS, "input.answer", input=number, text=f"Vi bygger. {HOSTILE}")
    walk.does(SECRETARY, "input.ask_again", input=number, due="26 februari", text="Räcker det?")
