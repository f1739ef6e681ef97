"""What students are told of who knows: each sentence from the row that proves it, another where it did not happen."""

from collections.abc import Callable, Iterator
from datetime import time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.dialogue.turn import NEITHER
from community.campus import feasts
from community.campus.tables import OfficeHours
from community.cases import cases, escalation
from community.cases.tables import HandoffCase
from community.database import Database
from community.post import outbox
from community.post.rules import GivenUp, Sent
from community.safety.tables import Incident
from community.staff import accounts, rules
from tests.actions.case_talk import StudentTalk, due, given_staff_group, said
from tests.community.counseling.campus import NOW, ZONE, at
from understanding.parse import Language

PERSON, REPORT = "talk_to_human", "report_safety_incident"
Given = Callable[[Session], object]


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        yield opened


def given_nobody(session: Session) -> None:
    """No group, and nobody has an account."""


def given_a_group(session: Session) -> None:
    given_staff_group(session)


def given_a_group_that_put_us_out(session: Session) -> None:
    given_staff_group(session).channel_address.blocked_at = NOW


def given_account(session: Session, role: str) -> str:
    account = accounts.add(session, role, role, "correct horse battery", [role], now=NOW)
    return accounts.start_session(session, account, now=NOW)


def given_a_counselor_at_the_console(session: Session) -> None:
    given_account(session, rules.COUNSELOR)


def given_security_at_the_console(session: Session) -> None:
    given_account(session, rules.SAFETY_OFFICER)


def given_a_counselor_who_went_home(session: Session) -> None:
    accounts.end_session(session, given_account(session, rules.COUNSELOR), now=NOW)


def the_alerts_arrive(session: Session) -> None:
    for alert in due(session, "staff_alert"):
        outbox.record(session, alert, Sent("9"), now=NOW)


NOBODY_CAN = {"en": "I can alert nobody at the moment", "zh": "我现在提醒不到任何人"}
ON_ITS_WAY = {"en": "is on its way to the staff's group", "zh": "正在发往老师值班群"}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("given", "told"),
    [
        (given_a_group, ON_ITS_WAY),
        (given_a_counselor_at_the_console, {"en": "somebody is signed in there now", "zh": "现在有老师在线登录"}),
        (given_nobody, NOBODY_CAN),
        (given_a_group_that_put_us_out, NOBODY_CAN),
        (given_a_counselor_who_went_home, NOBODY_CAN),
        (given_security_at_the_console, NOBODY_CAN),
    ],
)
def test_who_asks_for_a_person_is_told_whether_anybody_can_be_alerted(
    session: Session, given: Given, told: dict[Language, str], language: Language
) -> None:
    given(session)
    text = StudentTalk(session, language=language).writes("a person please", PERSON).text
    assert told[language] in text.splitlines()[0]
    assert all(number in text for number in ("12356", "120", "110"))
    others = [words for words in (ON_ITS_WAY, NOBODY_CAN) if words != told]
    assert not any(other[language] in text for other in others)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("given", "told"),
    [
        (given_a_group, ON_ITS_WAY),
        (given_security_at_the_console, {"en": "somebody of them is signed in now", "zh": "现在有保卫人员在线登录"}),
        (given_nobody, NOBODY_CAN),
        (given_a_group_that_put_us_out, NOBODY_CAN),
        (given_a_counselor_at_the_console, NOBODY_CAN),
    ],
)
def test_who_reports_a_hazard_is_told_whether_anybody_can_be_alerted(
    session: Session, given: Given, told: dict[Language, str], language: Language
) -> None:
    given(session)
    chat = StudentTalk(session, language=language)
    chat.writes("bare wires in the library", REPORT)
    text = chat.taps("Anonymous" if language == "en" else "匿名").text
    assert told[language] in text.splitlines()[0]
    assert ("110" in text) == (told == NOBODY_CAN), "numbers that work now, where nobody else does"
    assert "security has been told" not in text


def test_a_scam_report_says_no_more_than_a_hazard_report(session: Session) -> None:
    chat = StudentTalk(session)
    chat.writes("20k a month, pay a 298 uniform fee first, training loan possible", "ask_employment_tips")
    assert NOBODY_CAN["en"] in chat.taps("Report it").text
    assert session.scalars(select(Incident.kind)).all() == ["scam"]


def test_a_second_request_says_how_far_the_first_has_got(session: Session) -> None:
    given_staff_group(session)
    chat = StudentTalk(session)
    chat.writes("a person please", PERSON)
    the_alerts_arrive(session)
    assert "has reached the staff's group; nobody has taken it yet" in chat.writes("hello? a person!", PERSON).text


def test_a_second_request_says_that_the_first_did_not_arrive(session: Session) -> None:
    given_staff_group(session)
    chat = StudentTalk(session)
    chat.writes("a person please", PERSON)
    outbox.record(session, due(session, "staff_alert")[0], GivenUp("the group is gone"), now=NOW)
    assert NOBODY_CAN["en"] in chat.writes("hello? a person!", PERSON).text


def test_who_has_the_case_is_named(session: Session) -> None:
    chat = StudentTalk(session)
    chat.writes("a person please", PERSON)
    cases.claim(session, session.scalars(select(HandoffCase)).one(), staff_label="Ms Liu", now=NOW)
    session.scalars(select(HandoffCase)).one().holds = False
    assert chat.writes("a person", PERSON).text == "Ms Liu has your case; what you write here goes to them."


