"""Put pieces of time that stand next to each other together into whole expressions."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from understanding.dates.english_words import BETWEEN
from understanding.dates.numeric import spanning
from understanding.dates.pieces import HALF_DAY, Piece, following, in_part, month_of, weekday_from
from understanding.dates.written_dates import in_month

_FILLER = (
    r"(?:在|于|那天|当天|大概|大约|差不多|左右|的|就|那|是"
    r"|at|on|@|in|an?|ish|the|which is|that's|around|about|of|during|by|for|sometime|maybe|say|any ?time)"
)
_NEXT_TO = re.compile(rf"[\s,，、.()（）\[\]·:;-]*(?:{_FILLER}[\s,，()]*)*")
_TO = re.compile(r"\s{0,9}(?:到|至|~|-|—|–|to|till?|until|through|and|&)\s*(?:the\s|on\s|at\s)?")
_AND = re.compile(r"\s{0,9}(?:and|&)\s*(?:the\s|on\s|at\s)?")
_BETWEEN = re.compile(rf"\b{BETWEEN} (?:the )?$")
_OR = re.compile(r"\s{0,9}(?:|或者?|还是|或是|要么|、|和|跟|与|,|，|/|or|and)\s*(?:on\s|at\s|the\s)?")
_OR_WORD = re.compile(r"[^\s,，]")
_SAME_THOUGHT = re.compile(r"[^.?!。？！；;\n]{0,14}")

LONGEST_BEFORE = 40  # characters in which a time is ruled out before it is named
_NOT_BEFORE = re.compile(r"(?:不要|不是|别|除了|\bnot|\bexcept|\binstead of|\bother than)\s*(?:on |at |the )?$")
_NOT_AFTER = re.compile(
    r"\s{0,9}我?(?:没空|没时间|不行|不方便|不可以|有课|有事|有考试|来不了|去不了|不合适|"
    r"(?:is|does|will|would)(?:n't| not) (?:work|good|ok|suit)"
    r"|is no good|won't work|i can't|i have (?:a )?class)"
)
_LETTER = re.compile(r"\w")

Rule = Callable[[Piece, Piece, str], Piece | None]


def join(pieces: list[Piece], text: str) -> list[Piece]:
    """Return whole expressions, in order; pieces that say too little to be one are left as they are."""
    ordered = sorted(pieces, key=lambda piece: piece.start)
    for rule in (_day_range, _clock_range, _side_by_side, _across_words):
        ordered = _fold(ordered, text, rule)
    meant = [piece for piece in _shared(ordered, text) if not piece.weak or _is_all(piece, text)]
    wanted = [piece for piece in meant if not _declined(piece, text)]
    return wanted or meant


def _is_all(piece: Piece, text: str) -> bool:
    """Say whether the message says nothing else."""
    return not _LETTER.search(text[: piece.start] + text[piece.end :])


def _declined(piece: Piece, text: str) -> bool:
    """Say whether the student rules this time out: 不要周三，要周四."""
    before = text[max(0, piece.start - LONGEST_BEFORE) : piece.start]
    return bool(_NOT_BEFORE.search(before) or _NOT_AFTER.match(text[piece.end :]))


def _fold(pieces: list[Piece], text: str, rule: Rule) -> list[Piece]:
    folded: list[Piece] = []
    for piece in pieces:
        joined = rule(folded[-1], piece, text) if folded else None
        if joined:
            folded[-1] = joined
        else:
            folded.append(piece)
    return folded


def _day_range(a: Piece, b: Piece, text: str) -> Piece | None:
    if not (a.day and b.day) or a.timed or b.timed or a.last or b.last:
        return None
    gap = text[a.end : b.start]
    if not _TO.fullmatch(gap) or (_AND.fullmatch(gap) and not _BETWEEN.search(text, 0, a.start)):
        return None
    ends = _same_month(a.day, b) if b.step == "month" else b
    last, doubt = ends.day or b.day, a.doubt or ends.doubt
    while last < a.day and b.step:
        last = following(last, b.step)
    if last > a.day:
        return replace(a, end=b.end, last=last, doubt=doubt)
    return replace(a, end=b.end, doubt=doubt) if doubt and last == a.day else None


def _same_month(day: date, numbered: Piece) -> Piece:
    """Return a piece that names a day by its number alone as one of that day's month."""
    wanted = numbered.day.day if numbered.day else 0
    moved = in_month(numbered.start, numbered.end, day.replace(day=1), wanted, None)
    return replace(numbered, day=moved.day, step=None, doubt=moved.doubt) if moved else numbered


def _clock_range(a: Piece, b: Piece, text: str) -> Piece | None:
    gap = text[a.end : b.start]
    if a.clock is None or b.clock is None or a.until or b.until or (a.day and b.day) or not _TO.fullmatch(gap):
        return None
    if _AND.fullmatch(gap) and not _BETWEEN.search(text, 0, a.start):
        return None
    whole = spanning(a.start, b.end, (a.clock, a.half_open), (b.clock, b.half_open))
    return replace(
        b if b.day else a,
        start=a.start,
        end=b.end,
        clock=whole.clock,
        half_open=whole.half_open,
        until=whole.until,
        weak=False,
    )


def _side_by_side(a: Piece, b: Piece, text: str) -> Piece | None:
    gap = text[a.end : b.start]
    return _combined(a, b, gap) if _NEXT_TO.fullmatch(gap) else None


def _across_words(a: Piece, b: Piece, text: str) -> Piece | None:
    """Let a time said shortly after a bare day belong to it: 周三有空，下午三点可以吗."""
    gap = text[a.end : b.start]
    lone = a.day and not a.timed and not a.last and b.timed and not b.day
    return _combined(a, b, gap) if lone and _SAME_THOUGHT.fullmatch(gap) and not _OR.fullmatch(gap) else None


