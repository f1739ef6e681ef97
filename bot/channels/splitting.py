"""Cutting a long text into messages that a channel takes."""

BORDERS = ("\n\n", "\n", "。", ". ", "！", "! ", "？", "? ", "；", "; ", "，", ", ", " ")


def units(text: str) -> int:
    """Return the length as Telegram counts it: UTF-16 code units (Bot API, MessageEntity)."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, most_units: int) -> list[str]:
    """Cut a text into parts of at most that many UTF-16 units, in order, at the best border each part offers."""
    parts = []
    rest = text.strip()
    while units(rest) > most_units:
        room = _fitting(rest, most_units)
        cut = _border(rest[:room])
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest]


def _fitting(text: str, most_units: int) -> int:
    """Return how many characters fit; a character outside the basic plane takes two units."""
    used = 0
    for place, character in enumerate(text):
        used += 2 if ord(character) > 0xFFFF else 1
        if used > most_units:
            return place
    return len(text)


def _border(text: str) -> int:
    """Return where to cut: after the strongest border in the second half, else at the very end."""
    for border in BORDERS:
        place = text.rfind(border, len(text) // 2)
        if place >= 0:
            return place + len(border)
    return len(text)
