"""What staff read where something can't be saved: one sentence for each thing that can be wrong."""

from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

from community.checks import Fault, Wrong
from community.content import DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN
from community.publishing.rules import Faulty, Gone, NotNow, Over, Refused
from console.tables.words import here, joined, language, lazily
from console.wording import when_exactly

SENTENCES = {
    Wrong.MISSING: lazily("This is needed."),
    Wrong.ONE_LANGUAGE: lazily("Write it in Chinese or in English; one of the two is enough."),
    Wrong.NO_NUMBER: lazily("This is no whole number, as 40."),
    Wrong.NO_DAY: lazily("There is no such day. Write it as 2026-11-30."),
    Wrong.NO_CLOCK: lazily("There is no such time. Write it as 14:05."),
    Wrong.NO_MOMENT: lazily("There is no such day or time. Write it as 2026-11-30 14:05."),
    Wrong.NO_CHOICE: lazily("This is none of the choices."),
    Wrong.NO_ADDRESS: lazily(
        "This is no address of a web page: one begins with https:// or http:// and has no blanks."
    ),
    Wrong.NO_CODE: lazily("Only letters, digits, dots and hyphens, without blanks, as tip-017."),
    Wrong.NO_PHONE: lazily("This is no number that can be called, as 12356 or 0451-0000-0110."),
    Wrong.NO_AREA: lazily("One of the lines is no area: write it as SHU/E/D7, one on each line."),
    Wrong.NO_CHAT: lazily("This is no Telegram name, as @lijing, and no number of a chat."),
    Wrong.NO_LINES: lazily("One item on each line, without brackets and quotation marks around them."),
    Wrong.NO_TOPIC: lazily("Each line needs a key of small letters and a title, as: prices | 价格 | Prices"),
    Wrong.NOT_OF_SUBJECT: lazily("The “{than}” has no such topic."),
    Wrong.OUT_OF_RANGE: lazily("This must be a whole number from {least} to {most}."),
    Wrong.OTHER_CENTURY: lazily("The year must lie between 2000 and 2099."),
    Wrong.TOO_LONG: lazily("This is too long: at most {most} characters."),
    Wrong.LINE_TOO_LONG: lazily("One of the lines is too long: at most {most} characters."),
    Wrong.TOO_MANY_LINES: lazily("These are too many lines: at most {most}."),
    Wrong.NOT_AFTER: lazily("This must be later than “{than}”."),
    Wrong.LATER_THAN: lazily("This can't be later than “{than}”."),
    Wrong.BEFORE_SENT: lazily(
        "This lies before the notice itself. Leave it empty: then it counts from when it is published."
    ),
    Wrong.STILL_AHEAD: lazily("This day has not come yet."),
    Wrong.TOO_SHORT_TO_MEET: lazily("An appointment takes {least} minutes, so none would fit in."),
    Wrong.TAKEN: lazily("This clashes with another row, which has the same."),
    Wrong.REPLACES_NONE: lazily("Choose the earlier notice that this one updates or ends."),
    Wrong.ALERT_REPLACES: lazily("A new notice takes no other's place: choose update or end, or no earlier notice."),
    Wrong.REPLACES_ITSELF: lazily("A notice can't take its own place."),
}


def sentence(fault: Fault, label_of: Callable[[str], str]) -> str:
    """Return the sentence for a fault, in the reader's language.

    Args:
        label_of: returns what a column is called.
    """
    than = label_of(fault.than) if fault.than else ""
    return str(SENTENCES[fault.wrong]).format(least=fault.least, most=fault.most, than=than)


def in_one_line(faults: Iterable[Fault], label_of: Callable[[str], str]) -> str:
    """Return the faults of a row that has no form to show them in."""
    said = [f"{label_of(fault.column)}: {sentence(fault, label_of)}" for fault in faults]
    return joined(here("It can't be published as it stands."), *said)


STANDS = {
    DRAFT: lazily("It is a draft."),
    IN_REVIEW: lazily("It is submitted already, and waits for approval."),
    PUBLISHED: lazily("It is published already."),
    WITHDRAWN: lazily("It is withdrawn already."),
}
"""What is said where a step can't be taken, as somebody else was quicker."""


def of_step(refused: Refused, label_of: Callable[[str], str], zone: ZoneInfo) -> str:
    """Return why an item was not submitted, published or withdrawn, in the reader's language."""
    match refused:
        case Over(at=at):
            ended = when_exactly(language(), at, zone)
            return here("It ended on {at}, so no student would see it. Give it a later end first.", at=ended)
        case Faulty(faults=faults):
            return in_one_line(faults, label_of)
        case NotNow(state=state):
            return str(STANDS[state])
        case Gone():
            return here("Somebody has removed it meanwhile.")
    return here("Your role may not see or change this. Ask an administrator if it should.")
