"""Reading through all content, so that no question waits for it."""

from datetime import datetime

from actions.dialogue.lookup import Searchable
from actions.guidance import library
from community.answers.tables import Office
from community.database import Database
from community.events import signup
from community.guidance import stock
from community.safety import notices
from community.safety.tables import SafetyLesson
from understanding.encoding.encoder import encode_all


def warm_up(database: Database, now: datetime) -> int:
    """Encode the sentences that questions are compared with, holding no transaction; return how many they were.

    The sample campus has about 1,300: some 5 s of one core, once.
    """
    with database.reading() as session:
        items: list[Searchable] = [*signup.upcoming(session, now), *notices.current(session, now)]
        items += SafetyLesson.live(session, now)
        items += Office.live(session, now)
        sentences = {sentence for item in items for sentence in item.searchable()}
    encode_all(sorted(sentences))
    return len(sentences) + read_guidance(database)


def read_guidance(database: Database) -> int:
    """Read all guidance that was published since, holding no transaction; return how many sentences there are.

    Done now and then: a turn reads a few new items by itself, and leaves many to this.
    """
    with database.reading() as session:
        kept = stock.stock(session)
    held = library.read_all(kept)
    return sum(len(document.asked) for document in held.documents.values())
