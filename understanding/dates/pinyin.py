"""Words of time typed in pinyin, whole or in part (xia周三, zhou三, mingtian 3pm, 3dian), spelt out for the readers.

Only what can hardly be anything else is taken: "zhou yi" may be a person, shangwu alone 商务, "ming" and "san" English.
"""

import re
from collections.abc import Callable

_WHICH = {"xia": "下", "zhe": "这", "ben": "本", "shang": "上"}
_DAYS = {"yi": "一", "er": "二", "san": "三", "si": "四", "wu": "五", "liu": "六", "ri": "日", "tian": "日", "mo": "末"}
_HOURS = {
    "yi": "一",
    "liang": "两",
    "er": "二",
    "san": "三",
    "si": "四",
    "wu": "五",
    "liu": "六",
    "qi": "七",
    "ba": "八",
}
_HOURS |= {"jiu": "九", "shi": "十", "shiyi": "十一", "shier": "十二"}
_SPELT = _WHICH | _DAYS | _HOURS | {"ban": "半"}

_WEEK = r"(?:zhou|xing ?qi|xin ?qi|li ?bai|周|星期|礼拜)"
_DAY = rf"{'|'.join(_DAYS)}|[一二三四五六日天末]"
_FIGURE = rf"\d{{1,2}}|[一二两三四五六七八九十]{{1,4}}|{'|'.join(_HOURS)}"
_AFTER_DAY = r"(?:(?<=[天一二三四五六日])|(?<=[天一二三四五六日] ))"
_LATIN = re.compile(r"[a-z]")


def _scrap(pattern: str, *spelt: str) -> tuple[re.Pattern[str], Callable[[re.Match[str]], str]]:
    """Return a pattern and what to put in its place: each of `spelt` is a group's name, or stands as it is."""

    def spell(match: re.Match[str]) -> str:
        groups = match.groupdict()
        said = [groups[part] or "" if part in groups else part for part in spelt]
        plain = "".join(_SPELT.get(part, part) for part in said)
        return plain.rjust(len(match.group())) if _LATIN.search(match.group()) else match.group()

    return re.compile(rf"(?<![a-z\d])(?:{pattern})(?![a-z])"), spell


_SCRAPS = (
    _scrap(rf"(?P<which>xia|zhe|ben|shang|[下这本上]) ?(?:ge|个)? ?{_WEEK} ?(?P<day>{_DAY})", "which", "周", "day"),
    _scrap(rf"{_WEEK}(?P<day>{_DAY})", "周", "day"),
    _scrap(rf"{_WEEK} (?P<day>er|san|si|wu|liu|[一二三四五六日天末])", "周", "day"),
    _scrap(rf"(?P<which>xia|下) ?(?:ge|个)? ?{_WEEK}", "which", "周"),
    _scrap(r"da ?hou ?tian", "大后天"),
    _scrap(r"(?:jin ?|今)tian|jin天", "今天"),
    _scrap(r"(?:ming ?|明)tian|ming天", "明天"),
    _scrap(r"(?:hou ?|后)tian|hou天", "后天"),
    _scrap(r"(?:zuo ?|昨)tian|zuo天", "昨天"),
    _scrap(r"(?:jin|今) ?wan(?: ?shang|上)?", "今晚"),
    _scrap(r"(?:ming|明) ?wan(?: ?shang|上)?", "明晚"),
    _scrap(r"(?:ming|明) ?zao(?: ?shang|上)?", "明早"),
    _scrap(r"(?:zao ?|早)shang|zao上", "早上"),
    _scrap(rf"{_AFTER_DAY}shang ?wu|shang ?wu(?= ?(?:{_FIGURE})(?: ?dian|点))|上wu|shang午", "上午"),
    _scrap(r"(?:zhong ?|中)wu|zhong午", "中午"),
    _scrap(r"(?:xia ?|下)wu|xia午", "下午"),
    _scrap(r"bang ?wan", "傍晚"),
    _scrap(r"(?:wan ?|晚)shang|wan上", "晚上"),
    _scrap(rf"(?P<hour>{_FIGURE}) ?dian(?: ?(?P<half>ban|半))?", "hour", "点", "half"),
    _scrap(r"(?P<month>\d{1,2}) ?yue ?(?P<date>\d{1,2}) ?(?:hao|ri)", "month", "月", "date", "号"),
)


def spelt_out(text: str) -> str:
    """Return a lower-case text with its scraps in characters, blanks before them, so that all else keeps its place."""
    for pattern, spell in _SCRAPS if _LATIN.search(text) else ():
        text = pattern.sub(spell, text)
    return text


def typed_from(start: int, typed: str, spelt: str) -> int:
    """Return where the words that begin at `start` of the spelt text begin in the text as it was typed."""
    blanks = start - len(spelt[:start].rstrip(" "))
    return next((at for at in range(start - blanks, start) if typed[at] != " "), start)
