"""Every form of asking, input, registration, absence, and what can be undone.

Revision ID: 0002
Revises: 0001
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def columns() -> dict[str, tuple[sa.Column, ...]]:
    """What known tables get besides the assistant of a seat."""
    return {
        "forum": (sa.Column("sides", sa.Text, nullable=False, server_default="secretariat"),),
        "body": (sa.Column("register_by", sa.Text, nullable=False, server_default="7d"),),
        "meeting": (
            sa.Column("link", sa.Text),
            sa.Column("register_by", sa.Text),
            sa.Column("called_at", INSTANT),
            sa.Column("sequence", sa.Integer, nullable=False, server_default="0"),
        ),
        "item": (
            sa.Column("minutes", sa.Integer),
            sa.Column("no_materials", sa.Boolean, nullable=False, server_default=sa.false()),
            sa.Column("open_forum", sa.Text),
        ),
        "question": (
            sa.Column("anonymous", sa.Boolean, nullable=False, server_default=sa.false()),
            sa.Column("corrected_at", INSTANT),
        ),
        "action": (sa.Column("withdrawn_at", INSTANT),),
        "answer": (
            sa.Column("picks", JSON),
            sa.Column("anchoring", sa.Text),
            sa.Column("joins_id", sa.Integer),
            sa.Column("recorded", sa.Text),
        ),
    }


def upgrade() -> None:
    for table, added in columns().items():
        for column in added:
            op.add_column(table, column)
    with op.batch_alter_table("seat") as seat:
        seat.add_column(sa.Column("assistant_id", sa.Integer))
        seat.create_foreign_key("fk_seat_assistant_id_person", "person", ["assistant_id"], ["id"])
        seat.create_index("ix_seat_assistant_id", ["assistant_id"])
    anonymous_answers()
    prepared_answers()
    registrations()
    inputs()
    absences()
    undoing()


def of_question(**options: Any) -> sa.Column:
    return sa.Column("question_id", sa.Integer, sa.ForeignKey("question.id", ondelete="CASCADE"), **options)


def anonymous_answers() -> None:
    op.create_table(
        "anonymous_count",
        of_question(primary_key=True),
        sa.Column("choice", sa.Integer, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_table(
        "anonymous_text",
        sa.Column("id", sa.Text, primary_key=True),
        of_question(nullable=False, index=True),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "participated",
        of_question(primary_key=True),
        sa.Column("respondent_id", sa.Integer, primary_key=True),
    )


def prepared_answers() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer, primary_key=True),
        of_question(nullable=False, index=True),
        sa.Column("respondent_id", sa.Integer, nullable=False),
        sa.Column("choice", sa.Integer),
        sa.Column("picks", JSON),
        sa.Column("text", sa.Text),
        sa.Column("anchoring", sa.Text),
        sa.Column("by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
    )


def registrations() -> None:
    op.create_table(
        "registration",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("meeting_id", sa.Integer, sa.ForeignKey("meeting.id", ondelete="CASCADE"), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("how", sa.Text),
        sa.Column("deputy_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("deputy_name", sa.Text),
        sa.Column("by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )
    op.create_index("ix_registration_meeting", "registration", ["meeting_id", "day", "person_id", "id"])


def inputs() -> None:
    op.create_table(
        "input",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("organisation_id", sa.Integer, sa.ForeignKey("organisation.id")),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("item.id", ondelete="SET NULL"), index=True),
        sa.Column("meeting_id", sa.Integer, sa.ForeignKey("meeting.id", ondelete="SET NULL")),
        sa.Column("came", sa.Text, nullable=False),
        sa.Column("entered_by_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("state", sa.Text, nullable=False, index=True),
        sa.Column("owner_id", sa.Integer, sa.ForeignKey("person.id"), index=True),
        sa.Column("owner_name", sa.Text),
        sa.Column("due", sa.Date),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "input_step",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("input_id", sa.Integer, sa.ForeignKey("input.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("owner", sa.Text),
        sa.Column("due", sa.Date),
    )


def absences() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("stand_in_id", sa.Integer, sa.ForeignKey("person.id"), index=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sqlite_autoincrement=True,
    )


def undoing() -> None:
    op.create_table(
        "undo",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("values", JSON, nullable=False),
        sa.Column("told", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False, index=True),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    with op.batch_alter_table("seat") as seat:
        seat.drop_index("ix_seat_assistant_id")
        seat.drop_constraint("fk_seat_assistant_id_person", type_="foreignkey")
        seat.drop_column("assistant_id")
    for table, added in columns().items():
        with op.batch_alter_table(table) as changed:
            for column in added:
                changed.drop_column(column.name)


TABLES = (
    "anonymous_count", "anonymous_text", "participated", "proposal",
    "registration", "input", "input_step", "absence", "undo",
)  # fmt: skip
