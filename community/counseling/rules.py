"""What is decided about counseling: which times a rule gives, how early to book, when to remind."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from community import checks
from community.campus.house_rules import HouseRules
from community.campus.rules import WEEKDAYS
from community.campus.term_rules import Term
from community.checks import Fault, Row, Wrong
from community.post.rules import after_quiet_hours

BEFORE_SETTING_OUT = timedelta(hours=2)
HELD_FOR = timedelta(minutes=10)  # so long a newcomer's time waits for their yes
MUCH_BY_NEWCOMERS = 6
RUSH_WITHIN = timedelta(minutes=15)
Span = tuple[datetime, datetime]
"""From when until when a counselor sees nobody else."""

CONSENT_VERSION = 1
"""Count up when the words on confidentiality change in meaning, so that students are told again."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a student would like; None where it does not matter. `gender` is `F` or `M`, `language` `zh` or `en`."""

    gender: str | None = None
    language: str | None = None
    counselor_ids: frozenset[int] | None = None

    @property
    def is_open(self) -> bool:
        """Whether anybody will do."""
        return self.gender is None and self.language is None and self.counselor_ids is None


MOST_A_DAY = 20  # more sessions than fit between one midnight and the next with a buffer each
TELEGRAM = re.compile(r"@?[A-Za-z][A-Za-z0-9_]{3,}|-?\d{3,}")


def check_counselor(row: Row) -> Iterator[Fault]:
    """Find a counselor whom nobody could be booked with."""
    yield from checks.code(row)
    yield from checks.between(row, "max_per_day", 1, MOST_A_DAY)
    yield from checks.shaped(row, "telegram", TELEGRAM, Wrong.NO_CHAT)
    if not row.get("languages"):
        yield Fault("languages", Wrong.MISSING)


def check_hours(row: Row) -> Iterator[Fault]:
    """Find working hours that end before they begin."""
    yield from checks.later(row, "ends", than="begins")
    yield from checks.not_later(row, "valid_from", than="valid_until")


