"""In which workspaces an app of ours is installed.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("enterprise", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("app", sa.Text, nullable=False),
        sa.Column("bot", sa.Text, nullable=False),
        sa.Column("bot_user", sa.Text, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("scopes", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("installed_by", sa.Text, nullable=False),
        sa.Column("installed_at", INSTANT, nullable=False),
        sa.Column("gone_at", INSTANT),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_installation_enterprise", "installation", ["enterprise"])
    op.create_table(
        "installation_passage",
        sa.Column("home", sa.Text, primary_key=True),
        sa.Column("through", sa.Text, nullable=False),
    )
    op.create_table(
        "installation_state",
        sa.Column("state_hash", sa.Text, primary_key=True),
        sa.Column("expires_at", INSTANT, nullable=False),
    )
    op.create_index("ix_installation_state_expires_at", "installation_state", ["expires_at"])


def downgrade() -> None:
    for table in ("installation_state", "installation_passage", "installation"):
        op.drop_table(table)
