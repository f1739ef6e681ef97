"""The last word on a sentence that Rasa or the router has read: what it means, and whether it is ordered."""

from dataclasses import replace

from understanding.parse import Intent
from understanding.reading import OUT_OF_SCOPE, Reading
from understanding.wishes.meant import meant
from understanding.wishes.reading import read

SURE = 0.9
"""How sure a rule is of what it finds; as sure as the NLU mostly is."""


def judged(reading: Reading, sentence: str) -> Reading:
    """Return the reading with what the rules know better, and with what the sentence does with it."""
    best = reading.best
    if best is None:
        return reading
    name = meant(sentence, best.name, is_weak=reading.is_weak)
    if name != best.name:
        others = tuple(other for other in reading.ranking if other.name not in (name, best.name))
        # What is none of ours is not offered either.
        beside = () if name == OUT_OF_SCOPE else (Intent(best.name, min(best.confidence, 1 - SURE)),)
        reading = replace(reading, ranking=(Intent(name, SURE), *beside, *others))
    return replace(reading, wish=read(sentence, name))
