"""Times that cannot be as they were said, and the many ways of writing one that can.

It is always Saturday, 28 November 2026, noon. A line says what was written and what it comes to:

    2026-12-03              the whole day
    2026-12-03 09:00        a clock time, `–11:00` where it names an end
    A or B                  two readings, likeliest first
    differs: A or B         the weekday is not that of the date: the day by its date, the day by its weekday
    no_such_...: A or B     it does not exist; what lies next to it, if anything does
    -                       no time at all
"""

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from understanding.dates import Found, read_times
from understanding.parse import TimeSpan

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

NO_SUCH_DATE = """
31 November | no_such_day: 2026-11-30 or 2026-12-01
book a counselor on 31 November | no_such_day: 2026-11-30 or 2026-12-01
November 31st at 3pm | no_such_day: 2026-11-30 15:00 or 2026-12-01 15:00
the 31st of November in the morning | no_such_day: 2026-11-30 08:00–12:00 or 2026-12-01 08:00–12:00
31 Nov. | no_such_day: 2026-11-30 or 2026-12-01
Tuesday 31 November | no_such_day: 2026-11-30 or 2026-12-01
30 Feb | no_such_day: 2027-02-28 or 2027-03-01
February 30th, 2027 | no_such_day: 2027-02-28 or 2027-03-01
29 February | no_such_day: 2027-02-28 or 2027-03-01
Feb 29 next year | no_such_day: 2027-02-28 or 2027-03-01
29 February 2028 | 2028-02-29
June 31st at 10 | no_such_day: 2027-06-30 10:00 or 2027-07-01 10:00
Sept 31 | no_such_day: 2027-09-30 or 2027-10-01
32 December | no_such_day: 2026-12-31 or 2027-01-01
the 32nd of January | no_such_day: 2027-01-31 or 2027-02-01
on the 32nd | no_such_day: 2026-11-30 or 2026-12-01
the 31st of this month | no_such_day: 2026-11-30 or 2026-12-01
the 31st | 2026-12-31
from the 29th to the 31st of November | no_such_day: 2026-11-29–2026-11-30
2026-11-31 | no_such_day: 2026-11-30 or 2026-12-01
31/11 | no_such_day: 2026-11-30 or 2026-12-01
2/30 | no_such_day: 2027-02-28 or 2027-03-01
31.11.2026 | no_such_day: 2026-11-30 or 2026-12-01
2026-13-05 | no_such_month:
week 60 | no_such_week:
25:00 | no_such_hour:
tomorrow at 25:00 | no_such_hour: 2026-11-29
Monday 12:75 | no_such_hour: 2026-11-30
13am on Monday | no_such_hour: 2026-11-30
11月31日 | no_such_day: 2026-11-30 or 2026-12-01
11月31号下午3点 | no_such_day: 2026-11-30 15:00 or 2026-12-01 15:00
约11月31号上午的咨询 | no_such_day: 2026-11-30 08:00–12:00 or 2026-12-01 08:00–12:00
十一月三十一日 | no_such_day: 2026-11-30 or 2026-12-01
１１月３１日 | no_such_day: 2026-11-30 or 2026-12-01
2026年11月31日 | no_such_day: 2026-11-30 or 2026-12-01
2月30号 | no_such_day: 2027-02-28 or 2027-03-01
2月29号 | no_such_day: 2027-02-28 or 2027-03-01
2月29 | no_such_day: 2027-02-28 or 2027-03-01
明年2月29日 | no_such_day: 2027-02-28 or 2027-03-01
2028年2月29日 | 2028-02-29
9月31日 | no_such_day: 2027-09-30 or 2027-10-01
这个月31号 | no_such_day: 2026-11-30 or 2026-12-01
下个月31号 | 2026-12-31
31号 | 2026-12-31
32号 | no_such_day: 2026-11-30 or 2026-12-01
11月29日到31日 | no_such_day: 2026-11-29–2026-11-30
11月28到31号 | no_such_day: 2026-11-28–2026-11-30
12月3到5号 | 2026-12-03–2026-12-05
2.30号 | no_such_day: 2027-02-28 or 2027-03-01
13月5日约咨询 | no_such_month:
十三月 | no_such_month:
25点 | no_such_hour:
明天25:00 | no_such_hour: 2026-11-29
后天9点70 | no_such_hour: 2026-11-30
周八 | no_such_weekday: 2026-11-29
下周八上午 | no_such_weekday: 2026-12-06 08:00–12:00
星期七 | no_such_weekday: 2026-11-29
第25周周八 | no_such_weekday: 2027-02-21
第60周 | no_such_week:
第40周周三 | no_such_week:
"""
CONTRADICTIONS = """
Book a counselor Wednesday 3 December 9am | differs: 2026-12-03 09:00 or 2026-12-02 09:00
Wed Dec 3 | differs: 2026-12-03 or 2026-12-02
on Wednesday, December 3rd at 9am | differs: 2026-12-03 09:00 or 2026-12-02 09:00
3 December, Wednesday | differs: 2026-12-03 or 2026-12-02
on the 3rd of December, a Wednesday | differs: 2026-12-03 or 2026-12-02
Wednesday the 3rd at 9 | differs: 2026-12-03 09:00 or 2026-12-02 09:00
next Wednesday 3 December | differs: 2026-12-03 or 2026-12-02
Friday 5 December in the afternoon | differs: 2026-12-05 13:00–18:00 or 2026-12-04 13:00–18:00
2026-12-03 Wednesday | differs: 2026-12-03 or 2026-12-02
tomorrow Monday | differs: 2026-11-29 or 2026-11-30
Tuesday 3 March | differs: 2027-03-03 or 2027-03-02
Thursday 3 December 9am | 2026-12-03 09:00
Monday, 30 November | 2026-11-30
Wednesday 3 March | 2027-03-03
Friday 20 November | 2026-11-20
tomorrow or Wednesday | 2026-11-29; 2026-12-02
Wed. 3 Dec | differs: 2026-12-03 or 2026-12-02
Dec 3 (Wed) 9:00 | differs: 2026-12-03 09:00 or 2026-12-02 09:00
Wednesday 9am 3 December | differs: 2026-12-03 09:00 or 2026-12-02 09:00
the day after tomorrow, Wednesday | differs: 2026-11-30 or 2026-12-02
Friday the 13th | differs: 2026-12-13 or 2026-12-11
Wed 3/12 9am | differs: 2026-12-03 09:00 or 2026-12-02 09:00
Thu 3/12 9am | 2026-12-03 09:00
Fri 3/12 | 2027-03-12
Monday and Wednesday | 2026-11-30; 2026-12-02
between Monday and Wednesday | 2026-11-30–2026-12-02
12月3日周三上午9点约咨询 | differs: 2026-12-03 09:00 or 2026-12-02 09:00
12月3日周四上午9点约咨询 | 2026-12-03 09:00
周三12月3号 | differs: 2026-12-03 or 2026-12-02
12月3日（星期三）下午 | differs: 2026-12-03 13:00–18:00 or 2026-12-02 13:00–18:00
12月3日，是周三 | differs: 2026-12-03 or 2026-12-02
下周三12月3日 | differs: 2026-12-03 or 2026-12-02
12/3 周三 | differs: 2026-12-03 or 2026-12-02
第14周周三（12月3日） | differs: 2026-12-03 or 2026-12-02
周日12月4号 | differs: 2026-12-04 or 2026-12-06
周三12月20日 | differs: 2026-12-20 or 2026-12-23
周三（3号） | differs: 2026-12-03 or 2026-12-02
12.3周三 | differs: 2026-12-03 or 2026-12-02
周三上午9点12月3日 | differs: 2026-12-03 09:00 or 2026-12-02 09:00
Wed 12月3号 | differs: 2026-12-03 or 2026-12-02
后天周三 | differs: 2026-11-30 or 2026-12-02
明天、周三 | 2026-11-29; 2026-12-02
5号周五 | differs: 2026-12-05 or 2026-12-04
明天周一 | differs: 2026-11-29 or 2026-11-30
明天周日 | 2026-11-29
周五11月20日 | 2026-11-20
周三1月6日 | 2027-01-06
下周三12月9日 | 2026-12-09 or 2026-12-02
明天11月29日 | 2026-11-29
明天11月30日 | 2026-11-30 or 2026-11-29
周三、12月4日 | 2026-12-02; 2026-12-04
"""
WRITTEN = """
12 March 2027 | 2027-03-12
12 March 2027 at 9am | 2027-03-12 09:00
March 12th, 2027 | 2027-03-12
12 Mar '27 at noon | 2027-03-12 12:00
2028 March 12 | 2028-03-12
1 December next year | 2027-12-01
2027年3月12日 | 2027-03-12
2027.3.12 | 2027-03-12
明年3月12号上午 | 2027-03-12 08:00–12:00
tomorrow 9p | 2026-11-29 21:00
mon 9a | 2026-11-30 09:00
at 9p tonight | 2026-11-28 21:00
tomorrow 9:30p | 2026-11-29 21:30
2-4p on friday | 2026-12-04 14:00–16:00
tomorrow at 16h | 2026-11-29 16:00
Friday 9h30 | 2026-12-04 09:30
16h30 on Monday | 2026-11-30 16:30
16h to 18h tomorrow | 2026-11-29 16:00–18:00
明天16h30 | 2026-11-29 16:30
15pm tomorrow | 2026-11-29 15:00
quarter to noon | 2026-11-29 11:45
half past noon tomorrow | 2026-11-29 12:30
ten to midnight | 2026-11-28 23:50
quarter past 3 tomorrow | 2026-11-29 15:15
half past nine tomorrow | 2026-11-29 09:30
half nine on Monday | 2026-11-30 09:30
noon-ish on Friday | 2026-12-04 12:00
tomorrow noonish | 2026-11-29 12:00
tomorrow 3-ish | 2026-11-29 15:00
the 17th from 2pm | 2026-12-17 14:00
17th at 2 | 2026-12-17 14:00
3/12 | 2027-03-12 or 2026-12-03
12/3 | 2026-12-03 or 2027-03-12
25/12 | 2026-12-25
12.3 | 2026-12-03 or 2027-03-12
on 12.3 at 10 | 2026-12-03 10:00 or 2027-03-12 10:00
31.12. | 2026-12-31
2026-12-03 | 2026-12-03
Dec 3rd | 2026-12-03
3rd of Dec | 2026-12-03
December the third | 2026-12-03
3-5 December | 2026-12-03–2026-12-05
3 or 4 December | 2026-12-03; 2026-12-04
the end of the month | 2026-11-30
next month the 5th | 2026-12-05
next month 5th | 2026-12-05
the 5th of next month at 3 | 2026-12-05 15:00
10.30 on Dec 5 | 2026-12-05 10:30
in 2 hours | 2026-11-28 14:00
a week from Friday | 2026-12-11
28 November 9am | 2026-11-28 09:00
yesterday at 3 | 2026-11-27 15:00
12/3约咨询 | 2026-12-03
约12.3的咨询 | 2026-12-03
12.3号下午 | 2026-12-03 13:00–18:00
12月3下午2点 | 2026-12-03 14:00
12月3日周四上午9点 | 2026-12-03 09:00
１２月３日　下午３点 | 2026-12-03 15:00
下下周三 | 2026-12-09
这周五晚上 | 2026-11-27 18:00–22:00
月底 | 2026-11-30
下个月5号 | 2026-12-05
1月3号或4号 | 2027-01-03; 2027-01-04
明早8点半 | 2026-11-29 08:30
中午12点半 | 2026-11-28 12:30
明天傍晚 | 2026-11-29 18:00–20:00
下午2.30 | 2026-11-28 14:30
后天 | 2026-11-30
大后天上午 | 2026-12-01 08:00–12:00
十分钟后 | 2026-11-28 12:10
28号上午9点 | 2026-11-28 09:00
昨天下午 | 2026-11-27 13:00–18:00
"""
IN_HASTE = """
thursdya afternoon | 2026-12-03 13:00–18:00
wendsday at 3 | 2026-12-02 15:00
tuesady 10am | 2026-12-01 10:00
Satruday 1pm | 2026-11-28 13:00
can I come on fridya? | 2026-12-04
wednesday betwen 2 and 4 | 2026-12-02 14:00–16:00
thurs 3 oclockish | 2026-12-03 15:00
3 o'clock-ish thursday | 2026-12-03 15:00
2pm-ish on thurs | 2026-12-03 14:00
half 4 on tues | 2026-12-01 16:30
16:00h on Wednesday | 2026-12-02 16:00
12:30hrs tomorrow | 2026-11-29 12:30
monday 1400 | 2026-11-30 14:00
1530 on wednesday | 2026-12-02 15:30
mon 14.00 | 2026-11-30 14:00
monday four-thirty pm | 2026-11-30 16:30
Tues arvo | 2026-12-01 13:00–18:00
3 this afternoon | 2026-11-28 15:00
after lunch on thursday | 2026-12-03 13:00–18:00
dinner time on monday | 2026-11-30 18:00–22:00
17-12-2026 | 2026-12-17
next next wed | 2026-12-09
next next Monday at 10 | 2026-12-07 10:00
next next week | 2026-12-07–2026-12-13
weekend after next | 2026-12-12–2026-12-13
mon to wed next week | 2026-11-30–2026-12-02
mid december | 2026-12-11–2026-12-20
late Jan | 2027-01-21–2027-01-31
3rd week of december | 2026-12-15–2026-12-21
the last week of december | 2026-12-25–2026-12-31
Tuesday, Wednesday or Thursday | 2026-12-01; 2026-12-02; 2026-12-03
Tuesday, mornings are best | 2026-12-01 08:00–12:00
29/13/2026 | no_such_month:
41 december | no_such_day: 2026-12-31 or 2027-01-01
12月45号 | no_such_day: 2026-12-31 or 2027-01-01
下周一三五上午 | 2026-11-30 08:00–12:00; 2026-12-02 08:00–12:00; 2026-12-04 08:00–12:00
周二四下午 | 2026-12-01 13:00–18:00; 2026-12-03 13:00–18:00
周二四点 | 2026-12-01 16:00
周四后晌 | 2026-12-03 13:00–18:00
周五晌午 | 2026-12-04 12:00–13:00
礼拜四头午 | 2026-12-03 08:00–12:00
周三午饭后 | 2026-12-02 13:00–18:00
明儿个下午 | 2026-11-29 13:00–18:00
后儿早上 | 2026-11-30 08:00–12:00
十二月上旬 | 2026-12-01–2026-12-10
12月下旬 | 2026-12-21–2026-12-31
"""
# `dateparser`, which stands in for Duckling, reads three weekdays or an hour between two words less well.
BY_DUCKLING = """
between noon and 2 on wed | 2026-12-02 12:00–14:00
mon, tue, wed at 3 | 2026-11-30 15:00; 2026-12-01 15:00; 2026-12-02 15:00
"""
BY_THE_MOON = """
农历十一月初八 | 2026-12-16
腊月二十九 | 2027-02-05
正月十五 | 2027-02-20
大年初一下午 | 2027-02-06 13:00–18:00
腊八 | 2027-01-15
冬月十五 | 2026-12-23
小年 | 2027-01-30
除夕 | 2027-02-05
年三十 | 2027-02-05
冬至那天 | 2026-12-22
春节 | 2027-02-06
"""
NO_TIME = """
two sundaes please | -
sundry items | -
50 may be too many | -
后儿子来看我 | -
小年轻 | -
room 305 | -
room 9a | -
class 3a | -
seat 12a | -
16h per week | -
I slept 7h30 | -
my gpa is 3.5 | -
GPA 3.5/4.0 | -
3.5 km | -
version 12.3 | -
score 45:30 | -
CS 101 | -
MATH 1201 | -
call 0451-8641-2356 | -
the 45th anniversary | -
the 3rd question | -
the 32nd floor | -
2026-27 academic year | -
2027届 | -
3000块 | -
四级 425 | -
绩点3.5能保研吗 | -
绩点3.5还是3.7 | -
跑了12.3公里 | -
13800138000 | -
13个月 | -
13月薪 | -
学府路32号 | -
周七同学 | -
周八一起 | -
"""


