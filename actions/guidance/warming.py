"""Reading through all content once, so that the first question is answered as fast as any other."""

from datetime import datetime

from community.academics.tables import AcademicItem
from community.answers.tables import Answer, Office
from community.database import Database
from community.employment.tables import EmploymentTip
from community.events import signup
from community.growth.tables import GrowthItem
from community.safety import notices
from community.safety.tables import SafetyLesson
from understanding.encoding.encoder import encode_all


def warm_up(database: Database, now: datetime) -> int:
    """Encode the sentences that questions are compared with, holding no transaction; return how many they were.

    The sample campus has about 1,300: some 5 s of one core, once.
    """
    with database.reading() as session:
        shelves = (EmploymentTip, AcademicItem, GrowthItem, SafetyLesson, Answer, Office)
        guidance = [item for shelf in shelves for item in shelf.live(session, now)]
        items = [*guidance, *signup.upcoming(session, now), *notices.current(session, now)]
        sentences = {sentence for item in items for sentence in item.searchable()}
    encode_all(sorted(sentences))
    return len(sentences)
