"""Whether somebody who waits for a person says that none is needed any more: "never mind", 算了不用了.

The whole message must say so and nothing else: 算了一下学分 counts credits, "never mind the cold" is about something
else, and what stands beside it may be what matters. Read from left to right without going back, so that no message,
however odd, takes long.
"""

import re
import unicodedata
from collections.abc import Sequence

LONGEST = 80  # characters; what is longer says more than that

_PEOPLE = r"(?:你们?|您|老师们?|人工(?:服务)?|客服|辅导员|咨询师|别人|任何人|谁|人|他们?|她们?|大家)"
_ANYONE = (
    r"(?:any ?one|any ?body|some ?one|some ?body|help|it|this|that|you|them|him|her"
    r"|(?:a|the|any) (?:real )?(?:person|people|human|counsell?or|teacher|operator|staff))"
)
_LATER = r"(?: (?:any ?more|anymore|now|right now|for now|after all|any longer|at all))?"

_SAYS_SO = re.compile(
    "|".join(
        (
            r"算了(?!算)[吧啦]?",
            rf"(?:不用|别)(?:再)?(?:回复?|管|理)(?:我|这个)?了[吧啦]?|不要{_PEOPLE}来了[吧啦]?",
            rf"不用(?:再|麻烦|找|叫|转|等|联系|打扰|喊){{0,2}}{_PEOPLE}?(?:来|过来)?了?[吧啦]?",
            rf"不要(?:找|叫|转)?{_PEOPLE}了[吧啦]?",
            rf"不(?:需要|必)(?:再|麻烦|找|叫|转|帮忙|帮助){{0,2}}{_PEOPLE}?(?:帮忙|帮助|来)?了[吧啦]?",
            rf"不需要{_PEOPLE}?(?:帮忙|帮助)?",
            rf"不(?:想|打算)?(?:找|叫|转|等|麻烦){_PEOPLE}?了[吧啦]?",
            rf"别(?:找|叫|转|等|麻烦|联系|喊){_PEOPLE}?了[吧啦]?",
            r"没事儿?了|当我没说|(?:撤回|撤销|取消)(?:我的|这个|那个)?(?:请求|求助|人工(?:服务)?|转人工|申请)",
            r"(?:问题)?(?:已经|刚才|自己){0,2}(?:解决|搞定|弄好|处理好|弄明白|弄清楚|问到)了",
            r"(?:我)?(?:改主意|改变主意|反悔)了",
            r"never ?mind(?: (?:it|that|about it|about that))?\b",
            r"nvm\b|nevermind\b|forget (?:about )?(?:it|that)\b|leave it\b|scrap that\b",
            rf"(?:i )?(?:really )?(?:don'?t|do not|no longer) (?:really )?(?:need|want)"
            rf" (?:to (?:talk|speak) (?:to|with) |to see |to bother )?{_ANYONE}{_LATER}(?!\w)",
            rf"(?:there'?s |there is )?no (?:longer )?need(?:ed)?(?: (?:for|to talk to) {_ANYONE})?{_LATER}(?!\w)",
            r"(?:it'?s|its|it is|that'?s) (?:all )?(?:solved|sorted|fixed|resolved|settled)(?: out)?(?: now)?\b",
            r"(?:i'?ve|i have|i) (?:just |already )?(?:solved|sorted|fixed|figured|worked) (?:it|this|that)(?: out)?"
            r"(?: (?:by )?myself| on my own)?\b",
            r"(?:please )?(?:don'?t|do not) bother(?: (?:them|any ?one|any ?body|the staff))?\b",
            r"(?:please )?(?:cancel|withdraw|take back|drop) (?:my|the|that|this) request\b",
            r"(?:i'?ve |i have |i )?changed my mind\b|(?:all )?sorted(?: out)?\b|call it off\b",
            r"(?:nobody|no ?one) (?:is )?needed\b",
            rf"(?:please )?(?:don'?t|do not) send {_ANYONE}{_LATER}(?!\w)|i(?:'ve)? got (?:my|the|an) answer\b",
        )
    )
)
_BESIDE = re.compile(
    r"我|那|就|还是|先|现在|暂时|已经|其实|好像|好的?|谢谢(?:你们?|您|老师)?|多谢|感谢|不好意思|抱歉|打扰(?:你们?|您)?了|麻烦(?:你们?|您)了"
    r"|老师|没事儿?|没关系|[哦嗯啊哈呢呀啦吧了的]"
    r"|(?:oh|ok|okay|actually|well|thanks?(?: you)?(?: (?:anyway|though|a lot|so much|very much))?|sorry|please"
    r"|for now|then|no|nah|just|so|and|but|hi|hello|all good|it'?s (?:ok|okay|fine|all ?right)|now"
    r"|i'?m (?:ok|okay|fine|good|all ?right)(?: now)?)\b"
)
_FRIEND = r"(?:he|she|they|my (?:friend|room-?mate|classmate))"
_LOOK_SAYS_SO = re.compile(
    r"(?:不用|别|不必|不需要)(?:再|让|叫|麻烦|请){0,3}(?:老师|人|你们)?(?:再|去|来){0,3}"
    r"(?:看|查看|找(?:他|她|ta)|管(?:他|她|ta)?)了?[吧啦]?"
    r"|(?:取消|撤回|撤销)(?:掉|这个|那个|请求|了|吧){0,4}|(?:是)?(?:我)?(?:误会|搞错|弄错|想多)了"
    r"|(?:please )?(?:cancel|withdraw|drop|stop|take back) (?:it|this|that|the (?:case|look|request|visit))\b"
    r"|false alarm\b|(?:there'?s |there is )?no need to (?:look|check|go|come|visit)"
    r"(?: (?:on|in on|after|for) (?:him|her|them))?(?!\w)"
    r"|(?:you |they |the teacher )?(?:don'?t|do not|doesn'?t|does not) (?:need|have) to (?:look|check|go|come|visit)"
    r"(?: (?:on|in on|after) (?:him|her|them))?(?!\w)|i was (?:wrong|mistaken)\b|my mistake\b"
)
_LOOK_BESIDE = re.compile(
    rf"stop\b|{_FRIEND}(?:'?s| is| are|'?re| seems?| feels?| looks?) (?:really |all |much |doing |now |just ){{0,3}}"
    r"(?:fine|ok|okay|well|good|better|all ?right|safe|home)(?: (?:now|again|after all)){0,2}\b"
    r"|(?:他|她|ta|室友|朋友|同学|人){1,3}(?:现在|已经|真的|都|今天){0,3}(?:没事儿?|好|好多|好些|回来|正常|缓过来|恢复)了?"
)
_SIGNS = re.compile(r"[^\w']+")


def takes_back(words: str) -> bool:
    """Say whether the message says that nobody is needed any more, and says nothing else."""
    return _says_only(words, (_SAYS_SO,), (_BESIDE,))


def takes_look_back(words: str) -> bool:
    """Say whether the message says that nobody need look after the friend any more; that they are well says it not."""
    return _says_only(words, (_SAYS_SO, _LOOK_SAYS_SO), (_LOOK_BESIDE, _BESIDE))


def _says_only(words: str, says_so: Sequence[re.Pattern[str]], beside: Sequence[re.Pattern[str]]) -> bool:
    """Read from left to right: every piece says so or stands beside, and one at least says so."""
    if len(words) > LONGEST:
        return False
    rest = _SIGNS.sub(" ", unicodedata.normalize("NFKC", words).lower().replace("’", "'")).strip()
    said_so = False
    while rest:
        said, aside = _reach(says_so, rest), _reach(beside, rest)
        if not (said or aside):
            return False
        said_so = said_so or said >= aside
        rest = rest[max(said, aside) :].strip()
    return said_so


def _reach(patterns: Sequence[re.Pattern[str]], rest: str) -> int:
    return max(match.end() if (match := pattern.match(rest)) else 0 for pattern in patterns)
