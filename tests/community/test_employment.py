import pytest

from community.employment import rules


@pytest.mark.parametrize(
    ("words", "flags"),
    [
        ("office clerk 20k/month, 298 uniform fee first, training by instalments", ("fee", "loan", "pay")),
        ("文员月薪2万，先交298服装费，可分期培训", ("fee", "loan", "pay")),
        ("they ask me to pay 298 for uniform before starting", ("fee",)),
        ("入职前要交服装费正常吗", ("fee",)),
        ("他们要扣押我的身份证", ("papers",)),
        ("HR wants to keep my ID card", ("papers",)),
        ("the recruiter wants my bank password", ("account",)),
        ("把验证码发给我就能入职", ("account",)),
        ("刷单兼职 日入500", ("orders", "pay")),
        ("part-time typing, 600 yuan per day", ("pay",)),
    ],
)
def test_warning_signs_are_named(words: str, flags: tuple[str, ...]) -> None:
    assert rules.red_flags(words) == flags


@pytest.mark.parametrize(
    "words",
    [
        "any tips for a job interview?",
        "简历怎么写",
        "面试要先交简历吗",
        "三方协议怎么签",
        "软件工程师月薪2万",
        "怎么谈薪资",
        "what should I pay attention to first",
        "就业推荐表要先交材料吗",
    ],
)
def test_ordinary_questions_raise_no_flag(words: str) -> None:
    assert rules.red_flags(words) == ()


@pytest.mark.parametrize(
    "words", ["我已经转了298", "钱转过去了怎么办", "I already paid the deposit", "we have transferred it"]
)
def test_money_already_gone_is_heard(words: str) -> None:
    assert rules.has_paid(words)


def test_money_not_yet_gone_is_not_taken_for_gone() -> None:
    assert not rules.has_paid("先交298服装费")