def check_room(row: Row, session: timedelta) -> Iterator[Fault]:
    """Find working hours in which no session of that length fits."""
    begins, ends = row.get("begins"), row.get("ends")
    if begins is not None and ends is not None and begins < ends and _between(begins, ends) < session:
        yield Fault("ends", Wrong.TOO_SHORT_TO_MEET, than="begins", least=session.seconds // 60)


def _between(begins: time, ends: time) -> timedelta:
    return datetime.combine(date.min, ends) - datetime.combine(date.min, begins)


def check_leave(row: Row) -> Iterator[Fault]:
    """Find a leave that ends before it begins."""
    yield from checks.later(row, "ends_at", than="starts_at")


def works_on(day: date, weekday: str, weeks: str, term: Term | None) -> bool:
    """Say whether a rule for that weekday in `all`, `odd` or `even` weeks holds on the day.

    Args:
        term: the one that the day's week is counted in. Where none is known, no week is known to be odd or even.
    """
    if WEEKDAYS[day.weekday()] != weekday:
        return False
    return weeks == "all" or (term is not None and (term.week_of(day) % 2 == 1) == (weeks == "odd"))


def starts_between(day: date, begins: time, ends: time, zone: ZoneInfo, house: HouseRules) -> Iterator[datetime]:
    """Yield the starts of the sessions that fit in whole between two wall times; aware, in the zone."""
    start = datetime.combine(day, begins, zone)
    while start + house.session <= datetime.combine(day, ends, zone):
        yield start
        start += house.session + house.buffer


def without_overlaps(starts: Iterable[datetime], taken: Sequence[Span], house: HouseRules) -> list[datetime]:
    """Return the starts, earliest first, whose sessions meet neither each other nor those that are `taken`.

    A start that is taken is returned itself, however long its session was when it was booked.
    """
    length = house.session + house.buffer
    kept: list[datetime] = []
    for start in sorted(set(starts)):
        beside = (*taken, *((other, other + length) for other in kept[-1:]))
        if all(start == begins or start >= until or start + length <= begins for begins, until in beside):
            kept.append(start)
    return kept


def is_rush(of_day: int, of_week: int, by_newcomers: int, *, most_a_day: int) -> bool:
    """Say whether staff must hear of so many bookings with one counselor within RUSH_WITHIN.

    Args:
        of_day: how many of them lie on one day; half of what fills it is much.
        of_week: how many lie in one week; a whole day's worth is much.
        by_newcomers: how many newcomers booked, with whomever: of one day they get a third alone.
    """
    much_of_day, much_of_week = max(3, -(-most_a_day // 2)), max(5, most_a_day)
    return of_day >= much_of_day or of_week >= much_of_week or by_newcomers >= MUCH_BY_NEWCOMERS


def earliest_start(now: datetime, notice: timedelta) -> datetime:
    """Return the earliest start that can still be booked at `now`."""
    return now + notice


def can_be_changed(starts_at: datetime, notice: timedelta, *, now: datetime) -> bool:
    """Say whether an appointment can still be moved or cancelled: until the notice before it begins."""
    return now < starts_at - notice


def reminder_times(starts_at: datetime, leads: Sequence[timedelta], *, now: datetime) -> list[datetime]:
    """Return when to remind a student of an appointment, earliest first; `leads` has the longest first."""
    return [starts_at - lead for lead in leads if starts_at - lead > now]


def tell_of_leave_at(starts_at: datetime, *, zone: ZoneInfo, quiet: tuple[time, time], now: datetime) -> datetime:
    """Return when to tell a student that an appointment cannot be: not at night, unless the way would be for nothing.

    Args:
        zone, quiet: of the student, with the wall times between which nobody is woken.
    """
    return min(after_quiet_hours(now, zone, *quiet), max(now, starts_at - BEFORE_SETTING_OUT))


_FEMALE = re.compile(r"女(?!朋友|友|生|儿|孩|同学)|\b(?:female|woman|women|lady)\b", re.IGNORECASE)
_MALE = re.compile(r"男(?!朋友|友|生|孩|同学)|\b(?:male|man|gentleman)\b", re.IGNORECASE)
_ENGLISH = re.compile(
    r"^en$|^english$|英语|英文|\benglish[- ]speaking|\b(?:in|speaks?|speaking) english\b|english *的?(?:老师|咨询师)",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"^zh$|^(?:chinese|mandarin)$|中文|汉语|普通话|\b(?:in|speaks?|speaking) (?:chinese|mandarin)\b", re.IGNORECASE
)


def gender_in(words: str) -> str | None:
    """Return `F` or `M` where the words ask for a woman or a man, None where for neither or both."""
    female, male = _FEMALE.search(words), _MALE.search(words)
    if bool(female) == bool(male):
        return None
    return "F" if female else "M"


def language_in(words: str) -> str | None:
    """Return `en` or `zh` where the words ask for a counselor who speaks it."""
    if _ENGLISH.search(words):
        return "en"
    return "zh" if _CHINESE.search(words) else None


_TITLES = re.compile(r"老师|咨询师|教授|医生|\b(?:ms|mr|mrs|dr|prof|teacher|counsell?or)\b\.?", re.IGNORECASE)


def names_counselor(words: str, name: str, name_en: str) -> bool:
    """Say whether the words name the counselor: in whole in either language, or the surname with a title.

    A Chinese surname is its first character, an English one the first word (`Li Jing` is Ms Li). A name that was not
    written, in one of the languages, is named by nothing.
    """
    return _names_in_chinese(words, name.strip()) or _names_in_english(words.lower(), name_en.strip().lower())


def _names_in_chinese(words: str, name: str) -> bool:
    if not name:
        return False
    surname = re.escape(name[0])
    bare = _TITLES.sub(" ", words).strip()
    return name in words or bare == name[0] or bool(re.search(rf"{surname}(?:老师|咨询师|教授|医生)", words))


def _names_in_english(words: str, name: str) -> bool:
    if not name:
        return False
    surname = re.escape(name.split()[0])
    bare = _TITLES.sub(" ", words).strip()
    titled = rf"\b(?:ms|mr|mrs|dr|prof|teacher|counsell?or)\b\.? {surname}\b"
    return (
        bool(re.search(rf"\b{re.escape(name)}\b", words)) or bare == name.split()[0] or bool(re.search(titled, words))
    )
