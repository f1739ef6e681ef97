"""Which wordings claim that something was done, will be done or is known; a test keeps the table of them complete."""

import re

CLAIMS = re.compile(
    r"\b(?:told|tells?|telling|call(?:ed|ing)|I call|pass(?:ed|es)? on|pass (?:it|nothing) on|will|remind\w*|reads?"
    r"|verified|checked|sent|sends?|known?|knows|somebody|someone|nobody|looks?|within|minutes?|inbox|booked"
    r"|cancelled|moved|signed (?:up|in)"
    r"|attached|kept|keeps?|stores?|stays?|reach(?:es|ed)?|arriv(?:es?|ed)|on its way|noted|done|taken|dropped|changed"
    r"|withdrawn|replaced|closed|already|real|ours|published|appears?|added|removed|alert\w*|waits?|waiting|learns?"
    r"|invented|one tap|any time|is here|confidential\w*|anonym\w+|comes no more|stands)\b|'ll\b",
    re.IGNORECASE,
)


def claims(words: str) -> bool:
    """Say whether the words may claim something, so that somebody has to say what proves it."""
    return CLAIMS.search(words) is not None
