"""What is read of what people type, and what is refused whatever it is about."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from community import checks, typed
from community.checks import Fault, Unreadable, Wrong

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize("words", ["", "  ", "\u3000", "\u200b\u00a0", "\ufeff", "\u3164", "\u2800", "\t\n", None])
def test_what_nobody_can_see_is_blank(words: str | None) -> None:
    assert checks.is_blank(words)


@pytest.mark.parametrize("words", ["a", "。", "🙂", " 李 ", 0, False])
def test_what_anybody_can_see_is_not(words: object) -> None:
    assert not checks.is_blank(words)


@pytest.mark.parametrize(
    "address",
    [
        "https://career.shu.example/1042",
        "http://localhost:8080/a?b=c#d",
        "https://教务.例子.中国/通知",
        "https://[2001:db8::1]/",
        "HTTPS://SHU.EXAMPLE",
    ],
)
def test_addresses_of_web_pages_are_kept(address: str) -> None:
    assert list(checks.web_address({"source_url": address}, "source_url")) == []


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "JavaScript:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "vbscript:x"),
        *("file:///etc/passwd", "ftp://shu.example", "//shu.example", "/1042", "www.shu.example", "see the office"),
        *("http://", "https://", "https:///1042", "https://a b.example", "https://.example", "https://a..example"),
        *("https://bank.example@evil.example", "https://shu.example:99999", "https://shu.example:x", "https://["),
        *("https://shu.example/a b", "https://shu.example/\njavascript:x"),
    ],
)
def test_what_is_no_address_of_a_web_page_is_found(address: str) -> None:
    assert list(checks.web_address({"source_url": address}, "source_url")) == [Fault("source_url", Wrong.NO_ADDRESS)]


@pytest.mark.parametrize("line", ['["a", "b"]', '["a", "b"', '"a",', "[", "]", "[]", "{}", '{"grade": [2023]}', "['a'"])
def test_lists_that_were_pasted_as_code_are_found(line: str) -> None:
    assert [each.wrong for each in checks.lines({"steps": [line]}, "steps", most=3, longest=99)] == [Wrong.NO_LINES]


@pytest.mark.parametrize("line", ["[New] bring your card", '"Cancel" means "no"', "[ ] done?", "（一）看", "a, b"])
def test_lines_with_brackets_and_quotes_of_their_own_are_kept(line: str) -> None:
    assert list(checks.lines({"steps": [line]}, "steps", most=3, longest=99)) == []


def test_one_of_a_pair_may_be_open() -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert list(checks.later({"a": noon, "b": None}, "b", than="a")) == []
    assert list(checks.later({"b": noon}, "b", than="a")) == []
    assert list(checks.later({"a": noon, "b": noon}, "b", than="a")) == [Fault("b", Wrong.NOT_AFTER, than="a")]
    assert list(checks.not_later({"a": noon, "b": noon}, "b", than="a")) == []


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("2026-11-30T14:05", datetime(2026, 11, 30, 6, 5, tzinfo=UTC)),
        (" 2026-11-30 14:05:30 ", datetime(2026, 11, 30, 6, 5, 30, tzinfo=UTC)),
        ("2026-11-30T14:05+09:00", datetime(2026, 11, 30, 5, 5, tzinfo=UTC)),
        ("  ", None),
    ],
)
def test_moments_are_read_on_the_campus_clock(words: str, moment: datetime | None) -> None:
    assert typed.moment(words, SHANGHAI) == moment


@pytest.mark.parametrize("words", ["2026-02-30T10:00", "2027-02-29T10:00", "2026-11-31T10:00", "2026-11-30T24:01"])
def test_moments_that_do_not_exist_are_not_taken_for_others(words: str) -> None:
    with pytest.raises(Unreadable) as unreadable:
        typed.moment(words, SHANGHAI)
    assert unreadable.value.wrong == Wrong.NO_MOMENT


@pytest.mark.parametrize("words", ["0001-01-01T00:00", "9999-12-31T23:59", "1926-11-23T12:00", "0202-11-23T12:00"])
def test_moments_of_another_century_are_slips(words: str) -> None:
    with pytest.raises(Unreadable) as unreadable:
        typed.moment(words, SHANGHAI)
    assert unreadable.value.wrong == Wrong.OTHER_CENTURY


def test_days_clocks_and_numbers_are_read_or_refused() -> None:
    assert (typed.day("2028-02-29"), typed.day("")) == (date(2028, 2, 29), None)
    assert (typed.clock("14:05"), typed.clock(" ")) == (time(14, 5), None)
    assert (typed.whole_number(" -7 "), typed.whole_number("")) == (-7, None)
    for read, words in ((typed.day, "2027-02-29"), (typed.clock, "24:00"), (typed.clock, "14:05+08:00")):
        with pytest.raises(Unreadable):
            read(words)
    for words in ("1e3", "3.0", "a", "12 12", "2147483648", "٣4x"):
        with pytest.raises(Unreadable):
            typed.whole_number(words)


def test_words_are_kept_as_they_were_meant() -> None:
    assert typed.text(" a\r\nb\x00\x07 \r\n") == "a\nb"
    assert typed.text("\u200b \u3000") == ""
    assert typed.one_line(" a \r\n b\u3000c ") == "a b c"
    assert typed.lines("看\n\n 想 \r\n\u200b\n") == ["看", "想"]
