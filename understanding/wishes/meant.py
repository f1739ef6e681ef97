"""What is meant where the NLU does not hear it: leaving an event, and orders said in words that it does not know."""

import re

from understanding.wishes import borders
from understanding.wishes.grammar import grammar
from understanding.wishes.pieces import fold, pieces
from understanding.wishes.reading import names, read

LEAVE = "leave_event"
LIKE_LEAVING = frozenset(
    (
        "cancel_counseling",
        "reschedule_counseling",
        "list_counseling",
        "unsubscribe_reminders",
        "sign_up_event",
        "ask_events",
        "out_of_scope",
    )
)
"""What leaving an event is taken for: the NLU knows no intent for it."""

_EVENT = re.compile(
    r"\b(?:events?|activit\w+|workshops?|lectures?|seminars?|career talks?|talks?|(?:job|career) fairs?|fairs?|contests?|competitions?"
    r"|tournaments?|hackathons?|marathons?|volunteering|volunteer (?:day|event|work)|party day|mock exams?|open day|review|concerts?"
    r"|hikes?|trips?|debates?|festivals?|snow day|sports day|modelling|modeling)\b"
    r"|活动|工作坊|讲座|双选会|招聘会|宣讲会|大赛|比赛|竞赛|选拔赛|志愿(?:服务|者|活动)|党日|模考|串讲|晚会|社团|开放日|运动[会日]|音乐会|沙龙"
)
_PLACE = re.compile(
    r"\b(?:sign[- ]?ups?|registrations?|my (?:seat|place|spot|ticket)|my name|the list|participants?)\b|报名|报的名|名额|座位|名单"
)
_SURELY_COUNSELING = re.compile(r"counsel|therap|psych|心理|咨询|appointment|session|预约")
_MESSAGES = re.compile(
    r"remind|notif|alert|messag|\btips?\b|news|digest|subscri|\bpush|\bping|\bspam|mail|\bsend|\btext|\bmute|follow|updates?"
    r"|提醒|通知|推|消息|贴士|提示|订阅|退订|关注|取关|发"
)
_REPORTED = re.compile(r"\breport|举报|上报|反映(?:一[个下])?问题")
_ASKS_FOR_PERSON = "talk_to_human"


def meant(clause: str, likeliest: str, *, is_weak: bool) -> str:
    """Return the intent that a clause means, which is most often the one it was read as.

    Args:
        likeliest: what it was read as.
        is_weak: too unsure to act on.
    """
    if borders.is_another_matter(clause, likeliest):
        return "out_of_scope"
    text = fold(clause)
    if (is_weak or likeliest in LIKE_LEAVING) and _leaves(text, clause):
        return LEAVE
    return _order(text, clause) or likeliest if is_weak else likeliest


def _leaves(text: str, clause: str) -> bool:
    if _SURELY_COUNSELING.search(text) or _MESSAGES.search(text):
        return False
    if not (_EVENT.search(text) or _PLACE.search(text)):
        return False
    return names(clause, LEAVE) and read(clause, LEAVE).kind != "unclear"


def _order(text: str, clause: str) -> str | None:
    """Return what is surely ordered by name of the deed and its matter, None where nothing is."""
    matters = (
        (_MESSAGES, ("unsubscribe_reminders", "subscribe_reminders")),
        (_SURELY_COUNSELING, ("cancel_counseling", "reschedule_counseling", "book_counseling")),
        (_EVENT, ("sign_up_event",)),
        (_REPORTED, ("report_safety_incident",)),
    )
    for matter, intents in matters:
        if matter.search(text):
            named = next((one for one in intents if _asks_to(clause, one)), None)
            return named if named and not borders.is_another_matter(clause, named) else None
    return _ASKS_FOR_PERSON if _asks_to(clause, _ASKS_FOR_PERSON) else None


def _asks_to(clause: str, intent: str) -> bool:
    return any(
        rules.request.search(piece.text)
        or rules.order.search(piece.text)
        or (intent != _ASKS_FOR_PERSON and rules.command.search(piece.text))
        for piece in pieces(clause)
        if (rules := grammar(piece.language, intent))
    )
