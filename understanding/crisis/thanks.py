"""Thanks that open a request: "thanks for always being there" is a farewell only where nothing is asked after it.

What tells is a request that looks forward: a session to book, an event to join, a reminder. Cancelling is none: who
takes leave cancels too.
"""

import re

_THANKS = re.compile(
    r"(?:(?:真的|太|非常|很|好)?(?:谢谢|感谢|多谢)(?!.{0,6}(?:再见|永别|最后))[^,.!?;\n ]{0,14}"
    r"|(?:thanks|thank you|thx)(?: so much| a lot| again)?(?: for (?!the last|everything)[^,.!?;\n]{0,40}?)?)"
    r"(?:[,.!?;\n ]+|(?= and (?:can|could|id|i)\b))"
)
_APPOINTMENT = r"\b(?:counsell?or|counsell?ing|session|appointment|psychologist|therapist)\b"
_LOOKS_FORWARD = re.compile(
    "|".join(
        (
            r"(?<!不)(?:想|要|帮我?|能|可以|给我?|来|再)[^,.!?;\n]{0,6}(?:约|挂)[^,.!?;\n]{0,8}(?:老师|咨询|医生|辅导|时间|号|面谈)",
            r"(?:有|哪些|最近|这周|下周|参加)[^,.!?;\n]{0,6}(?:活动|讲座|比赛|双选会|招聘会|通知)",
            r"我?(?:想|要|帮我?)[^,.!?;\n]{0,4}报个?名|提醒我|订阅|怎么(?:约|预约|申请|报名|写|准备|请假)|什么时候(?:考|开|报|举|出)",
            rf"\b(?:book|schedule|make|get|see|reschedule|move)\b[^.!?;\n]{{0,20}}{_APPOINTMENT}",
            r"\b(?:sign (?:me )?up|register|remind me|subscribe)\b|\b(?:what|any) (?:events?|lectures?|talks?)\b",
            r"\bhow (?:do|can) i (?:apply|book|register|sign|write|prepare)\b",
        )
    )
)


def without_opening_thanks(text: str) -> str:
    """Return a normalised text without the thanks it opens with, where a request that looks forward follows."""
    thanks = _THANKS.match(text)
    return text[thanks.end() :] if thanks and _LOOKS_FORWARD.search(text, thanks.end()) else text
