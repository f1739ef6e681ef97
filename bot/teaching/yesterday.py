"""Yesterday's questions for a model on trial: harmless ones alone, and no word of them is written down."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.message import NotForUs, Unreadable
from bot.turns.dispatcher import Reads
from community.post.tables import InboxItem
from community.teaching import asked
from understanding import crisis

LATELY = timedelta(days=1)
MOST = 300
LONGEST = 300  # characters; what is longer is a story


def questions(session: Session, channels: Mapping[str, Reads], *, now: datetime) -> list[str]:
    """Return what was asked in words since yesterday, each once; nothing that sounds of danger or sadness."""
    said = dict.fromkeys(words for item in asked.lately(session, now - LATELY) if (words := _words_of(item, channels)))
    harmless: list[str] = []
    for words in said:
        if len(harmless) == MOST:
            break
        if crisis.assess(words).level == "none":
            harmless.append(words)
    return harmless


def _words_of(item: InboxItem, channels: Mapping[str, Reads]) -> str:
    try:
        message = channels[item.channel].read(item.body)
    except (NotForUs, Unreadable, KeyError):
        return ""
    is_asked = not message.tapped and not message.words.startswith("/") and len(message.words) <= LONGEST
    return message.words.strip() if is_asked else ""


def told(session: Session, report: Mapping[str, Any], words: Sequence[str]) -> dict[str, Any]:
    """Return what a report says of the questions, by intents; of words only where staff may read them already."""
    may_be_shown = asked.shown(session, words)
    counts: Counter[tuple[str, str]] = Counter()
    shown: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place, before, after in report["changed"]:
        counts[before, after] += 1
        if (number := may_be_shown.get(words[place])) is not None:
            shown[before, after].append(number)
    changed = [
        {"live": pair[0], "candidate": pair[1], "count": count, "questions": shown[pair]}
        for pair, count in counts.most_common()
    ]
    return {"of": report["of"], "alike": report["alike"], "changed": changed}
