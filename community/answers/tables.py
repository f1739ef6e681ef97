"""Offices."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from community.campus import opening
from community.campus.opening import NoOpening, Overlapping, Week
from community.checks import Fault, Row, Wrong
from community.content import Content
from community.database import Base, Lines, Words
from community.languages import either, written


class Opening(Lines):
    """When an office is open, a line for some days each; see `community/campus/opening.py`."""

    cache_ok = True


class Office(Content, Base):
    """Who knows: its title is the name, its text what it looks after.

    `opening` says when it is open; none means that nobody has written it down. `hours_zh` and `hours_en` add what no
    line can say, in words that are shown as they stand. `aliases` are its other names, in both languages. `asked_as`
    holds what students ask for that this office would know. `general` marks the one to ask where no other fits.
    """

    __tablename__ = "offices"

    place_zh: Mapped[str] = mapped_column(Words, default="")
    place_en: Mapped[str] = mapped_column(Words, default="")
    hours_zh: Mapped[str] = mapped_column(Words, default="")
    hours_en: Mapped[str] = mapped_column(Words, default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    opening: Mapped[list[str]] = mapped_column(Opening, default=list)
    aliases: Mapped[list[str]] = mapped_column(Lines, default=list)
    asked_as: Mapped[list[Any]] = mapped_column(Lines, default=list)
    general: Mapped[bool] = mapped_column(default=False)

    def place(self, language: str) -> str:
        """Return the place in the language, or in the other where none was written."""
        return either(language, self.place_zh, self.place_en)

    def hours(self, language: str) -> str:
        """Return in one line when it is open, and what is to be said beside that; empty where nobody knows."""
        return ("；" if language == "zh" else "; ").join(
            written(opening.in_words(self.opening, language), self.remark(language))
        )

    def remark(self, language: str) -> str:
        """Return what no line of its hours says, in the language, or in the other where none was written."""
        return either(language, self.hours_zh, self.hours_en)

    @property
    def week(self) -> Week:
        """When it is open, as its lines say."""
        return opening.read(self.opening)

    @property
    def names(self) -> list[str]:
        """What it is called, in both languages."""
        return written(self.title_zh, self.title_en, *self.aliases)

    @classmethod
    def check(cls, row: Row) -> Iterable[Fault]:
        """Find a line of its hours that does not say when it is open, or says it twice."""
        yield from super().check(row)
        try:
            opening.read(row.get("opening") or ())
        except Overlapping as twice:
            yield Fault("opening", Wrong.OPEN_TWICE, said=twice.line)
        except NoOpening as unread:
            yield Fault("opening", Wrong.NO_OPENING, said=unread.line)

    def searchable(self) -> list[str]:
        """Return the sentences that a question is compared with."""
        return [*self.names, *self.asked_as]

    def everything(self) -> list[str]:
        """Return all that it says beside them."""
        return [self.body_zh, self.body_en]
