"""The work programme of 2015–2016, lived through on a clock that starts on 1 May 2015: over HTTP where people act."""

import asyncio
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import DummyCookieJar
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from bot.app import Forumbot
from bot.clock import ForumTime
from bot.settings import Settings
from handlers import quiet
from storage import bodies, forums, meetings, questions
from storage.bodies import Body
from storage.messages import Message
from storage.people import Person
from storage.posts import Post
from tests.conftest import THEN
from tests.world import STOCKHOLM, local

SECRETARY = "secretariat-head"


class StandingTime(ForumTime):
    """The real time stands still on the day the forum was loaded; the demo's clock moves from there."""

    def now(self) -> datetime:
        return local(THEN[1]).astimezone(UTC) + self.ahead


class Lived:
    """A running bot, the people who use it in their browsers, and its clock."""

    def __init__(self, runner: asyncio.Runner, url: str) -> None:
        self._runner = runner
        self.bot, self._client = runner.run(self._start(url))

    async def _start(self, url: str) -> tuple[Forumbot, TestClient]:
        bot = Forumbot(Settings(FORUMBOT_DATABASE_URL=url, demo=True), StandingTime())  # type: ignore[call-arg]
        client = TestClient(TestServer(bot.application()), cookie_jar=DummyCookieJar())
        await client.start_server()
        return bot, client

    def close(self) -> None:
        self._runner.run(self._client.close())

    def read(self, fn: Any) -> Any:
        return self._runner.run(self.bot.database.read(fn))

    def goes_to(self, moment: str) -> None:
        self._runner.run(self.bot.clock.go_to(local(moment)))

    def does(self, who: str, does: str, place: str, /, **values: Any) -> str:
        """Presses a button, as the browser sends it; gives the page that comes."""
        press = json.dumps({"action": does, "values": values})
        return self._posts(who, "/do", {"press": press, "place": place})

    def says(self, who: str, text: str, place: str) -> str:
        return self._posts(who, "/say", {"text": text, "place": place})

    def _posts(self, who: str, path: str, fields: dict[str, str]) -> str:
        person = self.read(lambda db: db.scalars(select(Person).where(Person.key == who)).one().id)

        async def post() -> str:
            answer = await self._client.post(path, data=fields, cookies={"person": str(person)})
            assert answer.status == 200, answer.status
            return await answer.text()

        page = self._runner.run(post())
        self._runner.run(self.bot.clock.deliver())
        return page

    def room(self, key: str) -> str:
        return self.read(lambda db: f"body:{self._body(db, key).id}")

    def _body(self, db: Any, key: str) -> Body:
        return next(body for body in bodies.all_bodies(db) if body.key == key)

    def meeting(self, body: str, day: str) -> int:
        found = self.read(lambda db: meetings.on(db, self._body(db, body).id, date.fromisoformat(day)))
        assert found, f"no meeting of {body} on {day}"
        return found.id

    def posts(self, view: str) -> list[Post]:
        return self.read(lambda db: list(db.scalars(select(Post).where(Post.view == view).order_by(Post.due))))


@pytest.fixture
def lived(runner: asyncio.Runner, tmp_path: Path, loaded) -> Iterator[Lived]:
    shutil.copy(loaded(*THEN), tmp_path / "forum.db")
    lived = Lived(runner, f"sqlite:///{tmp_path}/forum.db")
    yield lived
    lived.close()


def test_two_years_of_the_forum(lived: Lived):
    _a_question_is_answered_by_all_counties(lived)
    _a_meeting_is_moved_and_moved_back(lived)
    _something_is_promised_for_the_next_meeting(lived)
    _a_reminder_keeps_its_hour(lived, "2015-10-23 10:00", "28 oktober 2015 kl. 12", "2015-10-28T07:00+00:00")
    _it_comes_up_at_meeting_after_meeting_until_it_is_done(lived)
    _a_reminder_keeps_its_hour(lived, "2016-03-24 10:00", "30 mars 2016 kl. 12", "2016-03-30T06:00+00:00")
    lived.goes_to("2016-12-31 23:00")
    _each_reminder_came_once_at_its_local_time(lived)


def _a_question_is_answered_by_all_counties(lived: Lived) -> None:
    room = lived.room("tjanstemannaforum")
    lived.says(SECRETARY, "fråga Räcker stödet till bredband? ja/delvis/nej, senast 11 maj 2015 kl. 12", room)
    draft = _pressed(lived, room, "question.ask", sure=True)
    lived.does(SECRETARY, "question.ask", room, **draft)
    question = lived.read(lambda db: questions.recent(db, 1)[0].id)
    asked = lived.read(lambda db: len(questions.asked(db, question)))
    assert asked == 21
    for county, who in enumerate(_who_answers(lived), 1):
        page = lived.does(who, "question.answer", room, question=question, choice=1 + county % 3)
        assert f"{county} av 21 län" in page
    lived.goes_to("2015-05-11 12:00")
    page = lived.does(SECRETARY, "programme.next", room)
    assert "21 av 21 län" in page
    assert "svarade" in page


