"""Who asks to be known by an account, whose word is trusted, what can not be reached, since when a post is in doubt.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("account", sa.Column("workspace", sa.Text))
    op.add_column("account", sa.Column("name", sa.Text))
    op.add_column("post", sa.Column("doubt_since", INSTANT))
    # What is in doubt just now was due before it was taken up.
    op.execute("UPDATE post SET doubt_since = due WHERE token IS NOT NULL")
    op.create_table(
        "stranger",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("decided_by_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.UniqueConstraint("platform", "address"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "workspace",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("trusted", sa.Boolean, nullable=False),
        sa.UniqueConstraint("platform", "key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "loss",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.UniqueConstraint("platform", "address", "reason"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    for table in ("loss", "workspace", "stranger"):
        op.drop_table(table)
    op.drop_column("post", "doubt_since")
    op.drop_column("account", "name")
    op.drop_column("account", "workspace")
