"""The parts of a message that are listened to one by one."""

import re

from understanding.crisis.evidence import Evidence, gather

LONGEST_PART = 160  # characters; a vector of a longer text says little, and costs 10 ms
MOST_PARTS = 3
MOST_RANKED = 12  # sentences of a long message that are weighed by the rules, 0.1 ms each

# Where one thing said ends and another begins, with or without a full stop.
_SENTENCE = re.compile(
    r"[.!?;\n]+|,? ?\b(?:also|but|btw|by the way|anyways?)\b"
    r"|,(?=(?:另外|还有|对了|顺便|反正|其实|但|不过|可是|算了|说真的))"
)


def parts(text: str, evidence: Evidence) -> list[tuple[str, Evidence]]:
    """Return the whole and, where there are several, its worst sentences; never more than three vectors' work.

    A sentence is worse than another if stronger rules are met in it; of equals the last, where people say what weighs.
    """
    whole = " ".join(text.split())
    sentences = [part.strip()[:LONGEST_PART] for part in _SENTENCE.split(text) if len(part.strip()) > 3]
    clipped = [(whole[:LONGEST_PART], evidence)] if whole else []
    if len(sentences) > 1:
        read = [(part, gather(part)) for part in list(reversed(sentences))[:MOST_RANKED]]
        clipped += sorted(read, key=lambda one: one[1].strongest, reverse=True)[: MOST_PARTS - 1]
    return clipped
