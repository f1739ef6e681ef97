"""What much guidance costs: a question answered from the sample campus, and with 10,000 items beside it.

`python -m bench guidance`. Handlers, library and database are the real ones. What the words ask for is given, so that
the model's time is not in the figure. Each question is one transaction, as in a turn.
"""

import csv
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select

from actions.guidance import warming
from bench.databases import fresh, postgres
from bench.load import ROOT
from community import schema
from community.content import ContentState
from community.database import Database
from community.guidance.tables import GuidanceItem, GuidanceSubject
from community.seed import loader
from tests.actions.case_talk import StudentTalk

ZONE = ZoneInfo("Asia/Shanghai")
QUESTIONS = ROOT / "tests" / "actions" / "data" / "questions.tsv"
INTENTS = ("out_of_scope", "ask_academic_support", "ask_employment_tips")
ASKED, SIZES = 60, (0, 10_000)
DOES = ("apply for", "extend", "cancel", "pay for", "report", "borrow", "return", "certify", "renew", "move")
DOES_ZH = ("申请", "延期", "取消", "缴纳", "报告", "借用", "归还", "开具", "续办", "转移")
WHAT = ("a locker", "a bike permit", "a lab seat", "a sports card", "a storage box", "a guest pass", "a parking place")
WHAT_ZH = ("储物柜", "自行车证", "实验室座位", "运动卡", "寄存箱", "访客证", "停车位")
WHERE = ("north", "south", "east", "west", "old", "new", "river", "hill", "garden", "tower")
WHERE_ZH = ("北区", "南区", "东区", "西区", "老校区", "新校区", "江边", "山上", "花园", "塔楼")


def measure(*, kinds: list[str]) -> list[dict[str, Any]]:
    """Return a row for each database and size."""
    now = datetime.now(UTC)
    with TemporaryDirectory(prefix="onestop-bench-") as name, postgres(Path(name)) as server:
        return [row for kind in kinds for row in _on(Database(fresh(kind, Path(name), server)), now)]


def _on(database: Database, now: datetime) -> Iterator[dict[str, Any]]:
    schema.migrate(database)
    with database.transaction() as session:
        loader.seed(session, now=now, zone=ZONE)
    for size in SIZES:
        _write(database, size)
        begun = time.monotonic()
        warming.warm_up(database, now)
        while not warming.read_on(database):
            pass
        read = time.monotonic() - begun
        yield {
            "database": database.engine.dialect.name,
            "items": 71 + size,
            "read_s": round(read, 1),
            **_asked(database),
        }
    database.close()


def _write(database: Database, size: int) -> None:
    with database.transaction() as session:
        subject = session.scalars(select(GuidanceSubject.id).where(GuidanceSubject.code == "campus")).one()
        rows = [{"subject_id": subject, "status": ContentState.PUBLISHED, **_item(number)} for number in range(size)]
        if rows:
            session.execute(insert(GuidanceItem), rows)


def _item(number: int) -> dict[str, Any]:
    does, rest = number % len(DOES), number // len(DOES)
    what, rest = rest % len(WHAT), rest // len(WHAT)
    where, block = rest % len(WHERE), rest // len(WHERE)
    en = f"{DOES[does]} {WHAT[what]} in the {WHERE[where]} area, block {block}"
    zh = f"{WHERE_ZH[where]}{block}号楼{WHAT_ZH[what]}怎么{DOES_ZH[does]}"
    return {
        "code": f"MANY-{number}",
        "title_zh": zh,
        "title_en": f"How to {en}",
        "asked_as": [f"I want to {en}", f"想{DOES_ZH[does]}{WHERE_ZH[where]}{block}号楼的{WHAT_ZH[what]}"],
        "steps_zh": ["去服务大厅登记", "带校园卡"],
        "steps_en": ["Register at the service hall", "Bring your campus card"],
    }


def _asked(database: Database) -> dict[str, float]:
    """Return how long answers take to questions that nobody has asked before."""
    with QUESTIONS.open(encoding="utf-8") as file:
        questions = [line for line in csv.reader(file, delimiter="\t") if line and not line[0].startswith("#")]
    asked = [line[0] for line in questions[:: len(questions) // ASKED]][:ASKED]
    begun = time.process_time()
    took = sorted(_turn(database, words, INTENTS[place % len(INTENTS)]) for place, words in enumerate(asked))
    spent = (time.process_time() - begun) * 1000 / len(asked)
    return {
        "cpu_ms": round(spent, 1),
        "median_ms": round(median(took), 1),
        "p95_ms": round(took[int(len(took) * 0.95)], 1),
        "after_a_change_ms": round(_after_a_change(database, asked[0]), 1),
    }


def _after_a_change(database: Database, words: str) -> float:
    """Return how long the first question takes after somebody has changed an item."""
    with database.transaction() as session:
        session.scalars(select(GuidanceItem).order_by(GuidanceItem.id.desc()).limit(1)).one().owner = "somebody"
    return _turn(database, words, "out_of_scope")


def _turn(database: Database, words: str, intent: str) -> float:
    with database.transaction() as session:
        chat = StudentTalk(session, "bench")
        begun = time.perf_counter()
        chat.writes(words, intent)
        session.flush()
        return (time.perf_counter() - begun) * 1000
