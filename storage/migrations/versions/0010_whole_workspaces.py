"""A channel that several workspaces share is one place; what is lost with a whole workspace, and what waits for it.

Where a channel was connected from several workspaces, the place that was made first stays (the lowest id) and the
others are removed, also those that were another body's: two bodies can not have one room. Each is told in the log, with
both bodies, so that whoever wants it otherwise connects the channel anew by «koppla». Going down does not bring them
back.

Revision ID: 0010
Revises: 0009
"""

import logging

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

log = logging.getLogger(__name__)

PLACE = sa.table("place", *map(sa.column, ("id", "platform", "address", "channel", "body_id")))
BODY = sa.table("body", sa.column("id"), sa.column("key"))


def upgrade() -> None:
    op.add_column("loss", sa.Column("workspace", sa.Text))
    op.add_column("post", sa.Column("waits_for", sa.Text))
    # With a default the column can be added as it is: a table of SQLite that is made anew forgets its last number.
    op.add_column("loss", sa.Column("over", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("place", sa.Column("channel", sa.Text, nullable=False, server_default=""))
    _name_channels()
    op.create_index("ix_place_channel", "place", ["platform", "channel"], unique=True)


def _name_channels() -> None:
    """Of a channel that was connected from several workspaces the first stays: what came there came twice."""
    there = op.get_bind()
    rooms = sa.select(PLACE, BODY.c.key.label("body")).join(BODY, BODY.c.id == PLACE.c.body_id).order_by(PLACE.c.id)
    known: dict[tuple[str, str], sa.Row] = {}
    for row in there.execute(rooms).all():
        channel = row.address.rpartition("/")[2]
        first = known.setdefault((row.platform, channel), row)
        if first is row:
            there.execute(sa.update(PLACE).where(PLACE.c.id == row.id).values(channel=channel))
        else:
            there.execute(sa.delete(PLACE).where(PLACE.c.id == row.id))
            told = (row.platform, channel, first.body, first.address, row.body, row.address)
            log.warning("one room in %s: %s stays with %s (%s), no longer with %s (%s)", *told)


def downgrade() -> None:
    op.drop_index("ix_place_channel", "place")
    op.drop_column("place", "channel")
    # What was lost with a workspace was never a loss of its addresses, and what is over was not kept.
    op.execute("DELETE FROM loss WHERE workspace IS NOT NULL OR over")
    op.drop_column("loss", "over")
    op.drop_column("post", "waits_for")
    op.drop_column("loss", "workspace")
