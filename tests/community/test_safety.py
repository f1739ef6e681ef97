from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.database import Database
from community.post import outbox, talks
from community.post.rules import Sent
from community.post.tables import Delivery
from community.safety import incidents, lessons, notices, replacing, rules
from community.safety.tables import Incident, SafetyNotice, new_code
from community.students import preferences
from tests.community.matter import NOW, ZONE, at, given_lesson, given_notice, given_student, student_of

TUESDAY = at(11, 24, 11)


@pytest.mark.parametrize("home", ["SHU/E/D7/F4", "SHU/E/D7", "SHU/E", ""])
def test_a_notice_concerns_who_lives_inside_or_may_live_there(home: str) -> None:
    assert rules.concerns(["SHU/E/D7"], home)


@pytest.mark.parametrize("home", ["SHU/W/LIB", "SHU/E/D70", "SHU/E/D8/F1"])
def test_a_notice_does_not_concern_who_lives_elsewhere(home: str) -> None:
    assert not rules.concerns(["SHU/E/D7"], home)


def test_a_notice_without_areas_concerns_everybody() -> None:
    assert rules.concerns([], "SHU/W")


def test_only_what_is_grave_and_now_wakes_people() -> None:
    assert rules.wakes("Severe", "Immediate")
    assert not rules.wakes("Severe", "Future")
    assert not rules.wakes("Moderate", "Immediate")


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("明天全校停课 K7QF-2M", ["K7QF-2M"]),
        ("is k7qf-2m real? and K7QF-2M", ["K7QF-2M"]),
        ("in 2026-11 part-time full-on", []),
        ("no code", []),
    ],
)
def test_codes_are_told_from_other_words(words: str, codes: list[str]) -> None:
    assert rules.codes_in(words) == codes


def test_every_code_that_is_made_is_read_again() -> None:
    for _ in range(200):
        code = new_code()
        assert rules.codes_in(f"收到{code}，真的吗") == [code]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("302房间冒烟了", "danger"),
        ("i smell gas in the corridor", "danger"),
        ("there's a fight outside the canteen", "danger"),
        ("fire exit is blocked with bikes", "hazard"),
        ("the fire extinguisher is missing", "hazard"),
        ("4楼应急灯不亮", "hazard"),
        ("我被骗了三千块", "scam"),
        ("my laptop was stolen", "theft"),
    ],
)
def test_the_gravest_kind_is_read_from_the_words(words: str, kind: str) -> None:
    assert rules.incident_kind(words) == kind


@pytest.mark.parametrize(
    "words", ["我要举报安全隐患", "report an incident", "举报", "I want to report a hazard", "我要 report 一个隐患"]
)
def test_a_bare_wish_to_report_says_nothing_yet(words: str) -> None:
    assert not rules.says_what(words)


def test_what_happened_is_told_from_a_bare_wish() -> None:
    assert rules.says_what("4楼应急灯不亮")
    assert rules.says_what("the stairs are icy")


def headlines(session: Session, **options: object) -> list[str]:
    return [notice.headline_en for notice in notices.current(session, NOW, **options)]  # type: ignore[arg-type]


def test_what_is_in_force_comes_gravest_and_newest_first(database: Database) -> None:
    with database.transaction() as session:
        given_notice(session, "old", sent=NOW - timedelta(hours=3))
        given_notice(session, "new")
        given_notice(session, "severe", severity="Severe", sent=NOW - timedelta(days=1))
        assert headlines(session) == ["severe", "new", "old"]


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "draft"},
        {"state": "withdrawn"},
        {"status": "Test"},
        {"msg_type": "Cancel"},
        {"effective": NOW + timedelta(minutes=1)},
        {"expires": NOW},
    ],
)
def test_what_is_not_in_force_is_never_shown(database: Database, facts: dict[str, object]) -> None:
    with database.transaction() as session:
        given_notice(session, **facts)  # type: ignore[arg-type]
        assert headlines(session) == []


def test_an_update_takes_the_place_of_what_it_names(database: Database) -> None:
    with database.transaction() as session:
        first = given_notice(session, "first")
        second = given_notice(session, "second", msg_type="Update", references_id=first.id)
        third = given_notice(session, "third", msg_type="Update", references_id=second.id)
        assert headlines(session) == ["third"]
        assert replacing.newest_after(session, first, NOW) is third


def test_what_was_replaced_stays_so_when_the_newer_one_has_expired(database: Database) -> None:
    with database.transaction() as session:
        first = given_notice(session, "first")
        given_notice(session, "second", msg_type="Update", references_id=first.id, expires=NOW - timedelta(minutes=1))
        assert headlines(session) == []
        assert notices.in_force(session, first.id, NOW) is None


