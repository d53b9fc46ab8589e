"""The main cards and forms as they are sent to Slack, kept in golden/. `python -m tests.slack.golden` draws them
anew; what has changed is then seen in the difference."""

import asyncio
import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.slack.cards import fallback, page, pages
from bot.slack.forms import modal
from handlers import CAPABILITIES
from handlers.call import Look, Reply
from handlers.cards import Button, Buttons, Card, Form, Note, Row, Rows, Text, card, strong, words
from handlers.words import LANGUAGES
from storage import people
from tests.conftest import TODAY, load
from tests.meeting_scenes import calls, comes, confirmed, moves
from tests.scenes import CECILIA, COLLEAGUE, KARIN, MATS, SAMIR, SECRETARY, answer, ask
from tests.sending_in import AMINA, handed_on
from tests.world import Chat, World

FOLDER = Path(__file__).parent / "golden"
REST = {"sv": "Visa resten ({page} av {pages})", "en": "Show the rest ({page} of {pages})"}
CLOSE = {"sv": "Avbryt", "en": "Cancel"}

Drawn = dict[str, Any]


class Story:
    """What some people do in a forum, and the cards that are worth keeping."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.drawn: dict[str, Drawn] = {}

    def keep(self, name: str, language: str, shown: Card, again: Drawn) -> None:
        number = len(pages(shown))
        drawn = [page(shown, one, again, REST[language]) for one in range(1, number + 1)]
        self.drawn[f"{name}.{language}"] = {"text": fallback(shown), "pages": drawn}

    def keep_form(self, name: str, language: str, form: Form) -> None:
        self.drawn[f"{name}.{language}"] = modal(form, CLOSE[language])

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
            self.keep_form(name, language, reply.form)
        elif reply.card:
            self.keep(name, language, reply.card, {"event": "slack:T1:1.2:U1"})


def tell(world: World) -> dict[str, Drawn]:
    """The cards and forms, by name and language."""
    story = Story(world)
    _a_question(story)
    _meetings(story)
    _what_people_do(story)
    story.keep("list.200", "sv", _long(), {"event": "slack:T1:1.2:U1"})
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


def written(drawn: Drawn) -> str:
    return json.dumps(drawn, ensure_ascii=False, indent=1) + "\n"


def renew() -> None:
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        url = f"sqlite:///{folder}/forum.db"
        asyncio.run(load(url, *TODAY))
        world = World(runner, url, TODAY[1], Chat(languages=LANGUAGES))
        found = tell(world)
        world.close()
    for old in FOLDER.glob("*.json"):
        old.unlink()
    for name, drawn in found.items():
        (FOLDER / f"{name}.json").write_text(written(drawn))


if __name__ == "__main__":
    renew()
