"""When an office is open: lunch breaks, nights that end on the day after, feasts, worked weekends, single dates."""

from datetime import datetime

import pytest

from community.campus import feasts, opening
from community.campus.opening import NoOpening, OpeningHours, Overlapping, Week
from community.campus.opening_typed import normal
from tests.community.counseling.campus import ZONE, at

FEASTS_OF_2026 = {feast.day: feast.is_worked for feast in feasts.of_year(2026)}


def hours(*lines: str) -> OpeningHours:
    """Return the hours that the lines say, with the feasts of 2026."""
    return OpeningHours(ZONE, opening.read(lines), FEASTS_OF_2026)


LUNCHES, EVENINGS, BREAK = "08:30-11:30、13:30-16:30", "08:00-17:30、18:00-20:00", "2027-01-15至2027-02-20"
LUNCH = hours("Mon-Fri 08:30-11:30, 13:30-16:30")
NIGHT = hours("daily 18:00-02:00")
ALWAYS = hours("daily 24h")
LIBRARY = hours("daily 08:00-22:00", "feasts 09:00-17:00", "2026-10-04 to 2026-10-06 closed", "2026-10-05 10:00-12:00")


@pytest.mark.parametrize(
    ("office", "moment", "until"),
    [
        (LUNCH, at(11, 23, 8, 29), None),
        (LUNCH, at(11, 23, 8, 30), at(11, 23, 11, 30)),
        (LUNCH, at(11, 23, 11, 30), None),
        (LUNCH, at(11, 23, 13, 30), at(11, 23, 16, 30)),
        (LUNCH, at(11, 28, 10), None),  # a Saturday
        (LUNCH, at(2, 14, 10), at(2, 14, 11, 30)),  # a Saturday that is worked
        (LUNCH, at(10, 1, 10), None),
        (NIGHT, at(11, 23, 1, 59), at(11, 23, 2)),
        (NIGHT, at(11, 23, 2), None),
        (NIGHT, at(11, 23, 23, 30), at(11, 24, 2)),
        (NIGHT, at(10, 1, 1), at(10, 1, 2)),  # it began on the day before the feast
        (NIGHT, at(10, 1, 19), None),
        (LIBRARY, at(10, 1, 8, 30), None),
        (LIBRARY, at(10, 1, 9), at(10, 1, 17)),
        (LIBRARY, at(10, 4, 10), None),
        (LIBRARY, at(10, 5, 10), at(10, 5, 12)),  # the narrower date counts
    ],
)
def test_it_is_open_until_its_hours_end(office: OpeningHours, moment: datetime, until: datetime | None) -> None:
    spell = office.open_at(moment)
    assert (spell[1] if spell else None) == until


@pytest.mark.parametrize(
    ("office", "moment", "opens"),
    [
        (LUNCH, at(11, 23, 12), at(11, 23, 13, 30)),
        (LUNCH, at(11, 27, 17), at(11, 30, 8, 30)),
        (LUNCH, at(9, 30, 17), at(10, 8, 8, 30)),
        (NIGHT, at(11, 23, 3), at(11, 23, 18)),
        (LIBRARY, at(10, 3, 18), at(10, 5, 10)),
        (hours("Mon closed"), at(11, 23, 12), None),
    ],
)
def test_the_next_opening_is_the_next_by_the_calendar(
    office: OpeningHours, moment: datetime, opens: datetime | None
) -> None:
    spell = office.opens_after(moment)
    assert (spell[0] if spell else None) == opens


def test_what_never_closes_is_open_on_feasts_too_and_over_midnight() -> None:
    for moment in (at(10, 1, 3), at(11, 23, 0), at(11, 23, 23, 59)):
        spell = ALWAYS.open_at(moment)
        assert spell is not None
        assert (spell[1] - moment).days >= 7
    assert not Week().is_known


def test_a_line_for_one_day_takes_back_what_an_earlier_one_said() -> None:
    assert hours("daily 09:00-17:00", "Sun closed").open_at(at(11, 29, 10)) is None


@pytest.mark.parametrize(
    ("typed", "kept", "said"),
    [
        (
            "周一至周五 8:30-11:30、13:30-16:30",
            "Mon-Fri 08:30-11:30, 13:30-16:30",
            "周一至周五 08:30-11:30、13:30-16:30",
        ),
        (
            "周一～周四 8:00—17:30，18:00-20:00",
            "Mon-Thu 08:00-17:30, 18:00-20:00",
            "周一至周四 08:00-17:30、18:00-20:00",
        ),
        ("Monday to Friday 8:30–17:00", "Mon-Fri 08:30-17:00", "周一至周五 08:30-17:00"),
        ("周六、周日 9点到16点", "Sat, Sun 09:00-16:00", "周六、周日 09:00-16:00"),
        ("weekends closed", "Sat-Sun closed", "周六至周日 不开"),
        ("每天24小时", "daily 24h", "每天 全天"),
        ("法定节假日 休息", "feasts closed", "节假日 不开"),
        (
            "2027-01-15至2027-02-20 09:00-12:00",
            "2027-01-15 to 2027-02-20 09:00-12:00",
            "2027-01-15至2027-02-20 09:00-12:00",
        ),
        ("Sat 20:00-24:00", "Sat 20:00-24:00", "周六 20:00-24:00"),
    ],
)
def test_hours_are_read_as_people_type_them(typed: str, kept: str, said: str) -> None:
    assert normal(typed) == kept
    assert opening.read([kept])
    assert opening.in_words([kept], "zh") == said


@pytest.mark.parametrize(
    "typed",
    [
        "whenever you like",
        "Mon-Fri 8-5",
        "Mon-Fri",
        "08:30-17:00",
        "Mon 25:00-26:00",
        "2026-02-30 closed",
        "2026-12-24 to 2026-12-20 closed",
        "周八 09:00-10:00",
    ],
)
def test_what_says_no_hours_is_refused_by_its_line(typed: str) -> None:
    with pytest.raises(NoOpening) as refused:
        opening.read(["daily 08:00-09:00", normal(typed)])
    assert refused.value.line == normal(typed)


def test_what_cannot_be_read_stays_as_it_was_typed() -> None:
    assert normal("Saturdays, if it snows") == "Saturdays, if it snows"
    assert normal("下雪的周六") == "下雪的周六"


@pytest.mark.parametrize(
    "lines",
    [("Mon 08:00-12:00, 11:00-13:00",), ("daily 08:00-12:00", "Mon 11:00-13:00"), ("Mon 18:00-02:00, 23:00-01:00",)],
)
def test_a_time_that_is_named_twice_is_refused(lines: tuple[str, ...]) -> None:
    with pytest.raises(Overlapping) as refused:
        opening.read(lines)
    assert refused.value.line == lines[-1]
