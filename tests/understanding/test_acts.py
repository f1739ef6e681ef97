"""Somebody in the act, or one step from it, is heard however calm; what only looks so is left alone."""

from pathlib import Path

import pytest

from understanding.crisis import assess
from understanding.crisis.classifier import Sound
from understanding.crisis.decision import decide
from understanding.crisis.evidence import gather
from understanding.crisis.normalise import normalise

DATA = Path(__file__).parent / "data"
CALM = Sound(0.0, 0.0)
HARMLESS_KINDS = {"taken", "height", "tracks", "blade", "rope", "air", "water", "found", "leave", "done"}
CARDS = 0.9  # of a hand's own lines; a few veiled ones get the question first


def lines(language: str, level: str) -> list[tuple[str, str]]:
    """Return text and kind of the lines of one level."""
    rows = (DATA / f"acts_{language}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    parted = [row.split("\t") for row in rows]
    return [(text, kind) for text, found, kind in parted if found == level]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_who_is_in_the_act_is_answered_and_mostly_with_the_card(language: str) -> None:
    judged = {text: assess(text).level for text, _ in lines(language, "act")}
    assert len(judged) >= 60
    assert [text for text, level in judged.items() if level not in ("ask", "crisis")] == []
    assert sum(level == "crisis" for level in judged.values()) >= CARDS * len(judged)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_harmless_neighbour_of_each_kind_gets_neither_card_nor_question(language: str) -> None:
    neighbours = lines(language, "harmless")
    assert {kind for _, kind in neighbours} == HARMLESS_KINDS
    assert [text for text, _ in neighbours if assess(text).is_urgent] == []


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("I took every pill in the drawer and my hands are going numb", "crisis"),
        ("整板药全吞了，现在心跳很快，好怕", "crisis"),
        ("the letters are in the post, nobody can stop me", "ask"),
        ("东西都备齐了，门反锁了，别拦我", "ask"),
        ("I took all my notes home and my hands are cold", "none"),
        ("火锅都吃完了，嘴唇发麻", "none"),
    ],
)
def test_two_signs_decide_without_any_dark_tone(line: str, level: str) -> None:
    assert decide(gather(normalise(line)), CALM)[0] == level


@pytest.mark.parametrize(
    "line",
    [
        "in the game I climbed over the railing and let go",
        "游戏里我翻过栏杆就松手了",
        "last year I took all the pills and my hands went numb, now I'm fine",
        "去年我把整瓶药都吃了，手脚发麻，现在好了",
    ],
)
def test_what_is_played_or_long_over_does_not_decide_by_its_words(line: str) -> None:
    assert decide(gather(normalise(line)), CALM)[0] in ("none", "distress")


@pytest.mark.parametrize(
    "line",
    [
        "in another life I'd have been a baker",
        "maybe in another life I'd study art history",
        "I already said sorry. Why can't you do the same?",
        "we had no light blue paper left, sorry",
        "我走了，祝考试顺利",
        "可能是手机关机了吧，我晚点再打",
        "I don't need the appointment anymore, please cancel it",
        "I don't need any more subscriptions",
        "i won't need the ticket anymore, give it to someone",
        "I'm not going to be around next week, move it please",
        "it might be nothing, but the fire extinguisher on our floor is empty",
        "i dont need the counseling on wednesday anymore so delete it",
        "kindly let my place go",
        "release my spot, someone else can have it",
        "count me out for good",
        "take me off everything",
        "get me somebody who breathes",
        "把我的位置让给别人吧",
    ],
)
def test_words_that_only_look_like_leave_or_despair_are_not_asked_about(line: str) -> None:
    assert not assess(line).is_urgent


@pytest.mark.parametrize(
    "line",
    [
        "I don't need the appointment anymore, I'll be dead by then",
        "cancel everything, I won't need it where I'm going",
        "I don't need my umbrella where I'm going",
        "I won't need the seat anymore, I'm ending my life tonight",
        "I won't need the session anymore",
        "it may be nothing to you, but I might as well be nothing, I want to be gone",
        "thank you for everything, I don't need the appointment anymore",
        "i want to let my place in this world go",
        "take me off everything, thank you for everything",
        "i don't need the counseling, i'll be dead by then, cancel it",
        "把我的名额给别人，我走了，再见了",
    ],
)
def test_what_is_no_longer_needed_is_danger_where_the_reason_is(line: str) -> None:
    assert assess(line).is_urgent
