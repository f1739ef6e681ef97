"""What the console says after something was saved: what students see of it from now on, as the row itself has it."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from community.standing import Seen, Standing
from console import wording
from console.tables.words import here, joined, language, lazily

SEEN = {
    Seen.AS_DRAFT: lazily("It is a draft: no student sees it until it is published."),
    Seen.IN_REVIEW: lazily("It waits for an approver: no student sees it until then."),
    Seen.WITHDRAWN: lazily("It is withdrawn: no student sees it."),
    Seen.LATER: lazily("Students will see it from {at} on."),
    Seen.NOW: lazily("Students see it now."),
    Seen.NO_MORE: lazily("Students don't see it any more: it ended on {at}."),
    Seen.AS_TEST: lazily("It is a test: no student is ever shown it."),
    Seen.REPLACED: lazily("Students don't see it: a newer notice has taken its place."),
    Seen.ENDS_ANOTHER: lazily("It ends the earlier notice: students no longer see that one."),
    Seen.ENDS_ANOTHER_LATER: lazily("From {at} on it ends the earlier notice; until then students see that one."),
}
UNTIL = lazily("Students see it now, until {at}.")


ELSEWHERE = lazily("It concerns {areas} alone; nobody who lives elsewhere is shown it.")


def what_students_see(standing: Standing, zone: ZoneInfo, areas: Sequence[str] = ()) -> str:
    """Return the sentence for how a row stands, in the reader's language.

    Args:
        areas: where those live whom it concerns; none for everybody.
    """
    words = str(UNTIL if standing.seen == Seen.NOW and standing.at else SEEN[standing.seen])
    said = words.format(at=wording.when_exactly(language(), standing.at, zone) if standing.at else "")
    narrowed = areas and standing.seen in (Seen.NOW, Seen.LATER)
    return joined(said, str(ELSEWHERE).format(areas=", ".join(areas))) if narrowed else said


def saved(named: str, *, changed: bool, seen: str = "") -> str:
    """Return what became of a row that was saved.

    Args:
        changed: whether anything was typed that is not stored already.
        seen: what students see of it; empty where the table has no such thing.
    """
    words = (
        here("“{named}” is saved.", named=named) if changed else here("Nothing was changed in “{named}”.", named=named)
    )
    return joined(words, seen)
