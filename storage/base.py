"""What every table is built of: Base, and column types that behave alike on SQLite and PostgreSQL."""

import re
from datetime import UTC as utc
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, MetaData, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeEngine

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

NEVER_REUSED = {"sqlite_autoincrement": True}
"""For tables whose ids are also kept where no foreign key sees them, as in the keys of posts and in what was seen:
SQLite would give the id of the last row, once that is deleted, to the next."""


class UnstorableText(ValueError, DontWrapMixin):
    """A text holds a NUL character or half a surrogate pair, which PostgreSQL refuses and SQLite garbles."""


class NaiveTime(ValueError, DontWrapMixin):
    """A datetime without a time zone: nobody can say which instant it is."""


def check_storable(value: Any) -> None:
    """Raise UnstorableText if `value`, or a text anywhere in its lists and dicts, cannot be stored."""
    match value:
        case str():
            if found := UNSTORABLE.search(value):
                raise UnstorableText(f"U+{ord(found[0]):04X} at character {found.start() + 1} cannot be stored")
        case dict():
            for key, inner in value.items():
                check_storable(key)
                check_storable(inner)
        case list() | tuple():
            for inner in value:
                check_storable(inner)


class Words(TypeDecorator[str]):
    """A text that somebody wrote. Raises UnstorableText before the driver sees what cannot be stored."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        check_storable(value)
        return value


class UTC(TypeDecorator[datetime]):
    """An instant: an aware datetime goes in, and comes out in UTC. Raises NaiveTime for a naive one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveTime(f"{value.isoformat()} has no time zone")
        return value.astimezone(utc)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(utc) if value.tzinfo else value.replace(tzinfo=utc)


class Json(TypeDecorator[Any]):
    """Plain lists, dicts, texts, numbers; None is NULL. PostgreSQL (jsonb) does not keep the order of keys."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(JSONB(none_as_null=True))
        return dialect.type_descriptor(JSON(none_as_null=True))

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        return self.impl_instance.coerce_compared_value(op, value)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        check_storable(value)
        return value


class Base(DeclarativeBase):
    """The parent of all tables. Constraints have names, so that migrations can change them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {str: Words(), datetime: UTC(), dict[str, Any]: Json(), list[Any]: Json()}