def test_staff_are_called_again_only_where_there_is_somebody_to_call(session: Session) -> None:
    given_staff_group(session)
    text = StudentTalk(session).writes("a person please", PERSON).text
    assert "If nobody has taken it by Mon 23 Nov 12:10, I call them again and tell you." in text


def test_without_a_group_no_second_call_is_promised(session: Session) -> None:
    text = StudentTalk(session).writes("a person please", PERSON).text
    assert "If nobody has taken it by Mon 23 Nov 12:10, I tell you." in text
    assert "call them again" not in text


def test_once_nothing_more_is_planned_nothing_is_promised(session: Session) -> None:
    given_staff_group(session)
    chat = StudentTalk(session)
    chat.writes("a person please", PERSON)
    session.scalars(select(HandoffCase)).one().next_look_at = None
    assert "If nobody has taken it" not in chat.writes("hello? a person!", PERSON).text


def test_at_night_the_moment_named_is_the_one_that_is_planned(session: Session) -> None:
    chat = StudentTalk(session)
    chat.now = at(11, 27, 18)  # a Friday evening
    text = chat.writes("a person please", PERSON).text
    assert "it opens next Mon 30 Nov 08:30" in text
    assert "If nobody has taken it by Mon 30 Nov 08:40" in text


@pytest.mark.parametrize(
    ("language", "hours", "opens"),
    [
        ("en", "The office is open Monday to Friday, 08:30 to 17:30; it opens next", "Thu 8 Oct 08:30"),
        ("zh", "办公时间是周一至周五 08:30–17:30，下次开门是", "10月8日周四 08:30"),
    ],
)
def test_over_a_feast_the_office_is_said_to_open_after_it(
    session: Session, language: Language, hours: str, opens: str
) -> None:
    chat = StudentTalk(session, language=language)
    chat.now = at(9, 30, 18)
    feasts.keep(session, chat.now, zone=ZONE)
    text = chat.writes("a person please", PERSON).text
    assert hours in text
    assert opens in text


def test_the_hours_that_the_office_has_written_are_said(session: Session) -> None:
    for weekday in ("Mon", "Wed", "Fri"):
        session.add(OfficeHours(weekday=weekday, begins=time(9), ends=time(12)))
    session.add(OfficeHours(weekday="Sat", begins=time(10), ends=time(11, 30)))
    chat = StudentTalk(session)
    chat.now = at(11, 27, 18)
    text = chat.writes("a person please", PERSON).text
    assert "open Monday, Wednesday, Friday, 09:00 to 12:00; Saturday, 10:00 to 11:30" in text
    assert "it opens next Sat 28 Nov 10:00" in text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (given_a_group, "It went to the staff's group again; you keep your place."),
        (given_nobody, "and I can alert nobody at the moment."),
        (given_a_group_that_put_us_out, "and I can alert nobody at the moment."),
    ],
)
def test_nobody_is_said_to_be_called_again_unless_they_are(session: Session, given: Given, words: str) -> None:
    given(session)
    StudentTalk(session).writes("a person please", PERSON)
    the_alerts_arrive(session)
    escalation.escalate(session, now=NOW + timedelta(minutes=10))
    (told,) = said(session, "counselor_message")
    assert words in told


def test_a_call_that_does_not_leave_is_no_call(session: Session) -> None:
    given_staff_group(session)
    StudentTalk(session).writes("a person please", PERSON)  # Telegram is away, and the first alert still waits
    escalation.escalate(session, now=NOW + timedelta(minutes=10))
    assert "and I can alert nobody at the moment." in said(session, "counselor_message")[0]


@pytest.mark.parametrize(
    ("given", "words"),
    [(given_a_group, "it went to the staff's group again"), (given_nobody, "and I can alert nobody at the moment")],
)
def test_in_danger_nobody_is_said_to_be_called_again_unless_they_are(
    session: Session, given: Given, words: str
) -> None:
    given(session)
    StudentTalk(session).writes("我不想活了", crisis="crisis")
    the_alerts_arrive(session)
    escalation.escalate(session, now=NOW + timedelta(minutes=3))
    (told,) = said(session, "counselor_message")
    assert words in told
    assert all(number in told for number in ("120", "110", "12356"))


def test_who_reads_neither_language_is_told_in_both_that_nobody_came(session: Session) -> None:
    chat = StudentTalk(session)
    chat.conversation.slots[NEITHER] = True
    chat.chooses(PERSON)
    escalation.escalate(session, now=NOW + timedelta(minutes=10))
    (told,) = said(session, "counselor_message")
    assert "I can alert nobody at the moment" in told
    assert "我现在提醒不到任何人" in told


@pytest.mark.parametrize(
    ("language", "taken", "open_still"),
    [
        ("en", "Ms Liu has it already.", "That one stays open, since it may be about danger."),
        ("zh", "Ms Liu已经接手了", "这一条可能关系到安全"),
    ],
)
def test_what_cannot_be_taken_back_says_why(session: Session, language: Language, taken: str, open_still: str) -> None:
    chat = StudentTalk(session, language=language)
    never_mind = "Never mind" if language == "en" else "撤回请求"
    chat.writes("a person please", PERSON)
    case = session.scalars(select(HandoffCase)).one()
    case.risk = "high"
    button = next(button for button in chat.shown if button.title == never_mind)
    assert chat.presses(button).text.startswith(open_still)
    cases.claim(session, case, staff_label="Ms Liu", now=NOW)
    assert chat.presses(button).text.startswith(taken)
