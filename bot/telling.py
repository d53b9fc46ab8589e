"""What goes wrong at the command line, told in sentences on stderr. A trace is for what nobody foresaw."""

from collections.abc import Iterator
from typing import Any

import typer
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from typer.core import TyperGroup

from storage.file_problems import FileError, LoadRefused
from storage.migrating import BrokenReferences, UnknownRevision
from storage.not_saved import NotSaved, Reason, Unavailable

WHY: dict[Reason, str] = {
    "locked": "Another program holds the database. Try again when it has finished.",
    "full": "There is no room left for the database.",
    "gone": "The database can not be reached or is no database.",
    "closed": "The database is being closed.",
    "unknown": "The connection was lost while saving: it may have been saved or not.",
}


class Stop(Exception):
    """The command can not go on; the sentence says why and what to do."""


class Plainly(TyperGroup):
    """The commands. What was foreseen is told without a trace."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except (Stop, FileError, LoadRefused, Unavailable, ValidationError, SQLAlchemyError, UnknownRevision,
                BrokenReferences, OSError) as error:  # fmt: skip
            for sentence in told(error):
                typer.echo(sentence, err=True)
            raise typer.Exit(1) from None


def told(error: Exception) -> Iterator[str]:
    """What happened, a line for each thing to mend."""
    match error:
        case FileError():
            for problem in error.problems:
                place = f"{error.name}:{problem.line}: {problem.field}"
                yield f"{place}: expected {problem.expected}, found {problem.found}"
            yield "Nothing was changed."
        case LoadRefused():
            yield from error.reasons
            yield "Nothing was changed. «forumbot dump» shows what the database has."
        case Unavailable():
            yield WHY[error.reason] + (" Nothing was changed." if isinstance(error, NotSaved) else "")
        case ValidationError():
            yield from (
                f"{error.title} {'.'.join(map(str, fault['loc']))}: {fault['msg']}." for fault in error.errors()
            )
        case DBAPIError():
            yield f"The database can not be used: {str(error.orig).strip().splitlines()[0]}."
        case OSError():
            yield f"{error.filename}: {error.strerror}."
        case UnknownRevision():
            yield f"{error}: this version does not know it."
        case _:
            yield f"{error}"
