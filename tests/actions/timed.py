"""A reception whose understanding reads the times and the language of a message, and is told only its intent."""

from datetime import datetime

from community.database import Database
from tests.bot.reception import Reception, ToldUnderstanding
from understanding.dates import read_times
from understanding.parse import NO_DANGER, Danger, Intent, Parse
from understanding.wishes.reading import read
from understanding.words.language import language_of


class TimedUnderstanding(ToldUnderstanding):
    """Knows what the words are to mean, and reads the times in them."""

    async def understand(  # type: ignore[override]
        self, text: str, *, now: datetime, danger: Danger | None = None, **_known: object
    ) -> Parse:
        """Return the meaning of the words with the times they name."""
        language = language_of(text, None)
        found, name = read_times(text, now=now, language=language), self.intents.get(text)
        return Parse(
            text,
            language,
            danger or NO_DANGER,
            fallback=name is None,
            intents=(Intent(name, 1.0, wish=read(text, name)),) if name else (),
            times=found.times,
            ambiguous_times=found.readings,
            time_doubts=found.doubts,
        )


class TimedReception(Reception):
    """Takes messages of one student on the web, at times that a test sets."""

    def __init__(self, database: Database, channel: str = "web") -> None:
        super().__init__(database, channel)
        self.understanding = TimedUnderstanding()
        self._dispatcher._understanding = self.understanding
