"""Cut a message with several requests into clauses, so that each can be answered.

A question mark, a line, a number in a circle or a "by the way" parts two clauses; a full stop, a comma, a blank or an
"and" does so only between two parts that each ask for something, so that nouns joined by "and", dates and circumstances
("going home next week, ...") stay with the request they belong to.
"""

import re
from dataclasses import dataclass

from understanding.wishes.courtesy import is_courtesy, without_courtesies

MOST_CLAUSES = 6

_WH = r"(?:what|when|where|who|whom|which|why|how)"
_AUX = r"(?:is|are|was|were|do|does|did|can|could|should|shall|will|would|may|must|has|have|am)(?:n't)?"
_SUBJECT = r"(?:i|you|we|they|he|she|it|there|this|that|these|those|the|my|your|our|an?|any|anyone|someone|students?)"
_ASKS_EN = re.compile(
    rf"\b{_WH}(?:'s| {_AUX}| about| much| many| long| often| far| to| do)\b|\b{_AUX} {_SUBJECT}\b"
    rf"|\b(?:wonder\w*|know|ask(?:ed)?|sure|curious|explain)\b.{{0,12}}\b(?:{_WH}|whether|if)\b"
    rf"|^\W*(?:and |or )?(?:{_WH}|whether) (?!an? ){_SUBJECT}\b"
    r"|\b(?:grateful|thankful|appreciate)\b"
    rf"|\b(?:what|which)(?: \w+){{1,2}} {_AUX}\b|^an? (?:\w+ )?(?:counsel+or|appointment|session)\b"
    r"|\b(?:i want|i'd like|i would like|i need|wanna|need to|have to|want to|looking for|any (?:news|chance))\b"
    r"|\b(?:help me|(?:tell|show|remind|let|give|send|sign) me|book|cancel|reschedule|register|postpone)\b"
    r"|\b(?:move|change|switch) my\b"
    r"|^\W*(?:(?:and|also|please|then) )*(?:turn|switch|mute|(?:un)?subscribe|connect me|transfer me)\b",
    re.IGNORECASE | re.ASCII,  # between a Chinese and a Latin letter a word ends
)
_ASKS_ZH = re.compile(
    r"[吗么嘛呢]|怎[么样办]|咋|如何|什么|啥|哪|谁|几[点号时月天个门分次周人]|第几|多少|多久|多长|为何|是否|能否|可否|有没有|是不是|要不要|能不能"
    r"|可不可以|会不会|该不该|想[要问约知查看找学报取了投改退申参请办去]|我要|需要|帮[我忙]|请[帮问给]|恳请|请您|需不需要|用不用|求[推指问]|告诉我|提醒我"
    r"|给我|预约|取消|关掉|转人工|改[到约成]|查[一看下]|推荐|报[名修]"
)
_REPORTS = re.compile(
    r"坏了|丢了|不见了|漏水|漏电|不亮|停电|冒烟|着火|掉了|卡住|\b(?:broken|lost|stolen|leaking|leaks|flickering|smoke)\b",
    re.IGNORECASE | re.ASCII,  # between a Chinese and a Latin letter a word ends
)
_NUMBER = r"[①②③④⑤⑥⑦⑧⑨⑩]|(?<!\S)(?:[(（]?\d{1,2}[)）、]|\d{1,2}\.(?=\s*[^\d\s]))"
_LINK_ZH = (
    r"顺便(?:再|想)?(?:问(?:一下|一句)?)?|另外|此外|然后|再就是|对了|还有就是|以及|同时也?(?=想|请|麻烦|问)|其次"
    r"|还有(?!没|多|几|空|名额|位|吗|剩|机会|用|效|一?点|戏|票|课|的?时间|人|谁|哪|什么|啥)"
)
_LINK_EN = (
    r"(?:oh )?and (?:also|then|(?:one|another)(?: more)? (?:thing|question))|also|btw|by the way|plus"
    r"|(?:oh )?and(?! i (?:were|are|both))"
    r"|furthermore|moreover|in addition|besides(?: that)?|on another note|secondly|another question(?: is)?"
)
_ANOTHER_MATTER = (
    r"另外|此外|顺便|对了|再就是|还有就是|(?:and )?also\b|btw\b|by the way\b|plus\b|furthermore\b|moreover\b"
    r"|in addition\b|besides\b|on another note\b|secondly\b|(?:and )?(?:one more|another) (?:thing|question)\b"
)
_NOT_INSIDE = (
    r"(?<!\bi )(?<!\bi'd )(?<!\bi'm )(?<!\bwould )(?<!\bcould )(?<!\bwe )(?<!\bam )(?<!\bwas )"  # "I also want"
)
_CJK = r"[\u4e00-\u9fff]"
_CUT = re.compile(
    rf"(?P<number>{_NUMBER})|(?P<mark>[?？!！;；\n]+)"
    rf"|(?P<stop>。+|…+|(?<!\d)(?<!\b[ap]\.m)(?<!\b[ap])\.+(?=\s|$)|(?<=\d)\.(?=\s+[A-Z]|$))"
    rf"|(?P<link>(?<=[，,。.；;])(?=\s*(?:{_ANOTHER_MATTER})))"
    rf"|(?P<soft>[，,:：](?!\d)|(?={_LINK_ZH})|(?<=\s){_NOT_INSIDE}(?=(?:{_LINK_EN})\s)|(?<={_CJK})\s+(?={_CJK}))",
    re.IGNORECASE,
)
_EDGES = re.compile(
    rf"^(?:[\s，,:：。.;；]|{_NUMBER}|{_LINK_ZH}|(?:{_LINK_EN})(?=[\s,]))+|(?:\s(?:and|but|so))?[\s，,:：。;；]+$",
    re.IGNORECASE,
)
_OPEN_ENDED = re.compile(rf"\b{_WH}[\s,]*$", re.IGNORECASE)
_LEANS = re.compile(r"\b(?:it|that|them|there)\b|它|那个|这个", re.IGNORECASE)
_WORD = re.compile(rf"{_CJK}|[^\W\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    cut: str  # what parts it from the one before: "number", "mark", "stop", "link" or "soft"

    @property
    def asks(self) -> bool:
        return asks(self.text)

    @property
    def words(self) -> int:
        return len(_WORD.findall(self.text))


def asks(text: str) -> bool:
    """Say whether the words want something, rather than tell something."""
    return any(pattern.search(text) for pattern in (_ASKS_EN, _ASKS_ZH, _REPORTS))


def reports(text: str) -> bool:
    """Say whether the words tell that something is broken, lost or leaking."""
    return _REPORTS.search(text) is not None


def split(text: str) -> list[str]:
    """Return the clauses of a message in order, at most six; the whole message where it makes one request.

    Of a letter only what is no courtesy: a greeting or a thank-you is no clause, and hides none.
    """
    text = without_courtesies(text)
    parts: list[_Part] = []
    for part in _parts(text):
        if parts and not _stands_apart(parts[-1], part):
            parts[-1] = _Part(parts[-1].text + part.text, parts[-1].cut)
        else:
            parts.append(part)
    clauses = [_EDGES.sub("", part.text) for part in parts]
    clauses = [one for one in clauses if _WORD.search(one) and not is_courtesy(one)] or [text.strip()]
    most = MOST_CLAUSES - 1
    whole = [*clauses[:most], " ".join(clauses[most:])]
    return [clause for clause in whole if clause]


def _parts(text: str) -> list[_Part]:
    """Cut wherever a clause may end; a mark stays with the part before it, a number or link word opens the next."""
    parts: list[_Part] = []
    start, cut = 0, "mark"
    for match in _CUT.finditer(text):
        kind = match.lastgroup or "soft"
        end = match.start() if kind == "number" else match.end()
        if _WORD.search(text[start:end]):
            parts.append(_Part(text[start:end], cut))
            start, cut = end, kind
        elif cut == "soft" or kind == "link":
            cut = kind
    if text[start:].strip():
        parts.append(_Part(text[start:], cut))
    return parts


def _stands_apart(before: _Part, part: _Part) -> bool:
    """Say whether a part begins a clause of its own."""
    if part.cut == "number":
        return before.words > 1
    if _OPEN_ENDED.search(before.text) or part.words < 2:
        return False
    if part.cut == "mark":
        return before.words > 2 and (part.asks or part.words > 4)
    if part.cut == "link":
        return part.asks
    if part.cut == "soft" and part.words < 6 and _LEANS.search(part.text):
        return False
    return before.asks and part.asks
