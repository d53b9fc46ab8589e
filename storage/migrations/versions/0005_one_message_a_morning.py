"""What the secretariat got beside its morning message becomes a part of that.

Revision ID: 0005
Revises: 0004
"""

from datetime import UTC
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

VIEWS = ("meeting.unconfirmed", "meeting.eve", "input.open_forum")
post = sa.table(
    "post",
    sa.column("id", sa.Integer),
    sa.column("to", sa.Text),
    sa.column("view", sa.Text),
    sa.column("subject", sa.Text),
    sa.column("args", sa.JSON().with_variant(JSONB(), "postgresql")),
    sa.column("due", sa.DateTime(timezone=True)),
    sa.column("state", sa.Text),
)


def upgrade() -> None:
    """What waits is shown in the morning of its day; what was shown stands as it is."""
    connection, old = op.get_bind(), post.c.view.in_(VIEWS)
    zone = connection.scalar(sa.text("SELECT zone FROM forum"))
    connection.execute(sa.update(post).where(old, post.c.state == "shown").values(state="over"))
    for row in connection.execute(sa.select(post).where(old, post.c.state == "waiting")).all():
        due = row.due if row.due.tzinfo else row.due.replace(tzinfo=UTC)
        day = due.astimezone(ZoneInfo(zone)).date().isoformat()
        subject = row.to if row.to.startswith("person:") else row.subject
        changed = {"view": "home.morning", "args": {"day": day}, "subject": subject}
        connection.execute(sa.update(post).where(post.c.id == row.id).values(changed))


def downgrade() -> None:
    """The messages stay parts of the morning's, which the code of before shows as well."""
