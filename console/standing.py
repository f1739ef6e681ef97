"""What everybody at the console must know: that nobody is alerted, and that the campus is invented."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from community.cases import reach
from community.cases.reach import Reach
from community.seed import samples
from console import wording

Tone = Literal["danger", "warn"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand; `sample_rows` is how many rows of the sample nobody has made their own."""

    reach: Reach
    sample_rows: int


@dataclass(frozen=True, slots=True)
class Note:
    """One line above a page."""

    tone: Tone
    words: str


def look(session: Session, now: datetime) -> Standing:
    """Return how things stand at `now`."""
    return Standing(reach.look(session, now), samples.count_left(session))


def noted(words: str) -> str:
    """Mark words for translation; they are said in the reader's language when a page is shown."""
    return words


def notes(standing: Standing, language: str) -> list[Note]:
    """Return what stands above every page, the gravest first."""
    found = []
    if standing.reach.broken_groups:
        words = noted("The staff's group takes no messages from me: nobody is alerted there. Look at it in Telegram.")
        found.append(Note("danger", wording.say(language, words)))
    elif not standing.reach.groups:
        words = noted(
            "No way to alert staff is set up: a call for help is seen only while somebody has this console open. "
            "README.md, “Telegram”, step 2, says how to set up a group."
        )
        found.append(Note("danger", wording.say(language, words)))
    if standing.sample_rows:
        words = noted(
            "Sample campus: {count} rows are still invented and marked so to students. Change a row and it is yours; "
            "README.md, “Your campus”, says how to begin without the sample."
        )
        found.append(Note("warn", wording.say(language, words).format(count=standing.sample_rows)))
    return found
