"""Years of soundings, written in bulk: questions that 21 counties answered, some twice, with all that they leave
behind."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

ANSWERS_EACH = 25
"""21 counties, four of which changed their answer."""


@dataclass(frozen=True)
class Leaves:
    """Posts that a question leaves: an audience that was spread, and what was shown to it."""

    view: str
    audience: str
    to: str


LEFT = (
    Leaves("question.card", "'body:' || body_id", "'place:' || body_id"),
    Leaves("question.result", "'body:' || body_id", "'place:' || body_id"),
    Leaves("question.closed", "'secretariat'", "'person:' || asked_by_id"),
)

QUESTIONS = """
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :questions)
INSERT INTO question (text, kind, respondent, body_id, opens_at, closes_at, bars_at_once, asked_by_id, asked_at)
SELECT 'Fråga ' || n, 'yes_partly_no', 'county', (SELECT id FROM body WHERE key = 'tjanstepersonsforum'),
       datetime('2027-01-01', -n || ' hours') || '.000000', datetime('2027-01-08', -n || ' hours') || '.000000', 0,
       (SELECT id FROM person WHERE secretariat), datetime('2027-01-01', -n || ' hours') || '.000000'
FROM number
"""
ASKED = "INSERT INTO asked (question_id, respondent_id) SELECT question.id, county.id FROM question, county"
ANSWERS = """
INSERT INTO answer (question_id, respondent_id, choice, by_id, at)
SELECT question.id, county.id, 1 + (question.id + county.id + again) % 4, asked_by_id, opens_at
FROM question, (SELECT 0 AS again UNION SELECT 1), county
WHERE again = 0 OR (question.id + county.id) % 21 < 4
ORDER BY question.id, again
"""
AUDIT = """
INSERT INTO audit (at, person_id, action, subject, fields)
SELECT at, by_id, 'question.answer', 'question:' || question_id,
       json_object('respondent', respondent_id, 'choice', choice)
FROM answer ORDER BY id
"""
POSTS = """
INSERT INTO post (key, "to", view, args, subject, due, state, tries, platform, address, ref, drawn, shown_at)
SELECT 'question:' || id || ':{view}:' || {to}, {to}, '{view}', json_object('question', id), 'question:' || id,
       closes_at, '{state}', 0, 'browser', {to}, '{{}}', hex(randomblob(32)), closes_at
FROM question
"""


def fill(path: Path, answers: int) -> None:
    """Give a freshly loaded forum so many answers, in questions that are closed."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA cache_size = -200000")
        connection.execute(QUESTIONS, {"questions": answers // ANSWERS_EACH})
        for statement in (ASKED, ANSWERS, AUDIT):
            connection.execute(statement)
        for left in LEFT:
            connection.execute(POSTS.format(view=left.view, to=left.audience, state="spread"))
            connection.execute(POSTS.format(view=left.view, to=left.to, state="shown"))
        [found] = connection.execute("SELECT count(*) FROM answer").fetchone()
        assert found == answers, found
