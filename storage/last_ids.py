"""The last ids that were given out, by table: SQLite keeps them in a table of its own, PostgreSQL in sequences.

They may lie above the ids that are there: what had them was deleted, and other things still refer to it by number.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Table, func, select, text

KEPT_IN = "sqlite_sequence"
"""SQLite's table, for the tables whose ids are never reused."""


def read(db: Connection, tables: Iterable[Table]) -> dict[str, int]:
    """The last ids of the tables whose ids are never reused."""
    tables = list(filter(never_reused, tables))
    if db.dialect.name == "sqlite":
        found = {row.name: row.seq for row in db.execute(text(f"SELECT name, seq FROM {KEPT_IN}"))}
        return {table.name: found[table.name] for table in tables if table.name in found}
    lasts = ((table.name, db.scalar(LAST, {"sequence": name})) for table, name in _sequences(db, tables))
    return {name: last for name, last in lasts if last}


def go_on_from(db: Connection, tables: Iterable[Table], last: Mapping[str, int]) -> None:
    """Have the next id of each table be above the last that was given out: here, there (`last`), or to a row."""
    tables = list(tables)
    here = read(db, tables)
    least = {table.name: max(here.get(table.name, 0), last.get(table.name, 0)) for table in tables}
    if db.dialect.name == "sqlite":
        keep(db, {table.name: max(least[table.name], _highest(db, table)) for table in filter(never_reused, tables)})
        return
    for table, sequence in _sequences(db, tables):
        if highest := max(least[table.name], _highest(db, table)):
            db.execute(GO_ON, {"sequence": sequence, "last": highest})


def keep(db: Connection, last: Mapping[str, int]) -> None:
    """Note last ids on SQLite."""
    for name, number in last.items():
        db.execute(text(f"DELETE FROM {KEPT_IN} WHERE name = :name"), {"name": name})
        if number:
            db.execute(text(f"INSERT INTO {KEPT_IN} (name, seq) VALUES (:name, :last)"), {"name": name, "last": number})


def never_reused(table: Table) -> bool:
    return bool(table.dialect_options["sqlite"]["autoincrement"])


def _highest(db: Connection, table: Table) -> int:
    highest: Any = db.scalar(select(func.max(table.autoincrement_column)))
    return highest or 0


def _sequences(db: Connection, tables: Iterable[Table]) -> Iterator[tuple[Table, str]]:
    for table in tables:
        if (column := table.autoincrement_column) is not None:
            name = db.scalar(SEQUENCE, {"table": f'"{table.name}"', "column": column.name})
            if name is not None:
                yield table, name


SEQUENCE = text("SELECT pg_get_serial_sequence(:table, :column)")
LAST = text("SELECT pg_sequence_last_value(CAST(:sequence AS regclass))")
GO_ON = text("SELECT setval(CAST(:sequence AS regclass), :last)")