def _pressed(lived: Lived, place: str, action: str, **extra: Any) -> dict[str, Any]:
    """The values of the newest button with that action in a place."""

    def newest(db: Any) -> dict[str, Any]:
        for message in db.scalars(select(Message).where(Message.place == place).order_by(Message.id.desc())):
            for card in message.cards.values():
                for part in card["parts"]:
                    for button in part.get("buttons", ()):
                        if button["action"] == action and extra.items() <= button["values"].items():
                            return button["values"]
        raise AssertionError(f"no button for {action}")

    return lived.read(newest)


def _who_answers(lived: Lived) -> list[str]:
    """For each county the official of its responsible organ."""

    def read(db: Any) -> list[str]:
        body = lived._body(db, "tjanstemannaforum")
        seats = bodies.seats(db, body.id, date(2015, 5, 1))
        first = {
            seat.organisation.county_id: seat.person.key for seat in reversed(seats) if seat.organisation.responsible
        }
        return list(first.values())

    return lived.read(read)


def _a_meeting_is_moved_and_moved_back(lived: Lived) -> None:
    room, meeting = lived.room("politikerforum"), lived.meeting("politikerforum", "2015-10-02")
    lived.goes_to("2015-09-01 10:00")
    page = lived.does(SECRETARY, "meeting.move", room, meeting=meeting, to="9 oktober 2015")
    assert "Följer med" in page
    lived.does(SECRETARY, "meeting.move", room, **_pressed(lived, room, "meeting.move", sure=True))
    assert lived.meeting("politikerforum", "2015-10-09") == meeting
    lived.does(SECRETARY, "meeting.move", room, meeting=meeting, to="2015-10-02", sure=True)
    assert lived.meeting("politikerforum", "2015-10-02") == meeting


def _something_is_promised_for_the_next_meeting(lived: Lived) -> None:
    lived.goes_to("2015-09-22 15:00")
    promise = 'att göra "Ta fram exempel på matchning" @Region Dalarna nästa möte'
    lived.says("dalarna-director", promise, lived.room("tjanstemannaforum"))


def _a_reminder_keeps_its_hour(lived: Lived, asked: str, closes: str, reminded: str) -> None:
    """A question over the night in which the clocks change: the missing hear of it at 8 by the new time."""
    lived.goes_to(asked)
    values = {"text": f"Passar {closes}?", "closes": closes, "body": "tjanstemannaforum", "sure": True}
    lived.does(SECRETARY, "question.ask", lived.room("tjanstemannaforum"), **values)
    question = lived.read(lambda db: questions.recent(db, 1)[0].id)
    due = [post.due for post in lived.posts("home.morning") if post.to == f"missing:{question}"]
    assert datetime.fromisoformat(reminded) in due
    assert {at.astimezone(STOCKHOLM).hour for at in due} == {8}


def _it_comes_up_at_meeting_after_meeting_until_it_is_done(lived: Lived) -> None:
    room = lived.room("tjanstemannaforum")
    for day in ("2015-11-20", "2016-02-12"):
        page = lived.does(SECRETARY, "meeting.agenda", room, meeting=lived.meeting("tjanstemannaforum", day))
        assert "Ta fram exempel på matchning" in page
        lived.goes_to(f"{day} 18:00")
    lived.says("dalarna-director", "att göra mina", room)
    lived.does("dalarna-director", "action.done", room, **_pressed(lived, room, "action.done"))
    agenda = lived.meeting("tjanstemannaforum", "2016-05-13")
    page = lived.does("dalarna-director", "meeting.agenda", room, meeting=agenda)
    assert "Uppföljning" not in page.rsplit("Dagordning, ", 1)[1]


REMINDED = {
    "Tuesday": [(14, 9), (4, 15), (1, 9)],
    "Wednesday": [(14, 9), (5, 15), (1, 9)],
    "Friday": [(14, 9), (3, 9), (1, 9)],
}
"""For a meeting on that day of the week: how many days before, and at what hour, its room is reminded. Three days
before a Tuesday or a Wednesday falls in a weekend, so that comes on the Friday at 15."""


def _each_reminder_came_once_at_its_local_time(lived: Lived) -> None:
    shown = [post for post in lived.posts("meeting.reminder") if post.state == "shown"]
    came = [(date.fromisoformat(post.args["day"]), post.shown_at.astimezone(STOCKHOLM)) for post in shown]
    days = lived.read(lambda db: [meeting.day for meeting in meetings.ahead(db, date(2015, 5, 1))])
    assert len(days) == 14
    wanted = [
        (day, datetime.combine(day - timedelta(days=before), time(hour), STOCKHOLM))
        for day in days
        for before, hour in REMINDED[f"{day:%A}"]
    ]
    assert sorted(came) == sorted(one for one in wanted if one[1] > local(THEN[1]))
    forum = lived.read(forums.the)
    assert not any(quiet.is_quiet(forum, at) for _, at in came)
    assert lived.read(lambda db: [post.key for post in db.scalars(select(Post).where(Post.state == "waiting"))]) == []
