"""INSERT … ON CONFLICT … RETURNING, written once for both databases.

PostgreSQL's construct compiles on SQLite too, as long as the conflict is named by its columns (`index_elements`),
not by a constraint. SQLite's own construct does not compile on PostgreSQL.
"""

from sqlalchemy.dialects.postgresql import insert

__all__ = ["insert"]