def test_an_update_not_yet_published_replaces_nothing(database: Database) -> None:
    with database.transaction() as session:
        first = given_notice(session, "first")
        given_notice(session, "draft", msg_type="Update", references_id=first.id, state="draft")
        assert headlines(session) == ["first"]


def test_a_cancel_ends_a_notice_and_is_none_itself(database: Database) -> None:
    with database.transaction() as session:
        first = given_notice(session, "first")
        given_notice(session, "cancel", msg_type="Cancel", references_id=first.id)
        assert headlines(session) == []
        assert notices.announce(session, NOW) == 0


def test_only_notices_of_ones_own_area_are_shown(database: Database) -> None:
    with database.transaction() as session:
        given_notice(session, "dorm 7", areas=["SHU/E/D7"])
        given_notice(session, "campus", areas=["SHU"])
        assert headlines(session, area="SHU/W/LIB") == ["campus"]
        assert set(headlines(session)) == {"dorm 7", "campus"}


def test_a_code_finds_what_was_published_only(database: Database) -> None:
    with database.transaction() as session:
        given_notice(session, code="K7QF-2M", expires=NOW)
        given_notice(session, code="D3FG-4H", state="draft")
        assert notices.by_code(session, "K7QF-2M") is not None
        assert notices.by_code(session, "D3FG-4H") is None


def queued(session: Session) -> list[Delivery]:
    return list(session.scalars(select(Delivery).where(Delivery.state == "due").order_by(Delivery.id)))


def test_a_notice_is_queued_once_for_each_student_concerned_who_wants_it(database: Database) -> None:
    with database.transaction() as session:
        inside = given_student(session, "in", area="SHU/E/D7/F4")
        given_student(session, "unknown")
        given_student(session, "elsewhere", area="SHU/W")
        silent = student_of(given_student(session, "silent", area="SHU/E/D7"))
        preferences.choose(session, silent.id, ("safety",), wanted=False, now=NOW)
        gone = given_student(session, "gone", area="SHU/E/D7")
        gone.channel_address.blocked_at = NOW
        talks.keep_staff_group(session, "telegram", "-100", now=NOW)
        given_notice(session, areas=["SHU/E/D7"])
        assert notices.announce(session, NOW) == 1
        assert notices.announce(session, NOW) == 0
        assert {delivery.conversation_id for delivery in queued(session)} == {inside.id}
        assert {delivery.kind for delivery in queued(session)} == {"safety_notice"}
        assert queued(session)[0].valid_until == NOW + timedelta(days=1)


@pytest.mark.parametrize("severity", rules.SEVERITIES)
@pytest.mark.parametrize("areas", [["SHU/E/D7"], ["SHU/E"], ["SHU/W/D1", "SHU/E/D7/F4"]])
def test_who_lives_nobody_knows_where_is_told_of_a_part_of_campus_only_where_it_is_grave(
    areas: list[str], severity: str
) -> None:
    assert rules.is_pushed_to(areas, severity, "") is (severity in ("Extreme", "Severe"))
    assert rules.is_pushed_to(areas, severity, "SHU/E/D7/F4")
    assert not rules.is_pushed_to(areas, severity, "SHU/S/D9")


@pytest.mark.parametrize("areas", [[], ["SHU"], ["SHU", "SHU/E/D7"]])
def test_what_is_for_the_whole_campus_is_told_to_everybody(areas: list[str]) -> None:
    assert rules.is_pushed_to(areas, "Minor", "")
    assert rules.is_pushed_to(areas, "Minor", "SHU/W/D1")


@pytest.mark.parametrize(
    ("facts", "counted"),
    [
        ({"areas": ["SHU/E/D7"], "severity": "Moderate"}, (2, 3, 1, False, 2)),
        ({"areas": ["SHU/E/D7"], "severity": "Severe"}, (2, 3, 1, True, 5)),
        ({"areas": [], "severity": "Minor"}, (3, 3, 0, True, 6)),
        ({"areas": ["SHU"], "severity": "Minor"}, (3, 3, 0, True, 6)),
        ({"areas": ["SHU/N/D2"], "severity": "Moderate"}, (0, 3, 3, False, 0)),
    ],
)
def test_whom_a_notice_would_reach_is_known_before_it_is_sent(
    database: Database, facts: dict[str, Any], counted: tuple[object, ...]
) -> None:
    with database.transaction() as session:
        for number, area in enumerate(("SHU/E/D7/F4", "SHU/E/D7", "SHU/W", "", "", "")):
            given_student(session, str(number), area=area)
        silent = student_of(given_student(session, "silent", area="SHU/E/D7"))
        preferences.choose(session, silent.id, ("safety",), wanted=False, now=NOW)
        notice = given_notice(session, state="draft", **facts)
        found = notices.audience(session, notice)
        assert (*found, found.reached) == counted
        notice.state = "published"
        session.flush()
        assert notices.announce(session, NOW) == found.reached


