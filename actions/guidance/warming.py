"""Reading through all that is written, so that no question waits for it."""

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
from understanding.search import knowable


def warm_up(database: Database, now: datetime) -> int:
    """Encode what is written beside the guidance, holding no transaction; return how many sentences that were."""
    with database.reading() as session:
        items: list[Searchable] = [*signup.upcoming(session, now), *notices.current(session, now)]
        items += SafetyLesson.live(session, now)
        items += Office.live(session, now)
        sentences = {sentence for item in items for sentence in item.searchable()}
    encode_all(sorted(sentences))
    knowable.warm_up()
    return len(sentences)


def read_on(database: Database) -> bool:
    """Read some of the guidance that was published since, holding no transaction; say whether all is read now.

    Done now and then: a turn reads a few new items by itself, and leaves many to this. The sample campus has about
    1,000 sentences: some 4 s of one core, once.
    """
    with database.reading() as session:
        kept = stock.stock(session)
    return library.read_on(kept)
