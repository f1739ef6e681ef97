"""What cannot wait for a question or a tap: an emergency of the body, a fire, violence, somebody's hand on themself.

Words alone decide, whatever the tone: who writes "she is not breathing" writes nothing dark.
"""

from dataclasses import replace
from enum import StrEnum
from typing import Literal, get_args

from understanding.parse import Danger, Emergency
from understanding.words.phrasebook import phrases, says

BOOK = "acute"
Aid = Literal[Emergency, "hanging", "ledge", "inside"]
_DONE: dict[str, Aid] = {"hanging": "hanging", "swallowed": "poison", "cut": "bleeding", "ledge": "ledge"}


class After(StrEnum):
    """What is said after help has been called; the first that fits."""

    OVER = "over"  # they are safe, awake, or help is there
    WHO_KNOWS = "who_knows"
    PRIVATE = "private"
    CANNOT = "cannot"  # does not know how to do it
    NEXT = "next"


_CRUSHING = frozenset(("chest", "breath"))
"""Of these two words of effort or fear tell another thing, but not where both are told at once."""


def judged(plain: str, danger: Danger) -> Danger:
    """Return the danger as it stands once the words that cannot wait are read.

    Args:
        plain: the message, normalised as the rules of danger read it.
    """
    told = replace(danger, emergency=emergency_in(plain))
    if _says("taken_to_me", plain):
        return replace(told, level="crisis", about="victim", by_tone=False, acute=True)
    if _threatens_armed(plain, told):
        return replace(told, level="crisis", about="others", by_tone=False, emergency=None)
    if is_done_by_another(plain, told):
        return replace(told, level="crisis", about="friend", by_tone=False, acute=True)
    return told


def emergency_in(plain: str) -> Emergency | None:
    """Return the gravest emergency that the words tell of, None where they tell of none or it is not real."""
    if _says("unreal", plain):
        return None
    plain = phrases(BOOK)["denied"].sub(" ", plain)
    kinds: tuple[Emergency, ...] = get_args(Emergency)
    return next((kind for kind in kinds if _tells_of(kind, plain)), None)


def is_done_by_another(plain: str, danger: Danger) -> bool:
    """Say whether somebody else has hurt themself, or is about to this moment; a mere deed needs some dark tone."""
    if _says("not_deed", plain) or (danger.about == "oneself" and danger.is_urgent and names_writer(plain)):
        return False
    if not _says("other_zh", plain) and not _says("other_en", plain):
        return False
    plain = phrases(BOOK)["thing_hangs"].sub(" ", plain)
    return _says("deed_sure", plain) or (danger.level != "none" and (_says("deed", plain) or _says("jumps_now", plain)))


def names_writer(plain: str) -> bool:
    """Say whether the writer is in it, other than as who found somebody."""
    return _says("writer", plain)


def help_for(plain: str) -> Aid | None:
    """Return what first aid the words call for, of an emergency or of what somebody did to themself."""
    emergency = emergency_in(plain)
    if emergency in ("collapse", "seizure", "bleeding"):
        return emergency
    for what, aid in _DONE.items():
        if _says(what, plain):
            return aid
    return emergency


def after_alarm(plain: str) -> After | None:
    """Return what words say once help has been called, None where they only tell more."""
    return next((after for after in After if _says(after, plain)), None)


def is_inside(plain: str) -> bool:
    """Say whether somebody has not come out of a fire."""
    return _says("inside", plain)


def _tells_of(kind: Emergency, plain: str) -> bool:
    if not _says(kind, plain):
        return False
    beside = f"not_{kind}"  # short of breath on the stairs, say
    if beside not in phrases(BOOK) or not _says(beside, plain):
        return True
    return kind in _CRUSHING and all(_says(one, plain) for one in _CRUSHING)


def _threatens_armed(plain: str, danger: Danger) -> bool:
    """Say whether the writer names a weapon at hand and whom it is for; that others do is told as violence."""
    if danger.emergency == "violence" or not (_says("weapon", plain) and _says("has", plain)):
        return False
    return danger.about == "others" or (danger.is_urgent and _says("own_threat", plain))


def is_put_down(plain: str) -> bool:
    """Say whether the writer put the weapon down or went away from whom they threatened."""
    return _says("put_down", plain)


def _says(what: str, plain: str) -> bool:
    return says(BOOK, what, plain)
