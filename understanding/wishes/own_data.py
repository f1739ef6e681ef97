"""Whether somebody asks to see or to erase what is stored of them."""

import re
from typing import Literal

Wish = Literal["see", "erase"]

_DATA_ZH = r"(?:数据|信息|资料|聊天记录|对话记录?|记录|账号|账户|帐号|档案|历史)"
_DATA_EN = (
    r"(?:personal )?(?:data|info(?:rmation)?|chats?|messages|(?:chat )?history|account|records?|conversations?|profile)"
)
_ERASE = re.compile(
    rf"(?:删除|删掉|删了|清除|清空|清掉|抹掉|注销|销毁)(?:掉|一下|所有|全部|你|存|的|关于)*我?(?:的|所有|全部|个人|在这里)*{_DATA_ZH}"
    rf"|把?我(?:的|所有|全部|个人|在这里)*{_DATA_ZH}(?:都|全部?|给我|给)*(?:删|清|抹|注销|销毁)"
    r"|忘[掉记]我(?:说过?的|的一切|的所有)|^(?:请)?(?:把我忘了|忘了我)吧?$"
    rf"|\b(?:delete|erase|remove|wipe|clear|forget)\b[^.?!]{{0,20}}\bmy (?:\w+ )?{_DATA_EN}\b"
    r"|\b(?:delete|erase|forget|wipe) (?:everything|all)(?: you (?:know|have|store))? (?:about|on|of) me\b"
    r"|^(?:please )?forget me(?: please)?[.!]?$|\bright to be forgotten\b",
    re.IGNORECASE,
)
_SEE = re.compile(
    rf"(?:导出|下载|拿到|要一份|给我一份|查看|看看|看一下|调取)(?:一下|所有|全部)*我(?:的|所有|全部|个人|在这里)*{_DATA_ZH}"
    r"|你(?:这里|们)?(?:都|到底)?(?:知道|存了?|记了?|保存了?|记录了?|收集了?|掌握了?)(?:些)?(?:关于)?我的?(?:些|的)?(?:什么|哪些|多少)"
    r"|你(?:这里|们)?(?:都|到底)?(?:存|保存|记录|收集)了?(?:哪些|什么)(?:关于)?我的"
    r"|\b(?:export|download|show(?: me)?|send(?: me)?|give(?: me)?|see|get|(?:a )?copy of)\b[^.?!]{0,15}"
    rf"\bmy (?:\w+ )?{_DATA_EN}\b"
    r"|\bwhat (?:\w+ )?(?:do|have|did) you (?:know|have|stored?|keep|kept|saved?|collect(?:ed)?|got)\b"
    r"[^.?!]{0,12}\b(?:about|on|of) me\b",
    re.IGNORECASE,
)
_REFUSES = re.compile(
    r"(?:不要|别|不想|不用|不需要|不会|没)(?:再|把|去|要)*(?:我的)?[^，。]{0,6}(?:删|清|注销|抹|导出)"
    r"|\b(?:don't|do not|never|didn't|won't|not)\b[^.,]{0,15}\b(?:delet|eras|remov|wip|forget|clear|export)",
    re.IGNORECASE,
)
# Whoever wants an appointment or a sign-up gone asks for that, not for their data.
_ABOUT_ANOTHER = re.compile(r"预约|报名|活动|\bappointment|\bbooking|\bsign-?up|\bevent", re.IGNORECASE)


def wish_in(words: str) -> Wish | None:
    """Return what the words ask for of their writer's own data, None where they ask for nothing of that kind."""
    if _REFUSES.search(words) or _ABOUT_ANOTHER.search(words):
        return None
    plain = words.strip()
    if _ERASE.search(plain):
        return "erase"
    return "see" if _SEE.search(plain) else None
