"""What Alembic runs to migrate: on the connection, and in the transaction, of storage.migrating."""

from alembic import context

import storage.tables  # noqa: F401  (all tables make themselves known to Base)
from storage.base import Base

connection = context.config.attributes["connection"]
# "batch": SQLite changes most of a table only by making it anew; on PostgreSQL the same script is a plain ALTER.
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
context.run_migrations()
