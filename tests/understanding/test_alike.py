from understanding.search.alike import groups

ASKED = (
    "can I keep a cat in my room?",
    "图书馆能借几本书",
    "may I keep my cat in the dorm room",
    "图书馆一次可以借几本书啊",
    "where do I print my thesis",
    "宿舍里可以养猫吗",
    "is a cat allowed in my dorm room",
)


def test_questions_that_ask_for_the_same_fall_together_and_always_so() -> None:
    found = groups(ASKED)
    assert found[0] == found[2] == found[5] == found[6]
    assert found[1] == found[3]
    assert len({found[0], found[1], found[4]}) == 3
    assert groups(ASKED) == found


def test_few_questions_or_none_need_no_groups() -> None:
    assert groups(()) == []
    assert groups(["where is it?"]) == [0]
    assert groups(["where?", "哪"]) in ([0, 1], [0, 0])
