"""The columns of advice, in whatever table it stands: steps in two languages, and how students ask for it."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from community.content import Content
from community.database import Line, Lines
from community.languages import either, written


class Guidance(Content):
    """Columns of a piece of advice.

    Args:
        topic: one of the topics of its subject.
        steps_zh, steps_en: what to do, one line each, in order.
        asked_as: questions in both languages that it answers; search by meaning compares with these and the titles.
        office_zh, office_en: who to turn to, where and when.
    """

    kind: Mapped[str] = mapped_column(String(20), default="advice")
    topic: Mapped[str] = mapped_column(String(30), default="general")
    steps_zh: Mapped[list[str]] = mapped_column(Lines, default=list)
    steps_en: Mapped[list[str]] = mapped_column(Lines, default=list)
    asked_as: Mapped[list[str]] = mapped_column(Lines, default=list)
    office_zh: Mapped[str] = mapped_column(Line, default="")
    office_en: Mapped[str] = mapped_column(Line, default="")

    def steps(self, language: str) -> list[str]:
        """Return the steps in the language, or in the other where none were written."""
        return (self.steps_zh or self.steps_en) if language == "zh" else (self.steps_en or self.steps_zh)

    def office(self, language: str) -> str:
        """Return the office in the language, or in the other where none was written."""
        return either(language, self.office_zh, self.office_en)

    @property
    def opens(self) -> datetime | None:
        """Since when it can be done; None where no day is named."""
        return None

    @property
    def closes(self) -> datetime | None:
        """Until when it must be done; None where no day is named."""
        return None

    def searchable(self) -> list[str]:
        """Return the sentences that a question is compared with."""
        return written(self.title_zh, self.title_en, *self.asked_as)

    def everything(self) -> list[str]:
        """Return all that it says beside them."""
        return written(self.body_zh, self.body_en, *self.steps_zh, *self.steps_en)
