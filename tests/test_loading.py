"""The database is the truth after the first load; later loads bring what the file changed, and refuse conflicts."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection, Engine, event, select, update
from sqlalchemy.orm import Session

from handlers.meetings import reminders
from storage import actions, doors, dumping, forums, loading, migrating, places, posts, questions
from storage.actions import Action
from storage.bodies import Body
from storage.database import Database
from storage.file_problems import LoadRefused
from storage.forum_file import ForumFile, counts, parse, write
from storage.loading import Plan
from storage.meetings import Item, Meeting, Theme
from storage.organisations import County
from storage.people import Person
from storage.posts import Post, Wish
from storage.questions import Question
from tests.test_forum_file import forum_files

T = TypeVar("T")

MAY_DAY = date(2015, 5, 1)
NOW = datetime(2015, 5, 1, 7, tzinfo=UTC)
FILE = """\
forum: {name: Forum, period: 2015–2016, language: sv, zone: Europe/Stockholm, country: SE}
priorities:
  - {key: innovation, name: Innovation}
  - {key: skills, name: Kompetens}
counties:
  - {key: w, name: Dalarnas län, short: Dalarna}
organisations:
  - key: dalarna
    kind: region
    county: w
    responsible: true
    names: [{name: Region Dalarna, short: Dalarna, genitive: Region Dalarnas}]
people:
  - {key: director, name: Regiondirektören}
  - {key: deputy, name: Ersättaren}
  - {key: kansli, name: Kansliet, secretariat: true}
bodies:
  - {key: officials, name: Tjänstemannaforum, kind: level, prepares: level, chair: kansli, reminders: [14d, 1d]}
  - {key: level, name: Politikerforum, kind: level}
  - {key: before, name: Föregångaren, kind: predecessor}
seat_rules:
  - {key: two, body: officials, text: Två platser., seats_each: 2, organisations: [dalarna]}
seats:
  - {body: officials, organisation: dalarna, rule: two, person: director, deputy: deputy}
  - {body: officials, organisation: dalarna, rule: two}
meetings:
  - {key: old, body: before, date: 2014-05-01, date_text: maj 2014, status: held, themes: [{text: Bredband}]}
  - key: autumn
    body: officials
    date: 2015-09-22
    status: preliminary
    themes: [{text: Bredband, priority: innovation}]
    items: [{title: Inledning, kind: none}, {title: Bredband, kind: dialogue, presenters: [Kansliet]}]
  - {key: winter, body: officials, date: 2015-11-20, status: preliminary}
themes:
  - {text: Ledarskap}
"""


class Forum:
    """A database to load files into. What people do in it is done with its tables."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def load(self, text: str, today: date = MAY_DAY, now: datetime = NOW) -> Plan:
        def carry_out(db: Session) -> Plan:
            plan = loading.plan(db, parse(text), today)
            loading.carry_out(db, plan)
            reminders.plan_all(db, forums.the(db), now)
            return plan

        return self.does(carry_out)

    def does(self, fn: Callable[[Session], T]) -> T:
        return asyncio.run(self.database.write(fn))

    def changes(self, table: type[Any], key: str, **values: Any) -> None:
        """What somebody changes in a room."""

        def change(db: Session) -> None:
            row = db.scalars(select(table).where(table.key == key)).one()
            for name, value in values.items():
                setattr(row, name, value)

        self.does(change)

    def dump(self) -> ForumFile:
        return self.does(dumping.dump)

    def meeting(self, key: str) -> Any:
        return next(meeting for meeting in self.dump().meetings if meeting.key == key)

    def id(self, table: type[Any], key: str) -> int:
        return self.does(lambda db: db.scalars(select(table.id).where(table.key == key)).one())


both = pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
"""Run a test once on SQLite, once on PostgreSQL."""


