"""What everyday questions are answered: `python -m bench.asked --test FILE... [--library] > answers.tsv`.

Each question is played as the first message of a new student through the real dispatcher with the real understanding
(Rasa at ONESTOP_NLU_URL, or the router where there is none). Whether an answer is useful is for people to say, by the
rule in docs/benchmarks/usefulness.md; this writes down what was answered, one line a question.

A file holds language, kind (`has` where a campus office would have an answer, `none` where nobody could), question and
what a useful answer must contain, between tabs.
"""

import argparse
import asyncio
import csv
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from bench.effects import NOBODY
from bench.first_messages import NEW, Campuses
from bench.load import quiet
from bot.mind import understanding_alone
from bot.settings import Settings

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Tuesday: offices are open


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a file."""

    language: str
    kind: str
    words: str
    wanted: str


def read_questions(paths: Sequence[Path]) -> Iterator[Question]:
    """Yield the questions of the files."""
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield Question(*row[:4])


async def answers(
    questions: Sequence[Question], *, stocked: bool, nlu_url: str | None
) -> list[tuple[Question, str, tuple[str, ...]]]:
    """Return each question with the words that it was answered and the titles of the buttons under them."""
    told = []
    with TemporaryDirectory(prefix="onestop-asked-") as name:
        settings = Settings(database_url=None, telegram_token=None, data_dir=Path(name), nlu_url=nlu_url or NOBODY)
        async with understanding_alone(settings) as (understanding, _):
            campuses = Campuses(Path(name), settings, understanding, now=NOW, stocked=stocked)
            for question in questions:
                played = await campuses.say(NEW, question.words)
                said = "\n\n".join(reply.text for reply in played.replies)
                told.append((question, said, tuple(button.title for button in played.buttons)))
                campuses.forget(played)
    return told


def main() -> None:
    """Write what the questions of the files were answered."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--test", nargs="+", type=Path, required=True, metavar="FILE")
    parser.add_argument("--library", action="store_true", help="on a campus with the larger library of guidance")
    given = parser.parse_args()
    quiet()
    questions = list(read_questions(given.test))
    told = asyncio.run(answers(questions, stocked=given.library, nlu_url=os.environ.get("ONESTOP_NLU_URL")))
    out = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    for question, said, buttons in told:
        out.writerow([question.language, question.kind, question.words, question.wanted, said, " | ".join(buttons)])


if __name__ == "__main__":
    main()
