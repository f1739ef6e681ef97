"""Whether the right text is found, and how far it should be trusted: `python -m bench.found`.

Two sets of questions with the texts that answer them: 300 everyday ones of two hands, on the sample campus with its
larger library (`bench/questions/`; a reader who had written neither named the texts), and 280 on the sample alone
(`tests/actions/data/questions.tsv`). Printed are how often the right text comes first and among three; the weights of
the decision as a logistic regression finds them on these questions; and, cross-validated by question, what would be
answered rightly and wrongly by how sure a text must be. Last, how many questions of each kind seem beyond writing.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from actions.guidance import warming, written
from bench.asked import Question, read_questions
from bench.databases import opened
from bench.guidance import QUESTIONS
from bench.load import ROOT, quiet
from community.seed import library
from tests.actions.case_talk import StudentTalk
from understanding.encoding.softmax import fit, logits
from understanding.search import knowable
from understanding.search.matching import Match

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
FILES = [ROOT / "bench" / "questions" / f"{hand}_hand.tsv" for hand in ("first", "second")]
ANSWERED_BY = ROOT / "bench" / "questions" / "answered_by.tsv"
LOOKED_AT, FOLDS, PENALTY = 5, 10, 1e-4
SURE = (0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with what was found for it, best first, and which of that answers it."""

    words: str
    found: Sequence[Match]
    right: Sequence[bool]
    has_answer: bool

    @property
    def place(self) -> int:
        """Where the first right text stands, from 0; behind all where none was found."""
        return next((place for place, right in enumerate(self.right) if right), len(self.right))

    @property
    def rows(self) -> NDArray[np.float64]:
        """The score and the lead of each of the best texts, and whether it answers."""
        best = self.found[:LOOKED_AT]
        leads = [one.score - best[1 if place == 0 else 0].score for place, one in enumerate(best)]
        return np.array([(one.score, lead, right) for one, lead, right in zip(best, leads, self.right, strict=False)])


def everyday() -> Iterator[tuple[Question, frozenset[str]]]:
    """Yield the everyday questions with the codes of the texts that answer them."""
    with ANSWERED_BY.open(encoding="utf-8", newline="") as file:
        codes = [frozenset(filter(None, row[1].split(","))) for row in csv.reader(file, delimiter="\t")]
    yield from zip(read_questions(FILES), codes, strict=True)


def own() -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the questions to the sample campus with the codes of the texts that answer them."""
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        words, codes = line.split("\t")
        yield words, frozenset(codes.split(",")) - {"-"}


def ask(session: Session, questions: Sequence[tuple[str, frozenset[str]]]) -> list[Asked]:
    """Return what is found for each question."""
    talk = StudentTalk(session, "bench")
    asked = []
    for words, codes in questions:
        found = written.find(talk.turn(words), words)
        right = [getattr(one.item, "code", "") in codes for one in found]
        asked.append(Asked(words, [one.match for one in found], right, bool(codes)))
    return asked


def on_the_campus(questions: Sequence[tuple[str, frozenset[str]]], *, stocked: bool) -> list[Asked]:
    """Return what is found on a campus of its own."""
    with TemporaryDirectory(prefix="onestop-bench-") as name:
        database, settings = opened(f"sqlite:///{name}/onestop.db", Path(name), now=NOW)
        with database.transaction() as session:
            if stocked:
                library.add(session, now=NOW, zone=settings.zone)
        warming.warm_up(database, NOW)
        while not warming.read_on(database):
            pass
        with database.transaction() as session:
            asked = ask(session, questions)
        database.close()
        return asked


def cross_validated(asked: Sequence[Asked]) -> list[NDArray[np.float64]]:
    """Return for each question how sure its best texts are, by weights that have not seen it."""
    rows = [one.rows for one in asked]
    sure: list[NDArray[np.float64]] = [np.zeros(0)] * len(rows)
    for fold in range(FOLDS):
        matrix = weights([row for place, row in enumerate(rows) if place % FOLDS != fold])
        for place in range(fold, len(rows), FOLDS):
            scores = logits([rows[place][:, :2].astype(np.float32)], matrix)
            sure[place] = 1 / (1 + np.exp(scores[:, 0] - scores[:, 1]))
    return sure


def weights(rows: Sequence[NDArray[np.float64]]) -> NDArray[np.float32]:
    """Return the weights of score, lead and bias, one column for wrong and one for right."""
    table = np.concatenate(rows)
    found = fit([table[:, :2].astype(np.float32)], table[:, 2].astype(np.int64), 2, penalty=PENALTY, to_the_bottom=True)
    return np.asarray(found, dtype=np.float32)


def main() -> None:
    """Print all of it."""
    quiet()
    everyday_ones = list(everyday())
    sets = {
        "everyday": on_the_campus([(one.words, codes) for one, codes in everyday_ones], stocked=True),
        "sample": on_the_campus(list(own()), stocked=False),
    }
    for name, asked in sets.items():
        places = [one.place for one in asked if one.has_answer]
        first, three = (sum(place < most for place in places) / len(places) for most in (1, 3))
        print(f"{name}: right first {first:.3f}, among three {three:.3f}, of {len(places)}")
    together = [one for asked in sets.values() for one in asked]
    matrix = weights([one.rows for one in together])
    print("weights of score, lead, bias:", (matrix[:, 1] - matrix[:, 0]).round(2).tolist())
    sure = cross_validated(together)
    print("set\tsure\tanswered rightly\twrongly\twithheld\tof those without an answer, answered")
    begin = 0
    for name, asked in sets.items():
        for border in SURE:
            given = [one for one, chance in zip(asked, sure[begin:], strict=False) if chance[0] >= border]
            right = sum(one.right[0] for one in given)
            strange = sum(not one.has_answer for one in given)
            print(f"{name}\t{border}\t{right}\t{len(given) - right}\t{len(asked) - len(given)}\t{strange}")
        begin += len(asked)
    for kind in ("has", "none"):
        odds = [knowable.odds(one.words) for one, _ in everyday_ones if one.kind == kind]
        print(f"{kind}: beyond writing {sum(one >= knowable.BEYOND for one in odds) / len(odds):.3f} of {len(odds)}")


if __name__ == "__main__":
    main()
