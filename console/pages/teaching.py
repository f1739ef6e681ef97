"""Teaching: examples for intents, the training of a candidate, what its trial measured, and the way back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from community.database import Database
from community.teaching import asked, lessons, rules, trainings
from community.teaching.lessons import NoSuchIntent, Refused, TooMany
from community.teaching.states import Work
from community.teaching.trainings import AlreadyOpen, NothingToTeach
from console import wording
from console.asked import RowId
from console.auth import BASE, Staff, needs
from console.rendering import Pages

HERE = f"{BASE}/teaching"
LONGEST_FORM = 40_000  # characters
Teaching = Annotated[Staff, Depends(needs(lambda staff: staff.may_teach))]
Intents = Callable[[str], Mapping[str, str]]


def no_intents(_language: str) -> Mapping[str, str]:
    """Return nothing to teach."""
    return {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said above the page: `kind` names it, `intent` and `lines` are what it is about."""

    kind: str = ""
    intent: str = ""
    lines: int = 0
    refused: tuple[Refused, ...] = ()


class TeachingDesk:
    """Does what whoever teaches asks for.

    Args:
        now: the one clock, aware.
        intents: returns what may be taught by examples, by name, with titles in a language.
    """

    def __init__(self, database: Database, now: Callable[[], datetime], intents: Intents) -> None:
        self._database, self._now, self.intents = database, now, intents

    def shown(self) -> dict[str, Any]:
        """Return what the page shows."""
        with self._database.reading() as session:
            done = trainings.shown(session)
            numbers = {
                number
                for one in done
                for change in one.report.get("asked", {}).get("changed", ())
                for number in change["questions"]
            }
            return {
                "lessons": lessons.shown(session),
                "trainings": done,
                "under_way": trainings.open_one(session),
                "has_news": trainings.has_news(session),
                "words": asked.words_of(session, numbers),
            }

    def propose(self, staff: Staff, intent: str, typed: str) -> Answer:
        """Keep lessons, and return what is said to it."""
        known = self.intents("en")
        try:
            with self._database.transaction() as session:
                refused = lessons.propose(
                    session, typed, intent=intent, known=known, staff_id=staff.id, now=self._now()
                )
        except TooMany as error:
            return Answer("too_many", error.intent, error.lines)
        except NoSuchIntent:
            return Answer("no_intent", intent)
        taken = len(rules.lines_of(typed)) - len(refused)
        return Answer("taken" if taken else "none_taken", intent, taken, tuple(refused))

    def take_back(self, staff: Staff, lesson_id: int) -> None:
        """Take a lesson back."""
        with self._database.transaction() as session:
            lessons.take_back(session, lesson_id, staff_id=staff.id, now=self._now())

    def ask(self, staff: Staff, what: Work) -> str:
        """Ask for work on the models; return the answer's kind."""
        try:
            with self._database.transaction() as session:
                trainings.ask(session, what, staff_id=staff.id, now=self._now())
        except AlreadyOpen:
            return "already"
        except NothingToTeach:
            return "nothing"
        return "asked"


def teaching_pages(desk: TeachingDesk, pages: Pages) -> APIRouter:
    """Return the page on which the office teaches."""
    router = APIRouter(prefix="/teaching")

    def page(request: Request, staff: Staff, answer: Answer, template: str = "teaching.html") -> Response:
        titles = desk.intents(wording.language_of(request))
        return pages.page(
            request, template, staff, titles=titles, answer=answer, most=rules.MOST_AT_ONCE, **desk.shown()
        )

    @router.get("")
    def teaching(request: Request, staff: Teaching, said: str = "") -> Response:
        return page(request, staff, Answer(said if said in ("already", "nothing", "asked") else ""))

    @router.get("/list")
    def listed(request: Request, staff: Teaching) -> Response:
        return page(request, staff, Answer(), "_teaching.html")

    @router.post("/lessons")
    def propose(
        request: Request,
        staff: Teaching,
        intent: Annotated[str, Form(max_length=60)] = "",
        words: Annotated[str, Form(max_length=LONGEST_FORM)] = "",
    ) -> Response:
        return page(request, staff, desk.propose(staff, intent, words))

    @router.post("/lessons/{lesson_id}/take-back")
    def take_back(lesson_id: RowId, staff: Teaching) -> Response:
        desk.take_back(staff, lesson_id)
        return RedirectResponse(HERE, 303)

    @router.post("/train")
    def train(staff: Teaching) -> Response:
        return RedirectResponse(f"{HERE}?said={desk.ask(staff, Work.TRAIN)}", 303)

    @router.post("/roll-back")
    def roll_back(staff: Teaching) -> Response:
        return RedirectResponse(f"{HERE}?said={desk.ask(staff, Work.ROLL_BACK)}", 303)

    return router
