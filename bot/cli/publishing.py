"""`python -m bot publish`: what the console does with drafts, from the command line of whoever runs the machine."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot import environment
from bot.cli import opened
from community.content import DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN, ContentState
from community.database import Base
from community.publishing import items, publishing
from community.publishing.items import NoSuchItem, SeveralItems
from community.publishing.matters import all_matters
from community.publishing.rules import Faulty, NotNow, NotReplaced, NotTheirs, Over, Refused, Why
from community.staff import actors
from community.staff.actors import Actor
from community.standing import Seen

publish = typer.Typer(
    no_args_is_help=True, help="Submit, approve, publish, replace and withdraw what staff have written."
)

Item = Annotated[
    str,
    typer.Argument(
        help="Its code, as K7QF-2M or tip-017; guidance/tip-017 where several kinds have that code.",
        show_default=False,
    ),
]
By = Annotated[
    str,
    typer.Option(
        "--by",
        help="The login of whoever answers for it: their roles decide, and the audit names them. Without it, the "
        "audit names the machine.",
    ),
]
State = Annotated[
    ContentState | None, typer.Option("--state", help="Only these; drafts and what was submitted where not given.")
]
STANDS = {
    DRAFT: "is a draft",
    IN_REVIEW: "is submitted and waits for approval",
    PUBLISHED: "is published",
    WITHDRAWN: "is withdrawn",
}
SEEN = {
    Seen.AS_DRAFT: "no student sees it",
    Seen.IN_REVIEW: "no student sees it until then",
    Seen.WITHDRAWN: "no student sees it",
    Seen.LATER: "students see it from {at} on",
    Seen.NO_MORE: "it ended on {at}",
    Seen.AS_TEST: "it is a test, which no student is ever shown",
    Seen.REPLACED: "a newer notice has taken its place",
    Seen.ENDS_ANOTHER: "it ends the earlier notice, which students see no more",
    Seen.ENDS_ANOTHER_LATER: "from {at} on it ends the earlier notice",
}

UNREPLACED = {
    Why.OTHER_KIND: "it is of another kind than the earlier one",
    Why.ITSELF: "it can't take its own place",
    Why.NEVER: "students are signed up for the earlier one, so change that one in the console: they are told",
    Why.NOT_PUBLISHED: "the earlier one is not published, so there is nothing to take the place of",
}


@publish.command("list")
def list_items(state: State = None) -> None:
    """Show what is not published: its code, how far it has got, its title."""
    states = (DRAFT, IN_REVIEW) if state is None else (state,)
    with opened.database() as database, database.reading() as session:
        found = items.in_state(session, states)
        for item in found:
            typer.echo(f"{items.name_of(item)}\t{publishing.state_of(item)}\t{items.title_of(item, 'en')}")
        if not found:
            typer.echo(f"Nothing is {' or '.join(state.replace('_', ' ') for state in states)}.")


@publish.command()
def submit(item: Item, by: By = "") -> None:
    """Hand a draft in for approval."""
    _take(item, by, lambda _found: publishing.submit)


@publish.command()
def approve(item: Item, by: By = "") -> None:
    """Publish what was submitted."""
    _take(item, by, lambda _found: publishing.approve)


@publish.command()
def now(item: Item, by: By = "") -> None:
    """Publish it: a draft, what was submitted, or what was withdrawn."""
    _take(item, by, publishing.way_out)


@publish.command()
def draft(item: Item, by: By = "") -> None:
    """Make a draft of it again, to be worked on: students see it no more."""
    _take(item, by, lambda _found: publishing.take_back)


@publish.command()
def withdraw(item: Item, by: By = "") -> None:
    """End it: it is said no more, and a notice is marked in the chats where it was told."""
    _take(item, by, lambda _found: publishing.withdraw)


@publish.command()
def replace(
    earlier: Annotated[str, typer.Argument(help="The code of what is published now.", show_default=False)],
    later: Annotated[str, typer.Argument(help="The code of the draft that takes its place.", show_default=False)],
    by: By = "",
) -> None:
    """Publish one in the place of another; a notice is marked in the chats where the earlier one was told."""
    with opened.database() as database, database.transaction() as session:
        first, second = _found(session, earlier), _found(session, later)
        try:
            _tried(second, lambda: publishing.replace(session, first, second, by=_actor(session, by), now=_now()))
        except NotNow:
            opened.stop(f"{items.name_of(second)} is published already, so it takes no other's place")
        typer.echo(f"{items.name_of(second)} has taken the place of {items.name_of(first)}.")
        typer.echo(_how_it_stands(session, second))


def _take(typed: str, by: str, step_for: Callable[[Base], publishing.Take]) -> None:
    with opened.database() as database, database.transaction() as session:
        item = _found(session, typed)
        try:
            _tried(item, lambda: step_for(item)(session, item, by=_actor(session, by), now=_now()))
        except NotNow as already:
            if not already.done:
                opened.stop(f"{items.name_of(item)} {STANDS[already.state]}, so this cannot be done to it")
            typer.echo("That was done before, and nothing was changed.")
        typer.echo(_how_it_stands(session, item))


def _found(session: Session, typed: str) -> Base:
    try:
        return items.by_code(session, typed)
    except NoSuchItem:
        kinds = ", ".join(all_matters())
        opened.stop(f"nothing has the code {typed!r}; the kinds are {kinds}, and `publish list` shows the drafts")
    except SeveralItems as several:
        opened.stop(f"several have that code: say {' or '.join(several.named)}")


def _actor(session: Session, login: str) -> Actor:
    return actors.of_account(opened.account(session, login)) if login else actors.MACHINE


def _tried(item: Base, take: Callable[[], None]) -> None:
    """Take a step; where it is refused, say why and stop. What was done before is for the caller to say."""
    try:
        take()
    except NotNow:
        raise
    except Refused as refused:
        opened.stop(f"{items.name_of(item)}: {_why(refused)}")


def _why(refused: Refused) -> str:
    match refused:
        case NotTheirs():
            return "that account has no role that may; approvers and admins publish, and `staff list` shows them"
        case Over(at=at):
            return f"it ended on {_time(at)}, so no student would see it; give it a later end in the console first"
        case Faulty(faults=faults):
            named = "; ".join(f"{fault.column}: {fault.wrong.replace('_', ' ')}" for fault in faults)
            return f"it cannot be published as it stands ({named}); mend it in the console"
        case NotReplaced(why=why):
            return UNREPLACED[why]
    return "somebody has removed it meanwhile"


def _how_it_stands(session: Session, item: Base) -> str:
    standing = publishing.standing_of(session, item, _now())
    until = "students see it now, until {at}" if standing.at else "students see it now"
    words = until if standing.seen == Seen.NOW else SEEN[standing.seen]
    said = words.format(at=_time(standing.at) if standing.at else "")
    named = f"{items.name_of(item)} “{items.title_of(item, 'en')}”"
    return f"{named} {STANDS[publishing.state_of(item)]}: {said}."


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(environment.read().zone):%Y-%m-%d %H:%M}"


def _now() -> datetime:
    return datetime.now(UTC)
