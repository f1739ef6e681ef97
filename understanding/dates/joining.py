"""Put pieces of time that stand next to each other together into whole expressions."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from understanding.dates.numeric import spanning
from understanding.dates.pieces import HALF_DAY, Piece, following, in_part, weekday_from

_FILLER = (
    r"(?:在|于|那天|当天|大概|大约|差不多|左右|的|就|那|是"
    r"|at|on|@|in|the|around|about|of|during|by|for|sometime|maybe|say|any ?time)"
)
_NEXT_TO = re.compile(rf"[\s,，、.()（）\[\]·:;-]*(?:{_FILLER}[\s,，()]*)*")
_TO = re.compile(r"\s*(?:到|至|~|-|—|–|to|till?|until|through|and|&)\s*(?:the\s|on\s|at\s)?")
_OR = re.compile(r"\s*(?:|或者?|还是|或是|要么|、|和|跟|与|,|，|/|or|and)\s*(?:on\s|at\s|the\s)?")
_SAME_THOUGHT = re.compile(r"[^.?!。？！；;\n]{0,14}")

_NOT_BEFORE = re.compile(r"(?:不要|不是|别|除了|\bnot|\bexcept|\binstead of|\bother than)\s*(?:on |at |the )?$")
_NOT_AFTER = re.compile(
    r"\s*我?(?:没空|没时间|不行|不方便|不可以|有课|有事|有考试|来不了|去不了|不合适|"
    r"(?:is|does|will|would)(?:n't| not) (?:work|good|ok|suit)"
    r"|is no good|won't work|i can't|i have (?:a )?class)"
)
_LETTERS = re.compile(r"\w+")

Rule = Callable[[Piece, Piece, str], Piece | None]


def join(pieces: list[Piece], text: str) -> list[Piece]:
    """Return whole expressions, in order; pieces that say too little to be one are left as they are."""
    ordered = sorted(pieces, key=lambda piece: piece.start)
    for rule in (_day_range, _clock_range, _side_by_side, _across_words):
        ordered = _fold(ordered, text, rule)
    lone = len(_LETTERS.findall(text)) == 1
    meant = [piece for piece in _shared(ordered, text) if lone or not piece.weak]
    wanted = [piece for piece in meant if not _declined(piece, text)]
    return wanted or meant


def _declined(piece: Piece, text: str) -> bool:
    """Say whether the student rules this time out: 不要周三，要周四."""
    return bool(_NOT_BEFORE.search(text[: piece.start]) or _NOT_AFTER.match(text[piece.end :]))


def _fold(pieces: list[Piece], text: str, rule: Rule) -> list[Piece]:
    folded: list[Piece] = []
    for piece in pieces:
        joined = rule(folded[-1], piece, text[folded[-1].end : piece.start]) if folded else None
        if joined:
            folded[-1] = joined
        else:
            folded.append(piece)
    return folded


def _day_range(a: Piece, b: Piece, gap: str) -> Piece | None:
    if not (a.day and b.day) or a.timed or b.timed or a.last or b.last or not _TO.fullmatch(gap):
        return None
    last = b.day
    if b.step == "month":
        last = last.replace(year=a.day.year, month=a.day.month)
    while last < a.day and b.step:
        last = following(last, b.step)
    return replace(a, end=b.end, last=last) if last > a.day else None


def _clock_range(a: Piece, b: Piece, gap: str) -> Piece | None:
    if a.clock is None or b.clock is None or a.until or b.until or b.day or not _TO.fullmatch(gap):
        return None
    if gap.strip() in ("and", "&"):
        return None
    whole = spanning(a.start, b.end, (a.clock, a.half_open), (b.clock, b.half_open))
    return replace(whole, day=a.day, last=a.last, step=a.step, other=a.other, part=a.part)


def _side_by_side(a: Piece, b: Piece, gap: str) -> Piece | None:
    return _combined(a, b) if _NEXT_TO.fullmatch(gap) else None


def _across_words(a: Piece, b: Piece, gap: str) -> Piece | None:
    """Let a time said shortly after a bare day belong to it: 周三有空，下午三点可以吗."""
    lone = a.day and not a.timed and not a.last and b.timed and not b.day
    return _combined(a, b) if lone and _SAME_THOUGHT.fullmatch(gap) and not _OR.fullmatch(gap) else None


def _combined(a: Piece, b: Piece) -> Piece | None:
    if a.moment or b.moment or (a.clock is not None and b.clock is not None):
        return None
    if a.part and b.part and a.part != b.part:
        return None
    dated = _one_day(a, b)
    if dated is None:
        return None
    clocked = a if a.clock is not None else b
    part = a.part or b.part
    timed = replace(dated, clock=clocked.clock, half_open=clocked.half_open, until=clocked.until, part=part)
    return _with_part(replace(timed, start=a.start, end=b.end, weak=False))


def _with_part(piece: Piece) -> Piece:
    if piece.clock is None or not piece.half_open or piece.part is None:
        return piece
    clock = in_part(piece.part, piece.clock)
    until = piece.until + clock - piece.clock if piece.until and piece.until <= HALF_DAY else piece.until
    return replace(piece, clock=clock, until=until, half_open=False)


def _one_day(a: Piece, b: Piece) -> Piece | None:
    """Return the piece whose day counts, narrowed by the other; None where two days were meant."""
    if a.day is None or b.day is None:
        return b if a.day is None else a
    for wide, narrow in ((a, b), (b, a)):
        if wide.last and narrow.step and not narrow.last:
            return _inside(wide, narrow)
        if wide.last and wide.step == "fortnight" and narrow.by_weekday:
            return _confirmed(wide, narrow)
    if a.last or b.last:
        return None
    weekday, exact = (a, b) if a.by_weekday else (b, a)
    if not weekday.by_weekday or exact.by_weekday or (weekday.step != "week" and a.day != b.day):
        return None
    disagree = weekday.day and exact.day and weekday.day.weekday() != exact.day.weekday()
    return replace(exact, other=weekday.day) if disagree else exact


def _confirmed(weeks: Piece, weekday: Piece) -> Piece | None:
    """Return the weekday of a named week; that of the odd or even week named beside it too, where they differ."""
    if weeks.day is None or weekday.day is None:
        return None
    there = weekday_from(weeks.day, weekday.day.weekday())
    return weekday if there == weekday.day else replace(weekday, other=there)


def _inside(wide: Piece, narrow: Piece) -> Piece | None:
    """Return the narrow piece's day within the wide one: 下周 and 周三."""
    if wide.day is None or wide.last is None or narrow.day is None or narrow.step is None:
        return None
    day = narrow.day
    if narrow.step == "week":
        day = wide.day + timedelta(days=(day.weekday() - wide.day.weekday()) % 7)
    if narrow.step == "month":
        day = wide.day.replace(day=1) + timedelta(days=day.day - 1)
    while day < wide.day and narrow.step in ("month", "year"):
        day = following(day, narrow.step)
    if day > wide.last:
        return None
    return replace(wide, day=day, last=None)


def _shared(pieces: list[Piece], text: str) -> list[Piece]:
    """Share what was said once for two alternatives: 周三或周四下午三点, 明天上午或下午."""
    for left in range(len(pieces) - 1):
        a, b = pieces[left], pieces[left + 1]
        if not _OR.fullmatch(text[a.end : b.start]) or a.moment or b.moment:
            continue
        pieces[left], pieces[left + 1] = a, b = (
            replace(a, weak=a.weak and not b.day),
            replace(b, weak=b.weak and not a.day),
        )
        if a.by_weekday and b.by_weekday and a.day and b.day and not a.step and b.step:
            pieces[left + 1] = b = replace(b, day=weekday_from(a.day, b.day.weekday()), step=None)
        if a.day and not b.day and a.timed and b.timed:
            pieces[left + 1] = replace(b, day=a.day, step=a.step)
        elif a.day and b.day and b.timed and not a.timed and not a.last:
            pieces[left] = replace(a, clock=b.clock, half_open=b.half_open, until=b.until, part=b.part)
    return pieces
