"""Which reminders somebody names, and who asks for times."""

from understanding.wishes.lines import patterns
from understanding.wishes.pieces import fold

ALL, ALL_BUT_SAFETY = "all", "all_but_safety"

_FILE = "matters.yaml"
_SUBJECTS = ("safety_education", "safety", "appointments", "events", "employment", "academics", "growth")


def reminder_subjects(words: str) -> tuple[str, ...]:
    """Return the reminders that are named, in an order of ours; `all` or `all_but_safety` alone; none where unclear.

    Where some are excepted and it is not plain which remain, none is named: the student is asked.
    """
    text, known = fold(words), patterns(_FILE)
    if known["except_safety"].search(text):
        return (ALL_BUT_SAFETY,)
    found = [subject for subject in _SUBJECTS if known[subject].search(text)]
    if "safety_education" in found and "safety" in found and not known["and"].search(text):
        found.remove("safety")  # "safety alerts and tips" names two, "the safety tips" one
    if not found and known["deadlines"].search(text):
        return ("employment", "academics", "growth")
    if found:
        return () if known["except"].search(text) else tuple(found)
    return (ALL,) if known["all"].search(text) else ()


def asks_for_times(words: str) -> bool:
    """Say whether a question about counseling is one for times, or for how to book one."""
    return bool(patterns(_FILE)["times"].search(fold(words)))
