"""The first tables.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    the_forum()
    organisations()
    people()
    bodies()
    places()
    meetings()
    questions()
    actions()
    posts()
    messages()
    inbound()


def the_forum() -> None:
    op.create_table(
        "forum",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("quiet", JSON, nullable=False),
        sa.Column("morning", sa.Time, nullable=False),
        sa.Column("reminder_hour", sa.Time, nullable=False),
        sa.Column("confirm", JSON, nullable=False),
        sa.Column("question_reminders", JSON, nullable=False),
        sa.Column("action_reminders", JSON, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("clock_ahead", sa.Integer, nullable=False),
    )
    op.create_table(
        "priority",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
    )


def organisations() -> None:
    op.create_table(
        "county",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("short", sa.Text, nullable=False),
        sa.Column("aliases", JSON, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("county_id", sa.Integer, sa.ForeignKey("county.id"), index=True),
        sa.Column("responsible", sa.Boolean, nullable=False),
        sa.Column("aliases", JSON, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
    )
    op.create_table(
        "organisation_name",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "organisation_id",
            sa.Integer,
            sa.ForeignKey("organisation.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("short", sa.Text, nullable=False),
        sa.Column("genitive", sa.Text, nullable=False),
        sa.Column("since", sa.Date),
        sa.Column("until", sa.Date),
        sa.Column("position", sa.Integer, nullable=False),
    )


def people() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("secretariat", sa.Boolean, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("used_at", INSTANT, nullable=False),
        sa.UniqueConstraint("platform", "address"),
    )


def bodies() -> None:
    op.create_table(
        "body",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("prepares_id", sa.Integer, sa.ForeignKey("body.id")),
        sa.Column("chair_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("reminders", JSON, nullable=False),
        sa.Column("since", sa.Date),
        sa.Column("until", sa.Date),
        sa.Column("position", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "seat_rule",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("body_id", sa.Integer, sa.ForeignKey("body.id"), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("seats_each", sa.Integer, nullable=False),
        sa.Column("organisations", JSON, nullable=False),
        sa.Column("since", sa.Date),
        sa.Column("until", sa.Date),
        sa.Column("wish", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("position", sa.Integer, nullable=False),
    )
    op.create_table(
        "seat",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("body_id", sa.Integer, sa.ForeignKey("body.id"), nullable=False, index=True),
        sa.Column("organisation_id", sa.Integer, sa.ForeignKey("organisation.id"), nullable=False, index=True),
        sa.Column("rule_id", sa.Integer, sa.ForeignKey("seat_rule.id"), nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), index=True),
        sa.Column("deputy_id", sa.Integer, sa.ForeignKey("person.id"), index=True),
        sa.Column("side", sa.Text),
        sa.Column("since", sa.Date),
        sa.Column("until", sa.Date),
        sa.Column("position", sa.Integer, nullable=False),
    )


def places() -> None:
    op.create_table(
        "place",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("body_id", sa.Integer, sa.ForeignKey("body.id"), nullable=False, index=True),
        sa.UniqueConstraint("platform", "address"),
        sqlite_autoincrement=True,
    )


def meetings() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("body_id", sa.Integer, sa.ForeignKey("body.id"), nullable=False, index=True),
        sa.Column("day", sa.Date, nullable=False, index=True),
        sa.Column("day_text", sa.Text),
        sa.Column("start", sa.Time),
        sa.Column("end", sa.Time),
        sa.Column("place", sa.Text),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("moved_from", sa.Date),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "item",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "meeting_id", sa.Integer, sa.ForeignKey("meeting.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("presenters", JSON, nullable=False),
        sa.Column("priority_id", sa.Integer, sa.ForeignKey("priority.id")),
        sa.Column("link", sa.Text),
    )
    op.create_table(
        "theme",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("meeting_id", sa.Integer, sa.ForeignKey("meeting.id", ondelete="CASCADE"), index=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("priority_id", sa.Integer, sa.ForeignKey("priority.id")),
        sa.Column("position", sa.Integer, nullable=False),
    )


def questions() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("respondent", sa.Text, nullable=False),
        sa.Column("body_id", sa.Integer, sa.ForeignKey("body.id"), index=True),
        sa.Column("meeting_id", sa.Integer, sa.ForeignKey("meeting.id", ondelete="SET NULL")),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("item.id", ondelete="SET NULL")),
        sa.Column("opens_at", INSTANT, nullable=False),
        sa.Column("closes_at", INSTANT, nullable=False, index=True),
        sa.Column("bars_at_once", sa.Boolean, nullable=False),
        sa.Column("asked_by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("question_id", sa.Integer, sa.ForeignKey("question.id", ondelete="CASCADE"), nullable=False),
        sa.Column("respondent_id", sa.Integer, nullable=False),
        sa.Column("choice", sa.Integer),
        sa.Column("text", sa.Text),
        sa.Column("by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )
    op.create_index("ix_answer_respondent", "answer", ["question_id", "respondent_id", "id"])
    op.create_table(
        "asked",
        sa.Column("question_id", sa.Integer, sa.ForeignKey("question.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("respondent_id", sa.Integer, primary_key=True),
    )
    op.create_table(
        "choice",
        sa.Column("question_id", sa.Integer, sa.ForeignKey("question.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("label", sa.Text, nullable=False),
    )


def actions() -> None:
    op.create_table(
        "action",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), index=True),
        sa.Column("organisation_id", sa.Integer, sa.ForeignKey("organisation.id"), index=True),
        sa.Column("body_id", sa.Integer, sa.ForeignKey("body.id"), index=True),
        sa.Column("meeting_id", sa.Integer, sa.ForeignKey("meeting.id", ondelete="SET NULL")),
        sa.Column("due", sa.Date),
        sa.Column("next_meeting", sa.Boolean, nullable=False),
        sa.Column("logged_by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("logged_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, index=True),
        sa.Column("done_by_id", sa.Integer, sa.ForeignKey("person.id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "action_change",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("action_id", sa.Integer, sa.ForeignKey("action.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("before", JSON, nullable=False),
    )


def posts() -> None:
    op.create_table(
        "post",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("to", sa.Text, nullable=False, index=True),
        sa.Column("view", sa.Text, nullable=False),
        sa.Column("args", JSON, nullable=False),
        sa.Column("subject", sa.Text, nullable=False, index=True),
        sa.Column("due", INSTANT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("token", sa.Text),
        sa.Column("leased_until", INSTANT),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("platform", sa.Text),
        sa.Column("address", sa.Text),
        sa.Column("ref", JSON),
        sa.Column("drawn", sa.Text),
        sa.Column("shown_at", INSTANT),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_post_due", "post", ["state", "due"])
    op.create_index("ix_post_leased", "post", ["leased_until"])
    op.create_table(
        "touch",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("post_id", sa.Integer, sa.ForeignKey("post.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("stale", sa.Boolean, nullable=False),
    )


def messages() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("key", sa.Text, unique=True),
        sa.Column("view", sa.Text),
        sa.Column("args", JSON, nullable=False),
        sa.Column("cards", JSON, nullable=False),
        sa.Column("said_by", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("only_for", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("reply_to", sa.Integer, sa.ForeignKey("message.id", ondelete="CASCADE")),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("changed", INSTANT, nullable=False, index=True),
        sa.UniqueConstraint("reply_to", "only_for"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_message_place", "message", ["place", "id"])
    op.create_table(
        "seen",
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("place", sa.Text, primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )


def inbound() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("reply", sa.Text),
        sa.Column("at", INSTANT, nullable=False, index=True),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("values", JSON, nullable=False),
        sa.Column("at", INSTANT, nullable=False, index=True),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", INSTANT, nullable=False, index=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False, index=True),
        sa.Column("fields", JSON, nullable=False),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


TABLES = (
    "forum", "priority",
    "county", "organisation", "organisation_name",
    "person", "account",
    "body", "seat_rule", "seat",
    "place",
    "meeting", "item", "theme",
    "question", "answer", "asked", "choice",
    "action", "action_change",
    "post", "touch",
    "message", "seen",
    "event", "draft", "audit",
)  # fmt: skip
