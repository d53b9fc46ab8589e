"""Digests of tables: equal wherever the same rows stand, on SQLite, on PostgreSQL or in a backup, in whatever order.

A row counts as SQLite stores it, with the keys of its JSON in order, since PostgreSQL does not keep theirs.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects.sqlite import dialect

Cells = Mapping[str, Any]
"""A row as SQLite stores it, by column."""

BATCH = 1000
"""Rows that are held at a time."""


@dataclass
class Digest:
    """Of the rows so far. They are summed, so that their order makes no difference; the same row twice does."""

    total: int = 0

    def add(self, cells: Cells) -> None:
        text = json.dumps(sorted(cells.items()), default=bytes.hex)
        self.total += int.from_bytes(sha256(text.encode()).digest(), "big")

    @property
    def text(self) -> str:
        return f"{self.total % 2**256:064x}"


def of(db: Connection, table: Table) -> Digest:
    """The digest of a table as it stands."""
    found = Digest()
    for some in batches(db, table):
        for cells in cells_of(table, some):
            found.add(cells)
    return found


def batches(db: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    """All rows of a table, some at a time."""
    for some in db.execute(select(table), execution_options={"yield_per": BATCH}).mappings().partitions():
        yield [dict(row) for row in some]


def cells_of(table: Table, rows: Iterable[Mapping[str, Any]]) -> Iterator[Cells]:
    """The rows as SQLite stores them."""
    stored = {column.name: _storing(column.type) for column in table.columns}
    for row in rows:
        yield {name: store(row[name]) for name, store in stored.items()}


def _storing(kind: Any) -> Callable[[Any], Any]:
    return kind.dialect_impl(SQLITE).bind_processor(SQLITE) or _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _in_order(value: Any) -> str:
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False)


def _plain(value: Any) -> Any:
    """Whole numbers without a point: PostgreSQL gives 1e30 as an integer."""
    match value:
        case float() if value.is_integer():
            return int(Decimal(repr(value)))
        case dict():
            return {key: _plain(inner) for key, inner in value.items()}
        case list():
            return [_plain(inner) for inner in value]
        case _:
            return value


SQLITE = dialect(json_serializer=_in_order)
