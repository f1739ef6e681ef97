"""Whether a student is in danger: rules that read the context, and a classifier that hears the tone.

Needs no database, no network and no Rasa, so that it answers whatever else is down.
"""

from dataclasses import dataclass
from functools import lru_cache

from understanding.crisis import classifier
from understanding.crisis.decision import decide
from understanding.crisis.evidence import Evidence, gather
from understanding.crisis.lexicon import lexicon
from understanding.crisis.normalise import normalise
from understanding.crisis.thanks import without_opening_thanks
from understanding.parse import CrisisLevel

__all__ = ["Assessment", "assess", "level", "warm_up"]

SHORT = 40  # characters up to which a judgement is remembered


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is known of the danger in one message.

    Args:
        level: none, distress (warmth), ask (the gentle question) or crisis (the card and a person).
        third_person: the danger is somebody else's, and the writer is worried.
        reasons: names of the rules met, strongest first; never words of the student.
    """

    level: CrisisLevel
    third_person: bool = False
    reasons: tuple[str, ...] = ()


def assess(text: str) -> Assessment:
    """Judge one message; the same text always gets the same answer. Under 10 ms once warm."""
    plain = normalise(text)
    return _remembered(plain) if len(plain) <= SHORT else _judged(plain)


def _judged(plain: str) -> Assessment:
    if not any(character.isalnum() for character in plain):
        return Assessment("none")
    evidence = gather(plain)
    asked = without_opening_thanks(plain) if evidence.strongest == 0 else plain
    heard = evidence if asked == plain else gather(asked)
    decided, reason = decide(evidence, classifier.listen(asked, heard))
    findings = sorted((found for found in evidence.findings if found.strength), key=lambda found: -found.strength)
    reasons = (reason, *dict.fromkeys(found.rule for found in findings))
    return Assessment(decided, _of_another(evidence, decided), reasons)


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
