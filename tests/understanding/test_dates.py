"""Times named in messages; it is always Monday, 23 November 2026, noon, in week 13 of the term."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from understanding.dates import find_times, read_times

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

CHINESE = """
下周三下午三点 12-02 15:00
下下周一上午十点半 12-07 10:30
这周五15:30 11-27 15:30
周五两点 11-27 14:00
周三3点 11-25 15:00
周一上午9点 11-30 09:00
周一下午3点 11-23 15:00
明早8点 11-24 08:00
明晚7点半 11-24 19:30
后天下午三点半 11-25 15:30
大后天早上9点 11-26 09:00
12月5号上午九点 12-05 09:00
十二月五日晚上八点 12-05 20:00
12.5号下午4点 12-05 16:00
12/5 15:00 12-05 15:00
2026-12-05 09:00 12-05 09:00
二〇二六年十二月五日上午九点 12-05 09:00
下个月3号上午10点 12-03 10:00
30号中午12点 11-30 12:00
31号下午4点 12-31 16:00
礼拜天傍晚6点 11-29 18:00
星期日晚上7点 11-29 19:00
周5下午3点 11-27 15:00
週三下午3點 11-25 15:00
凌晨1点 11-24 01:00
中午12点半 11-23 12:30
晚9点 11-23 21:00
今晚８：３０ 11-23 20:30
今天9点 11-23 21:00
晚上12点 11-24 00:00
下周二的10:00 12-01 10:00
三天后下午5点 11-26 17:00
两周后的周三下午2点 12-09 14:00
半小时后 11-23 12:30
一个半小时后 11-23 13:30
过两小时 11-23 14:00
一刻钟后 11-23 12:15
明天三点一刻 11-24 15:15
明天差一刻五点 11-24 16:45
明天早上七点四十五 11-24 07:45
明天14时30分 11-24 14:30
明天下午两三点 11-24 14:00
第14周周三下午3点 12-02 15:00
14周周三10点 12-02 10:00
单周周三下午两点 11-25 14:00
双周周五上午十点 12-04 10:00
元旦上午9点 01-01 09:00
今年12月24号晚上7点 12-24 19:00
周三（12月2日）下午3点 12-02 15:00
下午三点，周四 11-26 15:00
明天早八 11-24 08:00
12月第一个周一上午9点 12-07 09:00
第15周二下午两点 12-08 14:00
下个单周周三3点 12-09 15:00
一周后的今天下午4点 11-30 16:00
不要周三，要周四下午4点 11-26 16:00
周三没空，周四下午4点行吗 11-26 16:00
今晚一点钟 11-24 01:00
周三有空，下午三点可以吗 11-25 15:00
平安夜 8点 12-24 20:00
平安夜下午四点 12-24 16:00
圣诞 上午10点 12-25 10:00
跨年夜12点 01-01 00:00
跨年晚上九点 12-31 21:00
元旦 下午2点 01-01 14:00
下周二（双周）下午三点 12-01 15:00
周三（单周）上午10点 11-25 10:00
下周二（12月1日）9:30 12-01 09:30
"""
ENGLISH = """
next Wednesday at 3pm 12-02 15:00
this Friday 10:30 11-27 10:30
monday 9am 11-30 09:00
tmr 3pm 11-24 15:00
tomorrow at 3 11-24 15:00
in two hours 11-23 14:00
in an hour and a half 11-23 13:30
half past four on Thursday 11-26 16:30
the day after tomorrow at 9 11-25 09:00
3pm 11-23 15:00
11am 11-24 11:00
thursday at noon 11-26 12:00
midnight 11-24 00:00
tonight at 8 11-23 20:00
tomorrow night at 9 11-24 21:00
Dec 5th, 10am 12-05 10:00
5 Dec at 9am 12-05 09:00
Wednesday 2 December at 3pm 12-02 15:00
November 30th, 2026 at 10 am 11-30 10:00
quarter to five tomorrow 11-24 16:45
three thirty on wednesday 11-25 15:30
the 30th at noon 11-30 12:00
next fri 10ish 12-04 10:00
a week from today at 3 11-30 15:00
two weeks from Tuesday 2pm 12-08 14:00
in 3 days at 5pm 11-26 17:00
friday week at 2pm 12-04 14:00
Wednesday of week 14 at 3pm 12-02 15:00
week 15 monday 10am 12-07 10:00
9 in the morning on friday 11-27 09:00
Friday morning at 9 11-27 09:00
before friday 5pm 11-27 17:00
sat 3pm 11-28 15:00
tomorrow at ten 11-24 10:00
wensday 3pm 11-25 15:00
nxt wed 3pm 12-02 15:00
tonite at 8 11-23 20:00
in ninety minutes 11-23 13:30
20 minutes later 11-23 12:20
a week on Wednesday at 3 12-02 15:00
in two weeks on friday at 2pm 12-11 14:00
friday at half ten in the morning 11-27 10:30
ten past two tomorrow 11-24 14:10
Dec 2 @ 3 12-02 15:00
2026-12-05T09:00 12-05 09:00
not friday, thursday at 4 11-26 16:00
this time tomorrow 11-24 12:00
can I come thurs at 3:30? 11-26 15:30
room 305 on friday at 3.30pm 11-27 15:30
Christmas Eve at 7 12-24 19:00
new years eve 9pm 12-31 21:00
xmas at 3pm 12-25 15:00
New Year's Day 10am 01-01 10:00
"""
MIXED = """
我想约next Wed下午3点 12-02 15:00
tmr 下午三点 11-24 15:00
next 周三 3pm 12-02 15:00
下周 Wed 3pm 12-02 15:00
next week 周三 at 10 12-02 10:00
这周五 afternoon 3点 11-27 15:00
12月5号 at noon 12-05 12:00
CET-6 12月12日 9am 12-12 09:00
3 days later 下午5点 11-26 17:00
2 hours后 11-23 14:00
周四 4ish 11-26 16:00
book下周四10:30可以吗 12-03 10:30
xia周三下午三点 12-02 15:00
约zhou三下午两点 11-25 14:00
下zhou三 10点 12-02 10:00
mingtian 3pm 11-24 15:00
ming天下午3点 11-24 15:00
xia zhou wu 3pm 12-04 15:00
zhouwu xiawu 3dian ban 11-27 15:30
12yue5hao shangwu 9dian 12-05 09:00
mingwan 8dian 11-24 20:00
"""
NO_TIMES = """
高数3
305房间
20k
CET-6
110
12356
3个人
5号楼
有两点想问
三点建议
早一点
一点也不
一周三次
每周三次
下午好
考了580分
2小时
六级
50块
晚上睡不着怎么办
the second one
version 2.0
may I ask something
I want to march on
the sun is out
I sat there
good morning
room 305
3/4 of students
call 12356
I need 110 points
3 people
24/7
约zhou老师
zhou yi
Ben Zhou
ming is my friend
san and wan
圣诞老人
圣诞快乐
merry christmas
...
"""


def cases(block: str) -> list[tuple[str, str]]:
    """Part each line into the words and the month, day and time meant."""
    return [(line[:-12], line[-11:]) for line in block.strip().splitlines()]


@pytest.mark.parametrize(("message", "meant"), cases(CHINESE) + cases(ENGLISH) + cases(MIXED))
def test_a_date_and_a_clock_time(message: str, meant: str) -> None:
    (span,) = find_times(message, now=NOW)
    assert f"{span.start:%m-%d %H:%M}" == meant
    assert span.start.tzinfo is NOW.tzinfo
    assert not span.whole_day


@pytest.mark.parametrize(
    ("message", "first", "last"),
    [
        ("下周三", "12-02", "12-02"),
        ("next Wednesday", "12-02", "12-02"),
        ("周五", "11-27", "11-27"),
        ("周一", "11-23", "11-23"),
        ("monday", "11-23", "11-23"),
        ("礼拜天", "11-29", "11-29"),
        ("are you free sat?", "11-28", "11-28"),
        ("下周", "11-30", "12-06"),
        ("next week", "11-30", "12-06"),
        ("这周末", "11-28", "11-29"),
        ("this weekend", "11-28", "11-29"),
        ("月底", "11-30", "11-30"),
        ("end of the month", "11-30", "11-30"),
        ("12月5日到7日", "12-05", "12-07"),
        ("周三到周五", "11-25", "11-27"),
        ("第14周", "11-30", "12-06"),
        ("the 5th", "12-05", "12-05"),
        ("三个工作日后", "11-26", "11-26"),
        ("下个月", "12-01", "12-31"),
    ],
)
def test_days_without_a_time(message: str, first: str, last: str) -> None:
    (span,) = find_times(message, now=NOW)
    assert span.whole_day
    assert span.end is not None
    assert f"{span.start:%m-%d %H:%M}" == f"{first} 00:00"
    assert f"{span.end - timedelta(days=1):%m-%d %H:%M}" == f"{last} 00:00"


@pytest.mark.parametrize(
    ("message", "start", "end"),
    [
        ("周三下午", "11-25 13:00", "11-25 18:00"),
        ("下周三afternoon", "12-02 13:00", "12-02 18:00"),
        ("明天上午", "11-24 08:00", "11-24 12:00"),
        ("tomorrow morning", "11-24 08:00", "11-24 12:00"),
        ("fri arvo", "11-27 13:00", "11-27 18:00"),
        ("周日晚上", "11-29 18:00", "11-29 22:00"),
        ("tonight", "11-23 18:00", "11-23 22:00"),
        ("明天9点到10点", "11-24 09:00", "11-24 10:00"),
        ("周五下午2点到4点半", "11-27 14:00", "11-27 16:30"),
        ("明天9-10点", "11-24 09:00", "11-24 10:00"),
        ("下周一上午9:00-10:00", "11-30 09:00", "11-30 10:00"),
        ("between 2 and 4 pm tomorrow", "11-24 14:00", "11-24 16:00"),
        ("from 2pm to 4pm on friday", "11-27 14:00", "11-27 16:00"),
        ("wed 2-4", "11-25 14:00", "11-25 16:00"),
    ],
)
def test_ranges(message: str, start: str, end: str) -> None:
    (span,) = find_times(message, now=NOW)
    assert (f"{span.start:%m-%d %H:%M}", f"{span.end:%m-%d %H:%M}") == (start, end)


@pytest.mark.parametrize("message", NO_TIMES.strip().split("\n"))
def test_what_is_no_time(message: str) -> None:
    assert find_times(message, now=NOW) == []


@pytest.mark.parametrize(
    ("message", "starts"),
    [
        ("wed 8", ["11-25 08:00", "11-25 20:00"]),
        ("周三8点", ["11-25 08:00", "11-25 20:00"]),
        ("周五12月5日", ["12-05 00:00", "12-04 00:00"]),
    ],
)
def test_two_readings_are_asked_back(message: str, starts: list[str]) -> None:
    found, readings, _ = read_times(message, now=NOW)
    assert [f"{span.start:%m-%d %H:%M}" for span in readings] == starts
    assert found == readings[:1]


def test_day_and_month_may_stand_either_way_round_in_english_only() -> None:
    _, readings, _ = read_times("5/6", now=NOW, language="en")
    assert [span.start.date() for span in readings] == [date(2027, 5, 6), date(2027, 6, 5)]
    assert read_times("5/6有空吗", now=NOW, language="en")[1] == ()
    assert read_times("25/12", now=NOW, language="en")[0][0].start.date() == date(2026, 12, 25)


def test_alternatives_share_what_was_said_once() -> None:
    spans = find_times("周三或者周四下午三点", now=NOW)
    assert [f"{span.start:%m-%d %H:%M}" for span in spans] == ["11-25 15:00", "11-26 15:00"]
    spans = find_times("明天上午或下午", now=NOW)
    assert [f"{span.start:%m-%d %H:%M}" for span in spans] == ["11-24 08:00", "11-24 13:00"]


def test_what_is_moved_from_one_day_to_another_names_two_times() -> None:
    spans = find_times("move my appointment from Wednesday to Friday at 3", now=NOW, language="en")
    assert [f"{span.start:%m-%d %H:%M}" for span in spans] == ["11-25 00:00", "11-27 15:00"]
    assert len(find_times("are you open from Wednesday to Friday?", now=NOW, language="en")) == 1


def test_what_is_surely_past_stays_past() -> None:
    for message in ("昨天下午", "yesterday at 3pm", "last monday", "第8周周三"):
        (span,) = find_times(message, now=NOW)
        assert (span.end or span.start) < NOW


@pytest.mark.parametrize("message", ["周一9点半", "11月20日", "3号上午9点", "monday 9am", "9am", "11/20"])
def test_what_comes_again_is_still_to_come(message: str) -> None:
    (span,) = find_times(message, now=NOW)
    assert span.start > NOW


def test_an_empty_message_names_no_time() -> None:
    assert find_times("", now=NOW) == find_times("\0 ", now=NOW) == []


def test_the_words_are_the_students_own() -> None:
    (span,) = find_times("我想约下周三afternoon　３点，可以吗", now=NOW)
    assert span.text == "下周三afternoon　３点"


def test_the_words_typed_in_pinyin_are_kept_whole() -> None:
    (span,) = find_times("想约 ming tian xiawu 3dian 可以吗", now=NOW)
    assert span.text == "ming tian xiawu 3dian"


def test_a_weekday_that_is_not_in_the_week_named_beside_it_is_asked_back() -> None:
    _, readings, _ = read_times("下周三（单周）上午10点", now=NOW)
    assert [span.start.strftime("%m-%d %H:%M") for span in readings] == ["12-02 10:00", "11-25 10:00"]


def test_another_term_counts_its_own_weeks() -> None:
    (span,) = find_times("第2周周三", now=NOW, term_start=date(2027, 3, 1))
    assert span.start.date() == date(2027, 3, 10)


def test_the_students_zone_is_kept_through_a_change_of_clocks() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    (span,) = find_times("monday 9am", now=datetime(2026, 10, 23, 12, 0, tzinfo=berlin))
    assert span.start == datetime(2026, 10, 26, 9, 0, tzinfo=berlin)


@pytest.mark.parametrize(
    "message", ["tomorrow " * 500, "12/5 " * 500, "周三" * 500, "3点到" * 400, "3-" * 500, "the of " * 300]
)
def test_a_flood_of_time_words_is_read_in_bounded_time(message: str) -> None:
    assert len(find_times(message, now=NOW)) <= 500


@pytest.mark.usefixtures("without_duckling")
@pytest.mark.parametrize(("message", "meant"), [*cases(ENGLISH), *cases(MIXED), ("the 2nd at 4", "12-02 16:00")])
def test_dateparser_stands_in_for_duckling(message: str, meant: str) -> None:
    (span,) = find_times(message, now=NOW)
    assert f"{span.start:%m-%d %H:%M}" == meant