@pytest.fixture
def url(request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_url")


@pytest.fixture
def empty(url: str) -> Iterator[Forum]:
    migrating.upgrade(url)
    database = Database(url)
    yield Forum(database)
    database.close()


@pytest.fixture
def forum(empty: Forum) -> Forum:
    empty.load(FILE)
    return empty


@contextmanager
def written_statements() -> Iterator[list[str]]:
    """What is sent to a database to change it."""
    written: list[str] = []

    def note(connection: Connection, cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield written
    event.remove(Engine, "before_cursor_execute", note)


def by_day(file: ForumFile) -> ForumFile:
    """The order of meetings means nothing."""
    ordered = tuple(sorted(file.meetings, key=lambda meeting: (meeting.date, meeting.key)))
    return file.model_copy(update={"meetings": ordered})


def told(plan: Plan) -> list[tuple[str, Any, Any]]:
    return [(str(change.at), change.before, change.after) for change in plan.difference.changes]


class Undone(Exception):
    """Rolls a transaction back."""


@both
@given(first=forum_files(), second=forum_files())
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_loaded_is_dumped_and_changes_nothing_when_loaded_again(
    empty: Forum, first: ForumFile, second: ForumFile
) -> None:
    same = {"name": first.forum.name, "period": first.forum.period}
    second = second.model_copy(update={"forum": second.forum.model_copy(update=same)})

    def load_both(db: Session) -> None:
        for file in (first, second):
            plan = loading.plan(db, file, MAY_DAY)
            loading.carry_out(db, plan)
            db.expire_all()
            dumped = dumping.dump(db)
            assert by_day(dumped) == by_day(plan.file)
            assert loading.plan(db, parse(write(dumped)), MAY_DAY).difference.changes == []
        raise Undone

    with pytest.raises(Undone):
        empty.does(load_both)


def test_each_body_that_meets_gets_a_room_in_the_browser(forum: Forum) -> None:
    officials, before = forum.id(Body, "officials"), forum.id(Body, "before")

    rooms = forum.does(lambda db: [(room.platform, room.address) for room in places.of(db, officials)])

    assert rooms == [("browser", f"body:{officials}")]
    assert forum.does(lambda db: places.of(db, before)) == []


def test_loading_twice_touches_no_row(forum: Forum) -> None:
    def load_again(db: Session) -> None:
        loading.carry_out(db, loading.plan(db, parse(FILE), date(2015, 6, 1)))

    with written_statements() as written:
        forum.does(load_again)

    assert written == []


@both
def test_only_what_the_file_changed_is_changed(forum: Forum) -> None:
    autumn = forum.id(Meeting, "autumn")

    with written_statements() as written:
        plan = forum.load(FILE.replace("date: 2015-09-22", "date: 2015-09-23"))

    assert told(plan) == [("meetings autumn date", date(2015, 9, 22), date(2015, 9, 23))]
    assert forum.meeting("autumn").date == date(2015, 9, 23)
    assert forum.id(Meeting, "autumn") == autumn
    assert {statement.split()[1] for statement in written if statement.startswith("UPDATE")} == {
        "forum", "meeting", "post"
    }  # fmt: skip


def test_what_was_changed_in_a_room_stays_although_the_file_says_otherwise(forum: Forum) -> None:
    forum.changes(Meeting, "autumn", day=date(2015, 9, 29), status="confirmed", start=time(9, 30))

    forum.load(FILE.replace("status: preliminary}", "status: preliminary, place: Mälarsalen}"))

    assert (forum.meeting("autumn").date, forum.meeting("autumn").status) == (date(2015, 9, 29), "confirmed")
    assert forum.meeting("winter").place == "Mälarsalen"


@both
def test_what_was_added_in_a_room_is_dumped_and_stays(forum: Forum) -> None:
    def add(db: Session) -> None:
        officials = db.scalars(select(Body).where(Body.key == "officials")).one()
        extra = Meeting(key="extra", body=officials, day=date(2015, 10, 1), status="preliminary")
        extra.items.append(Item(position=1, title="En fråga", kind="dialogue"))
        db.add(extra)

    forum.does(add)
    forum.load(FILE.replace("2015-11-20", "2015-11-21"))

    assert [meeting.key for meeting in forum.dump().meetings] == ["old", "autumn", "extra", "winter"]
    assert forum.meeting("extra").items[0].title == "En fråga"


def test_what_file_and_database_changed_differently_is_told_and_refused(forum: Forum) -> None:
    forum.changes(Meeting, "autumn", day=date(2015, 9, 29))
    forum.changes(Person, "deputy", name="Vikarien")

    with pytest.raises(LoadRefused) as refused:
        forum.load(
            FILE.replace("2015-09-22", "2015-09-23").replace("Ersättaren", "Suppleanten").replace("2014-05", "2014-04")
        )

    assert refused.value.reasons == [
        "people deputy name: the file changed «Ersättaren» to «Suppleanten», but the database has «Vikarien» since.",
        "meetings autumn date: the file changed «2015-09-22» to «2015-09-23», but the database has «2015-09-29» since.",
    ]
    assert forum.meeting("old").date == date(2014, 5, 1)


def test_what_both_changed_alike_is_no_conflict(forum: Forum) -> None:
    forum.changes(Meeting, "autumn", day=date(2015, 9, 29))

    assert forum.load(FILE.replace("2015-09-22", "2015-09-29")).difference.changes == []
    assert forum.load(FILE.replace("2015-09-22", "2015-09-30")).difference.conflicts == []
    assert forum.meeting("autumn").date == date(2015, 9, 30)


def test_what_the_database_changed_is_not_removed_by_the_file(forum: Forum) -> None:
    forum.changes(Meeting, "winter", place="Mälarsalen")

    with pytest.raises(LoadRefused, match="meetings winter: the file changed «.*» to nothing, but the database has"):
        forum.load(without("  - {key: winter"))


def test_what_the_database_refers_to_is_not_removed_by_the_file(forum: Forum) -> None:
    def set_priority(db: Session) -> None:
        skills = db.scalars(select(forums.Priority).where(forums.Priority.key == "skills")).one()
        db.scalars(select(Theme).where(Theme.text == "Ledarskap")).one().priority_id = skills.id

    forum.does(set_priority)

    with pytest.raises(LoadRefused, match="Beside what the database has, themes.0..priority: expected a key"):
        forum.load(without("  - {key: skills"))


@both
def test_what_nobody_refers_to_is_removed(forum: Forum) -> None:
    winter = forum.id(Meeting, "winter")

    forum.load(without("  - {key: winter", "  - {key: deputy").replace(", deputy: deputy", ""))

    assert [meeting.key for meeting in forum.dump().meetings] == ["old", "autumn"]
    assert [person.key for person in forum.dump().people] == ["director", "kansli"]
    states = select(Post.state).where(Post.subject == f"meeting:{winter}")
    assert set(forum.does(lambda db: db.scalars(states).all())) == {"superseded"}


@both
def test_whoever_is_taken_out_of_the_file_is_out_with_links_and_sessions(forum: Forum) -> None:
    deputy = forum.id(Person, "deputy")
    token = forum.does(lambda db: doors.issue(db, deputy, "enter", NOW, None))
    begun = forum.does(lambda db: doors.enter(db, token, NOW))

    forum.load(without("  - {key: deputy").replace(", deputy: deputy", ""))

    assert begun is not None
    assert forum.does(lambda db: doors.holder(db, token, "enter", NOW)) is None
    assert forum.does(lambda db: doors.who(db, begun[1], NOW)) is None


def reminders_of(forum: Forum, meeting: str) -> set[tuple[str, datetime]]:
    """The offsets of a meeting's reminders to come, and when each does."""
    wanted = select(Post).where(
        Post.subject == f"meeting:{forum.id(Meeting, meeting)}",
        Post.view == "meeting.reminder",
        Post.state == "waiting",
    )
    return {(post.key.rpartition(":")[2], post.due) for post in forum.does(lambda db: db.scalars(wanted).all())}


@both
@pytest.mark.parametrize(
    ("before", "after", "reminded"),
    [
        ("[14d, 1d]", "[7d, 1d]", {("7d", "2015-09-15 09:00+02:00"), ("1d", "2015-09-21 09:00+02:00")}),
        (
            "country: SE}",
            'country: SE, reminder_hour: "10:30"}',
            {("14d", "2015-09-08 10:30+02:00"), ("1d", "2015-09-21 10:30+02:00")},
        ),
        (
            "zone: Europe/Stockholm",
            "zone: Europe/Helsinki",
            {("14d", "2015-09-08 09:00+03:00"), ("1d", "2015-09-21 09:00+03:00")},
        ),
    ],
    ids=["the offsets of a body", "the hour", "the zone"],
)
def test_the_reminders_follow_what_the_file_changes_of_forum_and_bodies(
    forum: Forum, before: str, after: str, reminded: set[tuple[str, str]]
) -> None:
    forum.load(FILE.replace(before, after))

    assert reminders_of(forum, "autumn") == {(offset, datetime.fromisoformat(at)) for offset, at in reminded}


IN_HELSINKI = FILE.replace("Europe/Stockholm", "Europe/Helsinki")


@both
def test_the_mornings_of_meetings_and_of_questions_follow_another_zone(forum: Forum) -> None:
    morning = datetime(2015, 9, 10, 6, tzinfo=UTC)
    asked = Wish("members:1", "home.morning", "question", morning, "question:1", {"day": "2015-09-10"})
    forum.does(lambda db: posts.want(db, asked, NOW))
    before = mornings(forum)
    forum.load(IN_HELSINKI)

    assert {at.astimezone(ZoneInfo("Europe/Stockholm")).time() for at in before.values()} == {time(8)}
    assert {at.astimezone(ZoneInfo("Europe/Helsinki")).time() for at in mornings(forum).values()} == {time(8)}
    assert mornings(forum).keys() == before.keys() > {"question"}


def mornings(forum: Forum) -> dict[str, datetime]:
    ahead = select(Post).where(Post.view == "home.morning", Post.state == "waiting")
    return {post.key: post.due for post in forum.does(lambda db: db.scalars(ahead).all())}


@both
def test_a_reminder_that_another_zone_moves_from_ahead_into_the_past_comes_at_once(forum: Forum) -> None:
    early, noon = (datetime(2015, 9, 8, *at, tzinfo=UTC) for at in ((6, 30), (12,)))
    later = ("1d", datetime.fromisoformat("2015-09-21 09:00+03:00"))
    forum.load(IN_HELSINKI, early.date(), early)
    assert reminders_of(forum, "autumn") == {("14d", early), later}

    forum.does(lambda db: db.execute(update(Post).where(Post.due == early).values(state="shown")))
    forum.load(FILE, noon.date(), noon)
    forum.load(IN_HELSINKI, noon.date(), noon)
    assert reminders_of(forum, "autumn") == {later}


@both
def test_what_was_shown_or_is_on_its_way_to_a_room_is_left_as_it_is(forum: Forum) -> None:
    autumn, now = forum.id(Meeting, "autumn"), NOW
    keys = [f"meeting:{autumn}:2015-09-22:{offset}" for offset in ("14d", "1d")]

    def spread(db: Session) -> None:
        for key, state in zip(keys, ("spread", "shown"), strict=True):
            db.execute(update(Post).where(Post.key == key).values(state=state))
        args = {"meeting": autumn, "day": "2015-09-22"}
        later = now.replace(hour=20)  # put off until a quiet time is over
        posts.want(db, Wish("place:1", "meeting.reminder", "put off", later, f"meeting:{autumn}", args), now)

    forum.does(spread)
    forum.load(FILE.replace("[14d, 1d]", "[14d, 7d, 1d]"))

    states = dict(forum.does(lambda db: [(post.key, post.state) for post in db.scalars(select(Post))]))
    assert [states[key] for key in keys] == ["spread", "shown"]
    assert states["put off"] == states[f"meeting:{autumn}:2015-09-22:7d"] == "waiting"


def test_a_body_goes_with_its_rooms(forum: Forum) -> None:
    forum.load(without("  - {key: level").replace(" prepares: level,", ""))

    assert [body.key for body in forum.dump().bodies] == ["officials", "before"]


def test_a_body_goes_together_with_the_one_it_prepares(forum: Forum) -> None:
    forum.load(FILE.split("seat_rules:")[0].replace("  - {key: officials", "#").replace("  - {key: level", "#"))

    assert [body.key for body in forum.dump().bodies] == ["before"]


@both
def test_what_was_asked_about_keeps_its_meeting_item_persons_and_county(forum: Forum) -> None:
    ask(forum, meeting=forum.id(Meeting, "winter"), item=item(forum, "Bredband"), county=forum.id(County, "w"))
    gone = without("  - {key: winter").replace(", {title: Bredband, kind: dialogue, presenters: [Kansliet]}", "")

    with pytest.raises(LoadRefused) as refused:
        forum.load(gone)

    refers = "can not be removed, because questions, answers, action points or messages refer to it."
    assert refused.value.reasons == [
        f"meetings autumn items «Bredband»: {refers}",
        f"meetings winter: {refers} Give it the status cancelled instead.",
    ]
    with pytest.raises(LoadRefused, match=f"people kansli: {refers}"):
        forum.load(without("  - {key: kansli").replace(" chair: kansli,", ""))
    with pytest.raises(LoadRefused, match=f"counties w: {refers}"):
        forum.load(without("counties:", "  - {key: w", "    county: w", "    responsible"))


def test_what_somebody_shall_do_keeps_its_person(forum: Forum) -> None:
    kansli, deputy = forum.id(Person, "kansli"), forum.id(Person, "deputy")
    forum.does(
        lambda db: actions.log(db, Action(text="Svara", person_id=deputy, logged_by_id=kansli, logged_at=NOW)) and None
    )

    with pytest.raises(LoadRefused, match="people deputy: can not be removed"):
        forum.load(without("  - {key: deputy").replace(", deputy: deputy", ""))


def test_a_meeting_that_people_were_told_of_is_not_removed(forum: Forum) -> None:
    winter = forum.id(Meeting, "winter")
    forum.does(lambda db: [setattr(post, "state", "shown") for post in db.scalars(about(winter)).all()[:1]] and None)

    with pytest.raises(LoadRefused, match="meetings winter: can not be removed"):
        forum.load(without("  - {key: winter"))


def test_an_item_keeps_its_question_when_others_come_before_it(forum: Forum) -> None:
    broadband = item(forum, "Bredband")

    forum.load(FILE.replace("items: [", "items: [{title: Öppet forum, kind: none}, "))
    assert item(forum, "Bredband") == broadband
    assert [one.title for one in forum.meeting("autumn").items] == ["Öppet forum", "Inledning", "Bredband"]

    forum.load(FILE.replace("title: Bredband", "title: Bredband i hela landet"))
    assert item(forum, "Bredband i hela landet") != item(forum, "Inledning")


def test_an_item_that_is_reworded_in_its_place_stays_the_same(forum: Forum) -> None:
    broadband = item(forum, "Bredband")

    forum.load(FILE.replace("title: Bredband", "title: Bredband i hela landet"))

    assert item(forum, "Bredband i hela landet") == broadband


def test_seats_are_told_apart_by_body_organisation_rule_and_number(forum: Forum) -> None:
    plan = forum.load(FILE.replace("rule: two}", "rule: two, person: kansli}"))

    assert told(plan) == [("seats officials/dalarna/two (2) person", None, "kansli")]
    assert counts(forum.dump()) == {"officials": 2, "level": 0, "before": 0}


def test_the_order_of_the_file_is_that_of_the_database(forum: Forum) -> None:
    first, last = (
        "  - {key: director, name: Regiondirektören}\n",
        "  - {key: kansli, name: Kansliet, secretariat: true}\n",
    )
    reordered = FILE.replace(last, "").replace(first, last + first)

    plan = forum.load(reordered)

    before, after = ["director", "deputy", "kansli"], ["kansli", "director", "deputy"]
    assert told(plan) == [("people order", before, after)]
    assert [person.key for person in forum.dump().people] == after
    assert forum.load(reordered).difference.changes == []


def test_a_relative_date_is_settled_when_its_meeting_is_first_loaded(empty: Forum) -> None:
    relative = FILE.replace("date: 2015-11-20", "date: +6 workdays")
    empty.load(relative, date(2015, 5, 4))
    assert empty.meeting("winter").date == date(2015, 5, 12)

    assert empty.load(relative, date(2015, 6, 1)).difference.changes == []

    later = relative.replace(
        "themes:\n", "  - {key: late, body: level, date: +1 workdays, status: preliminary}\nthemes:\n"
    )
    empty.load(later, date(2015, 6, 1))
    assert (empty.meeting("winter").date, empty.meeting("late").date) == (date(2015, 5, 12), date(2015, 6, 2))


def test_a_meeting_that_the_file_moves_is_reminded_of_on_its_new_day_only_and_back_again(forum: Forum) -> None:
    winter = forum.id(Meeting, "winter")
    planned = waiting(forum, winter)

    forum.load(FILE.replace("2015-11-20", "2015-11-27"))
    moved = waiting(forum, winter)
    assert moved
    assert not set(moved) & set(planned)

    forum.load(FILE)
    assert waiting(forum, winter) == planned


def without(*starts: str) -> str:
    """The file without the lines that begin so."""
    return "".join(line for line in FILE.splitlines(keepends=True) if not line.startswith(starts))


def item(forum: Forum, title: str) -> int:
    return forum.does(lambda db: db.scalars(select(Item.id).where(Item.title == title)).one())


def about(meeting: int) -> Any:
    return select(Post).where(Post.subject == f"meeting:{meeting}").order_by(Post.due, Post.key)


def waiting(forum: Forum, meeting: int) -> list[str]:
    posted = forum.does(lambda db: [(post.key, post.state) for post in db.scalars(about(meeting))])
    return [key for key, state in posted if state == "waiting"]


def ask(forum: Forum, meeting: int, item: int, county: int) -> None:
    kansli = forum.id(Person, "kansli")

    def asked(db: Session) -> None:
        times = {"opens_at": NOW, "closes_at": NOW, "asked_at": NOW, "asked_by_id": kansli}
        subjects = {"meeting_id": meeting, "item_id": item}
        question = Question(text="Räcker stödet?", kind="text", respondent="county", **subjects, **times)
        questions.ask(db, question, [county])

    forum.does(asked)


def test_another_forum_is_not_loaded_over_this_one(forum: Forum) -> None:
    with pytest.raises(LoadRefused, match="FORUMBOT_DATABASE_URL"):
        forum.load(FILE.replace("name: Forum, period: 2015–2016", "name: Annat, period: 2027", 1))
