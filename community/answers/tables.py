"""Offices."""

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from community.content import Content
from community.database import Base, Lines, Words
from community.languages import either


class Office(Content, Base):
    """Who knows: its title is the name, its text what it looks after.

    The hours are said to students as they stand; empty means that nobody has written them down. `asked_as` holds what
    students ask for that this office would know. `general` marks the one to ask where no other fits.
    """

    __tablename__ = "offices"

    place_zh: Mapped[str] = mapped_column(Words, default="")
    place_en: Mapped[str] = mapped_column(Words, default="")
    hours_zh: Mapped[str] = mapped_column(Words, default="")
    hours_en: Mapped[str] = mapped_column(Words, default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    asked_as: Mapped[list[Any]] = mapped_column(Lines, default=list)
    general: Mapped[bool] = mapped_column(default=False)

    def place(self, language: str) -> str:
        """Return the place in the language, or in the other where none was written."""
        return either(language, self.place_zh, self.place_en)

    def hours(self, language: str) -> str:
        """Return the hours in the language, or in the other where none were written."""
        return either(language, self.hours_zh, self.hours_en)

    def searchable(self) -> list[str]:
        """Return the sentences that a question is compared with."""
        return [self.title_zh, self.title_en, *self.asked_as]

    def everything(self) -> list[str]:
        """Return all that it says beside them."""
        return [self.body_zh, self.body_en]
