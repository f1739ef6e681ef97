"""From evidence and tone to one of four levels, by one table."""

from understanding.crisis.classifier import Sound
from understanding.crisis.evidence import Evidence
from understanding.parse import CrisisLevel

# rule strength -> rows of (sounding at least, level where nothing harmless is near, level where something is); the
# first row that fits decides. "Sounding" is the classifier's chance of danger, 0 to 1. Chosen for few missed dangers:
# tests/understanding/data/crisis_dev.tsv and cross-validation of the taught lines; the curve is in docs/benchmarks.md.
_TABLE: dict[int, tuple[tuple[float, CrisisLevel, CrisisLevel], ...]] = {
    3: ((0.45, "crisis", "crisis"), (0.04, "ask", "ask"), (0.0, "distress", "distress")),
    2: ((0.85, "crisis", "ask"), (0.05, "ask", "ask"), (0.0, "none", "none")),
    1: ((0.06, "ask", "ask"), (0.0, "none", "none")),
    0: ((0.20, "ask", "ask"), (0.0, "none", "none")),
}
_DESPAIR = frozenset(("burden", "hopeless", "gives_up", "not_this_self", "no_tomorrow"))
"""Despair without a word of dying: the gentle question comes before the alarm, however dark it sounds."""

_UNREAL = frozenset(("games", "works", "news", "studies", "jokes", "negated"))
"""Contexts in which danger from others, or to them, is only played, told or denied."""

_SURE_BESIDE_A_WORD = 0.97
"""Chance of danger from which a message is asked about although its dark letters are only part of other words: 死心."""

_SURELY: dict[int, CrisisLevel] = {3: "crisis", 2: "ask"}
"""What a message gets at least, however calm it sounds, where two signs together leave no other reading."""

_SAD = 0.50  # chance of sadness from which warmth is offered


def decide(evidence: Evidence, sound: Sound) -> tuple[CrisisLevel, str]:
    """Return the level and the name of the reason, like `rules_3_sound_0.85`."""
    heard, reason = _weighed(evidence, sound)
    surely = evidence.surely
    if evidence.harmless & _UNREAL:
        surely -= 2 if "games" in evidence.harmless else 1
    least = _SURELY.get(surely)
    if least is None or heard == "crisis" or heard == least:
        return heard, reason
    return least, f"surely_{surely}"


def _weighed(evidence: Evidence, sound: Sound) -> tuple[CrisisLevel, str]:
    strength = _strength(evidence)
    if strength >= 2 and evidence.about in ("victim", "others") and not evidence.harmless & _UNREAL:
        # What was done or threatened needs no dark tone: the rules decide alone.
        return ("crisis" if strength == 3 else "ask"), f"{evidence.about}_{strength}"
    if strength == 0 and "inside" in evidence.harmless and sound.danger < _SURE_BESIDE_A_WORD:
        return _warm("none", sound), "part_of_a_word"
    for at_least, plain, beside_harmless in _TABLE[strength]:
        if sound.danger >= at_least:
            chosen = beside_harmless if evidence.harmless else plain
            met = {found.rule for found in evidence.findings if found.strength}
            if chosen == "crisis" and met <= _DESPAIR:
                return "ask", "despair_is_asked"
            return _warm(chosen, sound), f"rules_{strength}_sound_{at_least:.2f}"
    raise AssertionError("each strength has a row from 0.0")


def _strength(evidence: Evidence) -> int:
    """Return the strongest finding, one more where two different ones of its kind agree."""
    strongest = evidence.strongest
    agreeing = {found.rule for found in evidence.findings if found.strength >= 1}
    veiled = {found.rule for found in evidence.findings if found.strength == 2}
    if strongest == 2 and len(agreeing) >= 2 and veiled != {"topic"} and not evidence.harmless:
        return 3
    return strongest


def _warm(chosen: CrisisLevel, sound: Sound) -> CrisisLevel:
    return "distress" if chosen == "none" and sound.sad >= _SAD else chosen