def lines(block: str) -> list[tuple[str, str]]:
    """Part each line into what was written and what it comes to."""
    return [tuple(line.split(" | ")) for line in block.strip().splitlines()]  # type: ignore[misc]


def shown(span: TimeSpan) -> str:
    """Write a time as the tables do."""
    if not span.whole_day:
        return f"{span.start:%Y-%m-%d %H:%M}{f'–{span.end:%H:%M}' if span.end else ''}"
    last = (span.end or span.start) - timedelta(days=1)
    return f"{span.start:%Y-%m-%d}" if last.date() == span.start.date() else f"{span.start:%Y-%m-%d}–{last:%Y-%m-%d}"


def meaning(found: Found) -> str:
    """Write what was found as the tables do."""
    if found.doubts:
        (doubt,) = found.doubts
        kind = "differs" if doubt.kind == "weekday_differs" else doubt.kind
        return f"{kind}: {' or '.join(map(shown, doubt.alternatives))}".strip()
    if found.readings:
        return " or ".join(map(shown, found.readings))
    return "; ".join(map(shown, found.times)) or "-"


def read(words: str) -> Found:
    chinese = any("\u4e00" <= char <= "\u9fff" for char in words)
    return read_times(words, now=NOW, language="zh" if chinese else "en")


@pytest.mark.parametrize(("words", "meant"), lines(NO_SUCH_DATE))
def test_a_day_that_does_not_exist_is_no_other_day(words: str, meant: str) -> None:
    found = read(words)
    assert meaning(found) == meant
    assert bool(found.times) != bool(found.doubts)


