"""The command line: `python -m bot --help`."""

import csv
import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, NoReturn

import typer
import uvloop

from bot import environment, logs, output, private, roles, threads
from bot.cli.models import models
from bot.cli.publishing import publish
from bot.cli.showing import show
from bot.cli.staff import staff
from bot.settings import ENV_FILE, ROOT, Settings
from understanding.steps import Progress, Step

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="onestop, the assistant of a student community.",
)
cli.add_typer(staff, name="staff", help="Accounts of the staff console.")
cli.add_typer(models, name="models", help="The trained models: what is live, and the way back.")
cli.add_typer(publish, name="publish", help="Submit, approve, publish, replace and withdraw what staff have written.")
cli.add_typer(show, name="show", help="What the assistant can do: intents, kinds, jobs, channels, rules, danger.")

WithoutSample = Annotated[
    bool, typer.Option("--without-sample", help="Begin an empty database without the invented campus.")
]
TermBegins = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"], help="Monday of the term's first week; that of the autumn term of 2026 where not given."
    ),
]
PROGRESS = "  {line}"


def main() -> None:
    """Run the command line; what a person can mend is said in one line, without a traceback."""
    output.open_what_is_closed()
    private.be_private()
    threads.one_each()
    from bot.errors import explained

    try:
        cli(standalone_mode=True)
    except Exception as error:
        line = explained(error)
        if line is None:
            raise
        _fail(line)


def _fail(line: str) -> NoReturn:
    print(f"onestop: {line}", file=sys.stderr)
    raise SystemExit(1)


def _settings(**overrides: Any) -> Settings:
    """Read the settings, and see to it that nobody else reads what they lead to."""
    settings = environment.read(**overrides)
    closed = private.close(settings.data_dir, settings.database, ENV_FILE)
    if closed:
        more = f" and {len(closed) - 1} more in it or beside it" if len(closed) > 1 else ""
        print(f"onestop: others could read {closed[0]}{more}; it is closed to them now", file=sys.stderr)
    return settings


def _say(line: str) -> None:
    print(PROGRESS.format(line=line), flush=True)


def _tell(step: Step) -> None:
    _say(str(step))


def _warn(line: str) -> None:
    typer.secho(PROGRESS.format(line=line), fg=typer.colors.RED, bold=True)  # red on a screen, plain in a file


@cli.command()
def run(
    without_sample: WithoutSample = False,
    role: Annotated[list[roles.Role] | None, typer.Option("--role", help=roles.HELP)] = None,
) -> None:
    """Migrate and seed what needs it, then serve the web chat, the console and Telegram until Ctrl-C.

    What must be trained is trained beside it: the first answers come in about a minute.
    """
    from bot import site, waiting
    from bot.cli.running import serve

    settings = _settings()
    chosen = roles.chosen(role or (), settings.database)
    parts = roles.parts_of(chosen)
    output.never_fail()
    logs.configure()
    logs.report_crashes()
    listening = site.listen(settings, parts)  # before the long work: a taken port is told at once
    uvloop.run(waiting.for_database(settings, listening, warn=_warn))
    _prepare(settings, sample=not without_sample, trained=False)  # that goes on while the assistant serves
    uvloop.run(serve(settings, chosen, listening, say=_say, warn=_warn))


@cli.command()
def chat(
    say: Annotated[str | None, typer.Option(help="Say this, print the reply and exit.")] = None,
    name: Annotated[str, typer.Option(help="Who is talking: the same name goes on with the same talk.")] = "you",
    without_sample: WithoutSample = False,
) -> None:
    """Talk to the assistant in the terminal."""
    from bot.cli.running import talk

    settings = _settings()
    logs.configure(level="ERROR")
    _prepare(settings, quiet=say is not None, sample=not without_sample)
    uvloop.run(talk(settings, name=name, say=say))


@cli.command()
def play(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A transcript; see bot/cli/transcript.py.")],
) -> None:
    """Play a transcript against the real parts on a fresh sample campus; exit 1 where the talk departs from it."""
    from bot.cli.running import play as play_file

    logs.configure(level="ERROR")
    with TemporaryDirectory(prefix="onestop-") as folder:
        settings = _settings(data_dir=Path(folder), database_url=None, telegram_token=None)
        _prepare(settings, quiet=True, seeded=False)
        uvloop.run(play_file(settings, file, show=lambda line: print(line, end="\n\n", flush=True)))


@cli.command()
def understand(
    now: Annotated[datetime | None, typer.Option(help="The reference time, ISO; the present where not given.")] = None,
    term: TermBegins = None,
) -> None:
    """Read one text a line on standard input and print what it means, one JSON a line."""
    from bot.cli.running import understand_lines
    from understanding.dates.teaching import FIRST_MONDAY

    settings = _settings()
    logs.configure(level="ERROR")
    _train_if_stale(quiet=True)
    moment = now or datetime.now(settings.zone)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=settings.zone)
    begins = term.date() if term else FIRST_MONDAY
    uvloop.run(understand_lines(settings, sys.stdin, now=moment, term_start=begins, show=_show))


@cli.command()
def train(force: Annotated[bool, typer.Option(help="Train even when nothing has changed.")] = False) -> None:
    """Train the Rasa model and what hears danger, where what they are made from has changed."""
    from understanding import crisis
    from understanding.crisis import ears
    from understanding.reading import training

    if force:
        training.forget(ROOT)
    if force or training.is_stale(ROOT):
        training.train(ROOT, progress=_tell)
    else:
        _say("the model is up to date")
    if force:
        crisis.unlearn()
    if ears.is_taught():
        _say("what hears danger is up to date")
    else:
        ears.teach_and_keep(progress=_tell)


