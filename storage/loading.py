"""Loading a forum file: at first all of it, later only what the file changed since. The database is the truth.

`plan` looks and refuses, `carry_out` writes. `forum.file` keeps the file as it was last loaded: by it the next load
tells what the file changed from what the database changed.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import forums, in_use, posts
from storage.applying import apply
from storage.difference import Conflict, Difference, difference, in_words
from storage.dumping import dump
from storage.file_problems import FileError, LoadRefused
from storage.forum_file import ForumFile, absolute, parse, write
from storage.meetings import Meeting


@dataclass(frozen=True)
class Plan:
    """What a load will do. `file` is the file with absolute dates, `difference` what that changes in the database."""

    file: ForumFile
    difference: Difference
    first: bool


def plan(db: Session, file: ForumFile, today: date) -> Plan:
    """What loading `file` will do. Relative dates are counted from `today`, a local date of the forum.

    Raises LoadRefused for conflicts, for a removal of what is in use, and if the file does not fit what the database
    has got besides.
    """
    forum = forums.loaded(db)
    if forum and forum.name != file.forum.name and forum.period != file.forum.period:
        raise LoadRefused([_another_forum(forum.name)])
    base = parse(forum.file, "the file as last loaded") if forum else None
    file = settled(file, base, today)
    found = difference(base, file, dump(db) if forum else None)
    if found.conflicts:
        raise LoadRefused([_conflict(conflict) for conflict in found.conflicts])
    if found.merged != file and (reasons := _misfits(found.merged)):
        raise LoadRefused(reasons)
    if forum and (removed := in_use.removed(db, found.merged)):
        raise LoadRefused([_kept(name) for name in removed])
    return Plan(file, found, first=forum is None)


def carry_out(db: Session, plan: Plan) -> None:
    """Load the file as planned. The messages of a meeting that goes are given up; planning anew sees to the others."""
    changes = [change for change in plan.difference.changes if change.at.section == "meetings"]
    gone = {change.at.key for change in changes if change.after is None and not change.at.field}
    for meeting in db.scalars(select(Meeting).where(Meeting.key.in_({change.at.key for change in changes}))):
        about = f"meeting:{meeting.id}"
        if meeting.key in gone:
            posts.supersede(db, about)
        else:
            posts.touch(db, about)
    if plan.difference.changes:
        apply(db, plan.difference.merged)
    forum, text = forums.the(db), write(plan.file)
    if forum.file != text:
        forum.file = text
    db.flush()


def settled(file: ForumFile, base: ForumFile | None, today: date) -> ForumFile:
    """The file with absolute dates: a relative one was settled when its meeting was first loaded, or is so now."""
    before = {meeting.key: meeting.date for meeting in base.meetings} if base else {}
    meetings = (
        meeting.model_copy(update={"date": before.get(meeting.key, meeting.date)})
        if isinstance(meeting.date, str)
        else meeting
        for meeting in file.meetings
    )
    return absolute(file.model_copy(update={"meetings": tuple(meetings)}), today)


def _misfits(merged: ForumFile) -> list[str]:
    """What does not fit together once the database's own changes are kept."""
    try:
        parse(write(merged))
    except FileError as error:
        return [
            f"Beside what the database has, {problem.field}: expected {problem.expected}, found {problem.found}."
            for problem in error.problems
        ]
    return []


def _another_forum(name: str) -> str:
    return f"The database has another forum, «{name}». FORUMBOT_DATABASE_URL chooses a database for this one."


def _conflict(conflict: Conflict) -> str:
    was, file, here = (in_words(value) for value in (conflict.was, conflict.file, conflict.here))
    return f"{conflict.at}: the file changed {was} to {file}, but the database has {here} since."


def _kept(name: str) -> str:
    instead = " Give it the status cancelled instead." if name.startswith("meetings ") and " items " not in name else ""
    return f"{name}: can not be removed, because questions, answers, action points or messages refer to it.{instead}"
