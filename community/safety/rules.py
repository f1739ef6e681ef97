"""What is decided about safety: whom a notice concerns, what wakes people, which words mean danger now."""

import re
from collections.abc import Collection, Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

from community import checks
from community.checks import Fault, Row, Wrong
from community.safety.states import MessageType

SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
"""Of CAP 1.2, the gravest first."""

GRAVE = SEVERITIES[:2]

CODE = re.compile(r"(?<![A-Za-z0-9])([A-Za-z0-9]{4}-[A-Za-z0-9]{2})(?![A-Za-z0-9-])")

_KINDS = {
    "danger": re.compile(
        r"着火|起火|火灾|冒烟|浓烟|爆炸|煤气|燃气|天然气|瓦斯|焦糊|泄漏|泄露|打架|斗殴|持刀|砍人|捅|袭击|跟踪|尾随|触电"
        r"|\bfire\b(?!\s*(?:exit|extinguisher|drill|door|alarm is|escape))|\bsmoke\b|\bgas\b(?!\s*stove)|explo|\bleak"
        r"|\bfight|\bknife|\bstab|\battack|\bassault|following me|stalk|electrocut",
        re.I,
    ),
    "scam": re.compile(r"被骗|诈骗|骗了|转账|假客服|刷单|scam|fraud|fake customer|transferred", re.I),
    "theft": re.compile(
        r"偷(?!拍)|被盗|丢了|不见了.*(?:电脑|手机|钱包|车)|stolen|theft|robbed|break\w* (?:a |the )?lock", re.I
    ),
}
_BARE = re.compile(
    r"我|要|想|请|帮|举报|上报|报告|反映|报|一个|一下|个|安全|隐患|事故|问题|情况|事件|危险|有|发现|了|你好|您好|老师"
    r"|\b(?:i|want|to|would|like|need|please|can|report|an?|the|some|safety|hazard|incident|danger|issue|problem|hello|hi|there|is|something|anything|sth)\b"
    r"|[\W_]",
    re.I,
)
_PLACE = re.compile(
    r"[\d一二三四五六七八九十]{1,6}\s{0,4}(?:舍|号楼|栋|号(?:宿舍|教学楼|公寓)|公寓|教|食堂)|(?:东|西|南|北)(?:门|区|苑)|图书馆|体育馆|操场|食堂|实验[室楼]"
    r"|教学楼|宿舍楼.?\d|校医院|[A-Z]\d+|\d{3,4}\s*(?:室|房间|寝)"
    r"|\b(?:building|dorm(?:itory)?|block|room|lab)\s*\w?\d+"
    r"|\b(?:library|canteen|gym|stadium|(?:east|west|north|south) gate)\b",
    re.I,
)


def check_notice(row: Row) -> Iterator[Fault]:
    """Find a notice that expires before it is in force, or is in force before it was issued; see CAP 1.2.

    An Update or a Cancel names another notice, an Alert names none.
    """
    if None not in (row.get("effective"), row.get("sent")) and row["effective"] < row["sent"]:
        yield Fault("effective", Wrong.BEFORE_SENT)
    yield from checks.later(row, "expires", than="effective")
    yield from checks.later(row, "expires", than="onset")
    yield from checks.shaped(row, "areas", checks.AREA, Wrong.NO_AREA)
    yield from _check_reference(row)


def _check_reference(row: Row) -> Iterator[Fault]:
    replaced, kind = row.get("references_id"), row.get("msg_type")
    if replaced is None and kind in (MessageType.UPDATE, MessageType.CANCEL):
        yield Fault("references_id", Wrong.REPLACES_NONE)
    if replaced is not None and kind == MessageType.ALERT:
        yield Fault("msg_type", Wrong.ALERT_REPLACES)
    if replaced is not None and replaced == row.get("id"):
        yield Fault("references_id", Wrong.REPLACES_ITSELF)


def concerns(areas: Collection[str], area: str) -> bool:
    """Say whether a notice for the areas concerns somebody who lives in `area`.

    Areas are paths, `SHU/E/D7/F4`. Whoever lives inside one of them is concerned, and so is whoever is known only to
    live somewhere around it. No areas mean everywhere; an unknown home means that it may be anywhere.
    """
    return not areas or not area or any(_inside(area, other) or _inside(other, area) for other in areas)


def is_pushed_to(areas: Collection[str], severity: str, area: str) -> bool:
    """Say whether a notice for the areas is sent, unasked, to somebody who lives in `area`.

    Whoever is known to live there, or around it, gets it. Whoever's home is not known is not told as if they were
    concerned: they get what is Severe or Extreme, of which it is better to hear for nothing than not at all (its text
    names the areas first), and what is for the whole of a campus, which a path without a slash stands for.
    """
    if not area and not is_campus_wide(areas):
        return severity in GRAVE
    return concerns(areas, area)


def is_campus_wide(areas: Collection[str]) -> bool:
    """Say whether areas leave nobody of a campus out: none is named, or a whole campus is."""
    return not areas or any("/" not in area for area in areas)


def _inside(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith(f"{outer}/")


def wakes(severity: str, urgency: str) -> bool:
    """Say whether a notice goes out at night as well: only what is grave and happening now."""
    return severity in GRAVE and urgency == "Immediate"


def codes_in(words: str) -> list[str]:
    """Return what looks like a notice's code in the words, in capitals; years and words with a hyphen don't."""
    found = [code.upper() for code in CODE.findall(words)]
    return [code for code in dict.fromkeys(found) if re.search(r"[A-Z]", code) and re.search(r"\d", code)]


def incident_kind(words: str) -> str:
    """Return `danger`, `scam`, `theft` or `hazard`, the gravest that the words name."""
    return next((kind for kind, pattern in _KINDS.items() if pattern.search(words)), "hazard")


def says_what(words: str) -> bool:
    """Say whether the words tell what happened, rather than only that something is to be reported."""
    return bool(_BARE.sub("", words))


def names_place(words: str) -> bool:
    """Say whether the words name a building, a gate or a room."""
    return bool(_PLACE.search(words))


def lesson_due(
    weekday: int | None, at: time, months: Collection[int], *, zone: ZoneInfo, now: datetime
) -> datetime | None:
    """Return when today a lesson is to be sent, on the campus clock; None where today is not its day."""
    local = now.astimezone(zone)
    if weekday != local.weekday() or (months and local.month not in months):
        return None
    return datetime.combine(local.date(), at, zone)
