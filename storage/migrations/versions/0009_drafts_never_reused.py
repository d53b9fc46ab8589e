"""The number of a draft is never given to another on SQLite either; whoever sends what was shown needs no draft.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

HIGHEST = """
INSERT INTO sqlite_sequence (name, seq)
SELECT 'draft', max((SELECT coalesce(max(id), 0) FROM draft), (SELECT coalesce(max(began), 0) FROM showing))
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("draft", recreate="always", table_kwargs={"sqlite_autoincrement": True}):
            pass
        op.execute("DELETE FROM sqlite_sequence WHERE name = 'draft'")
        op.execute(HIGHEST)
    with op.batch_alter_table("showing", table_kwargs={"sqlite_autoincrement": True}) as showing:
        showing.drop_column("draft")


def downgrade() -> None:
    """What was shown is sent by its first draft, which may be gone: then it is asked anew."""
    with op.batch_alter_table("showing", table_kwargs={"sqlite_autoincrement": True}) as showing:
        showing.add_column(sa.Column("draft", sa.Integer))
    op.execute("UPDATE showing SET draft = began")
    with op.batch_alter_table("showing", table_kwargs={"sqlite_autoincrement": True}) as showing:
        showing.alter_column("draft", nullable=False)
