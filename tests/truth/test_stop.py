"""STOP stops all that it names, of every kind of delivery there is, and what still comes is what the words say."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.dialogue import wording
from actions.dialogue.promises import REMINDERS_OF
from actions.household.reminders import TITLES
from bot.sending.composing import composed
from community.cases import cases
from community.database import Database
from community.events import signup, ticks
from community.guidance.tables import GuidanceItem
from community.kinds import all_kinds
from community.post import outbox, rules
from community.post.conversations import Conversation
from community.post.rules import Dropped
from community.post.tables import Delivery
from community.publishing import publishing
from community.safety import lessons, notices
from community.staff.actors import MACHINE
from community.students import preferences
from tests.actions.case_talk import StudentTalk, given_staff_group
from tests.community.counseling.campus import at, given_campus, slot_at
from tests.community.matter import NOW, ZONE, given_event, given_item, given_lesson, given_notice, given_subject

FOR_STAFF = {
    *("staff_alert", "case_message", "answer_undelivered", "incident_alert", "appointment_news"),
    *("outage_began", "outage_ended", "crowd_alert", "appointments_rush"),
    *("guidance_reviews", "unanswered_weekly"),
}
OWN_MATTERS = {
    *("appointment_in_leave", "appointment_released", "appointment_lapsed"),
    *("incident_taken", "incident_closed"),
    "own_reminder",  # ordered by itself, and named where everything is turned off
}  # "your own appointment and reports"
ANSWERS = {"reply", "crisis", "counselor_message"}  # "my answers, what people of the staff write to you"
MARKS = {"notice_replaced"}  # "a mark on notices that I told you of once they are withdrawn or replaced"


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        yield opened


def test_every_kind_of_delivery_is_stopped_by_a_subject_or_named_among_what_still_comes() -> None:
    still_come = FOR_STAFF | ANSWERS | OWN_MATTERS | MARKS
    stopped = {kind.name for kind in all_kinds().values() if kind.preference}
    assert set(all_kinds()) == stopped | still_come
    assert not stopped & still_come


def test_every_subject_has_a_button_and_says_what_it_stops() -> None:
    assert set(TITLES) == set(REMINDERS_OF) == set(preferences.SUBJECTS)


# Each brings one delivery of its kind into the outbox, as it comes there in earnest.


def given_job_deadline(session: Session, chat: StudentTalk) -> None:
    _deadline(session, chat, "employment", "ask_employment_tips", at(11, 30, 23, 59))


def given_study_deadline(session: Session, chat: StudentTalk) -> None:
    _deadline(session, chat, "academics", "ask_academic_support", at(11, 30, 23, 59))


def given_growth_deadline(session: Session, chat: StudentTalk) -> None:
    _deadline(session, chat, "growth", "ask_growth", at(12, 10, 23, 59))


def given_deadline_of_a_new_subject(session: Session, chat: StudentTalk) -> None:
    given_subject(session, "laundry", reminded_as="growth")
    _deadline(session, chat, "laundry", "ask_answer", at(11, 30, 23, 59))


def _deadline(session: Session, chat: StudentTalk, subject: str, intent: str, closes: datetime) -> None:
    item = given_item(session, subject, "T-1", title_en="The form", title_zh="表格", closes_at=closes)
    chat.chooses(intent, item=str(item.id))
    chat.taps("Remind me")


def given_appointment_reminder(session: Session, chat: StudentTalk) -> None:
    given_campus(session)
    slot = slot_at(session, at(12, 3, 9))
    chat.chooses("book_counseling", appointment_slot=str(slot.id))


def given_event_reminder(session: Session, chat: StudentTalk) -> None:
    event = given_event(session)
    chat.chooses("sign_up_event", event=str(event.id))


def given_changed_event(session: Session, chat: StudentTalk) -> None:
    event = given_event(session)
    chat.chooses("sign_up_event", event=str(event.id))
    event.place_en, event.seq = "Expo centre", 1
    session.flush()
    ticks.announce_changes(session, NOW)


def given_free_seat(session: Session, chat: StudentTalk) -> None:
    event = given_event(session, capacity=1)
    first = StudentTalk(session, address="first")
    first.chooses("sign_up_event", event=str(event.id))
    chat.chooses("sign_up_event", event=str(event.id), join="yes")
    signup.leave(session, event.id, student_id=first.student.id, now=NOW)


def given_notice_told(session: Session, chat: StudentTalk) -> None:
    given_notice(session)
    notices.announce(session, NOW)


def given_severe_notice_told(session: Session, chat: StudentTalk) -> None:
    given_notice(session, severity="Severe", urgency="Immediate")
    notices.announce(session, NOW)


def given_weekly_lesson(session: Session, chat: StudentTalk) -> None:
    given_lesson(session)
    lessons.queue_weekly(session, at(11, 24, 12), zone=ZONE)


Given = Callable[[Session, StudentTalk], None]
PUSHED: list[tuple[str, str, Given]] = [
    ("tip_deadline", "employment", given_job_deadline),
    ("tip_deadline", "academics", given_study_deadline),
    ("tip_deadline", "growth", given_growth_deadline),
    ("tip_deadline", "growth", given_deadline_of_a_new_subject),
    ("appointment_reminder", "appointments", given_appointment_reminder),
    ("event_reminder", "events", given_event_reminder),
    ("event_changed", "events", given_changed_event),
    ("event_seat", "events", given_free_seat),
    ("safety_notice", "safety", given_notice_told),
    ("severe_safety_notice", "safety", given_severe_notice_told),
    ("safety_education", "safety_education", given_weekly_lesson),
]
SAFETY = ("safety_notice", "severe_safety_notice")
each_kind = pytest.mark.parametrize(
    ("kind", "given"), [(kind, given) for kind, _, given in PUSHED], ids=lambda value: getattr(value, "__name__", value)
)


def of_kind(session: Session, talk: Conversation, kind: str) -> Delivery:
    """Return the first delivery of the kind that waits for the talk."""
    found = [one for one in session.query(Delivery).order_by(Delivery.id) if one.kind == kind]
    return next(one for one in found if one.conversation_id == talk.id and one.state == "due")


def leaves(session: Session, delivery: Delivery) -> bool:
    """Say whether the delivery goes out when it is due, composed as the sender composes it."""
    moment = max(NOW + timedelta(seconds=1), delivery.due_at)
    return not isinstance(composed(session, delivery, now=moment, zone=ZONE), Dropped)


def test_the_table_above_holds_every_kind_that_comes_unasked_and_every_subject() -> None:
    assert {kind for kind, _, _ in PUSHED} == {kind.name for kind in all_kinds().values() if kind.preference}
    assert {subject for _, subject, _ in PUSHED} == set(preferences.SUBJECTS)


@each_kind
def test_it_comes_as_long_as_nobody_stopped_it(session: Session, kind: str, given: Given) -> None:
    chat = StudentTalk(session)
    given(session, chat)
    assert leaves(session, of_kind(session, chat.conversation, kind))


@each_kind
def test_after_everything_it_comes_no_more(session: Session, kind: str, given: Given) -> None:
    chat = StudentTalk(session)
    given(session, chat)
    stop(chat, "Everything")
    assert not leaves(session, of_kind(session, chat.conversation, kind))


@each_kind
def test_what_is_queued_after_everything_was_stopped_does_not_come_either(
    session: Session, kind: str, given: Given
) -> None:
    chat = StudentTalk(session)
    stop(chat, "Everything")
    given(session, chat)
    waiting = [one for one in session.query(Delivery) if one.kind == kind and one.conversation == chat.conversation]
    assert not any(leaves(session, one) for one in waiting if one.state == "due")


@each_kind
def test_all_but_safety_leaves_the_notices(session: Session, kind: str, given: Given) -> None:
    chat = StudentTalk(session)
    given(session, chat)
    stop(chat, "All but safety")
    assert leaves(session, of_kind(session, chat.conversation, kind)) == (kind in SAFETY)


@pytest.mark.parametrize(("kind", "subject", "given"), PUSHED)
def test_another_subject_stops_nothing_of_it(session: Session, kind: str, subject: str, given: Given) -> None:
    chat = StudentTalk(session)
    given(session, chat)
    others = set(preferences.SUBJECTS) - {subject}
    preferences.choose(session, chat.student.id, sorted(others), wanted=False, now=NOW)
    assert leaves(session, of_kind(session, chat.conversation, kind))


@pytest.mark.parametrize(("stopped", "comes"), [("employment", False), ("growth", True)])
def test_of_an_item_that_was_moved_the_choice_counts_where_it_stands_now(
    session: Session, stopped: str, comes: bool
) -> None:
    chat = StudentTalk(session)
    given_deadline_of_a_new_subject(session, chat)
    item = session.scalars(select(GuidanceItem).where(GuidanceItem.code == "T-1")).one()
    item.subject_id = given_subject(session, "employment").id
    preferences.choose(session, chat.student.id, [stopped], wanted=False, now=NOW)
    assert leaves(session, of_kind(session, chat.conversation, "tip_deadline")) is comes


def test_answers_and_a_counselors_words_come_all_the_same(session: Session) -> None:
    given_staff_group(session)
    chat = StudentTalk(session)
    stop(chat, "Everything")
    assert chat.writes("hello", "greet").text
    chat.writes("a person please", "talk_to_human")
    case = cases.open_of(session, chat.conversation.id)
    assert case is not None
    cases.answer_from_staff(session, case, staff_label="Ms Liu", words="I am here", now=NOW)
    assert leaves(session, of_kind(session, chat.conversation, "counselor_message"))


def test_a_notice_told_before_is_still_marked_once_it_is_withdrawn(session: Session) -> None:
    chat = StudentTalk(session)
    notice = given_notice(session)
    notices.announce(session, NOW)
    told = of_kind(session, chat.conversation, "safety_notice")
    composed(session, told, now=NOW, zone=ZONE)
    outbox.record(session, told, rules.Sent("77"), now=NOW)
    stop(chat, "Everything")
    publishing.withdraw(session, notice, by=MACHINE, now=NOW)
    assert leaves(session, of_kind(session, chat.conversation, "notice_replaced"))


def stop(chat: StudentTalk, what: str) -> str:
    """Say STOP and tap; return what was answered."""
    chat.writes("STOP", "unsubscribe_reminders")
    return chat.taps(what).text


@pytest.mark.parametrize(
    ("language", "everything", "still"),
    [("en", "Everything", "What comes all the same:"), ("zh", "全部", "仍会收到的只有：")],
)
def test_everything_names_all_that_it_stops_and_all_that_still_comes(
    session: Session, language: str, everything: str, still: str
) -> None:
    chat = StudentTalk(session, language=language)  # type: ignore[arg-type]
    text = stop(chat, everything)
    off, *_, last = text.splitlines()
    assert all(wording.say(language, words) in off for words in REMINDERS_OF.values())
    assert last.startswith(still)


def test_all_but_safety_says_what_stays_on(session: Session) -> None:
    text = stop(StudentTalk(session), "All but safety")
    assert "Still on: safety notices, severe ones too." in text
    assert "safety notices" not in text.splitlines()[0]


def test_what_is_booked_stands_and_is_said_to(session: Session) -> None:
    chat = StudentTalk(session)
    given_appointment_reminder(session, chat)
    event = given_event(session)
    chat.chooses("sign_up_event", event=str(event.id))
    text = stop(chat, "Everything")
    assert "Your appointment Thu 3 Dec 09:00 stands; come without a reminder." in text
    assert "You keep your places at events" in text


def test_with_nothing_booked_nothing_is_said_of_it(session: Session) -> None:
    text = stop(StudentTalk(session), "Everything")
    assert "appointment" not in "".join(text.splitlines()[1:-1])
    assert "places at events" not in text


def _seats_taken(session: Session) -> int:
    event = given_event(session, capacity=1)
    StudentTalk(session, address="first").chooses("sign_up_event", event=str(event.id))
    return event.id


BOOKED: list[tuple[Given, str, str]] = [
    (given_appointment_reminder, "Wed 2 Dec 09:00 and Thu 3 Dec 07:00", "appointment reminders"),
    (given_event_reminder, "Fri 4 Dec 09:00 and Sat 5 Dec 07:00", "event reminders"),
    (given_job_deadline, "Sun 29 Nov 19:00 and Mon 30 Nov 12:00", "job deadlines"),
    (given_study_deadline, "Sun 29 Nov 19:00 and Mon 30 Nov 12:00", "study deadlines"),
    (given_deadline_of_a_new_subject, "Sun 29 Nov 19:00 and Mon 30 Nov 12:00", "growth deadlines"),
    (given_growth_deadline, "Thu 3 Dec 09:00 and Wed 9 Dec 09:00", "growth deadlines"),
]


@pytest.mark.parametrize(("given", "times", "subject"), BOOKED)
def test_a_reminder_is_promised_for_when_it_will_come(session: Session, given: Given, times: str, subject: str) -> None:
    chat = StudentTalk(session)
    given(session, chat)
    assert f"I'll remind you {times}." in chat.last.text
    assert subject not in chat.last.text


@pytest.mark.parametrize(("given", "times", "subject"), BOOKED)
def test_no_reminder_is_promised_to_who_turned_them_off(
    session: Session, given: Given, times: str, subject: str
) -> None:
    chat = StudentTalk(session)
    stop(chat, "Everything")
    given(session, chat)
    assert "I'll remind you" not in chat.last.text
    assert f"You have turned these off: {subject}" in chat.last.text
    assert f"I'd stay silent {times}." in chat.last.text


def test_a_reminder_that_would_come_too_late_is_not_promised(session: Session) -> None:
    event = given_event(session, starts_at=NOW + timedelta(hours=1), ends_at=NOW + timedelta(hours=2))
    text = StudentTalk(session).chooses("sign_up_event", event=str(event.id)).text
    assert "It is too soon for a reminder." in text
    assert "I'll remind you" not in text


def test_a_reminder_in_the_quiet_hours_is_promised_for_the_morning(session: Session) -> None:
    event = given_event(session, starts_at=at(11, 25, 8), ends_at=at(11, 25, 9))  # two hours before is 06:00
    text = StudentTalk(session).chooses("sign_up_event", event=str(event.id)).text
    assert "I'll remind you Tue 24 Nov 08:00 and Wed 25 Nov 07:00." in text


def test_a_page_that_rings_nobody_says_so(session: Session) -> None:
    event = given_event(session)
    chat = StudentTalk(session, channel="web")
    assert "when this page is open" in chat.chooses("sign_up_event", event=str(event.id)).text
    assert "when this page is open" not in StudentTalk(session).chooses("sign_up_event", event=str(event.id)).text


@pytest.mark.parametrize("stopped", [False, True])
def test_a_free_seat_is_promised_only_to_who_will_be_told(session: Session, stopped: bool) -> None:
    chat, event = StudentTalk(session), _seats_taken(session)
    if stopped:
        stop(chat, "Everything")
    text = chat.chooses("sign_up_event", event=str(event), join="yes").text
    assert ("I'll write when a seat is yours" in text) == (not stopped)
    assert ("Look into “My events”" in text) == stopped


def test_the_quiet_hours_named_are_the_students_own(session: Session) -> None:
    chat = StudentTalk(session)
    chat.student.quiet_from, chat.student.quiet_until = time(21, 0), time(8, 30)
    stop(chat, "Everything")
    text = chat.chooses("subscribe_reminders", subject="all").text
    assert "From 21:00 to 08:30 only severe warnings come" in text


def test_what_is_on_and_off_is_read_from_what_was_chosen(session: Session) -> None:
    chat = StudentTalk(session)
    assert chat.writes("remind me", "subscribe_reminders").text.startswith("All that I can send by myself is on: ")
    stop(chat, "Everything")
    assert chat.writes("remind me", "subscribe_reminders").text == "What shall I remind you of?"
    assert chat.writes("stop", "unsubscribe_reminders").text.startswith("All that I can send by myself is off: ")