@pytest.mark.parametrize(("words", "meant"), lines(CONTRADICTIONS))
def test_a_weekday_that_is_not_that_of_the_date_is_found(words: str, meant: str) -> None:
    found = read(words)
    assert meaning(found) == meant
    assert all(time.start.year < 2028 for time in found.times)


@pytest.mark.parametrize(
    ("words", "meant"),
    [row for block in (WRITTEN, IN_HASTE, BY_DUCKLING, BY_THE_MOON, NO_TIME) for row in lines(block)],
)
def test_a_time_is_read_however_it_is_written(words: str, meant: str) -> None:
    assert meaning(read(words)) == meant


@pytest.mark.usefixtures("without_duckling")
@pytest.mark.parametrize(
    ("words", "meant"), lines(NO_SUCH_DATE) + lines(CONTRADICTIONS) + lines(WRITTEN) + lines(IN_HASTE)
)
def test_the_same_is_read_without_duckling(words: str, meant: str) -> None:
    assert meaning(read(words)) == meant


def test_what_is_ruled_out_raises_no_doubt() -> None:
    found = read("不要11月31号，要12月1号")
    assert meaning(found) == "2026-12-01"


def test_a_doubt_names_the_words_and_the_figures() -> None:
    (doubt,) = read("can I come on November 31st at 3pm?").doubts
    assert (doubt.text, doubt.day, doubt.month, doubt.year) == ("November 31st at 3pm", 31, 11, 2026)
    (doubt,) = read("明天25:00可以吗").doubts
    assert (doubt.text, doubt.said) == ("明天25:00", "25:00")


