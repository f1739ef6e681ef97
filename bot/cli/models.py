"""`python -m bot models`: which models are live, which come back with roll-back, and what the office taught them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import typer

from bot import environment, logs
from bot.settings import ROOT

if TYPE_CHECKING:
    from community.database import Database

models = typer.Typer(no_args_is_help=True, help="The trained models: what is live, and the way back.")


@models.command("list")
def listed() -> None:
    """List the live models and those before, and the trainings that the office asked for, the newest first."""
    from community import schema
    from community.teaching import trainings
    from understanding.reading import models as kept

    database = _database()
    typer.echo(f"live    {kept.live(ROOT)[:12] or 'none, or being replaced'}")
    typer.echo(f"before  {kept.before(ROOT)[:12] or 'none'}")
    if not schema.is_current(database):
        return
    with database.reading() as session:
        for one in trainings.shown(session):
            asked = f"{one.asked_at:%Y-%m-%d %H:%M} UTC by {one.staff.login if one.staff else 'the command line'}"
            why = one.why or ", ".join(f"{reason['why']} {reason['of']}".strip() for reason in _reasons(one.report))
            typer.echo(f"{one.id:4}  {one.what:9}  {one.state:11}  {one.stamp[:12]:12}  {asked}  {why}".rstrip())


@models.command("roll-back")
def roll_back() -> None:
    """Put the models before in the place of the live ones; a second time undoes the first.

    A running assistant on this machine reads by them some seconds later, and loses no message over it.
    """
    from community import schema
    from community.teaching import trainings
    from understanding.digests import ModelAltered
    from understanding.reading import models as kept
    from understanding.reading import training

    logs.configure(level="ERROR")
    try:
        training.roll_back(ROOT)
    except ModelAltered as error:
        typer.echo(f"there are no whole models to go back to: {error}", err=True)
        raise typer.Exit(1) from None
    database = _database()
    if schema.is_current(database):
        with database.transaction() as session:
            trainings.now_live(session, kept.live(ROOT), now=datetime.now(UTC))
    typer.echo(
        f"live are those made from {kept.live(ROOT)[:12]}; the others are kept: roll back once more to undo this"
    )


def _database() -> "Database":
    from community.database import Database

    return Database(environment.read().database)


def _reasons(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    return list(report.get("reasons", ()))
