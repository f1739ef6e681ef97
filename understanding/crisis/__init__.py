"""Whether a student is in danger: rules that read the context, and a classifier that hears the tone.

Needs no database, no network and no Rasa, so that it answers whatever else is down.
"""

from functools import lru_cache

from understanding.crisis import acute, classifier
from understanding.crisis.classifier import Sound
from understanding.crisis.decision import decide
from understanding.crisis.evidence import Evidence, gather
from understanding.crisis.foreign import language_of_danger
from understanding.crisis.lexicon import abuse, lexicon
from understanding.crisis.normalise import normalise
from understanding.crisis.thanks import without_opening_thanks
from understanding.crisis.windows import WINDOW, Piece, pieces, ranked, read_piece, sentence_of
from understanding.parse import NO_DANGER, CrisisLevel, Danger

__all__ = ["assess", "level", "sounds", "unlearn", "warm_up"]

OUTRIGHT = 3  # the strength of a rule that says it in so many words
MOST_LISTENED = 2  # pieces of a long message whose tone is heard, the costliest part
MOST_LOOKED_INTO = 3  # pieces of a long message whose sentences are read one by one, which costs twice the piece
SHORT = 40  # characters up to which a judgement is remembered


def assess(text: str) -> Danger:
    """Judge one message; the same text always gets the same answer. Under 10 ms once warm, under 50 ms the longest."""
    plain = normalise(text)
    danger = _remembered(plain) if len(plain) <= SHORT else _judged(plain)
    asked_at_most = danger.level != "crisis" and danger.about == "oneself"
    if asked_at_most and (language := language_of_danger(text)):
        return Danger("crisis", reasons=("plainly_said",), told_in=language)
    return danger


def _judged(plain: str) -> Danger:
    if not any(character.isalnum() for character in plain):
        return NO_DANGER
    if len(plain) > WINDOW:
        return _judged_in_pieces(plain)
    return acute.judged(plain, _weighed(plain, None))


def _judged_in_pieces(plain: str) -> Danger:
    """Return the gravest that any piece of a long text tells; rules read every piece, for its tone only some."""
    judged: list[Danger] = []
    left: list[Piece] = []
    read = [read_piece(piece) for piece in pieces(plain)]
    strongest = ranked(read)[:MOST_LOOKED_INTO]
    for whole in read:
        said = [whole, sentence_of(whole)] if whole[1].strongest and whole in strongest else [whole]
        if max(evidence.strongest for _, evidence in said) < OUTRIGHT or len(judged) >= MOST_LISTENED:
            left += said
            continue
        judged.append(max((_weighed(*one) for one in said), key=_gravity))
        if judged[-1].level == "crisis" and judged[-1].about == "oneself":
            return judged[-1]  # nothing could be graver
    judged += [_weighed(*one) for one in ranked(left)[: max(0, MOST_LISTENED - len(judged))]]
    gravest = acute.judged(plain[:WINDOW], max(judged, key=_gravity))
    return gravest if gravest.emergency else acute.judged(plain[-WINDOW:], gravest)  # first words, or last ones


def _weighed(plain: str, evidence: Evidence | None) -> Danger:
    evidence, sound = _heard(plain) if evidence is None else (evidence, classifier.listen(plain, evidence))
    decided, reason = decide(evidence, sound)
    findings = sorted((found for found in evidence.findings if found.strength), key=lambda found: -found.strength)
    reasons = (reason, *dict.fromkeys(found.rule for found in findings))
    if decided in ("ask", "crisis"):
        return Danger(decided, evidence.about, evidence.strongest == 0, reasons)
    abused = abuse().death.search(plain) or abuse().shouted.search(plain)
    return Danger(decided, "bot" if abused else "oneself", reasons=reasons)


def _gravity(danger: Danger) -> tuple[int, bool, bool]:
    """Return what makes one judgement graver than another; of equals what was said outright, and of oneself."""
    return classifier.LEVELS.index(danger.level), not danger.by_tone, danger.about == "oneself"


_remembered = lru_cache(maxsize=2_048)(_judged)  # thanks, ok, 好的: much of what is said is said often


def _heard(plain: str) -> tuple[Evidence, Sound]:
    """Return what the rules find in a normalised text, and how it sounds."""
    plain, evidence = read_piece(plain)
    asked = without_opening_thanks(plain) if evidence.strongest == 0 else plain
    return evidence, classifier.listen(asked, evidence if asked == plain else gather(asked))


def level(text: str) -> CrisisLevel:
    """Return the level alone."""
    return assess(text).level


def sounds(text: str) -> tuple[float, bool]:
    """Return how dangerous a message sounds where no rule is met, 0 to 1, and whether rules make it urgent."""
    evidence, sound = _heard(normalise(text))
    urgent = decide(evidence, sound)[0] in ("ask", "crisis")
    return (sound.danger, False) if evidence.strongest == 0 else (0.0, urgent)


def warm_up() -> None:
    """Read the rules and what was taught, or teach it now where that is missing: a minute, once a version."""
    for language in ("zh", "en"):
        lexicon(language)
    classifier.warm_up()
    assess("hello")  # what was taught may come from disk; the encoder's weights load at the first sentence


def unlearn() -> None:
    """Forget what was taught, so that `warm_up` teaches it anew."""
    classifier.unlearn()
