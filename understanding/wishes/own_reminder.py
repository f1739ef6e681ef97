"""Whether somebody asks to be reminded of a matter of their own: 提醒我下周三交论文, "remind me to call home"."""

import re

_ASKS = re.compile(
    r"(?:提醒|叫醒)(?:一下)?我|(?:设|定|订|(?<![早晚])上|调)(?:个|一个)?(?:闹钟|闹铃|提醒)|叫我(?:.{0,8}起床|一声)|别让我忘"
    r"|\b(?:remind|wake|nudge|ping) me\b|\bset (?:me )?(?:an? )?(?:reminder|alarm|timer)\b|\bdon't let me forget\b",
    re.IGNORECASE,
)
_REFUSES = re.compile(
    r"(?:不用|不要|不需要|别|不必|无需|停止|取消|关闭|关掉)(?:再|给我|总)*(?:提醒|叫醒)|提醒我?(?:的)?(?:已经|太|够)"
    r"|\b(?:don't|do not|stop|no need to|needn't|never)\b[^.,]{0,15}\bremind"
    r"|\bno more \w|\b(?:switch|turn)(?: \w+){0,3} off\b",
    re.IGNORECASE,
)
# What the assistant reminds of by itself: asking for that chooses reminders, and is no matter of one's own.
_OURS = re.compile(
    r"截止(?:日期|时间)?|预约|咨询|活动|讲座|宣讲会?|双选会|招聘会|工作坊|比赛|安全|通知|预警|恶劣|天气|提示|贴士|就业|招聘|实习|学业|党建|ddl"
    r"|\b(?:deadlines?|appointments?|counsel+ing|sessions?|events?|activit(?:y|ies)|lectures?|workshops?|fairs?|contests?|safety"
    r"|notices?|warnings?|weather|bad|tips?|reminders?|alerts?|career|jobs?|internships?|news|talks?|study|academics?|growth)\b",
    re.IGNORECASE,
)
_A_DAY = re.compile(
    r"明[天早晚]|后天|今[天晚]|(?:下|这|本)?(?:周|星期|礼拜)[一二三四五六日天]|下周|下个?月|\d{1,4}\s{0,4}[点号日月]|[一二三四五六七八九十]{1,4}[点号月]"
    r"|\b(?:tomorrow|tonight|today|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|next (?:week|month)|at \d)\b"
    r"|\b\d+ ?[ap]\.?m\b",
    re.IGNORECASE,
)
_FILLS = re.compile(
    r"一下|一声|一有|有|新|信息|消息|看看?|发消息|发短信|[上下早中晚]午|早上|晚上|头天|每次|每天|以后|到时候?|开始|之?前|之?后|提前|一?[个小]?时|半|分钟?|[天日周月点号]|[一二两三四五六七八九十\d]"
    r"|麻烦|请|帮|需要|可以|能不能|能|要|想|你|我|的|了|吧|哈|呢|吗|啊|哦|谢谢?|一下|一声|给|在|老是?|总是?|忘事?|记得|时间|那"
    r"|\b(?:please|pls|plz|can|could|would|will|you|u|me|my|the|an?|of|about|to|for|on|in|at|by|before|after|every|each|hours?|days?|minutes?"
    r"|weeks?|whenever|there|new|two|three|one|half|first|upcoming|all|any|thanks?|it|this|that|them|when|just|also|always|things|forget|i|and|so|is"
    r"|starts?|begins?|next|early|earlier|time|send|want|like|need|up|morning|evening|afternoon|night)\b|[\W_]",
    re.IGNORECASE,
)

_ONE = re.compile(
    r"\b(?:the|that|this|my|your) (?:[\w'-]+ ){0,3}(?:reminder|alarm|timer)\b(?!s)"
    r"|[那这](?:个|条)[^，,。]{0,8}(?:提醒|闹钟)|(?:提醒|闹钟)(?:那|这)(?:个|条)|刚(?:才|刚)?[^，,。]{0,4}(?:提醒|闹钟)|(?:取消|删掉?|撤销)(?:闹钟|提醒)$",
    re.IGNORECASE,
)

_ASKS_AGAIN = re.compile(
    r"\bremind me (?:what|when|where|which|who|how|(?:of|about) the (?:date|time|place|room)\b)", re.IGNORECASE
)
"""Who says so has forgotten what they were told, and wants to hear it now."""


def asks_our_reminder(words: str) -> bool:
    """Say whether the words ask to be reminded of what the assistant reminds of by itself."""
    is_order = _ASKS.search(words) is not None and not _REFUSES.search(words) and not _ASKS_AGAIN.search(words)
    return is_order and _OURS.search(words) is not None and not asks_own_reminder(words)


def names_one_reminder(words: str) -> bool:
    """Say whether one reminder is spoken of, and not reminders as such: "cancel the alarm", 刚才那个提醒."""
    return _ONE.search(words) is not None


def asks_own_reminder(words: str) -> bool:
    """Say whether the words ask for a reminder that only they themselves describe.

    Reminders of what the assistant knows (appointments, events, deadlines, notices) are chosen, not set, and are none.
    """
    if not _ASKS.search(words) or _REFUSES.search(words) or _ASKS_AGAIN.search(words):
        return False
    rest = _A_DAY.sub(" ", _ASKS.sub(" ", words))
    if _FILLS.sub("", _OURS.sub(" ", rest)):
        return True  # something is left that is none of ours: 交论文, "call home"
    return _A_DAY.search(words) is not None and _OURS.search(rest) is None
