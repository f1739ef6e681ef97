"""Which side of a thing a short question asks for: where it is, when it ends, what to bring, what it costs.

Two books of phrases name each facet, both languages in one, since students mix them: how it is asked for, the more
particular ones first, as "when does it end" also asks when; and how a sentence sounds that answers it.
"""

import re
from collections.abc import Callable, Iterable
from typing import Literal, cast

from understanding.words.phrasebook import phrases, plain, says
from understanding.words.telling import telling_words, weight

Facet = Literal[
    "end",
    "deadline",
    "duration",
    "cost",
    "bring",
    "wear",
    "materials",
    "hand_in",
    "contact",
    "seats",
    "who_may",
    "where",
    "hours",
    "start",
    "how",
]

ASKED, ANSWERED = "facets_asked", "facets_answered"
LONGEST = 60  # characters; a longer question has a subject of its own

_LEANS = re.compile(r"^(?:那|这|它)|那个|这个|\b(?:it|that|this|there|them|they)\b", re.IGNORECASE)
_PEOPLE = frozenset(
    (
        *(
            "朋友",
            "室友",
            "家长",
            "爸妈",
            "父母",
            "外校",
            "校外",
            "大一",
            "大二",
            "大三",
            "大四",
            "新生",
            "研究生",
            "留学生",
        ),
        *("friend", "guest", "roommat", "parent", "freshman", "freshmen", "international", "graduat"),
    )
)
"""Who may come: they are asked about together with the thing, never instead of it."""


def facets_of(words: str) -> tuple[Facet, ...]:
    """Return the sides that a short question asks for, in the order it does; none where it is long."""
    if len(words) > LONGEST:
        return ()
    rest, places = plain(words), {}
    for facet, pattern in phrases(ASKED).items():
        if found := pattern.search(rest):
            places[facet] = found.start()
            rest = pattern.sub(_blank, rest)  # so that what asks for the end asks for no more
    return tuple(cast(Facet, facet) for facet in sorted(places, key=lambda facet: places[facet]))


def asks_for(words: str, facets: Iterable[Facet]) -> bool:
    """Say whether the words ask for one of these sides."""
    return any(says(ASKED, facet, words) for facet in facets)


def is_bare(words: str, holds: Callable[[str], bool]) -> bool:
    """Say whether a question has no subject but the thing last shown.

    Args:
        holds: whether the name of what was shown holds a word.
    """
    rest = plain(words)
    for pattern in phrases(ASKED).values():
        rest = pattern.sub(_blank, rest)
    own = [word for word in telling_words(_LEANS.sub(" ", rest)) if word not in _PEOPLE]
    return all(holds(word) or weight(word) < 1 for word in own)


def sentences_on(facet: Facet, texts: Iterable[str]) -> list[str]:
    """Return the sentences and clauses among the texts that say something on that side, in their order."""
    return [part for part in texts if says(ANSWERED, facet, part)]


def clauses_of(text: str) -> list[str]:
    """Cut a text into the pieces that can answer by themselves."""
    parts = re.split(r"(?<=[。；;])|(?<=[.!?])\s+|[，,](?!\d)", text)
    return [part.strip(" 。；;.") for part in parts if part.strip(" 。；;.")]


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
