"""A candidate is refused for what falls by more than chance, and promoted for the rest."""

from understanding.reading.lessons import Lesson, as_yaml, folded
from understanding.trial import sets
from understanding.trial.trial import Asked
from understanding.trial.verdict import Reason, reasons

MEANT = {"first": ["greet"] * 50 + ["ask_events"] * 50, "outside": ["out_of_scope"] * 100}
ALL_RIGHT = {name: list(wanted) for name, wanted in MEANT.items()}


def read(**wrong: int) -> dict[str, list[str]]:
    """Return a reading in which so many of the first lines of each set are wrong."""
    return {name: ["deny"] * wrong.get(name, 0) + wanted[wrong.get(name, 0) :] for name, wanted in MEANT.items()}


def judged(
    candidate: dict[str, list[str]], *, danger: float = 0.9, learnt: dict[int, bool] | None = None
) -> list[Reason]:
    return reasons(
        MEANT,
        live=ALL_RIGHT,
        candidate=candidate,
        danger=({"crisis_en_found": 0.9}, {"crisis_en_found": danger}),
        learnt=learnt or {},
    )


def test_a_line_or_two_are_chance() -> None:
    assert judged(read(first=2, outside=2)) == []


def test_a_set_that_falls_is_named_with_its_figures() -> None:
    assert judged(read(outside=3)) == [Reason("set_fell", "outside", 100, 97, 100)]


def test_an_intent_that_falls_is_named_though_its_set_does_not_fall_much() -> None:
    live = read(first=0)
    live["first"][50:54] = ["deny"] * 4
    candidate = read(first=4)
    found = reasons(MEANT, live=live, candidate=candidate, danger=({}, {}), learnt={})
    assert found == [Reason("intent_fell", "greet", 50, 46, 50)]


def test_danger_may_not_be_heard_less_surely_at_all() -> None:
    assert [one.why for one in judged(ALL_RIGHT, danger=0.899)] == ["danger_fell"]


def test_lessons_that_contradict_what_is_known_are_not_learnt() -> None:
    assert judged(ALL_RIGHT, learnt=dict.fromkeys(range(10), True) | {3: False, 4: False}) == []
    (reason,) = judged(ALL_RIGHT, learnt=dict.fromkeys(range(10), True) | {3: False, 4: False, 5: False})
    assert (reason.why, reason.lessons) == ("not_learnt", (3, 4, 5))


def test_lessons_are_written_so_that_rasa_takes_no_part_of_them_for_an_entity() -> None:
    written = as_yaml([Lesson(2, "take me to [room](place) {now}", "ask_events"), Lesson(1, "hi  there", "greet")])
    assert "take me to (room)(place) (now)" in written
    assert "- hi there" in written
    assert as_yaml([]) == ""


def test_case_width_and_signs_make_no_other_example() -> None:
    assert folded("Ｈｉ, there！") == folded("hi there")


def test_what_is_to_be_tried_passes_between_processes_whole() -> None:
    asked = Asked((Lesson(1, "你好呀", "greet"),), frozenset({1}), ("what's on?",))
    assert Asked.of_json(asked.as_json()) == asked


def test_every_set_that_models_are_tried_on_is_there() -> None:
    assert {len(fields) for name in (*sets.INTENT_SETS, *sets.OUTSIDE_SETS) for fields in sets.rows(name)} == {2}
    assert {len(fields) for name in sets.CRISIS_SETS for fields in sets.rows(name)} == {3}
