"""What everybody at the console must know: nobody is alerted, danger is heard less well, the campus is invented."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from community import samples
from community.cases import reach
from community.cases.reach import Reach
from community.outages import reporting
from console import wording

Tone = Literal["danger", "warn"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand; `sample_rows` is how many rows of the sample nobody has made their own.

    `hears_less` while danger is heard by the ear that was taught first.
    """

    reach: Reach
    sample_rows: int
    hears_less: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """One line above a page."""

    tone: Tone
    words: str


def look(session: Session, now: datetime) -> Standing:
    """Return how things stand at `now`."""
    return Standing(reach.look(session, now), samples.count_left(session), reporting.is_stuck(session, "danger"))


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
    if standing.hears_less:
        words = noted(
            "I am still learning to hear danger. Until then, mostly for some minutes, I go by the rules and by fewer "
            "examples: I ask in vain more often, and may miss a hint."
        )
        found.append(Note("warn", wording.say(language, words)))
    if standing.sample_rows:
        words = noted(
            "Sample campus: {count} rows are still invented and marked so to students. Change a row and it is yours; "
            "README.md, “Your campus”, says how to begin without the sample."
        )
        found.append(Note("warn", wording.say(language, words).format(count=standing.sample_rows)))
    return found
