"""When reminders come: whatever the forum's quiet times, the meeting and the offsets are."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import quiet
from handlers.meetings.meeting_words import starts_at
from handlers.meetings.reminders import times
from storage.forums import Forum
from storage.meetings import Meeting

NINE, NIGHTS = time(9), {"from": "18:00", "to": "08:00"}
TIDY = NIGHTS | {"weekends": True, "holidays": True, "months": [7]}
ZONES = ["Europe/Stockholm", "America/New_York", "Australia/Lord_Howe"]
"""Lord Howe's clocks change by half an hour."""


def a_forum(quiet_times: dict[str, object] = TIDY, zone: str = "Europe/Stockholm") -> Forum:
    return Forum(zone=zone, country="SE", quiet=quiet_times, reminder_hour=NINE, morning=time(8))


def clock(earliest: time, latest: time) -> st.SearchStrategy[str]:
    return st.times(earliest, latest).map(lambda at: f"{at:%H:%M}")


quiet_times = st.fixed_dictionaries(
    {
        "from": clock(time(15, 1), time(23, 59)),
        "to": clock(time(0), time(15)),
        "weekends": st.booleans(),
        "holidays": st.booleans(),
        "months": st.lists(st.integers(1, 12), unique=True, max_size=6),
    }
)
forums = st.builds(a_forum, quiet_times, st.sampled_from(ZONES))
days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
meetings = st.builds(Meeting, day=days, start=st.none() | st.times(time(4), time(22)))
offsets = st.lists(st.from_regex(r"[0-9][dh]|[1-4][0-9][dh]", fullmatch=True), unique=True, max_size=6)


@given(forums, meetings, offsets)
def test_reminders_come_in_working_hours_at_most_one_a_day_and_before_the_meeting(forum, meeting, offsets):
    reminders = times(forum, meeting, offsets)
    for reminder in reminders:
        assert not quiet.is_quiet(forum, reminder.due)
        assert reminder.due < starts_at(forum, meeting)
    for one, next_one in pairwise(reminders):
        assert quiet.day_of(forum, one.due) < quiet.day_of(forum, next_one.due)


@given(forums, meetings, offsets)
def test_every_offset_is_kept_at_its_hour_or_at_three_before_the_quiet_time(forum, meeting, offsets):
    zone, reminders = ZoneInfo(forum.zone), times(forum, meeting, offsets)
    days = {quiet.day_of(forum, reminder.due) for reminder in reminders}
    for offset in offsets:
        if offset[-1] == "h" and meeting.start is None:
            assert offset not in {reminder.offset for reminder in reminders}
            continue
        if offset[-1] == "h":
            due = starts_at(forum, meeting) - timedelta(hours=int(offset[:-1]))
        else:
            due = datetime.combine(meeting.day - timedelta(int(offset[:-1])), meeting.start or NINE, zone)
        due = due.astimezone(UTC)
        if (out := quiet.out_of_quiet(forum, due)) < starts_at(forum, meeting):
            assert quiet.day_of(forum, out) in days
        for reminder in reminders:
            if reminder.offset == offset:
                assert reminder.due == due or reminder.due.astimezone(zone).time() == quiet.EARLIER


@given(forums, st.datetimes(datetime(2015, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC)))
def test_what_falls_in_a_quiet_time_comes_at_three_on_the_last_working_day_before_it(forum, at):
    out = quiet.out_of_quiet(forum, at)
    assert not quiet.is_quiet(forum, out)
    if not quiet.is_quiet(forum, at):
        assert out == at
        return
    zone, day = ZoneInfo(forum.zone), quiet.day_of(forum, out)
    assert out < at
    assert quiet.is_working_day(forum, day)
    assert out.astimezone(zone).time() == quiet.EARLIER
    between = (day + timedelta(days=n) for n in range(1, (quiet.day_of(forum, at) - day).days + 1))
    assert not any(
        quiet.is_working_day(forum, later) and quiet.local(later, quiet.EARLIER, zone) < at for later in between
    )


@given(forums, st.datetimes(datetime(2015, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC)))
def test_what_could_not_be_said_in_time_is_said_at_once_or_on_a_working_morning(forum, at):
    after = quiet.after_quiet(forum, at)
    assert after >= at
    assert after == at or after.astimezone(ZoneInfo(forum.zone)).time() == forum.morning
    assert quiet.is_working_day(forum, quiet.day_of(forum, after))


@pytest.mark.parametrize(
    ("meeting", "offset", "at"),
    [
        ("2027-03-30 09:30", "5d", "2027-03-25 09:30+01:00"),
        ("2027-03-30 09:30", "1d", "2027-03-25 15:00+01:00"),  # Easter Monday, Easter, Saturday, Good Friday
        ("2027-04-01 09:30", "1d", "2027-03-31 09:30+02:00"),
        ("2027-10-29 09:30", "1d", "2027-10-28 09:30+02:00"),
        ("2027-11-01 09:30", "4d", "2027-10-28 09:30+02:00"),
        ("2027-11-02 09:30", "1d", "2027-11-01 09:30+01:00"),
        ("2027-08-03 09:30", "14d", "2027-06-30 15:00+02:00"),  # July is quiet
        ("2027-02-09 10:30", "2h", "2027-02-09 08:30+01:00"),
        ("2027-02-09 09:30", "2h", "2027-02-08 15:00+01:00"),
        ("2016-05-18", "2d", "2016-05-16 09:00+02:00"),
    ],
)
def test_through_both_changes_of_the_clocks_and_the_holidays(meeting: str, offset: str, at: str):
    day, _, start = meeting.partition(" ")
    planned = Meeting(day=date.fromisoformat(day), start=time.fromisoformat(start) if start else None)
    [reminder] = times(a_forum(), planned, [offset])
    assert reminder.due == datetime.fromisoformat(at)


def test_a_quiet_time_may_begin_after_midnight():
    forum = a_forum({"from": "00:30", "to": "06:00", "weekends": False, "holidays": False, "months": []})
    moments = [quiet.local(date(2027, 2, 1), at, ZoneInfo(forum.zone)) for at in (time(0, 15), time(3), time(6))]
    assert [quiet.is_quiet(forum, moment) for moment in moments] == [False, True, False]
