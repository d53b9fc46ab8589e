"""When each item of an agenda begins: from the meeting's start and the minutes of the items before it."""

from datetime import datetime, time, timedelta

from storage.meetings import Meeting


def starts(meeting: Meeting) -> dict[int, time]:
    """The time of each item, by its number in the database, as far as the minutes tell."""
    found: dict[int, time] = {}
    if meeting.start is None:
        return found
    at = datetime.combine(meeting.day, meeting.start)
    for item in meeting.items:
        found[item.id] = at.time()
        if item.minutes is None:
            return found if len(found) > 1 else {}
        at += timedelta(minutes=item.minutes)
    return found


def too_long(meeting: Meeting) -> int:
    """By how many minutes the items together are longer than the meeting; 0 where they fit, or nobody knows."""
    minutes = [item.minutes for item in meeting.items]
    if meeting.start is None or meeting.end is None or None in minutes:
        return 0
    length = datetime.combine(meeting.day, meeting.end) - datetime.combine(meeting.day, meeting.start)
    return max(sum(filter(None, minutes)) - int(length.total_seconds() // 60), 0)
