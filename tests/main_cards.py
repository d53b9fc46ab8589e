"""The main cards and forms, as some people meet them in a forum: for the golden files of each platform."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from handlers import CAPABILITIES
from handlers.call import Look, Reply
from handlers.cards import Button, Buttons, Card, Form, Note, Row, Rows, Text, Values, card, strong, words
from handlers.words import LANGUAGES
from storage import people
from tests.meeting_scenes import calls, comes, confirmed, moves
from tests.scenes import CECILIA, COLLEAGUE, KARIN, MATS, SAMIR, SECRETARY, answer, ask
from tests.sending_in import AMINA, handed_on
from tests.world import World

Kept = dict[str, Any]
"""What is kept of a card or form, as JSON."""

DrawCard = Callable[[Card, str, Values], Kept]
DrawForm = Callable[[Form, str], Kept]


class Story:
    """What some people do in a forum, and the cards that are worth keeping."""

    def __init__(self, world: World, draw: DrawCard, draw_form: DrawForm, event: str) -> None:
        self.world, self._draw, self._draw_form, self._event = world, draw, draw_form, event
        self.drawn: dict[str, Kept] = {}

    def keep(self, name: str, language: str, shown: Card, again: Values) -> None:
        self.drawn[f"{name}.{language}"] = self._draw(shown, language, again)

    def keep_reply(self, name: str, language: str, shown: Card) -> None:
        self.keep(name, language, shown, {"event": self._event})

    def posted(self, name: str, view: str, who: str | None = None) -> None:
        """The latest message of that view, as it stands now; to somebody, where it goes to many."""
        to = f"person:{self.world.person(who).id}" if who else None
        sent = [one for one in self.world.chat.sent.values() if one.letter.view == view and to in (None, one.address)]
        for language, shown in sent[-1].letter.cards.items():
            self.keep(name, language, shown, {"view": view, "args": sent[-1].letter.args})

    def shows(self, name: str, view: str, who: str | None = None, **args: Any) -> None:
        """What a view shows somebody, or all."""
        viewer = self.world.person(who).id if who else None
        for language in LANGUAGES:

            def show(db: Any, language: str = language) -> Card:
                reader = people.get(db, viewer) if viewer else None
                found = CAPABILITIES.show(view, args, Look(db, self.world.time, reader, language))
                assert isinstance(found, Card), found
                return found

            self.keep(name, language, self.world.read(show), {"view": view, "args": args})

    def told(self, name: str, who: str, action: str, /, **values: Any) -> None:
        """What somebody gets for doing the same twice, in one language and the other."""
        for language in LANGUAGES:
            asked = replace(self.world.asks(who, action, **values), language=language)
            self._told(name, language, self.world.at_once(asked)[0])
            self.world.delivers()

    def _told(self, name: str, language: str, reply: Reply) -> None:
        if reply.form:
            self.drawn[f"{name}.{language}"] = self._draw_form(reply.form, language)
        elif reply.card:
            self.keep_reply(name, language, reply.card)


def tell(world: World, draw: DrawCard, draw_form: DrawForm, event: str) -> dict[str, Kept]:
    """The cards and forms, by name and language; `event` is the id of what was replied to."""
    story = Story(world, draw, draw_form, event)
    _a_question(story)
    _meetings(story)
    _what_people_do(story)
    story.keep_reply("list.200", "sv", _long())
    return story.drawn


def _a_question(story: Story) -> None:
    world = story.world
    story.told("form.ask", SECRETARY, "question.ask", edit=True)
    story.told("form.ask.wrong", SECRETARY, "question.ask", text="Räcker stödet?", closes="snart", body="")
    question = ask(world, "Räcker stödet till bredband i ert län?")
    story.posted("question.before", "question.card")
    for who, choice in ((MATS, 2), (CECILIA, 1), (SAMIR, 3)):
        answer(world, who, question, choice)
    story.told("receipt", KARIN, "question.answer", question=question, choice=1)
    story.told("form.reason", KARIN, "question.reason", question=question)
    story.posted("question.after", "question.card")
    world.does(SECRETARY, "question.close", question=question)
    story.posted("question.closed", "question.card")
    story.posted("question.result", "question.result")
    story.told("refusal", KARIN, "question.answer", question=question, choice=2)


def _meetings(story: Story) -> None:
    world = story.world
    calls(world)
    comes(world, MATS)
    story.posted("meeting.call", "meeting.call")
    confirmed(world, world.meeting("politikerforum-next").id)
    moves(world, SECRETARY, "flytta politikerforum till 3 mars")
    story.posted("meeting.moved", "meeting.moved")


def _what_people_do(story: Story) -> None:
    world = story.world
    ask(world, "Bör utlysningarna samordnas?", closes="torsdag 12:00")
    world.says(SECRETARY, "att göra Skicka underlag @Dalarna fredag")
    world.says(SECRETARY, "att göra Skicka exempel @Dalarna 1 mars")
    story.shows("action", "action.card", action=1)
    number = handed_on(world)
    world.does(MATS, "input.answer", input=number, text="Vi bygger i vår.\n*Klart* i maj <!channel>")
    story.told("input", AMINA, "input.show", input=number)
    world.passes(days=2, hours=1)
    story.posted("morning", "home.morning", KARIN)
    for view in ("home.waiting", "home.todo", "home.meetings", "home.seat"):
        story.shows(view, view, KARIN)
    story.told("help", COLLEAGUE, "help.show")


def _long() -> Card:
    done = Buttons(buttons=(Button(label="Klart", action="action.done", values={"action": 7}, about="Ring Bo"),))
    note = Note(state="stop", word="Försenat")
    rows = [
        Row(words=words("{what} {number}", what=strong("Ring Bo"), number=number), note=note, does=(done,))
        for number in range(200)
    ]
    return card("Allt som är öppet", Text(words=words("200 punkter.")), Rows(rows=tuple(rows), numbered=True))
