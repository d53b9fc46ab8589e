"""What members say of whom they represent.

Revision ID: 0004
Revises: 0003
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
post = sa.table(
    "post",
    sa.column("id", sa.Integer),
    sa.column("view", sa.Text),
    sa.column("args", sa.JSON().with_variant(JSONB(), "postgresql")),
    sa.column("due", INSTANT),
)
seat_change = sa.table(
    "seat_change",
    sa.column("question_id", sa.Integer),
    sa.column("respondent_id", sa.Integer),
    sa.column("person_id", sa.Integer),
    sa.column("organisation_id", sa.Integer),
    sa.column("at", INSTANT),
    sa.column("state", sa.Text),
)


def upgrade() -> None:
    op.create_table(
        "seat_change",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "question_id", sa.Integer, sa.ForeignKey("question.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("respondent_id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("organisation_id", sa.Integer, sa.ForeignKey("organisation.id")),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("decided_by_id", sa.Integer, sa.ForeignKey("person.id")),
        sqlite_autoincrement=True,
    )
    said_before()


def said_before() -> None:
    """What was said until now stands in the messages to the secretariat only. It waits: pressing again what was decided
    already is refused, as the seat is not held any more."""
    told = sa.select(post.c.args, post.c.due).where(post.c.view == "question.changed_seat")
    latest: dict[tuple[int, ...], Any] = {}
    for args, due in op.get_bind().execute(told.order_by(post.c.id)):
        latest[args["question"], args["respondent"], args["person"], args["organisation"]] = due
    names = ("question_id", "respondent_id", "person_id", "organisation_id")
    rows = [dict(zip(names, key, strict=True)) | {"at": due, "state": "waiting"} for key, due in latest.items()]
    if rows:
        op.bulk_insert(seat_change, rows)


def downgrade() -> None:
    op.drop_table("seat_change")