def test_who_got_a_notice_is_known_for_each_reader(database: Database) -> None:
    with database.transaction() as session:
        for address in ("7001", "7002"):
            given_student(session, address)
        notice = given_notice(session)
        notices.announce(session, NOW)
        first = session.scalars(select(Delivery).order_by(Delivery.id)).first()
        assert first is not None
        outbox.record(session, first, Sent("1"), now=NOW)
        reached = notices.reach(session, notice)
    assert [(one.state, one.sent_at) for one in reached] == [("sent", NOW), ("due", None)]


def test_a_grave_notice_does_not_wait_for_the_morning(database: Database) -> None:
    with database.transaction() as session:
        given_student(session, "1")
        given_notice(session, severity="Extreme", urgency="Immediate")
        notices.announce(session, NOW)
        assert [delivery.kind for delivery in queued(session)] == ["severe_safety_notice"]


def test_a_student_on_two_channels_is_told_where_they_last_wrote(database: Database) -> None:
    with database.transaction() as session:
        telegram = given_student(session, "1")
        web = talks.find_or_start(session, "web", "w1", zone=ZONE.key, now=NOW)
        web.channel_address.student = telegram.channel_address.student
        web.last_message_at = NOW + timedelta(minutes=5)
        session.flush()
        given_notice(session)
        assert notices.announce(session, NOW) == 1
        assert queued(session)[0].conversation_id == web.id


def test_a_notice_of_tomorrow_waits_until_it_is_effective(database: Database) -> None:
    with database.transaction() as session:
        given_student(session, "1")
        given_notice(session, effective=NOW + timedelta(hours=5))
        assert notices.announce(session, NOW) == 0
        assert notices.announce(session, NOW + timedelta(hours=5)) == 1


def test_the_weekly_lesson_goes_out_on_its_day_to_who_wants_it(database: Database) -> None:
    with database.transaction() as session:
        given_student(session, "1")
        unwilling = student_of(given_student(session, "2"))
        preferences.choose(session, unwilling.id, ("safety_education",), wanted=False, now=NOW)
        given_lesson(session, push_at=time(12, 10))
        assert lessons.queue_weekly(session, NOW, zone=ZONE) == 0
        assert lessons.queue_weekly(session, TUESDAY, zone=ZONE) == 1
        assert queued(session)[0].due_at == at(11, 24, 12, 10)


def test_one_lesson_a_week_and_each_only_once(database: Database) -> None:
    with database.transaction() as session:
        given_student(session, "1")
        first, second = given_lesson(session, "A"), given_lesson(session, "B")
        sent = [lessons.queue_weekly(session, TUESDAY + timedelta(hours=h), zone=ZONE) for h in (0, 1, 2)]
        assert sent == [1, 0, 0]
        assert lessons.queue_weekly(session, TUESDAY + timedelta(days=7), zone=ZONE) == 1
        assert lessons.queue_weekly(session, TUESDAY + timedelta(days=14), zone=ZONE) == 0
        assert [delivery.about for delivery in queued(session)] == [first.id, second.id]


@pytest.mark.parametrize(
    "facts", [{"push_weekday": None}, {"push_months": [6, 7]}, {"status": "draft"}, {"push_at": time(4)}]
)
def test_a_lesson_out_of_its_window_stays(database: Database, facts: dict[str, object]) -> None:
    with database.transaction() as session:
        given_student(session, "1")
        given_lesson(session, **facts)  # type: ignore[arg-type]
        assert lessons.queue_weekly(session, TUESDAY, zone=ZONE) == 0


def report(session: Session, mode: str) -> Incident:
    chat = given_student(session, "1")
    return incidents.report(
        session, kind="hazard", place="D7", words="light out", mode=mode, conversation=chat, zone=ZONE, now=NOW
    )


def test_references_run_on(database: Database) -> None:
    with database.transaction() as session:
        assert [report(session, "named").ref for _ in range(2)] == ["INC-2026-0001", "INC-2026-0002"]


def test_an_anonymous_report_keeps_no_reporter(database: Database) -> None:
    with database.transaction() as session:
        incident = report(session, "anonymous")
        assert (incident.student_id, incident.conversation_id) == (None, None)
        assert report(session, "confidential").student_id is not None


def test_the_staff_are_told_of_a_report(database: Database) -> None:
    with database.transaction() as session:
        group = talks.keep_staff_group(session, "telegram", "-100", now=NOW)
        incident = report(session, "named")
        assert [(d.kind, d.conversation_id, d.about) for d in queued(session)] == [
            ("incident_alert", group.id, incident.id)
        ]


def test_a_notice_has_an_identifier_and_a_code_of_its_own(database: Database) -> None:
    with database.transaction() as session:
        one, other = given_notice(session), given_notice(session)
        assert one.identifier != other.identifier
        assert one.code != other.code
        assert session.get(SafetyNotice, one.id) is one
