"""Meetings in calendars: read back by two parsers, the same event through every move, cancelled where it was."""

from datetime import date, datetime, time

import icalendar
import pytest
import vobject
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers import CAPABILITIES, calendars
from handlers.call import File, Look, Refused
from storage import meetings, people
from tests.scenes import HENNING, KARIN, KERSTIN, OFFICIALS, POLITICIANS, SECRETARY
from tests.world import STOCKHOLM, World


def feed(world: World, who: str, language: str = "sv") -> icalendar.Calendar:
    """Somebody's feed as their calendar reads it. Both parsers find the same events in it."""
    person = world.person(who).id
    made = world.read(lambda db: calendars.feed(Look(db, world.time, people.get(db, person), language)))
    return read_twice(made)


def read_twice(made: File) -> icalendar.Calendar:
    first = icalendar.Calendar.from_ical(made.content)
    second = vobject.readOne(made.content.decode())
    ours = {(str(e["uid"]), str(e["summary"]), e.decoded("dtstart")) for e in first.walk("VEVENT")}
    theirs = {(e.uid.value, e.summary.value, e.dtstart.value) for e in second.contents.get("vevent", [])}
    assert {(uid, summary) for uid, summary, _ in ours} == {(uid, summary) for uid, summary, _ in theirs}
    assert {moment(at) for *_, at in ours} == {moment(at) for *_, at in theirs}
    return first


def moment(at: date | datetime) -> str:
    return at.astimezone(STOCKHOLM).isoformat() if isinstance(at, datetime) else at.isoformat()


def event(world: World, who: str, meeting: str) -> icalendar.Event:
    number = world.meeting(meeting).id
    return next(e for e in feed(world, who).walk("VEVENT") if str(e["uid"]).startswith(f"meeting-{number}."))


def test_a_confirmed_meeting_has_its_hours_and_place(world: World):
    found = event(world, KARIN, "tjanstepersonsforum-next")
    assert found.decoded("dtstart") == datetime(2027, 2, 9, 9, 30, tzinfo=STOCKHOLM)
    assert found.decoded("dtend") == datetime(2027, 2, 9, 15, 0, tzinfo=STOCKHOLM)
    assert (str(found["summary"]), str(found["status"])) == ("Tjänstepersonsforum", "CONFIRMED")
    assert str(found["location"]) == world.meeting("tjanstepersonsforum-next").place


def test_a_preliminary_meeting_is_a_whole_day_and_says_so(world: World):
    found = event(world, KERSTIN, "politikerforum-next")
    assert (found.decoded("dtstart"), found.decoded("dtend")) == (date(2027, 2, 23), date(2027, 2, 24))
    assert (str(found["summary"]), str(found["status"])) == ("Politikerforum (preliminärt)", "TENTATIVE")


def test_a_moved_meeting_is_the_same_event_and_newer(world: World):
    before = event(world, KERSTIN, "politikerforum-next")
    world.presses(HENNING, world.says(HENNING, "flytta politikerforum till 3 mars"), "Flytta och meddela")
    after = event(world, KERSTIN, "politikerforum-next")
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("dtstart") == date(2027, 3, 3)
    assert "Flyttat från tisdag 23 februari." in str(after["description"])


def test_a_cancelled_meeting_stays_in_the_feed_as_such(world: World):
    before = event(world, KERSTIN, "politikerforum-next")
    world.does(HENNING, "meeting.cancel", meeting=world.meeting("politikerforum-next").id, sure=True)
    after = event(world, KERSTIN, "politikerforum-next")
    assert (str(after["status"]), str(after["transp"])) == ("CANCELLED", "TRANSPARENT")
    assert after["sequence"] > before["sequence"]


def test_the_feed_holds_the_meetings_of_ones_own_bodies_only(world: World):
    numbers = {m.id for m in world.read(meetings.every) if m.body.key == POLITICIANS}
    seen = {int(str(e["uid"]).removeprefix("meeting-").split(".")[0]) for e in feed(world, KARIN).walk("VEVENT")}
    assert seen
    assert not seen & numbers
    everything = feed(world, SECRETARY)
    assert len(everything.walk("VEVENT")) > len(seen)


def test_one_meeting_is_a_file_for_those_who_have_a_part_in_it(world: World):
    meeting = world.meeting("tjanstepersonsforum-next").id

    def given(who: str) -> File:
        person = world.person(who).id
        return world.read(
            lambda db: CAPABILITIES.give(
                "meeting.calendar", {"meeting": str(meeting)}, Look(db, world.time, people.get(db, person))
            )
        )

    made = given(KARIN)
    assert (made.name, made.kind) == ("tjanstepersonsforum-2027-02-09.ics", "text/calendar")
    assert len(read_twice(made).walk("VEVENT")) == 1
    with pytest.raises(Refused):
        given(KERSTIN)


def test_the_rules_of_the_time_zone_come_with_it(world: World):
    assert [str(zone["tzid"]) for zone in feed(world, KARIN).walk("VTIMEZONE")] == ["Europe/Stockholm"]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    place=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=120),
    start=st.times(time(6), time(22)).map(lambda at: at.replace(second=0, microsecond=0)),
)
def test_whatever_a_place_is_called_it_comes_back(world: World, place: str, start: time):
    body = world.body(OFFICIALS).id

    def change(db) -> None:
        meeting = meetings.on(db, body, date(2027, 2, 9))
        assert meeting
        meeting.place, meeting.start, meeting.end = place, start, None

    world.write(change)
    found = event(world, KARIN, "tjanstepersonsforum-next")
    assert str(found["location"]) == place
    assert found.decoded("dtstart") == datetime.combine(date(2027, 2, 9), start, STOCKHOLM)
