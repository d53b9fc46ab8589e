"""Questions that somebody looks at before they are sent; who decided on a proposal.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("proposal") as proposal:
        decided_by = sa.ForeignKey("person.id", name="fk_proposal_decided_by_id_person")
        proposal.add_column(sa.Column("decided_by_id", sa.Integer, decided_by))
    op.create_table(
        "showing",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("began", sa.Integer, nullable=False, index=True),
        sa.Column("draft", sa.Integer, nullable=False),
        sa.Column("values", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("by_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("to_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("remark", sa.Text),
        sa.Column("question_id", sa.Integer, sa.ForeignKey("question.id", ondelete="SET NULL"), index=True),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("showing")
    with op.batch_alter_table("proposal") as proposal:
        proposal.drop_column("decided_by_id")
