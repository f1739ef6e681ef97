"""Feasts on a fixed date, in both languages; those that go by the moon are read in `chinese_days`."""

import re
from datetime import date

from understanding.dates.pieces import Piece, following

_EVES = {
    r"平安夜|圣诞(?:前夕|前夜|夜)|(?:christmas|x-?mas) eve": (12, 24),
    r"跨年夜?(?![度级龄])|元旦前[夜夕]|new ?year'?s?'? eve|nye": (12, 31),
    r"万圣[节夜]|hall?oween": (10, 31),
}
_DAYS = {
    r"元旦节?|new ?year'?s?'? day": (1, 1),
    r"情人节|valentine'?s?(?: day)?": (2, 14),
    r"妇女节": (3, 8),
    r"五一(?![起直定个点些样次])(?:劳动)?节?|劳动节|labou?r day|may day": (5, 1),
    r"青年节": (5, 4),
    r"儿童节": (6, 1),
    r"教师节|teachers'? day": (9, 10),
    r"国庆节?|national day": (10, 1),
    r"圣诞节?(?!老人|[树帽卡袜])|(?:christmas|x-?mas)(?: day)?": (12, 25),
    r"boxing day": (12, 26),
}
_ALL = [*_EVES.items(), *_DAYS.items()]
_NAMES = "|".join(f"(?P<feast{place}>{names})" for place, (names, _) in enumerate(_ALL))

FEAST = re.compile(rf"(?<![a-z])(?:{_NAMES})(?![a-z])(?! ?快乐)", re.ASCII)


def feast(match: re.Match[str], today: date) -> Piece:
    """Read the next feast of that name; of an eve an hour said without its half is one of the evening."""
    place = next(place for place in range(len(_ALL)) if match[f"feast{place}"])
    day = date(today.year, *_ALL[place][1])
    day = day if day >= today else following(day, "year")
    return Piece(match.start(), match.end(), day=day, step="year", evening=place < len(_EVES))
