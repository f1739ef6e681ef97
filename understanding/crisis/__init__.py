"""Whether a student is in danger: rules that read the context, and a classifier that hears the tone.

Needs no database, no network and no Rasa, so that it answers whatever else is down.
"""

from functools import lru_cache

from understanding.crisis import classifier
from understanding.crisis.decision import decide
from understanding.crisis.evidence import Evidence, gather
from understanding.crisis.lexicon import lexicon
from understanding.crisis.normalise import normalise
from understanding.crisis.thanks import without_opening_thanks
from understanding.parse import NO_DANGER, CrisisLevel, Danger, DangerAbout

__all__ = ["assess", "level", "warm_up"]

SHORT = 40  # characters up to which a judgement is remembered


def assess(text: str) -> Danger:
    """Judge one message; the same text always gets the same answer. Under 10 ms once warm."""
    plain = normalise(text)
    return _remembered(plain) if len(plain) <= SHORT else _judged(plain)


def _judged(plain: str) -> Danger:
    if not any(character.isalnum() for character in plain):
        return NO_DANGER
    evidence = gather(plain)
    asked = without_opening_thanks(plain) if evidence.strongest == 0 else plain
    heard = evidence if asked == plain else gather(asked)
    decided, reason = decide(evidence, classifier.listen(asked, heard))
    findings = sorted((found for found in evidence.findings if found.strength), key=lambda found: -found.strength)
    reasons = (reason, *dict.fromkeys(found.rule for found in findings))
    about: DangerAbout = "friend" if _of_another(evidence, decided) else "oneself"
    return Danger(decided, about, evidence.strongest == 0, reasons)


_remembered = lru_cache(maxsize=2_048)(_judged)  # thanks, ok, 好的: much of what is said is said often


def _of_another(evidence: Evidence, decided: CrisisLevel) -> bool:
    """Return whether the danger is told of somebody else alone."""
    if decided in ("none", "distress"):
        return False
    if evidence.strongest == 0:
        return evidence.speaks_of_another
    return all(found.third_person for found in evidence.findings if found.strength == evidence.strongest)


def level(text: str) -> CrisisLevel:
    """Return the level alone."""
    return assess(text).level


def warm_up() -> None:
    """Read the rules and teach the classifier now; 40 to 50 seconds, once a process."""
    for language in ("zh", "en"):
        lexicon(language)
    classifier.warm_up()
    assess("hello")  # what was taught may come from disk; the encoder's weights load at the first sentence