def test_the_moons_twelfth_month_is_found_when_the_year_has_turned() -> None:
    january = datetime(2027, 1, 3, 12, 0, tzinfo=NOW.tzinfo)
    assert meaning(read_times("腊八", now=january)) == "2027-01-15"
    assert meaning(read_times("腊月二十三", now=january)) == "2027-01-30"
    assert meaning(read_times("除夕", now=january)) == "2027-02-05"


def test_29_february_is_asked_of_the_coming_february() -> None:
    leap = datetime(2027, 12, 1, 12, 0, tzinfo=NOW.tzinfo)
    assert meaning(read_times("2月29日", now=leap)) == "2028-02-29"
    after = datetime(2028, 3, 1, 12, 0, tzinfo=NOW.tzinfo)
    assert meaning(read_times("2月29日", now=after)) == "no_such_day: 2029-02-28 or 2029-03-01"


@pytest.mark.parametrize(
    "words", ["9999年12月31日", "0000年1月1日", "1999年12月3日", "上上上上周三", "下" * 900 + "周三"]
)
def test_no_year_is_too_far_to_be_read(words: str) -> None:
    assert all(1900 <= span.start.year < 2200 for span in read(words).times)


FLOODS = [
    "下",
    "wed 3 ",
    "3号",
    "dec 3 ",
    "3 or ",
    "31 nov ",
    "the 3rd to the ",
    "11月31日",
    "到31日",
    "12.3 ",
    "9p ",
    "3 h ",
]
MIXED = (
    "quarter to noon the 3rd of next month or Wednesday 31 November 25:00 3-5 Dec 12/3 下周八 第25周 2月30到31号 9p "
)


@pytest.mark.parametrize("words", [*(flood * 1000 for flood in FLOODS), MIXED * 8, " " * 1000 + "3", "at " * 300 + "3"])
def test_no_message_costs_more_than_50_ms(words: str) -> None:
    read("明天 at 3")  # the libraries load at first use
    taken = []
    for _ in range(3):
        began = time.thread_time()  # what others do on this machine does not count
        read(words)
        taken.append(time.thread_time() - began)
    assert min(taken) < 0.05
