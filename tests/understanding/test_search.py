from understanding.search.search import best, exact_words, rank

TIPS = [
    ["Write a one-page resume", "简历写一页", "Put results before duties."],
    ["Dress for an interview", "面试穿什么", "Ask what the team wears."],
    ["Register for CET-6", "六级报名", "Registration opens in September."],
    ["Fire drill in dorm 7, notice K7QF-2M", "7号宿舍消防演练", "Leave by the stairs."],
    ["Wang Min, counselor, room 305", "王敏老师，305房间", "Sleep, stress and exams."],
    ["Can't sleep before exams", "考前睡不着", "TIP-0042: put the phone outside the room."],
]


def test_meaning_finds_across_languages() -> None:
    assert best("怎么做简历", TIPS)[0] == 0
    assert best("what should I wear when I meet the recruiter", TIPS)[0] == 1
    assert best("I lie awake at night because of the finals", TIPS)[0] == 5


def test_codes_numbers_and_names_go_first() -> None:
    assert rank("k7qf-2m 是真的吗", TIPS)[0][0] == 3
    assert rank("what does TIP-0042 say about interviews", TIPS)[0][0] == 5
    assert rank("王敏", TIPS)[0][0] == 4
    assert rank("is Wang Min free to talk about resumes", TIPS)[0][0] == 4
    assert rank("who sits in 305", TIPS)[0][0] == 4


def test_a_number_inside_another_is_no_hit() -> None:
    assert rank("305", [["room 3052"], ["room 305"]])[0][0] == 1


def test_every_document_is_ranked_best_first() -> None:
    ranked = rank("interview", TIPS)
    assert sorted(index for index, _ in ranked) == list(range(len(TIPS)))
    assert [score for _, score in ranked] == sorted((score for _, score in ranked), reverse=True)


def test_nothing_near_gives_nothing() -> None:
    assert best("the orbit of Jupiter's moons", TIPS) == []
    assert best("", TIPS) == []
    assert best("anything", []) == []
    assert rank("anything", [[]]) == [(0, 0.0)]


def test_at_most_as_many_as_asked() -> None:
    assert len(best("exam", TIPS, at_least=0.0, most=2)) == 2


def test_plain_words_are_left_to_meaning() -> None:
    assert exact_words("how do i write a resume") == ()
    assert exact_words("CET-6 什么时候考") == ("cet-6", "cet")
