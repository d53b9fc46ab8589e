"""The command line."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from bot.settings import Settings
from bot.telling import Plainly, Stop
from storage import migrating

# Each command imports what it needs by itself: the bot that runs for weeks has no use for YAML, nor «load» for the web.

app = typer.Typer(
    cls=Plainly,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A forum's secretariat.",
)


@app.command()
def run(
    demo: Annotated[bool, typer.Option("--demo", help="Be anybody, move the clock; on this machine only.")] = False,
) -> None:
    """Serve the rooms and send what is due."""
    from bot import serving

    settings = Settings()
    serving.run(settings.model_copy(update={"demo": demo or settings.demo}), Console())


@app.command()
def load(
    file: Annotated[Path, typer.Argument(help="A forum file (YAML).")],
    yes: Annotated[bool, typer.Option("--yes", help="Load without asking.")] = False,
) -> None:
    """Load a forum file: the first time all of it, later what it changed since."""
    from bot import forum_files

    forum_files.load(Settings().database_url, file, yes, Console())


@app.command()
def dump(file: Annotated[Path | None, typer.Argument(help="Where to write; else it is printed.")] = None) -> None:
    """Write the forum in the database as a forum file."""
    from bot import forum_files

    text = forum_files.dump(Settings().database_url)
    if file is None:
        typer.echo(text, nl=False)
    else:
        new = file.with_name(file.name + ".new")
        new.write_text(text, encoding="utf-8")
        new.replace(file)


@app.command()
def preview(
    since: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day.")] = None,
    until: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="The last day.")] = None,
    form: Annotated[Literal["table", "json"], typer.Option("--format")] = "table",
    per_person: Annotated[bool, typer.Option("--per-person", help="Count the personal messages instead.")] = False,
) -> None:
    """List what will be posted, and how it would read. Nothing is changed."""
    from bot import previewing

    previewing.show(Settings().database_url, since, until, form, per_person, Console())


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="Where to write; nothing may be there.")]) -> None:
    """Write all that is in the database to one file, as it is at one moment. The bot may go on meanwhile."""
    from bot import backing_up

    backing_up.backup(Settings().database_url, file, Console())


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that «forumbot backup» wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace what is in the database without asking.")] = False,
) -> None:
    """Bring back what a backup holds. Old reminders are not sent again."""
    from bot import backing_up

    backing_up.restore(Settings().database_url, file, replace, Console())


@app.command()
def migrate(
    to: Annotated[str, typer.Option(help="The revision to go to.")] = "head",
    down: Annotated[bool, typer.Option("--down", help="Go down to it: what later revisions added is lost.")] = False,
    new: Annotated[
        str, typer.Option(help="Write the next revision instead, so called: for who changed the tables.")
    ] = "",
) -> None:
    """Bring the database's tables up to date, or to another revision."""
    url = Settings().database_url
    if new:
        migrating.write_revision(url, new)
    elif not down:
        migrating.upgrade(url, to)
    elif to == "head":
        raise Stop("Say which revision to go down to: --to REVISION, or --to base to remove all tables.")
    else:
        migrating.downgrade(url, to)
    typer.echo(f"The tables are at revision {migrating.current(url) or 'base'}.")


@app.command()
def manifest(
    platform: Annotated[Literal["slack"], typer.Argument(help="Where the app is to be installed.")],
    url: Annotated[
        str, typer.Option(help="The bot's address (https://…). Without it Slack is asked: Socket Mode.")
    ] = "",
    language: Annotated[Literal["sv", "en"], typer.Option(help="Of what the app is called there.")] = "sv",
) -> None:
    """Print what the platform has to know of the app, to be pasted there."""
    from bot.slack.manifest import manifest

    address = url.rstrip("/")
    if url and not re.fullmatch(r"https://[^/?#@\s]+", address):
        raise Stop(f"Slack sends to https only, so give the address as https://NAME, not «{url}».")
    typer.echo(json.dumps(manifest(language, address), ensure_ascii=False, indent=2))


@app.command()
def doctor() -> None:
    """Say what is set, missing or wrong, and what to do. Nothing is changed."""
    from bot.doctor import examine

    findings = examine(Settings())
    for finding in findings:
        typer.echo(finding)
    if any(finding.state == "wrong" for finding in findings):
        raise typer.Exit(1)


Days = Annotated[int, typer.Option("--days", min=0, max=3650, help="The last day it works, counted from today.")]
Whom = Annotated[str, typer.Argument(help="A key, name or e-mail address.")]


@app.command()
def invite(person: Whom, days: Days = 30) -> None:
    """Print a new personal link, by which the person enters."""
    from bot import inviting

    link = inviting.invite(Settings(), person, days)
    typer.echo(link.address)
    name = ", ".join(filter(None, [link.person.name, link.organisation]))
    typer.echo(f"For {name}. It works through {link.last_day}, on several devices.", err=True)


@app.command()
def links(
    body: Annotated[str | None, typer.Option(help="The key of a body: for its members only.")] = None, days: Days = 30
) -> None:
    """Print a table (CSV) with a new personal link for everybody, for a mail merge."""
    from bot import inviting

    typer.echo(inviting.links(Settings(), body, days), nl=False)


@app.command()
def revoke(person: Whom) -> None:
    """End a person's links and sessions."""
    from bot import inviting

    ended = inviting.revoke(Settings(), person)
    typer.echo(f"{ended.name}: {ended.links} links and {ended.sessions} sessions are ended.")


def main() -> None:
    """What the console script `forumbot` calls."""
    app(prog_name="forumbot")


if __name__ == "__main__":
    main()
