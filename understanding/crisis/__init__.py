"""Whether a student is in danger: rules that read the context, and a classifier that hears the tone.

Needs no database, no network and no Rasa, so that it answers whatever else is down.
"""

from dataclasses import replace
from functools import lru_cache

from understanding.crisis import acute, ears
from understanding.crisis.classifier import LEVELS, Sound
from understanding.crisis.decision import decide
from understanding.crisis.ears import Stage, stage
from understanding.crisis.evidence import Evidence, gather
from understanding.crisis.foreign import language_of_danger
from understanding.crisis.lexicon import abuse, lexicon
from understanding.crisis.normalise import normalise
from understanding.crisis.thanks import without_opening_thanks
from understanding.crisis.windows import WINDOW, Piece, pieces, ranked, read_piece, sentence_of
from understanding.parse import NO_DANGER, CrisisLevel, Danger

__all__ = ["assess", "level", "renew", "sounds", "stage", "unlearn", "warm_up"]

OUTRIGHT = 3  # the strength of a rule that says it in so many words
MOST_LISTENED = 2  # pieces of a long message whose tone is heard, the costliest part
MOST_LOOKED_INTO = 3  # pieces of a long message whose sentences are read one by one, which costs twice the piece
SHORT = 40  # characters up to which a judgement is remembered


def assess(text: str) -> Danger:
    """Judge one message; the same text always gets the same answer. Under 10 ms once warm, under 50 ms the longest."""
    heard_by = stage()
    danger = _assess(text, heard_by)
    return replace(danger, roughly=True) if heard_by == "first" else danger


def _assess(text: str, heard_by: Stage) -> Danger:
    plain = normalise(text)
    danger = _remembered(plain, heard_by) if len(plain) <= SHORT else _judged(plain)
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
    evidence, sound = _heard(plain) if evidence is None else (evidence, ears.listen(plain, evidence))
    decided, reason = decide(evidence, sound)
    findings = sorted((found for found in evidence.findings if found.strength), key=lambda found: -found.strength)
    reasons = (reason, *dict.fromkeys(found.rule for found in findings))
    if decided in ("ask", "crisis"):
        return Danger(decided, evidence.about, evidence.strongest == 0, reasons)
    abused = abuse().death.search(plain) or abuse().shouted.search(plain)
    return Danger(decided, "bot" if abused else "oneself", reasons=reasons)


def _gravity(danger: Danger) -> tuple[int, bool, bool]:
    """Return what makes one judgement graver than another; of equals what was said outright, and of oneself."""
    return LEVELS.index(danger.level), not danger.by_tone, danger.about == "oneself"


@lru_cache(maxsize=2_048)
def _remembered(plain: str, _heard_by: Stage) -> Danger:
    """Judge what is said often, thanks, ok, 好的, once; what the first ear heard holds no longer than that ear."""
    return _judged(plain)


def _heard(plain: str) -> tuple[Evidence, Sound]:
    """Return what the rules find in a normalised text, and how it sounds."""
    plain, evidence = read_piece(plain)
    asked = without_opening_thanks(plain) if evidence.strongest == 0 else plain
    return evidence, ears.listen(asked, evidence if asked == plain else gather(asked))


def level(text: str) -> CrisisLevel:
    """Return the level alone."""
    return assess(text).level


def sounds(text: str) -> tuple[float, bool]:
    """Return how dangerous a message sounds where no rule is met, 0 to 1, and whether rules make it urgent."""
    evidence, sound = _heard(normalise(text))
    urgent = decide(evidence, sound)[0] in ("ask", "crisis")
    return (sound.danger, False) if evidence.strongest == 0 else (0.0, urgent)


def warm_up(*, first_will_do: bool = False) -> None:
    """Read the rules and what was taught, or teach it now where that is missing: a minute or two, once a version.

    Args:
        first_will_do: where somebody else teaches it, the first ear hears until `renew`.
    """
    for language in ("zh", "en"):
        lexicon(language)
    if not (first_will_do and ears.take_first()):
        ears.warm_up()
    assess("hello")  # what was taught may come from disk; the encoder's weights load at the first sentence


def renew() -> bool:
    """Hear with what was taught meanwhile, where it is there; say so."""
    return ears.renew()


def unlearn() -> None:
    """Forget what was taught, so that `warm_up` teaches it anew."""
    ears.unlearn()
