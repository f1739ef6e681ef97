"""Which reminders somebody names, and what is no reminder of ours but a matter of their own."""

import re

from understanding.wishes.pieces import fold

ALL, ALL_BUT_SAFETY = "all", "all_but_safety"

_SUBJECTS = {
    "safety_education": re.compile(
        r"\b(?:weekly|safety) (?:\w+ )?(?:tips?|lessons?|education)\b|\btips? (?:of|every|each) (?:the )?week|每周(?:安全)?(?:提示|小?贴士|知识|教育)|安全(?:小?贴士|小?知识|提示|教育)|小贴士"
    ),
    "safety": re.compile(
        r"\bsafety (?:notices?|alerts?|warnings?|notifications?|messages?|news|ones?|stuff|reminders?)\b|\b(?:weather|storm|snow|typhoon|emergency) (?:alerts?|warnings?)\b"
        r"|\bwarnings\b|安全(?:通知|预警|警报|提醒|消息|公告|的)|预警|警报"
    ),
    "appointments": re.compile(r"\b(?:appointments?|counsel\w+|sessions?|therapy)\b|预约|咨询"),
    "events": re.compile(
        r"\b(?:events?|activit\w+|lectures?|workshops?|fairs?|contests?|competitions?)\b|活动|讲座|双选会|招聘会|宣讲会|比赛|工作坊"
    ),
    "employment": re.compile(
        r"\b(?:jobs?|career|employment|internships?|recruit\w+|openings)\b|就业|招聘(?!会)|求职|实习|网申|秋招|春招|校招|工作(?!坊|人员)"
    ),
}
_EXCEPT_SAFETY = re.compile(
    r"\b(?:except|but|apart from|other than|besides|keep|leave)\b.{0,20}\b(?:safety|warnings?)|\ball but safety|除了?安全|安全.{0,6}(?:留|除外|保留|继续)"
)
_EXCEPT = re.compile(r"\b(?:except|apart from|other than|besides|keep|leave)\b|除了|除外|留着|保留|其他|其它|别的")
_ALL = re.compile(r"\b(?:all|everything|every|any|whatever)\b|全部|所有|一切|统统|任何|全都|都(?=关|停|退|打开|开|订)")
_REMIND = re.compile(
    r"\b(?:remind|wake|nudge|ping|poke|alert|tell|notify|text|message) me\b|\blet me know\b|\bdon't let me (?:forget|miss)\b|\breminders? (?:for|to|about|of)\b"
    r"|提醒我|叫我|喊我|催我|告诉我|通知我|戳我|提醒一?下"
)
_BESIDE = re.compile(
    r"\b(?:please|pls|can|could|you|u|i|me|my|a|an|the|to|of|on|at|in|for|about|it|this|that|and|or|remind\w*|reminders?|wake|nudge|ping|poke|alert|tell|notify|text|message|let|know"
    r"|up|when|set|turn|start|send|back|again|want|would|like|need|be|hi|hello|thanks|thank|forget|miss|don't|tomorrow|today|tonight|next|week|monday|tuesday|wednesday"
    r"|thursday|friday|saturday|sunday|morning|afternoon|evening|day|hour|hours|before|am|pm|o'clock|later|minutes?)\b|\d+"
    r"|请|帮我|给我|麻烦|能|可以|吗|吧|呢|一下|你|我|提醒|叫|喊|催|告诉|通知|戳|到时候|到点|明天|后天|今天|下周[一二三四五六日天]?|周[一二三四五六日天]|星期.|早上|上午|下午|晚上|提前|前|[一二三四五六七八九十两]?点|小时|分钟|天|打开|开|设|个|的|把|要|想|再|了|得|记|别|忘"
)
_WORD = re.compile(r"[a-z]{2,}|[㐀-鿿]{2,}")


def reminder_subjects(words: str) -> tuple[str, ...]:
    """Return the reminders that are named, in an order of ours; `all` or `all_but_safety` alone; none where unclear.

    Where some are excepted and it is not plain which remain, none is named: the student is asked.
    """
    text = fold(words)
    if _EXCEPT_SAFETY.search(text):
        return (ALL_BUT_SAFETY,)
    found = tuple(subject for subject, pattern in _SUBJECTS.items() if pattern.search(text))
    if "safety_education" in found and "safety" in found and not re.search(r"\band\b|和|跟|与|、|,", text):
        found = tuple(subject for subject in found if subject != "safety")
    if found:
        return () if _EXCEPT.search(text) else found
    return (ALL,) if _ALL.search(text) else ()


def is_own_matter(words: str) -> bool:
    """Say whether something is to be reminded of that is none of our reminders, as a paper to hand in."""
    text = fold(words)
    if not _REMIND.search(text) or any(pattern.search(text) for pattern in _SUBJECTS.values()):
        return False
    return bool(_WORD.search(_BESIDE.sub(" ", text)))
