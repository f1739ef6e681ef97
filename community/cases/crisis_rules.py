"""How a talk about danger goes on: an explicit machine of steps, and how soon people are called.

Pure: an answer is the name that the reader of words gave it (`understanding.care.crisis_answers.Answer`), "" where
the words said none of these, "?" where they asked something. A move names the step that follows and the line to say;
the words of the lines are in `actions/`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from community.cases import act_rules
from community.cases.crisis_steps import ACTED, Move, Step

__all__ = ["ACTED", "Alarm", "Heard", "Move", "Step", "alarm", "lapsed", "move"]

LAPSES_AFTER = timedelta(hours=12)  # of silence; as long as a counselor's hold on a silent talk
SUSPICION_LAPSES_AFTER = timedelta(hours=1)  # a question that only a tone had asked for
OF_OTHERS_LAPSES_AFTER = timedelta(hours=3)  # a talk about somebody else, or about what is done to the student
DENIAL_COUNTS = timedelta(hours=24)  # within this time a second risky line is answered as a second one


_YES_NO: Mapping[Step, tuple[Move, Move, Move]] = {  # to a yes, a no, a "not sure"
    Step.ASKED: (Move(Step.COMPANY, "yes"), Move(Step.ENDED, "believed"), Move(Step.COMPANY, "not_sure")),
    Step.COMPANY: (Move(Step.TOGETHER, "together"), Move(Step.MEANS, "alone"), Move(Step.MEANS, "alone")),
    Step.TOGETHER: (
        Move(Step.STEADYING, "told_them"),
        Move(Step.STEADYING, "wont_tell"),
        Move(Step.STEADYING, "wont_tell"),
    ),
    Step.MEANS: (Move(Step.DISTANCE, "means"), Move(Step.STEADYING, "steady"), Move(Step.DISTANCE, "means")),
    Step.DISTANCE: (Move(Step.STEADYING, "done"), Move(Step.WAITING, "cannot_move"), Move(Step.WAITING, "cannot_move")),
    Step.STEADYING: (
        Move(Step.SAFE_CHECK, "better"),
        Move(Step.STEADYING, "no_help"),
        Move(Step.STEADYING, "no_help"),
    ),
    Step.WAITING: (Move(None, "here"), Move(None, "listening"), Move(None, "listening")),
    Step.SAFE_CHECK: (Move(Step.ENDED, "safe"), Move(Step.COMPANY, "not_safe"), Move(Step.COMPANY, "not_safe")),
    Step.HURT: (Move(None, "help_coming"), Move(None, "hurt_again"), Move(None, "hurt_again")),
    Step.EDGE: (Move(Step.COMPANY, "came_down"), Move(None, "edge_again"), Move(None, "edge_again")),
}

_ANY_STEP: Mapping[str, Move] = {
    "alone": Move(Step.MEANS, "alone"),
    "accompanied": Move(Step.TOGETHER, "together"),
    "harmed": Move(Step.HURT, "hurt"),
    "edge": Move(Step.EDGE, "edge"),
    "came_down": Move(None, "glad"),
    "not_hurt": Move(Step.COMPANY, "not_hurt"),
    "help_came": Move(Step.WAITING, "help_came"),
    "help_coming": Move(Step.WAITING, "help_coming"),
    "called_by": Move(Step.TOGETHER, "take_call"),
    "dont_call": Move(None, "dont_call"),
    "why": Move(None, "why"),
    "place": Move(None, "place"),
    "in_english": Move(None, "in_english"),
    "in_chinese": Move(None, "in_chinese"),
    "menu": Move(None, "here"),
    "what_to_do": Move(Step.DISTANCE, "what_to_do"),
    "wont_call": Move(Step.COMPANY, "wont_call"),
    "busy": Move(Step.COMPANY, "busy"),
    "private": Move(None, "private"),
    "no_help": Move(Step.STEADYING, "no_help"),
    "cannot": Move(Step.STEADYING, "cannot"),
    "stay": Move(Step.COMPANY, "stay"),
    "scared": Move(Step.COMPANY, "scared"),
    "means": Move(Step.DISTANCE, "means"),
    "done": Move(Step.STEADYING, "done"),
    "better": Move(Step.SAFE_CHECK, "better"),
    "safe": Move(Step.ENDED, "safe"),
    "unsafe": Move(Step.COMPANY, "not_safe"),
    "misunderstood": Move(Step.ENDED, "believed"),
    "stop": Move(Step.ENDED, "stop"),
    "never_mind": Move(Step.SAFE_CHECK, "never_mind"),
    "goodbye": Move(Step.SAFE_CHECK, "goodbye"),
    "bot": Move(None, "bot"),
    "angry": Move(None, "angry"),
    "person": Move(Step.WAITING, "person"),
    "when": Move(None, "when"),
    "book": Move(None, "book"),
    "sorry": Move(None, "sorry"),
    "thanks": Move(None, "here"),
    "okay": Move(None, "here"),
    "": Move(None, "listening"),
    "?": Move(None, "no_answer"),
}

_AT_STEP: Mapping[tuple[Step, str], Move] = {
    (Step.ASKED, "safe"): Move(Step.ENDED, "believed"),
    (Step.COMPANY, "scared"): Move(Step.MEANS, "scared_again"),
    (Step.COMPANY, "stay"): Move(Step.MEANS, "scared_again"),
    (Step.MEANS, "scared"): Move(None, "scared_again"),
    (Step.MEANS, "stay"): Move(None, "scared_again"),
    (Step.DISTANCE, "okay"): Move(None, "take_time"),
    (Step.TOGETHER, "okay"): Move(None, "take_time"),
    (Step.STEADYING, "okay"): Move(None, "take_time"),
    (Step.TOGETHER, "cannot"): Move(Step.STEADYING, "wont_tell"),
    (Step.DISTANCE, "cannot"): Move(Step.WAITING, "cannot_move"),
    (Step.TOGETHER, "wont_call"): Move(Step.STEADYING, "wont_tell"),
}

_OF_ALL: Mapping[str, Move] = {  # said to whoever speaks of somebody else, or of what is done to them
    **{name: Move(Step.ENDED, "end") for name in ("safe", "stop", "never_mind", "goodbye", "misunderstood")},
    **{name: Move(None, "here") for name in ("thanks", "okay")},
    "bot": Move(None, "bot"),
    "angry": Move(None, "angry"),
    "when": Move(None, "when"),
}
_ABOUT: Mapping[str, Mapping[str, Move]] = {
    "friend": {
        **_OF_ALL,
        "what_to_do": Move(Step.WAITING, "friend_how_to_talk"),
        "person": Move(Step.WAITING, "friend_needs_look"),
        **{name: Move(Step.WAITING, "friend_in_danger") for name in ("unsafe", "means", "harmed", "edge")},
        **{name: Move(None, "friend_scared") for name in ("scared", "stay")},
        "": Move(None, "friend_listening"),
    },
    "victim": {
        **_OF_ALL,
        **{name: Move(Step.WAITING, "victim_next") for name in ("what_to_do", "cannot")},
        **{name: Move(Step.WAITING, "victim_decides") for name in ("wont_call", "private")},
        "person": Move(Step.WAITING, "victim_person"),
        "unsafe": Move(Step.WAITING, "victim_in_danger"),
        "harmed": Move(Step.WAITING, "harmed"),
        **{name: Move(None, "victim_scared") for name in ("scared", "alone", "stay")},
        "": Move(None, "victim_listening"),
    },
    "others": {
        **_OF_ALL,
        **{name: Move(Step.ENDED, "threat_no") for name in ("safe", "misunderstood", "better")},
        "person": Move(Step.WAITING, "person"),
        "": Move(None, "threat_calm"),
    },
}
_ASKED_ABOUT: Mapping[str, tuple[Move, Move, Move]] = {
    "friend": (
        Move(Step.WAITING, "friend_in_danger"),
        Move(Step.WAITING, "friend_not_now"),
        Move(Step.WAITING, "friend_not_now"),
    ),
    "victim": (
        Move(Step.WAITING, "victim_in_danger"),
        Move(Step.WAITING, "victim_listening"),
        Move(Step.WAITING, "victim_scared"),
    ),
    "others": (
        Move(Step.WAITING, "threat_yes"),
        Move(Step.ENDED, "threat_no"),
        Move(Step.WAITING, "threat_yes"),
    ),
}
_PLAIN = ("yes", "no", "not_sure")


def move(about: str, step: Step, answer: str) -> Move:
    """Return how the talk goes on from `step` after an answer; whatever was said, there is a move."""
    if answer == "a_little":  # of ease that is a yes, of danger it is no no
        answer = "yes" if step == Step.STEADYING else "not_sure"
    if about != "oneself":
        return _about_others(about, step, answer)
    if answer in _PLAIN:
        return _YES_NO[step][_PLAIN.index(answer)]
    if step in ACTED:
        return act_rules.move(step, answer)
    return _AT_STEP.get((step, answer)) or _ANY_STEP[answer]


def _about_others(about: str, step: Step, answer: str) -> Move:
    if answer in _PLAIN and step == Step.ASKED:
        return _ASKED_ABOUT[about][_PLAIN.index(answer)]
    moves = _ABOUT[about]
    return moves.get(answer) or moves[""]


class Heard(NamedTuple):
    """What was heard of danger to the student themself before this message.

    `lines` counts messages that told of it, in the open talk or in one denied within a day; `by_tone` while nothing
    but their tone did; `settled` once danger is no mere question: they said yes, or the card was shown.
    """

    lines: int = 0
    by_tone: bool = True
    settled: bool = False


class Alarm(NamedTuple):
    """What to show, and the risk to open a case with, None for no case."""

    shows: Literal["question", "card"]
    risk: Literal["low", "high"] | None


def alarm(level: str, *, by_tone: bool, before: Heard) -> Alarm:
    """Return how a message that tells of danger to oneself is answered.

    Tone alone brings the question and calls nobody. A second line of that kind has a person look within a day, a third
    calls them; a rule does so one line sooner.
    """
    if level == "crisis" or before.settled:
        return Alarm("card", "high")
    if before.lines == 0:
        return Alarm("question", None if by_tone else "low")
    if before.lines == 1 and by_tone and before.by_tone:
        return Alarm("question", "low")
    return Alarm("card", "high")


def lapsed(about: str, *, by_tone: bool, last_at: datetime, now: datetime) -> bool:
    """Say whether a talk has been silent for so long that it is over."""
    if by_tone:
        return now - last_at >= SUSPICION_LAPSES_AFTER
    return now - last_at >= (LAPSES_AFTER if about == "oneself" else OF_OTHERS_LAPSES_AFTER)