def _combined(a: Piece, b: Piece, gap: str) -> Piece | None:
    if a.moment or b.moment or (a.clock is not None and b.clock is not None):
        return None
    if a.part and b.part and a.part != b.part:
        return None
    dated = _one_day(a, b, gap)
    if dated is None:
        return None
    clocked = a if a.clock is not None else b
    part, doubt = a.part or b.part, dated.doubt or a.doubt or b.doubt
    timed = replace(
        dated, clock=clocked.clock, half_open=clocked.half_open, until=clocked.until, part=part, doubt=doubt
    )
    return _with_part(replace(timed, start=a.start, end=b.end, weak=False))


def _with_part(piece: Piece) -> Piece:
    if piece.clock is None or not piece.half_open or piece.part is None:
        return piece
    clock = in_part(piece.part, piece.clock)
    until = piece.until + clock - piece.clock if piece.until and piece.until <= HALF_DAY else piece.until
    return replace(piece, clock=clock, until=until, half_open=False)


def _one_day(a: Piece, b: Piece, gap: str) -> Piece | None:
    """Return the piece whose day counts, narrowed by the other; None where two days were meant."""
    if a.day is None or b.day is None:
        return b if a.day is None else a
    for wide, narrow in ((a, b), (b, a)):
        if wide.last and narrow.step and not narrow.last:
            return _inside(wide, narrow)
        if wide.last and narrow.last and narrow.by_weekday and not wide.by_weekday:
            return _days_inside(wide, narrow)
        if wide.last and wide.step == "fortnight" and narrow.by_weekday:
            return _confirmed(wide, narrow)
    if a.last or b.last:
        return None
    if a.by_weekday != b.by_weekday:
        return _beside(b, a, gap) if a.by_weekday else _beside(a, b, gap)
    if a.by_date != b.by_date and "、" not in gap:
        return _same_day(a, b) if a.by_date else _same_day(b, a)
    return None


def _same_day(dated: Piece, near: Piece) -> Piece | None:
    """Return the date, or both days where the one said beside it is another: 明天11月30日."""
    if near.step or near.by_weekday:
        return None
    return dated if dated.day == near.day else replace(dated, other=near.day)


def _beside(exact: Piece, weekday: Piece, gap: str) -> Piece | None:
    """Return the day with the weekday said beside it; None for two days in a list, as in 明天、下周三."""
    if exact.day is None or weekday.day is None or "、" in gap:
        return None
    differs = exact.day.weekday() != weekday.day.weekday()
    if differs and not exact.by_date and weekday.step != "week":
        return None
    return replace(exact, beside=weekday)


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
    if narrow.step == "month" and (wide.day, wide.last) == month_of(wide.day):
        return replace(_same_month(wide.day, narrow), start=wide.start, last=None)
    day = narrow.day
    if narrow.step == "week":
        day = wide.day + timedelta(days=(day.weekday() - wide.day.weekday()) % 7)
    if narrow.step == "month":
        day = wide.day.replace(day=1) + timedelta(days=day.day - 1)
    while day < wide.day and narrow.step in ("month", "year"):
        day = following(day, narrow.step)
    if day > wide.last:
        return None
    return replace(wide, day=day, last=None, by_weekday=narrow.by_weekday, by_date=narrow.by_date)


def _days_inside(wide: Piece, narrow: Piece) -> Piece | None:
    """Return the weekdays from one to another within a named week: "Monday to Wednesday next week"."""
    if wide.day is None or wide.last is None or narrow.day is None or narrow.last is None:
        return None
    first = weekday_from(wide.day, narrow.day.weekday())
    last = first + (narrow.last - narrow.day)
    return replace(narrow, day=first, last=last, step=None) if last <= wide.last else None


def _borne_out(piece: Piece, beside: Piece, gap: str) -> Piece:
    """Return an everyday word as a time where its alternative is one: sat or sun, but not 3.5 or 3.7."""
    sure = beside.day and (beside.by_weekday if piece.by_weekday else not beside.weak and _OR_WORD.search(gap))
    return replace(piece, weak=False) if sure else piece


def _shared(pieces: list[Piece], text: str) -> list[Piece]:
    """Share what was said once for two alternatives: 周三或周四下午三点, 明天上午或下午."""
    for left in range(len(pieces) - 1):
        a, b = pieces[left], pieces[left + 1]
        gap = text[a.end : b.start]
        if not _OR.fullmatch(gap) or a.moment or b.moment:
            continue
        pieces[left], pieces[left + 1] = a, b = _borne_out(a, b, gap), _borne_out(b, a, gap)
        if a.by_weekday and b.by_weekday and a.day and b.day and not a.step and b.step:
            pieces[left + 1] = b = replace(b, day=weekday_from(a.day, b.day.weekday()), step=None)
        if a.by_date and a.day and a.step != "month" and b.by_date and b.step == "month" and not b.last:
            pieces[left + 1] = b = _same_month(a.day, b)
        if a.day and not b.day and a.timed and b.timed:
            pieces[left + 1] = replace(b, day=a.day, step=a.step)
    return _shared_back(pieces, text)


def _shared_back(pieces: list[Piece], text: str) -> list[Piece]:
    """Share the time said last with the days before it: 周一三五上午."""
    for left in reversed(range(len(pieces) - 1)):
        a, b = pieces[left], pieces[left + 1]
        if a.moment or b.moment or not _OR.fullmatch(text[a.end : b.start]):
            continue
        if a.day and b.day and b.timed and not a.timed and not a.last:
            pieces[left] = replace(a, clock=b.clock, half_open=b.half_open, until=b.until, part=b.part)
    return pieces
