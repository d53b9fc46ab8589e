"""A channel that several workspaces share is one place; what is lost with a whole workspace.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

PLACE = sa.table("place", sa.column("id"), sa.column("platform"), sa.column("address"), sa.column("channel"))


def upgrade() -> None:
    op.add_column("loss", sa.Column("workspace", sa.Text))
    # With a default the column can be added as it is: a table of SQLite that is made anew forgets its last number.
    op.add_column("place", sa.Column("channel", sa.Text, nullable=False, server_default=""))
    _name_channels()
    op.create_index("ix_place_channel", "place", ["platform", "channel"], unique=True)


def _name_channels() -> None:
    """Of a channel that was connected from several workspaces the first stays: what came there came twice."""
    there, known = op.get_bind(), set()
    for row in there.execute(sa.select(PLACE).order_by(PLACE.c.id)).all():
        channel = row.address.rpartition("/")[2]
        if (row.platform, channel) in known:
            there.execute(sa.delete(PLACE).where(PLACE.c.id == row.id))
        else:
            there.execute(sa.update(PLACE).where(PLACE.c.id == row.id).values(channel=channel))
        known.add((row.platform, channel))


def downgrade() -> None:
    op.drop_index("ix_place_channel", "place")
    op.drop_column("place", "channel")
    # What was lost with a workspace was never a loss of its addresses.
    op.execute("DELETE FROM loss WHERE workspace IS NOT NULL")
    op.drop_column("loss", "workspace")
