"""The machine of a talk about danger, alone."""

from datetime import datetime, timedelta

import pytest

from actions.care import crisis_talk, crisis_words
from community.cases import crisis_rules
from community.cases.crisis_rules import Alarm, Heard, Move, Step, move
from tests.conftest import NOW
from understanding.care.crisis_answers import Answer

ABOUT = ("oneself", "friend", "victim", "others")
ANSWERS = ("", "?", *Answer)
STEPS = [step for step in Step if step != Step.ENDED]
ENDINGS = {"safe", "stop", "misunderstood"}


@pytest.mark.parametrize("about", ABOUT)
@pytest.mark.parametrize("step", STEPS)
def test_every_answer_has_a_move_and_every_line_has_words(about: str, step: Step) -> None:
    for answer in ANSWERS:
        line = move(about, step, answer).line
        known = {*crisis_talk.LINES, *crisis_words.LINES_OF_WORDS, "end"}
        assert line in known, (answer, line)


@pytest.mark.parametrize("step", STEPS)
def test_a_talk_about_oneself_ends_by_a_clear_word_alone(step: Step) -> None:
    ending = {answer for answer in ANSWERS if move("oneself", step, answer).step == Step.ENDED}
    plain = {Step.ASKED: {"no"}, Step.SAFE_CHECK: {"yes"}}.get(step, set())
    once_acted = {Step.HURT: {"stop"}, Step.EDGE: {"stop", "misunderstood"}}  # "I'm safe" leads on, but ends nothing
    assert ending == once_acted.get(step, ENDINGS | plain)


@pytest.mark.parametrize(
    ("step", "answer", "expected"),
    [
        (Step.ASKED, "yes", Move(Step.COMPANY, "yes")),
        (Step.ASKED, "no", Move(Step.ENDED, "believed")),
        (Step.COMPANY, "no", Move(Step.MEANS, "alone")),
        (Step.COMPANY, "yes", Move(Step.TOGETHER, "together")),
        (Step.MEANS, "yes", Move(Step.DISTANCE, "means")),
        (Step.MEANS, "no", Move(Step.STEADYING, "steady")),
        (Step.DISTANCE, "okay", Move(None, "take_time")),
        (Step.STEADYING, "no", Move(Step.STEADYING, "no_help")),
        (Step.SAFE_CHECK, "no", Move(Step.COMPANY, "not_safe")),
        (Step.WAITING, "no", Move(None, "listening")),
    ],
)
def test_a_plain_answer_means_what_was_asked_last(step: Step, answer: str, expected: Move) -> None:
    assert move("oneself", step, answer) == expected


@pytest.mark.parametrize(
    ("level", "by_tone", "before", "expected"),
    [
        ("ask", True, Heard(), Alarm("question", None)),
        ("ask", False, Heard(), Alarm("question", "low")),
        ("crisis", False, Heard(), Alarm("card", "high")),
        ("crisis", True, Heard(), Alarm("card", "high")),
        ("ask", True, Heard(1, True), Alarm("question", "low")),
        ("ask", True, Heard(2, True), Alarm("card", "high")),
        ("ask", False, Heard(1, True), Alarm("card", "high")),
        ("ask", True, Heard(1, False), Alarm("card", "high")),
        ("ask", True, Heard(1, False, settled=True), Alarm("card", "high")),
    ],
)
def test_people_are_called_the_sooner_the_more_was_heard(
    level: str, by_tone: bool, before: Heard, expected: Alarm
) -> None:
    assert crisis_rules.alarm(level, by_tone=by_tone, before=before) == expected


@pytest.mark.parametrize(
    ("about", "by_tone", "hours"),
    [("oneself", False, 12), ("oneself", True, 1), ("friend", False, 3), ("victim", True, 1)],
)
def test_silence_ends_a_talk(about: str, by_tone: bool, hours: int) -> None:
    over: datetime = NOW + timedelta(hours=hours)
    assert crisis_rules.lapsed(about, by_tone=by_tone, last_at=NOW, now=over)
    assert not crisis_rules.lapsed(about, by_tone=by_tone, last_at=NOW, now=over - timedelta(seconds=1))
