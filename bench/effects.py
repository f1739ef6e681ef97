"""What is done that was not asked: `python -m bench.effects --test FILE...`; files hold text, language, form, subject.

Each line is played as the first message of a student through the real dispatcher with the real understanding (Rasa at
ONESTOP_NLU_URL, or the router where there is none): once for a student with an appointment and a place in every event,
once for a new one. An effect is a row that is new or differs afterwards: a sign-up, an appointment, a preference, a
case, a report, a reminder, the language.

A line of the form `explicit` is done at once, or one tap away (a button shown leads exactly there, or the talk asks the
next question of a report) for one of the two students; any other form should change nothing for either.
"""

import argparse
import asyncio
import csv
import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from bench.first_messages import DANGER, NEW, SETTLED, Campuses, Changed, Played
from bench.load import quiet
from bot.mind import understanding_alone
from bot.settings import ROOT, Settings
from understanding.words.spelling import mended

DATA = ROOT / "held_out"
NOW = datetime(2026, 11, 28, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
FORMS = ("negated", "asked", "of_others", "hypothetical", "near_miss", "explicit")
SUBJECTS = ("event", "counseling", "subscription", "person", "report")
EXPLICIT, REPORT = "explicit", "report_safety_incident"
NOBODY = "http://127.0.0.1:9"  # the discard port: nothing listens

DONE, ONE_TAP, MISSED, NOTHING, WRONG = "done", "one tap away", "missed", "nothing done", "WRONG"

# Which of a subject's two directions a line of the form `explicit` goes; only so much as tells them apart.
_AWAY = re.compile(
    r"cancel|cancle|call\w* (?:it )?off|withdraw|remove|(?:take|get) (?:me|my name) (?:off|out)|my name off"
    r"|can'?t(?! wait)|won'?t(?! miss)|not (?:going|coming)|give (?:up|back|away)|free (?:up )?my|drop|no longer"
    r"|scratch|cross|strike"
    r"|\bvoid\b|(?:hand|pass)(?: \w+)? my|count me out"
    r"|un-?(?:sign|regist|enrol|book)|delete|release|scrap|quit|leave me|bail|(?:back|pull)\w* out|out of the|skip|undo"
    r"|get rid|(?:don'?t|do not) need"
    r"|取消|拿掉|消掉|勾掉|扔|腾|退|不去|去不|不来|来不|去掉|撤|销(?!售)|删|(?<!计)划|放弃|让给|让出|释出|除名|推掉|推了|不参加|参加不|不考|不报"
    r"|不想(?:去|做)|不约|不用",
    re.I,
)
_MOVE = re.compile(
    r"\bmov|reschedul|chang|postpone|push|shift|switch|swap|different time|another time"
    r"|改(?!日再)|换|推迟|提前(?![回走离])|挪|调|往[前后]",
    re.I,
)
_OFF = re.compile(
    r"unsub|\bstop|deactivat|turn\w* of\b|\boff\b(?! by (?:mistake|accident))|\bno more|\bmute|disable"
    r"|\bdon'?t(?! let me|(?: \w+)? forget)|\bany ?more"
    r"|cancel|quit|opt .*out|\bkill|\blose|enough|\bend\b|no longer|get rid|shut|ditch|block|silence|pause|drop|remove"
    r"|close|leave me alone|sick of|tired of|cease"
    r"|退|(?<!手滑)(?<!不小心)关(?!于|注)|别(?!忘)|不要|不想|停|取消|屏蔽|闭嘴|不用|不需要|不看|够了|(?<!麻)烦(?!请)"
    r"|拒收|免打扰|静音",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file."""

    text: str
    language: str
    form: str
    subject: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A line and what came of it; `said` is the first answer to the new student, `wrong` what was changed unasked."""

    line: Line
    outcome: str
    wrong: str = ""
    said: str = ""


def read_lines(paths: Iterable[Path]) -> list[Line]:
    """Return the lines of the files."""
    lines = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            lines += [Line(*row) for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row]
    return [line for line in lines if line.form in FORMS]


async def judge(campuses: Campuses, line: Line) -> Judged:
    """Play a line for both students and say what came of it."""
    settled, new = [await campuses.say(world, line.text) for world in (SETTLED, NEW)]
    said = new.replies[0].text if new.replies else ""
    judged = Judged(line, *await _came_of(campuses, line, (settled, new)), said=said)
    campuses.forget(settled, new)
    return judged


async def _came_of(campuses: Campuses, line: Line, both: Sequence[Played]) -> tuple[str, str]:
    """Return the outcome, and what was changed that was not asked for."""
    changed = {name for one in both for name in one.changed}
    if line.form != EXPLICIT:
        return (WRONG, ", ".join(sorted(changed))) if changed else (NOTHING, "")
    if beside := changed - {line.subject}:
        return WRONG, ", ".join(sorted(beside))
    as_asked = [_as_asked(line, one.changed) for one in both]
    if any(one.changed and not right for one, right in zip(both, as_asked, strict=True)):
        return WRONG, f"the other way: {line.subject}"
    if any(as_asked):
        return DONE, ""
    return ONE_TAP if any([await _one_tap_away(campuses, line, one) for one in both]) else MISSED, ""


async def _one_tap_away(campuses: Campuses, line: Line, played: Played) -> bool:
    if line.subject == "report" and played.awaits == REPORT:
        return True
    for number in range(len(played.buttons)):
        tapped = await campuses.tap(played, number)
        campuses.forget(tapped)
        if _as_asked(line, tapped.changed):
            return True
    return False


def _as_asked(line: Line, changed: Changed) -> bool:
    """Say whether the change goes the way that the line does."""
    states, text = {row[-1] for row in changed.get(line.subject, frozenset())}, mended(line.text)
    if line.subject == "event":
        return bool(states) and (states == {"cancelled"}) == bool(_AWAY.search(text))
    if line.subject == "counseling":
        # Moving is also how a second booking is done: a student has one appointment at a time.
        cancels = bool(_AWAY.search(text)) and not _MOVE.search(text)
        return bool(states) and (states == {"cancelled"}) == cancels
    if line.subject == "subscription":
        return bool(states) and states == {not _OFF.search(text)}
    return bool(states)


async def measure(paths: Sequence[Path], *, now: datetime = NOW, nlu_url: str | None = None) -> list[Judged]:
    """Judge every line of the files.

    Args:
        nlu_url: where Rasa answers; None means that nobody does, and the router reads.
    """
    with TemporaryDirectory(prefix="onestop-effects-") as name:
        settings = Settings(database_url=None, telegram_token=None, data_dir=Path(name), nlu_url=nlu_url or NOBODY)
        async with understanding_alone(settings) as (understanding, _):
            campuses = Campuses(Path(name), settings, understanding, now=now)
            return [await judge(campuses, line) for line in read_lines(paths)]


def wrong_effects(judged: Iterable[Judged]) -> int:
    """Return how many lines changed something that they did not ask for."""
    return sum(one.outcome == WRONG for one in judged)


def by_danger(judged: Iterable[Judged]) -> int:
    """Return how many of those only because danger was heard where there is none, which `bench.crisis` measures."""
    return sum(one.wrong == DANGER for one in judged)


def share_done(judged: Iterable[Judged]) -> float:
    """Return the share of the explicit lines that are done or one tap away, 0 to 1; 1 without such lines."""
    outcomes = [one.outcome for one in judged if one.line.form == EXPLICIT]
    return sum(outcome in (DONE, ONE_TAP) for outcome in outcomes) / len(outcomes) if outcomes else 1.0


def table(judged: Sequence[Judged]) -> list[tuple[str, ...]]:
    """Return a row a language, form and subject: lines, and how many of each outcome."""
    rows = []
    for key in sorted({(one.line.language, one.line.form, one.line.subject) for one in judged}):
        group = [one for one in judged if (one.line.language, one.line.form, one.line.subject) == key]
        counts = Counter(one.outcome for one in group)
        rows.append((*key, str(len(group)), *(str(counts[name]) for name in (NOTHING, DONE, ONE_TAP, MISSED, WRONG))))
    return rows


def _print(rows: Sequence[tuple[str, ...]], *, markdown: bool) -> None:
    head = ("language", "form", "subject", "lines", NOTHING, DONE, ONE_TAP, MISSED, WRONG)
    separator = [("---",) * len(head)] if markdown else []
    for row in [head, *separator, *rows]:
        print("| " + " | ".join(row) + " |" if markdown else "".join(cell.ljust(14) for cell in row))


def main() -> None:
    """Measure the files named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--test", nargs="+", type=Path, required=True)
    parser.add_argument("--now", type=datetime.fromisoformat, default=NOW, help="when the talks take place")
    parser.add_argument("--show", action="store_true", help="also print what was missed and what was done wrongly")
    parser.add_argument("--answers", action="store_true", help="also print every line with what was answered")
    parser.add_argument("--markdown", action="store_true")
    chosen = parser.parse_args()
    quiet()
    now = chosen.now if chosen.now.tzinfo else chosen.now.replace(tzinfo=NOW.tzinfo)
    judged = asyncio.run(measure(chosen.test, now=now, nlu_url=os.environ.get("ONESTOP_NLU_URL")))
    _print(table(judged), markdown=chosen.markdown)
    for one in judged:
        if chosen.answers or (chosen.show and one.outcome in (WRONG, MISSED)):
            said = one.said.replace("\n", " / ")[:150]
            print(f"{one.outcome} [{one.wrong}] {one.line.form}/{one.line.subject}: {one.line.text} -> {said}")
    print(f"\nwrong effects: {wrong_effects(judged)}, {by_danger(judged)} of them because danger was heard")
    print(f"explicit orders done or one tap away: {share_done(judged):.3f}")


if __name__ == "__main__":
    main()