@cli.command()
def migrate(
    to: Annotated[str, typer.Option(help="A revision, `head` or `base`.")] = "head",
    write: Annotated[str | None, typer.Option(help="Write a new migration with this message instead.")] = None,
) -> None:
    """Bring the database to the shape this version expects."""
    from community import schema
    from community.database import Database

    database = Database(_settings().database)
    if write is not None:
        schema.write_migration(database, write)
    else:
        schema.migrate(database, to)
    _say(f"the database is at {to}")


@cli.command()
def seed(
    library: Annotated[
        bool, typer.Option("--library", help="Add what offices are asked day by day: more than 500 invented answers.")
    ] = False,
) -> None:
    """Fill an empty database with the sample campus."""
    from bot.cli.running import add_library, seed_if_empty
    from community import schema
    from community.database import Database

    settings = _settings()
    database = Database(settings.database)
    schema.migrate(database)
    filled = seed_if_empty(database, settings)
    _say("the sample campus is loaded" if filled else "the database has content already; nothing of it was changed")
    if library:
        _say(f"of the library {add_library(database, settings)} rows are new")


@cli.command()
def backup(
    file: Annotated[Path, typer.Argument(help="A file that is not there yet, on another disk than the database's.")],
) -> None:
    """Copy the whole database to a file while the assistant runs, and read the copy from end to end."""
    from bot.cli import backups

    backups.back_up(_settings(), file, say=_say)


@cli.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `backup` made.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Also where the database holds something; that is kept beside it.")
    ] = False,
) -> None:
    """Put a backup in the place of the database, while the assistant is stopped.

    What may have been sent since the backup is not sent again, but shown to staff as uncertain.
    """
    from bot.cli import backups

    logs.configure(level="ERROR")
    backups.restore(_settings(), file, replace=replace, say=_say)


@cli.command()
def reach(code: Annotated[str, typer.Argument(help="The code that the notice shows, such as K7QF-2M.")]) -> None:
    """Print who got a safety notice and who did not, as CSV: one line a reader, with state, time and cause."""
    from community import spreadsheet
    from community.database import Database
    from community.safety import notices

    with Database(_settings().database).reading() as session:
        notice = notices.by_code(session, code)
        if notice is None:
            typer.echo(f"no notice was published under {code}", err=True)
            raise typer.Exit(1)
        table = csv.writer(sys.stdout)
        table.writerow(notices.Reached._fields)
        table.writerows([spreadsheet.defused(cell) for cell in row] for row in notices.reach(session, notice))


@cli.command()
def simulate(
    weeks: Annotated[int, typer.Option(min=1, help="How long the term is.")] = 18,
    students: Annotated[int, typer.Option(min=1)] = 5000,
    seed: Annotated[int, typer.Option(help="The same seed plays the same term.")] = 1,
    database: Annotated[
        str | None, typer.Option(help="URL of an empty database; a throw-away SQLite otherwise.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Also write the report to this file.")] = None,
    begins: TermBegins = None,
) -> None:
    """Play a term with virtual students, staff and faults; exit 1 where a rule was broken."""
    from simulation.command import run_term
    from simulation.world import Plan
    from understanding.dates.teaching import FIRST_MONDAY

    settings = _settings()
    logs.configure(level="CRITICAL")
    _train_if_stale(quiet=True)
    plan = Plan(weeks, students, seed, begins.date() if begins else FIRST_MONDAY, settings.zone, database or "")
    term = run_term(plan, progress=lambda line: typer.echo(line, err=True))
    print(term.report, flush=True)
    if report is not None:
        report.write_text(term.report, encoding="utf-8")
    raise typer.Exit(1 if term.violations else 0)


def _prepare(
    settings: Settings, *, quiet: bool = False, seeded: bool = True, sample: bool = True, trained: bool = True
) -> None:
    """Train, migrate and seed what needs it.

    Args:
        trained: False where no model is used, or what is stale is trained later.
        seeded: False leaves the seeding to the caller.
        sample: False begins without the sample campus; a database that holds it already is refused.
    """
    from bot.cli.running import seed_if_empty
    from community import samples, schema
    from community.database import Database

    say: Callable[[str], None] = (lambda _line: None) if quiet else _say
    if trained:
        _train_if_stale(quiet=quiet)
    database = Database(settings.database)
    if not schema.is_current(database):
        say("migrating the database")
        schema.migrate(database)
    if seeded and seed_if_empty(database, settings, sample=sample):
        say(f"the database was empty: {'loaded the sample campus' if sample else 'begun without the sample campus'}")
    with database.reading() as session:
        invented = not sample and samples.any_left(session)
    database.close()
    if invented:
        _fail(
            "this database holds the sample campus already. Begin on an empty one: set ONESTOP_DATA_DIR or "
            "ONESTOP_DATABASE_URL to another"
        )


def _train_if_stale(*, quiet: bool) -> None:
    from understanding.crisis import ears
    from understanding.reading import training

    progress: Progress = _tell_aside if quiet else _tell
    if training.is_stale(ROOT):
        training.train(ROOT, progress=progress)
    if not ears.is_taught():
        ears.teach_and_keep(progress)


def _tell_aside(step: Step) -> None:
    print(step, file=sys.stderr, flush=True)


def _show(found: object) -> None:
    print(_json(found), flush=True)


def _json(found: object) -> str:
    return json.dumps(found, ensure_ascii=False)


if __name__ == "__main__":
    main()
